"""A product model: groups of options, numbers, rules and tables; frozen once read."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import cached_property
from typing import Annotated, Any, NamedTuple

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from configurator.errors import Problem
from configurator.formula import And, Formula, Name, Not, Or, Totals, implies, parse
from configurator.text import Text, Words

NOTHING = "-"
"""The choice "nothing from this group", for groups that need nothing."""

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


Unit = Annotated[Text, BeforeValidator(_in_both_languages)]


Figure = Annotated[Decimal, Field(max_digits=20)]


class Frozen(BaseModel):
    """Data that never changes and refuses keys it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Option(Frozen):
    """One thing a buyer can have.

    `default`: what the product comes with unless asked otherwise; `recommended`: what the
    supplier advises. `attributes`: figures by name (kW, kg …) for calculators and comparisons.
    """

    code: Identifier
    text: Text
    more: Text | None = None
    default: bool = False
    recommended: bool = False
    attributes: Mapping[str, Figure] = {}


class Group(Frozen):
    """Options of which at least `min` and at most `max` are in every product.

    `parent`: the option of another group it belongs to; the group holds only where that option
    is in the product, and without it none of its options is.
    """

    id: Identifier
    text: Text
    more: Text | None = None
    parent: Identifier | None = None
    min: Annotated[int, Field(ge=0)] = 1
    max: Annotated[int, Field(ge=1)] = 1
    options: Annotated[tuple[Option, ...], Field(min_length=1)]

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


class Number(Frozen):
    """A figure from `min` to `max` in steps; every product has exactly one value for it.

    `group`: the group it stands beside on the page. `quantity_of`: options counted by it.
    """

    id: Identifier
    text: Text
    more: Text | None = None
    unit: Unit
    min: Figure
    max: Figure
    step: Annotated[Figure, Field(gt=0)]
    default: Figure | None = None
    group: Identifier | None = None
    quantity_of: OneOrMore = ()

    @model_validator(mode="after")
    def _on_steps(self) -> "Number":
        if self.min > self.max:
            raise ValueError(f"min {self.min} is above max {self.max}")
        if (self.max - self.min) % self.step:
            raise ValueError(f"max {self.max} is not a whole number of steps above {self.min}")
        if self.default is not None and not self.allows(self.default):
            raise ValueError(f"default {self.default} is out of bounds or between two steps")
        return self

    def allows(self, value: Decimal) -> bool:
        """Whether the value lies within the bounds and on a step."""
        return self.min <= value <= self.max and (value - self.min) % self.step == 0

    def step_up(self, value: Decimal) -> Decimal:
        """The smallest value on a step that is at least `value`; may lie above `max`."""
        if value <= self.min:
            return self.min
        steps, rest = divmod(value - self.min, self.step)
        return self.min + (steps + bool(rest)) * self.step


class Rule(Frozen):
    """One sentence every product obeys: a `formula`, or `when` with `requires` or `excludes`."""

    id: Identifier
    text: Text
    formula: Words | None = None
    when: Words | None = None
    requires: OneOrMore = ()
    excludes: OneOrMore = ()

    @model_validator(mode="after")
    def _one_way_of_saying_it(self) -> "Rule":
        sugar = bool(self.requires or self.excludes)
        if bool(self.formula) == sugar or bool(self.when) != sugar:
            raise ValueError("write 'formula', or 'when' with 'requires' or 'excludes'")
        return self

    def parts(self) -> Iterator[tuple[tuple[str | int, ...], str]]:
        """Each formula written in the rule with the path where it stands."""
        for key in ("formula", "when"):
            if text := getattr(self, key):
                yield (key,), text
        for key in ("requires", "excludes"):
            for i, text in enumerate(getattr(self, key)):
                yield (key, i), text

    @cached_property
    def meaning(self) -> Formula:
        """The rule as one formula; raises FormulaError where it cannot be read."""
        return self.meaning_with({})

    def meaning_with(self, totals: Totals) -> Formula:
        """The rule as one formula, with `sum(…)` over these attributes; raises FormulaError."""
        if self.formula:
            return parse(self.formula, totals)
        consequences = [parse(each, totals) for each in self.requires]
        consequences += [Not(parse(each, totals)) for each in self.excludes]
        return implies(parse(self.when or "", totals), And(tuple(consequences)))

    def saying(self, meaning: Formula) -> "Rule":
        """The same rule with its formula worked out."""
        rule = self.model_copy()
        rule.__dict__["meaning"] = meaning
        return rule


