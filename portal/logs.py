"""Structured logs: one JSON line per event, each with the id of its request."""

import logging
import sys
import time

import structlog
from flask import Flask, Response, g, request

from portal.ids import new_id

QUIET = {"static", "pages.health"}
SECRETS = {"token"}


def configure(*, json_lines: bool) -> None:
    """Set structlog and the standard library to one form."""
    # Plain tracebacks: a rich one costs seconds and prints local variables, secrets among them.
    console = structlog.dev.ConsoleRenderer(
        colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback
    )
    renderer = structlog.processors.JSONRenderer() if json_lines else console
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info if json_lines else lambda _l, _m, event: event,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )


def init_app(app: Flask) -> None:
    """Give each request an id and one line in the log."""

    @app.before_request
    def begin() -> None:
        g.request_id, g.started = str(new_id()), (time.perf_counter(), time.thread_time())
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=g.request_id)

    @app.after_request
    def end(response: Response) -> Response:
        if request_id := g.get("request_id"):
            response.headers["X-Request-ID"] = request_id
        if request.endpoint not in QUIET and "started" in g:
            wall, processor = g.started
            structlog.get_logger().info(
                "request",
                method=request.method,
                path=_path(),
                status=response.status_code,
                ms=round((time.perf_counter() - wall) * 1000, 1),
                cpu_ms=round((time.thread_time() - processor) * 1000, 1),
            )
        return response


def _path() -> str:
    """The path without the secrets that open private pages to whoever holds them."""
    path = request.path
    for name in SECRETS & set(request.view_args or {}):
        path = path.replace(str((request.view_args or {})[name]), "…")
    return path
