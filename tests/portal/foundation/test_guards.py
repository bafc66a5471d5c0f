"""Headers, forms of strangers, limits, errors as pages, logs and health."""

import gzip
import io
import re
from collections.abc import Iterator

import pytest
import structlog
from flask import Flask
from flask.testing import FlaskClient
from structlog.testing import capture_logs

from portal.config import MAX_REQUEST_BYTES
from portal.db import session
from portal.ids import new_token
from portal.security import limiter
from tests.portal.factories import client_of

UUID = r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"


def directives(policy: str) -> dict[str, str]:
    return dict(part.strip().split(" ", 1) for part in policy.split(";"))


@pytest.mark.parametrize("path", ["/", "/compare", "/nothing-here", "/static/app.css"])
def test_every_answer_carries_the_guards(guarded: FlaskClient, path: str) -> None:
    headers = guarded.get(path).headers
    policy = directives(headers["Content-Security-Policy"])
    assert policy["default-src"] == policy["script-src"] == policy["style-src"] == "'self'"
    assert policy["object-src"] == policy["base-uri"] == policy["frame-ancestors"] == "'none'"
    assert policy["form-action"] == "'self'"
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"


def test_pages_vary_by_htmx_and_person_and_stay_out_of_shared_caches(guarded: FlaskClient) -> None:
    answer = guarded.get("/")
    assert {"HX-Request", "Cookie", "Accept-Language"} <= set(answer.vary)
    assert answer.headers["Cache-Control"] == "private, no-store"


def test_a_page_travels_compressed(guarded: FlaskClient) -> None:
    answer = guarded.get("/", headers={"Accept-Encoding": "gzip"})
    assert answer.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in answer.vary
    assert gzip.decompress(answer.data).startswith(b"<!doctype html>")
    assert len(answer.data) < 120_000


# --- forms ---------------------------------------------------------------------------------------


def posts(app: Flask) -> list[str]:
    rules = [rule for rule in app.url_map.iter_rules() if "POST" in (rule.methods or ())]
    values = {"lang": "en", "pack_id": "energy", "segment": "shop", "token": "x", "code": "ABCDEF"}
    with app.test_request_context():
        return sorted(
            re.sub(r"<(?:\w+:)?(\w+)>", lambda found: values.get(found[1], "1"), rule.rule)
            for rule in rules
        )


def test_no_form_is_taken_without_its_token(guarded: FlaskClient, guarded_app: Flask) -> None:
    # A program is no browser: only its own token counts there.
    paths = [path for path in posts(guarded_app) if not path.startswith("/api/")]
    assert len(paths) > 12 and "/planted/post" in paths
    for path in paths:
        answer = guarded.post(path, data={"email": "a@b.vn", "consent": "y"})
        assert answer.status_code in (400, 404), path
        if answer.status_code == 400:
            assert "This page was open too long" in answer.text, path


def test_a_form_with_its_token_is_taken(guarded: FlaskClient) -> None:
    token = re.search(r'name="csrf_token" value="([^"]+)"', guarded.get("/").text)[1]
    assert guarded.post("/planted/post", data={"csrf_token": token}).text == "taken"
    assert guarded.post("/planted/post", headers={"X-CSRFToken": token}).text == "taken"


def test_a_token_of_another_browser_is_refused(guarded_app: Flask, guarded: FlaskClient) -> None:
    page = client_of(guarded_app).get("/").text
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)[1]
    guarded.get("/")
    assert guarded.post("/planted/post", data={"csrf_token": token}).status_code == 400


# --- limits --------------------------------------------------------------------------------------


