"""Models that several tests look at."""

import pytest

from configurator import Engine, ProductModel, read_model
from tests.configurator.worlds import MODELS


@pytest.fixture(scope="session")
def compressor() -> ProductModel:
    """The documented example model."""
    return read_model(MODELS / "compressor.yaml")


@pytest.fixture(scope="session")
def engine(compressor: ProductModel) -> Engine:
    return Engine.of(compressor)
