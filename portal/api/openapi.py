"""The description of the API: OpenAPI 3.1, made from the operations themselves."""

import re
from functools import cache
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from portal.api.blueprint import OPERATIONS, TEXT_TYPES, Operation
from portal.problems import MEDIA_TYPE, Problem

REF = "#/components/schemas/{model}"
REASONS = {
    "401": "No token, or none that is known",
    "403": "The token may not do this",
    "404": "Not there, or not yours",
    "409": "Not in the state that this needs",
    "413": "Larger than 40 MB",
    "415": "Another media type is needed",
    "422": "What was sent cannot be used; `errors` says where",
    "429": "Too many requests in a minute",
}


@cache
def description() -> dict[str, Any]:
    """The whole document."""
    schemas, names = _schemas()
    paths: dict[str, Any] = {}
    for each in OPERATIONS:
        paths.setdefault(f"/api/v1{each.path}", {})[each.method.lower()] = _described(each, names)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Bidwright",
            "version": "1",
            "description": "Offers, prices, comparisons and drafts, with the numbers of the pages. "
            "Amounts are decimal text beside an ISO 4217 code; shares are fractions; "
            "dates are ISO 8601.",
        },
        "paths": paths,
        "components": {
            "schemas": schemas,
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
        "security": [{"token": []}],
    }


def _schemas() -> tuple[dict[str, Any], dict[tuple[type[BaseModel], str], str]]:
    incoming = {m for o in OPERATIONS for m in (o.query, o.body) if m}
    outgoing = {o.answer for o in OPERATIONS} | {Problem}
    wanted = [(m, "validation") for m in incoming] + [(m, "serialization") for m in outgoing]
    refs, document = models_json_schema(
        sorted(wanted, key=lambda pair: pair[0].__name__),  # type: ignore[arg-type]
        ref_template=REF,
    )
    names = {key: value["$ref"] for key, value in refs.items()}
    return document["$defs"], names  # type: ignore[return-value]


def _described(each: Operation, names: dict[tuple[type[BaseModel], str], str]) -> dict[str, Any]:
    found: dict[str, Any] = {
        "operationId": each.name,
        "summary": each.summary,
        "description": f"Needs a token with the scope `{each.scope}`.",
        "parameters": [*_path_parameters(each.path), *_query_parameters(each.query)],
        "responses": {
            str(each.status): {
                "description": "What was asked for",
                "content": {
                    "application/json": {"schema": {"$ref": names[each.answer, "serialization"]}}
                },
            },
            **_refusals(names[Problem, "serialization"]),
        },
    }
    if each.body:
        schema = {"$ref": names[each.body, "validation"]}
        content: dict[str, Any] = {"application/json": {"schema": schema}}
        found["requestBody"] = {"required": True, "content": content}
    if each.file:
        # Any bytes: what they are is found out by the worker.
        content = {kind: {"schema": {}} for kind in TEXT_TYPES}
        found["requestBody"] = {"required": True, "content": content}
    return found


def _path_parameters(path: str) -> list[dict[str, Any]]:
    return [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
        for name in re.findall(r"{(\w+)}", path)
    ]


def _query_parameters(model: type[BaseModel] | None) -> list[dict[str, Any]]:
    if model is None:
        return []
    schema = model.model_json_schema()
    needed = set(schema.get("required", ()))
    return [
        {"name": name, "in": "query", "required": name in needed, "schema": of_name}
        for name, of_name in schema["properties"].items()
    ]


def _refusals(problem: str) -> dict[str, Any]:
    content = {MEDIA_TYPE: {"schema": {"$ref": problem}}}
    return {status: {"description": why, "content": content} for status, why in REASONS.items()}
