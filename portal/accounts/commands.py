"""`flask invite`: the first member of staff of an installation that is no demo."""

import click
from flask import current_app
from flask.cli import with_appcontext
from flask_security.passwordless import generate_login_token

from portal import clock
from portal.accounts.operations import person_by_email
from portal.accounts.roles import make_roles
from portal.db import session
from portal.i18n import LANGUAGES, fold
from portal.ids import new_id
from portal.links import outward
from portal.models import Person
from portal.models.person import STAFF_ROLES
from portal.packs import PACKS


@click.command()
@click.argument("email")
@click.argument("name")
@click.option("--role", type=click.Choice(STAFF_ROLES), default="admin", show_default=True)
@click.option(
    "--pack", type=click.Choice(PACKS), help="The supplier they work for; all, if left out."
)
@click.option("--language", type=click.Choice(list(LANGUAGES)), default="vi", show_default=True)
@with_appcontext
def invite(email: str, name: str, role: str, pack: str | None, language: str) -> None:
    """Make a member of staff and print the one-time link that signs them in."""
    address = email.strip().lower()
    if "@" not in address:
        raise click.UsageError(f"{email!r} is no e-mail address, such as ten@congty.vn.")
    person = person_by_email(address)
    if person is None:
        person = Person(
            id=new_id(),
            name=name,
            name_folded=fold(name),
            given_name=name.split()[-1],
            email=address,
            language=language,
            pack=pack or "",
            created_at=clock.now(),
            roles=[make_roles()[role]],
        )
        session.add(person)
        session.commit()
    elif not person.is_staff:
        raise click.UsageError(f"{address} is a buyer's address.")
    with current_app.test_request_context():
        click.echo(outward("accounts.enter", token=generate_login_token(person)))
    click.echo("The link works once, for 30 minutes; run the command again for a new one.")
