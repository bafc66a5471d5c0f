"""The workbench: what a click does, what is refused, what is said about it."""

import json
import re
import unicodedata
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask

from configurator import Engine
from configurator.engine import Completion
from portal.models import Person
from tests.portal.configure.conftest import Desk, Opener, words_of
from tests.portal.conftest import HTMX
from tests.portal.factories import client_of, make_account, make_person

HR_70 = ("Heat recovery at 70 °C", "Heat-of-compression dryer")


def test_the_machine_of_the_drawing_costs_what_the_drawing_says(machine: Desk) -> None:
    """Source: the look's configure page, 155,500 less 5,900, 1,200 and 1,121."""
    said = words_of(machine.show())
    assert "147,279 USD" in said and "159,061.32 USD with VAT 8%" in said
    assert machine.row.net_minor == 14_727_900
    assert machine.touches("configuration_started") == 1


def test_a_click_is_stored_priced_and_recorded(machine: Desk) -> None:
    answer = machine.choose("motor", choice="motor_ie4")
    assert answer.status_code == 200
    assert machine.row.choices["motor"] == "motor_ie4"
    assert machine.row.net_minor == 14_942_900
    assert machine.row.version == 2
    assert machine.touches("option_chosen") == 1


def test_a_click_sends_only_what_changed_and_each_part_by_its_id(machine: Desk) -> None:
    html = machine.choose("motor", choice="motor_ie4").get_data(as_text=True)
    assert 'id="group-motor"' in html and 'id="group-training"' not in html
    assert "<html" not in html and len(html) < len(machine.show()) / 4
    parts = re.findall(r'id="([^"]+)"[^>]*hx-swap-oob', html)
    assert parts == [
        *("head-motor", "group-motor", "draft", "rail-motor", "rail-voltage"),
        *("price-total", "pricebar", "rail-note", "progress", "price-steps"),
        *("in-it-motor", "figures", "toasts"),
    ]
    assert 'id="o-motor_ie4"' in html  # the focus finds its way back
    assert "<noscript" not in html  # its fields would come alive, with an old version in them


def test_without_script_the_page_comes_back_where_the_choice_was_made(machine: Desk) -> None:
    answer = machine.choose("motor", htmx=False, choice="motor_ie4")
    target = urlsplit(answer.location)
    assert answer.status_code == 303
    assert parse_qs(target.query) == {"step": ["motor"]} and target.fragment == "group-motor"
    page = machine.client.get(answer.location).get_data(as_text=True)
    assert "Motor: IE4. Net price: +2,150 USD." in words_of(page) and "Undo" in page


def test_undo_brings_back_every_choice(machine: Desk) -> None:
    before = machine.row.choices
    machine.choose("motor", choice="motor_ie4")
    html = machine.choose("controller", choice="controller_next").get_data(as_text=True)
    back = re.search(r'name="changes" value="([^"]+)"', html)
    assert back
    machine.post({"changes": back.group(1).replace("&#34;", '"')})
    assert machine.row.choices == {**before, "motor": "motor_ie4"}


def test_a_second_identical_click_changes_nothing(machine: Desk) -> None:
    machine.choose("motor", choice="motor_ie4")
    machine.choose("motor", choice="motor_ie4")
    assert machine.row.version == 2 and machine.touches("option_chosen") == 1


def test_what_a_choice_brings_along_is_said_and_priced(desk_of: Opener) -> None:
    desk = desk_of("equipment", "workshop", product="compressor")
    html = desk.choose("dryer", choice="heat_of_compression").get_data(as_text=True)
    assert "With it: Water-cooled." in words_of(html)
    said = words_of(desk.show())
    assert "Comes with Heat-of-compression dryer: A heat-of-compression dryer needs" in said
    html = desk.choose("dryer", choice="refrigerant").get_data(as_text=True)
    assert "No longer in it: Water-cooled." in words_of(html)


def test_what_comes_with_a_choice_says_how_to_be_rid_of_it(desk_of: Opener) -> None:
    desk = desk_of("equipment", "workshop", product="compressor")
    desk.choose("dryer", choice="heat_of_compression")
    said = words_of(desk.show("?why=water_cooled", htmx=True))
    assert "Why it is part of the product." in said
    assert "Then Water-cooled can be left out. With it: Air-cooled." in said


