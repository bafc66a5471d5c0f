"""One cost of one alternative as an author writes it, and the formula that all of it comes to."""

from __future__ import annotations

from pydantic import Field, model_validator

from pricing.calculators.fields import Category, Formula, Id, When
from pricing.records import Record
from pricing.text import Text


class Line(Record):
    """One cost of one alternative; the amount is positive, the category gives the sign.

    `when`: `yearly` in every period of years 1 to n, when in it the conventions say; `arrears` at
    the end and `advance` at the start of each of these periods whatever they say; `start` once in
    year 0, `end` once in the last year. An amount per year is divided among the periods of a year;
    a plain amount is what is paid in a period.

    What recurs may begin and end with a year, both included, grow by a rate a year from the first
    of them, or fall due only every so many years from it, then in that year's last period.
    """

    id: Id
    text: Text
    category: Category
    formula: Formula = Field(description="The amount, positive; in its first year where it grows.")
    when: When = Field(default="yearly", description="When it is paid.")
    growth: Formula | None = Field(default=None, description="Yearly growth, a fraction.")
    start: Formula | None = Field(default=None, description="First year; 1 where left out.")
    end: Formula | None = Field(default=None, description="Last year; that of the comparison.")
    every: Formula | None = Field(default=None, description="Years from one payment to the next.")
    deductible: bool = Field(
        default=True,
        description="False for what lowers no taxable profit, such as an internal carbon price.",
    )

    @property
    def sign(self) -> int:
        """−1 for money that leaves, +1 for a residual value that comes back."""
        return 1 if self.category == "residual" else -1

    def written(self, a_year: int) -> str:
        """The amount of a period as one formula, in a calculator of so many periods a year.

        >>> fee = Line(id="fee", text=Text("Phí", "Fee"), category="energy", formula="price",
        ...            growth="rise", start="3")
        >>> fee.written(1)
        'if(year >= (3), (price) * (1 + (rise))^(year - (3)), 0)'
        """
        amount, first = self.formula, self.start or "1"
        if self.growth is not None and self.start is None:
            amount = f"grow({amount}, {self.growth})"
        elif self.growth is not None:
            amount = f"({amount}) * (1 + ({self.growth}))^(year - ({first}))"
        limits = [f"year >= ({self.start})"] if self.start is not None else []
        if self.end is not None:
            limits.append(f"year <= ({self.end})")
        if self.every is not None:
            steps = f"(year - ({first})) / ({self.every})"
            limits += [f"year >= ({first})"] if self.start is None else []
            limits.append(f"{steps} = int({steps})")
            limits += [f"period = year * {a_year}"] if a_year > 1 else []
        if not limits:
            return amount
        limit = limits[0] if len(limits) == 1 else f"and({', '.join(limits)})"
        return f"if({limit}, {amount}, 0)"

    @model_validator(mode="after")
    def _recurs(self) -> Line:
        if self.when in ("start", "end"):
            for name in ("growth", "start", "end", "every"):
                if getattr(self, name) is not None:
                    raise ValueError(f"`{name}` is for what recurs, not for `when: {self.when}`")
        return self
