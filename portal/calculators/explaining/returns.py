"""What comes back of what was paid more, opened: ratios, rates and paybacks."""

from portal.calculators import units
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
    value = _("not defined") if each.sir is None else number(each.sir, 2)
    net = Part(named(case, _("Net savings"), each), "net_savings",
               case.money(each.net_savings, sign=True), Figure("", f"{each.id}:net_savings"))  # fmt: skip
    more = Part(_("Paid more at the start"), "invested", case.money(invested),
                Figure("", each.id, 0))  # fmt: skip
    return Opened(
        named(case, _("Savings-to-investment ratio (SIR)"), each), None, value,
        "(net_savings + invested) / invested",
        f"({plain(each.net_savings)} + {plain(invested)}) / {plain(invested)}",
        (net, more),
        note="" if each.sir is not None else _("Nothing more is paid at the start, so that there is no ratio."),
    )  # fmt: skip


def irr(case: CaseView, each: AlternativeResult) -> Opened:
    """The internal rate of return."""
    value = _("not defined") if each.irr is None else units.value(round(each.irr, 6), "fraction")
    note = (
        ""
        if each.irr is not None
        else _("The savings never change sign, so that no rate makes them zero. See NPV.")
    )
    if case.results.conventions.timing == "mid_year":
        note = f"{note} {_halves()}".strip()
    if each.irr is not None and each.irr_may_differ:
        note = _(
            "The savings change sign %(n)s times: more than one rate may make them zero.",
            n=each.irr_sign_changes,
        )
    if each.irr_tells_nothing:
        note = _("Hardly more is paid at the start: the rate says nothing about the gain. See NPV.")
    return Opened(
        named(case, _("Internal rate of return (IRR)"), each), None, value,
        "Σ savings[year] / (1 + irr)^year = 0",
        " + ".join(f"{plain(s)} / (1 + irr)^{y}" for y, s in enumerate(each.savings) if s) + " = 0",
        _saved(case, each), note=note,
    )  # fmt: skip


def airr(case: CaseView, each: AlternativeResult) -> Opened:
    """The adjusted internal rate of return."""
    rate, years = case.results.discount_rate, case.results.horizon
    value = _("not defined") if each.airr is None else units.value(round(each.airr, 6), "fraction")
    ratio = "–" if each.sir is None else plain(each.sir)
    return Opened(
        named(case, _("Adjusted internal rate of return (AIRR)"), each), None, value,
        f"(1 + {RATE}) * sir^(1 / {HORIZON}) - 1",
        f"(1 + {rate:f}) * {ratio}^(1 / {years}) - 1",
        (Part(named(case, _("Savings-to-investment ratio (SIR)"), each), "sir",
              _("not defined") if each.sir is None else number(each.sir, 2),
              Figure("", f"{each.id}:sir")),
         assumed(case, RATE), assumed(case, HORIZON)),
        note=_("Savings are put aside at the discount rate as they come in (NIST Handbook 135)."),
    )  # fmt: skip


def mirr(case: CaseView, each: AlternativeResult) -> Opened:
    """The modified internal rate of return."""
    value = _("not defined") if each.mirr is None else units.value(round(each.mirr, 6), "fraction")
    return Opened(
        named(case, _("Modified internal rate of return (MIRR)"), each), None, value,
        f"(FV(savings > 0, {RATE}) / -PV(savings < 0, {RATE}))^(1 / {HORIZON}) - 1",
        " + ".join(f"{plain(s)} [{y}]" for y, s in enumerate(each.savings) if s),
        (*_saved(case, each), assumed(case, RATE)),
        note=_("What comes in is reinvested, and what goes out is financed, at the discount rate."),
    )  # fmt: skip


def simple_payback(case: CaseView, each: AlternativeResult) -> Opened:
    """When the savings have paid back what was paid more."""
    return Opened(
        named(case, _("Simple payback"), each), None, units.years(each.simple_payback, case.horizon),
        "Σ savings[year] = 0",
        " + ".join(plain(saved) for saved in each.savings), _saved(case, each),
        note=_("The year in which the sum of the savings reaches zero for good; within a year in proportion."),
    )  # fmt: skip


def discounted_payback(case: CaseView, each: AlternativeResult) -> Opened:
    """The same with discounted savings."""
    parts = tuple(
        Part(_("Savings up to year %(n)s, discounted", n=year), f"cumulative[{year}]",
             case.money(saved, sign=True))
        for year, saved in enumerate(each.cumulative)
    )  # fmt: skip
    return Opened(
        named(case, _("Discounted payback"), each), None, units.years(each.discounted_payback, case.horizon),
        f"Σ savings[year] / (1 + {RATE})^year = 0",
        " + ".join(plain(saved) for saved in each.savings), (*parts, assumed(case, RATE)),
        note=_discounted_note(case),
    )  # fmt: skip


def _halves() -> str:
    return _("What recurs counts half a period sooner: it is paid in the middle of its period.")


def _discounted_note(case: CaseView) -> str:
    note = _(
        "The year in which the discounted sum reaches zero for good; within a year in proportion."
    )
    return f"{note} {_halves()}" if case.results.conventions.timing == "mid_year" else note
