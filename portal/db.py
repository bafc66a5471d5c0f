"""The database: one session per request or job, the same code on SQLite and PostgreSQL."""

import uuid
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

from flask import Flask, current_app
from sqlalchemy import JSON, DateTime, Engine, MetaData, TypeDecorator, create_engine, event
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.engine import Connection
from sqlalchemy.orm import (
    DeclarativeBase,
    Mapped,
    Session,
    mapped_column,
    scoped_session,
    sessionmaker,
)
from werkzeug.local import LocalProxy

from portal.ids import new_id

# On SQLite a transaction that will write must say so at its start: an upgrade halfway fails
# with "database is locked" however long one is ready to wait. Pages that only read lower this.
begin_mode: ContextVar[str] = ContextVar("begin_mode", default="IMMEDIATE")


def only_reads() -> None:
    """Nothing: what this request begins from here on reads, and lets others write meanwhile."""
    begin_mode.set("DEFERRED")


NAMES = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

Json = JSON().with_variant(JSONB(), "postgresql")


class UtcDateTime(TypeDecorator[datetime]):
    """An aware moment in UTC, whichever database keeps it."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> datetime | None:
        """The value to store; a moment without a zone is refused."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a time zone cannot be stored")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Any) -> datetime | None:
        """The stored moment, aware, in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """Every row has a time-ordered key."""

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map = {
        datetime: UtcDateTime(),
        dict[str, Any]: Json,
        list[Any]: Json,
    }

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)


def make_engine(url: str) -> Engine:
    """An engine for `url`, with the pragmas that keep SQLite safe and quick under threads."""
    if not url.startswith("sqlite"):
        return create_engine(url, pool_pre_ping=True, pool_size=10)
    engine = create_engine(url, connect_args={"timeout": 15})
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # BEGIN is ours: see `_begin_sqlite`
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "busy_timeout=15000",
        "cache_size=-32000",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    connection.exec_driver_sql(f"BEGIN {begin_mode.get()}")


def init_app(app: Flask, url: str) -> None:
    """Give `app` its engine and its session, closed at the end of each request."""
    engine = make_engine(url)
    maker = sessionmaker(engine, expire_on_commit=False)
    app.extensions["engine"] = engine
    app.extensions["session"] = scoped_session(maker)
    app.teardown_appcontext(lambda _error: app.extensions["session"].remove())


def engine() -> Engine:
    """The engine of the current app."""
    found: Engine = current_app.extensions["engine"]
    return found


session: scoped_session[Session] = LocalProxy(lambda: current_app.extensions["session"])  # type: ignore[assignment]
