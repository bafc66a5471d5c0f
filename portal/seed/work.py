"""Live work: drafts, saved cases, submissions and hand-overs in every state.

Nothing here writes rows of its own: each act is the portal's own operation, carried out as the
person, at the moment it happened, so that touchpoints, scores and hand-overs follow by themselves.
"""

from datetime import datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from sqlalchemy import select

from configurator.rfp import RfpField
from portal import clock
from portal.calculators import operations as calculators
from portal.calculators.forms import Typed
from portal.calculators.suggestions import suggest
from portal.compare import operations as comparisons
from portal.compare.forms import Usage, last_months
from portal.configure import drafts
from portal.configure import operations as configure
from portal.db import session
from portal.handover import operations as handovers
from portal.handover.queries import open_handover, timekeeper
from portal.models import Account, Handover, Person, Rfp
from portal.packs import current_pack, serving
from portal.rfps import operations as rfps
from portal.rfps.drafts import Draft
from portal.seed.acting import acting
from portal.seed.cast import BINH_AN, MINH_PHAT
from portal.seed.meters import seed_meters
from portal.touchpoints.logging import log_touch
from portal.touchpoints.operations import record

SENTENCES = (
    "Cần chạy liên tục ba ca, dừng máy tối đa bốn giờ mỗi tháng.",
    "Ưu tiên chi phí bảo trì thấp và có người đến trong ngày.",
    "Nghiệm thu tại nhà máy, có mặt kỹ sư của hai bên.",
    "Ngân sách năm sau chốt trong tháng 1.",
)
# What the shared fields of an RFP say, where they mean the same in every template.
KNOWN = {"sites": "4", "term": "5"}
# What becomes of a hand-over, in turn; None leaves it waiting in the queue.
ENDS = (
    "accepted",
    "recycled",
    "returned",
    "won",
    None,
    "lost",
    "working",
    "recycled",
    "expired",
    None,
)

METERED = 8
"""Firms with emission targets whose meters are known: enough for peers."""

# Between how many days and how many days ago it was offered.
AGO = {None: (0.005, 0.03), "accepted": (2, 4), "working": (5, 15), "expired": (6, 9)}


def seed_work(random: Random, today: datetime) -> None:
    """Nothing: the desks of both suppliers are as on any morning."""
    _minh_phat(today)
    _laundry(today)
    for account in _accounts("shop"):
        _compare(account, random, today)
    for account, end, start in _serious_accounts(random, today):
        _serious(account, end, random, start)
    for segment in ("enterprise", "industrial", "workshop"):
        for account in _accounts(segment)[6:8]:
            _draft(_buyer(account), random, today - timedelta(days=random.uniform(2, 20)))
    _binh_an(today)
    for place, account in enumerate(_accounts("emissions")[:METERED]):
        seed_meters(_buyer(account), place, today)
    _catch_up(random, today)


# --- the cast ------------------------------------------------------------------------------------


def _minh_phat(today: datetime) -> None:
    """The second morning's case: three saves, two reviewers, an RFP sent yesterday evening."""
    account = _account(MINH_PHAT)
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
    _submit(minh, Random(7), _not_yet_due(account, today), shared={"option", "term", "sites"})


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


def _laundry(today: datetime) -> None:
    tam = next(iter(_account("Tiệm giặt Cô Tám").people))
    bills = (1520, 1610, 1680, 1740, 1820, 1900, 2010, 2240, 2120, 1980, 1860, 1720)
    with acting(tam, today - timedelta(days=2)):
        made = _comparison(bills)
        comparisons.hold(made, plan="quarterly_prepay", phone="+84903118246", wants_call=False)


def _binh_an(today: datetime) -> None:
    """Lan's three contracts to weigh against each other; on the last a rep helped by phone."""
    account = _account(BINH_AN)
    lan, pack = _buyer(account), account.pack
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


# --- everybody else ------------------------------------------------------------------------------


def _compare(account: Account, random: Random, today: datetime) -> None:
    """Some shops compare prices, fewer hold one."""
    if random.random() < 0.4 or account.name == "Tiệm giặt Cô Tám":
        return
    owner = _buyer(account)
    level = random.uniform(500, 6000)
    with acting(owner, today - timedelta(days=random.uniform(1, 60))):
        made = _comparison([round(level * random.uniform(0.8, 1.2)) for _month in range(12)])
        if random.random() < 0.5:
            plan = random.choice(("quarterly_prepay", "night_saver"))
            comparisons.hold(made, plan=plan, phone=owner.phone, wants_call=random.random() < 0.3)


