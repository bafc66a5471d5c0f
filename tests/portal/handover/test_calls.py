"""A call asked for without an account reaches a rep by letter, and a withdrawal takes it back."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from portal import clock
from portal.db import session
from portal.handover.calls import ask_for_call, call_key
from portal.ids import new_code, new_id, new_token
from portal.models import Comparison, OutboxMessage, Person, PriceHold
from portal.packs import current_pack
from tests.portal.factories import make_person


@pytest.fixture
def held(app: Flask) -> PriceHold:
    """A price held by a nameless phone number at the energy supplier."""
    pack, now = current_pack(), clock.now()
    comparison = Comparison(
        id=new_id(), code=new_code(), segment="shop", usage={}, result={}, pack=pack.id,
        pack_version_id=pack.version_id, created_at=now, updated_at=now,
    )  # fmt: skip
    person = make_person(name="Năm", email=None, phone="+84903118246")
    session.add(comparison)
    session.flush()
    found = PriceHold(
        id=new_id(), token=new_token(), number="HOLD-2026-00001", comparison_id=comparison.id,
        person_id=person.id, offer=pack.segments["shop"].plans[0], yearly_minor=62_230_260,
        currency="VND", phone="+84903118246", consent_text="", consent_at=now, wants_call=True,
        held_until=now + timedelta(days=14), created_at=now,
    )  # fmt: skip
    session.add(found)
    session.flush()
    return found


@pytest.fixture(autouse=True)
def _in_a_request(app: Flask) -> Iterator[None]:
    with app.test_request_context():
        yield


def letters() -> list[OutboxMessage]:
    """What waits in the outbox."""
    return list(session.scalars(select(OutboxMessage)))


def test_the_rep_whose_turn_it_is_is_asked_to_ring(huong: Person, held: PriceHold) -> None:
    ask_for_call(held)
    (letter,) = letters()
    assert letter.key == call_key(held) and letter.payload["to"] == huong.email
    assert letter.payload["values"]["phone"] == "0903 118 246"
    assert "62,230,260" in letter.payload["values"]["amount"]


def test_somebody_with_an_account_is_handed_over_by_their_score_instead(
    huong: Person, lan: Person, held: PriceHold
) -> None:
    held.person_id = lan.id
    session.flush()
    ask_for_call(held)
    assert letters() == []


def test_giving_up_the_price_takes_the_call_back(huong: Person, held: PriceHold) -> None:
    from portal.compare.operations import withdraw

    ask_for_call(held)
    session.commit()
    withdraw(held)
    assert letters() == []
