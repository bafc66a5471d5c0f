"""What an opened figure is made of."""

from dataclasses import dataclass
from decimal import Decimal

from portal.calculators import units
from portal.calculators.case_view import CaseView, Figure
from portal.i18n import _, words
from pricing.calculators.alternatives import AlternativeResult

RATE, HORIZON = "discount_rate", "horizon_years"


@dataclass(frozen=True)
class Part:
    """One input of a formula: its name, its value, what it opens to, and where it comes from."""

    text: str
    code: str
    value: str
    opens: Figure | None = None
    origin: str = ""
    to_confirm: bool = False
    yours: bool = False


@dataclass(frozen=True)
class Opened:
    """A figure with the way it was reached."""

    text: str
    year: int | None
    value: str
    formula: str
    substituted: str
    parts: tuple[Part, ...]
    users: tuple[tuple[str, Figure], ...] = ()
    note: str = ""
    period: int | None = None


def named(case: CaseView, what: str, each: AlternativeResult) -> str:
    """What is told, and of which alternative."""
    return f"{what} ({case.label(each.id)})"


def present_cost(case: CaseView, each: AlternativeResult) -> Part:
    """The present cost of an alternative."""
    return Part(named(case, _("Present cost"), each), f"present_cost({each.id})",
                case.money(each.present_cost), Figure("", each.id))  # fmt: skip


def assumed(case: CaseView, id: str) -> Part:
    """An assumption, with where it comes from."""
    each = case.results.assumption(id)
    return Part(words(each.text), id, units.told(each, each.value),
                origin=case.provenance(each), to_confirm=each.to_confirm,
                yours=each.set_by != "author")  # fmt: skip


def compared_with(case: CaseView) -> AlternativeResult:
    """What every alternative is compared with."""
    return case.results.alternative(case.results.reference)


def plain(amount: Decimal) -> str:
    """The digits of an amount; below zero in brackets."""
    return f"({amount:f})" if amount < 0 else f"{amount:f}"
