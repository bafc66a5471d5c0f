"""Product models, what a buyer may still choose, and why: no web, no database."""

from configurator.errors import ChoiceError, ConfiguratorError, Contradiction, ModelError, Problem
from configurator.findings import Finding
from configurator.reading.document import Document
from configurator.text import Text

__all__ = [
    "ChoiceError",
    "ConfiguratorError",
    "Contradiction",
    "Document",
    "Finding",
    "ModelError",
    "Problem",
    "Text",
]
