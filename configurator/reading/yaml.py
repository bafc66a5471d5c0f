"""YAML files and their CSV tables → ProductModel."""

import hashlib
from collections.abc import Iterator, Mapping
from decimal import Decimal

from configurator.errors import ModelError, Problem
from configurator.formula import Totals
from configurator.model import ProductModel, Rule, Table
from configurator.reading.document import Document, Path, decode
from configurator.reading.includes import Part, inside, parts_of
from configurator.reading.names import problems_of_names, subjects_of
from configurator.reading.sheets import ModelSheet
from configurator.reading.tables import MAX_BYTES, Subject, read_rows


def model_from_document(
    document: Document, files: Mapping[str, bytes], *, despite_gaps: bool = False
) -> ProductModel:
    """The product model in a document; files it names are relative to the document's own.

    Raises ModelError. `despite_gaps` as in `read_model`.
    """
    sheet, parts = parts_of(document, files, despite_gaps=despite_gaps)
    subjects, totals = subjects_of(sheet), _totals(sheet)
    problems = [*_repeated(sheet, parts), *problems_of_names(sheet, parts, subjects, totals)]
    tables: list[Table] = []
    digest = hashlib.sha256()
    for part in parts:
        try:
            tables += _tables(part, files, subjects, digest)
        except ModelError as error:
            problems += error.problems
    if problems:
        raise ModelError(problems)
    rules = [rule for part in parts for rule in part.sheet.rules]
    for each in (sheet, *rules):
        digest.update(each.model_dump_json(exclude=_NO_MEANING, exclude_defaults=True).encode())
    return ProductModel(
        id=sheet.id,
        text=sheet.text,
        more=sheet.more,
        groups=sheet.groups,
        numbers=sheet.numbers,
        rules=tuple(_worked_out(rule, totals) for rule in rules),
        tables=tuple(tables),
        tests=sheet.tests,
        content_hash=digest.hexdigest(),
        places=dict(_places(sheet, parts)),
    )


_NO_MEANING = {"tests", "include", "rules"}
"""Keys of a sheet that say nothing about the product, or are looked at by themselves."""


def _worked_out(rule: Rule, totals: Totals) -> Rule:
    return rule.saying(rule.meaning_with(totals))


def _totals(sheet: ModelSheet) -> Totals:
    totals: dict[str, dict[str, Decimal]] = {}
    for group in sheet.groups:
        for option in group.options:
            for name, figure in option.attributes.items():
                totals.setdefault(name, {})[option.code] = figure
    return totals


def _named(sheet: ModelSheet, parts: list[Part]) -> Iterator[tuple[str, Part, Path]]:
    """Every id and code with the file and path where it stands."""
    own = parts[0]
    for g, group in enumerate(sheet.groups):
        yield group.id, own, ("groups", g, "id")
        for i, option in enumerate(group.options):
            yield option.code, own, ("groups", g, "options", i, "code")
    for i, number in enumerate(sheet.numbers):
        yield number.id, own, ("numbers", i, "id")
    for part in parts:
        for r, rule in enumerate(part.sheet.rules):
            yield rule.id, part, ("rules", r, "id")
        for t, table in enumerate(part.sheet.tables):
            yield table.id, part, ("tables", t, "id")
    for i, test in enumerate(sheet.tests):
        yield test.id, own, ("tests", i, "id")


def _repeated(sheet: ModelSheet, parts: list[Part]) -> Iterator[Problem]:
    """A problem for every id that stands at a second place."""
    first: dict[str, tuple[str, int]] = {}
    for id, part, path in _named(sheet, parts):
        document = part.document
        place = (document.file, document.line(path))
        if id in first:
            file, line = first[id]
            where = f"line {line}" if file == document.file else f"{file}:{line}"
            yield document.problem(path, f"'{id}' is already used in {where}", id)
        first.setdefault(id, place)


def _places(sheet: ModelSheet, parts: list[Part]) -> Iterator[tuple[str, tuple[str, int]]]:
    for id, part, path in _named(sheet, parts):
        yield id, (part.document.file, part.document.line(path[:-1]))


def _tables(
    part: Part,
    files: Mapping[str, bytes],
    subjects: Mapping[str, Subject],
    digest: "hashlib._Hash",
) -> Iterator[Table]:
    document, problems = part.document, []
    for i, table in enumerate(part.sheet.tables):
        path = inside(table.file, document.file, files)
        if path is None:
            message = f"there is no file '{table.file}'"
            problems.append(document.problem(("tables", i, "file"), message))
            continue
        try:
            text = decode(files[path], path, MAX_BYTES, table.id)
            columns, rows = read_rows(text, path, table.id, subjects.get)
        except ModelError as error:
            problems += error.problems
            continue
        digest.update(f"{table.id}\n{text.strip()}\n".encode())
        # Every cell was looked at: validating the rows once more would take longer than reading.
        yield Table.model_construct(id=table.id, text=table.text, columns=columns, rows=rows)
    if problems:
        raise ModelError(problems)
