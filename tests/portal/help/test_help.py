"""Help for those who write packs: whole in both languages, and true to the format."""

import json
import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from configurator.formula import parse
from configurator.writing import json_schema
from portal.help import measured
from portal.help.reference import VIETNAMESE, parts
from tests.portal.factories import client_of


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "Where the first is chosen"), ("vi", "Đã chọn cái đầu thì phải chọn cái sau")],
)
def test_the_format_is_explained_in_both_languages(app: Flask, language: str, words: str) -> None:
    client = client_of(app, language=language)
    page = client.get("/help/product-models").text
    assert words in page
    for part in json_schema()["$defs"].values():
        for key in part.get("properties", ()):
            assert f"<code>{key}</code>" in page or key in ("vi", "en")
    ids = re.findall(r'\sid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert client.get("/help").status_code == 200


def test_every_key_is_explained_in_vietnamese_and_no_other_is() -> None:
    told = {(part.id, key.name) for part in parts("en") for key in part.keys}
    assert all(key.text for part in parts("vi") for key in part.keys)
    for part, key in VIETNAMESE:
        assert any(key == name and part.lower() in ("", id) for id, name in told), (part, key)


def test_the_rules_shown_can_be_read(client: FlaskClient) -> None:
    page = client.get("/help/product-models").text
    shown = page[page.index('id="formulas"') : page.index('id="cells"')]
    formulas = re.findall(r'<th scope="row"><code>([^<]+)</code>', shown)
    assert len(formulas) == 8
    for formula in formulas:
        parse(formula.replace("&gt;", ">").replace("&lt;", "<"), {"power_kw": {"c22": 22}})  # type: ignore[dict-item]


def test_editors_get_the_schema_by_its_address(client: FlaskClient) -> None:
    answer = client.get("/schemas/product-model.json")
    assert answer.get_json() == json_schema()
    assert answer.mimetype == "application/schema+json"
    assert (
        client.get("/schemas/shared-rules.json").get_json()["title"].startswith("Rules and tables")
    )
    assert client.get("/schemas/other.json").status_code == 404


def test_measurements_stand_with_their_date_and_machine(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = client_of(app, language="en")
    assert client.get("/help/measured").status_code == 200
    spread = {"p50": 0.4, "p95": 1.2, "max": 3.0, "count": 90}
    result = {
        "model": "pc-richmond", "features": 1377, "rules": 1356, "read": 0.1, "publish": 0.2,
        "memory": 9.6, "times": {"domains": spread, "why": None, "plain": spread}, "faster": 31.2,
        "open": {"repairs": 2},
    }  # fmt: skip
    text = json.dumps({"on": "2026-11-22", "machine": "2 cores", "results": [result]})

    class File:
        @staticmethod
        def is_file() -> bool:
            return True

        @staticmethod
        def read_text(_encoding: str) -> str:
            return text

    monkeypatch.setattr(measured, "FILE", File)
    measured.measured.cache_clear()
    page = client.get("/help/measured").text
    measured.measured.cache_clear()
    for words in ("pc-richmond", "2 cores", "1,377", "0.30", "0.4 / 1.2 / 3.0", ">31<", ">2<"):
        assert words in page, words
