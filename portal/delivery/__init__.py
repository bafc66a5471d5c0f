"""How each kind of message leaves the house; importing this package registers the handlers."""

from portal.delivery import email, meters, paper, sms, webhook

__all__ = ["email", "meters", "paper", "sms", "webhook"]
