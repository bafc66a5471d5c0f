"""Bad input on the forms that people type into: a message, the text kept, never a 500."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import APIRequestContext, APIResponse, Browser, expect

from tests.browser.chromium import context_options
from tests.browser.conftest import Reader
from tests.browser.prospects import World
from tests.browser.server import Portal
from tests.browser.test_third_morning import ANSWERS, HUONG

LONG = "x" * 10_000
DECOMPOSED = unicodedata.normalize("NFD", "Nguyễn Thị Hường")
BAD = {
    "empty": "",
    "letters": "mười hai",
    "negative": "-5",
    "huge": "1e308",
    "not a number": "NaN",
    "long": LONG,
    "decomposed": DECOMPOSED,
}
FAULT = re.compile(r'class="error|class="errors|role="alert"|id="[^"]*-error"')


@dataclass
class Form:
    """One form as a page shows it."""

    action: str
    fields: list[tuple[str, str]] = field(default_factory=list)
    typed: list[str] = field(default_factory=list)
    """Names of fields that people type into."""
    multipart: bool = False


class Forms(HTMLParser):
    """The posting forms of a page, with what they would send as they stand."""

    def __init__(self, page: str) -> None:
        """Read the page."""
        super().__init__(convert_charrefs=True)
        self.found: list[Form] = []
        self.open: Form | None = None
        self.select = self.area = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """One more form or field."""
        a = {name: value or "" for name, value in attrs}
        if tag == "form" and a.get("method", "").lower() == "post":
            self.open = Form(a.get("action", ""), multipart="multipart" in a.get("enctype", ""))
            self.found.append(self.open)
        if self.open is None:
            return
        name, kind = a.get("name", ""), a.get("type", "text")
        if tag == "textarea" and name:
            self.open.typed.append(name)
            self.area = name
            self.open.fields.append((name, ""))
        elif tag == "select":
            self.select = name
            self.open.fields.append((name, ""))
        elif tag == "option" and self.select and ("selected" in a):
            self.open.fields = [f for f in self.open.fields if f[0] != self.select]
            self.open.fields.append((self.select, a.get("value", "")))
        elif tag == "input" and name:
            self._input(self.open, name, kind, a)

    def _input(self, form: Form, name: str, kind: str, a: dict[str, str]) -> None:
        if kind in ("checkbox", "radio"):
            if "checked" in a:
                form.fields.append((name, a.get("value", "on")))
        elif kind not in ("file", "submit"):
            form.fields.append((name, a.get("value", "")))
            if kind not in ("hidden", "range"):
                form.typed.append(name)

    def handle_endtag(self, tag: str) -> None:
        """The end of a form or a list."""
        if tag == "form":
            self.open = None
        elif tag == "select":
            self.select = ""
        elif tag == "textarea":
            self.area = ""


@pytest.fixture
def asking(browser: Browser, portal: Portal) -> Iterator[Any]:
    """Opens a browser's own requests, as somebody or a stranger."""
    contexts = []

    def ask(cookies: Any = None) -> APIRequestContext:
        context = browser.new_context(
            base_url=portal.url, storage_state=cookies, **context_options("en")
        )
        contexts.append(context)
        return context.request

    yield ask
    for context in contexts:
        context.close()


def forms_of(ask: APIRequestContext, path: str) -> list[Form]:
    """The forms of this page that people type into."""
    answer = ask.get(path)
    assert answer.status == 200, f"{answer.status} at {path}"
    page = answer.text().partition("<main")[2]
    return [form for form in Forms(page).found if form.typed]


def try_everything(ask: APIRequestContext, paths: list[str]) -> None:
    """Each kind of bad input into each form of these pages.

    Refused (422): the message stands on the page, and so does what was typed. What may be any
    text is accepted. Nothing ends in a 500, and every page refuses something.
    """
    troubles: list[str] = []
    for path in paths:
        answers = []
        for form in forms_of(ask, path):
            for what, bad in BAD.items():
                answer = sent_bad(ask, path, form, bad)
                answers.append(answer.status)
                where = f"{path} → {form.action} ({', '.join(form.typed)[:60]}), {what}:"
                troubles += [f"{where} {told}" for told in wrong_with(answer, bad)]
        if 422 not in answers:
            troubles.append(f"{path} refuses nothing: {answers}")
    assert not troubles, "\n".join(troubles)


