"""The base of authored data: frozen records that refuse unknown keys and report every fault."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from itertools import pairwise
from typing import Annotated, Any, Protocol, Self, TypeVar

from pydantic import (
    BaseModel,
    ConfigDict,
    StringConstraints,
    ValidationError,
    model_validator,
)
from pydantic_core import ErrorDetails

from pricing.errors import Path, PricingDataError, PricingError, Problem

Id = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_.-]*$", max_length=80)]
CurrencyCode = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]


class Record(BaseModel):
    """A frozen piece of authored data; scalars may arrive as strings ("0.05", "2026-04-22")."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    @classmethod
    def from_data(cls, data: Mapping[str, Any], path: Path = ()) -> Self:
        """The record read from plain data.

        Args:
            data: mapping of strings, mappings and lists, as a YAML reader gives it.
            path: where `data` sits in its document; put before the path of each problem.

        Raises:
            PricingDataError: with one Problem per fault.
        """
        try:
            return cls.model_validate(data)
        except ValidationError as error:
            raise PricingDataError(problems_of(error, data, path)) from error


class Dated(Record):
    """A record that holds from its first day to its last, both included; no last day is open."""

    valid_from: date
    valid_to: date | None = None

    @model_validator(mode="after")
    def _ends_after_it_starts(self) -> Self:
        if self.valid_to is not None and self.valid_to < self.valid_from:
            raise ValueError(f"ends on {self.valid_to}, before it starts on {self.valid_from}")
        return self

    def holds(self, on: date) -> bool:
        """Whether the record is in force on this day."""
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)

    def meets(self, other: Dated) -> bool:
        """Whether both are in force on some day."""
        return self.holds(other.valid_from) or other.holds(self.valid_from)


class Named(Protocol):
    """What has an id."""

    @property
    def id(self) -> str:
        """Its id."""


_Item = TypeVar("_Item", bound=Named)


def by_id(items: Iterable[_Item], id: str) -> _Item:
    """The one of these with this id.

    Raises:
        PricingError: none has it.
    """
    for item in items:
        if item.id == id:
            return item
    raise PricingError(f"no {id!r} here")


def check_no_overlap(records: Iterable[Dated], what: str) -> None:
    """Raises ValueError when two of the records are in force on the same day."""
    ordered = sorted(records, key=lambda record: record.valid_from)
    for earlier, later in pairwise(ordered):
        if earlier.meets(later):
            raise ValueError(f"{what}: two are in force on {later.valid_from}")


def problems_of(error: ValidationError, data: Any, path: Path = ()) -> list[Problem]:
    """One Problem per fault that pydantic found in `data`."""
    found = []
    faults = error.errors(include_url=False)
    for fault in faults:
        if fault["type"] == "too_short" and _has_inner(faults, fault["loc"]):
            continue  # A list counts as short when its items are faulty: they say why.
        inner = _inside(data, fault["loc"])
        message = fault["msg"].removeprefix("Value error, ")
        if fault["type"] == "missing":
            message = f"key {inner[-1]!r} is missing"
        found.append(Problem(path + inner, nearest_id(data, inner), message))
    return found


def _has_inner(faults: Iterable[ErrorDetails], place: Path) -> bool:
    return any(
        len(fault["loc"]) > len(place) and fault["loc"][: len(place)] == place for fault in faults
    )


def _inside(data: Any, steps: Path) -> Path:
    """The steps that exist in the data; names of union branches are pydantic's own."""
    kept: list[str | int] = []
    here = data
    for position, step in enumerate(steps):
        if _holds(here, step):
            here = here[step]
        elif position < len(steps) - 1:
            continue
        kept.append(step)
    return tuple(kept)


def _holds(here: Any, step: str | int) -> bool:
    if isinstance(here, Mapping):
        return step in here
    return isinstance(here, list | tuple) and isinstance(step, int) and step < len(here)


def nearest_id(data: Any, path: Path) -> str:
    """The id or code of the innermost record on the way to `path`, or ""."""
    name = _name(data)
    here = data
    for step in path:
        try:
            here = here[step]
        except (KeyError, IndexError, TypeError):
            break
        name = _name(here) or name
    return name


def _name(value: Any) -> str:
    if not isinstance(value, Mapping):
        return ""
    return str(value.get("id") or value.get("code") or "")
