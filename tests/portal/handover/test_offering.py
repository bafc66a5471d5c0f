"""Crossing the threshold offers the prospect to exactly one rep; a name alone is refused."""

import threading
from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from portal import clock
from portal.db import session
from portal.handover.assessment import assess
from portal.handover.operations import conclude, expire_overdue, give_back
from portal.handover.queries import last_closed, open_handover, promise_for, staff, timekeeper
from portal.models import Account, Handover, OutboxMessage, Person, Touchpoint
from portal.packs import serving
from portal.touchpoints.logging import log_touch
from portal.touchpoints.operations import record
from tests.portal.factories import make_account, make_person
from tests.portal.prospects import (
    PRIVATE,
    considered,
    heat,
    make_configuration,
    make_minh,
    make_rep,
    make_rfp,
    submit,
    touch,
)


@pytest.fixture
def huong(app: Flask) -> Person:
    """Huong sells for the maker."""
    return make_rep()


@pytest.fixture
def minh(app: Flask) -> Iterator[Person]:
    """Minh buys from the maker, who is served."""
    person = make_minh()
    with serving("equipment"):
        yield person


def codes(account: Account) -> set[str]:
    """Why the account is not offered."""
    return {finding.code for finding in considered(account).findings}


def test_the_third_morning_is_offered_to_huong_with_82_points(minh: Person, huong: Person) -> None:
    handover = submit(minh)
    assert handover is not None
    assert handover.owner == huong
    assert handover.contact == minh
    assert (handover.score["engagement"], handover.score["threshold"]) == ("82", "70")
    assert handover.reason == "rfp_submitted"
    assert handover.rfp_id is not None
    minutes = 60 * 24
    promised = timekeeper().between(handover.offered_at, handover.due_at)
    assert timedelta() < promised < timedelta(minutes=minutes)


def test_no_act_has_to_remember_the_offer_the_commit_makes_it(minh: Person, huong: Person) -> None:
    heat(minh)
    session.commit()
    assert open_handover(minh.account.id) is None
    make_rfp(minh)
    record("rfp_submitted", account=minh.account, person_id=minh.id)
    session.commit()
    found = open_handover(minh.account.id)
    assert found is not None and found.owner == huong


def test_what_is_rolled_back_offers_nothing(minh: Person, huong: Person) -> None:
    heat(minh)
    make_rfp(minh)
    record("rfp_submitted", account=minh.account, person_id=minh.id)
    session.rollback()
    session.commit()
    assert session.scalar(select(func.count()).select_from(Handover)) == 0


def test_below_the_threshold_nothing_is_offered_and_the_finding_says_how_far(
    minh: Person, huong: Person
) -> None:
    heat(minh)
    make_rfp(minh)
    session.commit()
    (finding,) = considered(minh.account).findings
    assert finding.code == "handover_below_threshold"
    assert finding.params["score"] < finding.params["threshold"] == 70


def test_a_name_without_needs_is_refused(minh: Person, huong: Person) -> None:
    heat(minh)
    touch(minh.account, "rfp_submitted", person_id=minh.id)
    session.commit()
    assert codes(minh.account) == {"handover_without_needs"}


def test_a_configuration_is_need_enough(minh: Person, huong: Person) -> None:
    heat(minh)
    make_configuration(minh)
    touch(minh.account, "rfp_submitted", person_id=minh.id)
    session.commit()
    assert considered(minh.account).handover is not None


def test_an_account_without_a_segment_is_refused(huong: Person) -> None:
    account = make_account(pack="equipment", segment="")
    assert codes(account) == {"handover_without_context"}


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"consent_contact_at": None}, "handover_stopped"),
        ({"unsubscribed_at": clock.now()}, "handover_stopped"),
        ({"email": None, "phone": ""}, "handover_without_contact"),
    ],
)
def test_nobody_who_cannot_or_will_not_be_reached_is_handed_over(
    minh: Person, huong: Person, change: dict[str, object], code: str
) -> None:
    for name, value in change.items():
        setattr(minh, name, value)
    assert submit(minh) is None
    assert code in codes(minh.account)


def test_a_competitor_is_never_offered(minh: Person, huong: Person) -> None:
    minh.account.facts = {"competitor": "true"}
    assert submit(minh) is None
    assert [f.subjects[1] for f in considered(minh.account).findings] == ["competitor"]


def test_an_open_complaint_stops_the_offer_and_its_end_frees_it(
    minh: Person, huong: Person
) -> None:
    touch(minh.account, "complaint_logged", 1)
    assert submit(minh) is None
    log_touch(minh.account, huong.id, "complaint_closed")
    assert open_handover(minh.account.id) is not None


