"""Discounts negotiated on a configuration, within the authority of whoever grants them."""

from portal.discounts.views import bp

__all__ = ["bp"]
