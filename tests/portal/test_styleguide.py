"""The style guide stands for every page: whole, in both languages, without inline script."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.portal.factories import client_of


@pytest.mark.parametrize(
    ("language", "heading"), [("en", "Style guide"), ("vi", "Sổ tay giao diện")]
)
def test_a_stranger_reads_it_in_both_languages(app: Flask, language: str, heading: str) -> None:
    page = client_of(app, language=language).get("/styleguide")
    assert page.status_code == 200
    assert f"<h1>{heading}</h1>" in page.text


def test_it_shows_every_chart_and_every_state_of_an_option(client: FlaskClient) -> None:
    page = client.get("/styleguide").text
    assert page.count('role="img"') >= 11
    for state in ("chosen", "open", "forced", "blocked", "done", "current", "error"):
        assert f'data-state="{state}"' in page


def test_what_was_typed_stays_beside_its_error(client: FlaskClient) -> None:
    page = client.get("/styleguide").text
    field = re.search(r"<input[^>]*value=\"18x0\"[^>]*>", page)
    assert field is not None and 'aria-invalid="true"' in field[0]
    described = re.search(r'aria-describedby="([^"]+)"', field[0])
    assert described is not None
    for name in described[1].split():
        assert f'id="{name}"' in page


def test_no_id_stands_twice(client: FlaskClient) -> None:
    ids = re.findall(r'\sid="([^"]+)"', client.get("/styleguide").text)
    assert len(ids) == len(set(ids))


def test_nothing_is_inline_that_the_policy_forbids(client: FlaskClient) -> None:
    page = client.get("/styleguide")
    assert not re.search(r"<script(?![^>]*\bsrc=)|\sstyle=|\son\w+=", page.text)
    assert "unsafe-inline" not in page.headers["Content-Security-Policy"]
