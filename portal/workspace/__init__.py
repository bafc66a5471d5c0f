"""The rep's workspace: the queue, and the dossier of each prospect."""

from portal.workspace.views import bp

__all__ = ["bp"]
