"""The two calculators of the tests, read as packs are read: every scalar a string."""

import copy
from pathlib import Path

import pytest
import yaml

from pricing import Calculator

HERE = Path(__file__).parent / "calculator"


def read(name):
    return yaml.load((HERE / f"{name}.yaml").read_text("utf-8"), yaml.CBaseLoader)


FLEET, COMPRESSOR = read("fleet"), read("compressor")


@pytest.fixture(scope="session")
def fleet():
    return Calculator.from_data(FLEET)


@pytest.fixture(scope="session")
def compressor():
    return Calculator.from_data(COMPRESSOR)


@pytest.fixture
def fleet_data():
    """A copy that a test may change."""
    return copy.deepcopy(FLEET)
