"""A model file and the files it includes, each with its own lines."""

import posixpath
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TypeVar

from pydantic import ValidationError

from configurator.errors import ModelError, Problem
from configurator.reading.document import Document
from configurator.reading.gaps import fill_gaps
from configurator.reading.sheets import ModelSheet, SharedSheet

Sheet = TypeVar("Sheet", bound=SharedSheet)


@dataclass(frozen=True)
class Part:
    """One file of a model: its text with lines, and what is written in it."""

    document: Document
    sheet: SharedSheet


def parts_of(
    document: Document, files: Mapping[str, bytes], *, despite_gaps: bool = False
) -> tuple[ModelSheet, list[Part]]:
    """The model file's sheet; and it, then every file that it or one of them includes, each once.

    Raises ModelError with whatever is wrong in any of them, and for files that are missing, lie
    outside, or include each other in a circle. `despite_gaps` as in `read_model`.
    """
    problems: list[Problem] = []
    documents: dict[str, Document] = {}
    _gather(document, files, (), documents, problems)
    own = _validated(document, ModelSheet, despite_gaps, problems)
    shared = [each for each in documents.values() if each is not document]
    sheets = [_validated(each, SharedSheet, despite_gaps, problems) for each in shared]
    if own is None or problems:
        raise ModelError(problems)
    pairs = zip([document, *shared], [own, *sheets], strict=True)
    return own, [Part(each, sheet) for each, sheet in pairs if sheet]


def inside(name: str, beside: str, files: Mapping[str, bytes]) -> str | None:
    """The path of a file named in the file `beside`; None where there is none within the pack."""
    path = posixpath.normpath(posixpath.join(posixpath.dirname(beside), name))
    return None if path.startswith(("..", "/")) or path not in files else path


def _validated(
    document: Document, kind: type[Sheet], despite_gaps: bool, problems: list[Problem]
) -> Sheet | None:
    """The sheet in a document; None where something is wrong with it, which joins `problems`."""
    if despite_gaps:
        fill_gaps(document, kind)
    try:
        return kind.model_validate(document.data)
    except ValidationError as error:
        problems += document.problems_of(error)
    return None


def _gather(
    document: Document,
    files: Mapping[str, bytes],
    chain: tuple[str, ...],
    documents: dict[str, Document],
    problems: list[Problem],
) -> None:
    chain = (*chain, document.file)
    documents[document.file] = document
    for entry, name in _includes(document):
        path = inside(name, document.file, files)
        if path and path in chain:
            message = f"the files include each other in a circle: {' > '.join([*chain, path])}"
            problems.append(document.problem(entry, message))
        elif path is None:
            problems.append(document.problem(entry, f"there is no file '{name}'"))
        elif path not in documents:
            try:
                _gather(Document(files[path], path), files, chain, documents, problems)
            except ModelError as error:
                problems += error.problems


def _includes(document: Document) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """The names under `include` with their places; what is no name is left to validation."""
    written = document.data.get("include", ()) if isinstance(document.data, dict) else ()
    for i, name in enumerate([written] if isinstance(written, str) else written):
        if isinstance(name, str) and name:
            yield ("include", i), name
