"""A buyer at the maker of compressors, with the machine of the second look at the desk."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from portal.db import session
from portal.models import Configuration, Touchpoint
from tests.portal.conftest import HTMX
from tests.portal.factories import client_of

VERSION = re.compile(r'id="version" name="version" value="(\d+)"')


@dataclass
class Desk:
    """A browser in front of one configuration."""

    client: FlaskClient
    url: str

    @property
    def code(self) -> str:
        """The resume code."""
        return self.url.rsplit("/", 1)[1]

    @property
    def row(self) -> Configuration:
        """What is stored now."""
        session.expire_all()
        return session.scalars(select(Configuration).filter_by(code=self.code)).one()

    def show(self, query: str = "", *, htmx: bool = False) -> str:
        """The page, or the part htmx gets."""
        answer = self.client.get(self.url + query, headers=HTMX if htmx else {})
        assert answer.status_code == 200
        return answer.get_data(as_text=True)

    def post(self, data: dict[str, Any], path: str = "", *, htmx: bool = True) -> TestResponse:
        """A form sent with the version that is stored."""
        sent = {"version": self.row.version, **data}
        return self.client.post(self.url + path, data=sent, headers=HTMX if htmx else {})

    def choose(self, step: str, htmx: bool = True, **data: Any) -> TestResponse:
        """One step sent."""
        return self.post({"step": step, **data}, htmx=htmx)

    def touches(self, kind: str) -> int:
        """How many touchpoints of a type this configuration left."""
        subject = f"configuration/{self.code}"
        return len(
            list(session.scalars(select(Touchpoint.id).filter_by(type=kind, subject=subject)))
        )


Opener = Callable[..., Desk]


@pytest.fixture
def desk_of(app: Flask) -> Opener:
    """Opens a standard offer, or a product with nothing chosen, in a stranger's browser."""

    def open_desk(
        pack: str, segment: str, *, offer: str = "", product: str = "", language: str = "en"
    ) -> Desk:
        client = client_of(app, language=language)
        with client.session_transaction() as cookie:
            cookie["pack"] = pack
        client.post(f"/segments/{segment}")
        path = f"/configure/from/{offer}" if offer else "/configure"
        answer = client.post(path, data={"product": product})
        assert answer.status_code == 303
        return Desk(client, answer.location)

    return open_desk


@pytest.fixture
def machine(desk_of: Opener) -> Desk:
    """The OF 160 with heat-of-compression drying, as a workshop starts from it."""
    return desk_of("equipment", "workshop", offer="workshop_dry_hot")


@pytest.fixture
def contract(desk_of: Opener) -> Desk:
    """The indexed contract with a collar, as a heavy user starts from it."""
    return desk_of("energy", "industrial", offer="guarded_index")


def words_of(html: str) -> str:
    """What a page says, without its marks."""
    bare = re.sub(r"<svg.*?</svg>", " ", html, flags=re.S)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", bare))
