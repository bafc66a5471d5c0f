"""The help page of calculators names every key, its example runs, and its schema fits files."""

from pathlib import Path

import pytest
import yaml
from flask import Flask
from flask.testing import FlaskClient

from configurator.reading.document import Document
from portal.help import calculators
from pricing import Calculator
from pricing.calculators.data import CalculatorData
from pricing.calculators.lines import Line
from pricing.calculators.schema import json_schema
from tests.configurator.test_schema import EditorLoader, faults
from tests.portal.conftest import ONE_DATABASE
from tests.portal.factories import client_of

SHIPPED = sorted(Path("portal/packs").glob("*/calculators/*.yaml"))


def test_the_example_is_read_and_says_whether_to_buy() -> None:
    pump = Calculator.from_data(Document(calculators.EXAMPLE, "pump.yaml").data).run()
    assert pump.best.id == "buy"
    overhaul = pump.alternative("buy").line("overhaul").flows
    assert [year for year, flow in enumerate(overhaul) if flow] == [3, 6]


@ONE_DATABASE
def test_every_key_has_its_meaning(app: Flask) -> None:
    with app.test_request_context():
        keys = (*calculators.calculator_keys(), *calculators.line_keys())
        ways = {key.name for key in calculators.ways_to_pay()}
    named = {name for key in keys for name in key.name.split(", ")}
    keys_of_files = {*CalculatorData.model_fields, *Line.model_fields}
    assert keys_of_files - named == {"id", "text", "about", "groups"}
    kinds = json_schema()["$defs"]["Alternative"]["properties"]["financing"]
    assert ways == set(kinds["anyOf"][0]["discriminator"]["mapping"])


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_every_calculator_that_ships_fits_the_schema_of_editors(path: Path) -> None:
    schema = json_schema()
    found = yaml.load(path.read_text("utf-8"), EditorLoader)
    assert not faults(found, schema, schema)
    found["alternatives"][0]["lines"][0]["grows"] = "0.1"
    assert any("grows is unknown" in each for each in faults(found, schema, schema))


@ONE_DATABASE
def test_page_and_schema_have_their_addresses(app: Flask, client: FlaskClient) -> None:
    assert client.get("/schemas/calculator.json").get_json() == json_schema()
    for lang, words in (("en", "How figures are counted"), ("vi", "Cách tính các con số")):
        assert words in client_of(app, language=lang).get("/help/calculators").text
