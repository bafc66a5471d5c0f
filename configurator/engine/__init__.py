"""The engine: what a model still allows, why not, what instead, and how to finish."""

from configurator.engine.domains import BLOCKED, CHECKING, CHOSEN, FORCED, OPEN, Domains, Interval
from configurator.engine.engine import Engine
from configurator.engine.repair import Change, Repair

__all__ = [
    "BLOCKED",
    "CHECKING",
    "CHOSEN",
    "FORCED",
    "OPEN",
    "Change",
    "Domains",
    "Engine",
    "Interval",
    "Repair",
]
