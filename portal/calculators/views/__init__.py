"""The pages of a cost case, by noun: where one starts, the case, its versions, its colleagues."""

from portal.calculators.blueprint import bp
from portal.calculators.views import (
    case,
    colleagues,
    files,
    history,
    lines,
    risk,
    scenarios,
    starting,
    suggestions,
    versions,
)

__all__ = [
    "bp",
    "case",
    "colleagues",
    "files",
    "history",
    "lines",
    "risk",
    "scenarios",
    "starting",
    "suggestions",
    "versions",
]
