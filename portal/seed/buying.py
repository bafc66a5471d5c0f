"""What any buyer of the demo does: compare, configure, calculate, write an RFP and send it."""

from datetime import datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from configurator.rfp import RfpField
from portal.calculators import operations as calculators
from portal.compare import operations as comparisons
from portal.compare.forms import Usage, last_months
from portal.configure import operations as configure
from portal.db import session
from portal.models import Account, Person, Rfp
from portal.packs import current_pack, serving
from portal.rfps import operations as rfps
from portal.rfps.drafts import Draft
from portal.seed.acting import acting
from portal.seed.firms import buyer_of
from portal.seed.words import SENTENCES
from portal.touchpoints.operations import record

# What the shared fields of an RFP say, where they mean the same in every template.
KNOWN = {"sites": "4", "term": "5"}


def compare(account: Account, random: Random, today: datetime) -> None:
    """Some shops compare prices, fewer hold one."""
    if random.random() < 0.4 or account.name == "Tiệm giặt Cô Tám":
        return
    owner = buyer_of(account)
    level = random.uniform(500, 6000)
    with acting(owner, today - timedelta(days=random.uniform(1, 60))):
        made = comparison([round(level * random.uniform(0.8, 1.2)) for _month in range(12)])
        if random.random() < 0.5:
            plan = random.choice(("quarterly_prepay", "night_saver"))
            comparisons.hold(made, plan=plan, phone=owner.phone, wants_call=random.random() < 0.3)


def comparison(bills: Any) -> Any:
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


def draft(buyer: Person, random: Random, moment: datetime) -> None:
    """An RFP somebody began and left."""
    configure_offer(buyer, random, moment - timedelta(days=1))
    with acting(buyer, moment):
        rfp = rfps.start(_profile(buyer))
        session.commit()
        _fill(rfp, random, sections=1)


def configure_offer(buyer: Person, random: Random, moment: datetime) -> None:
    profile = _profile(buyer)
    offers = [o for o in current_pack_of(buyer).offers_for(profile.id) if o.product]
    if not offers:
        return
    with acting(buyer, moment):
        offer = random.choice(offers)
        made = configure.create(offer.product or "", profile.id, offer)
        session.commit()
        configure.complete(made, "recommended", made.version)


def calculate(buyer: Person, random: Random, moment: datetime) -> None:
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


def submit(buyer: Person, random: Random, moment: datetime, shared: set[str] | None = None) -> None:
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
