"""Papers: asked for on a page, made by the worker, downloaded when ready."""

from portal.documents.views import bp

__all__ = ["bp"]
