"""Meter data: a file sent, read by the worker, confirmed by the buyer; and what it shows."""

from portal.meters import consumption_views, views
from portal.meters.blueprint import bp
from portal.meters.letters import views as letters
from portal.meters.links import views as links

__all__ = ["bp", "consumption_views", "letters", "links", "views"]
