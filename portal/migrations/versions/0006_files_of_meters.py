"""files of meters"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql")


def upgrade() -> None:
    """Apply."""
    moment = sa.DateTime(timezone=True)
    owners = ("visitor", "person", "account", "pack_version")
    op.create_table(
        "meter_file",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("pack", sa.String(), nullable=False),
        *(
            sa.Column(f"{owner}_id", sa.Uuid(), nullable=owner != "pack_version")
            for owner in owners
        ),
        sa.Column("segment", sa.String(), nullable=False),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("progress", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary()),
        sa.Column("readings", sa.LargeBinary()),
        *(sa.Column(name, JSON, nullable=False) for name in ("report", "usage", "shape", "goal")),
        sa.Column("created_at", moment, nullable=False),
        sa.Column("read_at", moment),
        sa.Column("confirmed_at", moment),
        *(
            sa.ForeignKeyConstraint(
                [f"{owner}_id"], [f"{owner}.id"], name=op.f(f"fk_meter_file_{owner}_id_{owner}")
            )
            for owner in owners
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meter_file")),
    )
    for column in ("pack", "visitor_id", "person_id", "account_id"):
        op.create_index(op.f(f"ix_meter_file_{column}"), "meter_file", [column])


def downgrade() -> None:
    """Take back."""
    op.drop_table("meter_file")
