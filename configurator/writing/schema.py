"""The JSON Schemas of model files, as an author writes them."""

from typing import Any

from configurator.reading.sheets import ModelSheet, SharedSheet

Schema = dict[str, Any]

DIALECT = "https://json-schema.org/draft/2020-12/schema"
SHEETS: dict[str, tuple[str, type[SharedSheet]]] = {
    "product-model": ("A product model", ModelSheet),
    "shared-rules": ("Rules and tables that several product models include", SharedSheet),
}

_WORDS: list[Schema] = [{"type": "string", "minLength": 1}]
_SPOKEN: list[Schema] = [*_WORDS, {"type": "number"}]
_FLAG: list[Schema] = [{"type": "boolean"}, {"enum": ["yes", "no", "true", "false"]}]
_SEVERAL: list[Schema] = [*_WORDS, {"type": "array", "items": _WORDS[0]}]
_SUGAR = ("when", "requires", "excludes")
_SHORT_FORMS: dict[tuple[str, str], list[Schema]] = {
    ("Text", "vi"): _SPOKEN,
    ("Text", "en"): _SPOKEN,
    ("Unit", "vi"): _SPOKEN,
    ("Unit", "en"): _SPOKEN,
    ("Number", "unit"): [*_WORDS, {"$ref": "#/$defs/Unit"}],
    ("Number", "quantity_of"): _SEVERAL,
    ("Group", "max"): [{"type": "integer", "minimum": 1}, {"const": "all"}],
    ("Rule", "requires"): _SEVERAL,
    ("Rule", "excludes"): _SEVERAL,
    ("Option", "default"): _FLAG,
    ("Option", "recommended"): _FLAG,
    ("TestConfiguration", "sellable"): _FLAG,
}
"""What the reader takes in a key, where pydantic tells only what it becomes."""


def json_schema(name: str = "product-model") -> Schema:
    """The schema that editors complete and check files with; KeyError for an unknown name.

    It describes what stands in the file: figures plain or quoted, `max: all`, one formula for a
    list of them, one text for both languages where the format allows it.
    """
    title, sheet = SHEETS[name]
    schema = sheet.model_json_schema()
    _tidy(schema)
    parts: Schema = schema["$defs"]
    for (part, key), forms in _SHORT_FORMS.items():
        if part in parts:
            _take_instead(parts[part], key, forms)
    _take_instead(schema, "include", _SEVERAL)
    parts["Rule"]["oneOf"] = [
        {"required": ["formula"], "not": {"anyOf": [{"required": [key]} for key in _SUGAR]}},
        {"required": ["when"], "anyOf": [{"required": ["requires"]}, {"required": ["excludes"]}]},
    ]
    if "TestConfiguration" in parts:
        choices = parts["TestConfiguration"]["properties"]["choices"]
        choices["additionalProperties"] = {"anyOf": [*_SPOKEN, {"type": "boolean"}]}
    return {"$schema": DIALECT, "title": title, **schema}


def _take_instead(part: Schema, key: str, forms: list[Schema]) -> None:
    """Other forms for a key, which keeps its description."""
    before = part["properties"][key]
    kept = {"description": before["description"]} if "description" in before else {}
    part["properties"][key] = {**kept, "anyOf": forms}


def _tidy(node: Any) -> None:
    """Without generated titles and nulls; descriptions in one paragraph, for an editor's window."""
    if isinstance(node, list):
        for each in node:
            _tidy(each)
    if not isinstance(node, dict):
        return
    if isinstance(node.get("title"), str):
        del node["title"]
    if isinstance(node.get("description"), str):
        node["description"] = " ".join(node["description"].split())
    if {"type": "null"} in node.get("anyOf", ()):
        node["anyOf"].remove({"type": "null"})
        node.pop("default", None)
        if len(node["anyOf"]) == 1:
            node |= node.pop("anyOf")[0]
    for each in list(node.values()):
        _tidy(each)
