"""What the fields of a calculator may hold: ids, numbers, rates, formulas, categories."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any, Literal, get_args

from pydantic import AfterValidator, BeforeValidator, Field

from pricing.text import Text

Category = Literal[
    "acquisition",
    "installation",
    "training",
    "energy",
    "maintenance",
    "consumables",
    "downtime",
    "carbon",
    "disposal",
    "residual",
    "financing",
    "tax",
]
CATEGORIES: tuple[str, ...] = get_args(Category)
When = Literal["yearly", "arrears", "advance", "start", "end"]
Timing = Literal["year_end", "mid_year", "year_start"]
Due = Literal["arrears", "middle", "advance", "start", "end"]
"""When a payment falls due, once the convention has said when in its period what recurs does."""
RECURRING: dict[Timing, Due] = {
    "year_end": "arrears",
    "mid_year": "middle",
    "year_start": "advance",
}
Spread = Literal["pert", "triangular", "uniform", "normal"]
Period = Literal["year", "quarter", "month"]
PERIODS_A_YEAR: dict[str, int] = {"year": 1, "quarter": 4, "month": 12}

SOONER: dict[Timing, Decimal] = {
    "year_end": Decimal(0),
    "mid_year": Decimal("0.5"),
    "year_start": Decimal(1),
}
"""By how much of a period what recurs falls due before the period's end."""

LARGEST = Decimal(10) ** 15
LOWEST_RATE, HIGHEST_RATE = Decimal("-0.5"), Decimal(100)
HORIZON = "horizon_years"
DISCOUNT_RATE = "discount_rate"


def _bounded(value: Decimal) -> Decimal:
    if not value.is_finite() or abs(value) > LARGEST:
        raise ValueError(f"a finite number of at most {LARGEST:.0e} is needed")
    return value


def _both_languages(value: Any) -> Any:
    return {"vi": value, "en": value} if isinstance(value, str) else value


Id = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)]
LineId = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*$", max_length=121)]
Number = Annotated[Decimal, AfterValidator(_bounded)]
Rate = Annotated[Number, Field(ge=LOWEST_RATE, le=HIGHEST_RATE)]
Formula = Annotated[str, Field(min_length=1, max_length=1000)]
# A source is often one name or number in any language: then a plain string is enough.
Source = Annotated[Text, BeforeValidator(_both_languages)]
