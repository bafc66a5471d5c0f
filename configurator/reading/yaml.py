"""YAML and its CSV tables → ProductModel."""

import hashlib
import posixpath
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Annotated

from pydantic import Field, ValidationError

from configurator.errors import ModelError, Problem
from configurator.formula import Atom, Compare, FormulaError, Linear, Name, Totals, mentions, parse
from configurator.model import Frozen, Group, Identifier, Number, Option, ProductModel, Rule, Table
from configurator.reading.document import Document, decode
from configurator.reading.tables import Subject, read_rows
from configurator.text import Text, Words


class TableSheet(Frozen):
    """A table as the model file names it; its rows stand in a CSV file of their own."""

    id: Identifier
    text: Text
    file: Words


class ModelSheet(Frozen):
    """A model file as it is written."""

    id: Identifier
    text: Text
    more: Text | None = None
    groups: Annotated[tuple[Group, ...], Field(min_length=1)]
    numbers: tuple[Number, ...] = ()
    rules: tuple[Rule, ...] = ()
    tables: tuple[TableSheet, ...] = ()


def model_from_document(document: Document, files: Mapping[str, bytes]) -> ProductModel:
    """The product model in a document; table files are named relative to the document's own."""
    try:
        sheet = ModelSheet.model_validate(document.data)
    except ValidationError as error:
        raise ModelError(document.problems_of(error)) from None
    problems = [*document.repeated(_names(sheet)), *_unknown(sheet, document)]
    tables = []
    for i in range(len(sheet.tables)):
        try:
            tables.append(_table(sheet, i, document, files))
        except ModelError as error:
            problems += error.problems
    if problems:
        raise ModelError(problems)
    return _model(sheet, tuple(tables), _places(sheet, document))


def _names(sheet: ModelSheet) -> Iterator[tuple[str, tuple[str | int, ...]]]:
    for g, group in enumerate(sheet.groups):
        yield group.id, ("groups", g, "id")
        for i, option in enumerate(group.options):
            yield option.code, ("groups", g, "options", i, "code")
    for kind in ("numbers", "rules", "tables"):
        for i, each in enumerate(getattr(sheet, kind)):
            yield each.id, (kind, i, "id")


def _unknown(sheet: ModelSheet, document: Document) -> Iterator[Problem]:
    """Names that nothing in the model carries, and comparisons that make no sense."""
    subjects = _subjects(sheet)
    path: tuple[str | int, ...]
    for i, number in enumerate(sheet.numbers):
        if number.group and not isinstance(subjects.get(number.group), Group):
            path = ("numbers", i, "group")
            yield document.problem(path, f"group '{number.group}' does not exist")
        for k, code in enumerate(number.quantity_of):
            if not isinstance(subjects.get(code), Option):
                path = ("numbers", i, "quantity_of", k)
                yield document.problem(path, f"option '{code}' does not exist")
    yield from _parent_problems(sheet, document)
    totals = _totals(sheet)
    for i, rule in enumerate(sheet.rules):
        for path, text in rule.parts():
            for message in _formula_problems(text, subjects, totals):
                yield document.problem(("rules", i, *path), message)


def _parent_problems(sheet: ModelSheet, document: Document) -> Iterator[Problem]:
    """Parents that do not exist, and groups that stand below themselves."""
    home = {option.code: group for group in sheet.groups for option in group.options}
    for i, group in enumerate(sheet.groups):
        above = list(_above(group, home))
        if group.parent and group.parent not in home:
            yield document.problem(
                ("groups", i, "parent"), f"option '{group.parent}' does not exist"
            )
        elif group.id in above:
            message = f"the group stands below itself: {' < '.join([group.id, *above])}"
            yield document.problem(("groups", i, "parent"), message)


def _above(group: Group, home: Mapping[str, Group]) -> Iterator[str]:
    """The groups a group stands below, nearest first, each once."""
    seen: set[str] = set()
    while group.parent and group.parent in home and group.parent not in seen:
        seen.add(group.parent)
        group = home[group.parent]
        yield group.id


