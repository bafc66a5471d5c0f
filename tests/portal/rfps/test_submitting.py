"""Submitting: what leaves, what stays, who calls, and one version however often it is clicked."""

import io
import re
import threading
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pypdf import PdfReader
from sqlalchemy import func, select

from portal import clock
from portal.db import session
from portal.documents.operations import html_of
from portal.documents.paper import write_apart
from portal.i18n import words
from portal.models import (
    Account,
    Document,
    Handover,
    OutboxMessage,
    Person,
    RfpVersion,
    Touchpoint,
    VisitorLink,
)
from portal.packs import serving
from portal.rfps import queries
from portal.rfps.drafts import Draft
from portal.rfps.queries import shared_rfp
from portal.rfps.views.finding import last_version
from tests.portal.conftest import STRICT_DATABASE
from tests.portal.factories import client_of, make_person
from tests.portal.prospects import heat, make_rep
from tests.portal.rfps.worlds import (
    LEASE,
    SECRETS,
    calculate,
    configure,
    fill,
    found,
    issued,
    pack_of,
    save,
    start,
    submit,
)

WHO = {
    "name": "Trần Thu Hà",
    "company": "Công ty Hóa chất Sông Bé",
    "email": "ha@songbe.example",
    "phone": "0912 345 678",
    "consent": "y",
}


@pytest.fixture
def minhs(app: Flask, minh: Person) -> FlaskClient:
    """Minh's browser, English."""
    return client_of(app, minh)


@pytest.fixture
def ready(app: Flask, minh: Person, minhs: FlaskClient) -> str:
    """Minh's RFP with every required answer; option, term and sites shared."""
    calculate(minh, "fleet")
    number = start(minhs)
    fill(minhs, number)
    save(minhs, number, "finance", **LEASE, a_cost_case=found(number).answers["cost_case"])
    return number


def count(model: Any) -> int:
    session.expire_all()
    return session.scalar(select(func.count()).select_from(model)) or 0


# --- what leaves ----------------------------------------------------------------------------------


def test_internal_costs_and_rival_bids_stay_and_the_supplier_sees_the_rest(
    minhs: FlaskClient, ready: str
) -> None:
    assert submit(minhs, ready).location == f"/rfp/{ready}/what-happens-next"
    (version,) = issued(ready)
    assert {version.shared[id] for id in ("option", "term", "sites")} == {"lease", "5", "4"}
    assert not {"internal_costs", "rival_bids", "budget", "cost_case"} & set(version.shared)
    assert version.content["answers"]["rival_bids"] == "Atlas offers 598"
    for secret in SECRETS:
        assert secret not in str(version.shared)
    seen = shared_rfp(version)
    told = {row.id: row.shown.text for row in seen.given}
    assert told["option"] == "Full-service lease" and told["term"] == "5\u00a0years"
    assert next(row for row in seen.rows if row.id == "rival_bids").shown is None
    assert "budget" not in {row.id for row in seen.rows}


