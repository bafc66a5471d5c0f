"""A page per standard offer, for people and for search engines."""

from portal.offers import ranking_views  # noqa: F401  the routes register themselves
from portal.offers.views import bp

__all__ = ["bp"]