def _totals(sheet: ModelSheet) -> Totals:
    totals: dict[str, dict[str, Decimal]] = {}
    for group in sheet.groups:
        for option in group.options:
            for name, figure in option.attributes.items():
                totals.setdefault(name, {})[option.code] = figure
    return totals


def _formula_problems(text: str, subjects: Mapping[str, Subject], totals: Totals) -> Iterator[str]:
    try:
        formula = parse(text, totals)
    except FormulaError as error:
        yield str(error)
        return
    for mention in mentions(formula):
        if message := _mention_problem(mention, subjects):
            yield f"{message} (column {mention.at} of the formula)"


def _mention_problem(mention: Atom, subjects: Mapping[str, Subject]) -> str | None:
    match mention:
        case Name(id):
            if isinstance(subjects.get(id), Number):
                return f"number '{id}' has to be compared"
            return None if id in subjects else f"'{id}' does not exist"
        case Linear():
            for name in mention.names:
                if not isinstance(subjects.get(name), Number | Option):
                    return f"'{name}' is no number and no option"
            return None
        case Compare():
            return _comparison_problem(mention, subjects.get(mention.number))


def _comparison_problem(mention: Compare, number: Subject | None) -> str | None:
    if not isinstance(number, Number):
        return f"'{mention.number}' is no number"
    if mention.operator in ("=", "!=") and not number.allows(mention.constant):
        return f"'{mention.number}' never is {mention.constant}"
    return None


def _subjects(sheet: ModelSheet) -> dict[str, Subject]:
    subjects: dict[str, Subject] = {}
    for group in sheet.groups:
        subjects[group.id] = group
        subjects.update({option.code: option for option in group.options})
    return subjects | {number.id: number for number in sheet.numbers}


def _table(sheet: ModelSheet, i: int, document: Document, files: Mapping[str, bytes]) -> Table:
    table = sheet.tables[i]
    name = posixpath.normpath(posixpath.join(posixpath.dirname(document.file), table.file))
    if name.startswith(("..", "/")) or name not in files:
        path = ("tables", i, "file")
        raise ModelError([document.problem(path, f"there is no file '{table.file}'")])
    text = decode(files[name], name)
    columns, rows = read_rows(text, name, table.id, _subjects(sheet).get)
    # Every cell was looked at: validating the rows once more would take longer than reading them.
    return Table.model_construct(id=table.id, text=table.text, columns=columns, rows=rows)


def _places(sheet: ModelSheet, document: Document) -> dict[str, tuple[str, int]]:
    places = {}
    for kind in ("groups", "numbers", "tables", "rules"):
        for i, each in enumerate(getattr(sheet, kind)):
            places[each.id] = (document.file, document.line((kind, i)))
    return places


def _model(
    sheet: ModelSheet, tables: tuple[Table, ...], places: dict[str, tuple[str, int]]
) -> ProductModel:
    rows = "".join(_written(table) for table in tables)
    content = hashlib.sha256((sheet.model_dump_json() + rows).encode()).hexdigest()
    own = {key: getattr(sheet, key) for key in ModelSheet.model_fields if key != "tables"}
    totals = _totals(sheet)
    own["rules"] = tuple(rule.saying(rule.meaning_with(totals)) for rule in sheet.rules)
    return ProductModel(**own, tables=tables, content_hash=content, places=places)


def _written(table: Table) -> str:
    """A table as text that differs where its meaning does; each kind of cell is written once."""
    names: dict[int, str] = {}
    for row in table.rows:
        for cell in row:
            if id(cell) not in names:
                names[id(cell)] = repr(tuple(cell))
    rows = "".join(",".join([names[id(cell)] for cell in row]) + "\n" for row in table.rows)
    return f"{table.columns}\n{rows}"
