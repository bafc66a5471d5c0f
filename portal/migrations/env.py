"""Alembic's entry: runs inside the app, on the app's engine."""

from alembic import context
from sqlalchemy import Connection, Engine

import portal.models  # noqa: F401  the tables register themselves
from portal.db import Base

engine: Engine = context.config.attributes["engine"]

IS_SQLITE = engine.dialect.name == "sqlite"


def _mind_references(connection: Connection, *, mind: bool) -> None:
    """SQLite alters a table by making it anew: what refers to it must not mind meanwhile.

    The pragma does nothing within a transaction, so it is said to the driver before one begins.
    """
    if IS_SQLITE:
        driver = connection.connection.driver_connection
        assert driver is not None
        driver.execute(f"PRAGMA foreign_keys={'ON' if mind else 'OFF'}")


with engine.connect() as connection:
    _mind_references(connection, mind=False)
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=IS_SQLITE,
        compare_type=True,
    )
    try:
        with context.begin_transaction():
            context.run_migrations()
            lost = connection.exec_driver_sql("PRAGMA foreign_key_check").all() if IS_SQLITE else []
            if lost:
                raise RuntimeError(f"rows that refer to nothing: {lost[:5]}")
    finally:
        _mind_references(connection, mind=True)
