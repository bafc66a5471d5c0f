"""Three questions, a segment with its reason, and a way to disagree."""

from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from portal.db import session
from portal.models import Person, SegmentAssignment, Touchpoint, Visitor
from portal.packs import PACKS, current_pack, serving
from portal.touchpoints.registry import TYPES
from tests.portal.factories import client_of

SHOP = {"business": "service", "usage": "small", "target": "no_target"}
PLANT = {"business": "heavy_industry", "usage": "large", "target": "no_target"}
SEGMENTS = [
    ("energy", "industrial"), ("energy", "emissions"), ("energy", "shop"),
    ("equipment", "enterprise"), ("equipment", "workshop"), ("equipment", "public"),
]  # fmt: skip


def history() -> list[tuple[str, str]]:
    rows = select(SegmentAssignment).order_by(SegmentAssignment.assigned_at)
    return [(row.segment, row.rule) for row in session.scalars(rows)]


def touches(*kinds: str) -> list[str]:
    rows = select(Touchpoint.type).order_by(Touchpoint.occurred_at)
    return [kind for kind in session.scalars(rows) if kind in kinds]


@pytest.mark.parametrize(
    ("answers", "segment", "rule"), [(SHOP, "shop", "price_first"), (PLANT, "industrial", "plant_first")]
)  # fmt: skip
@pytest.mark.parametrize("language", ["vi", "en"])
def test_answers_lead_to_a_segment_that_says_why(
    app: Flask, language: str, answers: dict[str, str], segment: str, rule: str
) -> None:
    client = client_of(app, language=language)
    answer = client.post("/segment", data=answers)
    assert (answer.status_code, answer.location) == (303, f"/segments/{segment}")
    rules = {r.id: r for r in current_pack().segmentation.rules}
    assert rules[rule].reason.in_(language) in unescape(client.get(answer.location).text)
    visitor = session.scalar(select(Visitor))
    assert (visitor.segment, visitor.segment_rule, visitor.answers) == (segment, rule, answers)
    assert history() == [(segment, rule)]


def test_who_disagrees_is_believed_and_both_are_kept(client: FlaskClient) -> None:
    client.post("/segment", data=SHOP)
    answer = client.post("/segments/emissions")
    assert answer.location == "/segments/emissions"
    page = client.get(answer.location).text
    assert "You chose this page yourself." in page
    assert history() == [("shop", "price_first"), ("emissions", "")]
    assert touches("segment_chosen", "segment_disputed") == ["segment_chosen", "segment_disputed"]
    (disputed,) = session.scalars(select(Touchpoint).filter_by(type="segment_disputed"))
    assert (disputed.data, disputed.subject) == ({"before": "shop"}, "segment/emissions")


def test_a_first_choice_disputes_nothing(client: FlaskClient) -> None:
    client.post("/segments/shop")
    client.post("/segments/shop")
    assert touches("segment_chosen", "segment_disputed") == ["segment_chosen"] * 2


def test_a_buyer_who_disagrees_moves_their_company_with_a_dated_history(
    app: Flask, lan: Person
) -> None:
    client = client_of(app, lan)
    client.post("/segments/shop")
    session.refresh(lan.account)
    assert lan.account.segment == "shop"
    assert touches("segment_disputed") == ["segment_disputed"]
    (row,) = session.scalars(select(SegmentAssignment))
    assert (row.account_id, row.assigned_by, row.segment) == (lan.account_id, lan.id, "shop")
    assert "You chose this page yourself." in client.get("/segments/shop").text


@pytest.mark.parametrize("missing", list(SHOP))
def test_a_missing_answer_is_asked_for_and_the_given_ones_stay(
    client: FlaskClient, missing: str
) -> None:
    answers = {question: code for question, code in SHOP.items() if question != missing}
    answer = client.post("/segment", data=answers)
    assert answer.status_code == 422
    assert f'id="{missing}-error"' in answer.text
    assert answer.text.count("Choose one answer.") == 1
    for question, code in answers.items():
        assert f'name="{question}" value="{code}" checked' in answer.text
    assert answer.text.count(" checked") == 2
    assert history() == [] and session.scalar(select(Visitor)) is None


@pytest.mark.parametrize("code", ["", "other", "x" * 10_000, "\0", "<b>", "1e308"])
def test_a_forged_answer_is_none(client: FlaskClient, code: str) -> None:
    answer = client.post("/segment", data=SHOP | {"usage": code})
    assert answer.status_code == 422 and 'id="usage-error"' in answer.text
    assert "<b>" not in answer.text.replace("<p><b>", "")


def test_a_question_that_may_stay_open_may_stay_open(client: FlaskClient) -> None:
    client.post("/supplier/equipment")
    assert "Skip this one if you are not sure" in client.get("/").text
    answer = client.post("/segment", data={"decides": "engineer", "organisation": "workshop"})
    assert answer.location == "/segments/workshop"
    assert client.post("/segment", data={"decides": "engineer"}).status_code == 422


@pytest.mark.parametrize(("pack", "segment"), SEGMENTS)
@pytest.mark.parametrize("language", ["vi", "en"])
def test_each_segment_has_a_home_of_its_own(
    app: Flask, pack: str, segment: str, language: str
) -> None:
    client = client_of(app, language=language)
    client.post(f"/supplier/{pack}")
    page = unescape(client.get(f"/segments/{segment}").text)
    with serving(pack):
        profile = current_pack().segments[segment]
        offers = current_pack().offers_for(segment)
    assert f'<html lang="{language}"' in page
    for words in (profile.headline, profile.lead, profile.service_promise.text):
        assert words.in_(language) in page
        assert words.vi == words.en or words.in_("vi" if language == "en" else "en") not in page
    assert len(offers) in (3, 4)
    for offer in offers:
        assert offer.name.in_(language) in page


@pytest.mark.parametrize(("pack", "segment"), SEGMENTS)
def test_the_way_on_from_a_segment_opens(app: Flask, pack: str, segment: str) -> None:
    client = client_of(app)
    client.post(f"/supplier/{pack}")
    client.post(f"/segments/{segment}")
    page = client.get(f"/segments/{segment}").text
    links = {part.split('"')[0] for part in page.split('href="')[1:]}
    for link in sorted(unescape(link) for link in links if link.startswith("/")):
        if not link.startswith("/static/"):
            assert client.get(link).status_code == 200, link


@pytest.mark.parametrize("segment", ["enterprise", "nothing", "..", "%00"])
def test_a_segment_of_another_supplier_is_not_there(client: FlaskClient, segment: str) -> None:
    assert client.get(f"/segments/{segment}").status_code in (404, 308)
    assert client.post(f"/segments/{segment}").status_code in (404, 405, 308)


def test_looking_leaves_one_touch_and_a_fragment_none(client: FlaskClient) -> None:
    client.get("/segments/shop")
    client.get("/segments/shop", headers={"HX-Request": "true"})
    client.head("/segments/shop")
    assert touches(*TYPES) == ["segment_viewed"]


def test_a_page_opens_though_its_visitor_is_gone(app: Flask) -> None:
    """A signed cookie may outlive the row it names."""
    from portal.ids import new_id

    client = client_of(app)
    with client.session_transaction() as cookie:
        cookie["visitors"] = {pack: str(new_id()) for pack in PACKS}
    assert client.get("/segments/shop").status_code == 200
    assert client.post("/segment", data=SHOP).status_code == 303
