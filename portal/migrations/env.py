"""Alembic's entry: runs inside the app, on the app's engine."""

from alembic import context
from sqlalchemy import Engine

import portal.models  # noqa: F401  the tables register themselves
from portal.db import Base

engine: Engine = context.config.attributes["engine"]

with engine.connect() as connection:
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=engine.dialect.name == "sqlite",
        compare_type=True,
    )
    with context.begin_transaction():
        context.run_migrations()
