"""A watched price: told once when it changes, by whichever way it changed, until it is ended."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from portal import clock
from portal.compare.watching import tell_changes
from portal.db import session
from portal.models import Comparison, OutboxMessage, PackVersion, PriceWatch
from portal.packs.publishing import folder_of, publish, read_folder
from portal.worker import deliver
from tests.portal.compare.test_first_morning import HOLD, made, words
from tests.portal.factories import client_of

WATCH = {"watched": "quarterly_prepay", "number": "0903 118 246", "agreed": "y"}


@pytest.fixture(autouse=True)
def no_new_editions(app: Flask) -> Iterator[None]:
    """Editions outlive a test: those that a test published go again."""
    known = set(session.scalars(select(PackVersion.id)))
    yield
    session.rollback()
    session.execute(Comparison.__table__.update().values(pack_version_id=min(known)))
    for row in session.scalars(select(PackVersion).where(PackVersion.id.not_in(known))):
        session.delete(row)
    session.commit()


def dearer(change: tuple[str, str] = ("2780", "2999")) -> None:
    files = read_folder(folder_of("energy"))
    plans = files["tariffs/plans.yaml"].decode()
    assert plans.count(change[0]) == 1
    publish(files | {"tariffs/plans.yaml": plans.replace(*change).encode()})


def texts() -> list[OutboxMessage]:
    query = select(OutboxMessage).where(OutboxMessage.key.startswith("price-watch/"))
    return list(session.scalars(query))


def watched(client: FlaskClient) -> str:
    answer = client.post(f"{made(client)}/watch", data=WATCH)
    assert answer.status_code == 303, words(answer.text)[:2000]
    return answer.location


@pytest.mark.parametrize(("language", "now"), [("en", "67,0"), ("vi", "67.0")])
def test_a_new_edition_with_another_price_is_told_once(app: Flask, language: str, now: str) -> None:
    client = client_of(app, language=language)
    link = watched(client)
    assert tell_changes() == 0 and texts() == []
    dearer()
    assert tell_changes() == 1 and tell_changes() == 0
    [message] = texts()
    assert message.payload["to"] == "+84903118246"
    assert message.payload["values"]["link"].endswith(link)
    assert message.payload["values"]["now"].startswith(now)
    assert deliver().failed == 0


def test_a_price_that_changes_by_its_date_is_told_after_midnight(client: FlaskClient) -> None:
    dearer(
        (
            "price: 2780, valid_from: 2025-07-01",
            "price: 2780, valid_from: 2025-07-01, "
            "valid_to: 2027-05-31}\n      - {period: all, price: 2700, valid_from: 2027-06-01",
        )
    )
    watched(client)
    for day, told in ((31, 0), (32, 1), (33, 0)):
        at = datetime(2027, 5, 1, 12, tzinfo=UTC) + timedelta(days=day - 1)
        with time_machine.travel(at, tick=False):
            assert tell_changes() == told


def test_a_watch_that_ended_tells_nothing_and_keeps_no_number(client: FlaskClient) -> None:
    link = watched(client)
    assert "We tell you when Quarterly prepay changes" in words(client.get(link).text)
    client.post(f"{link}/end")
    assert "forgotten your number" in words(client.get(link).text)
    dearer()
    assert tell_changes() == 0
    assert session.scalars(select(PriceWatch.phone)).all() == [""]


def test_whoever_holds_a_price_is_told_once_when_todays_is_another_one(
    client: FlaskClient,
) -> None:
    link = client.post(f"{made(client)}/hold", data=HOLD).location
    assert tell_changes() == 0
    dearer()
    assert tell_changes() == 1 and tell_changes() == 0
    query = select(OutboxMessage).filter_by(kind="sms").order_by(OutboxMessage.created_at)
    message = session.scalars(query).all()[-1]
    assert message.payload["values"]["held"] == "62,230,260\u00a0₫"
    assert message.payload["values"]["link"].endswith(link)
    client.post(f"{link}/withdraw")
    assert "+84903118246" not in str([each.payload for each in session.scalars(query)])
    dearer(("2780", "2888"))
    assert tell_changes() == 0


def test_the_same_number_watches_a_price_once(client: FlaskClient) -> None:
    address = made(client)
    first, second = (client.post(f"{address}/watch", data=WATCH).location for _ in range(2))
    assert first == second


@pytest.mark.parametrize(
    "changes", [{"agreed": ""}, {"number": "12"}, {"watched": "gold"}, {"number": ""}]
)
def test_without_a_number_that_rings_and_consent_nothing_is_watched(
    client: FlaskClient, changes: dict[str, str]
) -> None:
    answer = client.post(f"{made(client)}/watch", data=WATCH | changes)
    assert answer.status_code == 422
    assert session.scalars(select(PriceWatch)).all() == []


def test_the_page_of_a_held_price_says_when_today_costs_another(client: FlaskClient) -> None:
    link = client.post(f"{made(client)}/hold", data=HOLD).location
    assert "Today this plan costs" not in words(client.get(link).text)
    dearer()
    page = words(client.get(link).text)
    assert "Today this plan costs" in page and "62,230,260 ₫" in page


def test_the_link_of_a_watch_opens_on_another_device_and_a_guess_does_not(
    app: Flask, client: FlaskClient
) -> None:
    link = watched(client)
    assert client_of(app).get(link).status_code == 200
    assert client_of(app).get("/watches/guess").status_code == 404
    assert clock.now() > session.scalars(select(PriceWatch.looked_at)).one()
