"""Making, finding and revoking the tokens of an account."""

import hashlib
from collections.abc import Iterable
from datetime import timedelta
from typing import Literal, get_args

from sqlalchemy import select

from portal import clock
from portal.db import session
from portal.ids import new_id, new_token
from portal.models import ApiToken, Person

Scope = Literal["prices", "comparisons", "readings", "codes"]
SCOPES: tuple[Scope, ...] = get_args(Scope)
PREFIX = "bw_"
ENDING = 4
MOST = 20
USE_NOTED_EVERY = timedelta(minutes=10)


class TooManyTokens(Exception):
    """The account has as many tokens as it may have."""


def make(person: Person, name: str, scopes: Iterable[Scope]) -> tuple[ApiToken, str]:
    """The token's row and its secret, which is told once and kept nowhere.

    Raises:
        TooManyTokens: one must be revoked first.
    """
    assert person.account_id is not None
    if len(standing(person)) >= MOST:
        raise TooManyTokens
    secret = PREFIX + new_token()
    row = ApiToken(
        id=new_id(),
        account_id=person.account_id,
        person_id=person.id,
        name=name,
        digest=_digest(secret),
        ending=secret[-ENDING:],
        scopes=[scope for scope in SCOPES if scope in set(scopes)],
        created_at=clock.now(),
    )
    session.add(row)
    session.commit()
    return row, secret


def standing(person: Person) -> list[ApiToken]:
    """The account's tokens that still work, newest first."""
    query = select(ApiToken).filter_by(account_id=person.account_id, revoked_at=None)
    return list(session.scalars(query.order_by(ApiToken.created_at.desc())))


def revoke(row: ApiToken) -> None:
    """Nothing: from now on the token opens nothing."""
    row.revoked_at = row.revoked_at or clock.now()
    session.commit()


def found(secret: str) -> ApiToken | None:
    """The token with this secret; None when there is none, or its person may not sign in."""
    query = select(ApiToken).filter_by(digest=_digest(secret), revoked_at=None)
    row = session.scalars(query).one_or_none()
    return row if row and row.person.active and row.person.account_id == row.account_id else None


def note_use(row: ApiToken) -> None:
    """Nothing: its owner sees when it was last used, to ten minutes."""
    now = clock.now()
    if row.last_used_at is None or now - row.last_used_at > USE_NOTED_EVERY:
        row.last_used_at = now
        session.commit()


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
