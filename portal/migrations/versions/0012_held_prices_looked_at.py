"""held prices looked at"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table("price_hold") as batch:
        batch.add_column(sa.Column("looked_at", sa.DateTime(timezone=True)))
        batch.create_index(op.f("ix_price_hold_looked_at"), ["looked_at"])


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table("price_hold") as batch:
        batch.drop_index(op.f("ix_price_hold_looked_at"))
        batch.drop_column("looked_at")
