"""A load that goes on: months of one file after those of another."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pricing.loads import LoadCells, Readings, fold

HOUR = np.timedelta64(1, "h")


def use(first: str, days: int, kwh: float = 2.0) -> LoadCells:
    """An hour's readings from a day on."""
    start = np.datetime64(first, "m") + np.arange(24 * days) * HOUR
    return fold(Readings(start, np.full(24 * days, kwh), 60))


def test_two_files_that_meet_between_months_are_as_good_as_one() -> None:
    joined = use("2026-01-01", 59).followed_by(use("2026-03-01", 61))
    whole = use("2026-01-01", 120)
    assert joined.spans == whole.spans
    assert np.array_equal(joined.kwh, whole.kwh) and np.array_equal(joined.kw, whole.kw)


def test_a_month_that_both_know_counts_by_the_file_with_more_days_of_it() -> None:
    joined = use("2026-05-01", 61, 2).followed_by(use("2026-06-25", 30, 3))
    assert joined.total == 24 * (61 * 2 + 24 * 3)
    corrected = use("2026-05-01", 61, 2).followed_by(use("2026-06-01", 30, 3))
    assert corrected.total == 24 * (31 * 2 + 30 * 3)


def test_the_last_twelve_months_are_kept() -> None:
    joined = use("2025-01-01", 365).followed_by(use("2026-01-01", 31))
    assert joined.spans[0][0] == date(2025, 2, 1) and joined.spans[-1][1] == date(2026, 1, 31)
    assert len(joined.spans) == 12


@given(
    earlier=st.tuples(st.integers(0, 90), st.integers(1, 70)),
    newer=st.tuples(st.integers(0, 90), st.integers(1, 70)),
)
def test_no_day_is_counted_twice_and_no_known_year_shrinks(
    earlier: tuple[int, int], newer: tuple[int, int]
) -> None:
    one, two = (
        use(str(np.datetime64("2026-01-01") + first), days) for first, days in (earlier, newer)
    )
    joined = one.followed_by(two)
    days = [(end - start).days + 1 for start, end in joined.spans]
    assert joined.total == pytest.approx(48 * sum(days))
    ends = [day for span in joined.spans for day in span]
    assert ends == sorted(ends)
    assert all(a[1] < b[0] for a, b in zip(joined.spans, joined.spans[1:], strict=False))
