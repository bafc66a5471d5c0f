"""The second morning of the product's paper: Minh reads, stresses, changes and saves."""

from decimal import Decimal

import pytest
from flask import Flask

from portal.calculators.queries import calculation_view, case_view
from portal.db import session
from portal.models import Person, Touchpoint
from tests.portal.calculators.texts import case_at, page_text, started, unfolded
from tests.portal.conftest import HTMX, ONE_DATABASE
from tests.portal.factories import client_of

SPOKEN = {
    "en": [
        "Leasing gains 336.6 million ₫; break-even fee 708.8 million ₫ a year.",
        "Keep 3,688.0 Buy 3,679.8 Lease 3,351.4 million ₫",
        "Buying gains 8.2 and fails if maintenance is 2% over plan.",
        "Base +336.6",
        "Downside +89.1",
        "Upside +456.6",
    ],
    "vi": [
        "Thuê lợi hơn 336,6 triệu ₫; hòa vốn khi phí thuê là 708,8 triệu ₫/năm.",
        "Giữ 3.688,0 Mua 3.679,8 Thuê 3.351,4 triệu ₫",
        "Mua lợi hơn 8,2 và hỏng nếu bảo trì vượt kế hoạch 2%.",
        "Cơ sở +336,6",
        "Thấp +89,1",
        "Cao +456,6",
    ],
}


@pytest.mark.parametrize("language", ["en", "vi"])
def test_minh_reads_the_second_morning_to_the_printed_digit(
    app: Flask, minh: Person, language: str
) -> None:
    minh.language = language
    session.commit()
    client = client_of(app, minh, language)
    address = started(client)
    page, part = client.get(address), client.get(address, headers=HTMX)
    for answer in (page, part):
        text = page_text(answer)
        for words in SPOKEN[language]:
            assert words in text
    assert "<html" in page.text and "<html" not in part.text
    assert '<mark class="nowrap">' in page.text or "<mark>" in page.text


def test_a_stress_is_a_link_and_shows_its_own_figures(app: Flask, minh: Person) -> None:
    client = client_of(app, minh)
    address = started(client)
    text = page_text(client.get(f"{address}?scenario=downside"))
    assert "Leasing gains 89.1 million ₫" in text
    assert "scenario “Downside”" in text
    assert client.get(f"{address}?scenario=nonsense").status_code == 404


def test_a_changed_figure_carries_who_said_so_and_can_be_put_back(app: Flask, minh: Person) -> None:
    client = client_of(app, minh)
    address = started(client)
    change = {"version": "1", "scenario": "base", "value_lease_fee": "710", "source": "Letter"}
    assert client.post(address, data=change).status_code == 303
    kept = case_at(address).assumptions["lease_fee"]
    assert (kept["value"], kept["author"], kept["source"]) == ("710", "Lê Minh", "Letter")
    text = page_text(client.get(address))
    assert "Buying gains 8.2 million ₫" in text and "Letter, Lê Minh" in text
    back = {"version": "2", "scenario": "base", "put_back": "lease_fee", "value_lease_fee": "710"}
    assert client.post(address, data=back).status_code == 303
    assert case_at(address).assumptions == {}
    assert "Leasing gains 336.6 million ₫" in page_text(client.get(address))


def test_a_share_is_typed_as_per_cent_in_the_readers_notation(app: Flask, minh: Person) -> None:
    minh.language = "vi"
    session.commit()
    client = client_of(app, minh, "vi")
    address = started(client)
    change = {"version": "1", "scenario": "base", "value_old_maintenance_growth": "9,5"}
    change["value_purchase_price"] = "2.400"
    client.post(address, data=change)
    kept = case_at(address).assumptions
    assert {id: Decimal(each["value"]) for id, each in kept.items()} == {
        "old_maintenance_growth": Decimal("0.095")
    }


