"""How sure a verdict is: what ten thousand drawn cases say, in words and as a picture."""

from dataclasses import dataclass
from decimal import Decimal

from portal import charts
from portal.calculators.case_view import CaseView
from portal.calculators.messages import lower
from portal.i18n import _, number, percent, words
from pricing import PricingError
from pricing.simulation import OptionOutlook, Simulation, simulate_results

FIRST_SEED, LAST_SEED = 1, 999_999
SURE = Decimal("0.99")
"""Above it, shares are told with a decimal: 100 of 100 is hardly ever true."""


@dataclass(frozen=True)
class Outlook:
    """The simulation of a case: a sentence, a picture, a row per alternative."""

    seed: int
    runs: str
    varied: int
    sentence: str
    picture: charts.Chart
    rows: list[tuple[str, ...]]
    undefined: str
    how: str


def outlook(case: CaseView, seed: int) -> Outlook | None:
    """What drawn cases say of this one; None where it has no ranges or no drawn case has a value."""
    try:
        found = simulate_results(case.results, seed)
    except PricingError:
        return None
    if not found.varied or not case.others:
        return None
    picked = found.option(case.pick.id)
    return Outlook(
        seed=seed,
        runs=number(found.runs),
        varied=len(found.varied),
        sentence=_sentence(case, found, picked),
        picture=_picture(case, picked),
        rows=[_row(case, each) for each in found.options if _named(case, each)],
        undefined=number(found.undefined) if found.undefined else "",
        how=_how(found),
    )


def _sentence(case: CaseView, found: Simulation, picked: OptionOutlook) -> str:
    if found.decision == case.results.reference:
        return _(
            "In %(share)s of the cases the answer stays “do not buy”.", share=_share(found.holds)
        )
    return _(
        "In %(share)s of the cases %(doing)s saves money; in %(holds)s it stays the best choice.",
        share=_share(picked.gains), doing=lower(case.doing(picked.id)), holds=_share(found.holds),
    )  # fmt: skip


def _share(share: Decimal) -> str:
    return percent(share, 1 if SURE <= share < 1 else 0)


def _named(case: CaseView, each: OptionOutlook) -> bool:
    return any(each.id == other.id for other in case.others)


def _row(case: CaseView, each: OptionOutlook) -> tuple[str, ...]:
    figures = (case.money(amount, sign=True) for amount in (each.p10, each.p50, each.p90))
    name = words(case.results.alternative(each.id).text)
    return (name, *figures, _share(each.gains), _share(each.best))


def _picture(case: CaseView, each: OptionOutlook) -> charts.Chart:
    edges = [each.start + each.width * at for at in range(len(each.bins) + 1)]
    limits = [
        charts.Limit(each.p10, _("10 of 100 below %(amount)s", amount=case.money(each.p10, sign=True))),
        charts.Limit(each.p90, _("10 of 100 above %(amount)s", amount=case.money(each.p90, sign=True))),
    ]  # fmt: skip
    return charts.histogram(
        _("How net savings spread"),
        edges,
        list(each.bins),
        lambda x: case.money(Decimal(str(x)), sign=True),
        split=0,
        limits=limits,
        columns=(_("Net savings"), _("Cases")),
        count_fmt=number,
    )


def _how(found: Simulation) -> str:
    return _(
        "%(runs)s cases; in each, %(varied)s assumptions are drawn between their low and high values, most often near their own. Seed %(seed)s: the same seed draws the same cases.",
        runs=number(found.runs), varied=len(found.varied), seed=str(found.seed),
    )  # fmt: skip
