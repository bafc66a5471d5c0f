"""The lines that every alternative really has, after financing and tax, each with its place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pydantic import ValidationError

from pricing.calculators.data import Alternative, CalculatorData, NamedFormula
from pricing.calculators.financed import bought, financed
from pricing.calculators.lines import Line
from pricing.calculators.paying import Deferred, FinanceLease, Loan
from pricing.calculators.taxed import taxed
from pricing.errors import Path, Problem
from pricing.text import Text

OUTPUT = "output"
_TONNES = "tCO2e/year"
_OF_A_PURCHASE = (Loan, FinanceLease, Deferred)


def emissions_of(id: str) -> str:
    """The name of the formula of an alternative's emissions."""
    return f"{id}_emissions"


@dataclass(frozen=True)
class Plan:
    """An alternative with the names of the lines it really has."""

    alternative: Alternative
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Placed:
    """A formula or a line under its name, and where its author wrote it."""

    name: str
    item: NamedFormula | Line
    path: Path


class Plans:
    """Every formula and line of a calculator, the author's and those made for financing and tax.

    `problems` holds what does not fit together.
    """

    def __init__(self, data: CalculatorData) -> None:
        self.data = data
        self.problems: list[Problem] = []
        self.items: dict[str, Placed] = {}
        self.made: list[str] = []
        self.plans: list[Plan] = []
        for position, formula in enumerate(data.formulas):
            self.items[formula.id] = Placed(formula.id, formula, ("formulas", position, "formula"))
        if data.output is not None:
            output = NamedFormula(id=OUTPUT, **data.output.model_dump())
            self._make(output, ("output", "formula"))
        by_id = {each.id: each for each in data.alternatives}
        for position, alternative in enumerate(data.alternatives):
            self._add(alternative, by_id, ("alternatives", position))

    def _add(self, alternative: Alternative, by_id: Mapping[str, Alternative], path: Path) -> None:
        lines = []
        for at, line in self._lines(alternative, by_id, path):
            name = f"{alternative.id}.{line.id}"
            if name in self.items:
                message = f"line {line.id!r} is already there"
                self.problems.append(Problem(at, alternative.id, message))
            self.items[name] = Placed(name, line, at)
            lines.append(name)
        self.plans.append(Plan(alternative, tuple(lines)))
        emitting = alternative if alternative.emissions else by_id.get(alternative.of or "")
        if emitting is not None and emitting.emissions is not None:
            words = alternative.text
            formula = NamedFormula(
                id=emissions_of(alternative.id),
                text=Text(f"Phát thải, {words.vi}", f"Emissions, {words.en}"),
                formula=emitting.emissions,
                unit=_TONNES,
            )
            self._make(formula, (*path, "emissions"))

    def _make(self, formula: NamedFormula, path: Path) -> None:
        self.items[formula.id] = Placed(formula.id, formula, path)
        self.made.append(formula.id)

    def _lines(
        self, alternative: Alternative, by_id: Mapping[str, Alternative], path: Path
    ) -> Iterator[tuple[Path, Line]]:
        base = by_id.get(alternative.of or "")
        if base is None or base.of is not None:
            base = alternative
        if isinstance(alternative.financing, _OF_A_PURCHASE) and not any(map(bought, base.lines)):
            message = f"{base.id!r} has no acquisition in year 0 to finance"
            self.problems.append(Problem((*path, "of"), alternative.id, message))
            return
        try:
            formulas, lines = self._rewritten(alternative, base)
        except ValidationError:
            message = "the formulas are too long"
            self.problems.append(Problem((*path, "financing"), alternative.id, message))
            return
        for formula in formulas:
            self._make(formula, (*path, "financing"))
        inherited = len(lines) - len(alternative.lines)
        for at, line in enumerate(lines):
            own = (*path, "lines", at - inherited, "formula")
            yield ((*path, "financing") if at < inherited else own), line
        yield from self._taxed(alternative, base, lines)

    def _rewritten(
        self, alternative: Alternative, base: Alternative
    ) -> tuple[tuple[NamedFormula, ...], tuple[Line, ...]]:
        if base is alternative:
            return (), alternative.lines
        return financed(alternative, base, self.data.periods_a_year)

    def _taxed(
        self, alternative: Alternative, base: Alternative, lines: tuple[Line, ...]
    ) -> Iterator[tuple[Path, Line]]:
        if self.data.tax is None:
            return
        path: Path = ("tax",)
        formulas, line = taxed(self.data.tax, alternative, base, lines, self.data.periods_a_year)
        for formula in formulas:
            self._make(formula, path)
        yield path, line
