"""Costs per unit of output and per tonne avoided, and the tonnes, opened."""

from decimal import Decimal

from portal.calculators import footprints, units
from portal.calculators.case_view import CaseView, Figure
from portal.calculators.explaining.parts import (
    RATE,
    Opened,
    Part,
    assumed,
    compared_with,
    named,
    plain,
    present_cost,
)
from portal.i18n import _, words
from pricing import PricingError
from pricing.calculators.alternatives import AlternativeResult
from pricing.calculators.plans import OUTPUT, emissions_of


def unit_cost(case: CaseView, each: AlternativeResult) -> Opened:
    """What one unit of output costs."""
    output = case.results.calculator.output
    if output is None:
        raise PricingError("no output to count the costs of")
    first = case.results.explain(OUTPUT, 1)
    part = Part(_("%(what)s, year %(n)s", what=words(output.text), n=1), f"{OUTPUT}[1]",
                units.value(first.value, first.unit), Figure("", OUTPUT, 1))  # fmt: skip
    return Opened(
        named(case, _("Cost of one %(unit)s", unit=words(output.text)), each), None,
        footprints.per_unit(case, each), f"present_cost / (Σ {OUTPUT}[year] / (1 + {RATE})^year)",
        f"{plain(each.present_cost * case.results.scale.factor)}"
        f" / (Σ {OUTPUT}[year] / (1 + {case.results.discount_rate:f})^year)",
        (present_cost(case, each), part, assumed(case, RATE)),
        note=_("Output is discounted as money is: what comes later counts for less (levelised cost)."),
    )  # fmt: skip


def tonnes(case: CaseView, each: AlternativeResult) -> Opened:
    """All that is emitted."""
    years = list(enumerate(each.emissions))[1:]
    parts = tuple(
        Part(_("Year %(n)s", n=year), f"emissions[{year}]", footprints.tonnes(amount),
             Figure("", emissions_of(each.id), year))
        for year, amount in years
    )  # fmt: skip
    return Opened(
        named(case, _("Emissions in all"), each), None, footprints.tonnes(sum(each.emissions)),
        "Σ emissions[year]", " + ".join(plain(round(amount, 4)) for _year, amount in years), parts,
        note=_("Not discounted: a tonne counts alike in every year."),
    )  # fmt: skip


def cost_per_tonne(case: CaseView, each: AlternativeResult) -> Opened:
    """What avoiding a tonne costs."""
    reference = compared_with(case)
    spent = [present_cost(case, one) for one in (each, reference)]
    emitted = [
        Part(named(case, _("Emissions in all"), one), f"emissions({one.id})",
             footprints.tonnes(sum(one.emissions)), Figure("", f"{one.id}:tonnes"))
        for one in (reference, each)
    ]  # fmt: skip
    more = " - ".join(plain(one.present_cost) for one in (each, reference))
    emissions = (sum(one.emissions, Decimal(0)) for one in (reference, each))
    avoided = " - ".join(plain(round(tonnes, 4)) for tonnes in emissions)
    note = _("Below zero, avoiding a tonne saves money.")
    if each.cost_per_tonne is None:
        note = _("Not defined, because no tonne is avoided.")
    return Opened(
        named(case, _("Cost of a tonne avoided"), each), None, _per_tonne(case, each),
        f"(present_cost({each.id}) - present_cost({reference.id}))"
        f" / (emissions({reference.id}) - emissions({each.id}))",
        f"({more}) / ({avoided})", (*spent, *emitted), note=note,
    )  # fmt: skip


def _per_tonne(case: CaseView, each: AlternativeResult) -> str:
    text = footprints.per_tonne(case, each)
    return text if each.cost_per_tonne is None else f"{text} {case.scale}"
