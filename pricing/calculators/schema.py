"""The JSON Schema of calculator files, for editors to complete and check them with."""

from __future__ import annotations

from typing import Any

from pricing.calculators.data import CalculatorData

Schema = dict[str, Any]

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_FIGURE: list[Schema] = [{"type": "string", "minLength": 1}, {"type": "number"}]


def json_schema() -> Schema:
    """The schema of what stands in a file: figures plain or quoted, one text for both languages
    where a source is a name.

    >>> sorted(json_schema()["required"])[:3]
    ['alternatives', 'assumptions', 'currency']
    """
    schema = CalculatorData.model_json_schema()
    _as_written(schema)
    return {"$schema": _DIALECT, **schema, "title": "A calculator"}


def _as_written(node: Any) -> None:
    """Without generated titles; whatever reads as text may be written as a plain figure."""
    if isinstance(node, list):
        for each in node:
            _as_written(each)
    if not isinstance(node, dict):
        return
    if isinstance(node.get("title"), str):
        del node["title"]
    if isinstance(node.get("description"), str):
        node["description"] = " ".join(node["description"].partition(">>>")[0].split())
    for each in list(node.values()):
        _as_written(each)
    if isinstance(source := node.get("source"), dict) and "$ref" in source:
        node["source"] = {"anyOf": [*_FIGURE, source]}
    for bound, keyword in (("ge", "minimum"), ("le", "maximum")):
        if bound in node:
            node["anyOf"][0][keyword] = float(node.pop(bound))
    if node.get("type") != "string":
        return
    if all(each.isdigit() for each in node.get("enum", ["-"])):
        node["enum"] += [int(each) for each in node["enum"]]
        del node["type"]
    elif "minLength" in node:
        del node["type"], node["minLength"]
        node["anyOf"] = _FIGURE
