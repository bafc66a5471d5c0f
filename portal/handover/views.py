"""What sales gave back, for marketing to read."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from portal.access import access
from portal.handover import queries
from portal.rendering import render_page
from portal.workspace.forms import reason_words

bp = Blueprint("handover", __name__)


@bp.get("/workspace/returned")
@access("marketer", no_touchpoint="the supplier's own desk")
def returned() -> ResponseReturnValue:
    """Prospects that sales returned, with the reasons."""
    return render_page(
        "handover/returned.html", handovers=queries.returned(), reason_words=reason_words
    )
