"""Product models, what a buyer may still choose, and why: no web, no database."""

from configurator.bill_of_materials import bill_of_materials
from configurator.checking import check
from configurator.configuration import Configuration
from configurator.engine import Change, Domains, Engine, Interval, Repair
from configurator.errors import ChoiceError, ConfiguratorError, Contradiction, ModelError, Problem
from configurator.findings import Finding
from configurator.lint import LintFinding, lint
from configurator.model import NOTHING, Group, Number, Option, ProductModel, Rule, Table
from configurator.reading.document import Document
from configurator.reading.model import read_model, read_model_from
from configurator.reading.yaml import model_from_document
from configurator.text import Text

__all__ = [
    "NOTHING",
    "Change",
    "ChoiceError",
    "Configuration",
    "ConfiguratorError",
    "Contradiction",
    "Document",
    "Domains",
    "Engine",
    "Finding",
    "Group",
    "Interval",
    "LintFinding",
    "ModelError",
    "Number",
    "Option",
    "Problem",
    "ProductModel",
    "Repair",
    "Rule",
    "Table",
    "Text",
    "bill_of_materials",
    "check",
    "lint",
    "model_from_document",
    "read_model",
    "read_model_from",
]
