"""Working minutes: in the site's zone, over lunch, nights, weekends and Tết."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.handover.working_time import (
    NoWorkingTime,
    WorkingTime,
    public_holidays,
    working_time,
)
from portal.packs.publishing import FOLDER
from tests.portal.handover.times import HOURS, there


def test_a_promise_made_in_the_morning_is_due_the_same_morning() -> None:
    assert HOURS.after(there("2026-11-23 08:00"), 47) == there("2026-11-23 08:47")


def test_lunch_does_not_count() -> None:
    assert HOURS.after(there("2026-11-23 11:30"), 60) == there("2026-11-23 13:30")


def test_what_is_asked_at_night_is_promised_from_the_morning_on() -> None:
    assert HOURS.after(there("2026-11-22 21:14"), 47) == there("2026-11-23 08:47")


def test_friday_evening_runs_on_to_monday() -> None:
    assert HOURS.after(there("2026-11-27 17:20"), 60) == there("2026-11-30 08:50")


def test_tet_does_not_count() -> None:
    # Tết 2026: 16 to 20 February are public holidays, the weekend follows.
    assert HOURS.after(there("2026-02-13 17:00"), 60) == there("2026-02-23 08:30")


def test_a_holiday_of_another_country_is_a_working_day_here() -> None:
    assert HOURS.after(there("2026-12-25 08:00"), 30) == there("2026-12-25 08:30")


def test_a_country_that_is_not_known_has_no_holidays() -> None:
    assert there("2026-01-01 08:00").date() not in public_holidays("XX")


def test_time_left_is_negative_once_the_promise_is_broken() -> None:
    due, now = there("2026-11-23 08:00"), there("2026-11-23 08:25")
    assert HOURS.between(now, due) == -timedelta(minutes=25)


def test_a_night_and_a_lunch_between_two_moments_are_left_out() -> None:
    start, end = there("2026-11-25 11:00"), there("2026-11-26 09:00")
    assert HOURS.between(start, end) == timedelta(hours=1 + 4.5 + 1)


def test_nobody_working_is_an_error_and_no_endless_search() -> None:
    with pytest.raises(NoWorkingTime):
        WorkingTime(((),) * 7, HOURS.zone).after(there("2026-11-23 08:00"), 1)


def test_people_work_in_the_morning_and_not_at_lunch() -> None:
    assert HOURS.is_open(there("2026-11-23 08:00"))
    assert not HOURS.is_open(there("2026-11-23 12:30"))
    assert not HOURS.is_open(there("2026-11-22 10:00"))


moments = st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31)).map(  # noqa: DTZ001
    lambda at: at.replace(tzinfo=UTC)
)


@given(moments, st.integers(1, 3000))
def test_counting_back_what_was_counted_forward_gives_the_same_minutes(
    start: datetime, minutes: int
) -> None:
    assert HOURS.between(start, HOURS.after(start, minutes)) == timedelta(minutes=minutes)


@given(moments, st.integers(1, 2000), st.integers(0, 500))
def test_a_longer_promise_is_never_due_earlier(start: datetime, minutes: int, more: int) -> None:
    assert HOURS.after(start, minutes) <= HOURS.after(start, minutes + more)


@pytest.mark.parametrize("pack", ["energy", "equipment"])
def test_each_pack_says_when_its_people_work(pack: str) -> None:
    from configurator.reading.document import Document
    from portal.packs.formats import Profile

    text = (FOLDER / pack / "pack.yaml").read_text()
    hours = working_time(Profile.model_validate(Document(text, "pack.yaml").data))
    assert hours.after(there("2026-11-23 08:00"), 60) == there("2026-11-23 09:00")
