"""Errors as pages: what happened, what to do, and the request's id; never a traceback."""

from typing import Any

import structlog
from flask import Flask, Response, g, make_response, request
from flask_wtf.csrf import CSRFError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException, InternalServerError

from configurator import Undecided
from portal import problems
from portal.db import session
from portal.i18n import _
from portal.packs import NoPackPublished
from portal.rendering import render_page
from pricing import PricingError

API = "/api/"


def words_for(status: int) -> tuple[str, str]:
    """Title and sentence for an HTTP status."""
    return {
        400: (_("That request was incomplete"), _("Go back, reload the page and try again.")),
        404: (
            _("Not found"),
            _(
                "This page is not here, or it is not yours to see. Check the link, or sign in with the address it was sent to."
            ),
        ),
        405: (
            _("Not this way"),
            _(
                "This address takes another kind of request. Go back and use the button on the page."
            ),
        ),
        409: (
            _("There is a newer version"),
            _(
                "Somebody changed this meanwhile, perhaps you in another tab. Reload to see it; what you typed is still in the other tab."
            ),
        ),
        413: (
            _("That file is too large"),
            _(
                "The limit is 10 MB. A year of hourly readings needs less than 1 MB: export the readings as CSV and try again."
            ),
        ),
        429: (_("Too many tries"), _("Wait a minute, then try again.")),
        500: (
            _("Something broke on our side"),
            _(
                "We are sorry. What you saved before is safe. Try again; if it happens twice, tell us the number below."
            ),
        ),
    }.get(status, (_("That did not work"), _("Go back and try again.")))


def error_page(status: int) -> Response:
    """The page for `status`; a program gets it as a problem."""
    if request.path.startswith(API):
        return problems.response(problems.problem(status))
    return _page(status, *words_for(status))


def _page(status: int, title: str, text: str) -> Response:
    """The page; or, without a pack, the line that says what is missing."""
    try:
        return render_page(
            "errors/error.html",
            status=status,
            title=title,
            text=text,
            request_id=g.get("request_id", ""),
        )
    except NoPackPublished:
        # Without a pack there is no supplier whose pages could be shown.
        words = "No offering pack is published yet. Run: flask --app wsgi pack publish\n"
        return Response(words, 503, mimetype="text/plain")


def init_app(app: Flask) -> None:
    """Map exceptions to pages."""
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(CSRFError, _csrf_error)
    app.register_error_handler(StaleDataError, _stale)
    app.register_error_handler(NoPackPublished, _no_pack)
    app.register_error_handler(PricingError, _no_price)
    app.register_error_handler(Undecided, _undecided)
    app.register_error_handler(InternalServerError, _broken)


def _http_error(error: HTTPException) -> Any:
    if error.response is not None:
        return error.response
    session.rollback()
    return error_page(error.code or 500)


def _csrf_error(error: CSRFError) -> Response:
    return _page(
        400,
        _("This page was open too long"),
        _("For your safety the form was not sent. Go back, reload the page and send it again."),
    )


def _stale(error: StaleDataError) -> Response:
    session.rollback()
    return error_page(409)


def _no_pack(error: NoPackPublished) -> Response:
    return error_page(503)


def _no_price(error: PricingError) -> Response:
    session.rollback()
    structlog.get_logger().error("no_price", error=str(error)[:500])
    if request.path.startswith(API):
        return problems.response(problems.problem(503, "No price can be computed today."))
    return _page(
        503,
        _("No price can be computed today"),
        _(
            "Our price list does not cover what you ask for. Nothing was changed; call us, and we look into it."
        ),
    )


def _undecided(error: Undecided) -> Response:
    session.rollback()
    return _page(
        503,
        _("This takes longer than usual"),
        _("The answer is still being worked out. Reload the page: it goes on from there."),
    )


def _broken(error: InternalServerError) -> Response:
    session.rollback()
    structlog.get_logger().error(
        "unhandled", endpoint=request.endpoint, exc_info=error.original_exception
    )
    try:
        return error_page(500)
    except Exception:
        # What broke the page may break the error page too; the reader still gets the number.
        return make_response(f"Something broke on our side. {g.get('request_id', '')}", 500)
