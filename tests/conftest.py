"""What every test may use."""

import pytest
from hypothesis import settings

# How long an example takes says more about the machine than about what is tested.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

pytest_plugins = ["tests.portal.postgres"]


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--every-case`: the cases that PostgreSQL is spared otherwise."""
    parser.addoption("--every-case", action="store_true", help="try every case on PostgreSQL too")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Long tests start first: nobody waits for one at the end."""
    items.sort(key=lambda item: item.get_closest_marker("long") is None)
