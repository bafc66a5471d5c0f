"""UVL lines → a tree of features with their groups, and constraints as text."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from configurator.errors import ModelError, Problem
from configurator.reading.uvl.lines import Line, lines_of
from configurator.reading.uvl.terms import NAME, REFERENCE, names_in

SECTIONS = ("namespace", "include", "imports", "features", "constraints")
KINDS = ("mandatory", "optional", "or", "alternative")
TYPES = ("Boolean", "Integer", "Real", "String")
_RANGE = r"\[\s*(?:(?P<low>\d+)\s*\.\.\s*)?(?P<high>\d+|\*)\s*\]"
_FEATURE = re.compile(
    rf"(?:(?P<type>{'|'.join(TYPES)})\s+)?(?P<name>{REFERENCE})"
    rf"\s*(?:cardinality\s*{_RANGE}\s*)?(?P<attributes>\{{.*\}})?$",
    re.S,
)
_CARDINALITY = re.compile(_RANGE)
_IMPORT = re.compile(rf"(?P<file>{REFERENCE})(?:\s+as\s+(?P<alias>{REFERENCE}))?$")
_ATTRIBUTE = re.compile(
    rf"""\s*(?P<key>{NAME}(?:\.{NAME})*)\s*(?P<value>"[^"]*"|'[^']*'|-?\d+(?:\.\d+)?|true|false)?"""
    r"""\s*(?:,|$)"""
)

Value = Decimal | bool | str
MANY = -1
"""The upper end `*` of a cardinality."""


class Constraint(NamedTuple):
    """One constraint as it is written; `prefix` is the name its file was imported by."""

    file: str
    line: int
    text: str
    prefix: str = ""


class Import(NamedTuple):
    """A file of another model, and the name its features go by."""

    path: str
    alias: str
    line: int


@dataclass
class Feature:
    """One feature; `count`: how often it may be there, where a cardinality says so."""

    name: str
    file: str
    line: int
    type: str = "Boolean"
    count: tuple[int, int] | None = None
    attributes: dict[str, Value] = field(default_factory=dict)
    unread: list[str] = field(default_factory=list)
    constraints: list[Constraint] = field(default_factory=list)
    groups: list["FeatureGroup"] = field(default_factory=list)


@dataclass
class FeatureGroup:
    """Features below one feature, of which `low` to `high` are there (`high` -1: all may be)."""

    kind: str
    line: int
    low: int = 0
    high: int = MANY
    features: list[Feature] = field(default_factory=list)


@dataclass
class FeatureTree:
    """A UVL file as it is written."""

    file: str
    namespace: str = ""
    levels: list[tuple[int, str]] = field(default_factory=list)
    imports: list[Import] = field(default_factory=list)
    roots: list[Feature] = field(default_factory=list)
    constraints: list[Constraint] = field(default_factory=list)


def read_tree(text: str, file: str) -> FeatureTree:
    """The tree in a UVL text; raises ModelError with the line of what is no UVL."""
    tree, reader = FeatureTree(file), _Reader(file)
    section = ""
    for line in lines_of(text, file):
        word, _, rest = line.text.partition(" ")
        if line.indent == 0 and word in SECTIONS:
            section = word
            tree.namespace = ".".join(names_in(rest)) if word == "namespace" else tree.namespace
        elif section == "features":
            reader.take(line, tree)
        elif section == "constraints":
            tree.constraints.append(Constraint(file, line.number, line.text))
        elif section == "imports":
            tree.imports.append(_import(line, file))
        elif section == "include":
            tree.levels.append((line.number, line.text))
        else:
            raise _error(file, line.number, f"'{word}' is none of {', '.join(SECTIONS)}")
    if len(tree.roots) != 1:
        raise _error(file, 1, "a model has one root feature")
    return tree


class _Reader:
    """Puts feature and group lines below each other by how far they stand in."""

    def __init__(self, file: str) -> None:
        self._file = file
        self._above: list[tuple[int, Feature | FeatureGroup]] = []

    def take(self, line: Line, tree: FeatureTree) -> None:
        while self._above and self._above[-1][0] >= line.indent:
            self._above.pop()
        parent = self._above[-1][1] if self._above else None
        entry: Feature | FeatureGroup
        if isinstance(parent, Feature):
            entry = self._group(line)
            parent.groups.append(entry)
        else:
            entry = self._feature(line)
            (tree.roots if parent is None else parent.features).append(entry)
        self._above.append((line.indent, entry))

    def _group(self, line: Line) -> FeatureGroup:
        found = _CARDINALITY.fullmatch(line.text)
        if found:
            return FeatureGroup("cardinality", line.number, *_bounds(found))
        if line.text not in KINDS:
            raise _error(self._file, line.number, f"'{line.text}' is no kind of group")
        low, high = {"or": (1, MANY), "alternative": (1, 1)}.get(line.text, (0, MANY))
        return FeatureGroup(line.text, line.number, low, high)

    def _feature(self, line: Line) -> Feature:
        found = _FEATURE.match(line.text)
        if not found:
            raise _error(self._file, line.number, f"'{line.text[:40]}' is no feature")
        name = ".".join(names_in(found["name"]))
        feature = Feature(name, self._file, line.number, found["type"] or "Boolean")
        if found["high"]:
            feature.count = _bounds(found)
        if found["attributes"]:
            _attributes(found["attributes"][1:-1], feature)
        return feature


def _bounds(found: re.Match[str]) -> tuple[int, int]:
    high = MANY if found["high"] == "*" else int(found["high"])
    return (high if found["low"] is None else int(found["low"])), high


def _attributes(text: str, feature: Feature) -> None:
    """Attributes one after the other; what is no plain value is kept as text in `unread`."""
    for part in _parts(text):
        found = _ATTRIBUTE.fullmatch(part)
        word, _, rest = part.strip().partition(" ")
        if word in ("constraint", "constraints") and rest:
            listed = _parts(rest.strip().removeprefix("[").removesuffix("]"))
            feature.constraints += [
                Constraint(feature.file, feature.line, each.strip()) for each in listed
            ]
        elif found:
            feature.attributes[".".join(names_in(found["key"]))] = _value(found["value"])
        else:
            feature.unread.append(part.strip())


def _parts(text: str) -> Iterator[str]:
    """The text between commas that stand in no bracket and no quotes."""
    depth, start = 0, 0
    for piece in re.finditer(r""""[^"]*"|'[^']*'|[\[\](){},]""", text):
        if piece[0] in "[({":
            depth += 1
        elif piece[0] in "])}":
            depth -= 1
        elif piece[0] == "," and not depth:
            yield text[start : piece.start()]
            start = piece.end()
    if text[start:].strip():
        yield text[start:]


def _value(text: str | None) -> Value:
    if text in (None, "true", "false"):
        return text != "false"
    assert text is not None
    return text[1:-1] if text[0] in "\"'" else Decimal(text)


def _import(line: Line, file: str) -> Import:
    found = _IMPORT.match(line.text)
    if not found:
        raise _error(file, line.number, f"'{line.text}' is no import")
    path = names_in(found["file"])
    alias = names_in(found["alias"]) if found["alias"] else path
    return Import("/".join(path) + ".uvl", ".".join(alias), line.number)


def _error(file: str, line: int, message: str) -> ModelError:
    return ModelError([Problem(file, line, "", message)])
