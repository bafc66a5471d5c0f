"""accepted plans"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

TEXTS = (
    "plan", "currency", "name", "company", "phone", "email", "terms_text", "language",
)  # fmt: skip


def upgrade() -> None:
    """Apply."""
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "acceptance",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("token", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("comparison_id", sa.Uuid(), nullable=False),
        sa.Column("standing_key", sa.String()),
        sa.Column("price_hold_id", sa.Uuid()),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in TEXTS),
        sa.Column("yearly_minor", sa.BigInteger(), nullable=False),
        sa.Column("accepted_at", moment, nullable=False),
        sa.Column("withdraw_until", moment, nullable=False),
        sa.Column("withdrawn_at", moment),
        *(
            sa.ForeignKeyConstraint(
                [f"{table}_id"], [f"{table}.id"], name=op.f(f"fk_acceptance_{table}_id_{table}")
            )
            for table in ("comparison", "price_hold", "person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_acceptance")),
        *(
            sa.UniqueConstraint(name, name=op.f(f"uq_acceptance_{name}"))
            for name in ("token", "number", "standing_key")
        ),
    )
    for table in ("comparison", "price_hold", "person"):
        op.create_index(op.f(f"ix_acceptance_{table}_id"), "acceptance", [f"{table}_id"])


def downgrade() -> None:
    """Take back."""
    op.drop_table("acceptance")
