"""The pages of Configure, by noun: where one starts, the workbench, and kept drafts."""

from portal.configure.blueprint import bp
from portal.configure.views import browsing, comparing, drafts, editions, needs, starting, workbench

__all__ = ["bp", "browsing", "comparing", "drafts", "editions", "needs", "starting", "workbench"]
