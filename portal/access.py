"""Who may enter which route, and which touchpoint the visit leaves: declared on every view."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

import structlog
from flask import Flask, Response, abort, g, redirect, url_for
from flask_security import current_user
from htmx_flask import request
from sqlalchemy.exc import SQLAlchemyError

from portal.db import session
from portal.touchpoints.registry import TYPES

View = TypeVar("View", bound=Callable[..., Any])

# Flask serves files itself, and they are nobody's.
UNDECLARED_BY_NATURE = {"static"}

POLICIES: dict[str, frozenset[str]] = {
    # anybody; the page holds no row of anybody
    "public": frozenset(),
    # anybody, but every row is reached through `portal.owner`
    "visitor": frozenset(),
    # signed in
    "person": frozenset(),
    # signed in with one of these roles
    "rep": frozenset({"rep", "head", "admin"}),
    "marketer": frozenset({"marketer", "head", "admin"}),
    "head": frozenset({"head", "admin"}),
    "staff": frozenset({"rep", "marketer", "head", "admin"}),
    "admin": frozenset({"admin"}),
    # a program with a token, which `portal.api` checks before the view
    "token": frozenset(),
    # the demo alone
    "demo": frozenset(),
}
OPEN_POLICIES = {"public", "visitor", "token", "demo"}


@dataclass(frozen=True)
class Access:
    """What a route declares."""

    policy: str
    touchpoint: str | None
    no_touchpoint: str | None


def access(
    policy: str, *, touchpoint: str | None = None, no_touchpoint: str | None = None
) -> Callable[[View], View]:
    """A decorator that declares a view's policy and its touchpoint, or why it has none.

    A GET that declares a touchpoint leaves it by itself when it answers; anything else records
    in its operation, inside the transaction of the act.

    Raises:
        ValueError: unknown policy or touchpoint, or not exactly one of touchpoint and reason.
    """
    if policy not in POLICIES:
        raise ValueError(f"unknown policy {policy!r}")
    if (touchpoint is None) == (not no_touchpoint):
        raise ValueError("declare a touchpoint, or the reason for none")
    if touchpoint is not None and touchpoint not in TYPES:
        raise ValueError(f"touchpoint {touchpoint!r} is not in the registry")

    def declare(view: View) -> View:
        view.access = Access(policy, touchpoint, no_touchpoint)  # type: ignore[attr-defined]
        return view

    return declare


def declared(app: Flask, endpoint: str | None) -> Access | None:
    """What the view behind `endpoint` declares; None when it declares nothing."""
    return getattr(app.view_functions.get(endpoint or ""), "access", None)


def undeclared_routes(app: Flask) -> list[str]:
    """Endpoints of the URL map that declare nothing: a test holds this list empty."""
    return sorted(
        {
            rule.endpoint
            for rule in app.url_map.iter_rules()
            if rule.endpoint not in UNDECLARED_BY_NATURE and not declared(app, rule.endpoint)
        }
    )


def allowed(policy: str, person: Any, demo: bool) -> bool:
    """Whether `person` may enter a route of `policy`."""
    if policy == "demo":
        return demo
    if policy in OPEN_POLICIES:
        return True
    if not person.is_authenticated:
        return False
    roles = POLICIES[policy]
    return not roles or bool(roles & person.role_names)


def init_app(app: Flask, *, demo: bool) -> None:
    """Deny by default, and let declared GETs leave their touchpoint."""

    @app.before_request
    def enforce() -> Any:
        if request.endpoint is None or request.endpoint in UNDECLARED_BY_NATURE:
            return None
        if any("\0" in str(part) for part in (request.view_args or {}).values()):
            abort(404)  # no name has it, and not every database can be asked for it
        found = declared(app, request.endpoint)
        if found is None:
            structlog.get_logger().error("undeclared_route", endpoint=request.endpoint)
            abort(404)
        g.access = found
        if allowed(found.policy, current_user, demo):
            return None
        if found.policy != "demo" and not current_user.is_authenticated:
            return redirect(url_for("accounts.sign_in", next=_path()), 303)
        # A page that is not yours is not there.
        return abort(404)

    @app.after_request
    def leave_touchpoint(response: Response) -> Response:
        found: Access | None = g.get("access")
        viewed = request.method == "GET" and response.status_code == 200 and not request.htmx
        if found and found.touchpoint and viewed:
            _leave(found.touchpoint)
        return response


def _leave(touchpoint: str) -> None:
    """Nothing: the touchpoint is written, or the log says why not; the page is shown either way."""
    from portal.touchpoints.operations import record_view

    try:
        record_view(touchpoint)
    except SQLAlchemyError:
        session.rollback()
        structlog.get_logger().error("view_not_recorded", touchpoint=touchpoint, exc_info=True)


def _path() -> str:
    return request.full_path.rstrip("?") if request.method == "GET" else url_for("pages.home")
