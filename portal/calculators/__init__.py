"""Cost cases: what owning costs over the years, alternative by alternative."""

from portal.calculators.views import bp

__all__ = ["bp"]
