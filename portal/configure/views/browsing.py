"""Looking around on the workbench: a search among its options, and what is still being checked."""

from flask import Response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.access import access
from portal.configure import queries
from portal.configure.blueprint import bp
from portal.configure.views.answers import Shown, parts, shared, sieve_asked
from portal.i18n import ngettext
from portal.models import Configuration
from portal.owner import get_mine
from portal.rendering import announce, make_response
from portal.security import limiter


@bp.get("/configure/<code>/options")
@access("visitor", no_touchpoint="looking around on a page that counted already")
@limiter.limit("600 per minute")
def find(code: str) -> ResponseReturnValue:
    """The steps as a search leaves them, for htmx; without script the page itself is asked."""
    configuration = get_mine(Configuration, code=code)
    view = shared(configuration, queries.workbench_of(configuration))
    response = make_response(render_template("configure/found.html", **view))
    response.headers["HX-Replace-Url"] = url_for(".show", code=code, **sieve_asked().asked)
    found = view["bench"].found
    return announce(response, ngettext("%(num)s option found", "%(num)s options found", found))


@bp.get("/configure/<code>/check")
@access("visitor", no_touchpoint="the page asks again by itself")
@limiter.limit("600 per minute")
def check(code: str) -> ResponseReturnValue:
    """The steps that a page showed as being checked or without reasons, as they are known now."""
    configuration = get_mine(Configuration, code=code)
    if request.args.get("version", type=int) != configuration.version:
        return Response(status=204)  # what changed since comes with the steps it changed
    shown, bench = Shown.of(configuration), queries.workbench_of(configuration)
    before = shown if shown.bench.explaining else None
    return parts(
        configuration, bench, request.args.get("steps", "").split(","), None, before=before
    )
