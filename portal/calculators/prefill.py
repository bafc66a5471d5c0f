"""What a configuration already says about the assumptions of a calculator."""

from decimal import Decimal
from typing import Any

from portal.configure.queries import ConfigurationView, configuration_view
from portal.i18n import _
from portal.models import Configuration
from pricing import Calculator, quantise
from pricing.calculators.data import Assumption

PREFIX = "configuration."
STEPS = {"thousand": 10**3, "million": 10**6, "billion": 10**9}
MONTHS = 12


def prefilled(
    calculator: Calculator, configuration: Configuration, by: dict[str, str]
) -> dict[str, Any]:
    """Kept assumptions taken from the configuration as it is priced, with it as their source.

    What nobody chose counts here as it counts in the price.

    An assumption the configuration says nothing about, or says something impossible about, keeps
    the author's value.
    """
    said = configuration_view(configuration)
    source = _("configuration %(code)s", code=configuration.code)
    found = {}
    for each in calculator.data.assumptions:
        if not (each.prefill or "").startswith(PREFIX):
            continue
        value = _value(each, said)
        if value is not None and not calculator.check({each.id: value}):
            found[each.id] = {"value": str(value), **by, "source": source}
    return found


def _value(each: Assumption, said: ConfigurationView) -> Decimal | None:
    """What the configuration says, in the assumption's unit; None in another currency."""
    name = (each.prefill or "").removeprefix(PREFIX)
    if name == "net_price":
        name = "recurring" if said.contract else "one_off"
    if total := said.total(name):
        step, _space, currency = each.unit.rpartition(" ")
        amount = quantise(total.net).amount / STEPS.get(step, 1)
        return amount if currency == said.currency else None
    value = said.figures.get(name)
    monthly = any(n.id == name and n.monthly for n in said.numbers)
    return (
        value * MONTHS if value is not None and monthly and each.unit.endswith("/year") else value
    )
