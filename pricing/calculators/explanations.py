"""Explanations of the figures of a calculation: lines, alternatives, formulas, assumptions."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Literal

import numpy as np

from pricing.calculators.alternatives import AlternativeResult, LineResult
from pricing.calculators.fields import DISCOUNT_RATE, SOONER
from pricing.calculators.graph import Step
from pricing.calculators.lines import Line
from pricing.calculators.results import Results
from pricing.errors import PricingError
from pricing.formula import PERIOD, YEAR, looks_back, names, write
from pricing.formula.evaluate import before, evaluate, rows_of
from pricing.formula.explain import Explanation, Input, substitute
from pricing.formula.syntax import Lookup, Name, walk
from pricing.text import Text

_YEAR, _PERIOD = Text("Năm", "Year"), Text("Kỳ", "Period")
_SCALE_WORDS = {1: "", 10**3: "thousand ", 10**6: "million ", 10**9: "billion "}


def explain(results: Results, name: str, year: int | None, period: int | None) -> Explanation:
    """How the figure `name` came about; see `Results.explain`."""
    a_year = results.periods_a_year
    if year is not None and year not in results.years:
        raise PricingError(f"no year {year} within 0 to {results.horizon}")
    if period is not None and not 0 <= period <= results.horizon * a_year:
        raise PricingError(f"no period {period} within 0 to {results.horizon * a_year}")
    for alternative in results.alternatives:
        if name == alternative.id:
            return _alternative(results, alternative, year)
        for line in alternative.lines:
            if name == line.name:
                if period is not None or (year is not None and a_year == 1):
                    return _line(results, line, year if period is None else period)
                return _present(results, line) if year is None else _year(results, line, year)
    step = results.computation[0].steps.get(name)
    if step is not None:
        at = (1 if year is None else year) * a_year if period is None else period
        return _opened(results, step, step.item.text, at, at, _amount(results, step.name, at))
    return _assumption(results, name)


def _line(results: Results, line: LineResult, period: int | None) -> Explanation:
    assert period is not None
    compiled, grid = results.computation
    step, last = compiled.steps[line.name], results.horizon * results.periods_a_year
    item = step.item
    assert isinstance(item, Line)
    # A payment at the start of period t + 1 stands in column t, computed with period t + 1.
    at = min(period + 1, last) if step.due == "advance" else period
    at = {"start": 0, "end": last}.get(item.when, at)
    flow = line.flows[period] if results.periods_a_year == 1 else None
    if flow is None:
        flow = _significant(float(grid.flow(line.name)[0, period]))
    return _opened(results, step, line.text, period, at, flow)


def _year(results: Results, line: LineResult, year: int) -> Explanation:
    """The year of a line in a calculator of quarters or months: the sum of its periods."""
    a_year = results.periods_a_year
    periods = range((year - 1) * a_year + 1, year * a_year + 1) if year else range(1)
    flows = [_line(results, line, period) for period in periods]
    inputs = tuple(
        Input(line.name, line.text, "line", each.value, _money_unit(results), year, each.period)
        for each in flows
    )
    return Explanation(
        name=line.name,
        text=line.text,
        year=year,
        formula=f"Σ {line.id}, {periods[0]}…{periods[-1]}",
        substituted=" + ".join(_plain(each.value) for each in flows),
        value=line.flows[year],
        amount=-line.flows[year],
        unit=_money_unit(results),
        inputs=inputs,
        used_by=_used_by(results, line.name),
    )


def _opened(
    results: Results, step: Step, text: Text, period: int, at: int, value: Decimal
) -> Explanation:
    earlier = set(looks_back(step.node)) - {n.id for n in walk(step.node) if isinstance(n, Name)}
    inputs = tuple(
        _input(results, name, max(at - 1, 0) if name in earlier else at)
        for name in names(step.node)
    )
    known = {each.name: each.value for each in inputs}
    looked_up = dict.fromkeys(part for part in walk(step.node) if isinstance(part, Lookup))
    return Explanation(
        name=step.name,
        text=text,
        year=_year_of(results, period),
        period=period,
        formula=write(step.node),
        substituted=substitute(step.node, known),
        value=value,
        amount=_amount(results, step.name, at),
        unit=_unit(results, step.name),
        inputs=(*inputs, *(_looked_up(results, each, at) for each in looked_up)),
        used_by=_used_by(results, step.name),
    )


def _looked_up(results: Results, found: Lookup, at: int) -> Input:
    """What a formula found in a table, with who says so."""
    compiled, grid = results.computation
    table = compiled.graph.tables[found.table]
    values = {rows_of(table.id): compiled.tables[rows_of(table.id)]}
    for name in (*names(found.key), YEAR, PERIOD):
        values[name] = np.array([[grid.at(name, at)]])
        values[before(name)] = np.array([[grid.at(name, max(at - 1, 0))]])
    value = float(evaluate(found, values)[0, 0]) / float(compiled.graph.units[table.id].factor)
    return Input(
        table.id,
        table.text,
        "table",
        _significant(value),
        table.unit,
        source=table.source,
        author=table.author,
        date=table.date,
        to_confirm=table.to_confirm,
    )


def _present(results: Results, line: LineResult) -> Explanation:
    rate, a_year = _input(results, DISCOUNT_RATE, 0), results.periods_a_year
    compiled, grid = results.computation
    sooner = SOONER["mid_year"] if compiled.steps[line.name].due == "middle" else Decimal(0)
    flows = line.flows
    if a_year > 1:
        flows = tuple(_significant(flow) for flow in grid.flow(line.name)[0].tolist())
    growth, step = f"(1 + {rate.value:f})", "" if a_year == 1 else f" / {a_year}"
    terms = [
        f"{_plain(-flow)} / {growth}^{f'({at - sooner}{step})' if step else at - sooner}"
        for at, flow in enumerate(flows)
        if flow
    ]
    when = "year" if a_year == 1 else "period"
    power = f"({when} - 0.5)" if sooner else when
    power = f"({power}{step})" if step else power
    inputs = [
        Input(line.name, line.text, "line", flow, _money_unit(results), year=year)
        for year, flow in enumerate(line.flows)
        if flow
    ]
    return Explanation(
        name=line.name,
        text=line.text,
        year=None,
        formula=f"Σ {line.id} / (1 + {DISCOUNT_RATE})^{power}",
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


def _input(results: Results, name: str, period: int) -> Input:
    year = _year_of(results, period)
    if name == YEAR:
        return Input(YEAR, _YEAR, "year", Decimal(year), "years", year, period)
    if name == PERIOD:
        return Input(PERIOD, _PERIOD, "year", Decimal(period), "times", year, period)
    step = results.computation[0].steps.get(name)
    if step is not None:
        kind: Literal["line", "formula"] = "line" if step.line else "formula"
        amount, unit = _amount(results, name, period), _unit(results, name)
        return Input(name, step.item.text, kind, amount, unit, year, period)
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


def _amount(results: Results, name: str, period: int) -> Decimal:
    """What a formula or line gives in a period, in the unit it is shown in."""
    compiled, grid = results.computation
    step = compiled.steps[name]
    factor = results.scale.factor if _is_money(results, step) else float(step.unit.factor)
    return _significant(grid.at(name, period) / factor)


def _year_of(results: Results, period: int) -> int:
    return -(-period // results.periods_a_year)


def _significant(number: float) -> Decimal:
    if number != number or number in (float("inf"), float("-inf")):
        raise PricingError("this formula is not defined in this year")
    return Decimal(f"{number:.12g}")


def _unit(results: Results, name: str) -> str:
    step = results.computation[0].steps[name]
    if _is_money(results, step):
        return _money_unit(results)
    declared = getattr(step.item, "unit", None)
    if declared:
        return str(declared)
    return "fraction" if step.unit.plain else str(step.unit)


def _is_money(results: Results, step: Step) -> bool:
    """Whether it is told in the scale of the page: lines, and amounts without a unit of their own."""
    own = getattr(step.item, "unit", None)
    return step.line is not None or (own is None and str(step.unit) == results.currency)


def _money_unit(results: Results) -> str:
    factor = results.scale.factor
    return f"{_SCALE_WORDS.get(factor, f'{factor} × ')}{results.currency}"


def _used_by(results: Results, name: str) -> tuple[str, ...]:
    """The formulas and lines that use a name, and the alternatives it is a line of."""
    steps: Iterable[Step] = results.computation[0].steps.values()
    sums = (a.id for a in results.alternatives if any(line.name == name for line in a.lines))
    return (*(step.name for step in steps if name in names(step.node)), *sums)


def _plain(figure: Decimal) -> str:
    return f"({figure:f})" if figure < 0 else f"{figure:f}"
