"""Looking at personal data and slates is noted."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Lay the log."""
    op.create_table(
        "access_entry",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("centre", sa.String(16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.Column("kind", sa.String(24), nullable=False),
        sa.Column("by", sa.Uuid(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tbl", sa.String(40), nullable=False),
        sa.Column("row", sa.Uuid(), nullable=True),
        sa.Column("why", sa.String(300), nullable=False),
        sa.ForeignKeyConstraint(["by"], ["staff.id"], name=op.f("fk_access_entry_by")),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_access_entry_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_entry")),
    )
    op.create_index(op.f("ix_access_entry_case_id"), "access_entry", ["case_id"])
    op.create_index(op.f("ix_access_entry_centre"), "access_entry", ["centre"])
    op.create_index(op.f("ix_access_entry_row"), "access_entry", ["row"])


def downgrade() -> None:
    """Forget the log."""
    op.drop_index(op.f("ix_access_entry_row"), table_name="access_entry")
    op.drop_index(op.f("ix_access_entry_centre"), table_name="access_entry")
    op.drop_index(op.f("ix_access_entry_case_id"), table_name="access_entry")
    op.drop_table("access_entry")
