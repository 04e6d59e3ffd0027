"""What a large firm may see of a case, until when, and what it answered from its own computer."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint
from sqlmodel import Field, SQLModel

from db.base import Record, now, word
from db.words import AnswerKind, Changed, DeclineReason, DisclosurePurpose


class DisclosureFields(SQLModel):
    """What staff decide when they let a large firm see a case."""

    purpose: DisclosurePurpose = word(DisclosurePurpose, DisclosurePurpose.SELECTION)
    from_on: date
    until_on: date


class Disclosure(Record, DisclosureFields, table=True):
    """One large firm may see one case; in force from `from_on` up to and with `until_on`.

    Days are Korean days. `revoked_on` ends it at once, whatever the other days say.
    """

    ROOT = "case_id"
    CHANGED = Changed.MATCHES

    case_id: UUID = Field(foreign_key="case.id", index=True)
    partner_id: UUID = Field(foreign_key="partner.id", index=True)
    revoked_on: date | None = None
    revoked_because: str = Field(default="", max_length=500)

    __table_args__ = (CheckConstraint("from_on <= until_on", name="days"),)


class PartnerAnswerFields(SQLModel):
    """What a person of a large firm hands over about one case."""

    kind: AnswerKind = word(AnswerKind)
    reason: DeclineReason | None = word(DeclineReason, empty=True)
    text: str = Field(default="", max_length=4000)
    author: str = Field(default="", max_length=60)


class PartnerAnswer(Record, PartnerAnswerFields, table=True):
    """One answer; only a computer of the firm writes it, and nobody edits it.

    It decides nothing by itself: staff write down the firm's decision at the match.
    `slate_number` is the number of the firm's own stream that its author had before them.
    """

    ROOT = "case_id"
    CHANGED = Changed.MATCHES

    case_id: UUID = Field(foreign_key="case.id", index=True)
    partner_id: UUID = Field(foreign_key="partner.id", index=True)
    slate_number: int = Field(default=0, ge=0)
    answered_at: datetime = Field(default_factory=now)


class SlateView(Record, table=True):
    """Somebody at a large firm opened a case; the line comes back with the answers."""

    ROOT = "case_id"
    CHANGED = Changed.MATCHES

    case_id: UUID = Field(foreign_key="case.id", index=True)
    partner_id: UUID = Field(foreign_key="partner.id")
    reader: str = Field(default="", max_length=60)
    viewed_at: datetime = Field(default_factory=now)