def test_when_nothing_saves_the_page_says_do_not_buy(app: Flask, minh: Person) -> None:
    client = client_of(app, minh)
    address = started(client)
    dear = {
        "version": "1",
        "scenario": "base",
        "value_lease_fee": "800",
        "value_purchase_price": "2600",
    }
    client.post(address, data=dear)
    text = page_text(client.get(address))
    assert (
        "Do not buy: keeping the old machines costs least. Buying costs 191.8 million ₫ more."
        in text
    )


@ONE_DATABASE
def test_after_tax_leasing_gains_less_and_buying_loses(app: Flask, minh: Person) -> None:
    """3,688.0 × 0.8 − (3,351.4 − 0.2 × (3,311.4 + 40 ÷ 1.1)) = 268.6: training counts in year 1."""
    client = client_of(app, minh)
    address = started(client)
    assert "Present cost before tax" not in page_text(client.get(address))
    client.post(address, data={"version": "1", "scenario": "base", "value_tax_rate": "20"})
    text = page_text(client.get(address))
    assert "Leasing gains 268.6 million ₫" in text and "Buying loses 134.9" in text
    assert "Residual value and tax saved" in text and "After tax on profit" in text
    assert "Present cost before tax 3,688.0 3,679.8 3,351.4" in page_text(unfolded(client, address))


def test_the_own_scenario_leaves_the_base_case_alone(app: Flask, minh: Person) -> None:
    client = client_of(app, minh)
    address = started(client)
    stress = {"version": "1", "scenario": "own", "value_old_maintenance_growth": "12",
              "value_energy_growth": "8"}  # fmt: skip
    answer = client.post(address, data=stress)
    assert answer.headers["Location"].endswith("?scenario=own")
    text = page_text(client.get(f"{address}?scenario=own"))
    assert "Leasing gains 456.6 million ₫" in text and "My own +456.6" in text
    assert "Leasing gains 336.6 million ₫" in page_text(client.get(address))


def test_a_saved_version_stays_as_it_was_and_is_saved_once(app: Flask, minh: Person) -> None:
    client = client_of(app, minh)
    address = started(client)
    assert client.post(f"{address}/versions", data={"version": "1"}).status_code == 303
    client.post(f"{address}/versions", data={"version": "1"})
    client.post(address, data={"version": "1", "scenario": "base", "value_old_energy": "400"})
    versions = case_at(address).versions
    assert [each.number for each in versions] == [1]
    frozen = page_text(client.get(f"{address}/versions/1"))
    assert "Leasing gains 336.6 million ₫" in frozen and "Assumptions of this version" in frozen
    assert calculation_view(versions[0]).results.to_dict() == versions[0].results
    assert client.get(f"{address}/versions/2").status_code == 404


def test_every_act_leaves_its_touchpoint(app: Flask, minh: Person) -> None:
    client = client_of(app, minh)
    address = started(client)
    client.get(address)
    client.post(address, data={"version": "1", "scenario": "base", "value_old_energy": "400"})
    client.post(f"{address}/versions", data={"version": "2"})
    client.post(f"{address}/print", data={"version": "2"})
    session.expire_all()
    left = {each.type: each for each in session.query(Touchpoint)}
    wanted = {"calculation_started", "calculation_viewed", "assumption_changed", "calculation_saved",
              "document_requested"}  # fmt: skip
    assert wanted <= set(left)
    assert left["assumption_changed"].data["assumptions"] == ["old_energy"]
    assert all(left[name].account_id == minh.account_id for name in wanted)


@ONE_DATABASE
def test_every_assumption_tells_its_break_even_or_that_no_value_is_one(
    app: Flask, minh: Person
) -> None:
    client = client_of(app, minh)
    address = started(client)
    nearest, every = (client.get(f"{address}{asked}") for asked in ("", "?open=every-break-even"))
    with app.test_request_context():
        found = case_view(case_at(address)).results.break_evens_of("lease")
    assert nearest.text.count('data-label="Break-even"') == 8 < len(found)
    assert every.text.count('data-label="Break-even"') == len(found)
    assert "no value does it" in page_text(every)
