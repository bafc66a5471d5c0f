"""Bad input into every form: a message beside the field, the text kept, nothing stored, no 500."""

import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping
from html import unescape
from types import MappingProxyType

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from portal.db import Base, session
from portal.models import Handover, Person
from tests.portal.conftest import HTMX, ONE_DATABASE
from tests.portal.factories import client_of
from tests.portal.page_forms import Form, Forms
from tests.portal.prospects import make_minh, make_rep, submit
from tests.portal.rfps import worlds

BAD = {
    "empty": "",
    "letters": "mười hai",
    "negative": "-5",
    "huge": "1e308",
    "not a number": "NaN",
    "long": "x" * 10_000,
    "decomposed": unicodedata.normalize("NFD", "Nguyễn Thị Hường"),
}
BILLS = {"kwh_0": "1520", "province": "Hà Nội", "peak_percent": "30", "current": "standard"}
# What a page may keep for itself: a version, a choice among its own, an order to do something.
FORGED = ("", "-5", "\x00" + "x" * 10_000)


@pytest.fixture
def stranger(app: Flask) -> FlaskClient:
    """Nobody yet, at the retailer in segment `shop`."""
    client = client_of(app)
    client.post("/segments/shop")
    return client


@pytest.fixture
def buyer(app: Flask) -> FlaskClient:
    """Minh, finance manager of an enterprise."""
    return client_of(app, make_minh())


@pytest.fixture
def newcomer(app: Flask) -> FlaskClient:
    """A stranger at the maker, in segment `enterprise`."""
    client = client_of(app)
    client.post("/supplier/equipment")
    client.post("/segments/enterprise")
    return client


@pytest.fixture
def rep(app: Flask) -> tuple[FlaskClient, Handover, Person]:
    """Hương with a hand-over of Minh's that she has accepted."""
    huong, minh = make_rep(), make_minh("Sữa Mộc Châu")
    found = submit(minh)
    assert found
    found.owner = huong
    session.commit()
    return client_of(app, huong), found, minh


def test_a_stranger_types_nonsense_at_the_retailer(stranger: FlaskClient) -> None:
    comparison = stranger.post("/compare", data=BILLS).location
    tried = Trial(stranger).of(
        "/", "/compare", comparison, f"{comparison}/usage", "/sign-in", "/sign-up"
    )
    assert {"pages.find_segment", "compare.compare", "compare.change", "compare.hold"} <= tried
    assert {"accounts.check_sign_in", "accounts.send_link", "accounts.open_account"} <= tried


@ONE_DATABASE
def test_a_newcomer_types_nonsense_into_a_case_a_machine_and_an_rfp(
    newcomer: FlaskClient,
) -> None:
    case = newcomer.post("/calculate").location
    machine = newcomer.post("/configure/from/four_plants_lease").location
    rfp = f"/rfp/{worlds.start(newcomer)}"
    sections = [f"{rfp}/{s}" for s in ("finance", "operations", "contract-clauses")]
    starts = ["/calculate", "/configure", "/configure/from/four_plants_lease"]
    tried = Trial(newcomer).of(*starts, case, machine, *sections, f"{rfp}/check-and-submit")
    assert {"calculators.change", "configure.choose", "configure.rename"} <= tried
    assert {"rfps.save", "rfps.submit", "rfps.save_clauses", "configure.resume"} <= tried


def test_a_buyer_types_nonsense_into_her_account_and_an_invitation(buyer: FlaskClient) -> None:
    rfp = f"/rfp/{worlds.start(buyer)}"
    tried = Trial(buyer).of("/account", f"{rfp}/read-along", "/configure/saved")
    assert {"accounts.update", "accounts.change_consent", "rfps.invite"} <= tried


@ONE_DATABASE
def test_a_rep_types_nonsense_into_a_dossier_and_a_timeline(
    rep: tuple[FlaskClient, Handover, Person],
) -> None:
    client, handover, minh = rep
    offered = f"/workspace/{handover.number}"
    tried = Trial(client).of(offered, f"/customers/{minh.account_id}")
    client.post(f"{offered}/accept", data={"version": "1"})
    tried |= Trial(client).of(offered)
    assert {"workspace.log_call", "workspace.give_back", "touchpoints.log"} <= tried


class Trial:
    """Every form of some pages, sent with everything that does not belong into it."""

    def __init__(self, client: FlaskClient) -> None:
        self._client = client
        self._routes = client.application.url_map.bind("localhost")
        self._troubles: list[str] = []
        self._tried: set[str] = set()

    def of(self, *paths: str) -> set[str]:
        """The routes of the forms that were tried.

        Raises:
            AssertionError: a 500, a refusal without its message, a text lost, or a row written.
        """
        for path in paths:
            for number, form in enumerate(self._forms(path)):
                self._typed(path, number, form)
                self._forged(path, number, form)
        assert not self._troubles, "\n".join(dict.fromkeys(self._troubles))
        return self._tried

    def _forms(self, path: str) -> list[Form]:
        answer = self._client.get(path)
        assert answer.status_code == 200, f"{answer.status_code} at {path}"
        return Forms(answer.text.partition("<main")[2]).found

    def _typed(self, path: str, number: int, form: Form) -> None:
        for what, bad in BAD.items() if form.typed else ():
            form = self._send(path, number, form, form.typed, bad, what)
            if what == "letters":
                form = self._send(path, number, form, form.typed, bad, what, HTMX)

    def _forged(self, path: str, number: int, form: Form) -> None:
        for bad in FORGED if form.picked else ():
            form = self._send(path, number, form, form.picked, bad, f"forged {bad[:9]!r}")

    def _send(
        self, path: str, number: int, form: Form, names: list[str], bad: str, what: str,
        headers: Mapping[str, str] = MappingProxyType({}),
    ) -> Form:  # fmt: skip
        """The form as the page has it after `bad` in these fields was answered."""
        before = rows()
        answer = self._client.post(
            form.action or path, data={**form.fields, **dict.fromkeys(names, bad)}, headers=headers,
            content_type="multipart/form-data" if form.multipart else None,
        )  # fmt: skip
        route = self._routes.match(form.action.partition("?")[0] or path, "POST")[0]
        self._tried.add(route)
        typed = bad if names == form.typed else ""
        for wrong in wrong_with(answer, typed, rows() - before):
            self._troubles.append(f"{path} → {route}, {what} in {', '.join(names)[:60]}: {wrong}")
        if answer.status_code >= 400:
            return form
        forms = self._forms(path)
        return forms[number] if number < len(forms) else form


def rows() -> Counter[str]:
    """How many rows each table has."""
    session.expire_all()
    tables = Base.metadata.sorted_tables
    counts = session.execute(
        select(*[select(func.count()).select_from(t).scalar_subquery() for t in tables])
    ).one()
    return Counter({table.name: count for table, count in zip(tables, counts, strict=True)})


def wrong_with(answer: TestResponse, bad: str, written: Counter[str]) -> Iterator[str]:
    """What this answer to bad input should not be like."""
    if answer.status_code < 400:
        return
    if answer.status_code not in (400, 404, 409, 422):
        yield f"answered {answer.status_code}"
    if written:
        yield f"refused, and yet written: {dict(written)}"
    if answer.status_code != 422 or not bad:
        return
    page = unicodedata.normalize("NFC", unescape(answer.text))
    forms = Forms(answer.text)
    if not any(set(ids.split()) & forms.ids for ids in forms.wrong) and 'role="alert"' not in page:
        yield "refused without a message beside a field"
    if unicodedata.normalize("NFC", bad) not in page:
        yield "what was typed is lost"
