"""The instalments of what is paid on credit, in payable digits, as formulas."""

from __future__ import annotations

from pricing.calculators.alternatives import AlternativeResult
from pricing.calculators.financed import price_of
from pricing.calculators.paying import FinanceLease, Loan
from pricing.formula import cell_formula, parse
from pricing.money import minor_places
from pricing.workbook import words
from pricing.workbook.layout import Layout, PeriodCells
from pricing.workbook.pen import PERCENT, PLAIN, Pen

_MOST = 600
_HEADS = (words.INSTALMENT, words.PAID, words.INTEREST_PART, words.PRINCIPAL_PART, words.OWED)
_TERMS = ("borrowed", "rate", "payments", "grace", "left", "level")


def instalments(
    pen: Pen, layout: Layout, each: AlternativeResult, debt: Loan | FinanceLease, row: int
) -> int:
    """The terms of a debt and its table; the first row below comes back.

    As many rows as the term may take; those beyond it are empty. Amounts in whole money, not in
    the scale. The same steps as `pricing.financing.repayments`.
    """
    pen.text(row, 1, f"{words.INSTALMENTS.in_(layout.language)}: {each.text.in_(layout.language)}",
             bold=True)  # fmt: skip
    for at, (name, formula) in enumerate(_terms(layout, each, debt, row).items(), start=row + 1):
        pen.text(at, 1, words.DEBT_TERMS[name])
        pen.formula(at, 2, formula, {"rate": PERCENT, "payments": PLAIN, "grace": PLAIN}.get(name))
    head = row + len(_TERMS) + 1
    pen.head(head, list(_HEADS))
    yearly = int(debt.payments_per_year)
    count = min(_MOST, max(len(each.instalments), layout.most_years * yearly))
    equal = _equal_parts(layout, debt)
    for number in range(1, count + 1):
        _payment(pen, layout, row, head + number, number, equal)
    return head + count + 2


def _terms(
    layout: Layout, each: AlternativeResult, debt: Loan | FinanceLease, row: int
) -> dict[str, str]:
    """What the table is computed from, each in its cell of column B."""
    base = next(a for a in layout.alternatives if a.id == each.of)
    share = debt.share if isinstance(debt, Loan) else "1"
    left = (debt.balloon if isinstance(debt, Loan) else debt.residual) or "0"
    free = (debt.grace_years if isinstance(debt, Loan) else None) or "0"
    yearly, places = int(debt.payments_per_year), minor_places(layout.results.currency)
    borrowed, rate, payments, grace, kept, _ = (f"$B${row + at}" for at in range(1, 7))
    written = PeriodCells(layout, 0)

    def cell(formula: str) -> str:
        return cell_formula(parse(formula), written)

    repaid, over = f"({borrowed}-{kept})", f"({payments}-{grace})"
    even = f"{repaid}/{over}"
    level = f"IF(OR({rate}=0,{_equal_parts(layout, debt)}),{even},-PMT({rate},{over},{repaid}))"
    price = cell(f"({share}) * {price_of(base)}")
    return {
        "borrowed": f"ROUND(({price})*{layout.results.scale.factor},{places})",
        "rate": f"({cell(debt.rate)})/{yearly}",
        "payments": f"({cell(debt.term_years)})*{yearly}",
        "grace": f"({cell(free)})*{yearly}",
        "left": f"ROUND({borrowed}*({cell(left)}),{places})",
        "level": f"ROUND({level},{places})",
    }


def _equal_parts(layout: Layout, debt: Loan | FinanceLease) -> str:
    """Whether principal is repaid in equal parts, as a condition of the spreadsheet."""
    if not isinstance(debt, Loan) or debt.repayments is None:
        return "TRUE" if isinstance(debt, Loan) and debt.repayment == "linear" else "FALSE"
    level = cell_formula(parse(debt.repayments.level), PeriodCells(layout, 0))
    linear = [
        f"{level}={number}"
        for number, each in enumerate(debt.repayments.of, start=1)
        if each == "linear"
    ]
    return f"OR({','.join(linear)})" if linear else "FALSE"


def _payment(pen: Pen, layout: Layout, top: int, row: int, number: int, equal: str) -> None:
    """One row: interest on what is owed, what is repaid, what is left."""
    places = minor_places(layout.results.currency)
    borrowed, rate, payments, grace, left, level = (f"$B${top + at}" for at in range(1, 7))
    interest, principal = f"C{row}", f"D{row}"
    before = borrowed if number == 1 else f"E{row - 1}"
    repaid = f"{level}-IF({equal},0,ROUND(({before}-{left})*{rate},{places}))"
    part = f"IF({number}<={grace},0,{repaid})"
    part = f"IF(OR({number}={payments},({part})>{before}),{before},{part})"
    pen.formula(row, 1, _within(number, payments, str(number)), PLAIN)
    pen.formula(row, 2, _within(number, payments, f"{interest}+{principal}"))
    pen.formula(row, 3, _within(number, payments, f"ROUND({before}*{rate},{places})"))
    pen.formula(row, 4, _within(number, payments, part))
    pen.formula(row, 5, _within(number, payments, f"{before}-{principal}"))


def _within(number: int, payments: str, formula: str) -> str:
    return f'IF({number}<={payments},{formula},"")'
