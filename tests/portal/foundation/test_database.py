"""Moments, transactions and migrations, on both databases."""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from sqlalchemy import inspect, select, text
from sqlalchemy.exc import StatementError

from portal import create_app
from portal.cli import alembic_config
from portal.config import Settings
from portal.db import Base, begin_mode, engine, session
from portal.ids import new_id
from portal.models import (
    Account,
    Calculation,
    CalculationVersion,
    Configuration,
    Counter,
    PackVersion,
)
from portal.numbers import next_number
from tests.portal.factories import make_account

THREADS, EACH = 8, 100


def test_a_moment_without_a_zone_is_refused(app: Flask) -> None:
    with pytest.raises(StatementError, match="time zone"):
        session.scalar(select(Account).where(Account.created_at < datetime(2026, 11, 22)))  # noqa: DTZ001
    session.rollback()


def test_a_moment_comes_back_aware_and_the_same(app: Flask) -> None:
    saigon = timezone(timedelta(hours=7))
    account = make_account()
    account.created_at = datetime(2026, 11, 22, 8, 47, 30, 123456, tzinfo=saigon)
    session.commit()
    session.expire_all()
    found = session.get_one(Account, account.id).created_at
    assert found == datetime(2026, 11, 22, 1, 47, 30, 123456, tzinfo=UTC)
    assert found.tzinfo is UTC


def test_no_number_is_lost_or_given_twice_when_eight_hundred_write_at_once(app: Flask) -> None:
    """Each reads, then writes: on SQLite a transaction that did not say so at once would fail."""
    given: list[str] = []
    failures: list[Exception] = []

    def write() -> None:
        with app.app_context():
            for _ in range(EACH):
                try:
                    session.scalar(select(Counter.value).limit(1))
                    given.append(next_number("HOLD"))
                    session.commit()
                except Exception as error:
                    failures.append(error)
                    session.rollback()
                session.remove()

    threads = [threading.Thread(target=write) for _ in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert len(set(given)) == THREADS * EACH
    assert max(given).endswith(f"-{THREADS * EACH:05d}")


def test_pages_only_read_and_forms_say_at_once_that_they_write(app: Flask) -> None:
    begun = []
    for method in ("GET", "HEAD", "POST", "DELETE"):
        with app.test_request_context("/health", method=method):
            app.preprocess_request()
            begun.append(begin_mode.get())
    begin_mode.set("IMMEDIATE")
    assert begun == ["DEFERRED", "DEFERRED", "IMMEDIATE", "IMMEDIATE"]


# --- migrations ----------------------------------------------------------------------------------


@pytest.fixture(params=["sqlite", "postgresql"])
def bare_app(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Flask]:
    url = f"sqlite:///{tmp_path / 'bare.db'}"
    if request.param == "postgresql":
        server = request.getfixturevalue("postgresql")
        url = server.url(server.new_database())
    environment = {"BIDWRIGHT_INSTANCE": str(tmp_path), "BIDWRIGHT_DATABASE_URL": url}
    app = create_app(Settings.from_environment(environment), RATELIMIT_ENABLED=False)
    with app.app_context():
        yield app
        session.remove()
        engine().dispose()


def differences() -> list[Any]:
    with engine().connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return compare_metadata(context, Base.metadata)


def test_migrating_makes_exactly_the_tables_of_the_models(bare_app: Flask) -> None:
    command.upgrade(alembic_config(), "head")
    assert differences() == []


def test_a_planted_column_would_be_seen(bare_app: Flask) -> None:
    command.upgrade(alembic_config(), "head")
    with engine().begin() as connection:
        connection.execute(text("ALTER TABLE counter ADD COLUMN planted INTEGER"))
    assert [change[0] for change in differences()] == ["remove_column"]


def test_migrations_go_down_to_nothing_and_up_again(bare_app: Flask) -> None:
    command.upgrade(alembic_config(), "head")
    command.downgrade(alembic_config(), "base")
    assert set(inspect(engine()).get_table_names()) <= {"alembic_version"}
    command.upgrade(alembic_config(), "head")
    assert differences() == []


def test_migrating_twice_changes_nothing_and_every_installation_has_its_roles(
    bare_app: Flask,
) -> None:
    for _ in range(2):
        done = bare_app.test_cli_runner().invoke(args=["migrate"], catch_exceptions=False)
        assert "up to date" in done.output
    names = session.scalars(text("SELECT name FROM role ORDER BY name")).all()
    assert names == ["admin", "buyer", "head", "marketer", "rep", "reviewer"]


def test_rows_that_hold_each_other_live_through_every_migration(bare_app: Flask) -> None:
    command.upgrade(alembic_config(), "head")
    now = datetime(2026, 11, 22, tzinfo=UTC)
    edition = PackVersion(
        id=new_id(), pack="energy", content_hash="x", published_at=now, effective_from=now, files={}
    )
    dated: dict[str, Any] = {"created_at": now, "updated_at": now}
    owned: dict[str, Any] = {"pack": "energy", "pack_version_id": edition.id, **dated}
    machine = Configuration(id=new_id(), code="AAAAAA", product="contract", **owned)
    case = Calculation(
        id=new_id(), code="BBBBBB", calculator="power", configuration_id=machine.id, **owned
    )
    saved = CalculationVersion(
        id=new_id(), calculation_id=case.id, pack_version_id=edition.id, number=1, scenario="base",
        assumptions={}, results={}, saved_at=now,
    )  # fmt: skip
    for row in (edition, machine, case, saved):
        session.add(row)
        session.flush()
    session.commit()
    session.remove()
    command.downgrade(alembic_config(), "0001")
    command.upgrade(alembic_config(), "head")
    assert session.get_one(CalculationVersion, saved.id).calculation.configuration_id == machine.id
