"""What a configuration already says about the assumptions of a calculator."""

from decimal import Decimal
from typing import Any

from portal.i18n import _
from portal.models import Configuration
from portal.packs.pack import Pack
from pricing import Calculator, minor_places
from pricing.calculator_data import Assumption

PREFIX = "configuration."
STEPS = {"thousand": 10**3, "million": 10**6, "billion": 10**9}
MONTHS = 12


def prefilled(
    calculator: Calculator, configuration: Configuration, by: dict[str, str], pack: Pack
) -> dict[str, Any]:
    """Kept assumptions taken from the configuration, with it as their source.

    An assumption the configuration says nothing about, or says something impossible about, keeps
    the author's value.
    """
    source = _("configuration %(code)s", code=configuration.code)
    found = {}
    for each in calculator.data.assumptions:
        if not (each.prefill or "").startswith(PREFIX):
            continue
        value = _value(each, configuration, pack)
        if value is not None and not calculator.check({each.id: value}):
            found[each.id] = {"value": str(value), **by, "source": source}
    return found


def _value(each: Assumption, configuration: Configuration, pack: Pack) -> Decimal | None:
    """What the configuration says, in the assumption's unit."""
    name = (each.prefill or "").removeprefix(PREFIX)
    if name == "net_price":
        return _price(each, configuration)
    model = pack.models.get(configuration.product)
    if model is None:
        return None
    for number in model.numbers:
        if number.id == name and name in configuration.choices:
            monthly = number.unit.en.endswith("/month") and each.unit.endswith("/year")
            return Decimal(str(configuration.choices[name])) * (MONTHS if monthly else 1)
    chosen = {*configuration.choices.values()} | {
        code for code, ticked in configuration.choices.items() if ticked in (True, "true")
    }
    for group in model.groups:
        for option in group.options:
            if option.code in chosen and name in option.attributes:
                return option.attributes[name]
    return None


def _price(each: Assumption, configuration: Configuration) -> Decimal | None:
    """The net price in the assumption's step of money; None in another currency."""
    step, _space, currency = each.unit.rpartition(" ")
    if configuration.net_minor is None or currency != configuration.currency:
        return None
    amount = Decimal(configuration.net_minor).scaleb(-minor_places(currency))
    return amount / STEPS.get(step, 1)
