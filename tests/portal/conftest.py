"""The portal on SQLite and on PostgreSQL, a clean database for each test, and the cast."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from jinja2 import FileSystemBytecodeCache
from sqlalchemy import Engine, event

from portal import create_app
from portal.config import Settings
from portal.db import Base, engine, session
from portal.models import Person
from portal.packs.publishing import folder_of, publish, read_folder
from portal.security import limiter
from tests.portal.factories import client_of, make_account, make_person

# Editions of packs never change; publishing them anew for each test would cost minutes.
KEPT_TABLES = {"pack_version", "role"}
HTMX = {"HX-Request": "true"}
INTO = re.compile(r'INSERT INTO "?(\w+)')
WRITTEN = "tests.written"
"""Emptying all tables after each test would take a tenth of the time."""

ONE_DATABASE = pytest.mark.parametrize("served_app", ["sqlite"], indirect=True)
"""For tests whose outcome no database can change."""
STRICT_DATABASE = pytest.mark.parametrize("served_app", ["postgresql"], indirect=True)
"""For tests of what gets in: PostgreSQL refuses more than SQLite does."""


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Of a test with many cases PostgreSQL gets the first: the others ask it nothing new."""
    if config.getoption("--every-case"):
        return
    on_sqlite = {_test(item) for item in items if _database(item) == "sqlite"}
    tried: set[str] = set()
    spared: list[pytest.Item] = []
    for item in items:
        if _database(item) == "postgresql" and _test(item) in on_sqlite:
            if _test(item) in tried:
                spared.append(item)
            tried.add(_test(item))
    config.hook.pytest_deselected(items=spared)
    gone = set(spared)
    items[:] = [item for item in items if item not in gone]


def _test(item: pytest.Item) -> str:
    return item.nodeid.partition("[")[0]


def _database(item: pytest.Item) -> str | None:
    case = getattr(item, "callspec", None)
    return case.params.get("served_app") if case else None


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def served_app(request: pytest.FixtureRequest, tmp_path_factory: Any) -> Iterator[Flask]:
    """One app per database, migrated, with both packs published."""
    folder: Path = tmp_path_factory.mktemp(request.param)
    if request.param == "sqlite":
        url = f"sqlite:///{folder / 'test.db'}"
    else:
        server = request.getfixturevalue("postgresql")
        url = server.url(server.new_database())
    settings = Settings.from_environment(
        {"BIDWRIGHT_INSTANCE": str(folder), "BIDWRIGHT_DATABASE_URL": url}
    )
    # Started with limits, so that it has a storage for the tests that ask for them; then without.
    limiter.enabled = True
    app = create_app(settings, TESTING=True, WTF_CSRF_ENABLED=False)
    limiter.enabled = False
    compiled = tmp_path_factory.getbasetemp().parent / "templates"
    compiled.mkdir(exist_ok=True)
    app.jinja_env.bytecode_cache = FileSystemBytecodeCache(str(compiled))
    with app.app_context():
        app.test_cli_runner().invoke(args=["migrate"], catch_exceptions=False)
        for pack in ("energy", "equipment"):
            publish(read_folder(folder_of(pack)))
        app.extensions[WRITTEN] = _tables_written_to(engine())
    yield app
    with app.app_context():
        engine().dispose()


@pytest.fixture
def app(served_app: Flask) -> Iterator[Flask]:
    """The app with an empty database (packs and roles stay), inside its context."""
    with served_app.app_context():
        yield served_app
        session.rollback()
        written: set[str] = served_app.extensions[WRITTEN]
        with engine().begin() as connection:
            for table in reversed(Base.metadata.sorted_tables):
                if table.name in written - KEPT_TABLES:
                    connection.execute(table.delete())
        written.clear()
        session.remove()


def _tables_written_to(database: Engine) -> set[str]:
    """Names of the tables that get rows from now on; the set grows."""
    written: set[str] = set()

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if found := INTO.match(statement):
            written.add(found[1])

    event.listen(database, "before_cursor_execute", note)
    return written


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A stranger's browser, reading English, at the energy supplier."""
    return client_of(app)


@pytest.fixture
def lan(app: Flask) -> Person:
    """Lan buys: a buyer of an industrial account at the energy supplier."""
    return make_person(name="Nguyễn Thị Lan", account_id=make_account().id)


@pytest.fixture
def minh(app: Flask) -> Person:
    """Minh watches the money: finance manager of an enterprise account at the maker."""
    account = make_account(name="Tập đoàn Minh Phát", pack="equipment", segment="enterprise")
    return make_person(name="Lê Minh", job="Finance manager", account_id=account.id)


@pytest.fixture
def huong(app: Flask) -> Person:
    """Huong sells for the energy supplier."""
    return make_person("rep", name="Nguyễn Thu Hương", pack="energy")
