"""Side by side: differences first, what each costs, and the totals they add up to."""

from decimal import Decimal

import pytest
from flask import Flask

from portal.configure.comparing import column_of, side_by_side
from tests.portal.configure.conftest import Desk, Opener, words_of
from tests.portal.factories import client_of


@pytest.fixture
def pair(machine: Desk) -> tuple[Desk, Desk]:
    """The machine as the offer stands, and a copy with another dryer and more hours."""
    copy = Desk(machine.client, machine.post({}, "/duplicate", htmx=False).location)
    copy.choose("dryer", choice="refrigerant")
    copy.post({"name": "With refrigerant"}, "/name", htmx=False)
    return machine, copy


def test_differences_come_first_and_each_says_what_it_costs(pair: tuple[Desk, Desk]) -> None:
    one, other = pair
    answer = one.client.get(f"/configure/compare?c={one.code}&c={other.code}")
    said = words_of(answer.get_data(as_text=True))
    assert said.index("What differs") < said.index("What it comes to") < said.index("the same")
    assert "With refrigerant" in said and "Refrigerant dryer" in said
    found, left_out = side_by_side([column_of(one.row), column_of(other.row)])
    assert not left_out and "Dryer" in [row.name for row in found.differing]
    dryer = next(row for row in found.differing if row.name == "Dryer").cells[1]
    whole = found.totals[-1].cells[1].text
    assert dryer.price == whole != "same price"
    assert one.touches("configuration_compared") == 1


def test_every_difference_has_a_price_with_the_steps_it_cannot_do_without(desk_of: Opener) -> None:
    """Also where one of the two has still to choose in that step."""
    one = desk_of("equipment", "workshop", offer="workshop_compact")
    other = Desk(one.client, one.client.post("/configure/from/four_plants_lease").location)
    offer = "offer=workshop_dry_hot"
    answer = one.client.get(f"/configure/compare?c={one.code}&c={other.code}&{offer}")
    said = words_of(answer.get_data(as_text=True))
    assert "They differ in" in said and "together with: Size" in said
    found, _left_out = side_by_side([column_of(one.row), column_of(other.row)])
    differing = {row.name: row.cells[1] for row in found.differing}
    assert all(cell.price for cell in differing.values())
    warranty, voltage = differing["Warranty"], differing["Supply voltage"]
    assert (warranty.text, warranty.price) == ("To choose", "same price")
    assert voltage.price == "same price"


def test_a_step_the_other_has_to_choose_in_is_taken_back_though_it_may_stay_empty(
    desk_of: Opener,
) -> None:
    """Cooling water is asked for by the other's dryer alone."""
    one = desk_of("equipment", "workshop", offer="workshop_compact")
    one.choose("cooling", choice="water_cooled")
    one.choose("water_source", choice="plant_water")
    answer = one.client.get(f"/configure/compare?c={one.code}&offer=workshop_dry_hot")
    assert "not to be had" not in words_of(answer.get_data(as_text=True))


def test_a_standard_offer_stands_beside_ones_own_and_a_fifth_is_named(machine: Desk) -> None:
    offers = [f"offer={id}" for id in ("workshop_compact", "workshop_dry_hot")]
    query = "&".join([f"c={machine.code}", *offers])
    said = words_of(machine.client.get(f"/configure/compare?{query}").get_data(as_text=True))
    assert "Standard offer" in said and "147,279 USD" in said
    copies = [machine.post({"once": str(n)}, "/duplicate", htmx=False).location for n in range(4)]
    query = "&".join(f"c={url.rsplit('/', 1)[1]}" for url in [machine.url, *copies])
    said = words_of(machine.client.get(f"/configure/compare?{query}").get_data(as_text=True))
    assert "At most 4 of one product" in said and "They are the same" in said


def test_one_alone_somebody_elses_and_what_is_unknown(app: Flask, machine: Desk) -> None:
    few = machine.client.get(f"/configure/compare?c={machine.code}")
    assert few.location == "/configure/saved?few=1"
    page = words_of(machine.client.get(few.location).get_data(as_text=True))
    assert "Tick at least two to compare." in page
    for query in (f"c={machine.code}&c=K7M4QX", f"c={machine.code}&offer=nothing"):
        assert machine.client.get(f"/configure/compare?{query}").status_code == 404
    stranger = client_of(app)
    assert stranger.get(f"/configure/compare?c={machine.code}&c=x").status_code == 404


def test_the_list_reads_in_vietnamese(desk_of: Opener) -> None:
    desk = desk_of("equipment", "workshop", offer="workshop_dry_hot", language="vi")
    said = words_of(desk.client.get("/configure/saved").get_data(as_text=True))
    assert "Cấu hình của tôi" in said and "147.279 USD" in said
    assert Decimal(desk.row.net_minor or 0) == Decimal(14_727_900)
