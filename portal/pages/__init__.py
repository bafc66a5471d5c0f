"""Home, segment pages, language, supplier, health."""

from portal.pages.views import bp

__all__ = ["bp"]
