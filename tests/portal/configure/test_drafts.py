"""The life of a draft: named, copied, shared, put away, opened by a rep, and reopened."""

import re

import pytest
from flask import Flask
from sqlalchemy import select

from portal import codes
from portal.configure import trail
from portal.db import session
from portal.models import Configuration, Person, Touchpoint
from tests.portal.configure.conftest import Desk, words_of
from tests.portal.conftest import HTMX
from tests.portal.factories import client_of, make_account, make_person

LINK = re.compile(r"/configure/shared/([\w-]+)")
LISTED = re.compile(r'<tr id="row-(\w+)"')


def listed(desk: Desk) -> list[str]:
    """Codes in the list, in its order."""
    return LISTED.findall(desk.client.get("/configure/saved").get_data(as_text=True))


def opened_by(app: Flask, desk: Desk, person: Person) -> Desk:
    """The same configuration in the browser of somebody who was told its code."""
    client = client_of(app, person)
    assert client.post("/resume", data={"code": desk.code}).location == desk.url
    return Desk(client, desk.url)


@pytest.fixture
def rep(app: Flask) -> Person:
    return make_person("rep", name="Trần Thu Hương", pack="equipment")


def test_a_name_from_an_older_page_is_kept_in_its_field_and_not_stored(machine: Desk) -> None:
    machine.choose("dryer", choice="refrigerant")
    old = machine.post({"name": "Line two", "version": 1}, "/name", htmx=False)
    assert old.status_code == 409 and 'value="Line two"' in old.get_data(as_text=True)
    assert machine.row.name == ""
    sent = machine.post({"name": "Line two", "version": 1}, "/name")
    assert "named=Line+two" in sent.headers["HX-Redirect"]
    assert machine.post({"name": "Line two"}, "/name", htmx=False).status_code == 303
    assert machine.row.name == "Line two" and machine.row.version == 3


@pytest.mark.parametrize("path", ["/duplicate", "/remove", "/restore", "/link", "/edition"])
def test_a_stranger_finds_none_of_the_pages_of_a_draft(
    app: Flask, machine: Desk, path: str
) -> None:
    assert client_of(app).post(machine.url + path).status_code == 404
    assert client_of(app).get(machine.url + "/since").status_code == 286


def test_a_double_click_makes_one_copy_and_the_copy_is_ones_own(machine: Desk) -> None:
    machine.post({"name": "Line two"}, "/name", htmx=False)
    first = machine.post({"once": "a-token"}, "/duplicate", htmx=False)
    again = machine.post({"once": "a-token"}, "/duplicate", htmx=False)
    assert first.location == again.location != machine.url
    copy = Desk(machine.client, first.location)
    assert copy.row.name == "Copy of Line two" and copy.row.choices == machine.row.choices
    copy.choose("dryer", choice="refrigerant")
    assert machine.row.choices != copy.row.choices
    assert listed(machine) == [copy.code, machine.code]


def test_starting_twice_from_one_form_makes_one(app: Flask) -> None:
    first, again = (
        client_of(app).post("/configure/from/guarded_index", data={"once": "first-click"})
        for _click in range(2)
    )
    assert first.location == again.location


