"""Product models, what a buyer may still choose, and why: no web, no database.

>>> from decimal import Decimal
>>> from pathlib import Path
>>> example = Path(__file__).parents[1] / "tests/configurator/models/compressor.yaml"
>>> engine = Engine(read_model(example))
>>> choices = {"outdoor_roof": True, "size": "c37"}
>>> domains = engine.domains(choices)
>>> domains["heat_recovery"], domains.numbers["flow"].high
('blocked', Decimal('7.5'))
>>> [(finding.code, *finding.subjects) for finding in engine.why(choices, "heat_recovery")]
[('choice', 'extras', 'outdoor_roof'), ('rule', 'roof_and_water')]
>>> prices = {"heat_recovery": 1900, "water_cooling": 900, "outdoor_roof": 700}
>>> prices = {code: Decimal(price) for code, price in prices.items()}
>>> engine.repairs(choices, "heat_recovery", prices)[0].price
Decimal('2100')
>>> engine.complete(choices, prices)["cooling"]
'air_cooling'
"""

from configurator.bill_of_materials import bill_of_materials
from configurator.checking import check
from configurator.configuration import Configuration
from configurator.engine import Change, Domains, Engine, Interval, Repair
from configurator.errors import (
    ChoiceError,
    ConfiguratorError,
    Contradiction,
    ModelError,
    Problem,
    Undecided,
)
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
    "Undecided",
    "bill_of_materials",
    "check",
    "lint",
    "model_from_document",
    "read_model",
    "read_model_from",
]
