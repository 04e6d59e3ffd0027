"""What the hub holds stands beside what is typed here; a conflict remembers what closed it."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

COUNTED = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Lay the table and add the column."""
    op.create_table(
        "sync_confirmed",
        sa.Column("id", COUNTED, nullable=False),
        sa.Column("pk", sa.String(32), nullable=False),
        sa.Column("tbl", sa.String(40), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("heads", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sync_confirmed")),
        sa.UniqueConstraint("pk", "tbl", name="uq_sync_confirmed_pk"),
    )
    with op.batch_alter_table("sync_conflict") as table:
        table.add_column(sa.Column("closed_by", sa.BigInteger(), nullable=True))


def downgrade() -> None:
    """Forget both."""
    op.execute("DELETE FROM sync_conflict WHERE closed_by IS NOT NULL")
    with op.batch_alter_table("sync_conflict") as table:
        table.drop_column("closed_by")
    op.drop_table("sync_confirmed")