def _comparison(bills: Any) -> Any:
    usage = Usage(
        tuple((m, Decimal(kwh)) for m, kwh in zip(last_months(), bills, strict=True)), "typed"
    )
    return comparisons.compare(
        usage,
        segment="shop",
        province="TP. Hồ Chí Minh",
        peak=Decimal("0.30"),
        off_peak=Decimal("0.15"),
        current="standard",
    )


def _serious_accounts(
    random: Random, today: datetime
) -> list[tuple[Account, str | None, datetime]]:
    """Who goes all the way, what becomes of it, and when it is offered: oldest first."""
    accounts = [
        account
        for segment in ("enterprise", "workshop", "public", "industrial", "emissions")
        for account in _accounts(segment)[:3]
        if account.name != MINH_PHAT
    ]
    plan = []
    for number, account in enumerate(accounts):
        end = ENDS[number % len(ENDS)]
        days = random.uniform(*AGO.get(end, (20, 70)))
        plan.append((account, end, today - timedelta(days=days)))
    return sorted(plan, key=lambda row: row[2])


def _serious(account: Account, end: str | None, random: Random, start: datetime) -> None:
    """A prospect who goes all the way to a hand-over, and what became of it."""
    buyer = _buyer(account)
    _configure(buyer, random, start - timedelta(days=9))
    _calculate(buyer, random, start - timedelta(days=6))
    for days in (4, 3):
        with acting(buyer, start - timedelta(days=days)):
            record("reviewer_invited", subject=f"account/{account.id}")
            session.commit()
    _submit(buyer, random, start)
    handover = open_handover(account.id)
    if handover is not None and end is not None:
        _finish(handover, end, random, start)


def _finish(handover: Handover, end: str, random: Random, start: datetime) -> None:
    rep, soon = handover.owner, start + timedelta(minutes=40)
    if end == "expired":
        with clock.at(handover.due_at + timedelta(hours=3)):
            handovers.expire_overdue()
        passed_on = open_handover(handover.account_id)
        if passed_on is not None:
            _accept(passed_on, random, handover.due_at + timedelta(hours=4))
        return
    with acting(rep, soon):
        if end != "accepted":
            log_touch(
                handover.account, rep.id, "call", outcome="reached", person_id=handover.contact_id
            )
        if end == "returned":
            reason = random.choice(handovers.RETURN_REASONS)
            handovers.give_back(handover, rep, reason, random.choice(SENTENCES))
            return
        session.refresh(handover)
        handovers.accept(handover, rep, random.choice(handovers.ACCEPT_REASONS))
    if end in ("won", "lost", "recycled"):
        reasons = {
            "won": handovers.WIN_REASONS,
            "lost": handovers.LOSS_REASONS,
            "recycled": handovers.RECYCLE_REASONS,
        }[end]
        with acting(rep, start + timedelta(days=random.uniform(5, 14))):
            session.refresh(handover)
            handovers.conclude(handover, end, rep, random.choice(reasons), random.choice(SENTENCES))
    elif end == "working":
        with acting(rep, start + timedelta(days=2)):
            log_touch(handover.account, rep.id, "visit", person_id=handover.contact_id)


def _accept(handover: Handover, random: Random, moment: datetime) -> None:
    rep = handover.owner
    with acting(rep, moment):
        log_touch(
            handover.account, rep.id, "call", outcome="reached", person_id=handover.contact_id
        )
        session.refresh(handover)
        handovers.accept(handover, rep, random.choice(handovers.ACCEPT_REASONS))


def _catch_up(random: Random, today: datetime) -> None:
    """Nothing: whoever was offered along the way was called in time."""
    late = select(Handover).where(Handover.state == "offered", Handover.due_at < today)
    for handover in session.scalars(late).all():
        _accept(handover, random, handover.offered_at + timedelta(minutes=35))


def _draft(buyer: Person, random: Random, moment: datetime) -> None:
    """An RFP somebody began and left."""
    _configure(buyer, random, moment - timedelta(days=1))
    with acting(buyer, moment):
        rfp = rfps.start(_profile(buyer))
        session.commit()
        _fill(rfp, random, sections=1)


