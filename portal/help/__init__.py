"""Help for those who write packs: the format of product models, and what was measured."""

from portal.help.views import bp

__all__ = ["bp"]
