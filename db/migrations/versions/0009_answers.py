"""Forms of a pack may ask what our tables have no column for: one row per answer."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Lay the table of answers."""
    op.create_table(
        "application_answer",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("centre", sa.String(16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("form_code", sa.String(60), nullable=False),
        sa.Column("field_code", sa.String(60), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case.id"], name=op.f("fk_application_answer_case_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_application_answer")),
    )
    op.create_index(op.f("ix_application_answer_case_id"), "application_answer", ["case_id"])
    op.create_index(op.f("ix_application_answer_centre"), "application_answer", ["centre"])


def downgrade() -> None:
    """Remove the answers."""
    op.drop_index(op.f("ix_application_answer_centre"), table_name="application_answer")
    op.drop_index(op.f("ix_application_answer_case_id"), table_name="application_answer")
    op.drop_table("application_answer")