class Cell(NamedTuple):
    """What one column of a table row accepts: any of `codes`, a stretch of numbers, yes or no.

    All of them empty: everything is accepted.
    """

    codes: tuple[str, ...] = ()
    low: Decimal | None = None
    high: Decimal | None = None
    chosen: bool | None = None


class Table(Frozen):
    """Combinations that are sold: every product agrees with at least one row."""

    id: Identifier
    text: Text
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


class ProductModel(Frozen):
    """Everything that can be configured about one product, or one family of contracts.

    `content_hash` is the same for models that mean the same, whatever their comments say.
    `places` holds (file, line) of each rule, table and group by its id. `clauses` are raw: literal
    k stands for the k-th option (from 1, in the order of `options`), -k for its absence; of each
    clause one literal at least is true. `remarks`: what a file of another tool says that a model
    cannot hold, by its place.
    """

    id: Identifier
    text: Text
    more: Text | None = None
    groups: tuple[Group, ...]
    numbers: tuple[Number, ...] = ()
    rules: tuple[Rule, ...] = ()
    tables: tuple[Table, ...] = ()
    clauses: tuple[tuple[int, ...], ...] = Field(default=(), repr=False)
    content_hash: str
    places: Mapping[str, tuple[str, int]] = Field(default={}, repr=False)
    remarks: tuple[Problem, ...] = Field(default=(), repr=False)

    def option(self, code: str) -> Option:
        """The option with this code; KeyError where there is none."""
        return self._options[code][1]

    def group_of(self, code: str) -> Group:
        """The group an option stands in; KeyError for an unknown code."""
        return self._options[code][0]

    def group(self, id: str) -> Group:
        """The group with this id; KeyError where there is none."""
        return self._groups[id]

    def number(self, id: str) -> Number:
        """The number with this id; KeyError where there is none."""
        return self._numbers[id]

    def rule(self, id: str) -> Rule | Table:
        """The rule or table with this id; KeyError where there is none."""
        return self._rules[id]

    def seat(self, key: str) -> str:
        """What a choice under `key` is about: a group of one option, an option, or a number."""
        if key in self._options and self.group_of(key).single:
            return self.group_of(key).id
        return key

    def choice(self, subject: str, value: Any) -> tuple[str, Any]:
        """A choice under the key it is kept by: `{option: True}` becomes `{group: option}`."""
        if value is True and self.seat(subject) != subject:
            return self.seat(subject), subject
        return subject, value

    @property
    def options(self) -> Iterator[Option]:
        """Every option, in the order of the groups."""
        return (option for group in self.groups for option in group.options)

    @cached_property
    def _options(self) -> dict[str, tuple[Group, Option]]:
        return {option.code: (group, option) for group in self.groups for option in group.options}

    @cached_property
    def _groups(self) -> dict[str, Group]:
        return {group.id: group for group in self.groups}

    @cached_property
    def _numbers(self) -> dict[str, Number]:
        return {number.id: number for number in self.numbers}

    @cached_property
    def _rules(self) -> dict[str, Rule | Table]:
        rules: list[Rule | Table] = [*self.rules, *self.tables]
        return {each.id: each for each in rules}


def any_of(group: Group) -> Formula:
    """The formula "something is chosen from this group"."""
    return Or(tuple(Name(option.code) for option in group.options))
