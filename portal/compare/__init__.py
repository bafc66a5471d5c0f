"""Compare prices on one's own usage; hold a price."""

from portal.compare.views import bp

__all__ = ["bp"]
