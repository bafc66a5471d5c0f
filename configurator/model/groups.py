"""Options, and the groups they are chosen from."""

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import Field, model_validator

from configurator.model.frozen import Dated, Figure, Frozen, Identifier, Show
from configurator.text import Text

NOTHING = "-"
"""The choice "nothing from this group", for groups that need nothing."""


class Option(Dated):
    """One thing a buyer can have."""

    code: Identifier
    """Its name in rules, tables and prices; unique in the model."""
    text: Text
    """What the buyer reads."""
    more: Text | None = None
    """A sentence or two of explanation."""
    default: bool = False
    """What the product comes with unless asked otherwise."""
    recommended: bool = False
    """What the supplier advises."""
    attributes: Mapping[str, Figure] = {}
    """Figures by name (power_kw, weight_kg …) for rules, calculators and comparisons."""
    order: int = 0
    """Lower stands first among its siblings; equals stay as written."""
    show: Show = "always"
    """`when_possible` leaves the option out of the page while it cannot be had."""


class Group(Frozen):
    """Options of which at least `min` and at most `max` are in every product.

    Below a `parent` that holds only where that option is in the product.
    """

    id: Identifier
    """Its name in rules and tables; unique in the model."""
    text: Text
    """The label of the step."""
    more: Text | None = None
    """A sentence or two of explanation."""
    parent: Identifier | None = None
    """The option it stands below; without that option nothing of this group is in the product."""
    min: Annotated[int, Field(ge=0)] = 1
    """How many of its options are chosen at least."""
    max: Annotated[int, Field(ge=1)] = 1
    """How many of its options are chosen at most; `all` for as many as there are."""
    order: int = 0
    """Lower stands first among the steps; equals stay as written."""
    show: Show = "always"
    """`when_possible` leaves the step out of the page while nothing of it can be had."""
    options: Annotated[tuple[Option, ...], Field(min_length=1)]
    """The options, in the order buyers see them."""

    @property
    def single(self) -> bool:
        """Whether one option at most is chosen, so that `{group: option}` is a choice."""
        return self.max == 1

    @model_validator(mode="before")
    @classmethod
    def _all_options(cls, data: Any) -> Any:
        if isinstance(data, dict) and data.get("max") == "all":
            return {**data, "max": max(1, len(data.get("options", ())))}
        return data

    @model_validator(mode="after")
    def _possible(self) -> "Group":
        if not self.min <= self.max <= len(self.options):
            raise ValueError(f"min {self.min}, max {self.max} of {len(self.options)} options")
        if sum(option.default for option in self.options) > self.max:
            raise ValueError(f"more than {self.max} options are 'default'")
        return self
