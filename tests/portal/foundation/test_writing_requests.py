"""A request that writes says so at its start, also for a reader whom the guards look up first."""

from flask import Flask
from sqlalchemy import event

from portal.db import engine
from portal.models import Person
from tests.portal.conftest import ONE_DATABASE
from tests.portal.factories import client_of


@ONE_DATABASE
def test_a_post_of_somebody_signed_in_begins_ready_to_write(app: Flask, minh: Person) -> None:
    begun: list[str] = []

    def listen(_c: object, _cursor: object, statement: str, *_more: object) -> None:
        if statement.startswith("BEGIN"):
            begun.append(statement)

    client = client_of(app, minh)
    client.get("/")
    event.listen(engine(), "before_cursor_execute", listen)
    try:
        client.post("/language/en")
    finally:
        event.remove(engine(), "before_cursor_execute", listen)
    assert begun[:1] == ["BEGIN IMMEDIATE"]
