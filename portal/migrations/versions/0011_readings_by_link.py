"""readings by link, reports each month"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Apply."""
    _table(
        "upload_link",
        "digest",
        *(sa.Column(name, sa.String(), nullable=False) for name in ("name", "digest", "segment")),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("last_used_at", MOMENT),
        sa.Column("revoked_at", MOMENT),
    )
    texts = ("token", "consent_text", "language")
    _table(
        "report_subscription",
        "token",
        *(sa.Column(name, sa.String(), nullable=False) for name in texts),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("sent_month", sa.Date(), nullable=False),
        sa.Column("sent_at", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT),
    )
    op.create_index(
        op.f("ix_report_subscription_sent_month"), "report_subscription", ["sent_month"]
    )
    with op.batch_alter_table("meter_file") as batch:
        batch.add_column(sa.Column("upload_link_id", sa.Uuid()))
        batch.create_foreign_key(
            op.f("fk_meter_file_upload_link_id_upload_link"), "upload_link",
            ["upload_link_id"], ["id"],
        )  # fmt: skip


def _table(name: str, secret: str, *columns: sa.Column) -> None:
    """Nothing: a table of an account's and a person's, with a secret that is unique."""
    op.create_table(
        name,
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("pack", sa.String(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        *columns,
        *(
            sa.ForeignKeyConstraint(
                [f"{owner}_id"], [f"{owner}.id"], name=op.f(f"fk_{name}_{owner}_id_{owner}")
            )
            for owner in ("account", "person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
        sa.UniqueConstraint(secret, name=op.f(f"uq_{name}_{secret}")),
    )
    for column in ("pack", "account_id", "person_id"):
        op.create_index(op.f(f"ix_{name}_{column}"), name, [column])


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table("meter_file") as batch:
        batch.drop_constraint(op.f("fk_meter_file_upload_link_id_upload_link"), type_="foreignkey")
        batch.drop_column("upload_link_id")
    op.drop_table("report_subscription")
    op.drop_table("upload_link")
