"""The reader's language: guessed once, then as chosen, by browser and by person."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal.db import session
from portal.models import Person
from tests.portal.factories import Browser, client_of


def new_browser(app: Flask) -> FlaskClient:
    app.test_client_class = Browser
    return app.test_client()


def language_of(client: FlaskClient, accepts: str = "") -> str:
    headers = {"Accept-Language": accepts} if accepts else {}
    return client.get("/", headers=headers).text.split('<html lang="')[1][:2]


@pytest.mark.parametrize(
    ("accepts", "guess"),
    [("en-GB,en;q=0.9", "en"), ("vi-VN", "vi"), ("fr;q=0.9, en;q=0.2", "en"), ("de", "vi"), ("", "vi")],
)  # fmt: skip
def test_the_first_guess_is_the_browsers(app: Flask, accepts: str, guess: str) -> None:
    assert language_of(new_browser(app), accepts) == guess


def test_a_choice_outlives_the_guess(app: Flask) -> None:
    client = new_browser(app)
    assert client.post("/language/en").status_code == 303
    assert language_of(client, "vi-VN") == "en"


def test_a_persons_choice_follows_them_to_another_browser(app: Flask, lan: Person) -> None:
    client_of(app, lan).post("/language/vi")
    session.refresh(lan)
    assert lan.language == "vi"
    assert language_of(client_of(app, lan, language="en"), "en") == "vi"


def test_a_language_we_do_not_speak_is_not_there(client: FlaskClient) -> None:
    assert client.post("/language/xx").status_code == 404


@pytest.mark.parametrize(
    ("came_from", "back_to"),
    [
        ("/segments/shop?x=1", "/segments/shop?x=1"),
        ("/compare", "/compare"),
        # What a refused form shows stands at an address that only takes forms.
        ("/segment", "/"),
        ("/sign-in/link", "/sign-in"),
        ("/compare/ABCDEF/hold", "/compare/ABCDEF"),
        ("/nothing-here", "/"),
        ("//evil.example/x", "/"),
        ("/\\evil.example", "/"),
    ],
)
def test_choosing_a_language_goes_back_to_a_page_that_opens(
    client: FlaskClient, came_from: str, back_to: str
) -> None:
    answer = client.post("/language/vi", headers={"Referer": f"http://localhost{came_from}"})
    assert (answer.status_code, answer.location) == (303, back_to)


@pytest.mark.parametrize(
    "referer", ["https://evil.example/segments/shop", "", "javascript:alert(1)"]
)
def test_choosing_a_language_never_leads_away(client: FlaskClient, referer: str) -> None:
    answer = client.post("/language/vi", headers={"Referer": referer})
    assert answer.location == "/"
