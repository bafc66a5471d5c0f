"""The pages of Configure, by noun: where one starts, the workbench, and kept drafts."""

from portal.configure.blueprint import bp
from portal.configure.views import drafts, starting, workbench

__all__ = ["bp", "drafts", "starting", "workbench"]
