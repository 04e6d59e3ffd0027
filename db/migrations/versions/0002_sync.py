"""Changes learn where they come from and how far they have got; what other computers said."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

COUNTED = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TEXT = {"nullable": False, "server_default": ""}
NUMBER = {"nullable": False, "server_default": "0"}


def upgrade() -> None:
    """Extend the journal and lay the tables of sync."""
    with op.batch_alter_table("journal_transaction") as table:
        table.add_column(sa.Column("origin", sa.Uuid(), nullable=True))
        table.add_column(sa.Column("turn", sa.BigInteger(), nullable=True))
        table.add_column(sa.Column("n", sa.BigInteger(), nullable=True))
        table.add_column(sa.Column("clock", sa.BigInteger(), **NUMBER))
        table.add_column(
            sa.Column("atomic", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        table.add_column(sa.Column("salt", sa.String(16), **TEXT))
        table.add_column(sa.Column("digest", sa.String(64), **TEXT))
        table.add_column(sa.Column("prev", sa.String(64), **TEXT))
        table.add_column(sa.Column("hash", sa.String(64), **TEXT))
    op.create_index("ix_journal_transaction_key", "journal_transaction", ["key"])
    op.create_index("ix_journal_transaction_n", "journal_transaction", ["n"])
    op.create_index("ix_journal_transaction_turn", "journal_transaction", ["origin", "turn"])
    with op.batch_alter_table("journal_context") as table:
        table.add_column(sa.Column("seen", sa.BigInteger(), **NUMBER))
        table.add_column(sa.Column("clock", sa.BigInteger(), **NUMBER))
        table.add_column(sa.Column("hash", sa.String(64), **TEXT))
        table.add_column(sa.Column("last_op", sa.BigInteger(), **NUMBER))
    op.execute(
        "UPDATE journal_context SET last_op = (SELECT coalesce(max(seq), 0) FROM journal_op)"
    )
    op.create_table(
        "sync_self",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("device", sa.Uuid(), nullable=False),
        sa.Column("incarnation", sa.Uuid(), nullable=False),
        sa.Column("label", sa.String(120), nullable=False),
        sa.Column("centre", sa.String(16), nullable=False),
        sa.Column("hub_url", sa.String(300), nullable=False),
        sa.Column("hub_key", sa.String(64), nullable=False),
        sa.Column("hub_seal", sa.String(100), nullable=False),
        sa.Column("epoch", sa.Uuid(), nullable=True),
        sa.Column("turn", sa.BigInteger(), nullable=False),
        sa.Column("acked", sa.BigInteger(), nullable=False),
        sa.Column("last_batch", sa.String(64), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("baseline_n", sa.BigInteger(), nullable=False),
        sa.Column("baseline_sha256", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sync_self")),
    )
    op.create_table(
        "sync_conflict",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("tbl", sa.String(40), nullable=False),
        sa.Column("pk", sa.String(32), nullable=False),
        sa.Column("root", sa.String(32), nullable=False),
        sa.Column("field", sa.String(60), nullable=False),
        sa.Column("heads", sa.JSON(), nullable=False),
        sa.Column("told", sa.JSON(), nullable=False),
        sa.Column("base", sa.JSON(), nullable=False),
        sa.Column("bundle", sa.String(32), nullable=False),
        sa.Column("predicted", sa.Boolean(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sync_conflict")),
        sa.UniqueConstraint("pk", "tbl", "field", name="uq_sync_conflict_pk"),
    )
    op.create_index("ix_sync_conflict_root", "sync_conflict", ["root"])
    op.create_table(
        "sync_parked",
        sa.Column("id", COUNTED, nullable=False),
        sa.Column("n", sa.BigInteger(), nullable=False),
        sa.Column("tx", sa.String(32), nullable=False),
        sa.Column("tbl", sa.String(40), nullable=False),
        sa.Column("pk", sa.String(32), nullable=False),
        sa.Column("kind", sa.String(6), nullable=False),
        sa.Column("data", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sync_parked")),
    )
    op.create_table(
        "sync_rejected",
        sa.Column("id", COUNTED, nullable=False),
        sa.Column("tx", sa.String(32), nullable=False),
        sa.Column("turn", sa.BigInteger(), nullable=False),
        sa.Column("code", sa.String(40), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sync_rejected")),
    )
    op.create_table(
        "sync_file",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("out", sa.Boolean(), nullable=False),
        sa.Column("carrier", sa.String(24), nullable=False),
        sa.Column("kind", sa.String(24), nullable=False),
        sa.Column("name", sa.String(255), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("first", sa.BigInteger(), nullable=False),
        sa.Column("last", sa.BigInteger(), nullable=False),
        sa.Column("other_side", sa.String(120), nullable=False),
        sa.Column("person", sa.Uuid(), nullable=True),
        sa.Column("note", sa.String(300), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failed", sa.String(60), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sync_file")),
    )
    op.create_index(op.f("ix_sync_file_sha256"), "sync_file", ["sha256"])
    op.create_table(
        "journal_segment",
        sa.Column("id", COUNTED, nullable=False),
        sa.Column("tx", sa.BigInteger(), nullable=False),
        sa.Column("ops", sa.Integer(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_journal_segment")),
    )
    op.create_index(op.f("ix_journal_segment_tx"), "journal_segment", ["tx"])


def downgrade() -> None:
    """Forget the other computers."""
    op.drop_index(op.f("ix_journal_segment_tx"), table_name="journal_segment")
    op.drop_table("journal_segment")
    op.drop_index(op.f("ix_sync_file_sha256"), table_name="sync_file")
    op.drop_table("sync_file")
    op.drop_table("sync_rejected")
    op.drop_table("sync_parked")
    op.drop_index("ix_sync_conflict_root", table_name="sync_conflict")
    op.drop_table("sync_conflict")
    op.drop_table("sync_self")
    with op.batch_alter_table("journal_context") as table:
        for name in ("last_op", "hash", "clock", "seen"):
            table.drop_column(name)
    op.drop_index("ix_journal_transaction_turn", table_name="journal_transaction")
    op.drop_index("ix_journal_transaction_n", table_name="journal_transaction")
    op.drop_index("ix_journal_transaction_key", table_name="journal_transaction")
    with op.batch_alter_table("journal_transaction") as table:
        for name in (
            "hash", "prev", "digest", "salt", "atomic", "clock", "n", "turn", "origin",
        ):
            table.drop_column(name)
