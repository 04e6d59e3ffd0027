"""Lets large firms see single cases, takes that back, and shows what they answered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlmodel import col, func, select

from db.tables import Case, Disclosure, Partner, PartnerAnswer, SlateView
from db.tables.disclosure import DisclosureFields
from db.words import DisclosureState
from desktop.services import rows
from desktop.services.errors import DisclosureRefusedError, ReasonNeededError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from uuid import UUID

    from sqlmodel import Session

    from db.words import AnswerKind, DeclineReason, DisclosurePurpose

__all__ = [
    "AnswerRow",
    "DisclosureFields",
    "DisclosureRow",
    "allow",
    "answers_of",
    "disclosures_of",
    "disclosures_to",
    "extend",
    "revoke",
]


@dataclass(frozen=True)
class DisclosureRow:
    """One disclosure, what it comes to today, and when the firm last looked."""

    id: UUID
    case_id: UUID
    partner_id: UUID
    partner: str
    number: str
    purpose: DisclosurePurpose
    from_on: date
    until_on: date
    revoked_on: date | None
    revoked_because: str
    state: DisclosureState
    last_viewed_at: datetime | None


@dataclass(frozen=True)
class AnswerRow:
    """One answer of a large firm."""

    id: UUID
    partner: str
    kind: AnswerKind
    reason: DeclineReason | None
    text: str
    author: str
    answered_at: datetime


def allow(
    session: Session,
    case_id: UUID,
    partner_id: UUID,
    fields: DisclosureFields | Mapping[str, Any],
    *,
    today: date | None = None,
) -> UUID:
    """Let a large firm see a case and return the key of the disclosure.

    Raises DisclosureRefusedError: "days", "past", "already"; RefusedValueError, NotFoundError.
    """
    given = fields.model_dump() if isinstance(fields, DisclosureFields) else dict(fields)
    checked = rows.checked_whole(DisclosureFields, given)
    day = today or date.today()
    _hold_to_days(checked["from_on"], checked["until_on"], day)
    rows.find(session, Case, case_id)
    rows.find(session, Partner, partner_id)
    for other in _of(session, case_id=case_id, partner_id=partner_id):
        overlaps = other.from_on <= checked["until_on"] and checked["from_on"] <= other.until_on
        if overlaps and _state(other, day) is not DisclosureState.REVOKED:
            raise DisclosureRefusedError(code="already", until_on=other.until_on)
    return rows.add(session, Disclosure, given, case_id=case_id, partner_id=partner_id).id


def extend(
    session: Session,
    disclosure_id: UUID,
    until_on: date,
    *,
    expected: date | None = None,
    today: date | None = None,
) -> None:
    """Move the last day, to a later or an earlier one.

    Raises DisclosureRefusedError: "over", "days", "past"; StaleRecordError.
    """
    found = _open(session, disclosure_id, today or date.today())
    _hold_to_days(found.from_on, until_on, today or date.today())
    before = None if expected is None else {"until_on": expected}
    rows.save(session, Disclosure, disclosure_id, {"until_on": until_on}, expected=before)


def revoke(
    session: Session, disclosure_id: UUID, *, reason: str, today: date | None = None
) -> None:
    """Take a disclosure back; the firm's computers remove the case as soon as they hear of it.

    Raises ReasonNeededError, DisclosureRefusedError ("over").
    """
    if not reason.strip():
        raise ReasonNeededError(step="revoke")
    day = today or date.today()
    found = _open(session, disclosure_id, day)
    rows.change(found, {"revoked_on": day, "revoked_because": reason.strip()[:500]})
    rows.keep_reason(session, reason)


def disclosures_of(
    session: Session, case_id: UUID, *, today: date | None = None
) -> list[DisclosureRow]:
    """Return who may or might see a case, the newest first."""
    return _rows(session, col(Disclosure.case_id) == case_id, today or date.today())


def disclosures_to(
    session: Session, partner_id: UUID, *, today: date | None = None
) -> list[DisclosureRow]:
    """Return which cases a large firm may or might see, the newest first."""
    return _rows(session, col(Disclosure.partner_id) == partner_id, today or date.today())


def answers_of(session: Session, case_id: UUID) -> list[AnswerRow]:
    """Return what large firms answered about a case, the newest first."""
    found = session.exec(
        select(PartnerAnswer, Partner.name)
        .join(Partner, col(Partner.id) == PartnerAnswer.partner_id)
        .where(PartnerAnswer.case_id == case_id)
        .order_by(col(PartnerAnswer.answered_at).desc(), col(PartnerAnswer.id).desc())
    )
    return [rows.shown(AnswerRow, answer, partner=name) for answer, name in found]


def _of(session: Session, **keys: UUID) -> list[Disclosure]:
    statement = select(Disclosure).filter_by(**keys)
    return list(session.exec(statement.order_by(col(Disclosure.id).desc())))


def _rows(session: Session, wanted: Any, day: date) -> list[DisclosureRow]:
    viewed = (
        select(func.max(SlateView.viewed_at))
        .where(
            SlateView.case_id == Disclosure.case_id, SlateView.partner_id == Disclosure.partner_id
        )
        .correlate(Disclosure)
        .scalar_subquery()
    )
    found = session.exec(
        select(Disclosure, Partner.name, Case.number, viewed)
        .join(Partner, col(Partner.id) == Disclosure.partner_id)
        .join(Case, col(Case.id) == Disclosure.case_id)
        .where(wanted)
        .order_by(col(Disclosure.id).desc())
    ).all()
    return [
        rows.shown(
            DisclosureRow,
            one,
            partner=name,
            number=number,
            state=_state(one, day),
            last_viewed_at=last,
        )
        for one, name, number, last in found
    ]


def _state(one: Disclosure, day: date) -> DisclosureState:
    if one.revoked_on is not None:
        return DisclosureState.REVOKED
    if day < one.from_on:
        return DisclosureState.PLANNED
    return DisclosureState.IN_FORCE if day <= one.until_on else DisclosureState.ENDED


def _open(session: Session, disclosure_id: UUID, day: date) -> Disclosure:
    found = rows.find(session, Disclosure, disclosure_id)
    if _state(found, day) in (DisclosureState.REVOKED, DisclosureState.ENDED):
        raise DisclosureRefusedError(code="over")
    return found


def _hold_to_days(from_on: date, until_on: date, day: date) -> None:
    if until_on < from_on:
        raise DisclosureRefusedError(code="days", from_on=from_on, until_on=until_on)
    if until_on < day:
        raise DisclosureRefusedError(code="past", until_on=until_on)
