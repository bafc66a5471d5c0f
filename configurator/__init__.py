"""Product models, what a buyer may still choose, and why: no web, no database."""

from configurator.errors import ChoiceError, ConfiguratorError, Contradiction, ModelError, Problem
from configurator.findings import Finding
from configurator.model import NOTHING, Group, Number, Option, ProductModel, Rule, Table
from configurator.reading.document import Document
from configurator.reading.yaml import model_from_document, read_model, read_model_from
from configurator.text import Text

__all__ = [
    "NOTHING",
    "ChoiceError",
    "ConfiguratorError",
    "Contradiction",
    "Document",
    "Finding",
    "Group",
    "ModelError",
    "Number",
    "Option",
    "Problem",
    "ProductModel",
    "Rule",
    "Table",
    "Text",
    "model_from_document",
    "read_model",
    "read_model_from",
]
