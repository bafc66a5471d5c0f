"""The emissions report each month: on consent, once a month, ended with one click."""

from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import select

from portal import clock
from portal.db import session
from portal.delivery.email import mime
from portal.delivery.letters import written
from portal.meters.letters.operations import send_monthly
from portal.models import OutboxMessage, ReportSubscription
from tests.portal.factories import client_of, make_account, make_person
from tests.portal.meters.test_meter_data import confirmed, csv_file, rows


def letters() -> list[OutboxMessage]:
    wanted = select(OutboxMessage).where(OutboxMessage.key.like("emissions-monthly/%"))
    return list(session.scalars(wanted.order_by(OutboxMessage.created_at)))


def test_the_report_goes_once_a_month_and_one_click_ends_it(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = make_person(email="tam@cotam.example", account_id=make_account(segment="emissions").id)
    buyer = client_of(app, person)

    def on(year: int, month: int, day: int) -> int:
        moment = datetime(year, month, day, 8, tzinfo=UTC)
        monkeypatch.setattr(clock, "now", lambda: moment)
        return send_monthly()

    assert on(2040, 11, 5) == 0
    file = confirmed(buyer, csv_file(rows("A", days=60)))
    assert on(2040, 12, 1) == 0  # nobody asked
    for _press in range(2):
        buyer.post(f"/meters/{file.id}/monthly", data={"agreed": "y"})
    assert session.scalars(select(ReportSubscription)).one().consent_text
    assert on(2040, 12, 31) == 0 and on(2041, 1, 1) == 1 and on(2041, 1, 2) == 0
    assert on(2041, 2, 28) == 1
    first, second = letters()
    assert "No readings were confirmed since" in written(first).text
    letter = mime(written(second), second.key, "https://portal.example")
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    path = "/reports/" + letter["List-Unsubscribe"].strip("<>").split("/reports/")[1]
    stranger = client_of(app)
    assert "End it" in stranger.get(path).text and on(2041, 3, 1) == 1
    assert stranger.post(path, data={"List-Unsubscribe": "One-Click"}).status_code == 200
    assert on(2041, 4, 1) == 0 and len(letters()) == 3
    assert stranger.post("/reports/guessed/end").status_code == 404
