"""What everything in a product model is made from: names, words, figures, dates."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from configurator.formula import MOST_DIGITS
from configurator.text import Text, Words

RESERVED = ("and", "or", "not")


def _not_reserved(word: str) -> str:
    if word in RESERVED:
        raise ValueError(f"'{word}' is a word of the formula language")
    return word


Identifier = Annotated[
    str, Field(pattern=r"^[A-Za-z][A-Za-z0-9_]*$", max_length=64), AfterValidator(_not_reserved)
]


def _one_or_more(value: Any) -> Any:
    return (value,) if isinstance(value, str) else value


OneOrMore = Annotated[tuple[Words, ...], BeforeValidator(_one_or_more)]


def _in_both_languages(value: Any) -> Any:
    return {"vi": value, "en": value} if isinstance(value, str) else value


class Unit(Text):
    """What a figure counts; a sign such as kW is written once, without keys.

    >>> Unit(vi="máy", en="machines", one="machine").of(Decimal(1), "en")
    'machine'
    """

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)

    vi: Words
    """The unit in Vietnamese."""
    en: Words
    """The unit in English."""
    one: Words | None = None
    """A single one in English, where it is called otherwise: machine of machines."""

    def of(self, value: Decimal, language: str) -> str:
        """The unit as it stands beside `value`."""
        unit = self.in_(language)
        return self.one if self.one and value == 1 and unit == self.en else unit


UnitOrWord = Annotated[Unit, BeforeValidator(_in_both_languages)]
"""A unit; one word for both languages where it is a sign such as kW."""


Figure = Annotated[Decimal, Field(max_digits=MOST_DIGITS)]

Show = Literal["always", "when_possible"]
"""Whether a page shows what cannot be had with the choices made, or leaves it out meanwhile."""


class Frozen(BaseModel):
    """Data that never changes and refuses keys it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)


class Dated(Frozen):
    """Something that holds from one day to another, both included; without them, always."""

    valid_from: date | None = None
    """The first day it holds."""
    valid_to: date | None = None
    """The last day it holds."""

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.valid_from and self.valid_to and self.valid_from > self.valid_to:
            raise ValueError(f"valid_to {self.valid_to} lies before valid_from {self.valid_from}")
        return self

    def valid(self, day: date) -> bool:
        """Whether it holds on a day."""
        started = self.valid_from is None or self.valid_from <= day
        return started and (self.valid_to is None or day <= self.valid_to)