@pytest.fixture
def limits(guarded_app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(limiter, "enabled", True)
    monkeypatch.setitem(guarded_app.config, "WTF_CSRF_ENABLED", False)
    limiter.reset()
    yield
    limiter.reset()


@pytest.mark.usefixtures("limits")
def test_who_tries_too_often_reads_a_page_that_says_wait(guarded: FlaskClient) -> None:
    form = {"email": "minh@minhphat.example", "password": "guess"}
    codes = [guarded.post("/sign-in", data=form).status_code for _ in range(11)]
    assert codes == [422] * 10 + [429]
    answer = guarded.post("/sign-in", data=form)
    assert "Too many tries" in answer.text and "Wait a minute" in answer.text


# --- errors --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("method", "path", "status", "words"),
    [
        ("GET", "/nothing-here", 404, "Not found"),
        ("GET", f"/documents/{'0' * 8}-0000-7000-8000-{'0' * 12}", 404, "Not found"),
        ("GET", "/segment", 405, "Not this way"),
        ("GET", "/compare/NULL%00", 404, "Not found"),
        ("GET", "/planted/broken", 500, "Something broke on our side"),
    ],
)
def test_an_error_is_a_page_that_says_what_to_do(
    guarded: FlaskClient, method: str, path: str, status: int, words: str
) -> None:
    answer = guarded.open(path, method=method)
    assert answer.status_code == status
    assert f"<h1>{words}</h1>" in answer.text
    assert 'href="/"' in answer.text
    assert answer.headers["X-Request-ID"] in answer.text


def test_an_error_speaks_the_readers_language(guarded_app: Flask, guarded: FlaskClient) -> None:
    answer = client_of(guarded_app, language="vi").get("/nothing-here")
    assert "<h1>Không tìm thấy</h1>" in answer.text


def test_what_broke_is_logged_and_not_shown(guarded: FlaskClient) -> None:
    with capture_logs(processors=[structlog.contextvars.merge_contextvars]) as lines:
        answer = guarded.get("/planted/broken")
    assert "swordfish" not in answer.text and "Traceback" not in answer.text
    broken = next(line for line in lines if line["event"] == "unhandled")
    assert "swordfish" in str(broken["exc_info"])
    assert broken["request_id"] == answer.headers["X-Request-ID"]


def test_more_than_the_portal_takes_is_a_page_too(guarded: FlaskClient) -> None:
    token = re.search(r'name="csrf_token" value="([^"]+)"', guarded.get("/").text)[1]
    answer = guarded.post(
        "/compare",
        data={"csrf_token": token, "file": (io.BytesIO(b"1"), "bills.csv")},
        content_type="multipart/form-data",
        environ_overrides={"CONTENT_LENGTH": str(MAX_REQUEST_BYTES + 1)},
    )
    assert answer.status_code == 413 and "That file is too large" in answer.text


def test_before_a_pack_is_published_every_page_says_what_is_missing(
    guarded_app: Flask, guarded: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def none(*_: object) -> None:
        from portal.packs import NoPackPublished

        raise NoPackPublished("energy")

    monkeypatch.setattr("portal.packs.pack_in_force", none)
    for path in ("/", "/nothing-here", "/planted/broken", "/health"):
        answer = guarded.get(path)
        assert answer.status_code == 503, path
        assert "flask --app wsgi pack publish" in answer.text


# --- logs and health -----------------------------------------------------------------------------


def test_each_request_leaves_one_line_with_its_id(guarded: FlaskClient) -> None:
    with capture_logs(processors=[structlog.contextvars.merge_contextvars]) as lines:
        answer = guarded.get("/compare")
    (line,) = [line for line in lines if line["event"] == "request"]
    assert line["request_id"] == answer.headers["X-Request-ID"]
    assert re.fullmatch(UUID, line["request_id"])
    assert (line["method"], line["path"], line["status"]) == ("GET", "/compare", 200)
    assert line["ms"] >= 0


def test_no_log_keeps_the_secret_of_a_private_link(guarded: FlaskClient) -> None:
    secret = new_token()
    with capture_logs() as lines:
        guarded.get(f"/holds/{secret}")
        guarded.get(f"/enter/{secret}")
    assert [line["path"] for line in lines if line["event"] == "request"] == [
        "/holds/…",
        "/enter/…",
    ]
    assert secret not in str(lines)


def test_health_names_the_pack_in_force(guarded: FlaskClient) -> None:
    answer = guarded.get("/health")
    assert answer.status_code == 200
    assert answer.json["status"] == "ok" and answer.json["pack"] == "energy"
    assert re.fullmatch(r"[0-9a-f]{8}", answer.json["edition"])


def test_health_fails_when_the_database_does(
    guarded: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: object, **__: object) -> None:
        raise RuntimeError("the database is away")

    monkeypatch.setattr(session().__class__, "execute", away)
    assert guarded.get("/health").status_code == 500
