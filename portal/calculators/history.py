"""Who changed which assumption, from what to what, and what of it was taken back."""

from collections.abc import Iterable, Mapping
from itertools import groupby
from typing import Any

from flask_security import current_user
from sqlalchemy import func, select

from portal import clock
from portal.db import session
from portal.ids import new_id
from portal.models import AssumptionChange, Calculation

Kept = Mapping[str, Any]


def note(calculation: Calculation, before: Kept, touched: Iterable[str]) -> list[AssumptionChange]:
    """The changes, now in the history: these assumptions became what they are; the caller commits."""
    known = current_user.is_authenticated
    noted = [
        AssumptionChange(
            id=new_id(),
            calculation_id=calculation.id,
            version=calculation.version,
            key=key,
            before=before.get(key),
            after=calculation.assumptions.get(key),
            made_by=current_user.id if known else None,
            made_at=clock.now(),
        )
        for key in touched
    ]
    session.add_all(noted)
    session.flush()
    session.expire(calculation, ["changes"])
    return noted


def last_standing(calculation: Calculation) -> list[AssumptionChange]:
    """The changes made together last that were not taken back; empty when there are none."""
    standing = (
        AssumptionChange.calculation_id == calculation.id,
        AssumptionChange.undone.is_(False),
    )
    last = select(func.max(AssumptionChange.version)).where(*standing).scalar_subquery()
    query = select(AssumptionChange).where(*standing, AssumptionChange.version == last)
    return list(session.scalars(query.order_by(AssumptionChange.key)))


def without(assumptions: Kept, taken: Iterable[AssumptionChange]) -> dict[str, Any]:
    """The assumptions as they were before these changes; what was changed since stays."""
    after = dict(assumptions)
    for each in taken:
        if after.get(each.key) != each.after:
            continue
        if each.before is None:
            after.pop(each.key, None)
        else:
            after[each.key] = each.before
    return after


def steps(calculation: Calculation) -> list[list[AssumptionChange]]:
    """Every change of the case, newest first; what was changed together stands together."""
    by_version = groupby(calculation.changes, key=lambda each: each.version)
    return [list(each) for _version, each in by_version][::-1]
