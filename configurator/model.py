"""A product model: groups of options, numbers, rules and tables; frozen once read."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from functools import cached_property
from hashlib import sha256
from typing import Annotated, Any, Literal, NamedTuple, Self

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from configurator.errors import Problem
from configurator.formula import MOST_DIGITS, And, Formula, Name, Not, Totals, implies, parse
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


Figure = Annotated[Decimal, Field(max_digits=MOST_DIGITS)]

MOST_STEPS = 10**12
"""Steps of a number beyond which its values could not be told apart exactly."""

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


class Number(Frozen):
    """A figure from `min` to `max` in steps; every product has exactly one value for it."""

    id: Identifier
    """Its name in rules and tables; unique in the model."""
    text: Text
    """What the buyer reads."""
    more: Text | None = None
    """A sentence or two of explanation."""
    unit: Unit
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


class Rule(Dated):
    """One sentence every product obeys: a `formula`, or `when` with `requires` or `excludes`."""

    id: Identifier
    """Its name in reports; unique in the model."""
    text: Text
    """The reason a buyer reads where the rule stands in the way."""
    formula: Words | None = None
    """A formula over options, groups and numbers that holds in every product."""
    when: Words | None = None
    """Where this formula holds, all of `requires` and none of `excludes` do."""
    requires: OneOrMore = ()
    """A formula, or a list of them."""
    excludes: OneOrMore = ()
    """A formula, or a list of them."""

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


class TestConfiguration(Frozen):
    """Choices that must be sellable, or must not be, whenever the model is checked."""

    __test__ = False

    id: Identifier
    """Its name in reports; unique in the model."""
    text: Text | None = None
    """Why it matters."""
    choices: Annotated[Mapping[str, Words], Field(min_length=1)]
    """Group → option, option → yes or no, number → value."""
    sellable: bool
    """Whether a product with these choices must exist."""
    on: date | None = None
    """The day it is asked about; every day where left out."""


class Table(Frozen):
    """Combinations that are sold: every product agrees with at least one row."""

    id: Identifier
    text: Text
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


class ProductModel(Frozen):
    """Everything that can be configured about one product, or one family of contracts.

    `content_hash` is the same for models that mean the same, whatever their comments say.
    `places` holds (file, line) of everything with an id or a code. `clauses` are raw: literal
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
    tests: tuple[TestConfiguration, ...] = Field(default=(), repr=False)
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

    def subject(self, name: str) -> Group | Option | Number:
        """The group, option or number of this name; KeyError where there is none."""
        if name in self._options:
            return self.option(name)
        return self._groups[name] if name in self._groups else self._numbers[name]

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

    def on(self, day: date) -> "ProductModel":
        """The model as it holds on a day.

        Rules outside their dates are gone; an option outside its dates is ruled out by a rule
        that says so. The model itself where nothing changes; equal days give the same object.
        """
        gone = frozenset(rule.id for rule in self.rules if not rule.valid(day))
        out = frozenset(option.code for option in self.options if not option.valid(day))
        if not gone and not out:
            return self
        key = ",".join([*sorted(gone), "|", *sorted(out)])
        if key not in self._dated:
            self._dated[key] = self._without(gone, sorted(out), day, key)
        return self._dated[key]

    def _without(self, gone: frozenset[str], out: list[str], day: date, key: str) -> "ProductModel":
        kept = [rule for rule in self.rules if rule.id not in gone]
        bans = {code: _not_sold(self.option(code), day) for code in out}
        lines = {ban.id: self.places[code] for code, ban in bans.items() if code in self.places}
        changes = {
            "rules": (*kept, *bans.values()),
            "places": {**self.places, **lines},
            "content_hash": sha256(f"{self.content_hash}{key}".encode()).hexdigest(),
        }
        own = {name: getattr(self, name) for name in type(self).model_fields}
        return ProductModel.model_construct(**{**own, **changes})

    def turning_days(self) -> list[date]:
        """The days on which something of the model begins, or has ended the day before."""
        dated: list[Dated] = [*self.options, *self.rules]
        starts = {each.valid_from for each in dated if each.valid_from}
        ends = {each.valid_to for each in dated if each.valid_to} - {date.max}
        return sorted((starts - {date.min}) | {end + timedelta(days=1) for end in ends})

    @cached_property
    def _dated(self) -> dict[str, "ProductModel"]:
        return {}

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


def _not_sold(option: Option, day: date) -> Rule:
    """The rule that keeps an option out of every product on a day outside its dates."""
    early = option.valid_from is not None and day < option.valid_from
    turn = option.valid_from if early else option.valid_to
    assert turn is not None
    vi = f"{option.text.vi}: {'bán từ' if early else 'bán đến hết'} ngày {turn:%d/%m/%Y}."
    en = f"{option.text.en}: sold {'from' if early else 'until'} {turn.day} {turn:%B %Y}."
    ban = Rule.model_construct(
        id=f"{option.code}-dates", text=Text(vi=vi, en=en), formula=f"not {option.code}"
    )
    return ban.saying(Not(Name(option.code)))
