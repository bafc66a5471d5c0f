"""What comes back of what was paid more, opened: ratios, rates and paybacks."""

from decimal import Decimal

from portal.calculators import undefined, units
from portal.calculators.case_view import CaseView, Figure
from portal.calculators.explaining.parts import (
    HORIZON,
    RATE,
    Opened,
    Part,
    assumed,
    named,
    plain,
)
from portal.i18n import _, number
from pricing.calculators.alternatives import AlternativeResult


def _saved(case: CaseView, each: AlternativeResult) -> tuple[Part, ...]:
    """The savings of each year against the reference: what the returns are computed from."""
    return tuple(
        Part(_("Savings in year %(n)s", n=year), f"savings[{year}]",
             case.money(saved, sign=True), Figure("", each.id, year))
        for year, saved in enumerate(each.savings)
    )  # fmt: skip


def sir(case: CaseView, each: AlternativeResult) -> Opened:
    """The savings-to-investment ratio."""
    invested = -each.savings[0]
    value = undefined.figure(each, "sir", _ratio)
    net = Part(named(case, _("Net savings"), each), "net_savings",
               case.money(each.net_savings, sign=True), Figure("", f"{each.id}:net_savings"))  # fmt: skip
    more = Part(_("Paid more at the start"), "invested", case.money(invested),
                Figure("", each.id, 0))  # fmt: skip
    return Opened(
        named(case, _("Savings-to-investment ratio (SIR)"), each), None, value,
        "(net_savings + invested) / invested",
        f"({plain(each.net_savings)} + {plain(invested)}) / {plain(invested)}",
        (net, more),
        note=_noted(undefined.sentence_of(each, "sir")),
    )  # fmt: skip


def irr(case: CaseView, each: AlternativeResult) -> Opened:
    """The internal rate of return."""
    halves = _halves() if case.results.conventions.timing == "mid_year" else ""
    note = _noted(_sign_changes(each), undefined.sentence_of(each, "irr"), halves)
    return Opened(
        named(case, _("Internal rate of return (IRR)"), each), None,
        undefined.figure(each, "irr", _fine),
        "Σ savings[year] / (1 + irr)^year = 0",
        " + ".join(f"{plain(s)} / (1 + irr)^{y}" for y, s in enumerate(each.savings) if s) + " = 0",
        _saved(case, each), note=note,
    )  # fmt: skip


def airr(case: CaseView, each: AlternativeResult) -> Opened:
    """The adjusted internal rate of return."""
    rate, years = case.results.discount_rate, case.results.horizon
    value = undefined.figure(each, "airr", _fine)
    ratio = "–" if each.sir is None else plain(each.sir)
    return Opened(
        named(case, _("Adjusted internal rate of return (AIRR)"), each), None, value,
        f"(1 + {RATE}) * sir^(1 / {HORIZON}) - 1",
        f"(1 + {rate:f}) * {ratio}^(1 / {years}) - 1",
        (Part(named(case, _("Savings-to-investment ratio (SIR)"), each), "sir",
              undefined.figure(each, "sir", _ratio),
              Figure("", f"{each.id}:sir")),
         assumed(case, RATE), assumed(case, HORIZON)),
        note=_noted(
            undefined.sentence_of(each, "airr"),
            _("Savings are put aside at the discount rate as they come in (NIST Handbook 135)."),
        ),
    )  # fmt: skip


def mirr(case: CaseView, each: AlternativeResult) -> Opened:
    """The modified internal rate of return."""
    value = undefined.figure(each, "mirr", _fine)
    return Opened(
        named(case, _("Modified internal rate of return (MIRR)"), each), None, value,
        f"(FV(savings > 0, {RATE}) / -PV(savings < 0, {RATE}))^(1 / {HORIZON}) - 1",
        " + ".join(f"{plain(s)} [{y}]" for y, s in enumerate(each.savings) if s),
        (*_saved(case, each), assumed(case, RATE)),
        note=_noted(
            undefined.sentence_of(each, "mirr"),
            _("What comes in is reinvested, and what goes out is financed, at the discount rate."),
        ),
    )  # fmt: skip


def simple_payback(case: CaseView, each: AlternativeResult) -> Opened:
    """When the savings have paid back what was paid more."""
    return Opened(
        named(case, _("Simple payback"), each), None,
        undefined.figure(each, "simple_payback", units.years),
        "Σ savings[year] = 0",
        " + ".join(plain(saved) for saved in each.savings), _saved(case, each),
        note=_noted(
            undefined.sentence_of(each, "simple_payback"),
            _("The year in which the sum of the savings reaches zero for good; within a year in proportion."),
        ),
    )  # fmt: skip


def discounted_payback(case: CaseView, each: AlternativeResult) -> Opened:
    """The same with discounted savings."""
    parts = tuple(
        Part(_("Savings up to year %(n)s, discounted", n=year), f"cumulative[{year}]",
             case.money(saved, sign=True))
        for year, saved in enumerate(each.cumulative)
    )  # fmt: skip
    return Opened(
        named(case, _("Discounted payback"), each), None,
        undefined.figure(each, "discounted_payback", units.years),
        f"Σ savings[year] / (1 + {RATE})^year = 0",
        " + ".join(plain(saved) for saved in each.savings), (*parts, assumed(case, RATE)),
        note=_noted(undefined.sentence_of(each, "discounted_payback"), _discounted_note(case)),
    )  # fmt: skip


def _sign_changes(each: AlternativeResult) -> str:
    """How often the savings change their sign where one rate fits all the same, and which way."""
    said = []
    if each.irr is not None and each.irr_sign_changes > 1:
        said.append(
            _("The savings change sign %(n)s times; one rate alone makes them zero.",
              n=each.irr_sign_changes)
        )  # fmt: skip
    if each.irr_is_paid:
        said.append(
            _("Money comes first: this is a rate that is paid, as on a loan. Lower is better.")
        )
    return " ".join(said)


def _ratio(ratio: Decimal) -> str:
    return number(ratio, 2)


def _fine(rate: Decimal) -> str:
    return units.value(round(rate, 6), "fraction")


def _noted(*sentences: str) -> str:
    return " ".join(filter(None, sentences))


def _halves() -> str:
    return _("What recurs counts half a period sooner: it is paid in the middle of its period.")


def _discounted_note(case: CaseView) -> str:
    note = _(
        "The year in which the discounted sum reaches zero for good; within a year in proportion."
    )
    return f"{note} {_halves()}" if case.results.conventions.timing == "mid_year" else note
