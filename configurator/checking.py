"""What is wrong with a model that can be read: no product, or test configurations that fail."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from configurator.engine import Engine
from configurator.engine.choices import Value
from configurator.errors import Contradiction, ModelError, Problem
from configurator.findings import Finding
from configurator.model import Number, Option, ProductModel, TestConfiguration
from configurator.reading.tables import flag


def check(model: ProductModel) -> list[Problem]:
    """Every reason not to publish a model; empty where it is sound.

    On each day on which the model changes a product must exist and the test configurations must
    turn out as said. What contradicts is named by the smallest set of rules, groups and tables.
    """
    problems: dict[tuple[str, int, str], Problem] = {}
    for day in days_of(model):
        for problem in _problems_on(model, day):
            problems.setdefault((problem.file, problem.line, problem.id), problem)
    return sorted(problems.values())


def days_of(model: ProductModel) -> list[date]:
    """A day for each set of rules and options in force: before, between and after the dates."""
    turns = model.turning_days()
    return [turns[0] - timedelta(days=1), *turns] if turns else [date.min]


def choices_of(model: ProductModel, test: TestConfiguration) -> dict[str, Value]:
    """The choices of a test configuration as the engine takes them."""
    return {subject: _value(model, subject, text) for subject, text in test.choices.items()}


def in_words(model: ProductModel, findings: list[Finding]) -> str:
    """Findings for an author: choices as `group: option`, rules by id with file and line."""
    return ", ".join(_told(model, each) for each in findings)


def _problems_on(model: ProductModel, day: date) -> Iterator[Problem]:
    dated = model.on(day)
    when = f" (on {day})" if dated is not model else ""
    try:
        engine = Engine.of(dated)
    except ModelError as error:
        for p in error.problems:
            yield Problem(p.file, p.line, p.id, p.message + when)
        return
    for test in model.tests:
        on = model.on(test.on) if test.on else dated
        if message := _failure(engine if on is dated else Engine.of(on), on, test):
            place = model.places.get(test.id, (model.id, 1))
            yield Problem(*place, test.id, message + when)


def _failure(engine: Engine, model: ProductModel, test: TestConfiguration) -> str | None:
    try:
        engine.domains(choices_of(model, test), None)
    except Contradiction as contradiction:
        if not test.sellable:
            return None
        return f"cannot be sold: {in_words(model, contradiction.findings)}"
    return None if test.sellable else "must not be sellable, but nothing rules it out"


def _value(model: ProductModel, subject: str, text: str) -> Value:
    found = model.subject(subject)
    if isinstance(found, Number):
        return Decimal(text)
    return bool(flag(text)) if isinstance(found, Option) else text


def _told(model: ProductModel, finding: Finding) -> str:
    if finding.code == "choice":
        value = finding.params["value"]
        words = {True: "yes", False: "no"}.get(value) if isinstance(value, bool) else value
        return f"{finding.params['choice']}: {words}"
    file, line = model.places.get(finding.subjects[0], ("", 0))
    return f"{finding.code} {finding.subjects[0]}{f' ({file}:{line})' if file else ''}"
