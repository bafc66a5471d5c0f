"""What many meters cost on many tariffs: the same charges as a bill, in arrays.

In double precision and not rounded, for ranking and for totals of a portfolio; what is shown as
money is billed again, meter by meter, with `bill`. The two differ by rounding alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

import numpy as np

from pricing.errors import PricingError
from pricing.loads.arithmetic import ARRAYS, Floats
from pricing.loads.cells import MeterCells, Places
from pricing.loads.hours import HoursBook
from pricing.loads.month_use import ALL, MonthUse
from pricing.tariffs.billing import priced_months
from pricing.tariffs.charges import cost_of
from pricing.tariffs.tariff import Tariff


def portfolio_costs(
    tariffs: Sequence[Tariff],
    meters: MeterCells,
    on: date | None = None,
    hours: HoursBook | None = None,
) -> Floats:
    """What each meter costs on each tariff over its whole load, without tax.

    Args:
        on, hours: as of `bill`.

    Returns:
        Shape (meters, tariffs), in the currency of the tariffs.

    Raises:
        PricingError: as `bill` does; tariffs in several currencies.
    """
    if len({tariff.currency for tariff in tariffs}) > 1:
        raise PricingError("tariffs of several currencies cannot be compared")
    loads = _divided(meters, sorted({t.hours for t in tariffs if t.hours}), on, hours)
    costs = np.empty((meters.kwh.shape[2], len(tariffs)))
    for place, tariff in enumerate(tariffs):
        if tariff.unit != "kWh":
            raise PricingError(f"{tariff.id} is priced per {tariff.unit}, the meters count kWh")
        months = list(priced_months(tariff, loads[tariff.hours or ""], on, ARRAYS))
        costs[:, place] = cost_of(tariff, months, ARRAYS)
    return costs


def _divided(
    meters: MeterCells, names: Sequence[str], on: date | None, hours: HoursBook | None
) -> dict[str, list[MonthUse[Floats]]]:
    """The load by the periods of each table of hours; under "" without any periods.

    Cells that no table tells apart are put together first, so that the many cells are read once.
    """
    if names and hours is None:
        raise PricingError(f"hours {names[0]} are not given")
    tables = [hours.table(name) for name in names] if hours else []
    loads: dict[str, list[MonthUse[Floats]]] = {name: [] for name in ("", *names)}
    for place, (start, end) in enumerate(meters.spans):
        versions = [table.on(on or start) for table in tables]
        grids = [version.grids[start.month - 1].ravel() for version in versions]
        kinds, kwh, kw = _kinds(grids, meters.kwh[place], meters.kw[place])
        whole = {ALL: kwh.sum(axis=0)}, {ALL: kw.max(axis=0)}
        loads[""].append(MonthUse(start, end, *whole))
        for name, version, kind in zip(names, versions, kinds, strict=True):
            uses = dict(_by_period(version.periods, kind, kwh, kw))
            energy = {period: use for period, (use, _power) in uses.items()}
            power = {period: top for period, (_use, top) in uses.items()}
            loads[name].append(MonthUse(start, end, energy, power))
    return loads


def _kinds(grids: Sequence[Places], kwh: Floats, kw: Floats) -> tuple[Places, Floats, Floats]:
    """Kinds of cells that every table treats alike: their periods, energy and highest power."""
    stacked = np.array(grids, dtype=np.intp).reshape(len(grids), len(kwh))
    kinds, kind = np.unique(stacked, axis=1, return_inverse=True)
    order = np.argsort(kind, kind="stable")
    first = np.searchsorted(kind[order], np.arange(kinds.shape[1]))
    rows = np.split(order, first[1:])
    sums = np.array([kwh[row].sum(axis=0) for row in rows])
    return kinds, sums, np.array([kw[row].max(axis=0) for row in rows])


def _by_period(
    periods: Sequence[str], kind: Places, kwh: Floats, kw: Floats
) -> Iterator[tuple[str, tuple[Floats, Floats]]]:
    for place, period in enumerate(periods):
        inside = kind == place
        yield period, (kwh[inside].sum(axis=0), kw[inside].max(axis=0, initial=0))