def test_a_blocked_option_stays_and_says_which_choice_blocks_it(machine: Desk) -> None:
    said = words_of(machine.show())
    assert f"{HR_70[0]} does not go with {HR_70[1]}: A heat-of-compression dryer regener" in said


@pytest.mark.parametrize("htmx", [True, False])
def test_choosing_what_is_blocked_answers_why_and_what_instead(machine: Desk, htmx: bool) -> None:
    before = machine.row.choices
    answer = machine.choose("heat_recovery", htmx=htmx, choice="hr_70")
    said = words_of(answer.get_data(as_text=True))
    assert answer.status_code == 422
    assert "Why it cannot be had." in said and "You chose Heat-of-compression dryer." in said
    assert "Change Dryer to Refrigerant dryer" in said and "+420 USD" in said
    assert machine.row.choices == before and machine.row.version == 1


def test_why_opens_as_a_page_and_as_a_part(machine: Desk) -> None:
    page = machine.show("?why=hr_70")
    part = machine.show("?why=hr_70", htmx=True)
    assert "<html" in page and "<html" not in part
    for html in (page, part):
        assert "+420 USD" in words_of(html)
    assert machine.client.get(machine.url + "?why=nothing").status_code == 404


def test_a_way_out_is_one_click_and_costs_what_it_said(machine: Desk) -> None:
    part = machine.show("?why=hr_70", htmx=True)
    button = (
        re.search(r'formaction="([^"]+)"', part),
        re.search(r'name="changes" value="([^"]+)"', part),
    )
    assert button[0] and button[1]
    assert button[0].group(1) == machine.url + "/repair"
    machine.post({"changes": button[1].group(1).replace("&#34;", '"')}, "/repair")
    assert machine.row.choices["dryer"] == "refrigerant"
    assert machine.row.choices["heat_recovery"] == "hr_70"
    assert machine.row.net_minor == 14_727_900 + 42_000


@pytest.mark.parametrize(
    "data",
    [
        {"step": "motor", "choice": "free_machine"},
        {"step": "motor", "choice": "of_160"},
        {"step": "motor", "choice": "x" * 10_000},
        {"step": "training", "tick": "free_machine"},
        {"step": "training", "tick": ["training_online", "hr_70"]},
        {"step": "nowhere", "choice": "motor_ie4"},
        {"step": ""},
        {"changes": "{"},
        {"changes": "[" * 50_000},
        {"changes": '{"motor": "free_machine"}'},
        {"changes": '{"motor": 7}'},
        {"changes": '{"flow": "NaN"}'},
        {"changes": '{"flow": "1e308"}'},
        {"changes": '{"heat_recovery": "hr_70"}'},
    ],
)
@pytest.mark.parametrize("htmx", [True, False])
def test_forged_choices_are_refused_and_nothing_is_stored(
    machine: Desk, data: dict[str, str], htmx: bool
) -> None:
    before = machine.row.choices
    assert machine.post(data, htmx=htmx).status_code == 422
    assert machine.row.choices == before and machine.touches("option_chosen") == 0


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("abc", "is not a number"),
        ("-5", "Enter a number from 4 to 53."),
        ("1e308", "is not a number"),
        ("NaN", "is not a number"),
        ("9" * 10_000, "is not a number"),
        ("24.55", "Enter a number in steps of 0.1, counted from 4."),
        ("60", "Enter a number from 4 to 53."),
        (unicodedata.normalize("NFD", "mười"), "is not a number"),
        ("40", "With your other choices this goes from 12 to 24.5"),
    ],
)
def test_a_number_that_cannot_be_is_kept_as_typed_and_explained(
    machine: Desk, typed: str, said: str
) -> None:
    for htmx in (True, False):
        answer = machine.choose("size", htmx=htmx, choice="of_160", **{"number-flow": typed})
        html = answer.get_data(as_text=True)
        assert answer.status_code == 422
        assert said in words_of(html) and f'value="{typed}"' in html
        assert 'id="n-flow-error"' in html
    assert machine.row.choices["flow"] == "24.5" and machine.row.version == 1


