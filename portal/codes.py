"""What a buyer saved, found by its six-character code."""

from typing import Any

from sqlalchemy import select

from portal.db import session
from portal.models import Calculation, Comparison, Configuration
from portal.packs import served_pack_id

PLACES: tuple[tuple[Any, str], ...] = (
    (Configuration, "configure.show"),
    (Calculation, "calculators.show"),
    (Comparison, "compare.show"),
)


def found_by_code(code: str) -> tuple[Any, str] | None:
    """The row with this code at the supplier served and the page that shows it, or None."""
    for model, endpoint in PLACES:
        row = session.scalars(
            select(model).filter_by(code=code, pack=served_pack_id())
        ).one_or_none()
        if row is not None:
            return row, endpoint
    return None
