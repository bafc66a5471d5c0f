"""Finding one's way: a search with script and without, what is still being checked, steps below."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from flask import Flask

from configurator import Configuration, Document, Domains, Engine, model_from_document
from configurator.engine import CHECKING, OPEN
from portal.configure import choices
from portal.configure.choices import Product
from tests.portal.configure.conftest import Desk, Opener, words_of
from tests.portal.conftest import HTMX

NESTED = """
id: pump
text: {vi: Bơm, en: Pump}
groups:
  - id: drive
    text: {vi: Truyền động, en: Drive}
    options:
      - {code: belt, text: {vi: Dây đai, en: Belt}}
      - {code: motor, text: {vi: Động cơ, en: Motor}}
  - id: voltage
    parent: motor
    text: {vi: Điện áp, en: Voltage}
    options:
      - {code: v230, text: {vi: 230 V, en: 230 V}}
      - {code: v400, text: {vi: 400 V, en: 400 V}}
"""


def test_a_search_leaves_what_it_names_whatever_marks_one_types(desk_of: Opener) -> None:
    desk = desk_of("equipment", "workshop", offer="workshop_dry_hot", language="vi")
    html = desk.show("?find=may say")
    assert 'id="o-refrigerant"' in html and 'id="o-motor_ie4"' not in html
    part = desk.client.get(desk.url + "/options?find=MÁY SẤY", headers={"HX-Request": "true"})
    assert "<html" not in part.text and 'id="o-refrigerant"' in part.text
    assert part.headers["HX-Replace-Url"].startswith(desk.url + "?find=")
    nothing = desk.show("?find=" + "x" * 5000)
    assert "Tìm thấy 0 tùy chọn" in words_of(nothing) and 'id="o-refrigerant"' not in nothing


def test_only_what_is_possible_hides_the_blocked_and_nothing_else(machine: Desk) -> None:
    html = machine.show("?only=possible")
    assert 'data-state="blocked"' not in html and 'id="o-hr_50"' in html
    assert 'data-state="forced"' in html
    # what is asked about stays in view all the same
    assert 'id="ways-hr_70"' in machine.show("?only=possible&why=hr_70")


@pytest.mark.parametrize("htmx", [True, False])
def test_a_tick_that_the_search_hides_is_not_lost(machine: Desk, htmx: bool) -> None:
    assert machine.row.choices["remote_monitoring"] is True
    html = machine.show("?find=power meter")
    assert '<input type="hidden" name="tick" value="remote_monitoring">' in html
    ticks = ["remote_monitoring", "power_meter"]
    answer = machine.choose("monitoring", htmx=htmx, tick=ticks, find="power meter")
    assert machine.row.choices["remote_monitoring"] is machine.row.choices["power_meter"] is True
    if htmx:
        assert 'id="o-remote_monitoring"' not in answer.text  # the search goes on
    else:
        assert "find=power+meter" in answer.location


def test_what_is_not_settled_in_time_is_shown_as_being_checked_and_asked_again(
    machine: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = Engine.domains
    slow = True

    def domains(engine: Engine, own: Mapping[str, Any], limit: float | None = None) -> Domains:
        found = whole(engine, own)
        if not slow or limit is None:
            return found
        unsure = {k: CHECKING if v == OPEN else v for k, v in found.states.items()}
        return replace(found, states=unsure)

    monkeypatch.setattr(Engine, "domains", domains)
    choices._products.forget()
    html = machine.show()
    assert 'data-state="checking"' in html and 'data-state="open"' not in html
    assert 'id="o-motor_ie4"' not in html  # nothing to press on a guess
    assert "Look again" in words_of(html)
    again = html.split("/check?steps=")[1].split('"')[0]
    assert "motor" in again
    part = machine.client.get(
        f"{machine.url}/check?steps={again}&version=1", headers={"HX-Request": "true"}
    )
    assert "/check?steps=" in part.text  # still at it
    slow = False
    part = machine.client.get(
        f"{machine.url}/check?steps={again}&version=1", headers={"HX-Request": "true"}
    )
    assert 'id="o-motor_ie4"' in part.text and "/check?steps=" not in part.text
    assert machine.choose("motor", choice="motor_ie4").status_code == 200
    late = machine.client.get(f"{machine.url}/check?steps={again}&version=1", headers=HTMX)
    assert late.status_code == 204  # a page that is behind is told what changed, not a part of it
    choices._products.forget()


def test_a_step_below_an_option_waits_for_it(app: Flask) -> None:
    model = model_from_document(Document(NESTED, "pump.yaml"), {})

    def product(**own: str) -> Product:
        return Product(UUID(int=0), model.id, Configuration(model, own))

    assert product().open_steps == {"drive"}
    assert product(drive="belt").complete
    assert product(drive="motor").open_steps == {"voltage"}
    assert product(drive="motor", voltage="v400").complete
