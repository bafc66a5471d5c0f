"""What to offer and what to do next, each with its reason."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from portal.handover.case import Case
from portal.handover.queries import CALLED
from portal.i18n import _, day, money, ngettext, words
from portal.models import Configuration, Handover
from portal.packs.formats import Offer, SegmentProfile
from portal.packs.pack import Pack
from portal.scoring.queries import facts_of
from portal.touchpoints.queries import went_out
from portal.workspace.desk import near
from portal.workspace.shared import answers, in_short
from pricing import Money

BEFORE_EMAIL = ("phone", "post")
FOLLOW_UP = timedelta(days=3)


@dataclass(frozen=True)
class Advice:
    """A sentence, the part of it that decides, and why."""

    sentence: str
    mark: str
    because: str

    @property
    def parts(self) -> tuple[str, str, str]:
        """What stands before the mark, the mark, and what stands after it."""
        before, mark, after = self.sentence.partition(self.mark) if self.mark else ("", "", "")
        return (before, mark, after) if mark else (self.sentence, "", "")


def recommendation(case: Case, pack: Pack) -> Advice:
    """What to offer, from what the buyer shared, configured or compared."""
    if case.rfp is not None:
        return _from_rfp(case)
    if case.configuration is not None:
        return _from_configuration(case.configuration, pack)
    offer = _standard(pack, case.account.segment)
    name = words(offer.name) if offer else ""
    if case.calculation is not None:
        what = _("their cost case")
        return Advice(
            _("Go through %(what)s together.", what=what),
            what,
            _("They calculated on their own figures, which stay theirs until shared."),
        )
    return Advice(
        _("Offer %(what)s.", what=name) if name else _("Ask what they need."),
        name,
        _("They compared prices; this is the standard offer for their segment.") if name else "",
    )


def _from_rfp(case: Case) -> Advice:
    assert case.rfp is not None
    found = answers(case.rfp)
    given = [answer for answer in found if answer.value is not None]
    mark = in_short(found)
    because = _(
        "%(number)s, version %(version)s, submitted on %(day)s; %(shared)s of %(all)s answers are "
        "shared with you.",
        number=case.rfp.rfp.number,
        version=case.rfp.number,
        day=day(case.rfp.issued_at),
        shared=len(given),
        all=len(found),
    )
    if not mark:
        return Advice(
            _("Answer RFP %(number)s.", number=case.rfp.rfp.number), case.rfp.rfp.number, because
        )
    return Advice(_("Offer %(what)s.", what=mark), mark, because)


def _from_configuration(configuration: Configuration, pack: Pack) -> Advice:
    offer = nearest(pack, configuration)
    name = configuration.name or (words(offer.name) if offer else _("what they configured"))
    price = ""
    if configuration.net_minor is not None and configuration.currency:
        price = money(Money.from_minor(configuration.net_minor, configuration.currency))
    changed = _changes(pack, offer, configuration) if offer else 0
    because = (
        _distance(words(offer.name), changed) if offer else _("They configured it themselves.")
    )
    if price:
        return Advice(_("Offer %(what)s at %(price)s.", what=name, price=price), price, because)
    return Advice(_("Offer %(what)s.", what=name), name, because)


def _distance(offer: str, changed: int) -> str:
    if not changed:
        return _("It is the standard offer “%(offer)s” as it stands.", offer=offer)
    return ngettext(
        "It is one choice away from the standard offer “%(offer)s”.",
        "It is %(num)s choices away from the standard offer “%(offer)s”.",
        changed,
        offer=offer,
    )


def nearest(pack: Pack, configuration: Configuration) -> Offer | None:
    """The standard offer of the segment that shares most choices with the configuration."""
    offers = [
        o for o in pack.offers_for(configuration.segment) if o.product == configuration.product
    ]
    return min(offers, key=lambda o: (_changes(pack, o, configuration), o.id), default=None)


def _changes(pack: Pack, offer: Offer, configuration: Configuration) -> int:
    theirs = {key: str(value).lower() for key, value in configuration.choices.items()}
    ours = {key: str(value).lower() for key, value in offer.choices.items()}
    return sum(theirs.get(key) != ours.get(key) for key in {*theirs, *ours})


def _standard(pack: Pack, segment: str) -> Offer | None:
    offers = pack.offers_for(segment)
    return next((offer for offer in offers if offer.recommended), offers[0] if offers else None)


def next_step(handover: Handover, segment: SegmentProfile, now: datetime) -> Advice:
    """What to do now, and why that first."""
    contact = handover.contact.name
    calls = [event for event in handover.events if event.state == CALLED]
    if handover.closed_at is not None:
        return Advice(_("Nothing: this hand-over is closed."), "", "")
    if not calls:
        return _first_touch(handover, segment, contact, now)
    last = max(calls, key=lambda event: event.at)
    if last.reason in ("no_answer", "wrong_number"):
        return Advice(
            _("Try %(contact)s again, at another time of the day.", contact=contact),
            "",
            _("Your call at %(time)s was not answered.", time=near(last.at, now)),
        )
    if handover.state == "offered":
        return Advice(
            _("Decide: accept, or return with a reason."),
            "",
            _("You talked at %(time)s; marketing waits for your answer.", time=near(last.at, now)),
        )
    if now - last.at > FOLLOW_UP:
        return Advice(
            _("Call %(contact)s again.", contact=contact),
            "",
            _("The last talk was on %(day)s.", day=day(last.at)),
        )
    return Advice(
        _("Send what you agreed on."), "", _("You talked at %(time)s.", time=near(last.at, now))
    )


def _first_touch(
    handover: Handover, segment: SegmentProfile, contact: str, now: datetime
) -> Advice:
    late = handover.due_at <= now
    time = near(handover.due_at, now)
    if segment.first_channel == "post":
        step = _("Send %(contact)s a letter.", contact=contact)
    elif late:
        step = _("Call %(contact)s now.", contact=contact)
    else:
        step = _("Call %(contact)s by %(time)s.", contact=contact, time=time)
    promise = (
        _("We promised a call by %(time)s, and it is past.", time=time)
        if late
        else _(
            "We promised it within %(minutes)s working minutes.",
            minutes=segment.service_promise.respond_working_minutes,
        )
    )
    first = {
        "phone": _("This segment wants the phone first."),
        "post": _("This segment wants a letter first."),
    }.get(segment.first_channel, "")
    return Advice(step, "", f"{promise} {first}".strip())


def email_waits(handover: Handover, segment: SegmentProfile) -> bool:
    """Whether a call or a letter has to come before the first e-mail."""
    if segment.first_channel not in BEFORE_EMAIL:
        return False
    return not went_out(handover.account_id, BEFORE_EMAIL)


def questions(case: Case, pack: Pack) -> list[str]:
    """Up to three things worth asking: facts the score would like to know, fields kept private."""
    policy, facts = pack.scoring.get(case.account.segment), facts_of(case.account)
    unknown = [
        words(row.name)
        for row in (policy.fit if policy else ())
        if row.points > 0 and facts.get(row.fact) in (None, "")
    ]
    kept = [a.label for a in answers(case.rfp) if a.value is None] if case.rfp else []
    return [_("%(fact)s: is it so?", fact=fact) for fact in unknown[:2]] + [
        _("%(field)s: may you know it?", field=field) for field in kept[: 3 - len(unknown[:2])]
    ]
