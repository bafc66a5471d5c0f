"""The roles that people have; every installation has all of them."""

from sqlalchemy import select

from portal.db import session
from portal.ids import new_id
from portal.models import Role
from portal.models.person import ROLES


def make_roles() -> dict[str, Role]:
    """Name → role, made where it was missing; the caller commits."""
    known = {role.name: role for role in session.scalars(select(Role))}
    for name in ROLES:
        if name not in known:
            known[name] = Role(id=new_id(), name=name)
            session.add(known[name])
    return known
