"""The style guide: every component in every state, every chart, in both languages."""

from portal.styleguide.views import bp

__all__ = ["bp"]
