"""What changes on the base pages."""

from flask import session as cookie
from flask_security import current_user

from portal import clock
from portal.db import session
from portal.i18n import language, words
from portal.models import Account, SegmentAssignment, Visitor
from portal.owner import current_visitor, made_visitor
from portal.packs import current_pack
from portal.touchpoints.operations import record


def choose_language(lang: str) -> None:
    """Remember the language, for this browser and for the person."""
    cookie.permanent = True
    cookie["language"] = lang
    if current_user.is_authenticated:
        current_user.language = lang
    if visitor := current_visitor():
        visitor.language = lang
    session.commit()


def choose_supplier(pack_id: str) -> None:
    """Serve the other supplier in this browser; the demo alone allows it."""
    cookie.permanent = True
    cookie["pack"] = pack_id


def answer_questions(answers: dict[str, str]) -> str:
    """The segment that the answers lead to, remembered with the rule that decided."""
    found = current_pack().segmentation.assign(answers)
    visitor = _visitor()
    visitor.answers = answers
    _assign(visitor, found.segment, found.rule_id, words(found.reason))
    record("segment_chosen", subject=f"segment/{found.segment}", data={"answers": answers})
    session.commit()
    return found.segment


def choose_segment(segment: str) -> None:
    """Take the visitor's own word over the rule's."""
    visitor = _visitor()
    account = _account()
    before = account.segment if account else visitor.segment
    _assign(visitor, segment, "", "")
    kind = "segment_disputed" if before and before != segment else "segment_chosen"
    record(kind, subject=f"segment/{segment}", data={"before": before})
    session.commit()


def _visitor() -> Visitor:
    visitor = made_visitor()
    visitor.language = language()
    return visitor


def _account() -> Account | None:
    """The company of the buyer who reads, when it is known."""
    if not current_user.is_authenticated or current_user.is_staff:
        return None
    found: Account | None = current_user.account
    return found


def _assign(visitor: Visitor, segment: str, rule: str, reason: str) -> None:
    """Nothing: browser and, when it is known, company stand in `segment` from now on."""
    visitor.segment, visitor.segment_rule = segment, rule
    account = _account()
    if account:
        account.segment = segment
        account.facts = {**account.facts, **visitor.answers}
    session.add(
        SegmentAssignment(
            visitor_id=visitor.id,
            account_id=account.id if account else None,
            assigned_by=current_user.id if account else None,
            segment=segment,
            rule=rule,
            reason=reason,
            assigned_at=clock.now(),
        )
    )
