"""A YAML file as plain strings, lists and mappings that still knows its lines."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Any

import yaml
from pydantic import ValidationError

from configurator.errors import ModelError, Problem

MAX_BYTES = 5_000_000
MAX_NODES = 100_000
MAX_DEPTH = 60

Path = tuple[str | int, ...]

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
"""What no text for people holds, and no database takes."""
_EXPECTED = {
    "model_type": "keys with values",
    "dict_type": "keys with values",
    "tuple_type": "a list",
    "string_type": "a text",
    "bool_parsing": "yes or no",
}
"""What belongs where a validation error of this type says that something else stands."""


class Document:
    """One YAML text: `data` holds dicts, lists and *strings* only, `line(path)` says where.

    Scalars are never guessed at: `0.05`, `no` and `2026-01-01` stay the characters that stand in
    the file. Raises ModelError for text that is too large, not YAML, nested too deeply, that
    repeats a key, or that unfolds aliases without end.

    >>> document = Document("id: dryer\\nmin: 0.05\\n", "dryer.yaml")
    >>> document.data["min"], document.line(("min",))
    ('0.05', 2)
    """

    def __init__(self, text: str | bytes, file: str) -> None:
        self.file = file
        self._lines: dict[Path, int] = {(): 1}
        self._nodes = 0
        root = self._compose(decode(text, file))
        self.data: Any = "" if root is None else self._plain(root, ())

    def line(self, path: Iterable[str | int]) -> int:
        """Line (from 1) of the entry at `path`, or of the nearest parent that is there."""
        known = tuple(path)
        while known not in self._lines:
            known = known[:-1]
        return self._lines[known]

    def id_at(self, path: Iterable[str | int]) -> str:
        """The `id` or `code` of the innermost entry that encloses `path`; "" where none has one."""
        found = ""
        for node in self._along(tuple(path)):
            if isinstance(node, dict):
                own = node.get("id", node.get("code", ""))
                found = own if isinstance(own, str) and own else found
        return found

    def problem(self, path: Iterable[str | int], message: str, id: str | None = None) -> Problem:
        """A problem at `path`, with the id of the entry it stands in."""
        path = tuple(path)
        return Problem(self.file, self.line(path), self.id_at(path) if id is None else id, message)

    def problems_of(self, error: ValidationError) -> list[Problem]:
        """A validation error in an author's words, one problem for each place.

        A list that is empty only because of what is wrong inside it is no problem of its own.
        """
        found = error.errors(include_url=False)
        inner = {e["loc"][:n] for e in found for n in range(len(e["loc"]))}
        told = (e for e in found if e["type"] != "too_short" or e["loc"] not in inner)
        return [self.problem(e["loc"], _sentence(e)) for e in told]

    def repeated(self, names: Iterable[tuple[str, Path]]) -> Iterator[Problem]:
        """A problem for every id that stands at a second place."""
        first: dict[str, int] = {}
        for id, path in names:
            line = self.line(path)
            if id in first:
                yield self.problem(path, f"'{id}' is already used in line {first[id]}", id)
            first.setdefault(id, line)

    def _along(self, path: Path) -> Iterator[Any]:
        node = self.data
        yield node
        for key in path:
            try:
                node = node[key]
            except (KeyError, IndexError, TypeError):
                return
            yield node

    def _compose(self, text: str) -> yaml.Node | None:
        try:
            _refuse_deep_nesting(text, self.file)
            return yaml.compose(text, Loader=yaml.CSafeLoader)
        except yaml.YAMLError as error:
            raise ModelError([_unreadable(error, self.file)]) from None

    def _plain(self, node: yaml.Node, path: Path) -> Any:
        self._guard(node, path)
        self._lines.setdefault(path, node.start_mark.line + 1)
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, path)
        if isinstance(node, yaml.SequenceNode):
            return [self._plain(item, (*path, i)) for i, item in enumerate(node.value)]
        if control := _CONTROL.search(node.value):
            raise ModelError([self.problem(path, _unprintable(control), "")])
        return node.value

    def _mapping(self, node: yaml.MappingNode, path: Path) -> dict[str, Any]:
        data: dict[str, Any] = {}
        for key, value in node.value:
            line = key.start_mark.line + 1
            if not isinstance(key, yaml.ScalarNode):
                raise ModelError([Problem(self.file, line, "", "a key must be a word")])
            if key.value in data:
                message = f"key '{key.value}' stands here twice"
                raise ModelError([Problem(self.file, line, "", message)])
            self._lines[(*path, key.value)] = line
            data[key.value] = self._plain(value, (*path, key.value))
        return data

    def _guard(self, node: yaml.Node, path: Path) -> None:
        self._nodes += 1
        line = node.start_mark.line + 1
        if len(path) > MAX_DEPTH:
            raise ModelError([Problem(self.file, line, "", "nested too deeply")])
        if self._nodes > MAX_NODES:
            raise ModelError([Problem(self.file, line, "", f"more than {MAX_NODES} entries")])


def decode(text: str | bytes, file: str, limit: int = MAX_BYTES, id: str = "") -> str:
    """The characters of a file in composed Unicode; raises ModelError beyond `limit` bytes."""
    if len(text) > limit:
        raise ModelError([Problem(file, 1, id, f"larger than {limit // 1_000_000} MB")])
    text = text if isinstance(text, str) else _utf8(text, file)
    if control := _CONTROL.search(text):
        line = text.count("\n", 0, control.start()) + 1
        raise ModelError([Problem(file, line, id, _unprintable(control))])
    return unicodedata.normalize("NFC", text)


def _unprintable(control: re.Match[str]) -> str:
    return f"holds the control character U+{ord(control[0]):04X}"


def _utf8(content: bytes, file: str) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise ModelError([Problem(file, line, "", "is not UTF-8 text")]) from None


def _unreadable(error: yaml.YAMLError, file: str) -> Problem:
    mark: Any = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    line = mark.line + 1 if mark else 1
    reason = getattr(error, "problem", None) or getattr(error, "reason", None) or "unreadable"
    return Problem(file, line, "", f"not readable as YAML: {reason}")


def _refuse_deep_nesting(text: str, file: str) -> None:
    """Events come one by one, where composing recurses and would end the process."""
    depth = 0
    for event in yaml.parse(text, Loader=yaml.CSafeLoader):
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        if depth > MAX_DEPTH:
            line = event.start_mark.line + 1 if event.start_mark else 1
            raise ModelError([Problem(file, line, "", "nested too deeply")])


def _sentence(error: Any) -> str:
    key = error["loc"][-1] if error["loc"] else ""
    named = f"entry {key + 1}" if isinstance(key, int) else f"'{key}'" if key else "the file"
    if error["type"] == "missing":
        kind = "translation" if key in ("vi", "en") else "key"
        return f"{kind} '{key}' is missing"
    if error["type"] == "extra_forbidden":
        return f"unknown key '{key}'"
    if error["type"] == "string_too_short":
        return f"{named} is empty"
    if error["type"] == "string_pattern_mismatch":
        return f"{named} is '{error['input']}': use letters, digits and _, with a letter first"
    if error["type"] == "value_error":
        return str(error["ctx"]["error"])
    if error["type"] in _EXPECTED:
        return f"{named}: {_EXPECTED[error['type']]} must stand here"
    return f"{named}: {error['msg'][:1].lower()}{error['msg'][1:]}"
