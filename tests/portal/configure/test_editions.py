"""A newer edition while a draft is open: what changed, ways to move, the way back, the last day."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import delete, select

from portal import clock
from portal.configure import editions
from portal.configure.beside import Beside
from portal.configure.moves import move_of
from portal.db import session
from portal.models import Configuration, PackVersion, Touchpoint
from portal.packs.publishing import content_hash, folder_of, read_folder
from tests.portal.configure.conftest import Desk, words_of

MODEL, PRICES = "products/contract.yaml", "prices.csv"
WEEKLY = """      - code: report_weekly
        text: {vi: "Hằng tuần", en: "Weekly"}
"""
LENIENT = "requires: sec_deposit_2 or sec_bank or sec_parent"


@pytest.fixture(autouse=True)
def no_new_editions(app: Flask) -> Iterator[None]:
    """Editions outlive a test: those that a test published go again, with what was made on them."""
    known = set(session.scalars(select(PackVersion.id)))
    yield
    session.rollback()
    for rows in (delete(Touchpoint), delete(Configuration)):
        session.execute(rows)
    session.execute(delete(PackVersion).where(PackVersion.id.not_in(known)))
    session.commit()


def published(
    changes: dict[str, tuple[tuple[str, str], ...]], start: datetime | None
) -> PackVersion:
    """The energy pack with these texts replaced, in force from `start`.

    Stored as publishing stores it; what the check of a pack finds is tested with packs.
    """
    files = read_folder(folder_of("energy"))
    for path, pairs in changes.items():
        text = files[path].decode()
        for before, after in pairs:
            assert before in text, before
            text = text.replace(before, after)
        files[path] = text.encode()
    version = PackVersion(
        pack="energy",
        content_hash=content_hash(files),
        published_at=clock.now(),
        effective_from=start or clock.now(),
        files={path: content.decode() for path, content in files.items()},
    )
    session.add(version)
    session.commit()
    return version


def stricter(start: datetime | None = None) -> PackVersion:
    """No weekly report, thirty days to pay only with a deposit, a dearer voltage level."""
    rows = read_folder(folder_of("energy"))[PRICES].decode().splitlines(keepends=True)
    weekly = next(row for row in rows if row.startswith("report_weekly,"))
    dearer = "v22,recurring,month,flat,0,0,", "v22,recurring,month,flat,0,1000,"
    changes = (WEEKLY, ""), (LENIENT, "requires: sec_deposit_2")
    return published({MODEL: changes, PRICES: ((weekly, ""), dearer)}, start)


@pytest.fixture
def draft(contract: Desk) -> Desk:
    """Thirty days to pay against a bank guarantee, reported by the week."""
    contract.choose("reporting", choice="report_weekly")
    contract.choose("payment", choice="pay_30")
    return contract


def test_a_newer_edition_is_shown_moved_to_and_left_again(draft: Desk) -> None:
    own, before = draft.row.pack_version_id, dict(draft.row.choices)
    new = stricter()
    until = clock.end_of_day(clock.now() + timedelta(days=14), "Asia/Ho_Chi_Minh")
    assert editions.kept_until(draft.row) == until
    assert "have a newer edition" in words_of(draft.show())
    assert draft.choose("support", choice="support_24_7").status_code == 200

    page = words_of(draft.client.get(draft.url + "/edition").get_data(as_text=True))
    assert "The newer edition asks for another choice" in page and "Weekly" in page
    assert "Thirty days to pay need security" in page and "You chose Bank guarantee." in page
    assert "22 kV to below 110 kV" in page
    found = move_of(draft.row, Beside(draft.row).newer)  # type: ignore[arg-type]
    texts = [way.text for way in found.ways]
    assert any("Change Security to Deposit of two months" in text for text in texts)
    assert any("Change Payment to" in text for text in texts)
    assert all(
        "Reporting" in text and way.price for text, way in zip(texts, found.ways, strict=True)
    )

    way = next(way for way in found.ways if "Change Security" in way.text)
    moved = draft.post({"choices": way.changes}, "/edition", htmx=False)
    assert moved.status_code == 303 and draft.row.pack_version_id == new.id
    assert draft.row.choices["security"] == "sec_deposit_2"
    assert draft.row.choices["payment"] == "pay_30" and draft.touches("configuration_moved") == 1
    assert "Back to the earlier edition" in draft.show()
    assert draft.post({"version": 1}, "/edition/back", htmx=False).status_code == 409
    draft.post({}, "/edition/back", htmx=False)
    row = draft.row
    assert row.pack_version_id == own and dict(row.choices) == before


def test_after_the_last_day_the_draft_has_to_move_first(draft: Desk) -> None:
    stricter()
    with clock.at(editions.kept_until(draft.row) + timedelta(seconds=1)):
        assert editions.is_over(draft.row)
        for answer in (
            draft.client.get(draft.url),
            draft.choose("term", choice="term_60", htmx=False),
        ):
            assert answer.status_code == 303 and answer.location == draft.url + "/edition"
        sent = draft.choose("term", choice="term_60")
        assert sent.headers["HX-Redirect"] == draft.url + "/edition"
        page = draft.client.get(draft.url + "/edition").get_data(as_text=True)
        assert "Move the draft to go on" in page and draft.row.choices["term"] == "term_36"
        way = move_of(draft.row, Beside(draft.row).newer).ways[0]  # type: ignore[arg-type]
        assert draft.post({"choices": way.changes}, "/edition", htmx=False).location == draft.url
        assert draft.client.get(draft.url).status_code == 200
        assert Beside(draft.row).moved is None


def test_an_edition_that_leaves_the_product_as_it_is_says_nothing(contract: Desk) -> None:
    published({"touchpoints.yaml": (("costs:", "# checked\ncosts:"),)}, None)
    assert "newer edition" not in contract.show()
    page = contract.client.get(contract.url + "/edition").get_data(as_text=True)
    assert "This draft is on the newest edition" in page


def test_forged_and_stale_moves_store_nothing(draft: Desk) -> None:
    stricter()
    before = draft.row.version
    for choices in ("", "[]", '{"payment":"pay_30","security":"sec_bank"}', '{"moon":"x"}'):
        assert draft.post({"choices": choices}, "/edition", htmx=False).status_code == 422
    good = json.dumps({"term": "term_36"})
    assert draft.post({"choices": good, "version": 1}, "/edition", htmx=False).status_code == 409
    assert draft.row.version == before
