"""Explanations of the figures of a calculation: lines, alternatives, formulas, assumptions."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from pricing.calculator_data import DISCOUNT_RATE, Line
from pricing.cash_flows import Step
from pricing.errors import PricingError
from pricing.formula import YEAR, names, write
from pricing.formula.explain import Explanation, Input, substitute
from pricing.results import AlternativeResult, LineResult, Results
from pricing.text import Text

_YEAR = Text("Năm", "Year")
_SCALE_WORDS = {1: "", 10**3: "thousand ", 10**6: "million ", 10**9: "billion "}


def explain(results: Results, name: str, year: int | None) -> Explanation:
    """How the figure `name` came about; see `Results.explain`."""
    if year is not None and year not in results.years:
        raise PricingError(f"no year {year} within 0 to {results.horizon}")
    for alternative in results.alternatives:
        if name == alternative.id:
            return _alternative(results, alternative, year)
        for line in alternative.lines:
            if name == line.name:
                if year is None:
                    return _present(results, line)
                return _line(results, line, year)
    step = results.computation[0].steps.get(name)
    if step is not None:
        return _formula(results, step, 1 if year is None else year)
    return _assumption(results, name)


def _line(results: Results, line: LineResult, year: int) -> Explanation:
    step = results.computation[0].steps[line.name]
    item = step.item
    assert isinstance(item, Line)
    # A payment at the start of year t + 1 stands in column t, computed with year t + 1.
    at = min(year + 1, results.horizon) if item.when == "advance" else year
    at = {"start": 0, "end": results.horizon}.get(item.when, at)
    return _opened(results, step, line.text, year, at, line.flows[year])


def _formula(results: Results, step: Step, year: int) -> Explanation:
    return _opened(results, step, step.item.text, year, year, _amount(results, step.name, year))


def _opened(
    results: Results, step: Step, text: Text, year: int, at: int, value: Decimal
) -> Explanation:
    inputs = tuple(_input(results, name, at) for name in names(step.node))
    known = {each.name: each.value for each in inputs}
    return Explanation(
        name=step.name,
        text=text,
        year=year,
        formula=write(step.node),
        substituted=substitute(step.node, known),
        value=value,
        amount=_amount(results, step.name, at),
        unit=_unit(results, step.name),
        inputs=inputs,
        used_by=_used_by(results, step.name),
    )


def _present(results: Results, line: LineResult) -> Explanation:
    rate = _input(results, DISCOUNT_RATE, 0)
    paid = [(year, flow) for year, flow in enumerate(line.flows) if flow]
    terms = [f"{_plain(-flow)} / (1 + {rate.value:f})^{year}" for year, flow in paid]
    inputs = [
        Input(line.name, line.text, "line", flow, _money_unit(results), year=year)
        for year, flow in paid
    ]
    return Explanation(
        name=line.name,
        text=line.text,
        year=None,
        formula=f"Σ {line.id} / (1 + {DISCOUNT_RATE})^year",
        substituted=" + ".join(terms) or "0",
        value=line.present_cost,
        amount=line.present_cost,
        unit=_money_unit(results),
        inputs=(*inputs, rate),
        used_by=_used_by(results, line.name),
    )


def _alternative(results: Results, alternative: AlternativeResult, year: int | None) -> Explanation:
    value = alternative.present_cost if year is None else alternative.flows[year]
    figures = [
        (line, line.present_cost if year is None else line.flows[year])
        for line in alternative.lines
    ]
    shown = [(line, figure) for line, figure in figures if figure]
    inputs = tuple(
        Input(line.name, line.text, "line", figure, _money_unit(results), year=year)
        for line, figure in shown
    )
    return Explanation(
        name=alternative.id,
        text=alternative.text,
        year=year,
        formula=" + ".join(line.id for line, _ in shown) or "0",
        substituted=" + ".join(_plain(figure) for _, figure in shown) or "0",
        value=value,
        amount=value,
        unit=_money_unit(results),
        inputs=inputs,
        used_by=(),
    )


def _assumption(results: Results, name: str) -> Explanation:
    each = results.assumption(name)
    return Explanation(
        name=name,
        text=each.text,
        year=None,
        formula=name,
        substituted=f"{each.value:f}",
        value=each.value,
        amount=each.value,
        unit=each.unit,
        inputs=(_input(results, name, 0),),
        used_by=_used_by(results, name),
    )


def _input(results: Results, name: str, year: int) -> Input:
    if name == YEAR:
        return Input(YEAR, _YEAR, "year", Decimal(year), "years", year=year)
    step = results.computation[0].steps.get(name)
    if step is not None:
        kind = "line" if step.line else "formula"
        amount, unit = _amount(results, name, year), _unit(results, name)
        if kind == "line":
            return Input(name, step.item.text, "line", amount, unit, year=year)
        return Input(name, step.item.text, "formula", amount, unit, year=year)
    each = results.assumption(name)
    return Input(
        name,
        each.text,
        "assumption",
        each.value,
        each.unit,
        source=each.source,
        author=each.author,
        date=each.date,
        to_confirm=each.to_confirm,
        set_by=each.set_by,
    )


def _amount(results: Results, name: str, year: int) -> Decimal:
    """What a formula or line gives in a year, in the unit it is shown in."""
    compiled, grid = results.computation
    step, amounts = compiled.steps[name], grid.amounts[name]
    column = year if amounts.shape[1] > 1 else 0
    factor = results.scale.factor if step.line else float(step.unit.factor)
    return _significant(float(amounts[0, column]) / factor)


def _significant(number: float) -> Decimal:
    if number != number or number in (float("inf"), float("-inf")):
        raise PricingError("this formula is not defined in this year")
    return Decimal(f"{number:.12g}")


def _unit(results: Results, name: str) -> str:
    step = results.computation[0].steps[name]
    if step.line:
        return _money_unit(results)
    declared = getattr(step.item, "unit", None)
    if declared:
        return str(declared)
    return "fraction" if step.unit.plain else str(step.unit)


def _money_unit(results: Results) -> str:
    factor = results.scale.factor
    return f"{_SCALE_WORDS.get(factor, f'{factor} × ')}{results.currency}"


def _used_by(results: Results, name: str) -> tuple[str, ...]:
    steps: Iterable[Step] = results.computation[0].steps.values()
    return tuple(step.name for step in steps if name in names(step.node))


def _plain(figure: Decimal) -> str:
    return f"({figure:f})" if figure < 0 else f"{figure:f}"
