"""Private links: secrets in an address, each of a row at one supplier."""

from typing import Protocol, TypeVar

from flask import abort, current_app
from flask_security import current_user

from portal.packs import served_pack_id
from portal.pages.operations import choose_supplier


class _Supplied(Protocol):
    pack: str


Row = TypeVar("Row", bound=_Supplied)


def behind_link(row: Row | None) -> Row:
    """The row a private link leads to; 404 where there is none, or it is of another supplier.

    In the demo a browser that nobody signed in on is served that supplier from now on: whoever
    gets a link need not know that there are two.
    """
    if row is None:
        abort(404)
    if row.pack != served_pack_id():
        settings = current_app.extensions["settings"]
        if not settings.demo or current_user.is_authenticated:
            abort(404)
        choose_supplier(row.pack)
    return row
