"""A valid world in one call each."""

from typing import Any

from flask import Flask, g
from flask.testing import FlaskClient
from sqlalchemy import select

from portal import clock
from portal.db import session
from portal.i18n import fold
from portal.ids import new_id
from portal.models import Account, Person, Role


def make_account(**values: Any) -> Account:
    """A company that buys at the energy supplier, in segment `industrial`."""
    name = values.pop("name", "Công ty CP Minh Phát")
    account = Account(
        id=new_id(),
        name=name,
        name_folded=fold(name),
        created_at=clock.now(),
        **{"pack": "energy", "segment": "industrial", "facts": {}, **values},
    )
    session.add(account)
    session.commit()
    return account


def make_person(*roles: str, **values: Any) -> Person:
    """A person with these roles (buyer, when none is named), committed."""
    name = values.pop("name", "Nguyễn Thị Lan")
    person = Person(
        id=new_id(),
        name=name,
        name_folded=fold(name),
        given_name=name.split()[-1],
        created_at=clock.now(),
        roles=[role(r) for r in roles or ("buyer",)],
        **{
            "email": f"{new_id().hex[-8:]}@example.vn",
            "language": "en",
            "consent_contact_at": clock.now(),
            "phone": "+84912345678",
            **values,
        },
    )
    session.add(person)
    session.commit()
    return person


def role(name: str) -> Role:
    """The role row, made on first use."""
    found = session.scalars(select(Role).filter_by(name=name)).one_or_none()
    if found is None:
        found = Role(id=new_id(), name=name)
        session.add(found)
        session.flush()
    return found


class Browser(FlaskClient):
    """A test client whose requests know nothing of each other, as in life.

    Tests stand inside the app's context, and Flask lends it with its `g` to every request.
    """

    def open(self, *args: Any, **kwargs: Any) -> Any:
        """The answer to a request that starts with an empty `g`."""
        vars(g._get_current_object()).clear()
        return super().open(*args, **kwargs)


def client_of(app: Flask, person: Person | None = None, language: str = "en") -> FlaskClient:
    """A browser: signed in as `person`, or a stranger's."""
    app.test_client_class = Browser
    client = app.test_client()
    with client.session_transaction() as cookie:
        cookie["language"] = language
        if person is not None:
            cookie["_user_id"] = person.fs_uniquifier
            cookie["_fresh"] = True
    return client
