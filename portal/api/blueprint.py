"""How an operation of the API is declared: path, scope, what comes in and what goes out."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, Literal

from flask import Blueprint, Response, make_response, request
from flask.typing import ResponseReturnValue
from flask_limiter.util import get_remote_address
from pydantic import BaseModel, ValidationError

from portal import problems
from portal.access import access
from portal.api import tokens
from portal.api.tokens import Scope
from portal.db import begin_mode
from portal.owner import act_for
from portal.problems import Refused
from portal.security import csrf, limiter

BY_ADDRESS = "600 per minute"
BY_TOKEN = "120 per minute"
TEXT_TYPES = (
    "text/csv",
    "application/xml",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
)

bp = Blueprint("api", __name__, url_prefix="/api/v1")
csrf.exempt(bp)


@dataclass(frozen=True)
class Operation:
    """One thing that a program can ask for."""

    method: Literal["GET", "POST"]
    path: str
    """With `{name}` for what is in the path."""
    name: str
    summary: str
    scope: Scope
    answer: type[BaseModel]
    status: int
    query: type[BaseModel] | None
    body: type[BaseModel] | None
    file: bool
    """Whether the body is a file of readings."""


OPERATIONS: list[Operation] = []

View = Callable[..., BaseModel]


def operation(
    method: Literal["GET", "POST"],
    path: str,
    *,
    scope: Scope,
    answer: type[BaseModel],
    status: int = 200,
    query: type[BaseModel] | None = None,
    body: type[BaseModel] | None = None,
    file: bool = False,
    limit: str = BY_TOKEN,
    touchpoint: str | None = None,
    no_touchpoint: str | None = None,
) -> Callable[[View], View]:
    """A decorator that makes a function an operation, described and guarded.

    The function gets what is in the path, then `query` and `body` as validated models (a file as
    bytes), and returns the answer.
    """

    def declare(view: View) -> View:
        summary = (view.__doc__ or "").strip().splitlines()[0]
        OPERATIONS.append(
            Operation(
                method, path, view.__name__, summary, scope, answer, status, query, body, file
            )
        )

        @wraps(view)
        def answered(**path_values: str) -> ResponseReturnValue:
            _admit(scope)
            given: dict[str, Any] = dict(path_values)
            if query:
                given["query"] = _valid(lambda: query.model_validate(request.args.to_dict()))
            if body:
                given["body"] = _json(body)
            if file:
                given["body"] = _file()
            return _answer(view(**given), status)

        by_address = limiter.limit(BY_ADDRESS, key_func=get_remote_address)
        by_token = limiter.limit(limit, key_func=_key)
        declared = access("token", touchpoint=touchpoint, no_touchpoint=no_touchpoint)
        rule = path.replace("{", "<").replace("}", ">")
        bp.add_url_rule(
            rule, view.__name__, declared(by_address(by_token(answered))), methods=[method]
        )
        return view

    return declare


@bp.errorhandler(Refused)
def refused(error: Refused) -> Response:
    """A problem, as it was found."""
    return problems.response(error.problem)


def _admit(scope: Scope) -> None:
    """Nothing: the token is known, may do this, and from here on its person acts.

    A signed-in browser is nobody here: only the token counts, so no other site can use it.
    """
    kind, _, secret = request.headers.get("Authorization", "").partition(" ")
    row = tokens.found(secret.strip()) if kind.lower() == "bearer" else None
    if row is None:
        raise Refused(401, "Send a token of your account: Authorization: Bearer bw_…")
    if scope not in row.scopes:
        raise Refused(403, f"This token may not use {scope}: make one that may, on your account.")
    act_for(row.person, row.id)
    if begin_mode.get() == "IMMEDIATE":
        tokens.note_use(row)


def _key() -> str:
    return hashlib.sha256(request.headers.get("Authorization", "").encode()).hexdigest()


def _json(model: type[BaseModel]) -> BaseModel:
    if not request.is_json:
        raise Refused(415, "Send JSON: Content-Type: application/json")
    return _valid(lambda: model.model_validate_json(request.get_data()))


def _file() -> bytes:
    if request.mimetype not in TEXT_TYPES:
        raise Refused(415, f"Send a file as one of {', '.join(TEXT_TYPES)}")
    return request.get_data()


def _valid(read: Callable[[], BaseModel]) -> BaseModel:
    try:
        return read()
    except ValidationError as error:
        raise Refused(422, "What was sent cannot be used.", problems.faults(error)) from error


def _answer(model: BaseModel, status: int) -> Response:
    answer = make_response(model.model_dump_json(by_alias=True), status)
    answer.mimetype = "application/json"
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
