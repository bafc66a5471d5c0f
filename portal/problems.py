"""What went wrong, for programs: RFC 9457 `application/problem+json`."""

from collections.abc import Iterable
from http import HTTPStatus

from flask import Response, make_response
from pydantic import BaseModel, ValidationError

MEDIA_TYPE = "application/problem+json"


class Fault(BaseModel):
    """One fault in what was sent."""

    pointer: str
    """JSON Pointer to it, or the name of the parameter."""
    detail: str


class Problem(BaseModel):
    """RFC 9457; `title` and `status` say the same as the status line."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str = ""
    errors: list[Fault] = []


class Refused(Exception):
    """The answer to a request is a problem."""

    def __init__(self, status: int, detail: str, errors: Iterable[Fault] = ()) -> None:
        self.problem = problem(status, detail, errors)
        super().__init__(detail)


def problem(status: int, detail: str = "", errors: Iterable[Fault] = ()) -> Problem:
    """The problem of this status."""
    title = HTTPStatus(status).phrase
    return Problem(title=title, status=status, detail=detail, errors=list(errors))


def response(found: Problem) -> Response:
    """The problem as an answer; one who is not known is told how to be."""
    answer = make_response(found.model_dump_json(), found.status)
    answer.mimetype = MEDIA_TYPE
    if found.status == HTTPStatus.UNAUTHORIZED:
        answer.headers["WWW-Authenticate"] = 'Bearer realm="api"'
    return answer


def faults(error: ValidationError) -> list[Fault]:
    """Every fault that pydantic found, by JSON Pointer."""
    return [
        Fault(pointer="".join(f"/{step}" for step in each["loc"]) or "", detail=each["msg"])
        for each in error.errors(include_url=False, include_context=False, include_input=False)
    ]
