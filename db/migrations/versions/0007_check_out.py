"""Cases can be taken along to a place without a network, for all others to see."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Lay the table."""
    op.create_table(
        "check_out",
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("note", sa.String(300), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("centre", sa.String(16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=True),
        sa.Column("device", sa.String(120), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_check_out_case_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_check_out_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_check_out")),
    )
    op.create_index(op.f("ix_check_out_case_id"), "check_out", ["case_id"], unique=False)
    op.create_index(op.f("ix_check_out_centre"), "check_out", ["centre"], unique=False)


def downgrade() -> None:
    """Forget who has taken what along."""
    op.drop_index(op.f("ix_check_out_centre"), table_name="check_out")
    op.drop_index(op.f("ix_check_out_case_id"), table_name="check_out")
    op.drop_table("check_out")
