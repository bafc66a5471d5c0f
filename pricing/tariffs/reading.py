"""Tariffs out of plain data: every fault of every tariff, with its place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from pydantic import ValidationError

from pricing.errors import Path, PricingDataError, Problem
from pricing.loads.hours import HoursBook
from pricing.loads.month_use import ALL
from pricing.tariffs.indices import IndexBook, follow
from pricing.tariffs.tariff import REST, Tariff
from pricing.tax import Taxes

PRICED = ("energy", "fixed", "demand", "minimum_bill", "take_or_pay")
NO_INDICES = IndexBook(indices=())


def read_tariffs(
    data: Mapping[str, Any],
    hours: HoursBook | None = None,
    taxes: Taxes | None = None,
    indices: IndexBook = NO_INDICES,
) -> list[Tariff]:
    """The tariffs of `plans.yaml` (key `plans`) or `national.yaml` (key `tariffs`).

    Args:
        data: the document as plain data.
        hours, taxes: where they are given, the ids and periods that tariffs name are looked up.
        indices: what prices with an `index` follow.

    Raises:
        PricingDataError: every fault of every tariff, ids used twice, and names nobody defines.
    """
    problems: list[Problem] = []
    found: list[tuple[Path, Tariff]] = []
    for path, record in _records(data, problems):
        try:
            found.append((path, _tariff(record, path, indices)))
        except PricingDataError as error:
            problems += error.problems
    problems += _repeated(found)
    for path, tariff in found:
        problems += _unknown_names(path, tariff, hours, taxes)
    if problems:
        raise PricingDataError(problems)
    return [tariff for _, tariff in found]


def _records(data: Any, problems: list[Problem]) -> Iterator[tuple[Path, Any]]:
    if not isinstance(data, Mapping):
        problems.append(Problem((), "", "is no mapping with a list of plans or tariffs"))
        return
    for key, records in data.items():
        if key in ("plans", "tariffs") and isinstance(records, list | tuple):
            yield from (((key, place), record) for place, record in enumerate(records))
        else:
            problems.append(Problem((key,), "", "is neither a list of plans nor of tariffs"))


def _tariff(record: Any, path: Path, indices: IndexBook) -> Tariff:
    """The tariff with its indexed prices followed; faults keep their place in the document."""
    if not isinstance(record, Mapping):
        return Tariff.from_data(record, path)
    plain, places = dict(record), {}
    for key in PRICED:
        if isinstance(record.get(key), list | tuple):
            plain[key], places[key] = _followed(record, key, path, indices)
    try:
        return Tariff.from_data(plain, path)
    except PricingDataError as error:
        raise PricingDataError(
            Problem(_place(each.path, len(path), places), each.id, each.message)
            for each in error.problems
        ) from error


def _followed(
    record: Mapping[str, Any], key: str, path: Path, indices: IndexBook
) -> tuple[list[Any], list[int]]:
    """The prices of a kind without an index, and where each stood."""
    prices: list[Any] = []
    places: list[int] = []
    for place, price in enumerate(record[key]):
        try:
            found = (
                list(follow(price, indices))
                if isinstance(price, Mapping) and "index" in price
                else [price]
            )
        except ValidationError as error:
            message = str(error.errors()[0]["msg"]).removeprefix("Value error, ")
            raise PricingDataError([_fault(record, (*path, key, place), message)]) from error
        except ValueError as error:
            raise PricingDataError([_fault(record, (*path, key, place), str(error))]) from error
        prices += found
        places += [place] * len(found)
    return prices, places


def _fault(record: Mapping[str, Any], path: Path, message: str) -> Problem:
    return Problem(path, str(record.get("id", "")), message)


def _place(path: Path, depth: int, places: Mapping[str, list[int]]) -> Path:
    """A path into the followed prices as the path in the document."""
    if len(path) <= depth + 1 or path[depth] not in places:
        return path
    step = path[depth + 1]
    kept = places[str(path[depth])]
    return (*path[: depth + 1], kept[step] if isinstance(step, int) else step, *path[depth + 2 :])


def _unknown_names(
    path: Path, tariff: Tariff, hours: HoursBook | None, taxes: Taxes | None
) -> Iterator[Problem]:
    """Hours, periods and taxes that the tariff names and nobody defines."""
    if taxes is not None and tariff.tax and tariff.tax not in {tax.id for tax in taxes.taxes}:
        yield Problem((*path, "tax"), tariff.id, f"no tax is called {tariff.tax}")
    if hours is None or tariff.hours is None:
        return
    table = next((table for table in hours.hours if table.id == tariff.hours), None)
    if table is None:
        yield Problem((*path, "hours"), tariff.id, f"no hours are called {tariff.hours}")
        return
    known = {period for version in table.versions for period in version.periods} | {ALL, REST}
    for period in sorted(tariff.periods - known - tariff.events.keys()):
        yield Problem((*path, "hours"), tariff.id, f"hours {tariff.hours} know no period {period}")


def _repeated(found: Iterable[tuple[Path, Tariff]]) -> Iterator[Problem]:
    seen: set[str] = set()
    for path, tariff in found:
        if tariff.id in seen:
            message = f"two tariffs have the id {tariff.id}"
            yield Problem((*path, "id"), tariff.id, message)
        seen.add(tariff.id)
