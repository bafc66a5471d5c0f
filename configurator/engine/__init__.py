"""The engine: what a model still allows, why not, what instead, and how to finish."""

from configurator.engine.domains import (
    BLOCKED,
    CHECKING,
    CHOSEN,
    FORCED,
    OPEN,
    Alternatives,
    Domains,
    Interval,
)
from configurator.engine.engine import Completion, Engine
from configurator.engine.explanation import Reason
from configurator.engine.repair import Change, Repair, Repairs

__all__ = [
    "BLOCKED",
    "CHECKING",
    "CHOSEN",
    "FORCED",
    "OPEN",
    "Alternatives",
    "Change",
    "Completion",
    "Domains",
    "Engine",
    "Interval",
    "Reason",
    "Repair",
    "Repairs",
]
