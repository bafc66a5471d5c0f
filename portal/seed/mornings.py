"""The work of the cast: what Minh, Cô Tám and Lan find on their desks."""

from datetime import datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from sqlalchemy import select

from portal import clock
from portal.calculators import operations as calculators
from portal.calculators.forms import Typed
from portal.calculators.suggestions import suggest
from portal.compare import operations as comparisons
from portal.configure import drafts
from portal.configure import operations as configure
from portal.db import session
from portal.handover.queries import timekeeper
from portal.models import Account, Person
from portal.packs import current_pack, serving
from portal.seed.acting import acting
from portal.seed.buying import (
    comparison,
    current_pack_of,
    submit,
)
from portal.seed.cast import BINH_AN, MINH_PHAT
from portal.seed.firms import account_named, buyer_of
from portal.touchpoints.operations import record


def minh_phat(today: datetime) -> None:
    """The second morning's case: three saves, two reviewers, an RFP sent yesterday evening."""
    account = account_named(MINH_PHAT)
    minh = next(p for p in account.people if p.name == "Lê Minh")
    reviewers = [p for p in account.people if "reviewer" in p.role_names]
    fleet = current_fleet(minh)
    for days in (6, 5, 4, 3, 2, 1):
        with acting(minh, today - timedelta(days=days, hours=1)):
            record("calculation_viewed", subject=f"calculation/{fleet.code}")
            session.commit()
    for days in (6, 4, 2):
        with acting(minh, today - timedelta(days=days)):
            session.refresh(fleet)
            calculators.change(fleet, fleet.version, [_checked(days)], "base")
            calculators.save(fleet, fleet.version)
    for days, reviewer in zip((5, 3), reviewers, strict=False):
        with acting(minh, today - timedelta(days=days)):
            record("reviewer_invited", subject=f"person/{reviewer.id}")
            session.commit()
    phuc = next(each for each in reviewers if each.name == "Võ Hữu Phúc")
    with acting(phuc, today - timedelta(days=1, hours=15)):
        suggest(fleet, "new_downtime", Decimal(62), "Sổ sự cố 2025")
    with acting(minh, today - timedelta(days=1, hours=12)):
        session.refresh(fleet)
        calculators.print_(fleet, fleet.version)
    submit(minh, Random(7), _not_yet_due(account, today), shared={"option", "term", "sites"})


def _checked(days: int) -> Typed:
    """She doubts the downtime of the new machines, and in the end takes the supplier's figure."""
    value, source = {6: (65, "Sổ vận hành 2025"), 4: (62, "Quản đốc"), 2: (60, "")}[days]
    return Typed("new_downtime", Decimal(value), source)


def current_fleet(minh: Person) -> Any:
    """Her cost case, started two weeks ago."""
    with acting(minh, clock.now() - timedelta(days=14)):
        segment = minh.account.segment if minh.account else ""
        profile = current_pack().segments[segment]
        case = calculators.start(profile.calculator or "", segment=segment)
        session.commit()
        return case


def laundry(today: datetime) -> None:
    tam = next(iter(account_named("Tiệm giặt Cô Tám").people))
    bills = (1520, 1610, 1680, 1740, 1820, 1900, 2010, 2240, 2120, 1980, 1860, 1720)
    with acting(tam, today - timedelta(days=2)):
        made = comparison(bills)
        comparisons.hold(made, plan="quarterly_prepay", phone="+84903118246", wants_call=False)


def binh_an(today: datetime) -> None:
    """Lan's three contracts to weigh against each other; on the last a rep helped by phone."""
    account = account_named(BINH_AN)
    lan, pack = buyer_of(account), account.pack
    son = session.scalars(select(Person).filter_by(pack=pack, name="Đặng Hải Sơn")).one()
    offers = {offer.id: offer for offer in current_pack_of(lan).offers_for("industrial")}
    named = (
        ("guarded_index", "Hai nhà máy, trần và sàn", "security", "sec_deposit_2"),
        ("steady_price", "Giá cố định để dự toán", "reporting", "report_weekly"),
        ("guarded_index", "Nhà máy Long Thành", "support", "support_office"),
    )
    for days, (offer, name, group, option) in zip((5, 4, 1), named, strict=True):
        with acting(lan, today - timedelta(days=days)):
            made = configure.create("contract", account.segment, offers[offer])
            configure.change(made, {group: option}, made.version)
            drafts.rename(made, name, made.version)
    with acting(son, today - timedelta(hours=3)):
        session.refresh(made)
        configure.change(made, {"payment": "pay_30"}, made.version)


def _not_yet_due(account: Account, today: datetime) -> datetime:
    """21:14 of the day before, in Vietnam; half an hour ago where that call would be due already."""
    evening = (today - timedelta(days=1)).replace(hour=14, minute=14, second=0, microsecond=0)
    with serving(account.pack):
        minutes = current_pack().segments[account.segment].service_promise.respond_working_minutes
        due = timekeeper().after(evening, minutes)
    return evening if due > today + timedelta(minutes=30) else today - timedelta(minutes=30)
