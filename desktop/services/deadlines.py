"""Keeps the days of a case: those that follow from its parts, and those that staff add."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any, cast

from sqlmodel import col, select

from db.errors import RefusedValueError
from db.tables import Case, Deadline
from db.tables.deadline import DeadlineFields
from db.words import CaseState
from desktop.services import rows
from desktop.services.deadline_parts import gather
from desktop.services.deadline_rules import KNOWN_BY_PARTS, Wanted, wanted_days

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from uuid import UUID

    from sqlmodel import Session

    from db.words import DeadlineKind

__all__ = [
    "DeadlineFields",
    "DeadlineRow",
    "add",
    "edit",
    "list_deadlines",
    "mark_done",
    "next_deadline",
    "refresh",
    "refresh_all",
    "remove",
]

_TEXTS = ("clause", "source", "verified", "note")
_CASES_AT_ONCE = 500  # their rows wait in memory
_OWN_FIELDS = {"note"}  # what people may change about a day that a rule sets


@dataclass(frozen=True)
class DeadlineRow:
    """One day of a case; `days_left` is negative when it has passed.

    derived: whether it follows from a part of the case (`about_id`) and moves with it.
    """

    id: UUID
    case_id: UUID
    kind: DeadlineKind
    due: date
    days_left: int
    clause: str
    source: str
    verified: bool
    note: str
    done_on: date | None
    about_id: UUID | None
    derived: bool


def refresh(session: Session, case_id: UUID, *, today: date | None = None) -> int:
    """Make the days of a case follow its parts; return how many were added, moved or hidden.

    Doing it twice changes nothing. A day that somebody ticked off stays ticked off; a case that is
    no longer open keeps only the days that are done.
    """
    return _follow(session, [rows.find(session, Case, case_id)], today or date.today())


def refresh_all(session: Session, case_ids: Iterable[UUID], *, today: date | None = None) -> int:
    """Do the same for many cases, in a few queries for all of them."""
    touched, wanted = 0, list(case_ids)
    for at in range(0, len(wanted), _CASES_AT_ONCE):
        keys = wanted[at : at + _CASES_AT_ONCE]
        cases = session.exec(select(Case).where(col(Case.id).in_(keys))).all()
        touched += _follow(session, cases, today or date.today())
    return touched


def _follow(session: Session, cases: Sequence[Case], today: date) -> int:
    session.flush()
    parts = gather(session, cases)
    kept = _derived(session, list(parts))
    touched = 0
    for case in cases:
        is_open = case.state in (CaseState.OPEN, CaseState.ON_HOLD)
        wanted = wanted_days(parts[case.id]) if is_open else []
        known = kept[case.id]
        for key, days in _by_key(wanted).items():
            there = known.pop(key, [])
            for place, one in enumerate(days):
                row = there[place] if place < len(there) else None
                touched += _put(session, case, _dated(one, row, today), row)
            touched += sum(_hide(row) for row in there[len(days) :])
        touched += sum(_hide(row) for left in known.values() for row in left)
    session.flush()
    return touched


def add(session: Session, case_id: UUID, fields: DeadlineFields | Mapping[str, Any]) -> UUID:
    """Add a day that somebody promised or was given, and return its key."""
    return rows.add(session, Deadline, fields, case_id=case_id).id


def edit(
    session: Session,
    deadline_id: UUID,
    changes: Mapping[str, Any],
    *,
    expected: Mapping[str, Any] | None = None,
) -> list[str]:
    """Store changed fields; a day that follows from the case takes a note only.

    Raises RefusedValueError with the limit "derived" otherwise: its part has to move.
    """
    row = rows.find(session, Deadline, deadline_id)
    if row.about_id is not None and (fixed := changes.keys() - _OWN_FIELDS):
        field = sorted(fixed)[0]
        raise RefusedValueError(
            table="deadline", field=field, value=changes[field], limit="derived"
        )
    _, changed = rows.save(session, Deadline, deadline_id, changes, expected=expected)
    return changed


def mark_done(session: Session, deadline_id: UUID, *, on: date | None) -> None:
    """Tick a day off, or open it again with None, unless a part of the case says that it is over.

    Raises RefusedValueError with the limit "derived" where a part of the case knows: the
    milestone, visit, inspection or ticket itself has to be done.
    """
    row = rows.find(session, Deadline, deadline_id)
    if row.about_id is not None and row.kind in KNOWN_BY_PARTS:
        raise RefusedValueError(table="deadline", field="done_on", value=on, limit="derived")
    row.done_on = on
    if row.about_id is not None:
        refresh(session, row.case_id)


def remove(session: Session, deadline_id: UUID) -> None:
    """Hide a day that staff added. Raises RefusedValueError for one that follows from the case."""
    row = rows.find(session, Deadline, deadline_id)
    if row.about_id is not None:
        raise RefusedValueError(table="deadline", field="due", value=row.due, limit="derived")
    rows.remove(row)


def list_deadlines(session: Session, case_id: UUID, *, today: date) -> list[DeadlineRow]:
    """Return the days of a case: the open ones by date, then the done ones, the newest first."""
    found = session.exec(select(Deadline).where(Deadline.case_id == case_id)).all()
    open_ones = sorted((row for row in found if row.done_on is None), key=_order)
    done = sorted((row for row in found if row.done_on is not None), key=_order, reverse=True)
    return [_shown(row, today) for row in (*open_ones, *done)]


def next_deadline(session: Session, case_id: UUID, *, today: date) -> DeadlineRow | None:
    """Return the open day that comes first, or that has passed first."""
    row = session.exec(
        select(Deadline)
        .where(Deadline.case_id == case_id, col(Deadline.done_on).is_(None))
        .order_by(col(Deadline.due), col(Deadline.id))
    ).first()
    return None if row is None else _shown(row, today)


def _shown(row: Deadline, today: date) -> DeadlineRow:
    left = (row.due - today).days
    return rows.shown(DeadlineRow, row, days_left=left, derived=row.about_id is not None)


def _order(row: Deadline) -> tuple[date, str]:
    return row.due, str(row.id)


def _derived(session: Session, case_ids: list[UUID]) -> dict[UUID, dict[Any, list[Deadline]]]:
    """Return the rows of each case that follow from a part.

    Hidden ones come last and may live again.
    """
    statement = select(Deadline).where(
        col(Deadline.case_id).in_(case_ids), col(Deadline.about_id).is_not(None)
    )
    found = session.exec(statement.execution_options(with_deleted=True)).all()
    known: dict[UUID, dict[Any, list[Deadline]]] = {one: defaultdict(list) for one in case_ids}
    for row in sorted(found, key=lambda row: (row.deleted, *_order(row))):
        known[row.case_id][row.kind, row.about_id].append(row)
    return known


def _by_key(wanted: list[Wanted]) -> dict[Any, list[Wanted]]:
    grouped: dict[Any, list[Wanted]] = defaultdict(list)
    for one in sorted(wanted, key=lambda one: one.due):
        grouped[one.kind, one.about_id].append(one)
    return grouped


def _dated(one: Wanted, row: Deadline | None, today: date) -> Wanted:
    """Return the day with the date since when it is over; what a person wrote stays."""
    ticked = row.done_on if row is not None else None
    over = ticked or (today if one.done else None)
    done_on = one.done_on or (over if one.done or one.by_hand else None)
    return replace(one, done_on=done_on, note=(row.note if row is not None else "") or one.note)


def _put(session: Session, case: Case, one: Wanted, row: Deadline | None) -> int:
    if row is None:
        session.add(
            Deadline(
                centre=case.centre,
                case_id=case.id,
                about_id=cast("UUID", one.about_id),  # as `gather` has read it
                done_on=one.done_on,
                kind=one.kind,
                due=one.due,
                **{name: getattr(one, name) for name in _TEXTS},
            )
        )
        return 1
    values = {name: getattr(one, name) for name in ("due", "done_on", *_TEXTS)}
    return bool(rows.change(row, values | {"deleted": False}))


def _hide(row: Deadline) -> int:
    if row.deleted or row.done_on is not None:
        return 0
    rows.remove(row)
    return 1
