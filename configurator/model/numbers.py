"""Figures a buyer chooses within bounds."""

from decimal import Decimal, InvalidOperation
from typing import Annotated

from pydantic import Field, model_validator

from configurator.model.frozen import Figure, Frozen, Identifier, OneOrMore, UnitOrWord
from configurator.text import Text

MOST_STEPS = 10**12
"""Steps of a number beyond which its values could not be told apart exactly."""


class Number(Frozen):
    """A figure from `min` to `max` in steps; every product has exactly one value for it."""

    id: Identifier
    """Its name in rules and tables; unique in the model."""
    text: Text
    """What the buyer reads."""
    more: Text | None = None
    """A sentence or two of explanation."""
    unit: UnitOrWord
    """The unit beside the figure, once or in both languages."""
    min: Figure
    """The smallest value."""
    max: Figure
    """The largest value, a whole number of steps above the smallest."""
    step: Annotated[Figure, Field(gt=0)]
    """From one value to the next."""
    default: Figure | None = None
    """What it counts as until somebody chooses; the smallest value where left out."""
    group: Identifier | None = None
    """The group it stands beside on the page."""
    quantity_of: OneOrMore = ()
    """The option, or options, that are counted by it."""
    order: int = 0
    """Lower stands first beside its group; equals stay as written."""

    @model_validator(mode="after")
    def _on_steps(self) -> "Number":
        if self.min > self.max:
            raise ValueError(f"min {self.min} is above max {self.max}")
        if (self.max - self.min) / self.step > MOST_STEPS:
            raise ValueError(f"more than {MOST_STEPS:,} steps lie between min and max")
        if (self.max - self.min) % self.step:
            raise ValueError(f"max {self.max} is not a whole number of steps above {self.min}")
        if self.default is not None and not self.allows(self.default):
            raise ValueError(f"default {self.default} is out of bounds or between two steps")
        return self

    def allows(self, value: Decimal) -> bool:
        """Whether the value lies within the bounds and on a step."""
        return self.min <= value <= self.max and (value - self.min) % self.step == 0

    def problem_with(self, text: str) -> str | None:
        """Why a text is no value of the number; None where it is one."""
        try:
            fits = self.allows(Decimal(text))
        except InvalidOperation:
            return f"'{text}' is not a number"
        return None if fits else f"'{self.id}' never is {text}"

    def step_up(self, value: Decimal) -> Decimal:
        """The smallest value on a step that is at least `value`; one step above `max` if none."""
        if value <= self.min:
            return self.min
        if value > self.max:
            return self.max + self.step
        steps, rest = divmod(value - self.min, self.step)
        return self.min + (steps + bool(rest)) * self.step
