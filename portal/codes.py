"""What a buyer saved, kept and found by its six-character code."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from portal.db import session
from portal.ids import new_code
from portal.models import Calculation, Comparison, Configuration
from portal.packs import served_pack_id

PLACES: tuple[tuple[Any, str], ...] = (
    (Configuration, "configure.show"),
    (Calculation, "calculators.show"),
    (Comparison, "compare.show"),
)

ATTEMPTS = 5


def found_by_code(code: str) -> tuple[Any, str] | None:
    """The row with this code at the supplier served and the page that shows it, or None."""
    for model, endpoint in PLACES:
        row = session.scalars(
            select(model).filter_by(code=code, pack=served_pack_id()).where(model.standing())
        ).one_or_none()
        if row is not None:
            return row, endpoint
    return None


def add_under_code(row: Any) -> None:
    """Nothing: the row is in the caller's transaction, under a code that nothing else has.

    Raises:
        IntegrityError: something else than the code is taken.
    """
    for _attempt in range(ATTEMPTS):
        row.code = new_code()
        if _taken(row.code):
            continue
        try:
            with session.begin_nested():
                session.add(row)
            return
        except IntegrityError:
            if not _taken(row.code):
                raise
    raise RuntimeError("every code tried was taken")


def _taken(code: str) -> bool:
    queries = (select(model.id).filter_by(code=code) for model, _endpoint in PLACES)
    return any(session.scalar(query) is not None for query in queries)
