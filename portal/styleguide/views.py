"""One page that shows the parts all other pages are made of."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from portal.access import access
from portal.i18n import language, number
from portal.rendering import render_page
from portal.styleguide.forms import SampleForm
from portal.styleguide.samples import charts_in, say_in

bp = Blueprint("styleguide", __name__)


@bp.get("/styleguide")
@access("public", no_touchpoint="a page for makers, not for buyers")
def show() -> ResponseReturnValue:
    """Every component in every state."""
    say = say_in(language())
    return render_page(
        "styleguide/show.html",
        say=say,
        charts=charts_in(language(), number),
        form=SampleForm.filled(say),
        broken=SampleForm.broken(say),
    )
