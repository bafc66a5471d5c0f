"""The JSON Schema takes what the reader takes, and refuses what an author mistypes."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from configurator.__main__ import main
from configurator.writing import json_schema
from tests.configurator.worlds import MODELS

PACKS = Path(__file__).parents[2] / "portal/packs"
FILES = [*sorted(PACKS.glob("*/products/*.yaml")), MODELS / "compressor.yaml"]
KINDS = {
    "object": dict, "array": list, "string": str, "boolean": bool, "number": (int, float),
    "integer": int,
}  # fmt: skip


def faults(value: Any, schema: dict[str, Any], whole: dict[str, Any], at: str = "") -> list[str]:
    """Where a value differs from a schema: the keywords our schemas use, and no others."""
    return list(_faults(value, schema, whole, at))


def _faults(value: Any, schema: dict[str, Any], whole: dict[str, Any], at: str) -> Iterator[str]:
    assert not set(schema) - KEYWORDS, set(schema) - KEYWORDS
    if "$ref" in schema:
        yield from _faults(value, whole["$defs"][schema["$ref"].split("/")[-1]], whole, at)
    flags = isinstance(value, bool) and schema.get("type") in ("number", "integer")
    if "type" in schema and (flags or not isinstance(value, KINDS[schema["type"]])):
        yield f"{at}: {value!r} is no {schema['type']}"
        return
    if "anyOf" in schema and all(faults(value, each, whole, at) for each in schema["anyOf"]):
        yield f"{at}: none of several forms"
    if "oneOf" in schema and sum(not faults(value, s, whole, at) for s in schema["oneOf"]) != 1:
        yield f"{at}: not one of several forms"
    if "not" in schema and not faults(value, schema["not"], whole, at):
        yield f"{at}: must not be so"
    if value not in schema.get("enum", [value]) or value != schema.get("const", value):
        yield f"{at}: {value!r} is not allowed"
    if isinstance(value, str) and not re.search(schema.get("pattern", ""), value):
        yield f"{at}: {value!r} does not match"
    if isinstance(value, str | list | dict):
        least = schema.get("minLength", schema.get("minItems", schema.get("minProperties", 0)))
        if len(value) < least:
            yield f"{at}: too short"
    if isinstance(value, list):
        for n, each in enumerate(value):
            yield from _faults(each, schema.get("items", {}), whole, f"{at}/{n}")
    if isinstance(value, dict):
        known = schema.get("properties", {})
        yield from (
            f"{at}: {key} is missing" for key in schema.get("required", ()) if key not in value
        )
        others = schema.get("additionalProperties", True)
        for key, each in value.items():
            if key in known:
                yield from _faults(each, known[key], whole, f"{at}/{key}")
            elif others is False:
                yield f"{at}: {key} is unknown"
            elif isinstance(others, dict):
                yield from _faults(each, others, whole, f"{at}/{key}")


KEYWORDS = {
    "$schema", "$defs", "$ref", "title", "description", "default", "type", "format", "properties",
    "additionalProperties", "required", "anyOf", "oneOf", "not", "items", "enum", "const",
    "pattern", "minLength", "maxLength", "minItems", "minProperties", "minimum", "exclusiveMinimum",
    "maximum", "maxItems", "prefixItems", "discriminator", "patternProperties", "propertyNames",
}  # fmt: skip


class EditorLoader(yaml.SafeLoader):
    """YAML 1.2 as editors read it: days are text."""


EditorLoader.add_constructor("tag:yaml.org,2002:timestamp", lambda _loader, node: node.value)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_product_file_that_ships_fits_the_schema(path: Path) -> None:
    schema = json_schema()
    assert not faults(yaml.load(path.read_text(), EditorLoader), schema, schema)


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("recommended: true", "recomended: true", "recomended is unknown"),
        ("unit: m³/min\n", "\n", "/numbers/0: unit is missing"),
        ("when: desiccant", "formula: desiccant", "/rules/0: not one of several forms"),
        ("max: all", "max: most", "/groups/3/max: none of several forms"),
        ("code: c22", "code: 22-kw", "/groups/0/options/0/code: '22-kw' does not match"),
        ("default: true", "default: maybe", "/groups/0/options/1/default: none of several forms"),
    ],
)
def test_what_an_author_mistypes_does_not_fit(old: str, new: str, fault: str) -> None:
    schema, text = json_schema(), (MODELS / "compressor.yaml").read_text()
    assert old in text
    found = faults(yaml.load(text.replace(old, new, 1), EditorLoader), schema, schema)
    assert any(fault in each for each in found), found


def test_every_key_is_explained() -> None:
    for name in ("product-model", "shared-rules"):
        schema = json_schema(name)
        for part, told in {**schema["$defs"], name: schema}.items():
            for key, each in told["properties"].items():
                assert "description" in each or part == "Text", (part, key)


def test_the_schema_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["schema", "shared-rules"]) == 0
    assert json.loads(capsys.readouterr().out) == json_schema("shared-rules")
