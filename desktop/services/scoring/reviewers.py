"""Lists, adds and edits reviewers, and keeps what they declare about firms."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlmodel import col, func, select

from db.tables import (
    Assignment,
    Company,
    Conflict,
    EvaluationRound,
    Partner,
    Reviewer,
    Supplier,
)
from db.tables.reviewer import ConflictFields, ReviewerFields
from db.words import RoundState
from desktop.services import rows
from desktop.services.companies.names import normalise_name
from desktop.services.companies.register import with_plain_numbers
from desktop.services.errors import InUseError
from desktop.services.scoring.errors import ScoringRefusedError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from sqlmodel import Session

    from db.base import Record
    from db.words import ConflictKind

__all__ = [
    "ConflictFields",
    "ConflictRow",
    "FoundFirm",
    "ReviewerFields",
    "ReviewerRow",
    "add",
    "conflicts_of",
    "declare",
    "edit",
    "firms_called",
    "list_reviewers",
    "remove",
    "withdraw",
]


@dataclass(frozen=True)
class ReviewerRow:
    """One reviewer, how many cases of open rounds they judge, and how many ties they declared."""

    id: UUID
    name: str
    organisation: str
    brn: str
    title: str
    sido: str
    specialties: str
    industries: str
    max_load: int
    phone: str
    email: str
    note: str
    active: bool
    staff_id: UUID | None
    load: int = 0
    conflicts: int = 0


@dataclass(frozen=True)
class ConflictRow:
    """One declared tie and the firm that it is with; `firm_kind` is company, supplier, partner."""

    id: UUID
    firm: str
    firm_kind: str
    kind: ConflictKind
    reason: str
    declared_on: date | None


@dataclass(frozen=True)
class FoundFirm:
    """A firm by name; `column` is where a declared tie names it, such as supplier_id."""

    column: str
    id: UUID
    name: str


def add(session: Session, fields: ReviewerFields | Mapping[str, Any], **keys: Any) -> UUID:
    """Add a reviewer and return their key. Raises RefusedValueError, for a wrong number too."""
    given = fields.model_dump(exclude_unset=True) if isinstance(fields, ReviewerFields) else fields
    return rows.add(session, Reviewer, with_plain_numbers(given), **keys).id


def edit(
    session: Session,
    reviewer_id: UUID,
    changes: Mapping[str, Any],
    *,
    expected: Mapping[str, Any] | None = None,
) -> list[str]:
    """Store changed fields and return their names; somebody who leaves is set inactive."""
    plain = with_plain_numbers(changes)
    _, changed = rows.save(session, Reviewer, reviewer_id, plain, expected=expected)
    return changed


def remove(session: Session, reviewer_id: UUID) -> None:
    """Hide a reviewer. Raises InUseError while they are assigned to a case."""
    reviewer = rows.find(session, Reviewer, reviewer_id)
    assigned = session.exec(
        select(Assignment.id).where(Assignment.reviewer_id == reviewer_id)
    ).all()
    if assigned:
        raise InUseError(table="reviewer", id=reviewer_id, by="assignment", count=len(assigned))
    rows.remove(reviewer)


def list_reviewers(session: Session, *, active_only: bool = False) -> list[ReviewerRow]:
    """Return the reviewers by name, with what they have to do in rounds that are not closed."""
    loads = dict(
        session.exec(
            select(Assignment.reviewer_id, func.count())
            .join(EvaluationRound, col(EvaluationRound.id) == col(Assignment.round_id))
            .where(EvaluationRound.state != RoundState.CLOSED)
            .group_by(col(Assignment.reviewer_id))
        ).all()
    )
    ties = dict(
        session.exec(
            select(Conflict.reviewer_id, func.count()).group_by(col(Conflict.reviewer_id))
        ).all()
    )
    statement = select(Reviewer).order_by(col(Reviewer.name), col(Reviewer.id))
    if active_only:
        statement = statement.where(col(Reviewer.active).is_(True))
    return [
        rows.shown(ReviewerRow, one, load=loads.get(one.id, 0), conflicts=ties.get(one.id, 0))
        for one in session.exec(statement)
    ]


def declare(
    session: Session,
    reviewer_id: UUID,
    fields: ConflictFields | Mapping[str, Any],
    *,
    company_id: UUID | None = None,
    supplier_id: UUID | None = None,
    partner_id: UUID | None = None,
) -> UUID:
    """Keep a tie to exactly one firm and return its key; it bars from now on, everywhere.

    Raises ScoringRefusedError: one_firm.
    """
    firms: tuple[tuple[type[Record], UUID | None], ...] = (
        (Company, company_id),
        (Supplier, supplier_id),
        (Partner, partner_id),
    )
    named = [(table, key) for table, key in firms if key is not None]
    if len(named) != 1:
        raise ScoringRefusedError(code="one_firm")
    for table, key in named:
        rows.find(session, table, key)
    rows.find(session, Reviewer, reviewer_id)
    given = fields.model_dump(exclude_unset=True) if isinstance(fields, ConflictFields) else fields
    return rows.add(
        session,
        Conflict,
        {"declared_on": date.today(), **given},
        reviewer_id=reviewer_id,
        company_id=company_id,
        supplier_id=supplier_id,
        partner_id=partner_id,
    ).id


def withdraw(session: Session, conflict_id: UUID) -> None:
    """Take a declared tie back."""
    rows.remove(rows.find(session, Conflict, conflict_id))


def conflicts_of(session: Session, reviewer_id: UUID) -> list[ConflictRow]:
    """Return what a reviewer has declared, the newest first."""
    statement = (
        select(Conflict, Company.name, Supplier.name, Partner.name)
        .outerjoin(Company, col(Company.id) == col(Conflict.company_id))
        .outerjoin(Supplier, col(Supplier.id) == col(Conflict.supplier_id))
        .outerjoin(Partner, col(Partner.id) == col(Conflict.partner_id))
        .where(Conflict.reviewer_id == reviewer_id)
        .order_by(col(Conflict.id).desc())
    )
    return [
        rows.shown(
            ConflictRow,
            conflict,
            firm=company or supplier or partner or "",
            firm_kind="company" if company else "supplier" if supplier else "partner",
        )
        for conflict, company, supplier, partner in session.exec(statement)
    ]


def firms_called(session: Session, text: str, *, limit: int = 20) -> list[FoundFirm]:
    """Return the firms whose name holds `text`, for a tie to be declared with one of them."""
    wanted = normalise_name(text)
    found: list[FoundFirm] = []
    tables: tuple[tuple[str, Any, Any], ...] = (
        ("company_id", Company, Company.name_key),
        ("supplier_id", Supplier, Supplier.name_key),
        ("partner_id", Partner, Partner.name),
    )
    for column, table, name in tables:
        typed = wanted if column != "partner_id" else text.strip()
        statement = (
            select(table.id, table.name)
            .where(col(name).contains(typed, autoescape=True))
            .order_by(col(table.name))
            .limit(limit)
        )
        found += [FoundFirm(column, key, called) for key, called in session.exec(statement)]
    return found[:limit]
