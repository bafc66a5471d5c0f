"""What the functions of formulas mean, in a sentence each."""

import re

from portal.i18n import _

SIGNED = ("pv", "fv", "pmt", "ipmt", "ppmt", "nper", "rate", "cumipmt", "cumprinc")
"""They keep to the signs of spreadsheets."""


def note(formula: str) -> str:
    """What the functions in a formula mean, each once, in the order in which they stand."""
    known = _meanings()
    used = dict.fromkeys(re.findall(r"\w+(?=\()|Σ(?=.*\^\(*(?:year|period))|…", formula))
    told = [known[name] for name in used if name in known]
    if used.keys() & SIGNED:
        told.append(_("As in a spreadsheet, money received is positive and money paid negative."))
    return " ".join(told)


def every_note() -> list[str]:
    """What each function means, in the order of their kinds."""
    return [text for name, text in _meanings().items() if name not in ("Σ", "…")]


def _meanings() -> dict[str, str]:
    return _of_periods() | _of_numbers() | _of_money() | _of_loans() | _of_write_offs()


def _of_periods() -> dict[str, str]:
    return {
        "Σ": _(
            "Σ adds up what is paid, each divided by (1 + discount rate) to the power of the years until then."
        ),
        "…": _("Σ adds up the periods of the year."),
        "grow": _("grow(base, rate) is base × (1 + rate)^(year − 1): the first year is not grown."),
        "previous": _(
            "previous(name, first) is the value of the period before; in the first period it is first."
        ),
        "lookup": _(
            "lookup(table, key) is the row of the table with the largest key that is not above key."
        ),
    }


def _of_numbers() -> dict[str, str]:
    return {
        "if": _("if(condition, a, b) is a where the condition holds, else b."),
        "and": _("and(a, b, …) holds where all of them hold."),
        "or": _("or(a, b, …) holds where at least one of them holds."),
        "not": _("not(a) holds where a does not."),
        "min": _("min(a, b, …) is the smallest of them."),
        "max": _("max(a, b, …) is the largest of them."),
        "sum": _("sum(a, b, …) adds them up."),
        "abs": _("abs(a) is a without its sign."),
        "int": _("int(a) is the largest whole number that is not above a."),
        "exp": _("exp(a) is e^a, e being 2.718…"),
        "ln": _("ln(a) is the natural logarithm of a."),
        "round": _("round(a, places) rounds half away from zero."),
        "roundup": _("roundup(a, places) rounds away from zero."),
        "rounddown": _("rounddown(a, places) rounds towards zero."),
    }


def _of_money() -> dict[str, str]:
    return {
        "npv": _("npv(rate, name) is what its values from period 1 on are worth today."),
        "pv": _("pv(rate, nper, pmt, …) is what nper payments of pmt are worth today."),
        "fv": _("fv(rate, nper, pmt, …) is what nper payments of pmt are worth at their end."),
        "effect": _(
            "effect(nominal, periods) is the yearly rate with interest on interest, from a nominal one."
        ),
        "nominal": _(
            "nominal(effective, periods) is the nominal rate that gives this effective rate."
        ),
    }


def _of_loans() -> dict[str, str]:
    return {
        "instalment": _(
            "instalment(rate, periods, loan) is the equal payment that repays the loan."
        ),
        "interest_paid": _(
            "interest_paid(rate, periods, loan, first, last) is the interest in these payments."
        ),
        "principal_paid": _(
            "principal_paid(rate, periods, loan, first, last) is the loan repaid by these payments."
        ),
        "pmt": _("pmt(rate, nper, pv, …) is the equal payment that repays pv in nper payments."),
        "ipmt": _("ipmt(rate, per, nper, pv, …) is the interest in payment number per."),
        "ppmt": _("ppmt(rate, per, nper, pv, …) is the repayment in payment number per."),
        "nper": _("nper(rate, pmt, pv, …) is how many payments of pmt repay pv."),
        "rate": _("rate(nper, pmt, pv, …) is the rate at which nper payments of pmt repay pv."),
        "cumipmt": _(
            "cumipmt(rate, nper, pv, start, end) is the interest in payments start to end."
        ),
        "cumprinc": _(
            "cumprinc(rate, nper, pv, start, end) is the repayment in payments start to end."
        ),
    }


def _of_write_offs() -> dict[str, str]:
    return {
        "sln": _("sln(cost, salvage, life) is depreciation in equal parts."),
        "syd": _(
            "syd(cost, salvage, life, per) is depreciation by the sum of the years' digits, most at first."
        ),
        "db": _(
            "db(cost, salvage, life, per, month) is depreciation by a fixed rate of what is left."
        ),
        "ddb": _(
            "ddb(cost, salvage, life, per, factor) is depreciation of factor / life of what is left; factor is 2 unless given."
        ),
        "vdb": _(
            "vdb(cost, salvage, life, start, end, factor) is declining depreciation from start to end that turns into equal parts once those are more."
        ),
    }
