"""Configure: only valid choices, priced as one clicks, reopened by link or code."""

from portal.configure.views import bp

__all__ = ["bp"]
