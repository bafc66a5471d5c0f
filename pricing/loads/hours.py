"""Which half-hours of the week are peak, normal or off-peak, by date."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from functools import cached_property
from itertools import pairwise
from typing import Annotated, Any

import numpy as np
import numpy.typing as npt
from pydantic import BeforeValidator, Field, StringConstraints, field_validator, model_validator

from pricing.errors import PricingError
from pricing.records import Dated, Id, Record, check_no_overlap
from pricing.text import Text

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
HALF_HOURS = 48

PeriodName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=40)]

_TIME = re.compile(r"([01]?\d|2[0-4]):([03]0)")


def _weekdays(value: Any) -> frozenset[int]:
    """Days named as "mon-sat", "sat,sun" or a list of these; Monday is 0."""
    parts = value.split(",") if isinstance(value, str) else value
    days: set[int] = set()
    for part in parts if isinstance(parts, list | tuple | set | frozenset) else [value]:
        if isinstance(part, int) and 0 <= part < len(WEEKDAYS):
            days.add(part)
            continue
        first, _, last = str(part).strip().partition("-")
        if first not in WEEKDAYS or (last or first) not in WEEKDAYS:
            raise ValueError(f"{part!r} is no weekday or range of weekdays such as mon-sat")
        start, end = WEEKDAYS.index(first), WEEKDAYS.index(last or first)
        if end < start:
            raise ValueError(f"{part!r} runs backwards")
        days.update(range(start, end + 1))
    return frozenset(days)


def _half_hour(value: Any) -> int:
    """The half-hour of the day that starts at "HH:MM"; 24:00 is 48."""
    if isinstance(value, int) and 0 <= value <= HALF_HOURS:
        return value
    found = _TIME.fullmatch(str(value))
    place = int(found[1]) * 2 + (found[2] == "30") if found else HALF_HOURS + 1
    if place > HALF_HOURS:
        raise ValueError(f"{value!r} is no time on the hour or half-hour, such as 09:30")
    return place


Months = Annotated[frozenset[Annotated[int, Field(ge=1, le=12)]], Field(min_length=1)]
HalfHour = Annotated[int, BeforeValidator(_half_hour)]


class PeriodRule(Record):
    """A period on some weekdays between two times; past midnight it covers both ends of the day."""

    period: PeriodName
    weekdays: Annotated[frozenset[int], BeforeValidator(_weekdays)]
    from_: HalfHour = Field(alias="from")
    to: HalfHour
    months: Months | None = None

    @model_validator(mode="after")
    def _lasts(self) -> PeriodRule:
        if self.from_ == self.to:
            raise ValueError("starts and ends at the same time")
        return self

    def cells(self) -> Iterable[tuple[int, int]]:
        """(weekday, half-hour) pairs of the rule."""
        late = range(self.from_, HALF_HOURS)
        span = range(self.from_, self.to) if self.from_ < self.to else [*late, *range(self.to)]
        return ((day, half_hour) for day in self.weekdays for half_hour in span)


class HoursVersion(Dated):
    """The hours in force between two days; together the rules cover the week exactly once."""

    rules: tuple[PeriodRule, ...]
    otherwise: PeriodName | None = None
    source: Text | None = None
    to_confirm: bool = False

    @model_validator(mode="after")
    def _cover_the_week_once(self) -> HoursVersion:
        for month in range(1, 13):
            self._grid(month)
        return self

    @cached_property
    def periods(self) -> tuple[str, ...]:
        """The names of the periods, in order of first mention."""
        names = [rule.period for rule in self.rules]
        return tuple(dict.fromkeys(names + ([self.otherwise] if self.otherwise else [])))

    @cached_property
    def grids(self) -> tuple[npt.NDArray[np.intp], ...]:
        """Per month (January first) the place in `periods` of each weekday × half-hour."""
        return tuple(self._grid(month) for month in range(1, 13))

    def _grid(self, month: int) -> npt.NDArray[np.intp]:
        rest = self.periods.index(self.otherwise) if self.otherwise else -1
        grid = np.full((len(WEEKDAYS), HALF_HOURS), -1, dtype=np.intp)
        for rule in self.rules:
            if rule.months is not None and month not in rule.months:
                continue
            for cell in rule.cells():
                if grid[cell] >= 0:
                    raise ValueError(f"{_name(cell)} is named twice in month {month}")
                grid[cell] = self.periods.index(rule.period)
        if rest < 0 and (grid < 0).any():
            day, half_hour = (int(step) for step in np.argwhere(grid < 0)[0])
            raise ValueError(f"{_name((day, half_hour))} has no period in month {month}")
        grid[grid < 0] = rest
        return grid


class Hours(Record):
    """A table of hours and its versions over time."""

    id: Id
    text: Text
    versions: tuple[HoursVersion, ...] = Field(min_length=1)

    @field_validator("versions")
    @classmethod
    def _one_version_a_day(cls, found: tuple[HoursVersion, ...]) -> tuple[HoursVersion, ...]:
        check_no_overlap(found, "versions")
        return found

    def on(self, day: date) -> HoursVersion:
        """The version in force on this day.

        Raises:
            PricingError: no version is in force.
        """
        for version in self.versions:
            if version.holds(day):
                return version
        raise PricingError(f"hours {self.id} have no version on {day}")

    @property
    def changes(self) -> tuple[date, ...]:
        """The first days of all versions but the first."""
        return tuple(sorted(version.valid_from for version in self.versions)[1:])


class HoursBook(Record):
    """`tariffs/hours.yaml`: every table of hours, by id."""

    hours: tuple[Hours, ...]

    @field_validator("hours")
    @classmethod
    def _ids_are_unique(cls, hours: tuple[Hours, ...]) -> tuple[Hours, ...]:
        for earlier, later in pairwise(sorted(table.id for table in hours)):
            if earlier == later:
                raise ValueError(f"two tables of hours have the id {later}")
        return hours

    def table(self, hours_id: str) -> Hours:
        """The hours with this id.

        Raises:
            PricingError: there are none.
        """
        for table in self.hours:
            if table.id == hours_id:
                return table
        raise PricingError(f"no hours are called {hours_id}")


def _name(cell: tuple[int, int]) -> str:
    day, half_hour = cell
    return f"{WEEKDAYS[day]} {half_hour // 2:02d}:{half_hour % 2 * 30:02d}"
