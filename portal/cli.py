"""Commands: migrate, pack, seed, people, worker, deliver, invite."""

from datetime import timedelta

import click
from alembic import command
from alembic.config import Config
from flask import Flask
from flask.cli import with_appcontext

from portal import db, worker
from portal.accounts.roles import make_roles
from portal.config import ROOT
from portal.seed import seed_demo, sign_ins


def init_app(app: Flask) -> None:
    """Register every command."""
    from portal.accounts.commands import invite
    from portal.packs.commands import pack_cli

    app.cli.add_command(migrate)
    app.cli.add_command(pack_cli)
    app.cli.add_command(seed)
    app.cli.add_command(show_people)
    app.cli.add_command(run_worker)
    app.cli.add_command(deliver)
    app.cli.add_command(invite)


def alembic_config() -> Config:
    """Alembic's settings, with the engine of the current app."""
    config = Config()
    config.set_main_option("script_location", str(ROOT / "portal" / "migrations"))
    config.attributes["engine"] = db.engine()
    return config


@click.command()
@with_appcontext
def migrate() -> None:
    """Bring the database to the newest form."""
    command.upgrade(alembic_config(), "head")
    make_roles()
    db.session.commit()
    click.echo("The database is up to date.")


@click.command()
@with_appcontext
def seed() -> None:
    """Fill an empty database with the demo; leaves any other as it is."""
    done = seed_demo()
    click.echo("The demo is seeded." if done else "There are people already: nothing seeded.")


@click.command("people")
@with_appcontext
def show_people() -> None:
    """Print the sign-ins of the demo."""
    for email, password, part in sign_ins():
        click.echo(f"{email:28} {password}   {part}")


@click.command("worker")
@click.option("--pause", default=1.0, help="Seconds between two looks at the outbox.")
@click.option("--lease", default=worker.LEASE.total_seconds(), help="Seconds a message is claimed.")
@with_appcontext
def run_worker(pause: float, lease: float) -> None:
    """Carry out what is due and keep the clocks, until SIGTERM."""
    worker.work(timedelta(seconds=pause), timedelta(seconds=lease))


@click.command()
@with_appcontext
def deliver() -> None:
    """Carry out everything that is due now, once."""
    done = worker.deliver()
    click.echo(f"Delivered {done.sent}; {done.failed} failed and will be tried again.")
