"""The pages of an RFP, by noun: where one starts, the draft, its submission, versions, colleagues."""

from portal.rfps.blueprint import bp
from portal.rfps.views import colleagues, drafting, starting, submitting, versions

__all__ = ["bp", "colleagues", "drafting", "starting", "submitting", "versions"]
