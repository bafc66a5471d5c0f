"""Telling people that a price they hold or watch is another one now."""

from datetime import datetime, time

from flask import current_app
from flask_babel import force_locale
from sqlalchemy import select

from portal import clock, outbox
from portal.compare import plan_words, queries
from portal.db import session
from portal.i18n import _, day, language, money
from portal.ids import new_id, new_token
from portal.links import outward
from portal.models import Comparison, PackVersion, PriceHold, PriceWatch
from portal.owner import grant
from portal.packs import PACKS, NoPackPublished, current_pack, serving
from portal.touchpoints.operations import record
from pricing import Money


def consent_text() -> str:
    """The words agreed to; kept with every watch."""
    return _(
        "I agree that %(supplier)s keeps this number to tell me when this price changes. "
        "I can end this at any time on the page behind the link.",
        supplier=current_pack().profile.supplier.name,
    )


def watch(comparison: Comparison, *, plan: str, phone: str) -> PriceWatch:
    """The watch on a plan's price; asked twice, the same number watches it once."""
    session.refresh(comparison, with_for_update=True)
    same = select(PriceWatch).filter_by(
        comparison_id=comparison.id, plan=plan, phone=phone, ended_at=None
    )
    if known := session.scalars(same).first():
        return known
    now, yearly = clock.now(), queries.compared(comparison).plans.row(plan).yearly
    made = PriceWatch(
        id=new_id(),
        token=new_token(),
        comparison_id=comparison.id,
        plan=plan,
        told_minor=yearly.to_minor(),
        currency=yearly.currency,
        phone=phone,
        consent_text=consent_text(),
        language=language(),
        created_at=now,
        looked_at=now,
    )
    session.add(made)
    record("price_watched", subject=f"comparison/{comparison.code}", data={"plan": plan},
           consent=True)  # fmt: skip
    session.commit()
    return made


def end(found: PriceWatch) -> None:
    """Nothing: nobody is told any more, and the number is forgotten."""
    if found.ended_at is None:
        found.ended_at, found.phone = clock.now(), ""
        record("price_watch_ended", subject=f"price_watch/{found.id}")
        session.commit()


def watch_by_token(token: str) -> PriceWatch | None:
    """The watch behind a private link."""
    return session.scalars(select(PriceWatch).filter_by(token=token)).one_or_none()


def comparison_of(found: PriceWatch) -> Comparison:
    """The comparison in which a price is watched; this browser may open it."""
    comparison = session.get_one(Comparison, found.comparison_id)
    grant(comparison)
    return comparison


def tell_changes() -> int:
    """How many people were told of another price, each in a transaction of its own.

    Prices change with an edition or at midnight, by their dates: each watch, and each price held,
    is looked at once after either.
    """
    told = 0
    for pack in PACKS:
        with serving(pack):
            try:
                since = _last_turn()
            except NoPackPublished:
                continue
            told += sum(_look(session.get_one(PriceWatch, key)) for key in _due(since))
            told += sum(_look_at_hold(session.get_one(PriceHold, key)) for key in _held(since))
    return told


def _last_turn() -> datetime:
    """When prices may have changed last: this edition's start, or midnight at the supplier."""
    pack, zone = current_pack(), current_pack().profile.zone
    today = clock.in_zone(clock.now(), zone)
    midnight = datetime.combine(today.date(), time(), today.tzinfo)
    return max(midnight, session.get_one(PackVersion, pack.version_id).effective_from)


def _held(since: datetime) -> list[object]:
    """The prices held that nobody has looked at since, of those who agreed to be told."""
    query = (
        select(PriceHold.id)
        .join(Comparison, Comparison.id == PriceHold.comparison_id)
        .where(PriceHold.withdrawn_at.is_(None), PriceHold.looked_at < since)
        .where(PriceHold.held_until > clock.now(), Comparison.pack == current_pack().id)
    )
    found: list[object] = list(session.scalars(query))
    session.rollback()
    return found


def _look_at_hold(held: PriceHold) -> bool:
    """Whether today's price is another one than that held, and a message says so, once each."""
    held.looked_at = clock.now()
    yearly = queries.yearly_today(session.get_one(Comparison, held.comparison_id), held.offer)
    key = f"price-hold/{held.number}/{yearly.to_minor() if yearly else ''}"
    changed = yearly is not None and yearly.to_minor() != held.yearly_minor
    told = yearly is not None and changed and not outbox.is_known(key)
    if yearly is not None and told:
        _tell_holder(held, yearly, key)
    session.commit()
    return told


def _tell_holder(held: PriceHold, yearly: Money, key: str) -> None:
    with current_app.test_request_context(), force_locale(held.language):
        values = {
            "plan": plan_words.name(current_pack().tariffs[held.offer]),
            "held": money(Money.from_minor(held.yearly_minor, held.currency)),
            "now": money(yearly),
            "until": day(held.held_until),
            "link": outward("compare.show_hold", token=held.token),
        }
    outbox.send_sms(
        to=held.phone, template="held_price_change", lang=held.language, key=key, values=values
    )


def _due(since: datetime) -> list[object]:
    query = (
        select(PriceWatch.id)
        .join(Comparison, Comparison.id == PriceWatch.comparison_id)
        .where(PriceWatch.ended_at.is_(None), PriceWatch.looked_at < since)
        .where(Comparison.pack == current_pack().id)
    )
    found: list[object] = list(session.scalars(query))
    session.rollback()
    return found


def _look(found: PriceWatch) -> bool:
    """Whether the price is another one and a message says so."""
    found.looked_at = clock.now()
    yearly = queries.yearly_today(session.get_one(Comparison, found.comparison_id), found.plan)
    changed = yearly is not None and yearly.to_minor() != found.told_minor
    if yearly is not None and changed:
        _tell(found, yearly)
    session.commit()
    return changed


def _tell(found: PriceWatch, yearly: Money) -> None:
    before = Money.from_minor(found.told_minor, found.currency)
    found.told_minor, plan = yearly.to_minor(), current_pack().tariffs[found.plan]
    with current_app.test_request_context(), force_locale(found.language):
        values = {
            "plan": plan_words.name(plan),
            "before": money(before),
            "now": money(yearly),
            "link": outward("compare.show_watch", token=found.token),
        }
    outbox.send_sms(
        to=found.phone,
        template="price_change",
        lang=found.language,
        key=f"price-watch/{found.id}/{found.looked_at:%Y%m%d}/{found.told_minor}",
        values=values,
    )