def sent_bad(ask: APIRequestContext, path: str, form: Form, bad: str) -> APIResponse:
    """The answer to the form, read anew for its version, with everything typed replaced."""
    again = forms_of(ask, path)
    fresh = next((f for f in again if (f.action, f.typed) == (form.action, form.typed)), form)
    sent = dict(fresh.fields) | dict.fromkeys(fresh.typed, bad)
    if form.multipart:
        return ask.post(form.action or path, multipart=sent)
    return ask.post(form.action or path, form=sent)


def wrong_with(answer: APIResponse, bad: str) -> list[str]:
    """What this answer to bad input should not be like; too many tries are no answer to judge."""
    if answer.status in (200, 429):
        return []
    if answer.status != 422:
        return [f"answered {answer.status}"]
    page = unicodedata.normalize("NFC", unescape(answer.text()))
    found = [] if FAULT.search(page) else ["refused without a message"]
    if unicodedata.normalize("NFC", bad) not in page:
        found.append("what was typed is lost")
    return found


def started(ask: APIRequestContext, path: str, action: str, **more: str) -> str:
    """Where sending the form `action` of a page leads."""
    page = ask.get(path).text()
    form = next(f for f in Forms(page).found if f.action.partition("?")[0] == action)
    answer = ask.post(action, form={**dict(form.fields), **more})
    assert answer.status == 200, f"{answer.status} at {action}"
    return urlsplit(answer.url).path


def switched(ask: APIRequestContext, pack: str, segment: str) -> None:
    """At this supplier, in this segment."""
    token = dict(Forms(ask.get("/").text()).found[0].fields)["csrf_token"]
    ask.post(f"/supplier/{pack}", form={"csrf_token": token})
    ask.post(f"/segments/{segment}", form={"csrf_token": token})


def test_a_stranger_types_nonsense_at_the_retailer(asking: Any) -> None:
    ask = asking()
    switched(ask, "energy", "shop")
    try_everything(ask, ["/compare", "/sign-in", "/sign-up", "/configure"])


def test_a_stranger_types_nonsense_into_case_machine_and_rfp(asking: Any) -> None:
    ask = asking()
    switched(ask, "equipment", "enterprise")
    case = started(ask, "/calculate", "/calculate")
    started(ask, case, f"{case}/versions")
    machine = started(ask, "/configure/from/four_plants_lease", "/configure/from/four_plants_lease")
    rfp = started(ask, "/rfp", "/rfp")
    rfp = rfp.rpartition("/")[0]
    sections = [f"{rfp}/{s}" for s in ("finance", "technical", "service", "operations", "legal")]
    try_everything(ask, ["/calculate", case, machine, *sections])


def test_a_buyer_types_nonsense_into_her_account_and_an_invitation(
    asking: Any, world: World
) -> None:
    shared = {"option", "term", "sites"}
    found = world.prospect("Sữa Mộc Châu thử", HUONG, shared, ANSWERS)
    try_everything(asking(found.cookies), ["/account", f"/rfp/{found.rfp}/read-along"])


def test_a_rep_types_nonsense_into_a_dossier_and_a_timeline(reader: Reader, world: World) -> None:
    found = world.prospect("Sữa Củ Chi thử", HUONG, {"option"}, ANSWERS)
    page = reader("en", person=HUONG)
    try_everything(page.request, [f"/customers/{found.account}", f"/workspace/{found.handover}"])


# --- files ----------------------------------------------------------------------------------------

HALF_HOURS = [f"2026-01-01 {hour:02}:{minute},1.5" for hour in range(24) for minute in ("00", "30")]
FILES = {
    "wrong columns": b"colour;size\nred;12\nblue;13\n",
    "empty": b"",
    "gaps": "\n".join(["time,kwh", *HALF_HOURS[:9], *HALF_HOURS[20:]]).encode(),
    "40 MB": b"x" * (40 * 1024 * 1024),
}


@pytest.mark.parametrize("what", FILES)
def test_a_file_that_cannot_be_read_is_refused_beside_its_field(
    reader: Reader, tmp_path: Path, what: str
) -> None:
    page = reader("en", javascript=False)
    page.goto("/segments/shop")
    page.locator("form[action$='/segments/shop'] button").click()
    page.goto("/compare")
    page.fill("#kwh_0", "1520")
    page.select_option("#province", "Hà Nội")
    page.fill("#peak_percent", "30")
    page.select_option("#current", "standard")
    file = tmp_path / "use.csv"
    file.write_bytes(FILES[what])
    page.set_input_files("#file", file)
    with page.expect_response(lambda answer: answer.request.method == "POST") as answer:
        page.click("main form .button-main")
    assert answer.value.status == 422
    expect(page.locator("#file-error")).to_be_visible()
    assert page.input_value("#kwh_0") == "1520"
