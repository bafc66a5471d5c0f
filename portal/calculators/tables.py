"""The tables of a cost case: cash by year and by quarter, ways to pay, measures, break-evens."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from html import escape
from math import ceil

from markupsafe import Markup

from portal.calculators import footprints, own_scenarios, undefined, units
from portal.calculators.case_view import CaseView, Figure, kept_whole
from portal.calculators.messages import capital, lower
from portal.i18n import _, number, percent, words
from pricing.calculators.alternatives import AlternativeResult
from pricing.calculators.inputs import AssumptionValue
from pricing.calculators.stressed import BreakEven, nearest

MOST_BARS = 8
EVERY = "every-break-even"
"""The key under which the break-evens of all assumptions unfold."""
WAY_ENDS = 5
"""Largest payment, interest, implicit rate, present cost and net savings of a way to pay."""
AGAINST = ("net_savings", "sir", "airr", "irr", "mirr", "simple_payback", "discounted_payback",
           "cost_per_tonne")  # fmt: skip
"""Measures of what is saved against the reference: it has none itself."""


@dataclass(frozen=True)
class Row:
    """A line of a table: its name, its figures, whether it is what the verdict recommends."""

    name: str
    cells: tuple[Figure, ...]
    first: bool = False
    short: str = ""


def link(case: CaseView, figure: Figure) -> Markup:
    """Where a figure opens: relative, so that a page and a saved version share it."""
    return Markup(_address(case, figure))


def _address(case: CaseView, figure: Figure) -> str:
    year = "" if figure.year is None else f"&amp;year={figure.year}"
    period = "" if figure.period is None else f"&amp;period={figure.period}"
    return f"?{case.asked}explain={figure.name}{year}{period}"


def foldable(case: CaseView) -> list[str]:
    """The keys of tables that are shown when one asks for them."""
    return [*(f"lines-{each.id}" for each in case.results.headline), "quarters", EVERY]


def unfolding(
    case: CaseView, unfolded: Sequence[str], key: str = "", without: str = "", part: str = ""
) -> Markup:
    """Where a table unfolds, or folds up, while the others stay as they are."""
    keys = [each for each in (*unfolded, key) if each and each != without]
    told = [f"open={each}" for each in keys] + [f"part={part}"] * bool(part)
    return Markup("?" + case.asked + "&amp;".join(told))


def cell(case: CaseView, figure: Figure) -> Markup:
    """A figure as it stands in a table; one that opens is a link."""
    return Markup(_cell(case, figure))


def _cell(case: CaseView, figure: Figure) -> str:
    """The same as a plain string: a page has hundreds, and `Markup` takes as long as all else."""
    text = escape(figure.text, quote=False)
    if not figure.name:
        return text
    kind = f"why {figure.kind}" if figure.kind else "why"
    return f'<a class="{kind}" href="{_address(case, figure)}">{text}</a>'


def origin(case: CaseView, each: AssumptionValue) -> Markup:
    """Range and source of an assumption, opening to what it is used for."""
    said = " · ".join(part for part in (case.within(each), case.provenance(each)) if part)
    return Markup('<a href="{}">{}</a>').format(link(case, Figure("", each.id)), said)


def cells(case: CaseView, row: Row) -> Markup:
    """The figures of a row; a page has hundreds, for which a template would be slow."""
    return Markup("".join(f'<td class="num">{_cell(case, figure)}</td>' for figure in row.cells))


# --- cash -----------------------------------------------------------------------------------------


def year_names(case: CaseView) -> list[str]:
    """“Year 0” … “Year 5”."""
    return [_("Year %(n)s", n=year) for year in case.results.years]


def yearly(case: CaseView) -> list[Row]:
    """What each alternative of the verdict pays per year, in all, and at present value."""
    return [_paid(case, each) for each in case.results.headline]


def _paid(case: CaseView, each: AlternativeResult) -> Row:
    ends = (
        Figure(case.money(each.total_cost), f"{each.id}:total"),
        Figure(case.money(each.present_cost), each.id),
    )
    first = each.id == case.results.best.id
    return Row(words(each.text), (*_years(case, each), *ends), first, case.label(each.id))


def _years(case: CaseView, each: AlternativeResult) -> list[Figure]:
    return [Figure(case.money(-f), each.id, year) for year, f in enumerate(each.flows)]


def lines(case: CaseView, each: AlternativeResult) -> list[Row]:
    """What one alternative pays per line and year; lines that never cost are left out."""
    rows = []
    for line in each.lines:
        if not line.total and not line.present_cost and not any(line.flows):
            continue
        cells = [
            Figure(case.money(-f), line.name, year) if f else Figure("–")
            for year, f in enumerate(line.flows)
        ]
        ends = (
            Figure(case.money(line.total)),
            Figure(case.money(line.present_cost), line.name),
        )
        rows.append(Row(words(line.text), (*cells, *ends)))
    return rows


def quarter_names(case: CaseView) -> list[str]:
    """“Start”, “Y1 Q1” …; empty where the calculator counts in years."""
    if case.results.periods_a_year == 1:
        return []
    years = range(1, case.horizon + 1)
    return [_("Start"), *(_("Y%(y)s Q%(q)s", y=y, q=q) for y in years for q in range(1, 5))]


def quarterly(case: CaseView) -> list[Row]:
    """What each alternative of the verdict and each way to pay costs in cash per quarter."""
    found = []
    for each in case.results.alternatives:
        flows = case.results.quarterly(each.id)
        cells = tuple(Figure(case.money(-f)) if f else Figure("–") for f in flows)
        first = each.id == case.results.best.id
        found.append(Row(words(each.text), cells, first, case.label(each.id)))
    return found


# --- ways to pay ----------------------------------------------------------------------------------


def ways(case: CaseView) -> list[tuple[str, list[Row]]]:
    """For each thing that can be paid for in several ways: those ways, best first."""
    bases = dict.fromkeys(each.of for each in case.results.alternatives if each.of)
    found = []
    for base in bases:
        same = [each for each in case.results.alternatives if base in (each.of, each.id)]
        same.sort(key=lambda each: -each.net_savings)
        rows = [_way(case, each, first=each is same[0]) for each in same]
        found.append((words(case.results.alternative(base).text), rows))
    return found


def _way(case: CaseView, each: AlternativeResult, *, first: bool) -> Row:
    saved = each.net_savings
    ends = (
        Figure(case.money(-each.largest_payment.amount), f"{each.id}:largest_payment"),
        Figure("–" if each.total_interest is None else case.money(each.total_interest)),
        Figure(_implicit_rate(each)),
        Figure(case.money(each.present_cost), each.id),
        Figure(
            case.money(saved, sign=True),
            f"{each.id}:net_savings",
            kind="good" if saved > 0 else "stop" if saved < 0 else "",
        ),
    )
    return Row(words(each.text), (*_years(case, each), *ends), first, case.label(each.id))


def _implicit_rate(each: AlternativeResult) -> str:
    if each.of is None:
        return "–"
    return _("not defined") if each.implicit_rate is None else percent(each.implicit_rate)


# --- measures -------------------------------------------------------------------------------------


def measures(case: CaseView) -> list[Row]:
    """The field's measures, one row each, a cell per alternative."""
    rows: list[tuple[str, str, Callable[[AlternativeResult], str]]] = [
        (_("Present cost"), "", lambda a: case.money(a.present_cost)),
        *_taxed(case),
        (_("Equivalent annual cost"), "equivalent_annual_cost",
         lambda a: case.money(a.equivalent_annual_cost)),
        (_("NPV"), "npv", lambda a: case.money(a.npv)),
        (_("Largest single payment"), "largest_payment",
         lambda a: case.money(-a.largest_payment.amount)),
        (_("Net savings"), "net_savings", lambda a: case.money(a.net_savings, sign=True)),
        (_("Savings-to-investment ratio (SIR)"), "sir",
         lambda a: undefined.figure(a, "sir", lambda ratio: number(ratio, 2))),
        (_("Adjusted internal rate of return (AIRR)"), "airr",
         lambda a: undefined.figure(a, "airr", percent)),
        (_("Internal rate of return (IRR)"), "irr",
         lambda a: undefined.figure(a, "irr", percent)),
        (_("Sign changes"), "irr", lambda a: number(a.irr_sign_changes)),
        (_("Modified internal rate of return (MIRR)"), "mirr",
         lambda a: undefined.figure(a, "mirr", percent)),
        (_("Simple payback"), "simple_payback",
         lambda a: undefined.figure(a, "simple_payback", units.years)),
        (_("Discounted payback"), "discounted_payback",
         lambda a: undefined.figure(a, "discounted_payback", units.years)),
        *footprints.rows(case),
    ]  # fmt: skip
    return [
        Row(text, tuple(_measure(case, each, name, say) for each in case.results.alternatives))
        for text, name, say in rows
    ]


