"""Human numbers: RFP-2026-00042."""

from sqlalchemy import insert, update
from sqlalchemy.exc import IntegrityError

from portal import clock
from portal.db import session
from portal.i18n import site_zone
from portal.ids import new_id
from portal.models import Counter


def next_number(prefix: str) -> str:
    """The next number of `prefix` in this year of the site, in the caller's transaction.

    Numbers given out in a transaction that is rolled back are given out again: there are no gaps.
    """
    name = f"{prefix}-{clock.today(site_zone()).year}"
    value = _raised(name)
    if value is None:
        _begin(name)
        value = _raised(name)
    return f"{name}-{value:05d}"


def _raised(name: str) -> int | None:
    raised = update(Counter).where(Counter.name == name).values(value=Counter.value + 1)
    return session.scalar(raised.returning(Counter.value))


def _begin(name: str) -> None:
    """Nothing: the counter exists, whoever made it first."""
    try:
        with session.begin_nested():
            session.execute(insert(Counter).values(id=new_id(), name=name, value=0))
    except IntegrityError:
        pass
