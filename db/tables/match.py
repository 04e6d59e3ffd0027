"""Co-investment matches and who pays how much."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import CheckConstraint
from sqlmodel import Field

from db.base import Record, won, word
from db.words import Changed, FundingForm, FundingSource, LegalRegime, MatchState


class Match(Record, table=True):
    """One large firm's share in one case; a case has at most one that is not declined."""

    ROOT = "case_id"
    CHANGED = Changed.MATCHES

    case_id: UUID = Field(foreign_key="case.id", index=True)
    partner_id: UUID | None = Field(default=None, foreign_key="partner.id", index=True)
    state: MatchState = word(MatchState, MatchState.PROPOSED)
    total_cost: int = won()
    pack: str = Field(default="", max_length=60)
    pack_version: str = Field(default="", max_length=20)
    answer_by: date | None = None
    answered_on: date | None = None
    reason: str = Field(default="", max_length=500)

    __table_args__ = (CheckConstraint("total_cost >= 0", name="total_cost"),)


class FundingLine(Record, table=True):
    """What one source pays in one form; the lines of a match add up to its cost, to the won."""

    ROOT = "case_id"
    CHANGED = Changed.MATCHES

    case_id: UUID = Field(foreign_key="case.id", index=True)
    match_id: UUID = Field(foreign_key="match.id", index=True)
    source: FundingSource = word(FundingSource)
    form: FundingForm = word(FundingForm, FundingForm.CASH)
    regime: LegalRegime = word(LegalRegime)
    amount: int = won()
    edited: bool = False  # a person typed this amount instead of taking the computed one
    clause: str = Field(default="", max_length=300)

    __table_args__ = (CheckConstraint("amount >= 0", name="amount"),)
