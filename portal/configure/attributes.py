"""Figures of a configured product that matter to a buyer, with names and units."""

from dataclasses import dataclass
from decimal import Decimal

from portal.configure.choices import Product
from portal.i18n import lazy_gettext as _l
from portal.i18n import number, percent


@dataclass(frozen=True)
class Attribute:
    """How an attribute of options is shown."""

    label: object
    unit: object = ""
    one: object = ""
    """The unit of a single one, where it is called otherwise."""
    adds_up: bool = False
    """Whether the parts of a product are summed; otherwise the last part that has it speaks."""
    fraction: bool = False


ATTRIBUTES: dict[str, Attribute] = {
    "flow_m3min": Attribute(_l("Flow at 7.5 bar, one machine"), "m³/min"),
    "shaft_bhp": Attribute(_l("Shaft power, one machine"), "bhp"),
    "power_kw": Attribute(_l("Installed power"), "kW", adds_up=True),
    "motor_efficiency": Attribute(_l("Motor efficiency"), fraction=True),
    "dew_point": Attribute(_l("Dew point reached"), "°C"),
    "purge_share": Attribute(_l("Air the dryer uses"), fraction=True),
    "heat_kw": Attribute(_l("Heat recovered, up to"), "kW", adds_up=True),
    "volume_m3": Attribute(_l("Receiver volume"), "m³", adds_up=True),
    "weight_kg": Attribute(_l("Weight"), "kg", adds_up=True),
    "weeks": Attribute(_l("Lead time"), _l("weeks"), _l("week")),
    "months": Attribute(_l("Warranty"), _l("months"), _l("month")),
    "years": Attribute(_l("Service contract"), _l("years"), _l("year")),
    "term_months": Attribute(_l("Term"), _l("months"), _l("month")),
    "kv": Attribute(_l("Voltage"), "kV"),
    "load_factor": Attribute(_l("Load factor"), fraction=True),
    "share": Attribute(_l("Renewable share"), fraction=True),
}


def figures(product: Product) -> dict[str, Decimal]:
    """Attribute → its value in the product so far, in the order above."""
    found: dict[str, Decimal] = {}
    for code, quantity in product.bill.items():
        for name, value in product.model.option(code).attributes.items():
            if name in ATTRIBUTES:
                adds_up = ATTRIBUTES[name].adds_up
                found[name] = found.get(name, Decimal(0)) + value * quantity if adds_up else value
    return {name: found[name] for name in ATTRIBUTES if name in found}


def shown(product: Product) -> list[tuple[str, str]]:
    """(name, value) of each attribute in the reader's words and notation."""
    return [
        (str(ATTRIBUTES[name].label), _text(ATTRIBUTES[name], value))
        for name, value in figures(product).items()
    ]


def _text(attribute: Attribute, value: Decimal) -> str:
    if attribute.fraction:
        return percent(value, 1 if value * 1000 % 10 else 0)
    unit = str(attribute.one if attribute.one and value == 1 else attribute.unit)
    return f"{number(value)}\u00a0{unit}" if unit else number(value)
