"""papers for archives"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table("document") as batch:
        batch.add_column(sa.Column("attachment", sa.LargeBinary()))
        batch.add_column(
            sa.Column("attachment_name", sa.String(), nullable=False, server_default="")
        )


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table("document") as batch:
        batch.drop_column("attachment_name")
        batch.drop_column("attachment")
