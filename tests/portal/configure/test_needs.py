"""Starting from a need: what is chosen gives it, is explained, and can be started from."""

import re
from decimal import Decimal
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from portal.db import session
from portal.models import Configuration
from tests.portal.configure.conftest import words_of
from tests.portal.factories import client_of

NEED = "/configure/need/compressor"
FIGURES = {"number-flow": "12", "number-pressure": "7.5", "number-running_hours": "6,000"}


@pytest.fixture
def workshop(app: Flask) -> FlaskClient:
    """A stranger at the maker of compressors."""
    client = client_of(app, language="en")
    with client.session_transaction() as cookie:
        cookie["pack"] = "equipment"
    client.post("/segments/workshop")
    return client


def made() -> int:
    """How many configurations there are."""
    return session.scalar(select(func.count()).select_from(Configuration)) or 0


def test_a_need_is_answered_by_the_cheapest_and_the_advised_machine_that_give_it(
    workshop: FlaskClient,
) -> None:
    """Source: products/tables, the OF 55 gives 9.2 m³/min at 7.5 bar, the OF 75 12.6."""
    said = words_of(workshop.get(NEED, query_string=FIGURES).get_data(as_text=True))
    assert said.count("What fits: OF 75") == 2  # nobody is advised twice the machine they need
    assert "The cheapest that fits" in said and "What we recommend" in said
    assert "OF 55 does not go with Free air delivery 12 m³/min" in said
    assert "Advised by the supplier" in said and "Cheapest as a whole, of 5 that fit." in said
    assert made() == 0


def test_starting_from_a_need_keeps_the_figures_and_decides_everything(
    workshop: FlaskClient,
) -> None:
    for by in ("cheapest", "recommended"):
        answer = workshop.post(NEED, data={**FIGURES, "by": by, "once": "token-" + by})
        assert answer.status_code == 303
        page = words_of(workshop.get(answer.location).get_data(as_text=True))
        assert "Chosen for what you need: 12 m³/min, 7.5 bar(g), 6,000 h/year." in page
        assert "Complete: every step is settled" in page
    row = session.scalars(select(Configuration)).all()[0]
    assert Decimal(row.choices["flow"]) == 12 and row.choices["size"] == "of_75"


def test_figures_that_cannot_be_had_together_are_answered_with_figures_that_can(
    workshop: FlaskClient,
) -> None:
    asked = {"number-flow": "40", "number-pressure": "13"}
    page = workshop.get(NEED, query_string=asked)
    html = page.get_data(as_text=True)
    assert page.status_code == 422 and "These figures cannot be had together" in html
    assert workshop.post(NEED, data={**asked, "by": "cheapest"}).status_code == 422
    prices = re.findall(r"<b>from ([\d,]+)\sUSD</b>", html)
    assert len(prices) == 2 and prices == sorted(prices, key=lambda p: int(p.replace(",", "")))
    ways = re.findall(r'class="repair" href="([^"]+)"', html)
    assert len(ways) == 2
    for way, price in zip(ways, prices, strict=True):
        fits = workshop.get(unescape(way))
        assert fits.status_code == 200
        assert f"<b>{price}\u00a0USD" in fits.get_data(as_text=True)
    assert made() == 0


@pytest.mark.parametrize(
    "asked",
    [
        {"number-flow": ""},
        {"number-flow": "plenty"},
        {"number-flow": "1e9"},
        {"number-flow": "NaN"},
        {"number-pressure": "7.5", "number-flow": "12.345"},
        {"number-flow": "x" * 5000},
    ],
)
def test_figures_that_are_none_are_refused_beside_their_field(
    workshop: FlaskClient, asked: dict[str, str]
) -> None:
    page = workshop.get(NEED, query_string=asked)
    assert page.status_code == 422 and 'href="#n-flow"' in page.get_data(as_text=True)
    assert workshop.post(NEED, data={**asked, "by": "cheapest"}).status_code == 422
    assert made() == 0


def test_only_what_is_sold_here_can_be_needed(workshop: FlaskClient) -> None:
    assert workshop.get("/configure/need/contract").status_code == 404
    assert workshop.get("/configure/need/nothing").status_code == 404
    assert NEED in workshop.get("/configure").get_data(as_text=True)
