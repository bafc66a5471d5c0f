"""What the package raises: broken calls (`PricingError`) and broken data (`PricingDataError`)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pricing.findings import Finding

Path = tuple[str | int, ...]


class PricingError(Exception):
    """A call that cannot be answered: no price, mixed currencies, a date outside the tables."""


class CurrencyMismatch(PricingError):
    """Two amounts of different currencies met in one sum or comparison."""


class AssumptionError(PricingError):
    """A calculation that its inputs make impossible; `findings` names each of them."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__("; ".join(f"{each.code} {each.subjects}" for each in self.findings))


@dataclass(frozen=True)
class Problem:
    """One fault in authored data.

    `path` leads to it from the root of the document: keys and list positions, or
    `("prices.csv", row, column)` for a table, where row 1 is the header. `id` is the id or
    code of the nearest record around the fault ("" where there is none).
    """

    path: Path
    id: str
    message: str

    def __str__(self) -> str:
        place = ".".join(str(step) for step in self.path) or "document"
        name = f" ({self.id})" if self.id else ""
        return f"{place}{name}: {self.message}"


class PricingDataError(PricingError):
    """Authored data that cannot be read; `problems` lists every fault found."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = list(problems)
        super().__init__("; ".join(str(problem) for problem in self.problems))