def test_a_code_that_is_taken_is_drawn_again(
    machine: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn = iter([machine.code, machine.code, "K7M4QX"])
    monkeypatch.setattr(codes, "new_code", lambda: next(drawn))
    copy = machine.post({}, "/duplicate", htmx=False)
    assert copy.location == "/configure/K7M4QX"


def test_what_is_taken_off_the_list_comes_back_with_one_click(app: Flask, machine: Desk) -> None:
    machine.post({"action": "make"}, "/link", htmx=False)
    link = f"/configure/shared/{machine.row.link}"
    gone = machine.post({}, "/remove", htmx=False)
    page = machine.client.get(gone.location).get_data(as_text=True)
    assert "is off the list" in page and listed(machine) == []
    assert machine.client.get(machine.url).status_code == 404
    assert client_of(app).get(link).status_code == 404
    assert client_of(app).post("/resume", data={"code": machine.code}).status_code == 422
    machine.post({}, "/restore", htmx=False)
    assert listed(machine) == [machine.code] and machine.client.get(machine.url).status_code == 200


def test_a_private_link_is_read_only_leaves_a_touchpoint_and_can_be_revoked(
    app: Flask, machine: Desk
) -> None:
    machine.post({"action": "make"}, "/link", htmx=False)
    page = machine.show()
    found = LINK.search(page)
    assert found and f"http://127.0.0.1:8000/configure/shared/{found[1]}" in page
    reader = client_of(app)
    with reader.session_transaction() as cookie:
        cookie["pack"] = "equipment"
    reader.post("/segments/enterprise")
    read = reader.get(found[0])
    said = words_of(read.get_data(as_text=True))
    assert "147,279 USD" in said and "Shown to you by a private link" in said
    assert machine.code not in said and reader.get(machine.url).status_code == 404
    assert machine.touches("private_link_opened") == machine.touches("configuration_shared") == 1
    copy = Desk(reader, reader.post(f"{found[0]}/copy", data={"once": "one"}).location)
    assert copy.row.choices == machine.row.choices and copy.code != machine.code
    assert (machine.row.segment, copy.row.segment) == ("workshop", "enterprise")
    machine.post({"action": "revoke"}, "/link", htmx=False)
    assert reader.get(found[0]).status_code == 404
    assert reader.get("/configure/shared/" + "x" * 9000).status_code == 404


def test_a_code_lets_one_change_it_and_no_more(app: Flask, machine: Desk) -> None:
    other = opened_by(app, machine, make_person(account_id=make_account(pack="equipment").id))
    assert other.choose("dryer", choice="refrigerant").status_code == 200
    assert other.code in listed(other)
    for path in ("/remove", "/link"):
        assert other.post({}, path, htmx=False).status_code == 404


def test_a_reps_change_is_marked_until_the_buyer_takes_it_back(
    app: Flask, machine: Desk, rep: Person
) -> None:
    desk, before = opened_by(app, machine, rep), dict(machine.row.choices)
    assert "What you change is marked as yours" in desk.show()
    desk.choose("dryer", choice="refrigerant")
    said = words_of(machine.show())
    assert re.search(r"Changed by Trần Thu Hương, \S.*?, \d\d:\d\d", said)
    assert "Dryer: Refrigerant dryer" in said or "refrigerant" in said.lower()
    assert "Changed by a rep" in machine.client.get("/configure/saved").get_data(as_text=True)
    assert "Let it stand" not in desk.show()
    assert desk.post({"accept": trail.waiting(machine.row)[0].id}, "/marks").status_code == 404
    machine.choose("running_hours", **{"number-running_hours": "6000"})
    machine.post({"back": trail.waiting(machine.row)[0].id}, "/marks")
    row = machine.row
    assert {k: row.choices[k] for k in before} == before and not trail.waiting(row)


def test_what_the_rep_changed_can_stand_and_only_help_is_recorded(
    app: Flask, machine: Desk, rep: Person
) -> None:
    desk = opened_by(app, machine, rep)
    clicks = machine.touches("option_chosen")
    desk.choose("dryer", choice="refrigerant")
    machine.post({"accept": trail.waiting(machine.row)[0].id}, "/marks")
    assert not trail.waiting(machine.row) and machine.row.choices["dryer"] == "refrigerant"
    assert machine.touches("option_chosen") == clicks
    helped = session.scalars(select(Touchpoint).filter_by(type="configuration_assisted")).all()
    acts = [touch.data["act"] for touch in helped]
    assert acts == ["configuration_resumed", "option_chosen"]
    assert {touch.staff_id for touch in helped} == {rep.id}
    assert desk.post({}, "/duplicate", htmx=False).status_code == 404


def test_a_page_asks_what_changed_and_gets_only_that(
    app: Flask, machine: Desk, rep: Person
) -> None:
    version, asked = machine.row.version, {"waiting": "0"}
    quiet = machine.client.get(machine.url + "/since", query_string={"version": version, **asked})
    assert quiet.status_code == 204 and not quiet.data
    desk = opened_by(app, machine, rep)
    desk.choose("dryer", choice="refrigerant")
    answer = machine.client.get(
        machine.url + "/since", query_string={"version": version, **asked}, headers=HTMX
    )
    body = answer.get_data(as_text=True)
    assert 'id="group-dryer"' in body and 'id="group-voltage"' not in body
    assert f'value="{version + 1}"' in body and "announce" in answer.headers["HX-Trigger"]
    desk.post({"name": "Line two"}, "/name", htmx=False)
    renamed = machine.client.get(machine.url + "/since", query_string={"version": version, **asked})
    assert renamed.headers["HX-Refresh"] == "true"


def test_a_trail_leads_back_to_every_version_it_remembers(machine: Desk) -> None:
    first = dict(machine.row.choices)
    machine.choose("dryer", choice="refrigerant")
    machine.choose("size", **{"number-running_hours": "6000"})
    row = machine.row
    found = trail.product_at(row, 1)
    assert found and found.choices.keys() == first.keys()
    assert trail.product_at(row, 0) is None
    assert len(trail.entries(row)) == row.version - 1
    assert session.scalar(select(Configuration.id).filter_by(code=machine.code))