def _taxed(case: CaseView) -> list[tuple[str, str, Callable[[AlternativeResult], str]]]:
    """The present cost before tax, where the case counts one."""
    if not case.taxed:
        return []
    return [(_("Present cost before tax"), "before_tax", lambda a: case.money(a.before_tax))]


def _measure(
    case: CaseView, each: AlternativeResult, name: str, say: Callable[[AlternativeResult], str]
) -> Figure:
    if name in AGAINST and each.id == case.results.reference:
        return Figure("–")
    return Figure(say(each), f"{each.id}:{name}" if name else each.id)


# --- what would change it -------------------------------------------------------------------------


def stresses(case: CaseView) -> list[tuple[str, str, list[str]]]:
    """Per scenario: its name, what it assumes, what each alternative saves."""
    return [
        (
            words(each.text),
            capital("; ".join(_override(case, id, v) for id, v in each.overrides.items())),
            [_saving(case, each.net_savings[other.id]) for other in case.others],
        )
        for each in case.results.scenarios
        if each.overrides or not own_scenarios.is_own(each.id)
    ]


def _saving(case: CaseView, saved: Decimal | None) -> str:
    return "–" if saved is None else case.money(saved, sign=True)


def _override(case: CaseView, id: str, value: Decimal) -> str:
    each = case.results.assumption(id)
    return f"{lower(words(each.text))} {units.told(each, value)}"


