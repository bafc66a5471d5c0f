"""A computed figure opened: its formula, its inputs, and who says so since when."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from portal.calculators import footprints, functions, units
from portal.calculators.case_view import CaseView, Figure
from portal.i18n import _, day, number, words
from pricing import PricingError, Results
from pricing.calculators.plans import OUTPUT, emissions_of
from pricing.calculators.results import AlternativeResult
from pricing.formula.explain import Explanation, Input

MOST_USERS = 12
RATE, HORIZON = "discount_rate", "horizon_years"


@dataclass(frozen=True)
class Part:
    """One input of a formula: its name, its value, what it opens to, and where it comes from."""

    text: str
    code: str
    value: str
    opens: Figure | None = None
    origin: str = ""
    to_confirm: bool = False
    yours: bool = False


@dataclass(frozen=True)
class Opened:
    """A figure with the way it was reached."""

    text: str
    year: int | None
    value: str
    formula: str
    substituted: str
    parts: tuple[Part, ...]
    users: tuple[tuple[str, Figure], ...] = ()
    note: str = ""
    period: int | None = None


def opened(case: CaseView, name: str, year: int | None, period: int | None = None) -> Opened | None:
    """The figure behind a link of the page; None when there is no such figure."""
    alternative, _colon, measure = name.partition(":")
    try:
        if measure:
            return _measure(case, case.results.alternative(alternative), measure)
        return _explained(case, case.results.explain(name, year, period))
    except PricingError:
        return None


def _explained(case: CaseView, found: Explanation) -> Opened:
    whole = any(each.id == found.name for each in case.results.alternatives)
    # Lines inside a present cost, and those of an alternative in a year, are flows: people read
    # costs, so that money that leaves is positive.
    by_period = found.year is not None and found.formula.startswith("Σ")
    flows = by_period or (found.year is None) != whole
    substituted = found.substituted
    if flows and (whole or by_period):
        substituted = " + ".join(_plain(-each.value) for each in found.inputs) or "0"
    return Opened(
        text=_full_name(case, found),
        year=found.year,
        value=_value(case, found, whole),
        formula=found.formula,
        substituted=substituted,
        parts=tuple(_part(case, each, flows) for each in found.inputs),
        users=tuple(_user(case, id, found) for id in found.used_by[:MOST_USERS]),
        note=functions.note(found.formula),
        period=_period(case.results, found.period),
    )


def _period(results: Results, period: int | None) -> int | None:
    """The period, where there are several in a year."""
    return period if results.periods_a_year > 1 else None


def _full_name(case: CaseView, found: Explanation) -> str:
    alternative, dot, _line = found.name.partition(".")
    if not dot:
        return words(found.text)
    return f"{words(found.text)} ({case.label(alternative)})"


def _value(case: CaseView, found: Explanation, whole: bool) -> str:
    if found.unit != _money_unit(case.results):
        return units.value(found.value, found.unit)
    is_flow = found.year is not None and (whole or "." in found.name)
    return case.money(-found.value if is_flow else found.value, bare=False)


def _money_unit(results: Results) -> str:
    return results.explain(results.reference).unit


def _part(case: CaseView, each: Input, flows: bool) -> Part:
    origin = yours = ""
    if each.kind == "assumption":
        known = case.results.assumption(each.name)
        origin, yours = case.provenance(known), known.set_by
    opens = None
    if each.kind in ("formula", "line"):
        opens = Figure("", each.name, each.year, period=_period(case.results, each.period))
    value = units.value(each.value, each.unit)
    if each.kind == "year":
        value = number(each.value)
    elif each.unit == _money_unit(case.results):
        amount = -each.value if flows and each.kind == "line" else each.value
        value = case.money(amount, bare=False)
    text = words(each.text)
    if opens and opens.period is not None:
        text = _("%(what)s, period %(n)s", what=text, n=opens.period)
    elif each.kind == "line" and each.year is not None:
        text = _("%(what)s, year %(n)s", what=text, n=each.year)
    return Part(
        text, each.name, value, opens, origin, each.to_confirm, yours in ("edit", "scenario")
    )


def _user(case: CaseView, id: str, found: Explanation) -> tuple[str, Figure]:
    """A formula or line that depends on the figure, at the same time."""
    figure = Figure("", id, found.year, period=_period(case.results, found.period))
    for each in case.results.alternatives:
        for line in each.lines:
            if line.name == id:
                return f"{words(line.text)} ({case.label(each.id)})", figure
    named = next((f for f in case.results.calculator.formulas if f.id == id), None)
    return (words(named.text) if named else id), figure


# -- the field's measures ------------------------------------------------------------------------


def _measure(case: CaseView, each: AlternativeResult, measure: str) -> Opened:
    makers: dict[str, Callable[[CaseView, AlternativeResult], Opened]] = {
        "total": _total,
        "npv": _npv,
        "net_savings": _net_savings,
        "equivalent_annual_cost": _annual,
        "sir": _sir,
        "airr": _airr,
        "irr": _irr,
        "mirr": _mirr,
        "before_tax": _before_tax,
        "simple_payback": _simple_payback,
        "discounted_payback": _discounted_payback,
        "largest_payment": _largest,
        "unit_cost": _unit_cost,
        "tonnes": _tonnes,
        "cost_per_tonne": _cost_per_tonne,
    }
    if measure not in makers:
        raise PricingError(f"no measure {measure!r}")
    return makers[measure](case, each)


def _of(case: CaseView, what: str, each: AlternativeResult) -> str:
    return f"{what} ({case.label(each.id)})"


def _cost(case: CaseView, each: AlternativeResult) -> Part:
    return Part(_of(case, _("Present cost"), each), f"present_cost({each.id})",
                case.money(each.present_cost), Figure("", each.id))  # fmt: skip


def _known(case: CaseView, id: str) -> Part:
    each = case.results.assumption(id)
    return Part(words(each.text), id, units.value(each.value, each.unit),
                origin=case.provenance(each), yours=each.set_by != "author")  # fmt: skip


def _reference(case: CaseView) -> AlternativeResult:
    return case.results.alternative(case.results.reference)


def _plain(amount: Decimal) -> str:
    return f"({amount:f})" if amount < 0 else f"{amount:f}"


def _total(case: CaseView, each: AlternativeResult) -> Opened:
    parts = [
        Part(_("Year %(n)s", n=year), f"cost[{year}]", case.money(-flow), Figure("", each.id, year))
        for year, flow in enumerate(each.flows)
    ]
    return Opened(
        _of(case, _("Total of all years"), each), None,
        case.money(each.total_cost, bare=False), "Σ cost[year]",
        " + ".join(_plain(-flow) for flow in each.flows), tuple(parts),
        note=_("Not discounted: money of all years counts alike."),
    )  # fmt: skip


def _npv(case: CaseView, each: AlternativeResult) -> Opened:
    return Opened(
        _of(case, _("NPV"), each), None, case.money(each.npv, bare=False),
        f"-present_cost({each.id})", _plain(each.npv), (_cost(case, each),),
        note=_("Money that leaves counts negative: the NPV of a pure cost is its present cost with a minus."),
    )  # fmt: skip


def _net_savings(case: CaseView, each: AlternativeResult) -> Opened:
    reference = _reference(case)
    return Opened(
        _of(case, _("Net savings"), each), None,
        case.money(each.net_savings, bare=False, sign=True),
        f"present_cost({reference.id}) - present_cost({each.id})",
        f"{_plain(reference.present_cost)} - {_plain(each.present_cost)}",
        (_cost(case, reference), _cost(case, each)),
    )  # fmt: skip


def _annual(case: CaseView, each: AlternativeResult) -> Opened:
    rate, years = case.results.discount_rate, case.results.horizon
    return Opened(
        _of(case, _("Equivalent annual cost"), each), None,
        case.money(each.equivalent_annual_cost, bare=False),
        f"present_cost * {RATE} / (1 - (1 + {RATE})^(-{HORIZON}))",
        f"{_plain(each.present_cost)} * {rate:f} / (1 - (1 + {rate:f})^(-{years}))",
        (_cost(case, each), _known(case, RATE), _known(case, HORIZON)),
        note=_("The same amount at the end of every year would cost as much today."),
    )  # fmt: skip


def _saved(case: CaseView, each: AlternativeResult) -> tuple[Part, ...]:
    """The savings of each year against the reference: what the returns are computed from."""
    return tuple(
        Part(_("Savings in year %(n)s", n=year), f"savings[{year}]",
             case.money(saved, sign=True), Figure("", each.id, year))
        for year, saved in enumerate(each.savings)
    )  # fmt: skip


def _sir(case: CaseView, each: AlternativeResult) -> Opened:
    invested = -each.savings[0]
    value = _("not defined") if each.sir is None else number(each.sir, 2)
    net = Part(_of(case, _("Net savings"), each), "net_savings",
               case.money(each.net_savings, sign=True), Figure("", f"{each.id}:net_savings"))  # fmt: skip
    more = Part(_("Paid more at the start"), "invested", case.money(invested),
                Figure("", each.id, 0))  # fmt: skip
    return Opened(
        _of(case, _("Savings-to-investment ratio (SIR)"), each), None, value,
        "(net_savings + invested) / invested",
        f"({_plain(each.net_savings)} + {_plain(invested)}) / {_plain(invested)}",
        (net, more),
        note="" if each.sir is not None else _("Nothing more is paid at the start, so that there is no ratio."),
    )  # fmt: skip


def _irr(case: CaseView, each: AlternativeResult) -> Opened:
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
    return Opened(
        _of(case, _("Internal rate of return (IRR)"), each), None, value,
        "Σ savings[year] / (1 + irr)^year = 0",
        " + ".join(f"{_plain(s)} / (1 + irr)^{y}" for y, s in enumerate(each.savings) if s) + " = 0",
        _saved(case, each), note=note,
    )  # fmt: skip


def _before_tax(case: CaseView, each: AlternativeResult) -> Opened:
    tax = each.by_category.get("tax", Decimal(0))
    return Opened(
        _of(case, _("Present cost before tax"), each), None,
        case.money(each.before_tax, bare=False), "present_cost - present_cost(tax)",
        f"{_plain(each.present_cost)} - {_plain(tax)}",
        (_cost(case, each), Part(_("Tax"), "present_cost(tax)", case.money(tax, sign=True))),
    )  # fmt: skip


def _airr(case: CaseView, each: AlternativeResult) -> Opened:
    rate, years = case.results.discount_rate, case.results.horizon
    value = _("not defined") if each.airr is None else units.value(round(each.airr, 6), "fraction")
    ratio = "–" if each.sir is None else _plain(each.sir)
    return Opened(
        _of(case, _("Adjusted internal rate of return (AIRR)"), each), None, value,
        f"(1 + {RATE}) * sir^(1 / {HORIZON}) - 1",
        f"(1 + {rate:f}) * {ratio}^(1 / {years}) - 1",
        (Part(_of(case, _("Savings-to-investment ratio (SIR)"), each), "sir",
              _("not defined") if each.sir is None else number(each.sir, 2),
              Figure("", f"{each.id}:sir")),
         _known(case, RATE), _known(case, HORIZON)),
        note=_("Savings are put aside at the discount rate as they come in (NIST Handbook 135)."),
    )  # fmt: skip


def _mirr(case: CaseView, each: AlternativeResult) -> Opened:
    value = _("not defined") if each.mirr is None else units.value(round(each.mirr, 6), "fraction")
    return Opened(
        _of(case, _("Modified internal rate of return (MIRR)"), each), None, value,
        f"(FV(savings > 0, {RATE}) / -PV(savings < 0, {RATE}))^(1 / {HORIZON}) - 1",
        " + ".join(f"{_plain(s)} [{y}]" for y, s in enumerate(each.savings) if s),
        (*_saved(case, each), _known(case, RATE)),
        note=_("What comes in is reinvested, and what goes out is financed, at the discount rate."),
    )  # fmt: skip


def _simple_payback(case: CaseView, each: AlternativeResult) -> Opened:
    return Opened(
        _of(case, _("Simple payback"), each), None, units.years(each.simple_payback, case.horizon),
        "Σ savings[year] = 0",
        " + ".join(_plain(saved) for saved in each.savings), _saved(case, each),
        note=_("The year in which the sum of the savings reaches zero for good; within a year in proportion."),
    )  # fmt: skip


def _discounted_payback(case: CaseView, each: AlternativeResult) -> Opened:
    parts = tuple(
        Part(_("Savings up to year %(n)s, discounted", n=year), f"cumulative[{year}]",
             case.money(saved, sign=True))
        for year, saved in enumerate(each.cumulative)
    )  # fmt: skip
    return Opened(
        _of(case, _("Discounted payback"), each), None, units.years(each.discounted_payback, case.horizon),
        f"Σ savings[year] / (1 + {RATE})^year = 0",
        " + ".join(_plain(saved) for saved in each.savings), (*parts, _known(case, RATE)),
        note=_discounted_note(case),
    )  # fmt: skip


def _halves() -> str:
    return _("What recurs counts half a period sooner: it is paid in the middle of its period.")


def _discounted_note(case: CaseView) -> str:
    note = _(
        "The year in which the discounted sum reaches zero for good; within a year in proportion."
    )
    return f"{note} {_halves()}" if case.results.conventions.timing == "mid_year" else note


def _largest(case: CaseView, each: AlternativeResult) -> Opened:
    worst = each.largest_payment
    value = _(
        "%(amount)s in year %(n)s", amount=case.money(-worst.amount, bare=False), n=worst.year
    )
    parts = tuple(
        Part(_("Year %(n)s", n=year), f"cost[{year}]", case.money(-flow), Figure("", each.id, year))
        for year, flow in enumerate(each.flows)
    )
    return Opened(
        _of(case, _("Largest single payment"), each), worst.year, value, "max(cost[year])",
        ", ".join(_plain(-flow) for flow in each.flows), parts,
    )  # fmt: skip


def _unit_cost(case: CaseView, each: AlternativeResult) -> Opened:
    output = case.results.calculator.output
    if output is None:
        raise PricingError("no output to count the costs of")
    first = case.results.explain(OUTPUT, 1)
    part = Part(_("%(what)s, year %(n)s", what=words(output.text), n=1), f"{OUTPUT}[1]",
                units.value(first.value, first.unit), Figure("", OUTPUT, 1))  # fmt: skip
    return Opened(
        _of(case, _("Cost of one %(unit)s", unit=words(output.text)), each), None,
        footprints.per_unit(case, each), f"present_cost / (Σ {OUTPUT}[year] / (1 + {RATE})^year)",
        f"{_plain(each.present_cost * case.results.scale.factor)}"
        f" / (Σ {OUTPUT}[year] / (1 + {case.results.discount_rate:f})^year)",
        (_cost(case, each), part, _known(case, RATE)),
        note=_("Output is discounted as money is: what comes later counts for less (levelised cost)."),
    )  # fmt: skip


def _tonnes(case: CaseView, each: AlternativeResult) -> Opened:
    years = list(enumerate(each.emissions))[1:]
    parts = tuple(
        Part(_("Year %(n)s", n=year), f"emissions[{year}]", footprints.tonnes(amount),
             Figure("", emissions_of(each.id), year))
        for year, amount in years
    )  # fmt: skip
    return Opened(
        _of(case, _("Emissions in all"), each), None, footprints.tonnes(sum(each.emissions)),
        "Σ emissions[year]", " + ".join(_plain(round(amount, 4)) for _year, amount in years), parts,
        note=_("Not discounted: a tonne counts alike in every year."),
    )  # fmt: skip


def _cost_per_tonne(case: CaseView, each: AlternativeResult) -> Opened:
    reference = _reference(case)
    spent = [_cost(case, one) for one in (each, reference)]
    emitted = [
        Part(_of(case, _("Emissions in all"), one), f"emissions({one.id})",
             footprints.tonnes(sum(one.emissions)), Figure("", f"{one.id}:tonnes"))
        for one in (reference, each)
    ]  # fmt: skip
    scale = case.results.scale.factor
    more = " - ".join(_plain(one.present_cost * scale) for one in (each, reference))
    emissions = (sum(one.emissions, Decimal(0)) for one in (reference, each))
    avoided = " - ".join(_plain(round(tonnes, 4)) for tonnes in emissions)
    note = _("Below zero, avoiding a tonne saves money.")
    if each.cost_per_tonne is None:
        note = _("Not defined, because no tonne is avoided.")
    return Opened(
        _of(case, _("Cost of a tonne avoided"), each), None, footprints.per_tonne(case, each),
        f"(present_cost({each.id}) - present_cost({reference.id}))"
        f" / (emissions({reference.id}) - emissions({each.id}))",
        f"({more}) / ({avoided})", (*spent, *emitted), note=note,
    )  # fmt: skip


def as_of(case: CaseView) -> str:
    """Which state of the case a figure belongs to."""
    if case.number is None:
        return _("Working state, edition %(edition)s", edition=case.edition)
    when = day(case.saved_at) if case.saved_at else ""
    return _(
        "Version %(n)s of %(day)s, edition %(edition)s",
        n=case.number,
        day=when,
        edition=case.edition,
    )
