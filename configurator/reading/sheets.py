"""Model files as they are written, before anything in them is looked up."""

from typing import Annotated

from pydantic import Field

from configurator.model import (
    Frozen,
    Group,
    Identifier,
    Number,
    OneOrMore,
    Rule,
    TestConfiguration,
)
from configurator.text import Text, Words


class TableSheet(Frozen):
    """A table as the model file names it; its rows stand in a CSV file of their own.

    The first row names groups, options and numbers; every product agrees with at least one of
    the others. A cell holds an option or several (`c22|c37`), yes or no, a figure, a stretch of
    figures (`7..14`), `-` for nothing, or `*` for anything.
    """

    id: Identifier
    """Its name in reports; unique in the model."""
    text: Text
    """The reason a buyer reads where the table stands in the way."""
    file: Words
    """The CSV file, relative to this one."""


class SharedSheet(Frozen):
    """A file of rules and tables that several models include."""

    include: OneOrMore = ()
    """Further files of rules and tables, relative to this one."""
    rules: tuple[Rule, ...] = ()
    """Sentences every product obeys."""
    tables: tuple[TableSheet, ...] = ()
    """Combinations that are sold."""


class ModelSheet(SharedSheet):
    """A product model: everything that can be configured about one product."""

    id: Identifier
    """The product's name in a pack."""
    text: Text
    """What the buyer reads."""
    more: Text | None = None
    """A sentence or two of explanation."""
    groups: Annotated[tuple[Group, ...], Field(min_length=1)]
    """The steps of the configuration, in the order buyers see them."""
    numbers: tuple[Number, ...] = ()
    """Figures the buyer enters."""
    tests: tuple[TestConfiguration, ...] = ()
    """Configurations that must be sellable, or must not be, whenever the model is checked."""
