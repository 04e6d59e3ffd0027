"""Moves cases along the four stages, back with a reason, off the road and on it again."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from sqlmodel import SQLModel, col, select

from db.tables import Case, Staff, StageChange
from db.words import CaseState, Severity, Stage
from desktop.services import deadlines, parts, rows
from desktop.services.aftercare import kpis, visits
from desktop.services.applications import papers
from desktop.services.buildout import agreements
from desktop.services.case_rules import rules_of
from desktop.services.cases.blockers import Blocker, Jump, blockers
from desktop.services.errors import BlockedError, ReasonNeededError
from desktop.services.matching import matches
from desktop.services.status_machines import CASE

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from sqlmodel import Session

__all__ = [
    "Blocker",
    "Jump",
    "advance",
    "assign",
    "blockers",
    "send_back",
    "set_state",
]

# Leaving the road, and coming back on it, has to be explained; finishing it has not.
_EXPLAINED = frozenset(CaseState) - {CaseState.CLOSED}


class _StateFields(SQLModel):
    """What changing the state of a case hands over."""

    state: CaseState


def advance(
    session: Session,
    case_id: UUID,
    *,
    reason: str = "",
    override: bool = False,
    today: date | None = None,
) -> Stage:
    """Move a case to its next stage, prepare what that stage needs, and return the stage.

    override: go on in spite of blockers; that takes a reason.
    Raises BlockedError with the blockers, ReasonNeededError.
    """
    case = rows.find(session, Case, case_id)
    if case.stage is Stage.AFTERCARE:
        last = Blocker("stage.last", Jump(Stage.AFTERCARE, "head"))
        raise BlockedError(case_id=case_id, to=None, blockers=[last])
    to = list(Stage)[case.stage.position + 1]
    found = [
        one
        for one in blockers(session, case_id, to=to, today=today)
        if one.severity is Severity.BLOCKS
    ]
    if found and not override:
        raise BlockedError(case_id=case_id, to=to, blockers=found)
    if found and not reason.strip():
        raise ReasonNeededError(step="override")
    _step(session, case, to, reason)
    _prepare(session, case)
    return to


def send_back(session: Session, case_id: UUID, *, reason: str) -> Stage:
    """Move a case to the stage before, and return it; nothing that was typed there is lost.

    Raises ReasonNeededError, and BlockedError for a case that is in its first stage.
    """
    if not reason.strip():
        raise ReasonNeededError(step="send_back")
    case = rows.find(session, Case, case_id)
    if case.stage is Stage.APPLICATION:
        first = Blocker("stage.first", Jump(Stage.APPLICATION, "head"))
        raise BlockedError(case_id=case_id, to=None, blockers=[first])
    to = list(Stage)[case.stage.position - 1]
    _step(session, case, to, reason)
    return to


def set_state(
    session: Session, case_ids: UUID | Iterable[UUID], state: CaseState, *, reason: str = ""
) -> list[UUID]:
    """Withdraw, hold, reject, cancel, close or reopen cases; return those that changed.

    All of them or none. Raises ReasonNeededError for everything but closing, and MoveRefusedError
    for a case that has left the road and would leave it in another way.
    """
    if state in _EXPLAINED and not reason.strip():
        raise ReasonNeededError(step=f"state.{state}")
    value = rows.checked(_StateFields, {"state": state})
    cases = _several(session, case_ids)
    for case in cases:
        CASE.check(case.state, value["state"])
    changed = [case.id for case in cases if rows.change(case, value)]
    deadlines.refresh_all(session, changed)
    rows.keep_reason(session, reason)
    return changed


def assign(session: Session, case_ids: UUID | Iterable[UUID], owner_id: UUID | None) -> list[UUID]:
    """Hand cases to a person, or to nobody; return those that changed hands."""
    if owner_id is not None:
        rows.find(session, Staff, owner_id)
    return [
        case.id for case in _several(session, case_ids) if rows.change(case, {"owner_id": owner_id})
    ]


def _several(session: Session, case_ids: UUID | Iterable[UUID]) -> list[Case]:
    wanted = [case_ids] if isinstance(case_ids, UUID) else list(case_ids)
    found = session.exec(select(Case).where(col(Case.id).in_(wanted))).all()
    by_id = {case.id: case for case in found}
    return [by_id.get(one) or rows.find(session, Case, one) for one in wanted]


def _step(session: Session, case: Case, to: Stage, reason: str) -> None:
    change = rows.add(
        session,
        StageChange,
        case_id=case.id,
        from_stage=case.stage,
        to_stage=to,
        by=rows.person(session),
        reason=reason.strip()[: rows.LONGEST_REASON],
    )
    case.stage = change.to_stage
    rows.keep_reason(session, reason)
    deadlines.refresh(session, case.id)


def _prepare(session: Session, case: Case) -> None:
    """Put in place what the stage starts from; doing it twice changes nothing."""
    papers.ensure(session, case.id)
    if case.stage is Stage.BUILDOUT:
        _fix_lines_without_partner(session, case)
        agreements.draft(session, case.id)
        kpis.set_up(session, case.id)
    if case.stage is Stage.AFTERCARE:
        kpis.set_up(session, case.id)
        visits.schedule(session, case.id)
    deadlines.refresh(session, case.id)


def _fix_lines_without_partner(session: Session, case: Case) -> None:
    """Write and confirm the lines of a track without large firm, which follow from the rules."""
    rules = rules_of(case)
    none_yet = parts.match_of(session, case.id) is None
    if rules.track is not None and not rules.needs_partner and none_yet and case.total_cost:
        matches.propose(session, case.id, None)
        matches.confirm(session, case.id)