def break_evens(case: CaseView, *, every: bool = False) -> list[tuple[str, str, str, str]]:
    """What would have to be true for the pick to save nothing, nearest first.

    Assumption, its value today, its break-even, and how far that is. Of `every` assumption: last
    come those of which no value does it.
    """
    results, id = case.results, case.pick.id
    if not every:
        return [_break_even(case, each) for each in results.nearest_break_evens(id, MOST_BARS)]
    found = results.break_evens_of(id)
    nowhere = (each for each in found if each.value is None)
    return [_break_even(case, each) for each in (*nearest(found, len(found)), *nowhere)]


def _break_even(case: CaseView, each: BreakEven) -> tuple[str, str, str, str]:
    known = case.results.assumption(each.assumption)
    now = units.value(known.value, known.unit)
    if each.value is None:
        return words(known.text), now, _("no value does it"), "–"
    limit = units.limit(each.value, known.unit)
    return words(known.text), now, limit, units.far(each.value, known.value, known.unit)


def pays_back(case: CaseView, each: AlternativeResult) -> str:
    """“Leasing breaks even in year 2”."""
    after = each.discounted_payback
    if after is None:
        return _("%(doing)s does not pay back", doing=case.doing(each.id))
    if after == 0:
        return _("%(doing)s pays from the start", doing=case.doing(each.id))
    return _("%(doing)s breaks even in year %(n)s", doing=case.doing(each.id), n=ceil(after))


def fails_if(case: CaseView, each: AlternativeResult) -> Markup:
    """What makes an alternative fail or pay, in a few words; “–” where nothing does."""
    found = case.results.verdict(each.id)
    limit = case.limit(found)
    if each.id == case.results.reference or not limit["limit"]:
        return Markup("–")
    said = {"what": limit["what"], "value": limit["value"]}
    if (found.params["change"] or 0) > 0:
        text = _("%(what)s above %(value)s", **said)
    else:
        text = _("%(what)s below %(value)s", **said)
    return kept_whole(capital(text), limit["value"])
