"""One template, page and fragment."""

import json
from typing import Any

from flask import Flask, Response, make_response, render_template
from htmx_flask import request
from jinja2_fragments.flask import render_block


def render_page(template: str, *, fragment: str = "", status: int = 200, **view: Any) -> Response:
    """The page; or only its block `fragment`, when htmx asks for a part.

    Restoring history gets the whole page: htmx asks for it as a fragment it has lost.
    """
    part = bool(fragment) and asks_for_part()
    body = render_block(template, fragment, **view) if part else render_template(template, **view)
    return make_response(body, status)


def asks_for_part() -> bool:
    """Whether htmx asks for a part of the page, not for the whole to restore history by."""
    return bool(request.htmx) and not request.headers.get("HX-History-Restore-Request")


def announce(response: Response, text: str, *events: str) -> Response:
    """`response`, with `text` for the status line that screen readers hear, and page events."""
    # A header holds ASCII alone, so that the words travel as JSON escapes.
    response.headers["HX-Trigger"] = json.dumps({"announce": text} | dict.fromkeys(events, ""))
    return response


def init_app(app: Flask) -> None:
    """Every page varies by htmx and by person, and none is kept by a shared cache."""

    @app.after_request
    def vary(response: Response) -> Response:
        if request.endpoint != "static":
            response.vary.update(["HX-Request", "Cookie", "Accept-Language"])
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response
