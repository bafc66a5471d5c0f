"""A product model, whole."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from functools import cached_property
from hashlib import sha256
from typing import Annotated, Any

from pydantic import Field

from configurator.errors import Problem
from configurator.model.frozen import Dated, Frozen, Identifier
from configurator.model.groups import Group, Option
from configurator.model.numbers import Number
from configurator.model.rules import Rule, Table, not_sold
from configurator.text import Text, Words


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
        bans = {code: not_sold(self.option(code), day) for code in out}
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
