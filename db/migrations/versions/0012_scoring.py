"""Reviewers, rounds of evaluation, scorecards, bonus claims and the selection committee."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def _kept() -> list[sa.Column]:
    """Return the columns that every kept row has."""
    return [
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("centre", sa.String(16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
    ]


def upgrade() -> None:
    """Applications can be judged."""
    op.create_table(
        "reviewer",
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("organisation", sa.String(200), nullable=False),
        sa.Column("brn", sa.String(10), nullable=False),
        sa.Column("title", sa.String(60), nullable=False),
        sa.Column("sido", sa.String(2), nullable=False),
        sa.Column("specialties", sa.String(300), nullable=False),
        sa.Column("industries", sa.String(200), nullable=False),
        sa.Column("max_load", sa.Integer(), nullable=False),
        sa.Column("phone", sa.String(40), nullable=False),
        sa.Column("email", sa.String(120), nullable=False),
        sa.Column("note", sa.String(500), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        *_kept(),
        sa.Column("staff_id", sa.Uuid(), nullable=True),
        sa.Column("synthetic", sa.Boolean(), nullable=False),
        sa.CheckConstraint("max_load >= 0", name=op.f("ck_reviewer_max_load")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_reviewer_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reviewer")),
    )
    op.create_index(op.f("ix_reviewer_centre"), "reviewer", ["centre"])
    op.create_index(op.f("ix_reviewer_staff_id"), "reviewer", ["staff_id"])
    op.create_table(
        "conflict",
        sa.Column("kind", sa.String(24), nullable=False),
        sa.Column("reason", sa.String(500), nullable=False),
        sa.Column("declared_on", sa.Date(), nullable=True),
        *_kept(),
        sa.Column("reviewer_id", sa.Uuid(), nullable=False),
        sa.Column("company_id", sa.Uuid(), nullable=True),
        sa.Column("supplier_id", sa.Uuid(), nullable=True),
        sa.Column("partner_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["company_id"], ["company.id"], name=op.f("fk_conflict_company_id")
        ),
        sa.ForeignKeyConstraint(
            ["partner_id"], ["partner.id"], name=op.f("fk_conflict_partner_id")
        ),
        sa.ForeignKeyConstraint(
            ["reviewer_id"], ["reviewer.id"], name=op.f("fk_conflict_reviewer_id")
        ),
        sa.ForeignKeyConstraint(
            ["supplier_id"], ["supplier.id"], name=op.f("fk_conflict_supplier_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conflict")),
    )
    op.create_index(op.f("ix_conflict_centre"), "conflict", ["centre"])
    op.create_index(op.f("ix_conflict_reviewer_id"), "conflict", ["reviewer_id"])
    op.create_table(
        "evaluation_round",
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("kind", sa.String(24), nullable=False),
        sa.Column("blind", sa.Boolean(), nullable=False),
        sa.Column("reviewers_per_case", sa.Integer(), nullable=False),
        sa.Column("closes", sa.Date(), nullable=True),
        *_kept(),
        sa.Column("announcement_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(24), nullable=False),
        sa.Column("seed", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "reviewers_per_case >= 1", name=op.f("ck_evaluation_round_reviewers_per_case")
        ),
        sa.ForeignKeyConstraint(
            ["announcement_id"],
            ["announcement.id"],
            name=op.f("fk_evaluation_round_announcement_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evaluation_round")),
    )
    op.create_index(
        op.f("ix_evaluation_round_announcement_id"), "evaluation_round", ["announcement_id"]
    )
    op.create_index(op.f("ix_evaluation_round_centre"), "evaluation_round", ["centre"])
    op.create_table(
        "assignment",
        *_kept(),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("reviewer_id", sa.Uuid(), nullable=False),
        sa.Column("fixed", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_assignment_case_id")),
        sa.ForeignKeyConstraint(
            ["reviewer_id"], ["reviewer.id"], name=op.f("fk_assignment_reviewer_id")
        ),
        sa.ForeignKeyConstraint(
            ["round_id"], ["evaluation_round.id"], name=op.f("fk_assignment_round_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignment")),
    )
    op.create_index(op.f("ix_assignment_case_id"), "assignment", ["case_id"])
    op.create_index(op.f("ix_assignment_centre"), "assignment", ["centre"])
    op.create_index(op.f("ix_assignment_reviewer_id"), "assignment", ["reviewer_id"])
    op.create_index(op.f("ix_assignment_round_id"), "assignment", ["round_id"])
    op.create_table(
        "meeting",
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=True),
        sa.Column("place", sa.String(200), nullable=False),
        sa.Column("quorum", sa.Integer(), nullable=False),
        sa.Column("chair_id", sa.Uuid(), nullable=True),
        sa.Column("opinion", sa.String(4000), nullable=False),
        *_kept(),
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(24), nullable=False),
        sa.CheckConstraint("quorum >= 1", name=op.f("ck_meeting_quorum")),
        sa.ForeignKeyConstraint(["chair_id"], ["reviewer.id"], name=op.f("fk_meeting_chair_id")),
        sa.ForeignKeyConstraint(
            ["round_id"], ["evaluation_round.id"], name=op.f("fk_meeting_round_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting")),
    )
    op.create_index(op.f("ix_meeting_centre"), "meeting", ["centre"])
    op.create_index(op.f("ix_meeting_round_id"), "meeting", ["round_id"])
    op.create_table(
        "scorecard",
        sa.Column("opinion", sa.String(4000), nullable=False),
        *_kept(),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("reviewer_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(24), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_scorecard_case_id")),
        sa.ForeignKeyConstraint(
            ["reviewer_id"], ["reviewer.id"], name=op.f("fk_scorecard_reviewer_id")
        ),
        sa.ForeignKeyConstraint(
            ["round_id"], ["evaluation_round.id"], name=op.f("fk_scorecard_round_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scorecard")),
    )
    op.create_index(op.f("ix_scorecard_case_id"), "scorecard", ["case_id"])
    op.create_index(op.f("ix_scorecard_centre"), "scorecard", ["centre"])
    op.create_index(op.f("ix_scorecard_reviewer_id"), "scorecard", ["reviewer_id"])
    op.create_index(op.f("ix_scorecard_round_id"), "scorecard", ["round_id"])
    op.create_table(
        "bonus_claim",
        sa.Column("state", sa.String(24), nullable=False),
        sa.Column("points", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(500), nullable=False),
        sa.Column("attachment_id", sa.Uuid(), nullable=True),
        *_kept(),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(60), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["attachment_id"], ["attachment.id"], name=op.f("fk_bonus_claim_attachment_id")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_bonus_claim_case_id")),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["staff.id"], name=op.f("fk_bonus_claim_decided_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bonus_claim")),
    )
    op.create_index(op.f("ix_bonus_claim_case_id"), "bonus_claim", ["case_id"])
    op.create_index(op.f("ix_bonus_claim_centre"), "bonus_claim", ["centre"])
    op.create_table(
        "decision",
        *_kept(),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("meeting_id", sa.Uuid(), nullable=False),
        sa.Column("outcome", sa.String(24), nullable=False),
        sa.Column("opinion", sa.String(2000), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_decision_case_id")),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_decision_meeting_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision")),
    )
    op.create_index(op.f("ix_decision_case_id"), "decision", ["case_id"])
    op.create_index(op.f("ix_decision_centre"), "decision", ["centre"])
    op.create_index(op.f("ix_decision_meeting_id"), "decision", ["meeting_id"])
    op.create_table(
        "meeting_member",
        *_kept(),
        sa.Column("meeting_id", sa.Uuid(), nullable=False),
        sa.Column("reviewer_id", sa.Uuid(), nullable=False),
        sa.Column("attended", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_meeting_member_meeting_id")
        ),
        sa.ForeignKeyConstraint(
            ["reviewer_id"], ["reviewer.id"], name=op.f("fk_meeting_member_reviewer_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_member")),
    )
    op.create_index(op.f("ix_meeting_member_centre"), "meeting_member", ["centre"])
    op.create_index(op.f("ix_meeting_member_meeting_id"), "meeting_member", ["meeting_id"])
    op.create_index(op.f("ix_meeting_member_reviewer_id"), "meeting_member", ["reviewer_id"])
    op.create_table(
        "recusal",
        *_kept(),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("meeting_id", sa.Uuid(), nullable=False),
        sa.Column("reviewer_id", sa.Uuid(), nullable=False),
        sa.Column("bar", sa.String(24), nullable=True),
        sa.Column("note", sa.String(500), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_recusal_case_id")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_recusal_meeting_id")),
        sa.ForeignKeyConstraint(
            ["reviewer_id"], ["reviewer.id"], name=op.f("fk_recusal_reviewer_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recusal")),
    )
    op.create_index(op.f("ix_recusal_case_id"), "recusal", ["case_id"])
    op.create_index(op.f("ix_recusal_centre"), "recusal", ["centre"])
    op.create_index(op.f("ix_recusal_meeting_id"), "recusal", ["meeting_id"])
    op.create_index(op.f("ix_recusal_reviewer_id"), "recusal", ["reviewer_id"])
    op.create_table(
        "score",
        sa.Column("level", sa.Integer(), nullable=True),
        sa.Column("opinion", sa.String(2000), nullable=False),
        sa.Column("attachment_id", sa.Uuid(), nullable=True),
        sa.Column("page_number", sa.Integer(), nullable=True),
        *_kept(),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("scorecard_id", sa.Uuid(), nullable=False),
        sa.Column("criterion", sa.String(60), nullable=False),
        sa.CheckConstraint("level IS NULL OR level BETWEEN 0 AND 10", name=op.f("ck_score_level")),
        sa.CheckConstraint(
            "page_number IS NULL OR page_number >= 1", name=op.f("ck_score_page_number")
        ),
        sa.ForeignKeyConstraint(
            ["attachment_id"], ["attachment.id"], name=op.f("fk_score_attachment_id")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_score_case_id")),
        sa.ForeignKeyConstraint(
            ["scorecard_id"], ["scorecard.id"], name=op.f("fk_score_scorecard_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_score")),
    )
    op.create_index(op.f("ix_score_case_id"), "score", ["case_id"])
    op.create_index(op.f("ix_score_centre"), "score", ["centre"])
    op.create_index(op.f("ix_score_scorecard_id"), "score", ["scorecard_id"])
    op.create_table(
        "vote",
        *_kept(),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("meeting_id", sa.Uuid(), nullable=False),
        sa.Column("reviewer_id", sa.Uuid(), nullable=False),
        sa.Column("choice", sa.String(24), nullable=False),
        sa.Column("opinion", sa.String(2000), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_vote_case_id")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_vote_meeting_id")),
        sa.ForeignKeyConstraint(["reviewer_id"], ["reviewer.id"], name=op.f("fk_vote_reviewer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vote")),
    )
    op.create_index(op.f("ix_vote_case_id"), "vote", ["case_id"])
    op.create_index(op.f("ix_vote_centre"), "vote", ["centre"])
    op.create_index(op.f("ix_vote_meeting_id"), "vote", ["meeting_id"])
    op.create_index(op.f("ix_vote_reviewer_id"), "vote", ["reviewer_id"])


def downgrade() -> None:
    """Nobody judges applications any more."""
    op.drop_index(op.f("ix_vote_reviewer_id"), table_name="vote")
    op.drop_index(op.f("ix_vote_meeting_id"), table_name="vote")
    op.drop_index(op.f("ix_vote_centre"), table_name="vote")
    op.drop_index(op.f("ix_vote_case_id"), table_name="vote")
    op.drop_table("vote")
    op.drop_index(op.f("ix_score_scorecard_id"), table_name="score")
    op.drop_index(op.f("ix_score_centre"), table_name="score")
    op.drop_index(op.f("ix_score_case_id"), table_name="score")
    op.drop_table("score")
    op.drop_index(op.f("ix_recusal_reviewer_id"), table_name="recusal")
    op.drop_index(op.f("ix_recusal_meeting_id"), table_name="recusal")
    op.drop_index(op.f("ix_recusal_centre"), table_name="recusal")
    op.drop_index(op.f("ix_recusal_case_id"), table_name="recusal")
    op.drop_table("recusal")
    op.drop_index(op.f("ix_meeting_member_reviewer_id"), table_name="meeting_member")
    op.drop_index(op.f("ix_meeting_member_meeting_id"), table_name="meeting_member")
    op.drop_index(op.f("ix_meeting_member_centre"), table_name="meeting_member")
    op.drop_table("meeting_member")
    op.drop_index(op.f("ix_decision_meeting_id"), table_name="decision")
    op.drop_index(op.f("ix_decision_centre"), table_name="decision")
    op.drop_index(op.f("ix_decision_case_id"), table_name="decision")
    op.drop_table("decision")
    op.drop_index(op.f("ix_bonus_claim_centre"), table_name="bonus_claim")
    op.drop_index(op.f("ix_bonus_claim_case_id"), table_name="bonus_claim")
    op.drop_table("bonus_claim")
    op.drop_index(op.f("ix_scorecard_round_id"), table_name="scorecard")
    op.drop_index(op.f("ix_scorecard_reviewer_id"), table_name="scorecard")
    op.drop_index(op.f("ix_scorecard_centre"), table_name="scorecard")
    op.drop_index(op.f("ix_scorecard_case_id"), table_name="scorecard")
    op.drop_table("scorecard")
    op.drop_index(op.f("ix_meeting_round_id"), table_name="meeting")
    op.drop_index(op.f("ix_meeting_centre"), table_name="meeting")
    op.drop_table("meeting")
    op.drop_index(op.f("ix_assignment_round_id"), table_name="assignment")
    op.drop_index(op.f("ix_assignment_reviewer_id"), table_name="assignment")
    op.drop_index(op.f("ix_assignment_centre"), table_name="assignment")
    op.drop_index(op.f("ix_assignment_case_id"), table_name="assignment")
    op.drop_table("assignment")
    op.drop_index(op.f("ix_evaluation_round_centre"), table_name="evaluation_round")
    op.drop_index(op.f("ix_evaluation_round_announcement_id"), table_name="evaluation_round")
    op.drop_table("evaluation_round")
    op.drop_index(op.f("ix_conflict_reviewer_id"), table_name="conflict")
    op.drop_index(op.f("ix_conflict_centre"), table_name="conflict")
    op.drop_table("conflict")
    op.drop_index(op.f("ix_reviewer_staff_id"), table_name="reviewer")
    op.drop_index(op.f("ix_reviewer_centre"), table_name="reviewer")
    op.drop_table("reviewer")
