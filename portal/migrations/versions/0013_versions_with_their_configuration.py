"""versions with their configuration"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql")


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table("calculation_version") as batch:
        batch.add_column(sa.Column("configuration", JSON))


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table("calculation_version") as batch:
        batch.drop_column("configuration")
