"""A model file and the files it includes, each with its own lines."""

import posixpath
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TypeVar

from pydantic import ValidationError

from configurator.errors import ModelError, Problem
from configurator.reading.document import Document
from configurator.reading.sheets import ModelSheet, SharedSheet

Sheet = TypeVar("Sheet", bound=SharedSheet)


@dataclass(frozen=True)
class Part:
    """One file of a model: its text with lines, and what is written in it."""

    document: Document
    sheet: SharedSheet


def validated(document: Document, kind: type[Sheet]) -> Sheet:
    """The sheet in a document; raises ModelError with file, line and id."""
    try:
        return kind.model_validate(document.data)
    except ValidationError as error:
        raise ModelError(document.problems_of(error)) from None


def parts_of(document: Document, sheet: ModelSheet, files: Mapping[str, bytes]) -> list[Part]:
    """The model file, then every file included by it or by one of them, each once.

    Raises ModelError for files that are missing, lie outside, or include each other in a circle.
    """
    parts: dict[str, Part] = {}
    problems: list[Problem] = []
    _gather(Part(document, sheet), files, (), parts, problems)
    if problems:
        raise ModelError(problems)
    return list(parts.values())


def inside(name: str, beside: str, files: Mapping[str, bytes]) -> str | None:
    """The path of a file named in the file `beside`; None where there is none within the pack."""
    path = posixpath.normpath(posixpath.join(posixpath.dirname(beside), name))
    return None if path.startswith(("..", "/")) or path not in files else path


def _gather(
    part: Part,
    files: Mapping[str, bytes],
    chain: tuple[str, ...],
    parts: dict[str, Part],
    problems: list[Problem],
) -> None:
    document, chain = part.document, (*chain, part.document.file)
    parts[document.file] = part
    for i, name in enumerate(part.sheet.include):
        path = inside(name, document.file, files)
        if path and path in chain:
            message = f"the files include each other in a circle: {' > '.join([*chain, path])}"
            problems.append(document.problem(("include", i), message))
        elif path is None:
            problems.append(document.problem(("include", i), f"there is no file '{name}'"))
        elif path not in parts:
            problems += _include(path, files, chain, parts)


def _include(
    path: str, files: Mapping[str, bytes], chain: tuple[str, ...], parts: dict[str, Part]
) -> Iterator[Problem]:
    problems: list[Problem] = []
    try:
        document = Document(files[path], path)
        _gather(Part(document, validated(document, SharedSheet)), files, chain, parts, problems)
    except ModelError as error:
        problems += error.problems
    yield from problems
