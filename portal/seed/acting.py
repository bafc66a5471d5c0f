"""Acting as somebody at a moment: how the demo's people do what they do."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from flask import current_app
from flask_babel import force_locale
from flask_security import login_user

from portal import clock
from portal.models import Person
from portal.packs import serving


@contextmanager
def acting(person: Person, moment: datetime) -> Iterator[None]:
    """Inside the block the person is signed in, at that moment, in their language."""
    pack = person.account.pack if person.account else person.pack
    with (
        clock.at(moment),
        serving(pack),
        current_app.test_request_context(),
        force_locale(person.language),
    ):
        login_user(person)
        yield