def test_the_suppliers_view_never_looks_at_content_or_draft(
    app: Flask, minhs: FlaskClient, ready: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same view comes of a version whose content, and whose draft, cannot be read at all."""
    submit(minhs, ready)
    (version,) = issued(ready)

    class Sealed:
        """A version as staff hold it."""

        rfp_id, pack_version_id, shared = version.rfp_id, version.pack_version_id, version.shared

        def __getattr__(self, name: str) -> Any:
            raise AssertionError(f"staff read {name}")

    with app.test_request_context():
        assert shared_rfp(Sealed()).given == shared_rfp(version).given  # type: ignore[arg-type]


def test_the_preview_shows_exactly_what_then_leaves(minhs: FlaskClient, ready: str) -> None:
    page = minhs.get(f"/rfp/{ready}/check-and-submit").text
    right = "".join(re.findall(r"<td[^>]*data-seen>(.*?)</td>", page, re.S))
    assert "Full-service lease" in right
    for secret in SECRETS:
        assert secret not in right
    assert "870 million" in page and "3,100" in page
    submit(minhs, ready)
    after = minhs.get(f"/rfp/{ready}/what-happens-next").text
    (version,) = issued(ready)
    for row in shared_rfp(version).given:
        assert row.shown.text in right.replace("&#39;", "'") and row.shown.text in after.replace(
            "&#39;", "'"
        )


def test_a_ticked_cost_case_shows_its_outcome_and_no_cost_it_was_made_from(
    minhs: FlaskClient, ready: str
) -> None:
    data = {**LEASE, "a_cost_case": found(ready).answers["cost_case"], "s_cost_case": "y"}
    save(minhs, ready, "finance", **data)
    submit(minhs, ready)
    (version,) = issued(ready)
    case = version.shared["cost_case"]
    assert case["alternatives"] and "assumptions" not in case and "lines" not in str(case)
    assert shared_rfp(version).given[0].shown.lines


def test_clauses_that_tell_about_a_private_configuration_stay_with_it(
    app: Flask, lan: Person
) -> None:
    client = client_of(app, lan)
    collar = configure(lan, "contract", {"price_collar": True})
    number = start(client)
    fill(client, number)
    submit(client, number)
    hidden = {"a_contract_configuration": str(collar.id)}
    save(client, number, "contract_terms", **hidden)
    submit(client, number)
    open_, private = issued(number)
    assert "c_collar" in open_.shared["_clauses"]
    assert "c_collar" in private.content["clauses"]
    assert private.shared["_clauses"] == ["c_supply", "c_data", "c_disputes"]
    assert "contract_configuration" not in private.shared


def test_a_version_stays_as_it_was_when_the_configuration_moves_on(app: Flask, lan: Person) -> None:
    client = client_of(app, lan)
    row = configure(lan, "contract", {"price_collar": True})
    number = start(client)
    fill(client, number)
    submit(client, number)
    session.refresh(row)
    row.choices = {"price_fixed": True}
    session.commit()
    (version,) = issued(number)
    assert version.shared["contract_configuration"]["choices"] == {"price_collar": True}
    model = pack_of(lan).models["contract"]
    lines = next(
        r for r in shared_rfp(version).rows if r.id == "contract_configuration"
    ).shown.lines
    told = {value for _label, value in lines}
    assert words(model.option("price_collar").text) in told
    assert words(model.option("price_fixed").text) not in told


# --- not yet --------------------------------------------------------------------------------------


def test_missing_answers_are_listed_with_links_and_nothing_is_submitted(
    minhs: FlaskClient,
) -> None:
    number = start(minhs)
    answer = submit(minhs, number)
    assert answer.status_code == 422
    assert f'href="/rfp/{number}/finance#a_option"' in answer.text
    assert issued(number) == [] and found(number).state == "draft"


def test_the_same_again_is_no_new_version_and_a_change_is(minhs: FlaskClient, ready: str) -> None:
    submit(minhs, ready)
    assert submit(minhs, ready).status_code == 422
    save(
        minhs,
        ready,
        "finance",
        **{**LEASE, "a_cost_case": found(ready).answers["cost_case"], "a_term": "7"},
    )
    assert [v.number for v in issued(ready)] == [1]
    assert "You changed the draft since" in minhs.get(f"/rfp/{ready}").text
    assert submit(minhs, ready).status_code == 303
    first, second = issued(ready)
    assert (first.shared["term"], second.shared["term"]) == ("5", "7")


def test_a_stale_draft_is_not_submitted(minhs: FlaskClient, ready: str) -> None:
    assert submit(minhs, ready, version=1).status_code == 409
    assert submit(minhs, ready, version="1e308").status_code == 409
    assert issued(ready) == []


# --- who calls ------------------------------------------------------------------------------------


def test_crossing_the_threshold_promises_a_name_and_a_time_in_the_same_act(
    minh: Person, minhs: FlaskClient, ready: str
) -> None:
    huong = make_rep(form_of_address="chị")
    with serving("equipment"):
        heat(minh)
        session.commit()
    page = minhs.get(submit(minhs, ready).location).text
    handover = session.scalars(select(Handover)).one()
    assert handover.owner_id == huong.id and handover.rfp_id == found(ready).id
    assert handover.reason == "rfp_submitted"
    assert "Ms Hương calls by" in page
    letter = session.scalars(select(OutboxMessage).filter_by(kind="email")).one()
    for secret in SECRETS:
        assert secret not in str(letter.payload)


def test_below_the_threshold_no_call_is_promised_and_the_page_says_so(
    minhs: FlaskClient, ready: str
) -> None:
    make_rep()
    page = minhs.get(submit(minhs, ready).location).text
    assert count(Handover) == 0
    assert "No call is promised" in page and "calls by" not in page


def test_without_consent_nobody_calls_until_it_is_given_with_the_submission(
    minh: Person, minhs: FlaskClient, ready: str
) -> None:
    make_rep()
    minh.consent_contact_at = None
    session.commit()
    with serving("equipment"):
        heat(minh)
        session.commit()
    page = minhs.get(submit(minhs, ready).location).text
    assert "You have not agreed to be contacted" in page
    save(
        minhs,
        ready,
        "finance",
        **{**LEASE, "a_cost_case": found(ready).answers["cost_case"], "a_term": "6"},
    )
    assert "calls by" in minhs.get(submit(minhs, ready, consent="y").location).text


def test_an_rfp_taken_back_no_longer_counts_and_may_be_submitted_again(
    minhs: FlaskClient, ready: str
) -> None:
    submit(minhs, ready)
    stale = minhs.post(f"/rfp/{ready}/take-back", data={"version": 1})
    assert stale.status_code == 409
    data = {"version": found(ready).version}
    assert minhs.post(f"/rfp/{ready}/take-back", data=data).status_code == 303
    assert found(ready).state == "withdrawn"
    assert minhs.post(f"/rfp/{ready}/take-back", data=data).status_code == 409
    assert minhs.get(f"/rfp/{ready}/what-happens-next").status_code == 303
    assert submit(minhs, ready).status_code == 303
    assert [v.number for v in issued(ready)] == [1, 2]


# --- a stranger submits ---------------------------------------------------------------------------


@pytest.fixture
def strangers(client: FlaskClient) -> str:
    """A stranger's short request, ready to go."""
    number = start(client, "shop")
    fill(client, number)
    return number


def test_a_stranger_says_who_they_are_and_is_known_from_then_on(
    client: FlaskClient, strangers: str
) -> None:
    answer = submit(client, strangers, **WHO)
    assert answer.status_code == 303
    person = session.scalars(select(Person).filter_by(email=WHO["email"])).one()
    assert person.phone == "+84912345678" and person.consent_contact_at is not None
    assert person.account.segment == "shop" and person.role_names == {"buyer"}
    rfp = found(strangers)
    assert (rfp.person_id, rfp.account_id) == (person.id, person.account_id)
    assert issued(strangers)[0].issued_by == person.id
    assert count(VisitorLink) == 1
    mine = session.scalars(select(Touchpoint).filter_by(type="rfp_started")).one()
    assert mine.account_id == person.account_id
    page = client.get(answer.location)
    assert page.status_code == 200 and "Your account is ready" in page.text
    letters = session.scalars(select(OutboxMessage).filter_by(kind="email")).all()
    assert [m.payload["template"] for m in letters] == ["sign_in_link"]


def test_afterwards_that_browser_reads_and_only_the_person_changes(
    app: Flask, client: FlaskClient, strangers: str
) -> None:
    submit(client, strangers, **WHO)
    assert client.get(f"/rfp/{strangers}").status_code == 200
    data = {"version": found(strangers).version, "title": "x"}
    for path in ("shop_needs", "take-back", "contract-clauses", "check-and-submit"):
        assert client.post(f"/rfp/{strangers}/{path}", data=data).status_code == 404
    ha = client_of(app, session.scalars(select(Person).filter_by(email=WHO["email"])).one())
    assert ha.post(f"/rfp/{strangers}/take-back", data=data).status_code == 303


BAD_PEOPLE = [
    {"name": ""}, {"company": ""}, {"email": ""}, {"phone": ""}, {"email": "letters"},
    {"phone": "-1"}, {"phone": "NaN"}, {"phone": "1e308"}, {"name": "x" * 10_000},
    {"company": "x" * 10_000}, {"email": "x" * 10_000}, {"phone": "9" * 10_000},
]  # fmt: skip


@pytest.mark.parametrize(
    "bad", BAD_PEOPLE, ids=[f"{k}={v[:9]}" for b in BAD_PEOPLE for k, v in b.items()]
)
def test_who_cannot_be_read_is_asked_again_and_nothing_is_stored(
    client: FlaskClient, strangers: str, bad: dict[str, str]
) -> None:
    answer = submit(client, strangers, **{**WHO, **bad})
    assert answer.status_code == 422
    assert f'id="{next(iter(bad))}-error"' in answer.text
    kept = next(v for k, v in WHO.items() if k not in bad)
    assert kept in answer.text
    assert (count(Person), count(Account), count(RfpVersion)) == (0, 0, 0)


def test_an_address_that_is_somebodys_submits_nothing_in_their_name(
    client: FlaskClient, lan: Person, strangers: str
) -> None:
    answer = submit(client, strangers, **{**WHO, "email": lan.email.upper()})
    assert answer.status_code == 422 and "has an account here" in answer.text
    assert count(RfpVersion) == 0 and found(strangers).version == 2
    assert found(strangers).person_id is None


def test_silence_is_no_consent(client: FlaskClient, strangers: str) -> None:
    make_person("rep", pack="energy")
    who = {key: value for key, value in WHO.items() if key != "consent"}
    page = client.get(submit(client, strangers, **who).location).text
    person = session.scalars(select(Person).filter_by(email=WHO["email"])).one()
    assert person.consent_contact_at is None
    assert "You have not agreed to be contacted" in page


# --- one version, however often -------------------------------------------------------------------


def test_a_second_click_leads_to_the_same_confirmation(client: FlaskClient, strangers: str) -> None:
    version = found(strangers).version
    for _click in range(2):
        answer = submit(client, strangers, **WHO, version=version)
        assert answer.location == f"/rfp/{strangers}/what-happens-next"
    assert (count(RfpVersion), count(Person), count(Account)) == (1, 1, 1)


@pytest.mark.parametrize("known", [True, False])
def test_two_submits_at_once_make_one_version(
    app: Flask, client: FlaskClient, minh: Person, known: bool
) -> None:
    if known:
        calculate(minh, "fleet")
        first = client_of(app, minh)
        number = start(first)
    else:
        first = client
        number = start(first, "shop")
    fill(first, number)
    data = {"version": found(number).version, **WHO}
    people = count(Person)
    session.rollback()
    barrier, answers = threading.Barrier(2, timeout=20), []
    with first.session_transaction() as cookie:
        kept = dict(cookie)

    def click() -> None:
        with app.app_context():
            twin = app.test_client()
            with twin.session_transaction() as cookie:
                cookie.update(kept)
            barrier.wait()
            answers.append(twin.post(f"/rfp/{number}/check-and-submit", data=data))

    threads = [threading.Thread(target=click) for _one in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert [answer.status_code for answer in answers] == [303, 303]
    assert [version.number for version in issued(number)] == [1]
    assert count(Person) == people + (0 if known else 1)
    kinds = session.scalars(select(Touchpoint.type).filter_by(type="rfp_submitted")).all()
    assert len(kinds) == 1


@STRICT_DATABASE
def test_a_submit_that_crosses_with_another_is_sent_on_and_refused_nothing(
    app: Flask, minh: Person, ready: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The twin's version is stored between two questions of the second click; SQLite has no such moment."""
    slow, twin, asked = client_of(app, minh), client_of(app, minh), queries.has_changed
    data = {"version": found(ready).version}
    session.rollback()

    def crossing(draft: Draft, last: RfpVersion | None) -> bool:
        monkeypatch.setattr(queries, "has_changed", asked)
        click = threading.Thread(target=_submit_apart, args=(app, twin, ready, data))
        click.start()
        click.join(20)
        return asked(draft, last_version(draft.rfp))

    monkeypatch.setattr(queries, "has_changed", crossing)
    answer = slow.post(f"/rfp/{ready}/check-and-submit", data=data)
    assert (answer.status_code, answer.location) == (303, f"/rfp/{ready}/what-happens-next")
    assert [version.number for version in issued(ready)] == [1]


def _submit_apart(app: Flask, browser: FlaskClient, number: str, data: dict[str, Any]) -> None:
    with app.app_context():
        browser.post(f"/rfp/{number}/check-and-submit", data=data)


# --- versions and paper ---------------------------------------------------------------------------


def test_the_difference_shows_answers_privacy_and_clauses(minhs: FlaskClient, ready: str) -> None:
    submit(minhs, ready)
    assert minhs.get(f"/rfp/{ready}/what-changed").status_code == 404
    data = {**LEASE, "a_cost_case": found(ready).answers["cost_case"], "a_term": "7"}
    save(minhs, ready, "finance", **{**data, "s_internal_costs": "y"})
    draft = minhs.get(f"/rfp/{ready}/what-changed").text
    assert "5\u00a0years" in draft and "7\u00a0years" in draft and "now sees it" in draft
    minhs.post(f"/rfp/{ready}/contract-clauses", data={"version": found(ready).version})
    submit(minhs, ready)
    page = minhs.get(f"/rfp/{ready}/what-changed?from=1&to=2").text
    assert "Confidentiality" in page and "7\u00a0years" in page
    back = minhs.get(f"/rfp/{ready}/what-changed?from=2&to=2").text
    assert "Nothing differs" in back
    for bad in ("from=3&to=2", "from=x", "to=1e308", "from=-1"):
        assert minhs.get(f"/rfp/{ready}/what-changed?{bad}").status_code == 404


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("part", ["whole", "shared"])
def test_the_paper_holds_everything_or_what_the_supplier_sees(
    app: Flask, minhs: FlaskClient, ready: str, lang: str, part: str
) -> None:
    submit(minhs, ready)
    answer = minhs.post(f"/rfp/{ready}/on-paper", data={"language": lang, "part": part})
    assert answer.status_code == 303 and "/documents/" in answer.location
    session.expire_all()
    document = session.scalars(select(Document)).one()
    html = html_of(document)
    assert ("Full-service lease" if lang == "en" else "Thuê trọn gói") in html
    for secret in ("870 million", "Atlas offers 598"):
        assert (secret in html) == (part == "whole")
        assert (secret in str(document.view)) == (part == "whole")


def test_the_printed_answers_can_be_read(app: Flask, minhs: FlaskClient, ready: str) -> None:
    submit(minhs, ready)
    minhs.post(f"/rfp/{ready}/on-paper", data={"language": "en", "part": "shared"})
    session.expire_all()
    pdf = write_apart(html_of(session.scalars(select(Document)).one()))
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)
    assert "Full-service lease" in text and "Air for four plants" in text
    assert not any(secret in text for secret in SECRETS)


def test_a_language_nobody_speaks_prints_nothing(minhs: FlaskClient, ready: str) -> None:
    assert minhs.post(f"/rfp/{ready}/on-paper", data={"language": "xx"}).status_code == 404
    assert count(Document) == 0


def test_versions_are_dated(minhs: FlaskClient, ready: str) -> None:
    submit(minhs, ready)
    (version,) = issued(ready)
    assert clock.now() - version.issued_at < timedelta(minutes=1)
    assert found(ready).submitted_at == version.issued_at


def test_a_configuration_kept_private_reaches_no_event_and_no_dossier(
    app: Flask, lan: Person
) -> None:
    from portal.handover.case import case_of, needs
    from portal.workspace.shared import answers, configured

    client = client_of(app, lan)
    collar = configure(lan, "contract", {"price_collar": True})
    number = start(client)
    fill(client, number)
    submit(client, number)
    with serving("energy"):
        case = case_of(lan.account)
        assert "price_collar" in str(needs(case))
        assert configured(answers(case.rfp), case.configuration)
    save(client, number, "contract_terms", a_contract_configuration=str(collar.id))
    submit(client, number)
    with serving("energy"):
        case = case_of(lan.account)
        assert "price_collar" not in str(needs(case))
        assert configured(answers(case.rfp), case.configuration) == ()
