"""The hub's own tables: the order of a center, its computers, and what they may still be told."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

TEXT = {"nullable": False, "server_default": ""}
NUMBER = {"nullable": False, "server_default": "0"}
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Lay the tables of the hub."""
    op.create_table(
        "hub_self",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("centre", sa.String(16), nullable=False),
        sa.Column("epoch", sa.Uuid(), nullable=False),
        sa.Column("base", sa.BigInteger(), **NUMBER),  # number at which this epoch began
        sa.Column("begun_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id"),
        schema="hub",
    )
    op.create_table(
        "hub_epoch",
        sa.Column("epoch", sa.Uuid(), nullable=False),
        sa.Column("base", sa.BigInteger(), nullable=False),
        sa.Column("begun_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("epoch"),
        schema="hub",
    )
    op.create_table(
        "hub_counter",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("n", sa.BigInteger(), nullable=False),  # the newest number that is given
        sa.PrimaryKeyConstraint("id"),
        schema="hub",
    )
    op.create_table(
        "hub_device",
        sa.Column("device", sa.Uuid(), nullable=False),
        sa.Column("public", sa.String(64), nullable=False),
        sa.Column("recipient", sa.String(100), **TEXT),
        sa.Column("label", sa.String(120), **TEXT),
        sa.Column("revision", sa.String(32), **TEXT),
        sa.Column("partner", sa.Uuid(), nullable=True),
        sa.Column("turn", sa.BigInteger(), **NUMBER),  # last turn that was taken in
        sa.Column("hash", sa.String(64), **TEXT),  # end of its chain
        sa.Column("seen", sa.BigInteger(), **NUMBER),  # hub number that it says it has applied
        sa.Column("epoch", sa.Uuid(), nullable=True),  # the one under which it last spoke
        sa.Column("batch", sa.String(64), **TEXT),  # sha-256 of its last batch
        sa.Column("enrolled_at", MOMENT, nullable=False),
        sa.Column("heard_at", MOMENT, nullable=True),
        sa.Column("shut_out_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("device"),
        schema="hub",
    )
    op.create_table(
        "hub_code",
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("partner", sa.Uuid(), nullable=True),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("until", MOMENT, nullable=False),
        sa.Column("used_by", sa.Uuid(), nullable=True),
        sa.PrimaryKeyConstraint("digest"),
        schema="hub",
    )
    op.create_table(
        "hub_change",
        sa.Column("device", sa.Uuid(), nullable=False),
        sa.Column("turn", sa.BigInteger(), nullable=False),
        sa.Column("key", sa.Uuid(), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        # of its first op; none where it was rejected, or known under another computer
        sa.Column("n", sa.BigInteger(), nullable=True),
        sa.Column("last", sa.BigInteger(), nullable=True),
        sa.Column("ops", sa.Integer(), nullable=False),
        sa.Column("header", sa.Text(), nullable=False),
        sa.Column("ahead", sa.Boolean(), nullable=False),  # its clock is over a day ahead
        sa.Column("taken_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("device", "turn"),
        schema="hub",
    )
    given = sa.text("n IS NOT NULL")
    op.create_index(
        "ix_hub_change_n", "hub_change", ["n"], unique=True, schema="hub", postgresql_where=given
    )
    op.create_index(
        "ix_hub_change_key",
        "hub_change",
        ["key"],
        unique=True,
        schema="hub",
        postgresql_where=given,
    )
    op.create_table(
        "hub_op",
        sa.Column("n", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("tbl", sa.Text(), nullable=False),
        sa.Column("pk", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("data", sa.Text(), nullable=False),  # new values by field, as JSON
        sa.Column("shown", sa.Text(), nullable=True),  # what is shown although the op says else
        sa.Column("heads", sa.Text(), nullable=True),  # of fields that are or were in conflict
        sa.PrimaryKeyConstraint("n"),
        schema="hub",
    )
    op.create_table(
        "hub_head",
        sa.Column("tbl", sa.Text(), nullable=False),
        sa.Column("pk", sa.Uuid(), nullable=False),
        sa.Column("heads", sa.Text(), nullable=False),  # by field, as JSON
        sa.Column("conflict", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("pk", "tbl"),
        schema="hub",
    )
    op.create_index(
        "ix_hub_head_conflict",
        "hub_head",
        ["tbl"],
        schema="hub",
        postgresql_where=sa.text("conflict"),
    )
    op.create_table(
        "hub_parked",
        sa.Column("tbl", sa.Text(), nullable=False),
        sa.Column("pk", sa.Uuid(), nullable=False),
        sa.Column("fields", sa.Text(), nullable=False),  # values that our tables don't know
        sa.PrimaryKeyConstraint("pk", "tbl"),
        schema="hub",
    )
    op.create_table(
        "hub_rejected",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("device", sa.Uuid(), nullable=False),
        sa.Column("turn", sa.BigInteger(), nullable=False),
        sa.Column("key", sa.Uuid(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("n", sa.BigInteger(), nullable=False),  # where the order stood
        sa.Column("body", sa.Text(), nullable=False),  # the ops that were not taken
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id"),
        schema="hub",
    )
    op.create_index("ix_hub_rejected_device", "hub_rejected", ["device", "n"], schema="hub")


def downgrade() -> None:
    """Remove the tables of the hub."""
    for name in (
        "hub_rejected", "hub_parked", "hub_head", "hub_op", "hub_change", "hub_code",
        "hub_device", "hub_counter", "hub_epoch", "hub_self",
    ):  # fmt: skip
        op.drop_table(name, schema="hub")