def test_a_number_that_blocks_the_machine_has_priced_ways_out(machine: Desk) -> None:
    said = words_of(machine.choose("size", **{"number-flow": "40"}).get_data(as_text=True))
    assert "Change Size to OF 315" in said and "Then Free air delivery can be 40." in said


def test_a_way_out_says_which_number_it_moves(desk_of: Opener) -> None:
    desk = desk_of("energy", "industrial", product="contract")
    said = words_of(desk.choose("voltage", choice="v110").get_data(as_text=True))
    assert "Volume per month now counts as 2,000" in said


def test_a_number_is_read_in_the_readers_notation(desk_of: Opener) -> None:
    desk = desk_of("equipment", "workshop", offer="workshop_dry_hot", language="vi")
    desk.choose("size", choice="of_160", **{"number-flow": "20,5"})
    assert desk.row.choices["flow"] == "20.5"
    assert 'value="20,5"' in desk.show()


def test_an_emptied_number_and_a_cleared_step_are_choices_taken_back(machine: Desk) -> None:
    machine.choose("size", choice="of_160", **{"number-flow": "", "number-pressure": "10"})
    assert "flow" not in machine.row.choices and "pressure" in machine.row.choices
    machine.choose("size", action="clear")
    assert not {"size", "pressure", "running_hours"} & set(machine.row.choices)


def test_ticks_are_added_and_taken_back_together(machine: Desk) -> None:
    machine.choose("training", tick=["training_operators", "training_online"])
    machine.choose("training", tick=["training_online"])
    assert machine.row.choices["training_online"] is True
    assert "training_operators" not in machine.row.choices


def test_nothing_from_an_optional_step_takes_the_choice_back(machine: Desk) -> None:
    machine.choose("fieldbus", choice="bus_modbus")
    machine.choose("fieldbus", choice="-")
    assert "fieldbus" not in machine.row.choices


@pytest.mark.parametrize("path", ["", "/repair", "/complete"])
def test_an_older_page_is_answered_409_and_changes_nothing(machine: Desk, path: str) -> None:
    machine.choose("motor", choice="motor_ie4")
    data = {"version": 1, "step": "drain", "choice": "drain_timer", "by": "cheapest"}
    data |= {"changes": '{"drain":"drain_timer"}'} if path == "/repair" else {}
    plain = machine.client.post(machine.url + path, data=data)
    said = words_of(plain.get_data(as_text=True))
    assert plain.status_code == 409 and "your last click was not taken" in said
    # nothing is lost: what was wanted is one click away
    assert ("You wanted: Change Condensate drain to Timer drain" in said) is (path != "/complete")
    part = machine.client.post(machine.url + path, data=data, headers=HTMX)
    assert part.status_code == 409 and part.headers["HX-Redirect"] == machine.url + "?stale=1"
    assert machine.row.version == 2 and "drain" not in machine.row.choices
    assert "your last click was not taken" in machine.show("?stale=1")


def test_a_page_without_its_version_is_an_old_page(machine: Desk) -> None:
    for version in ("", "x", "-1", "9" * 50):
        data = {"step": "motor", "choice": "motor_ie4", "version": version}
        assert machine.client.post(machine.url, data=data).status_code == 409


@pytest.mark.parametrize("by", ["cheapest", "recommended"])
def test_finish_for_me_completes_it_and_says_so_once(machine: Desk, by: str) -> None:
    assert "12 steps are open" in words_of(machine.show())
    before = set(machine.row.choices)
    answer = machine.post({"by": by}, "/complete").get_data(as_text=True)
    assert "Complete: every step is settled" in words_of(answer)
    told = re.search(r">([^<>]*)\. And (\d+) more\.", answer)
    assert told and len(set(machine.row.choices) - before) == 3 + int(told[2])
    for each in told[1].split(". "):
        step, option = each.split(": ")
        assert f"{step} {option}" in words_of(machine.show())
    assert machine.touches("configuration_completed") == 1
    machine.choose("motor", action="clear")
    machine.choose("motor", choice="motor_ie4")
    assert machine.touches("configuration_completed") == 1
    assert machine.row.choices["dryer"] == "heat_of_compression"


