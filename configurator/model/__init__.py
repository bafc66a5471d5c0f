"""A product model: groups of options, numbers, rules and tables; frozen once read."""

from configurator.model.frozen import (
    RESERVED,
    Figure,
    Frozen,
    Identifier,
    OneOrMore,
    Unit,
    UnitOrWord,
)
from configurator.model.groups import NOTHING, Group, Option
from configurator.model.numbers import Number
from configurator.model.product import ProductModel, TestConfiguration
from configurator.model.rules import Cell, Rule, Table

__all__ = [
    "NOTHING",
    "RESERVED",
    "Cell",
    "Figure",
    "Frozen",
    "Group",
    "Identifier",
    "Number",
    "OneOrMore",
    "Option",
    "ProductModel",
    "Rule",
    "Table",
    "TestConfiguration",
    "Unit",
    "UnitOrWord",
]
