"""A buyer's usage as it is kept, and as tariffs are billed on it."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np

from portal.compare.forms import Usage
from portal.compare.what_if import WhatIf
from portal.packs import current_pack
from pricing.loads import LoadCells, MonthlyLoad, fold

MONTHS = 12
AS_IT_IS = WhatIf()


def kept(usage: Usage, peak: Decimal, off_peak: Decimal) -> dict[str, Any]:
    """The usage as plain data: months as decimal text, or a meter's cells."""
    base: dict[str, Any] = {"origin": usage.origin, "notes": list(usage.notes)}
    if usage.readings is not None:
        return base | {"cells": kept_cells(fold(usage.readings))}
    months = [[month.isoformat(), str(kwh)] for month, kwh in usage.bills]
    return base | {"months": months, "peak": str(peak), "off_peak": str(off_peak)}


def load_of(usage: Mapping[str, Any]) -> MonthlyLoad | LoadCells:
    """The load that kept usage describes.

    Fewer than twelve bills stand for a year at their mean: the missing months are added with it.
    """
    if "cells" in usage:
        return cells_of(usage["cells"])
    bills = [(date.fromisoformat(month), Decimal(kwh)) for month, kwh in usage["months"]]
    shares = {"peak": Decimal(usage["peak"]), "off_peak": Decimal(usage["off_peak"])}
    return MonthlyLoad.from_bills(_whole_year(bills), shares)


def asked_of(load: MonthlyLoad | LoadCells, what: WhatIf) -> MonthlyLoad | LoadCells:
    """The load as somebody asks about it: the same unless something moves."""
    if not what.moves:
        return load
    if isinstance(load, LoadCells):
        load = load.monthly(current_pack().hours.table(hours_id()))
    if what.peak is not None:
        load = load.with_share("peak", what.peak)
    return load if what.kwh is None else load.with_mean(what.kwh)


def hours_id() -> str:
    """The table of hours that the pack's tariffs count by."""
    return current_pack().hours.hours[0].id


def estimated_months(usage: Mapping[str, Any]) -> int:
    """How many months of the year no bill was given for."""
    return 0 if "cells" in usage else MONTHS - len(usage["months"])


def _whole_year(bills: list[tuple[date, Decimal]]) -> list[tuple[date, Decimal]]:
    mean = sum((kwh for _month, kwh in bills), Decimal(0)) / len(bills)
    known = {month for month, _kwh in bills}
    last = max(known)
    newest = last.year * 12 + last.month - 1
    year = [date(n // 12, n % 12 + 1, 1) for n in range(newest - MONTHS + 1, newest + 1)]
    missing = [(month, mean) for month in year if month not in known]
    return bills + missing[: MONTHS - len(bills)]


def kept_cells(cells: LoadCells) -> dict[str, Any]:
    """A meter's cells as plain data."""
    return {
        "spans": [[start.isoformat(), end.isoformat()] for start, end in cells.spans],
        "kwh": [[round(x, 6) for x in span.ravel().tolist()] for span in cells.kwh],
        "kw": [[round(x, 6) for x in span.ravel().tolist()] for span in cells.kw],
    }


def cells_of(data: Mapping[str, Any]) -> LoadCells:
    """The cells that plain data describe."""
    spans = tuple((date.fromisoformat(a), date.fromisoformat(b)) for a, b in data["spans"])
    shape = (len(spans), 7, 48)
    return LoadCells(
        spans, np.array(data["kwh"]).reshape(shape), np.array(data["kw"]).reshape(shape)
    )
