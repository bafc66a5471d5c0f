"""watched prices"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "price_watch",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("token", sa.String(), nullable=False),
        sa.Column("comparison_id", sa.Uuid(), nullable=False),
        sa.Column("plan", sa.String(), nullable=False),
        sa.Column("told_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("phone", sa.String(), nullable=False),
        sa.Column("consent_text", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("created_at", moment, nullable=False),
        sa.Column("looked_at", moment, nullable=False),
        sa.Column("ended_at", moment),
        sa.ForeignKeyConstraint(
            ["comparison_id"],
            ["comparison.id"],
            name=op.f("fk_price_watch_comparison_id_comparison"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_price_watch")),
        sa.UniqueConstraint("token", name=op.f("uq_price_watch_token")),
    )
    for column in ("comparison_id", "looked_at"):
        op.create_index(op.f(f"ix_price_watch_{column}"), "price_watch", [column])


def downgrade() -> None:
    """Take back."""
    op.drop_table("price_watch")
