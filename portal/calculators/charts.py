"""The pictures of a cost case."""

from decimal import Decimal
from math import ceil

from portal import charts
from portal.calculators import tables, units
from portal.calculators.case_view import CaseView
from portal.calculators.messages import category, listed
from portal.calculators.tables import MOST_BARS
from portal.i18n import _, number, words
from pricing.calculators.alternatives import AlternativeResult
from pricing.calculators.stressed import Bar

MOST_PARTS = 5
APART = 0.5
"""Marks nearer than this share of the axis keep their dot; the first one alone gets words."""
BACK = "residual"
PAYING = ("acquisition", "installation", "financing")
"""Buying, and paying for it over time, are one thing where ways to pay stand side by side."""


def by_category(case: CaseView) -> charts.Chart:
    """What the present cost of each alternative is made of."""
    shown = [(each, _parts(each)) for each in case.results.headline]
    names = _named_parts([parts for _each, parts in shown])
    back = [_back_name(case)] if any(BACK in parts for _each, parts in shown) else []
    bars = [
        charts.Bar(words(each.text), _values(parts, names, bool(back)), total=each.present_cost)
        for each, parts in shown
    ]
    return charts.stacked_bar(
        _("Present cost by kind of cost"),
        [*map(part_name, names), *back],
        bars,
        lambda x: case.money(Decimal(str(x))),
        corner=case.scale,
        total=_("Present cost"),
    )


def _parts(each: AlternativeResult) -> dict[str, Decimal]:
    """Present cost per part of a bar."""
    found: dict[str, Decimal] = {}
    for id, amount in each.by_category.items():
        part = "paying" if id in PAYING else BACK if amount < 0 else id
        found[part] = found.get(part, Decimal(0)) + amount
    return found


def _named_parts(shown: list[dict[str, Decimal]]) -> list[str]:
    """The largest parts by name; what is too small for a colour of its own becomes `other`."""
    sizes: dict[str, Decimal] = {}
    for parts in shown:
        for id, amount in parts.items():
            if id != BACK and amount > 0:
                sizes[id] = max(sizes.get(id, Decimal(0)), amount)
    ranked = sorted(sizes, key=lambda id: (id != "paying", -sizes[id]))
    return ranked if len(ranked) <= MOST_PARTS else [*ranked[: MOST_PARTS - 1], "other"]


def _values(parts: dict[str, Decimal], names: list[str], with_back: bool) -> list[Decimal | None]:
    values = [parts.get(name) for name in names]
    if names and names[-1] == "other":
        rest = [amount for id, amount in parts.items() if id not in names and id != BACK]
        values[-1] = sum(rest, Decimal(0)) if rest else None
    return [*values, parts.get(BACK)] if with_back else values


def part_name(id: str) -> str:
    """What a part of a bar is called."""
    own = {"paying": _("Purchase and payments"), "other": _("Other costs")}
    return own.get(id) or category(id)


def _back_name(case: CaseView) -> str:
    """What the part below zero is called."""
    return _("Residual value and tax saved") if case.taxed else part_name(BACK)


def largest_part(case: CaseView) -> str:
    """What the reference costs most: the finding over the stacked bars."""
    reference = case.results.alternative(case.results.reference)
    parts = _parts(reference)
    id = max(parts, key=lambda id: parts[id])
    doing = case.doing(reference.id)
    return _("%(category)s is the largest cost of %(doing)s", category=part_name(id),
             doing=doing[:1].lower() + doing[1:])  # fmt: skip


def cumulative(case: CaseView) -> charts.Chart:
    """What each alternative has gained against the reference by the end of each year."""
    years = case.results.years
    series: list[charts.Series] = []
    marks: list[charts.Mark] = []
    for index, each in enumerate(best_first(case)):
        label = f"{case.label(each.id)} {case.money(each.net_savings, sign=True)}"
        series.append(charts.Series(case.label(each.id), each.cumulative, label=label))
        after = each.discounted_payback
        if after is not None and after > 0:
            near = any(abs(mark.x - float(after)) < case.horizon * APART for mark in marks)
            text = "" if near else _("breaks even in year %(n)s", n=ceil(after))
            marks.append(charts.Mark(float(after), 0, text, series=index))
    return charts.line(
        _("Savings so far, against %(reference)s", reference=case.label(case.results.reference)),
        list(years),
        [
            tables.year_names(case)[0],
            *(str(year) for year in years[1:-1]),
            tables.year_names(case)[-1],
        ],
        series,
        lambda x: case.money(Decimal(str(x)), sign=True),
        corner=_("Year"),
        marks=marks,
        zero=_("0 = %(reference)s", reference=case.label(case.results.reference)),
        axis=lambda x: number(Decimal(str(x)), 0),
    )


def pays_back(case: CaseView) -> str:
    """When the money comes back: the finding over the line."""
    return listed(tables.pays_back(case, each) for each in best_first(case)[:2])


def best_first(case: CaseView) -> list[AlternativeResult]:
    """The alternatives compared with the reference, the one that saves most first."""
    return sorted(case.others, key=lambda each: -each.net_savings)


def tornado(case: CaseView, most: int = MOST_BARS) -> charts.Chart | None:
    """What moves the savings of the pick most; None where no assumption has a range."""
    bars = case.results.tornado_of(case.pick.id)[:most]
    if not bars:
        return None
    swings = [
        charts.Swing(_named(case, bar), bar.at_low, bar.at_high, values=_range(case, bar))
        for bar in bars
    ]
    return charts.tornado(
        _("What changes the savings of %(doing)s", doing=case.label(case.pick.id)),
        swings,
        case.pick.net_savings,
        lambda x: case.money(Decimal(str(x)), sign=True),
        columns=(_("Assumption"), _("At the first value"), _("At the second value")),
        zero="0",
    )


def _named(case: CaseView, bar: Bar) -> str:
    return words(case.results.assumption(bar.assumption).text)


def _range(case: CaseView, bar: Bar) -> str:
    unit = case.results.assumption(bar.assumption).unit
    if unit == "fraction":
        return f"{units.value(bar.low, unit)} → {units.value(bar.high, unit)}"
    return f"{units.plain(bar.low)} → {units.plain(bar.high)}"


def turns(case: CaseView) -> str:
    """Whether one assumption alone can turn the answer: the finding over the tornado."""
    flipping = [bar for bar in case.results.tornado_of(case.pick.id) if bar.flips]
    if not flipping:
        return _("Within these ranges no single figure turns the answer")
    first = case.assumed(flipping[0].assumption)
    if len(flipping) == 1:
        return _("One figure alone can turn the answer: %(what)s", what=first)
    return _("%(n)s figures can each turn the answer, %(what)s most of all",
             n=len(flipping), what=first)  # fmt: skip
