"""drafts with a trail"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql")
UNIQUE = ("link", "made_by")


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table("configuration") as batch:
        batch.add_column(sa.Column("trail", JSON, nullable=False, server_default="[]"))
        for name in UNIQUE:
            batch.add_column(sa.Column(name, sa.String()))
            batch.create_unique_constraint(f"uq_configuration_{name}", [name])
        batch.add_column(sa.Column("removed_at", sa.DateTime(timezone=True)))


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table("configuration") as batch:
        batch.drop_column("removed_at")
        for name in UNIQUE:
            batch.drop_constraint(f"uq_configuration_{name}", type_="unique")
            batch.drop_column(name)
        batch.drop_column("trail")