def test_what_machines_did_scores_nothing(minh: Person, huong: Person) -> None:
    for days in range(20):
        touch(minh.account, "email_sent", days, channel="email", direction="out")
        touch(minh.account, "handover_offered", days)
    session.commit()
    found = assess(minh.account).score
    assert found is not None and found.engagement == 0


def test_the_score_replays_from_the_ledger_to_the_same_number(minh: Person, huong: Person) -> None:
    submit(minh)
    now = clock.now()
    first = assess(minh.account, now).score
    session.expunge_all()
    account = session.get_one(Account, minh.account_id)
    assert assess(account, now).score == first


def test_the_rep_with_the_fewest_prospects_is_next_and_then_the_one_idle_longest(
    app: Flask, huong: Person
) -> None:
    thao = make_rep("Phạm Thảo")
    with serving("equipment"):
        owners = [submit(make_minh(f"Công ty {n}")).owner.name for n in range(4)]
    assert owners[0] != owners[1]
    assert owners[2:] == owners[:2]
    assert {p.id for p in staff("equipment", "rep")} == {huong.id, thao.id}


def test_a_rep_of_the_other_supplier_or_one_who_left_is_never_chosen(minh: Person) -> None:
    make_person("rep", pack="energy")
    make_person("rep", pack="equipment", active=False)
    assert submit(minh) is None
    assert codes(minh.account) == {"handover_without_rep"}


def test_without_reps_the_head_takes_it(minh: Person) -> None:
    thao = make_person("head", pack="equipment")
    assert submit(minh).owner == thao


def test_event_and_letter_carry_needs_context_and_history_and_nothing_private(
    app: Flask, minh: Person, huong: Person, with_webhook: None
) -> None:
    handover = submit(minh)
    event, letter = (
        session.scalars(select(OutboxMessage).filter_by(kind=kind)).one()
        for kind in ("webhook", "email")
    )
    assert event.key == f"handover/{handover.number}/offered"
    data = event.payload["data"]
    assert data["needs"][0]["shared"] == {"option": "lease", "term": "5", "sites": "4"}
    assert data["context"]["contact"]["phone"] == minh.phone
    assert len(data["history"]) > 10
    assert letter.payload["to"] == huong.email
    for message in (event, letter):
        assert not any(secret in str(message.payload) for secret in PRIVATE.values())


@pytest.fixture
def with_webhook(app: Flask) -> Iterator[None]:
    """A receiver is configured."""
    from dataclasses import replace

    before = app.extensions["settings"]
    app.extensions["settings"] = replace(before, webhook_url="http://127.0.0.1:9/hook")
    yield
    app.extensions["settings"] = before


def test_an_account_has_one_open_hand_over_however_many_acts_follow(
    minh: Person, huong: Person
) -> None:
    submit(minh)
    for _again in range(3):
        touch(minh.account, "rfp_submitted", person_id=minh.id)
        session.commit()
    assert session.scalar(select(func.count()).select_from(Handover)) == 1


