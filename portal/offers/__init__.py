"""A page per standard offer, for people and for search engines."""

from portal.offers.views import bp

__all__ = ["bp"]
