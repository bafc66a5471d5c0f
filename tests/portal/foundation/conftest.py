"""An app as buyers meet it: forms guarded, errors shown as pages and not raised."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal import create_app
from portal.access import access
from portal.config import Settings
from portal.db import engine, session
from portal.packs.publishing import folder_of, publish, read_folder
from portal.security import limiter
from tests.portal.factories import client_of


@pytest.fixture(scope="session")
def guarded_app(tmp_path_factory: Any) -> Iterator[Flask]:
    """One app with its guards up and three planted routes, on a database of its own."""
    folder: Path = tmp_path_factory.mktemp("guarded")
    settings = Settings.from_environment({"BIDWRIGHT_INSTANCE": str(folder)})
    limiter.enabled = True
    app = create_app(settings)
    # Limits are one object for all apps of a process: the tests of limits switch them on.
    limiter.enabled = False

    @app.get("/planted/broken")
    @access("public", no_touchpoint="planted")
    def broken() -> str:
        raise RuntimeError("the secret is swordfish")

    @app.post("/planted/post")
    @access("public", no_touchpoint="planted")
    def post() -> str:
        return "taken"

    with app.app_context():
        app.test_cli_runner().invoke(args=["migrate"], catch_exceptions=False)
        publish(read_folder(folder_of("energy")))
    yield app
    with app.app_context():
        engine().dispose()


@pytest.fixture
def guarded(guarded_app: Flask) -> Iterator[FlaskClient]:
    """A stranger's browser at the guarded app, reading English."""
    with guarded_app.app_context():
        yield client_of(guarded_app)
        session.remove()
