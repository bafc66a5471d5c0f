"""The pictures of a cost case."""

from decimal import Decimal

from portal import charts
from portal.calculators import units
from portal.calculators.queries import MOST_BARS, CaseView, category, listed
from portal.i18n import _, number, words
from pricing.results import AlternativeResult, Bar

MOST_PARTS = 4
BACK = "residual"


def by_category(case: CaseView) -> charts.Chart:
    """What the present cost of each alternative is made of."""
    shown = case.results.headline
    parts, small = _parts(shown)
    rest = [_("Other costs")] if small else []
    back = [category(BACK)] if any(BACK in each.by_category for each in shown) else []
    bars = []
    for each in shown:
        values = [each.by_category.get(id) for id in parts]
        if small:
            values.append(sum((each.by_category.get(id, Decimal(0)) for id in small), Decimal(0)))
        if back:
            values.append(each.by_category.get(BACK))
        bars.append(charts.Bar(words(each.text), values, total=each.present_cost))
    return charts.stacked_bar(
        _("Present cost by kind of cost"),
        [*map(category, parts), *rest, *back],
        bars,
        lambda x: case.money(Decimal(str(x))),
        corner=case.scale,
        total=_("Present cost"),
    )


def _parts(shown: tuple[AlternativeResult, ...]) -> tuple[list[str], list[str]]:
    """The largest kinds of cost, in the author's order, and those too small for a colour."""
    sizes: dict[str, Decimal] = {}
    for each in shown:
        for id, amount in each.by_category.items():
            if id != BACK:
                sizes[id] = max(sizes.get(id, Decimal(0)), amount)
    ranked = sorted((id for id in sizes if sizes[id] > 0), key=lambda id: -sizes[id])
    keep = ranked if len(ranked) <= MOST_PARTS + 1 else ranked[:MOST_PARTS]
    return keep, [id for id in ranked if id not in keep]


def largest_part(case: CaseView) -> str:
    """What the reference costs most: the finding over the stacked bars."""
    reference = case.results.alternative(case.results.reference)
    id = max(reference.by_category, key=lambda id: reference.by_category[id])
    doing = case.doing(reference.id)
    return _("%(category)s is the largest cost of %(doing)s", category=category(id),
             doing=doing[:1].lower() + doing[1:])  # fmt: skip


def cumulative(case: CaseView) -> charts.Chart:
    """What each alternative has gained against the reference by the end of each year."""
    years = case.results.years
    series, marks = [], []
    for index, each in enumerate(case.others):
        label = f"{case.label(each.id)} {case.money(each.net_savings, sign=True)}"
        series.append(charts.Series(case.label(each.id), each.cumulative, label=label))
        after = each.discounted_payback
        if after is not None and after > 0:
            text = _("breaks even in year %(n)s", n=_year(after))
            marks.append(charts.Mark(float(after), 0, text, series=index))
    return charts.line(
        _("Savings so far, against %(reference)s", reference=case.label(case.results.reference)),
        list(years),
        [case.year_names[0], *(str(year) for year in years[1:-1]), case.year_names[-1]],
        series,
        lambda x: case.money(Decimal(str(x)), sign=True),
        corner=_("Year"),
        marks=marks,
        zero=_("0 = %(reference)s", reference=case.label(case.results.reference)),
        axis=lambda x: number(Decimal(str(x)), 0),
    )


def _year(after: Decimal) -> int:
    return int(-(-after // 1))


def pays_back(case: CaseView) -> str:
    """When the money comes back: the finding over the line."""
    others = sorted(case.others, key=lambda each: -each.net_savings)
    return listed(case.pays_back(each) for each in others[:2])


def tornado(case: CaseView) -> charts.Chart | None:
    """What moves the savings of the pick most; None where no assumption has a range."""
    bars = case.results.tornado.get(case.pick.id, ())[:MOST_BARS]
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
    flipping = [bar for bar in case.results.tornado.get(case.pick.id, ()) if bar.flips]
    if not flipping:
        return _("Within these ranges no single figure turns the answer")
    first = case.assumed(flipping[0].assumption)
    if len(flipping) == 1:
        return _("One figure alone can turn the answer: %(what)s", what=first)
    return _("%(n)s figures can each turn the answer, %(what)s most of all",
             n=len(flipping), what=first)  # fmt: skip
