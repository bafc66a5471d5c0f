"""Requests for proposal: drafted, shared field by field, submitted."""

from portal.rfps.views import bp

__all__ = ["bp"]
