"""The seeded firms and whoever buys for them."""

from sqlalchemy import select

from portal.db import session
from portal.models import Account, Person


def accounts_of(segment: str) -> list[Account]:
    return list(session.scalars(select(Account).filter_by(segment=segment).order_by(Account.name)))


def account_named(name: str) -> Account:
    return session.scalars(select(Account).filter_by(name=name)).one()


def buyer_of(account: Account) -> Person:
    """The first contact who may be called; the demo's buyers who go far have agreed to it."""
    buyer = next(p for p in account.people if "buyer" in p.role_names)
    buyer.consent_contact_at = buyer.consent_contact_at or account.created_at
    return buyer
