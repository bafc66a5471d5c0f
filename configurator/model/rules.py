"""What every product obeys: rules in formulas, and tables of what is sold together."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple

from pydantic import model_validator

from configurator.formula import And, Formula, Name, Not, Totals, implies, parse
from configurator.model.frozen import Dated, Frozen, Identifier, OneOrMore
from configurator.model.groups import Option
from configurator.text import Text, Words


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


class Table(Frozen):
    """Combinations that are sold: every product agrees with at least one row."""

    id: Identifier
    text: Text
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


def not_sold(option: Option, day: date) -> Rule:
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