def test_two_acts_that_cross_at_once_give_one_hand_over(
    app: Flask, minh: Person, huong: Person
) -> None:
    """On PostgreSQL both transactions see no hand-over before they write; the key decides."""
    heat(minh)
    make_rfp(minh)
    session.commit()
    account_id, barrier, errors = minh.account_id, threading.Barrier(2, timeout=10), []

    def act() -> None:
        with app.app_context(), serving("equipment"):
            try:
                account = session.get_one(Account, account_id)
                session.commit()
                barrier.wait()
                record("rfp_submitted", account=account)
                session.commit()
            except Exception as error:
                errors.append(error)

    threads = [threading.Thread(target=act) for _one in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    session.rollback()
    assert not errors
    assert session.scalar(select(func.count()).select_from(Handover)) == 1
    query = select(func.count()).select_from(Touchpoint)
    assert session.scalar(query.filter_by(type="rfp_submitted")) == 2
    assert session.scalar(query.filter_by(type="handover_offered")) == 1


def test_after_a_return_the_same_heat_does_not_come_back_the_next_minute(
    minh: Person, huong: Person
) -> None:
    give_back(submit(minh), huong, "not_now", "Budget in January.")
    touch(minh.account, "signed_in", person_id=minh.id)
    session.commit()
    assert open_handover(minh.account.id) is None
    assert codes(minh.account) == {"handover_too_soon"}


def test_a_new_rise_after_a_fall_is_offered_again(minh: Person, huong: Person) -> None:
    handover = submit(minh)
    give_back(handover, huong, "not_now", "Budget in January.")
    for row in session.scalars(select(Touchpoint)):
        row.occurred_at -= timedelta(days=120)
    session.refresh(handover)
    handover.closed_at -= timedelta(days=119)
    session.scalars(select(Handover)).one().offered_at -= timedelta(days=120)
    session.commit()
    heat(minh)
    touch(minh.account, "rfp_submitted", person_id=minh.id)
    session.commit()
    found = open_handover(minh.account.id)
    assert found is not None and found.id != handover.id


def test_a_new_rfp_after_a_return_is_offered_at_once(minh: Person, huong: Person) -> None:
    give_back(submit(minh), huong, "not_now", "Budget in January.")
    make_rfp(minh)
    touch(minh.account, "rfp_submitted", person_id=minh.id)
    session.commit()
    assert open_handover(minh.account.id) is not None


def test_withdrawn_consent_closes_the_open_hand_over(minh: Person, huong: Person) -> None:
    submit(minh)
    minh.unsubscribed_at, minh.consent_contact_at = clock.now(), None
    record("consent_withdrawn", account=minh.account, person_id=minh.id)
    session.commit()
    assert open_handover(minh.account.id) is None
    assert last_closed(minh.account.id).state == "recycled"


def test_the_buyer_is_promised_a_name_and_a_time_until_the_call(
    minh: Person, huong: Person
) -> None:
    handover = submit(minh)
    assert promise_for(minh.account) == ("Nguyễn Thu Hương", handover.due_at)
    log_touch(minh.account, huong.id, "call", outcome="reached")
    assert promise_for(minh.account) is None


def overdue(handover: Handover) -> None:
    """The promise of this hand-over was broken a minute ago."""
    handover.due_at = clock.now() - timedelta(minutes=1)
    session.commit()


def test_a_broken_promise_goes_to_the_next_rep_once_and_the_head_is_told(
    minh: Person, huong: Person
) -> None:
    head, other = make_person("head", pack="equipment"), make_rep("Phạm Thảo")
    first = submit(minh)
    overdue(first)
    assert [expire_overdue() for _again in range(3)] == [1, 0, 0]
    session.refresh(first)
    again = open_handover(minh.account.id)
    assert (first.state, first.open_key) == ("expired", None)
    assert again.owner_id == ({huong.id, other.id} - {first.owner_id}).pop()
    assert again.reason == "escalated"
    letters = session.scalars(select(OutboxMessage).filter_by(kind="email")).all()
    told = [m for m in letters if m.payload["template"] == "handover_escalated"]
    assert [m.payload["to"] for m in told] == [head.email]


def test_when_every_rep_let_it_slip_it_stays_with_the_head(minh: Person, huong: Person) -> None:
    head = make_person("head", pack="equipment")
    overdue(submit(minh))
    assert expire_overdue() == 1
    overdue(open_handover(minh.account.id))
    assert open_handover(minh.account.id).owner_id == head.id
    assert expire_overdue() == 0
    assert open_handover(minh.account.id).state == "offered"


def test_a_rep_who_called_in_time_keeps_the_prospect(minh: Person, huong: Person) -> None:
    make_rep("Phạm Thảo")
    handover = submit(minh)
    log_touch(minh.account, handover.owner_id, "call", outcome="no_answer")
    overdue(handover)
    assert expire_overdue() == 0


def test_an_accepted_prospect_does_not_expire(minh: Person, huong: Person) -> None:
    from portal.handover.operations import accept

    make_rep("Phạm Thảo")
    handover = submit(minh)
    accept(handover, huong, "clear_need")
    overdue(handover)
    assert expire_overdue() == 0


def test_won_leaves_the_ledger_a_purchase_and_frees_the_account(
    minh: Person, huong: Person
) -> None:
    handover = submit(minh)
    conclude(handover, "won", huong, "price", "")
    assert handover.state == "won" and handover.open_key is None
    assert minh.account.stage == "buy"
    assert [event.state for event in handover.events] == ["offered", "won"]


def test_a_visit_before_the_offer_does_not_keep_its_promise(minh: Person, huong: Person) -> None:
    submit(minh)
    yesterday = clock.now() - timedelta(days=1)
    log_touch(minh.account, huong.id, "visit", direction="in", occurred_at=yesterday)
    assert promise_for(minh.account) is not None
