"""Large firms may see single cases until a day, and answer from their own computers."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

TABLES = ("disclosure", "partner_answer", "slate_view")


def _kept() -> list[sa.Column]:
    """Return the columns that every kept row has."""
    return [
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("centre", sa.String(16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("partner_id", sa.Uuid(), nullable=False),
    ]


def _keys(table: str) -> list[sa.Constraint]:
    return [
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f(f"fk_{table}_case_id")),
        sa.ForeignKeyConstraint(
            ["partner_id"], ["partner.id"], name=op.f(f"fk_{table}_partner_id")
        ),
    ]


def upgrade() -> None:
    """Lay the tables of what large firms see and say."""
    op.create_table(
        "disclosure",
        *_kept(),
        sa.Column("purpose", sa.String(24), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("revoked_on", sa.Date(), nullable=True),
        sa.Column("revoked_because", sa.String(500), nullable=False),
        *_keys("disclosure"),
        sa.CheckConstraint("from_on <= until_on", name=op.f("ck_disclosure_days")),
    )
    op.create_table(
        "partner_answer",
        *_kept(),
        sa.Column("kind", sa.String(24), nullable=False),
        sa.Column("reason", sa.String(24), nullable=True),
        sa.Column("text", sa.String(4000), nullable=False),
        sa.Column("author", sa.String(60), nullable=False),
        sa.Column("slate_number", sa.Integer(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        *_keys("partner_answer"),
    )
    op.create_table(
        "slate_view",
        *_kept(),
        sa.Column("reader", sa.String(60), nullable=False),
        sa.Column("viewed_at", sa.DateTime(timezone=True), nullable=False),
        *_keys("slate_view"),
    )
    for table in TABLES:
        op.create_index(op.f(f"ix_{table}_centre"), table, ["centre"])
        op.create_index(op.f(f"ix_{table}_case_id"), table, ["case_id"])
        if table != "slate_view":
            op.create_index(op.f(f"ix_{table}_partner_id"), table, ["partner_id"])


def downgrade() -> None:
    """Forget what large firms see and say."""
    for table in reversed(TABLES):
        if table != "slate_view":
            op.drop_index(op.f(f"ix_{table}_partner_id"), table_name=table)
        op.drop_index(op.f(f"ix_{table}_case_id"), table_name=table)
        op.drop_index(op.f(f"ix_{table}_centre"), table_name=table)
        op.drop_table(table)