def test_a_product_without_time_for_a_proof_is_taken_and_said_to_be_the_best_found(
    machine: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    complete = Engine.complete

    def hurried(engine: Engine, choices: Any, prices: Any = None, **how: Any) -> Completion:
        found = complete(engine, choices, prices, **how)
        found.proven = False
        return found

    monkeypatch.setattr(Engine, "complete", hurried)
    page = words_of(machine.post({"by": "cheapest"}, "/complete").get_data(as_text=True))
    assert "Complete: every step is settled" in page
    assert "This is the best that was found in the time a click has." in page


def test_cheapest_is_never_dearer_than_recommended(machine: Desk) -> None:
    start = machine.row.choices
    machine.post({"by": "cheapest"}, "/complete")
    cheapest = machine.row.net_minor
    machine.post({"changes": json.dumps({k: None for k in machine.row.choices if k not in start})})
    machine.post({"by": "recommended"}, "/complete")
    assert cheapest is not None and machine.row.net_minor is not None
    assert cheapest <= machine.row.net_minor


def test_finish_for_me_takes_no_other_wish(machine: Desk) -> None:
    assert machine.post({"by": "dearest"}, "/complete").status_code == 422


def test_a_name_is_kept_composed_and_a_novel_is_refused(machine: Desk) -> None:
    name = "Máy nén xưởng hai"
    machine.post({"name": unicodedata.normalize("NFD", name)}, "/name", htmx=False)
    assert machine.row.name == name
    answer = machine.post({"name": "ơ" * 10_000}, "/name", htmx=False)
    assert answer.status_code == 422 and "ơ" * 10_000 in answer.get_data(as_text=True)
    assert machine.row.name == name


def test_prices_are_shown_in_dong_on_request(machine: Desk) -> None:
    machine.post({"currency": "VND"}, "/currency", htmx=False)
    assert machine.row.currency == "VND"
    assert "147,279" not in words_of(machine.show())
    assert "₫" in words_of(machine.show())
    assert machine.post({"currency": "EUR"}, "/currency", htmx=False).status_code == 422
    assert machine.row.currency == "VND"


def test_the_contract_is_paid_by_the_month_and_its_term_lowers_the_price(contract: Desk) -> None:
    said = words_of(contract.show())
    assert "1,867,500,624 ₫" in said and "a month" in said and "Term discount" in said
    assert "1,848,000 ₫ × 1,000 MWh" in said
    monthly = contract.row.net_minor
    contract.choose("term", choice="term_24")
    longer = contract.row.net_minor
    assert monthly is not None and longer is not None
    assert longer > monthly


def test_the_price_of_a_counted_option_follows_its_number(contract: Desk) -> None:
    contract.choose("site_scope", choice="site_single", **{"number-monthly_volume": "1,200"})
    said = words_of(contract.show())
    assert "+2,217,600,000 ₫ a month" in said  # 1,848,000 × 1,200


def test_every_page_reads_in_vietnamese(desk_of: Opener) -> None:
    desk = desk_of("equipment", "workshop", offer="workshop_dry_hot", language="vi")
    said = words_of(desk.show("?why=hr_70"))
    assert "Không chọn được Thu hồi nhiệt ở 70 °C cùng Sấy bằng nhiệt nén" in said
    assert "Giá sau chiết khấu" in said and "147.279 USD" in said


def test_a_configuration_is_its_owners_and_their_accounts(app: Flask, lan: Person) -> None:
    lans = client_of(app, lan)
    url = lans.post("/configure/from/guarded_index").location
    colleague = make_person(name="Trần Văn Bình", account_id=lan.account_id)
    stranger = client_of(app)
    rival = client_of(app, make_person(account_id=make_account(name="Công ty CP Khác").id))
    assert lans.get(url).status_code == 200
    assert client_of(app, colleague).get(url).status_code == 200
    for other in (stranger, rival):
        assert other.get(url).status_code == 404
        assert other.get(url + "?why=v110", headers=HTMX).status_code == 404
        for path in ("", "/repair", "/complete", "/name", "/currency"):
            assert other.post(url + path, data={"version": 1}).status_code == 404, path
