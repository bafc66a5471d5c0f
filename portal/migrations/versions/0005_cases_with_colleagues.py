"""cases with colleagues"""

import sqlalchemy as sa
from alembic import op
import portal.db

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table("calculation") as batch:
        batch.add_column(sa.Column("link", sa.String()))
        batch.create_unique_constraint("uq_calculation_link", ["link"])
    _table(
        "assumption_change",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("before", portal.db.Json),
        sa.Column("after", portal.db.Json),
        _to("made_by", "person", nullable=True),
        _moment("made_at"),
        sa.Column("undone", sa.Boolean(), nullable=False),
    )
    _table(
        "suggestion",
        sa.Column("assumption", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        _to("made_by", "person"),
        _moment("made_at"),
        sa.Column("state", sa.String(), nullable=False),
        _to("answered_by", "person", nullable=True),
        _moment("answered_at", nullable=True),
    )
    op.create_index("ix_suggestion_state", "suggestion", ["state"])
    _table(
        "case_right",
        _to("person_id", "person"),
        sa.Column("right", sa.String(), nullable=False),
        _to("given_by", "person"),
        _moment("given_at"),
        sa.UniqueConstraint("calculation_id", "person_id", name="uq_case_right_calculation_id_person_id"),
    )
    op.create_index("ix_case_right_person_id", "case_right", ["person_id"])


def downgrade() -> None:
    """Take back."""
    for name in ("case_right", "suggestion", "assumption_change"):
        op.drop_table(name)
    with op.batch_alter_table("calculation") as batch:
        batch.drop_constraint("uq_calculation_link", type_="unique")
        batch.drop_column("link")


def _table(name: str, *more: sa.Column | sa.UniqueConstraint) -> None:
    op.create_table(
        name,
        sa.Column("calculation_id", sa.Uuid(), nullable=False),
        *more,
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=f"pk_{name}"),
        sa.ForeignKeyConstraint(["calculation_id"], ["calculation.id"], name=f"fk_{name}_calculation_id_calculation"),
        *[
            sa.ForeignKeyConstraint([each.name], ["person.id"], name=f"fk_{name}_{each.name}_person")
            for each in more
            if isinstance(each, sa.Column) and each.info.get("to") == "person"
        ],
    )
    op.create_index(f"ix_{name}_calculation_id", name, ["calculation_id"])


def _to(name: str, table: str, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.Uuid(), nullable=nullable, info={"to": table})


def _moment(name: str, nullable: bool = False) -> sa.Column:
    return sa.Column(name, portal.db.UtcDateTime(timezone=True), nullable=nullable)
