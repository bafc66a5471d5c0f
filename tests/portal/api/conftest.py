"""A program of Lan's account."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from portal.api import tokens
from portal.models import Person
from tests.portal.factories import Browser

Ask = Callable[..., TestResponse]


@pytest.fixture
def secret(lan: Person) -> str:
    """A token of Lan's that may do everything."""
    return tokens.make(lan, "ERP", tokens.SCOPES)[1]


@pytest.fixture
def ask(app: Flask, secret: str) -> Ask:
    """Ask the API by Lan's token, or by `token`."""
    app.test_client_class = Browser
    client = app.test_client()

    def asked(method: str, path: str, token: str = secret, **given: Any) -> TestResponse:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        return client.open(f"/api/v1{path}", method=method, headers=headers, **given)

    return asked
