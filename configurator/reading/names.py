"""Names in a model file that nothing carries, and comparisons that make no sense."""

from collections.abc import Iterator, Mapping

from configurator.errors import Problem
from configurator.formula import Atom, Compare, FormulaError, Linear, Name, Totals, mentions, parse
from configurator.model import NOTHING, Group, Number, Option
from configurator.reading.document import Document
from configurator.reading.includes import Part
from configurator.reading.sheets import ModelSheet, SharedSheet
from configurator.reading.tables import Subject, flag

Subjects = Mapping[str, Subject]


def subjects_of(sheet: ModelSheet) -> dict[str, Subject]:
    """Groups, options and numbers by their names."""
    subjects: dict[str, Subject] = {}
    for group in sheet.groups:
        subjects[group.id] = group
        subjects.update({option.code: option for option in group.options})
    return subjects | {number.id: number for number in sheet.numbers}


def problems_of_names(
    sheet: ModelSheet, parts: list[Part], subjects: Subjects, totals: Totals
) -> Iterator[Problem]:
    """What numbers, parents, tests and rules name, and is not there."""
    document = parts[0].document
    yield from _number_problems(sheet, document, subjects)
    yield from _parent_problems(sheet, document)
    yield from _test_problems(sheet, document, subjects)
    for part in parts:
        yield from _rule_problems(part.sheet, part.document, subjects, totals)


def _number_problems(
    sheet: ModelSheet, document: Document, subjects: Subjects
) -> Iterator[Problem]:
    path: tuple[str | int, ...]
    for i, number in enumerate(sheet.numbers):
        if number.group and not isinstance(subjects.get(number.group), Group):
            path = ("numbers", i, "group")
            yield document.problem(path, f"group '{number.group}' does not exist")
        for k, code in enumerate(number.quantity_of):
            if not isinstance(subjects.get(code), Option):
                path = ("numbers", i, "quantity_of", k)
                yield document.problem(path, f"option '{code}' does not exist")


def _parent_problems(sheet: ModelSheet, document: Document) -> Iterator[Problem]:
    """Parents that do not exist, and groups that stand below themselves."""
    home = {option.code: group for group in sheet.groups for option in group.options}
    for i, group in enumerate(sheet.groups):
        above, path = list(_above(group, home)), ("groups", i, "parent")
        if group.parent and group.parent not in home:
            yield document.problem(path, f"option '{group.parent}' does not exist")
        elif group.id in above:
            chain = " < ".join([group.id, *above])
            yield document.problem(path, f"the group stands below itself: {chain}")


def _above(group: Group, home: Mapping[str, Group]) -> Iterator[str]:
    """The groups a group stands below, nearest first, each once."""
    seen: set[str] = set()
    while group.parent and group.parent in home and group.parent not in seen:
        seen.add(group.parent)
        group = home[group.parent]
        yield group.id


def _test_problems(sheet: ModelSheet, document: Document, subjects: Subjects) -> Iterator[Problem]:
    for i, test in enumerate(sheet.tests):
        for subject, value in test.choices.items():
            if message := _choice_problem(subjects.get(subject), subject, value):
                yield document.problem(("tests", i, "choices", subject), message)


def _choice_problem(found: Subject | None, subject: str, value: str) -> str | None:
    match found:
        case None:
            return f"'{subject}' is no group, option or number"
        case Number():
            return found.problem_with(value)
        case Option():
            return None if flag(value) is not None else f"'{value}' is neither yes nor no"
        case Group():
            codes = {option.code for option in found.options} | (
                {NOTHING} if not found.min else set()
            )
            if not found.single:
                return f"'{subject}' takes several options: say yes or no to each"
            return None if value in codes else f"'{value}' is no option of group '{subject}'"


def _rule_problems(
    sheet: SharedSheet, document: Document, subjects: Subjects, totals: Totals
) -> Iterator[Problem]:
    for i, rule in enumerate(sheet.rules):
        for path, text in rule.parts():
            for message in _formula_problems(text, subjects, totals):
                yield document.problem(("rules", i, *path), message)


def _formula_problems(text: str, subjects: Subjects, totals: Totals) -> Iterator[str]:
    try:
        formula = parse(text, totals)
    except FormulaError as error:
        yield str(error)
        return
    for mention in mentions(formula):
        if message := _mention_problem(mention, subjects):
            yield f"{message} (column {mention.at} of the formula)"


def _mention_problem(mention: Atom, subjects: Subjects) -> str | None:
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
