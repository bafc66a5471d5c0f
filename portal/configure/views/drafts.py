"""What is kept: a name for it, and the way back to it by code or link."""

from flask import abort, redirect, url_for
from flask.typing import ResponseReturnValue

from portal.access import access
from portal.configure import operations, queries
from portal.configure.blueprint import bp
from portal.configure.forms import CodeForm, NameForm
from portal.configure.views.answers import page
from portal.configure.views.starting import start_page
from portal.i18n import _
from portal.models import Configuration
from portal.owner import get_mine
from portal.security import limiter


@bp.post("/configure/<code>/name")
@access("visitor", no_touchpoint="a label, no interest in the offer")
def rename(code: str) -> ResponseReturnValue:
    """The configuration under the buyer's own name."""
    configuration = get_mine(Configuration, code=code)
    form = NameForm()
    if not form.validate():
        return page(configuration, queries.workbench_of(configuration), status=422, name_form=form)
    operations.rename(configuration, form.name.data or "")
    return redirect(url_for(".show", code=code), 303)


@bp.post("/resume")
@access("visitor", touchpoint="configuration_resumed")
@limiter.limit("10 per minute")
def resume() -> ResponseReturnValue:
    """What was saved under a six-character code."""
    form = CodeForm()
    if form.validate():
        found = operations.open_by_code(form.normal())
        if found:
            return redirect(url_for(found[1], code=found[0].code), 303)
        form.code.errors = [
            _(
                "Nothing has this code. Check it letter by letter: it has six characters, such as K7M4QX."
            )
        ]
    return start_page(form, status=422)


@bp.get("/r/<code>")
@access("visitor", touchpoint="configuration_resumed")
@limiter.limit("10 per minute")
def follow(code: str) -> ResponseReturnValue:
    """The same for a link that carries the code."""
    found = operations.follow_link(code.upper()) or abort(404)
    return redirect(url_for(found[1], code=found[0].code), 303)
