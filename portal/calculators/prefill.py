"""What a configuration and a load already say about the assumptions of a calculator."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import partial
from typing import Any

from portal.compare.loads import cells_of
from portal.configure.queries import ConfigurationView, configuration_view
from portal.i18n import _
from portal.meters.consumption import share_of
from portal.meters.loads import name_of
from portal.models import Configuration, MeterFile
from pricing import Calculator, quantise
from pricing.calculators.data import Assumption
from pricing.loads import LoadCells, insight

LOAD, CONFIGURATION = "load", "configuration"
STEPS = {"thousand": 10**3, "million": 10**6, "billion": 10**9}
ENERGY = {"kWh/year": 1, "MWh/year": 10**3}
MONTHS = 12

Figure = Callable[[Assumption, str], Decimal | None]
"""What something says about an assumption, under a name; None where it says nothing."""


def prefilled(
    calculator: Calculator,
    configuration: Configuration | None,
    load: MeterFile | None,
    by: dict[str, str],
) -> dict[str, Any]:
    """Kept assumptions taken from a configuration as it is priced and from a confirmed load.

    Each has as its source what it was taken from. What nobody chose in a configuration counts here
    as it counts in the price. An assumption that both say nothing about, or say something
    impossible about, keeps the author's value.
    """
    known = _known(configuration, load)
    found = {}
    for each in calculator.data.assumptions:
        for kind, _dot, name in (source.partition(".") for source in each.sources):
            if kind not in known:
                continue
            text, figure = known[kind]
            value = figure(each, name)
            if value is not None and not calculator.check({each.id: value}):
                found[each.id] = {"value": str(value), **by, "source": text}
                break
    return found


def _known(
    configuration: Configuration | None, load: MeterFile | None
) -> Mapping[str, tuple[str, Figure]]:
    """Kind of source → its name in words, and what it says."""
    known: dict[str, tuple[str, Figure]] = {}
    if configuration:
        text = _("configuration %(code)s", code=configuration.code)
        known[CONFIGURATION] = text, partial(_configured, configuration_view(configuration))
    if load:
        known[LOAD] = (
            _("readings %(load)s", load=name_of(load)),
            partial(_metered, cells_of(load.usage["cells"])),
        )
    return known


def _configured(said: ConfigurationView, each: Assumption, name: str) -> Decimal | None:
    """What the configuration says, in the assumption's unit; None in another currency."""
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


def _metered(cells: LoadCells, each: Assumption, name: str) -> Decimal | None:
    """What the load says: energy of a year in the assumption's unit, kW, or a share of periods."""
    if name == "energy" and each.unit in ENERGY:
        load = cells.monthly()
        return round(load.total * MONTHS / load.months / ENERGY[each.unit], 0)
    if name == "max_demand" and each.unit == "kW":
        return round(Decimal(str(insight(cells).peak_kw)), 1)
    kind, _space, period = name.partition("_share_")
    if kind == "energy" and each.unit == "fraction":
        return round(Decimal(str(share_of(cells, period))), 4)
    return None
