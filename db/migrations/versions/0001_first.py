"""The first tables: companies, cases and all that belongs to them, and the journal."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Lay every table."""
    op.create_table(
        "code",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("centre", sa.String(16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.String(24), nullable=False),
        sa.Column("code", sa.String(32), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("parent", sa.String(32), nullable=False),
        sa.Column("revision", sa.String(16), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_code")),
    )
    op.create_index(op.f("ix_code_centre"), "code", ["centre"], unique=False)
    op.create_index(op.f("ix_code_kind"), "code", ["kind"], unique=False)
    op.create_table(
        "company",
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("brn", sa.String(10), nullable=False),
        sa.Column("crn", sa.String(13), nullable=False),
        sa.Column("representative", sa.String(60), nullable=False),
        sa.Column("ksic", sa.String(5), nullable=False),
        sa.Column("ksic_revision", sa.String(4), nullable=False),
        sa.Column("size_class", sa.String(24), nullable=True),
        sa.Column("size_basis_date", sa.Date(), nullable=True),
        sa.Column("size_valid_to", sa.Date(), nullable=True),
        sa.Column("operating_state", sa.String(24), nullable=False),
        sa.Column("operating_state_on", sa.Date(), nullable=True),
        sa.Column("founded", sa.Date(), nullable=True),
        sa.Column("employees", sa.Integer(), nullable=True),
        sa.Column("sido", sa.String(2), nullable=False),
        sa.Column("sigungu", sa.String(5), nullable=False),
        sa.Column("address", sa.String(300), nullable=False),
        sa.Column("complex_name", sa.String(120), nullable=False),
        sa.Column("products", sa.String(500), nullable=False),
        sa.Column("phone", sa.String(40), nullable=False),
        sa.Column("email", sa.String(120), nullable=False),
        sa.Column("homepage", sa.String(200), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("centre", sa.String(16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("name_key", sa.String(200), nullable=False),
        sa.Column("name_initials", sa.String(200), nullable=False),
        sa.Column("synthetic", sa.Boolean(), nullable=False),
        sa.Column("duplicate_of", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "employees IS NULL OR employees >= 0", name=op.f("ck_company_employees")
        ),
        sa.ForeignKeyConstraint(
            ["duplicate_of"], ["company.id"], name=op.f("fk_company_duplicate_of")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_company")),
    )
    op.create_index("ix_company_brn", "company", ["brn"], unique=False)
    op.create_index(op.f("ix_company_centre"), "company", ["centre"], unique=False)
    op.create_index(
        "ix_company_names",
        "company",
        ["name_key", "name_initials", "brn", "deleted", "id"],
        unique=False,
    )
    op.create_table(
        "import_mapping",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("centre", sa.String(16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.String(24), nullable=False),
        sa.Column("sender", sa.String(120), nullable=False),
        sa.Column("header_key", sa.String(64), nullable=False),
        sa.Column("columns", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_mapping")),
    )
    op.create_index(op.f("ix_import_mapping_centre"), "import_mapping", ["centre"], unique=False)
    op.create_table(
        "import_run",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("centre", sa.String(16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.String(24), nullable=False),
        sa.Column("file_name", sa.String(255), nullable=False),
        sa.Column("file_sha256", sa.String(64), nullable=False),
        sa.Column("sender", sa.String(120), nullable=False),
        sa.Column("rows_read", sa.Integer(), nullable=False),
        sa.Column("rows_applied", sa.Integer(), nullable=False),
        sa.Column("rows_refused", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_run")),
    )
    op.create_index(op.f("ix_import_run_centre"), "import_run", ["centre"], unique=False)
    op.create_table(
        "journal_context",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("tx", sa.BigInteger(), nullable=True),
        sa.Column("quiet", sa.Boolean(), nullable=False),
        sa.Column("triggers", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_journal_context")),
    )
    op.create_table(
        "journal_op",
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("tx", sa.BigInteger(), nullable=True),
        sa.Column("tbl", sa.String(40), nullable=False),
        sa.Column("pk", sa.String(32), nullable=False),
        sa.Column("root", sa.String(32), nullable=False),
        sa.Column("kind", sa.String(6), nullable=False),
        sa.Column("data", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_journal_op")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_journal_op_pk", "journal_op", ["pk"], unique=False)
    op.create_index("ix_journal_op_root", "journal_op", ["root"], unique=False)
    op.create_table(
        "journal_transaction",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("key", sa.Uuid(), nullable=False),
        sa.Column("action", sa.String(24), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column("device", sa.String(120), nullable=False),
        sa.Column("reason", sa.String(500), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen", sa.BigInteger(), nullable=False),
        sa.Column("revision", sa.String(32), nullable=False),
        sa.Column("first_op", sa.BigInteger(), nullable=True),
        sa.Column("last_op", sa.BigInteger(), nullable=True),
        sa.Column("undoes", sa.BigInteger(), nullable=True),
        sa.Column("undone_by", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_journal_transaction")),
    )
    op.create_index(
        "ix_journal_transaction_first_op", "journal_transaction", ["first_op"], unique=False
    )
    op.create_index(
        "ix_journal_transaction_undoes", "journal_transaction", ["undoes"], unique=False
    )
    op.create_table(
        "partner",
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("brn", sa.String(10), nullable=False),
        sa.Column("industries", sa.String(200), nullable=False),
        sa.Column("regions", sa.String(200), nullable=False),
        sa.Column("note", sa.String(1000), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("centre", sa.String(16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("synthetic", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_partner")),
    )
    op.create_index(op.f("ix_partner_centre"), "partner", ["centre"], unique=False)
    op.create_table(
        "programme",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("centre", sa.String(16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("code", sa.String(40), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programme")),
    )
    op.create_index(op.f("ix_programme_centre"), "programme", ["centre"], unique=False)
    op.create_table(
        "staff",
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("role", sa.String(24), nullable=False),
        sa.Column("title", sa.String(60), nullable=False),
        sa.Column("phone", sa.String(40), nullable=False),
        sa.Column("email", sa.String(120), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("centre", sa.String(16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff")),
    )
    op.create_index(op.f("ix_staff_centre"), "staff", ["centre"], unique=False)
    op.create_table(
        "supplier",
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("brn", sa.String(10), nullable=False),
        sa.Column("solutions", sa.String(300), nullable=False),
        sa.Column("sido", sa.String(2), nullable=False),
        sa.Column("phone", sa.String(40), nullable=False),
        sa.Column("operating_state", sa.String(24), nullable=False),
        sa.Column("operating_state_on", sa.Date(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("centre", sa.String(16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("name_key", sa.String(200), nullable=False),
        sa.Column("synthetic", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supplier")),
    )
    op.create_index(op.f("ix_supplier_centre"), "supplier", ["centre"], unique=False)
    op.create_table(
        "announcement",
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("opens", sa.Date(), nullable=True),
        sa.Column("closes", sa.Date(), nullable=True),
        sa.Column("pack", sa.String(60), nullable=False),
        sa.Column("pack_version", sa.String(20), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("centre", sa.String(16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programme.id"], name=op.f("fk_announcement_programme_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_announcement")),
    )
    op.create_index(op.f("ix_announcement_centre"), "announcement", ["centre"], unique=False)
    op.create_index(
        op.f("ix_announcement_programme_id"), "announcement", ["programme_id"], unique=False
    )
    op.create_table(
        "contact",
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("department", sa.String(80), nullable=False),
        sa.Column("title", sa.String(60), nullable=False),
        sa.Column("phone", sa.String(40), nullable=False),
        sa.Column("mobile", sa.String(40), nullable=False),
        sa.Column("email", sa.String(120), nullable=False),
        sa.Column("main", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("centre", sa.String(16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("company_id", sa.Uuid(), nullable=True),
        sa.Column("partner_id", sa.Uuid(), nullable=True),
        sa.Column("supplier_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_contact_company_id")),
        sa.ForeignKeyConstraint(["partner_id"], ["partner.id"], name=op.f("fk_contact_partner_id")),
        sa.ForeignKeyConstraint(
            ["supplier_id"], ["supplier.id"], name=op.f("fk_contact_supplier_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact")),
    )
    op.create_index(op.f("ix_contact_centre"), "contact", ["centre"], unique=False)
    op.create_index(op.f("ix_contact_company_id"), "contact", ["company_id"], unique=False)
    op.create_table(
        "pool",
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("government_amount", sa.BigInteger(), nullable=False),
        sa.Column("partner_amount", sa.BigInteger(), nullable=False),
        sa.Column("in_kind_amount", sa.BigInteger(), nullable=False),
        sa.Column("operating_fee", sa.BigInteger(), nullable=False),
        sa.Column("quota_min", sa.Integer(), nullable=False),
        sa.Column("quota_max", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("centre", sa.String(16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("partner_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "government_amount >= 0 AND partner_amount >= 0 AND in_kind_amount >= 0",
            name=op.f("ck_pool_amounts"),
        ),
        sa.ForeignKeyConstraint(["partner_id"], ["partner.id"], name=op.f("fk_pool_partner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pool")),
    )
    op.create_index(op.f("ix_pool_centre"), "pool", ["centre"], unique=False)
    op.create_index(op.f("ix_pool_partner_id"), "pool", ["partner_id"], unique=False)
    op.create_table(
        "saved_filter",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("centre", sa.String(16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("page", sa.String(40), nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("query", sa.String(1000), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["owner_id"], ["staff.id"], name=op.f("fk_saved_filter_owner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_filter")),
    )
    op.create_index(op.f("ix_saved_filter_centre"), "saved_filter", ["centre"], unique=False)
    op.create_table(
        "site",
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("sub_number", sa.String(4), nullable=False),
        sa.Column("factory_number", sa.String(30), nullable=False),
        sa.Column("ksic", sa.String(5), nullable=False),
        sa.Column("sido", sa.String(2), nullable=False),
        sa.Column("sigungu", sa.String(5), nullable=False),
        sa.Column("address", sa.String(300), nullable=False),
        sa.Column("complex_name", sa.String(120), nullable=False),
        sa.Column("phone", sa.String(40), nullable=False),
        sa.Column("employees", sa.Integer(), nullable=True),
        sa.Column("products", sa.String(500), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("centre", sa.String(16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_site_company_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_site")),
    )
    op.create_index(op.f("ix_site_centre"), "site", ["centre"], unique=False)
    op.create_index(op.f("ix_site_company_id"), "site", ["company_id"], unique=False)
    op.create_table(
        "case",
        sa.Column("title", sa.String(300), nullable=False),
        sa.Column("track", sa.String(60), nullable=False),
        sa.Column("supplier_id", sa.Uuid(), nullable=True),
        sa.Column("owner_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("centre", sa.String(16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("number", sa.String(30), nullable=False),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("site_id", sa.Uuid(), nullable=True),
        sa.Column("announcement_id", sa.Uuid(), nullable=True),
        sa.Column("pack", sa.String(60), nullable=False),
        sa.Column("pack_version", sa.String(20), nullable=False),
        sa.Column("stage", sa.String(24), nullable=False),
        sa.Column("state", sa.String(24), nullable=False),
        sa.Column("partner_id", sa.Uuid(), nullable=True),
        sa.Column("total_cost", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("total_cost >= 0", name=op.f("ck_case_total_cost")),
        sa.ForeignKeyConstraint(
            ["announcement_id"], ["announcement.id"], name=op.f("fk_case_announcement_id")
        ),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_case_company_id")),
        sa.ForeignKeyConstraint(["owner_id"], ["staff.id"], name=op.f("fk_case_owner_id")),
        sa.ForeignKeyConstraint(["partner_id"], ["partner.id"], name=op.f("fk_case_partner_id")),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_case_site_id")),
        sa.ForeignKeyConstraint(["supplier_id"], ["supplier.id"], name=op.f("fk_case_supplier_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case")),
    )
    op.create_index(op.f("ix_case_announcement_id"), "case", ["announcement_id"], unique=False)
    op.create_index(op.f("ix_case_centre"), "case", ["centre"], unique=False)
    op.create_index(op.f("ix_case_company_id"), "case", ["company_id"], unique=False)
    op.create_index(op.f("ix_case_number"), "case", ["number"], unique=False)
    op.create_index(op.f("ix_case_owner_id"), "case", ["owner_id"], unique=False)
    op.create_index(op.f("ix_case_partner_id"), "case", ["partner_id"], unique=False)
    op.create_index("ix_case_stage_state", "case", ["stage", "state", "deleted"], unique=False)
    op.create_table(
        "agreement",
        sa.Column("number", sa.String(60), nullable=False),
        sa.Column("signed_on", sa.Date(), nullable=True),
        sa.Column("build_start", sa.Date(), nullable=True),
        sa.Column("build_end", sa.Date(), nullable=True),
        sa.Column("bond_number", sa.String(60), nullable=False),
        sa.Column("bond_amount", sa.BigInteger(), nullable=False),
        sa.Column("bond_expires", sa.Date(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("centre", sa.String(16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(24), nullable=False),
        sa.Column("care_end", sa.Date(), nullable=True),
        sa.Column("total_cost", sa.BigInteger(), nullable=False),
        sa.Column("extension_months", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "total_cost >= 0 AND bond_amount >= 0", name=op.f("ck_agreement_amounts")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_agreement_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agreement")),
    )
    op.create_index(op.f("ix_agreement_case_id"), "agreement", ["case_id"], unique=False)
    op.create_index(op.f("ix_agreement_centre"), "agreement", ["centre"], unique=False)
    op.create_table(
        "application",
        sa.Column("project_title", sa.String(300), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=True),
        sa.Column("total_cost", sa.BigInteger(), nullable=False),
        sa.Column("requested_amount", sa.BigInteger(), nullable=False),
        sa.Column("current_level", sa.String(24), nullable=True),
        sa.Column("target_level", sa.String(24), nullable=True),
        sa.Column("solutions", sa.String(300), nullable=False),
        sa.Column("existing_systems", sa.String(300), nullable=False),
        sa.Column("summary", sa.String(4000), nullable=False),
        sa.Column("wanted_visit_on", sa.Date(), nullable=True),
        sa.Column("coordinator_wanted", sa.Boolean(), nullable=True),
        sa.Column("sales", sa.BigInteger(), nullable=True),
        sa.Column("exports", sa.BigInteger(), nullable=True),
        sa.Column("operating_margin", sa.Float(), nullable=True),
        sa.Column("debt_ratio", sa.Float(), nullable=True),
        sa.Column("equity", sa.BigInteger(), nullable=True),
        sa.Column("workers", sa.Integer(), nullable=True),
        sa.Column("tax_arrears", sa.Boolean(), nullable=True),
        sa.Column("credit_default", sa.Boolean(), nullable=True),
        sa.Column("sanctioned", sa.Boolean(), nullable=True),
        sa.Column("sanctioned_until", sa.Date(), nullable=True),
        sa.Column("excluded_industry", sa.Boolean(), nullable=True),
        sa.Column("restart_fund", sa.Boolean(), nullable=True),
        sa.Column("target_exceeded", sa.Boolean(), nullable=True),
        sa.Column("previous_supports", sa.Integer(), nullable=True),
        sa.Column("double_funding", sa.Boolean(), nullable=True),
        sa.Column("root_industry", sa.Boolean(), nullable=True),
        sa.Column("crisis_region", sa.Boolean(), nullable=True),
        sa.Column("disabled_owned", sa.Boolean(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("centre", sa.String(16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "total_cost >= 0 AND requested_amount >= 0", name=op.f("ck_application_amounts")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_application_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_application")),
    )
    op.create_index(op.f("ix_application_case_id"), "application", ["case_id"], unique=False)
    op.create_index(op.f("ix_application_centre"), "application", ["centre"], unique=False)
    op.create_table(
        "attachment",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("centre", sa.String(16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.Column("company_id", sa.Uuid(), nullable=True),
        sa.Column("name", sa.String(255), nullable=False),
        sa.Column("media_type", sa.String(100), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("note", sa.String(300), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_attachment_case_id")),
        sa.ForeignKeyConstraint(
            ["company_id"], ["company.id"], name=op.f("fk_attachment_company_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachment")),
    )
    op.create_index(op.f("ix_attachment_case_id"), "attachment", ["case_id"], unique=False)
    op.create_index(op.f("ix_attachment_centre"), "attachment", ["centre"], unique=False)
    op.create_index(op.f("ix_attachment_company_id"), "attachment", ["company_id"], unique=False)
    op.create_table(
        "deadline",
        sa.Column("kind", sa.String(24), nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("clause", sa.String(300), nullable=False),
        sa.Column("source", sa.String(300), nullable=False),
        sa.Column("verified", sa.Boolean(), nullable=False),
        sa.Column("note", sa.String(300), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("centre", sa.String(16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("about_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_deadline_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deadline")),
    )
    op.create_index(
        "ix_deadline_case", "deadline", ["case_id", "done_on", "deleted", "due"], unique=False
    )
    op.create_index(op.f("ix_deadline_centre"), "deadline", ["centre"], unique=False)
    op.create_index(
        "ix_deadline_open", "deadline", ["done_on", "due", "case_id", "deleted"], unique=False
    )
    op.create_table(
        "document",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("centre", sa.String(16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(24), nullable=False),
        sa.Column("number", sa.String(60), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("template_version", sa.String(40), nullable=False),
        sa.Column("template_sha256", sa.String(64), nullable=False),
        sa.Column("file_name", sa.String(255), nullable=False),
        sa.Column("file_sha256", sa.String(64), nullable=False),
        sa.Column("values", sa.JSON(), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_document_case_id")),
        sa.ForeignKeyConstraint(["made_by"], ["staff.id"], name=op.f("fk_document_made_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document")),
    )
    op.create_index(op.f("ix_document_case_id"), "document", ["case_id"], unique=False)
    op.create_index(op.f("ix_document_centre"), "document", ["centre"], unique=False)
    op.create_table(
        "eligibility_review",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("centre", sa.String(16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(24), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("opinion", sa.String(2000), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case.id"], name=op.f("fk_eligibility_review_case_id")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["staff.id"], name=op.f("fk_eligibility_review_decided_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_eligibility_review")),
    )
    op.create_index(
        op.f("ix_eligibility_review_case_id"), "eligibility_review", ["case_id"], unique=False
    )
    op.create_index(
        op.f("ix_eligibility_review_centre"), "eligibility_review", ["centre"], unique=False
    )
    op.create_table(
        "inspection",
        sa.Column("kind", sa.String(24), nullable=False),
        sa.Column("planned_on", sa.Date(), nullable=True),
        sa.Column("visited_on", sa.Date(), nullable=True),
        sa.Column("inspector", sa.String(60), nullable=False),
        sa.Column("verdict", sa.String(24), nullable=True),
        sa.Column("system_level", sa.String(24), nullable=True),
        sa.Column("capability_level", sa.Integer(), nullable=True),
        sa.Column("capability_score", sa.Integer(), nullable=True),
        sa.Column("opinion", sa.String(4000), nullable=False),
        sa.Column("items", sa.JSON(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("centre", sa.String(16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "capability_level IS NULL OR capability_level BETWEEN 1 AND 5",
            name=op.f("ck_inspection_capability"),
        ),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_inspection_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inspection")),
    )
    op.create_index(op.f("ix_inspection_case_id"), "inspection", ["case_id"], unique=False)
    op.create_index(op.f("ix_inspection_centre"), "inspection", ["centre"], unique=False)
    op.create_table(
        "kpi",
        sa.Column("code", sa.String(10), nullable=False),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("direction", sa.String(24), nullable=True),
        sa.Column("unit", sa.String(20), nullable=False),
        sa.Column("weight", sa.Float(), nullable=False),
        sa.Column("baseline", sa.Float(), nullable=True),
        sa.Column("target", sa.Float(), nullable=True),
        sa.Column("key", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("centre", sa.String(16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_kpi_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kpi")),
    )
    op.create_index(op.f("ix_kpi_case_id"), "kpi", ["case_id"], unique=False)
    op.create_index(op.f("ix_kpi_centre"), "kpi", ["centre"], unique=False)
    op.create_table(
        "match",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("centre", sa.String(16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("partner_id", sa.Uuid(), nullable=True),
        sa.Column("state", sa.String(24), nullable=False),
        sa.Column("total_cost", sa.BigInteger(), nullable=False),
        sa.Column("pack", sa.String(60), nullable=False),
        sa.Column("pack_version", sa.String(20), nullable=False),
        sa.Column("answer_by", sa.Date(), nullable=True),
        sa.Column("answered_on", sa.Date(), nullable=True),
        sa.Column("reason", sa.String(500), nullable=False),
        sa.CheckConstraint("total_cost >= 0", name=op.f("ck_match_total_cost")),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_match_case_id")),
        sa.ForeignKeyConstraint(["partner_id"], ["partner.id"], name=op.f("fk_match_partner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_match")),
    )
    op.create_index(op.f("ix_match_case_id"), "match", ["case_id"], unique=False)
    op.create_index(op.f("ix_match_centre"), "match", ["centre"], unique=False)
    op.create_index(op.f("ix_match_partner_id"), "match", ["partner_id"], unique=False)
    op.create_table(
        "milestone",
        sa.Column("kind", sa.String(24), nullable=False),
        sa.Column("planned_on", sa.Date(), nullable=True),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("note", sa.String(500), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("centre", sa.String(16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_milestone_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_milestone")),
    )
    op.create_index(op.f("ix_milestone_case_id"), "milestone", ["case_id"], unique=False)
    op.create_index(op.f("ix_milestone_centre"), "milestone", ["centre"], unique=False)
    op.create_table(
        "note",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("centre", sa.String(16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.Column("company_id", sa.Uuid(), nullable=True),
        sa.Column("text", sa.String(8000), nullable=False),
        sa.Column("by", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["by"], ["staff.id"], name=op.f("fk_note_by")),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_note_case_id")),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_note_company_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_note")),
    )
    op.create_index(op.f("ix_note_case_id"), "note", ["case_id"], unique=False)
    op.create_index(op.f("ix_note_centre"), "note", ["centre"], unique=False)
    op.create_index(op.f("ix_note_company_id"), "note", ["company_id"], unique=False)
    op.create_table(
        "payment",
        sa.Column("kind", sa.String(24), nullable=False),
        sa.Column("source", sa.String(24), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("requested_on", sa.Date(), nullable=True),
        sa.Column("paid_on", sa.Date(), nullable=True),
        sa.Column("operating_checked_on", sa.Date(), nullable=True),
        sa.Column("note", sa.String(500), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("centre", sa.String(16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(24), nullable=False),
        sa.CheckConstraint("amount >= 0", name=op.f("ck_payment_amount")),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_payment_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment")),
    )
    op.create_index(op.f("ix_payment_case_id"), "payment", ["case_id"], unique=False)
    op.create_index(op.f("ix_payment_centre"), "payment", ["centre"], unique=False)
    op.create_table(
        "stage_change",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("centre", sa.String(16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("from_stage", sa.String(24), nullable=True),
        sa.Column("to_stage", sa.String(24), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.String(500), nullable=False),
        sa.ForeignKeyConstraint(["by"], ["staff.id"], name=op.f("fk_stage_change_by")),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_stage_change_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stage_change")),
    )
    op.create_index(op.f("ix_stage_change_case_id"), "stage_change", ["case_id"], unique=False)
    op.create_index(op.f("ix_stage_change_centre"), "stage_change", ["centre"], unique=False)
    op.create_table(
        "ticket",
        sa.Column("kind", sa.String(24), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("description", sa.String(4000), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("answer_by", sa.Date(), nullable=True),
        sa.Column("cause", sa.String(500), nullable=False),
        sa.Column("resolution", sa.String(2000), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("supplier_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("centre", sa.String(16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(24), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_ticket_case_id")),
        sa.ForeignKeyConstraint(
            ["supplier_id"], ["supplier.id"], name=op.f("fk_ticket_supplier_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ticket")),
    )
    op.create_index(op.f("ix_ticket_case_id"), "ticket", ["case_id"], unique=False)
    op.create_index(op.f("ix_ticket_centre"), "ticket", ["centre"], unique=False)
    op.create_table(
        "visit",
        sa.Column("kind", sa.String(24), nullable=False),
        sa.Column("period_months", sa.Integer(), nullable=True),
        sa.Column("planned_on", sa.Date(), nullable=True),
        sa.Column("visited_on", sa.Date(), nullable=True),
        sa.Column("operation_state", sa.String(24), nullable=True),
        sa.Column("stopped_because", sa.String(500), nullable=False),
        sa.Column("functions_built", sa.Integer(), nullable=True),
        sa.Column("functions_used", sa.Integer(), nullable=True),
        sa.Column("months_of_data", sa.Integer(), nullable=True),
        sa.Column("maintenance_contract", sa.Boolean(), nullable=True),
        sa.Column("operator_name", sa.String(60), nullable=False),
        sa.Column("operator_changed_on", sa.Date(), nullable=True),
        sa.Column("difficulties", sa.String(2000), nullable=False),
        sa.Column("next_step", sa.String(500), nullable=False),
        sa.Column("opinion", sa.String(4000), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("centre", sa.String(16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("visitor_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_visit_case_id")),
        sa.ForeignKeyConstraint(["visitor_id"], ["staff.id"], name=op.f("fk_visit_visitor_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit")),
    )
    op.create_index(op.f("ix_visit_case_id"), "visit", ["case_id"], unique=False)
    op.create_index(op.f("ix_visit_centre"), "visit", ["centre"], unique=False)
    op.create_table(
        "funding_line",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("centre", sa.String(16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("match_id", sa.Uuid(), nullable=False),
        sa.Column("source", sa.String(24), nullable=False),
        sa.Column("form", sa.String(24), nullable=False),
        sa.Column("regime", sa.String(24), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("edited", sa.Boolean(), nullable=False),
        sa.Column("clause", sa.String(300), nullable=False),
        sa.CheckConstraint("amount >= 0", name=op.f("ck_funding_line_amount")),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_funding_line_case_id")),
        sa.ForeignKeyConstraint(["match_id"], ["match.id"], name=op.f("fk_funding_line_match_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_funding_line")),
    )
    op.create_index(op.f("ix_funding_line_case_id"), "funding_line", ["case_id"], unique=False)
    op.create_index(op.f("ix_funding_line_centre"), "funding_line", ["centre"], unique=False)
    op.create_index(op.f("ix_funding_line_match_id"), "funding_line", ["match_id"], unique=False)
    op.create_table(
        "kpi_value",
        sa.Column("period_months", sa.Integer(), nullable=False),
        sa.Column("value", sa.Float(), nullable=False),
        sa.Column("measured_on", sa.Date(), nullable=True),
        sa.Column("basis", sa.String(24), nullable=False),
        sa.Column("evidence", sa.String(300), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("centre", sa.String(16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("kpi_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_kpi_value_case_id")),
        sa.ForeignKeyConstraint(["kpi_id"], ["kpi.id"], name=op.f("fk_kpi_value_kpi_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kpi_value")),
    )
    op.create_index(op.f("ix_kpi_value_case_id"), "kpi_value", ["case_id"], unique=False)
    op.create_index(op.f("ix_kpi_value_centre"), "kpi_value", ["centre"], unique=False)
    op.create_index(op.f("ix_kpi_value_kpi_id"), "kpi_value", ["kpi_id"], unique=False)
    op.create_table(
        "paper",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("centre", sa.String(16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(60), nullable=False),
        sa.Column("state", sa.String(24), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("attachment_id", sa.Uuid(), nullable=True),
        sa.Column("note", sa.String(500), nullable=False),
        sa.ForeignKeyConstraint(
            ["attachment_id"], ["attachment.id"], name=op.f("fk_paper_attachment_id")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_paper_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper")),
    )
    op.create_index(op.f("ix_paper_case_id"), "paper", ["case_id"], unique=False)
    op.create_index(op.f("ix_paper_centre"), "paper", ["centre"], unique=False)


def downgrade() -> None:
    """Remove every table."""
    op.drop_index(op.f("ix_paper_centre"), table_name="paper")
    op.drop_index(op.f("ix_paper_case_id"), table_name="paper")
    op.drop_table("paper")
    op.drop_index(op.f("ix_kpi_value_kpi_id"), table_name="kpi_value")
    op.drop_index(op.f("ix_kpi_value_centre"), table_name="kpi_value")
    op.drop_index(op.f("ix_kpi_value_case_id"), table_name="kpi_value")
    op.drop_table("kpi_value")
    op.drop_index(op.f("ix_funding_line_match_id"), table_name="funding_line")
    op.drop_index(op.f("ix_funding_line_centre"), table_name="funding_line")
    op.drop_index(op.f("ix_funding_line_case_id"), table_name="funding_line")
    op.drop_table("funding_line")
    op.drop_index(op.f("ix_visit_centre"), table_name="visit")
    op.drop_index(op.f("ix_visit_case_id"), table_name="visit")
    op.drop_table("visit")
    op.drop_index(op.f("ix_ticket_centre"), table_name="ticket")
    op.drop_index(op.f("ix_ticket_case_id"), table_name="ticket")
    op.drop_table("ticket")
    op.drop_index(op.f("ix_stage_change_centre"), table_name="stage_change")
    op.drop_index(op.f("ix_stage_change_case_id"), table_name="stage_change")
    op.drop_table("stage_change")
    op.drop_index(op.f("ix_payment_centre"), table_name="payment")
    op.drop_index(op.f("ix_payment_case_id"), table_name="payment")
    op.drop_table("payment")
    op.drop_index(op.f("ix_note_company_id"), table_name="note")
    op.drop_index(op.f("ix_note_centre"), table_name="note")
    op.drop_index(op.f("ix_note_case_id"), table_name="note")
    op.drop_table("note")
    op.drop_index(op.f("ix_milestone_centre"), table_name="milestone")
    op.drop_index(op.f("ix_milestone_case_id"), table_name="milestone")
    op.drop_table("milestone")
    op.drop_index(op.f("ix_match_partner_id"), table_name="match")
    op.drop_index(op.f("ix_match_centre"), table_name="match")
    op.drop_index(op.f("ix_match_case_id"), table_name="match")
    op.drop_table("match")
    op.drop_index(op.f("ix_kpi_centre"), table_name="kpi")
    op.drop_index(op.f("ix_kpi_case_id"), table_name="kpi")
    op.drop_table("kpi")
    op.drop_index(op.f("ix_inspection_centre"), table_name="inspection")
    op.drop_index(op.f("ix_inspection_case_id"), table_name="inspection")
    op.drop_table("inspection")
    op.drop_index(op.f("ix_eligibility_review_centre"), table_name="eligibility_review")
    op.drop_index(op.f("ix_eligibility_review_case_id"), table_name="eligibility_review")
    op.drop_table("eligibility_review")
    op.drop_index(op.f("ix_document_centre"), table_name="document")
    op.drop_index(op.f("ix_document_case_id"), table_name="document")
    op.drop_table("document")
    op.drop_index("ix_deadline_open", table_name="deadline")
    op.drop_index(op.f("ix_deadline_centre"), table_name="deadline")
    op.drop_index("ix_deadline_case", table_name="deadline")
    op.drop_table("deadline")
    op.drop_index(op.f("ix_attachment_company_id"), table_name="attachment")
    op.drop_index(op.f("ix_attachment_centre"), table_name="attachment")
    op.drop_index(op.f("ix_attachment_case_id"), table_name="attachment")
    op.drop_table("attachment")
    op.drop_index(op.f("ix_application_centre"), table_name="application")
    op.drop_index(op.f("ix_application_case_id"), table_name="application")
    op.drop_table("application")
    op.drop_index(op.f("ix_agreement_centre"), table_name="agreement")
    op.drop_index(op.f("ix_agreement_case_id"), table_name="agreement")
    op.drop_table("agreement")
    op.drop_index("ix_case_stage_state", table_name="case")
    op.drop_index(op.f("ix_case_partner_id"), table_name="case")
    op.drop_index(op.f("ix_case_owner_id"), table_name="case")
    op.drop_index(op.f("ix_case_number"), table_name="case")
    op.drop_index(op.f("ix_case_company_id"), table_name="case")
    op.drop_index(op.f("ix_case_centre"), table_name="case")
    op.drop_index(op.f("ix_case_announcement_id"), table_name="case")
    op.drop_table("case")
    op.drop_index(op.f("ix_site_company_id"), table_name="site")
    op.drop_index(op.f("ix_site_centre"), table_name="site")
    op.drop_table("site")
    op.drop_index(op.f("ix_saved_filter_centre"), table_name="saved_filter")
    op.drop_table("saved_filter")
    op.drop_index(op.f("ix_pool_partner_id"), table_name="pool")
    op.drop_index(op.f("ix_pool_centre"), table_name="pool")
    op.drop_table("pool")
    op.drop_index(op.f("ix_contact_company_id"), table_name="contact")
    op.drop_index(op.f("ix_contact_centre"), table_name="contact")
    op.drop_table("contact")
    op.drop_index(op.f("ix_announcement_programme_id"), table_name="announcement")
    op.drop_index(op.f("ix_announcement_centre"), table_name="announcement")
    op.drop_table("announcement")
    op.drop_index(op.f("ix_supplier_centre"), table_name="supplier")
    op.drop_table("supplier")
    op.drop_index(op.f("ix_staff_centre"), table_name="staff")
    op.drop_table("staff")
    op.drop_index(op.f("ix_programme_centre"), table_name="programme")
    op.drop_table("programme")
    op.drop_index(op.f("ix_partner_centre"), table_name="partner")
    op.drop_table("partner")
    op.drop_index("ix_journal_transaction_undoes", table_name="journal_transaction")
    op.drop_index("ix_journal_transaction_first_op", table_name="journal_transaction")
    op.drop_table("journal_transaction")
    op.drop_index("ix_journal_op_root", table_name="journal_op")
    op.drop_index("ix_journal_op_pk", table_name="journal_op")
    op.drop_table("journal_op")
    op.drop_table("journal_context")
    op.drop_index(op.f("ix_import_run_centre"), table_name="import_run")
    op.drop_table("import_run")
    op.drop_index(op.f("ix_import_mapping_centre"), table_name="import_mapping")
    op.drop_table("import_mapping")
    op.drop_index("ix_company_names", table_name="company")
    op.drop_index(op.f("ix_company_centre"), table_name="company")
    op.drop_index("ix_company_brn", table_name="company")
    op.drop_table("company")
    op.drop_index(op.f("ix_code_kind"), table_name="code")
    op.drop_index(op.f("ix_code_centre"), table_name="code")
    op.drop_table("code")
