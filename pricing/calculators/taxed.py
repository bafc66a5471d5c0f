"""The tax of an alternative: depreciation and book value as formulas, and one more line."""

from __future__ import annotations

from collections.abc import Sequence

from pricing.calculators.data import Alternative, NamedFormula
from pricing.calculators.fields import HORIZON
from pricing.calculators.financed import bought, price_of
from pricing.calculators.lines import Line
from pricing.calculators.paying import Lease, Method, PayPerUse, Subscription, Tax
from pricing.text import Text

_TEXT = Text("Thuế thu nhập (âm: được giảm)", "Tax on profit (negative: saved)")
_RENTED = (Lease, Subscription, PayPerUse)
_EXPENSED = ("interest", "payment", "fee", "setup", "usage")


def taxed(
    tax: Tax, alternative: Alternative, base: Alternative, lines: Sequence[Line], a_year: int
) -> tuple[tuple[NamedFormula, ...], Line]:
    """What an alternative writes off, and the tax it pays: negative where tax is saved.

    Costs count in the period they are for, those of year 0 in the first one. What is bought, also
    on credit, is written off by the year over its life; rents and interest are costs. What is sold
    is taxed when it is sold; what is left in the books at the end is written off then.
    """
    last = HORIZON if a_year == 1 else f"{HORIZON} * {a_year}"
    deducted = [
        _in_its_period(f"{alternative.id}.{x.id}", x, last) for x in lines if _cost(x, tax, base)
    ]
    sold = [x for x in lines if x.category == "residual"]
    gained = [_in_its_period(f"{alternative.id}.{x.id}", x, last) for x in sold]
    formulas: tuple[NamedFormula, ...] = ()
    if any(map(bought, base.lines)) and not isinstance(alternative.financing, _RENTED):
        formulas = _written_off(tax, alternative, price_of(base), a_year)
        off, left = (each.id for each in formulas[-2:])
        deducted.append(off)
        deducted.append(f"if(period = {last}, {left}, 0)")
    profit = f"{' + '.join(gained) or '0'} - ({' + '.join(deducted) or '0'})"
    line = Line(id="tax", text=_TEXT, category="tax", formula=f"({tax.rate}) * ({profit})")
    return formulas, line


def _cost(line: Line, tax: Tax, base: Alternative) -> bool:
    """Whether a line lowers profit: what pays back a debt does not, what the author wrote does."""
    paid = line.category == "financing" and (line.id in _EXPENSED or line in base.lines)
    return line.deductible and (paid or line.category in tax.deductible)


def _in_its_period(name: str, line: Line, last: str) -> str:
    once = {"start": "1", "end": last}.get(line.when)
    return name if once is None else f"if(period = {once}, {name}, 0)"


def _written_off(
    tax: Tax, alternative: Alternative, price: str, a_year: int
) -> tuple[NamedFormula, ...]:
    """What was bought, its depreciation of a period, and what is left in the books after it."""
    cost, off, left = (
        f"{alternative.id}_{each}" for each in ("cost", "depreciation", "book_value")
    )
    amount = _a_year(tax, cost)
    amount = amount if a_year == 1 else f"{amount} / {a_year}"
    depreciation = f"if(and(year >= 1, year <= ({tax.life_years})), {amount}, 0)"
    worth = f"if(period < 1, {cost}, previous({left}, {cost}) - {off})"
    words = alternative.text
    made = (
        (cost, Text(f"Nguyên giá, {words.vi}", f"Price written off, {words.en}"), price),
        (off, Text(f"Khấu hao, {words.vi}", f"Depreciation, {words.en}"), depreciation),
        (left, Text(f"Giá trị sổ sách, {words.vi}", f"Book value, {words.en}"), worth),
    )
    return tuple(NamedFormula(id=id, text=text, formula=formula) for id, text, formula in made)


def _a_year(tax: Tax, cost: str) -> str:
    """What is written off in a year, by the one method or by the one that its level chooses."""
    if tax.methods is None:
        return _by(tax.method, tax, cost)
    *others, last = tax.methods.of
    amount = _by(last, tax, cost)
    for level, method in reversed(list(enumerate(others, start=1))):
        amount = f"if({tax.methods.level} = {level}, {_by(method, tax, cost)}, {amount})"
    return amount


def _by(method: Method, tax: Tax, cost: str) -> str:
    life = f"({tax.life_years})"
    asset, year = f"{cost}, ({tax.salvage_share}) * {cost}, {life}", f"min(year, {life})"
    return {
        "straight_line": f"sln({asset})",
        "declining_balance": f"db({asset}, {year})",
        "double_declining": f"ddb({asset}, {year}, {tax.factor})",
        "sum_of_years": f"syd({asset}, {year})",
        "switch": f"vdb({asset}, {year} - 1, {year}, {tax.factor})",
    }[method]
