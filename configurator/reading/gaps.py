"""Labels, translations and bounds that an author left out, filled in to look at all the rest."""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from pydantic import ValidationError

from configurator.reading.document import Document
from configurator.reading.sheets import SharedSheet

GAPS = ("missing", "string_too_short")
"""What a validation error calls a key that is not there, or says nothing."""
WIDE = 1_000
"""Steps between bounds that are not there: what even so is impossible stays so."""


def fill_gaps(document: Document, kind: type[SharedSheet]) -> None:
    """Fills in what is missing in a file of a kind; other problems stay for the reader to find.

    Twice, as a number may miss its bounds and a label what is inside of it.
    """
    for _ in range(2):
        try:
            kind.model_validate(document.data)
        except ValidationError as error:
            for each in error.errors(include_url=False, include_input=False):
                if each["type"] in GAPS:
                    _fill(document.data, each["loc"])


def _fill(node: Any, path: tuple[int | str, ...]) -> None:
    *way, key = path
    for step in way:
        inside = isinstance(node, dict) and step in node
        node = node[step] if inside or isinstance(node, list) else None
    if not isinstance(node, dict):
        return
    match key:
        case "text":
            node[key] = dict.fromkeys(("vi", "en"), _name(node))
        case "vi" | "en":
            node[key] = f"{node.get('en') or node.get('vi') or _name(node)} ({key})"
        case "unit":
            node[key] = "-"
        case "step":
            node[key] = "1"
        case "min":
            node[key] = str(_figure(node, "max", WIDE) - WIDE * _figure(node, "step", 1))
        case "max":
            node[key] = str(_figure(node, "min", 0) + WIDE * _figure(node, "step", 1))


def _name(node: Mapping[str, Any]) -> str:
    return str(node.get("id") or node.get("code") or "-")


def _figure(node: Mapping[str, Any], key: str, otherwise: int) -> Decimal:
    try:
        return Decimal(node[key])
    except (KeyError, InvalidOperation, TypeError):
        return Decimal(otherwise)