def _configure(buyer: Person, random: Random, moment: datetime) -> None:
    profile = _profile(buyer)
    offers = [o for o in current_pack_of(buyer).offers_for(profile.id) if o.product]
    if not offers:
        return
    with acting(buyer, moment):
        offer = random.choice(offers)
        made = configure.create(offer.product or "", profile.id, offer)
        session.commit()
        configure.complete(made, "recommended", made.version)


def _calculate(buyer: Person, random: Random, moment: datetime) -> None:
    profile = _profile(buyer)
    if not profile.calculator:
        return
    with acting(buyer, moment):
        case = calculators.start(profile.calculator, segment=profile.id)
        session.commit()
        calculators.save(case, case.version)
    for days in (1, 2):
        with acting(buyer, moment + timedelta(days=days)):
            record("calculation_saved", subject=f"calculation/{case.code}")
            session.commit()
    with acting(buyer, moment + timedelta(days=2, hours=1)):
        record("document_downloaded", subject=f"calculation/{case.code}", data={"kind": "tco"})
        session.commit()


def _submit(
    buyer: Person, random: Random, moment: datetime, shared: set[str] | None = None
) -> None:
    with acting(buyer, moment - timedelta(minutes=30)):
        rfp = rfps.start(_profile(buyer))
        session.commit()
        _fill(rfp, random, shared=shared)
    with acting(buyer, moment):
        session.refresh(rfp)
        rfps.submit(Draft(rfp), rfp.version, phone=buyer.phone, consent=True)


def _fill(
    rfp: Rfp, random: Random, sections: int | None = None, shared: set[str] | None = None
) -> None:
    """Answers for the first `sections` sections of the draft, all when left out."""
    for section in Draft(rfp).template.sections[:sections]:
        session.refresh(rfp)
        draft = Draft(rfp)
        answers = {
            field.id: _answer(field, random)
            for field in section.fields
            if field.kind not in ("configuration", "calculation")
        }
        privacy = {
            field.id: field.id in shared if shared is not None else field.shared_by_default
            for field in section.fields
            if field.shareable
        }
        rfps.save_section(
            draft, section, rfp.version, answers=answers, privacy=privacy, title=rfp.title
        )


def _answer(field: RfpField, random: Random) -> Any:
    if field.id in KNOWN:
        return KNOWN[field.id]
    if field.kind == "number":
        low = field.min if field.min is not None else Decimal(1)
        high = field.max if field.max is not None else low * 20 + 20
        return str((low + (high - low) / 10).quantize(Decimal(1)))
    if field.kind == "choice":
        codes = [option.code for option in field.options]
        if field.several:
            return sorted(random.sample(codes, min(2, len(codes))))
        return next((code for code in codes if "lease" in code), random.choice(codes))
    return random.choice(SENTENCES)


def _profile(buyer: Person) -> Any:
    account = buyer.account
    assert account
    return current_pack_of(buyer).segments[account.segment]


def current_pack_of(buyer: Person) -> Any:
    """The pack of the supplier the buyer buys at."""
    account = buyer.account
    assert account
    with serving(account.pack):
        return current_pack()


def _accounts(segment: str) -> list[Account]:
    return list(session.scalars(select(Account).filter_by(segment=segment).order_by(Account.name)))


def _account(name: str) -> Account:
    return session.scalars(select(Account).filter_by(name=name)).one()


def _buyer(account: Account) -> Person:
    """The first contact who may be called; the demo's buyers who go far have agreed to it."""
    buyer = next(p for p in account.people if "buyer" in p.role_names)
    buyer.consent_contact_at = buyer.consent_contact_at or account.created_at
    return buyer


def _not_yet_due(account: Account, today: datetime) -> datetime:
    """21:14 of the day before, in Vietnam; half an hour ago where that call would be due already."""
    evening = (today - timedelta(days=1)).replace(hour=14, minute=14, second=0, microsecond=0)
    with serving(account.pack):
        minutes = current_pack().segments[account.segment].service_promise.respond_working_minutes
        due = timekeeper().after(evening, minutes)
    return evening if due > today + timedelta(minutes=30) else today - timedelta(minutes=30)
