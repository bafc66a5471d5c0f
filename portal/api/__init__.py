"""The same prices, comparisons and drafts for programs: `/api/v1`, described by OpenAPI 3.1."""

from portal.api import readings, views  # noqa: F401  the operations register themselves
from portal.api.blueprint import bp

__all__ = ["bp"]
