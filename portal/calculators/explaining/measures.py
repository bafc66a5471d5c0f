"""The field's measures of an alternative, opened."""

from collections.abc import Callable
from decimal import Decimal

from portal.calculators.case_view import CaseView, Figure
from portal.calculators.explaining import per_unit, returns
from portal.calculators.explaining.parts import (
    HORIZON,
    RATE,
    Opened,
    Part,
    assumed,
    compared_with,
    named,
    plain,
    present_cost,
)
from portal.i18n import _
from pricing import PricingError
from pricing.calculators.alternatives import AlternativeResult


def measured(case: CaseView, each: AlternativeResult, measure: str) -> Opened:
    """A measure of an alternative opened.

    Raises:
        PricingError: there is no such measure, or none here.
    """
    makers: dict[str, Callable[[CaseView, AlternativeResult], Opened]] = {
        "total": _total,
        "npv": _npv,
        "net_savings": _net_savings,
        "equivalent_annual_cost": _annual,
        "sir": returns.sir,
        "airr": returns.airr,
        "irr": returns.irr,
        "mirr": returns.mirr,
        "before_tax": _before_tax,
        "simple_payback": returns.simple_payback,
        "discounted_payback": returns.discounted_payback,
        "largest_payment": _largest,
        "unit_cost": per_unit.unit_cost,
        "tonnes": per_unit.tonnes,
        "cost_per_tonne": per_unit.cost_per_tonne,
    }
    if measure not in makers:
        raise PricingError(f"no measure {measure!r}")
    return makers[measure](case, each)


def _total(case: CaseView, each: AlternativeResult) -> Opened:
    parts = [
        Part(_("Year %(n)s", n=year), f"cost[{year}]", case.money(-flow), Figure("", each.id, year))
        for year, flow in enumerate(each.flows)
    ]
    return Opened(
        named(case, _("Total of all years"), each), None,
        case.money(each.total_cost, bare=False), "Σ cost[year]",
        " + ".join(plain(-flow) for flow in each.flows), tuple(parts),
        note=_("Not discounted: money of all years counts alike."),
    )  # fmt: skip


def _npv(case: CaseView, each: AlternativeResult) -> Opened:
    return Opened(
        named(case, _("NPV"), each), None, case.money(each.npv, bare=False),
        f"-present_cost({each.id})", plain(each.npv), (present_cost(case, each),),
        note=_("Money that leaves counts negative: the NPV of a pure cost is its present cost with a minus."),
    )  # fmt: skip


def _net_savings(case: CaseView, each: AlternativeResult) -> Opened:
    reference = compared_with(case)
    return Opened(
        named(case, _("Net savings"), each), None,
        case.money(each.net_savings, bare=False, sign=True),
        f"present_cost({reference.id}) - present_cost({each.id})",
        f"{plain(reference.present_cost)} - {plain(each.present_cost)}",
        (present_cost(case, reference), present_cost(case, each)),
    )  # fmt: skip


def _annual(case: CaseView, each: AlternativeResult) -> Opened:
    rate, years = case.results.discount_rate, case.results.horizon
    return Opened(
        named(case, _("Equivalent annual cost"), each), None,
        case.money(each.equivalent_annual_cost, bare=False),
        f"present_cost * {RATE} / (1 - (1 + {RATE})^(-{HORIZON}))",
        f"{plain(each.present_cost)} * {rate:f} / (1 - (1 + {rate:f})^(-{years}))",
        (present_cost(case, each), assumed(case, RATE), assumed(case, HORIZON)),
        note=_("The same amount at the end of every year would cost as much today."),
    )  # fmt: skip


def _before_tax(case: CaseView, each: AlternativeResult) -> Opened:
    tax = each.by_category.get("tax", Decimal(0))
    return Opened(
        named(case, _("Present cost before tax"), each), None,
        case.money(each.before_tax, bare=False), "present_cost - present_cost(tax)",
        f"{plain(each.present_cost)} - {plain(tax)}",
        (present_cost(case, each), Part(_("Tax"), "present_cost(tax)", case.money(tax, sign=True))),
    )  # fmt: skip


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
        named(case, _("Largest single payment"), each), worst.year, value, "max(cost[year])",
        ", ".join(plain(-flow) for flow in each.flows), parts,
    )  # fmt: skip
