"""Keeps agreements: draft, dates, signing, extension, termination."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from db.tables import Agreement, Case
from db.tables.agreement import AgreementFields
from db.words import AgreementState, MatchState
from desktop.services import deadlines, parts, rows
from desktop.services.aftercare import visits
from desktop.services.buildout import dates, milestones, payments
from desktop.services.case_rules import rules_of
from desktop.services.errors import AgreementRefusedError, ReasonNeededError
from desktop.services.status_machines import AGREEMENT

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from uuid import UUID

    from sqlmodel import Session

__all__ = [
    "AgreementDetail",
    "AgreementFields",
    "draft",
    "edit",
    "extend",
    "set_state",
    "show",
    "sign",
    "terminate",
]

_BEFORE_SIGNING = (AgreementState.PAPERS, AgreementState.RECEIVED, AgreementState.REVIEWED)
_FIXED_BY_SIGNING = {"build_start", "build_end"}


@dataclass(frozen=True)
class AgreementDetail:
    """One agreement with the end of the project: build end and six months of intensive care."""

    id: UUID
    number: str
    state: AgreementState
    signed_on: date | None
    build_start: date | None
    build_end: date | None
    care_end: date | None
    total_cost: int
    extension_months: int
    bond_number: str
    bond_amount: int
    bond_expires: date | None

    @property
    def is_signed(self) -> bool:
        """Return whether the parties have signed."""
        return self.state is AgreementState.SIGNED


def draft(session: Session, case_id: UUID) -> UUID:
    """Return the agreement that counts; make a draft with its milestones where there is none."""
    agreement = parts.agreement_of(session, case_id)
    if agreement is None:
        case = rows.find(session, Case, case_id)
        agreement = rows.add(session, Agreement, case_id=case_id, total_cost=case.total_cost)
    milestones.propose(session, case_id)
    deadlines.refresh(session, case_id)
    return agreement.id


def edit(
    session: Session,
    agreement_id: UUID,
    changes: Mapping[str, Any],
    *,
    expected: Mapping[str, Any] | None = None,
) -> list[str]:
    """Store changed fields; milestones, visits and days follow a new build period.

    Raises AgreementRefusedError: "dates_order", and "signed" where a signed period would change
    without an extension.
    """
    agreement = rows.find(session, Agreement, agreement_id)
    old_end = agreement.build_end
    fixed = {name: getattr(agreement, name) for name in _FIXED_BY_SIGNING}
    _, changed = rows.save(session, Agreement, agreement_id, changes, expected=expected)
    if agreement.state is AgreementState.SIGNED:
        broken = sorted(name for name in changed if fixed.get(name) is not None)
        if broken:
            raise AgreementRefusedError(code="signed", field=broken[0])
    if "build_start" in changed and agreement.build_end is None:
        agreement.build_end = _usual_end(session, agreement)
    if _FIXED_BY_SIGNING & set(changed):
        _move_period(session, agreement, old_end)
    elif changed:
        deadlines.refresh(session, agreement.case_id)
    return changed


def set_state(session: Session, case_id: UUID, state: AgreementState) -> None:
    """Say how far the papers of an unsigned agreement have come (domain 2.4)."""
    agreement = parts.needed_agreement(session, case_id)
    if agreement.state not in _BEFORE_SIGNING or state not in _BEFORE_SIGNING:
        raise AgreementRefusedError(code="signed", field="state")
    AGREEMENT.check(agreement.state, state)
    agreement.state = state


def sign(session: Session, case_id: UUID, *, signed_on: date, number: str = "") -> None:
    """Write down that all parties have signed; fixes the period, the cost and the lines.

    Raises AgreementRefusedError: "no_match", "dates_missing", "lines_differ", "signed".
    """
    agreement = parts.needed_agreement(session, case_id)
    if agreement.state is AgreementState.SIGNED:
        raise AgreementRefusedError(code="signed", field="signed_on")
    match = parts.match_of(session, case_id)
    if match is None or match.state is not MatchState.CONFIRMED:
        raise AgreementRefusedError(code="no_match")
    if agreement.build_start is None or agreement.build_end is None:
        raise AgreementRefusedError(code="dates_missing")
    paid = sum(line.amount for line in parts.lines_of(session, match))
    if paid != match.total_cost:
        raise AgreementRefusedError(code="lines_differ", cost=match.total_cost, sum=paid)
    rows.change(agreement, rows.checked(AgreementFields, {"number": number} if number else {}))
    agreement.signed_on = signed_on
    AGREEMENT.check(agreement.state, AgreementState.SIGNED)
    agreement.state = AgreementState.SIGNED
    agreement.total_cost = match.total_cost
    rows.find(session, Case, case_id).total_cost = match.total_cost
    milestones.propose(session, case_id)
    deadlines.refresh(session, case_id)


def extend(session: Session, case_id: UUID, *, months: int, reason: str) -> date:
    """Move the build end of a signed agreement and return it; once, by at most three months.

    Raises ReasonNeededError, ExtensionRefusedError, AgreementRefusedError ("not_signed").
    """
    if not reason.strip():
        raise ReasonNeededError(step="extend")
    agreement = parts.needed_agreement(session, case_id)
    if agreement.state is not AgreementState.SIGNED or agreement.build_end is None:
        raise AgreementRefusedError(code="not_signed")
    used = 1 if agreement.extension_months else 0
    old_end = agreement.build_end
    days = rules_of(rows.find(session, Case, case_id)).days
    agreement.build_end = dates.extended_build_end(old_end, months, used=used, rules=days).due
    agreement.extension_months = months
    rows.keep_reason(session, reason)
    _move_period(session, agreement, old_end)
    return agreement.build_end


def terminate(session: Session, case_id: UUID, *, reason: str) -> None:
    """Dissolve the agreement (해지); the row stays, a new draft may follow.

    What was asked for and not paid is sent back with it.
    """
    if not reason.strip():
        raise ReasonNeededError(step="terminate")
    agreement = parts.needed_agreement(session, case_id)
    AGREEMENT.check(agreement.state, AgreementState.TERMINATED)
    agreement.state = AgreementState.TERMINATED
    payments.fall_with_agreement(session, case_id)
    rows.keep_reason(session, reason)
    deadlines.refresh(session, case_id)


def show(session: Session, case_id: UUID) -> AgreementDetail | None:
    """Return the agreement that counts."""
    agreement = parts.agreement_of(session, case_id)
    return None if agreement is None else rows.shown(AgreementDetail, agreement)


def _usual_end(session: Session, agreement: Agreement) -> date | None:
    """Return the build end that the track's period proposes, where the pack knows one."""
    months = rules_of(rows.find(session, Case, agreement.case_id)).build_months
    start = agreement.build_start
    return dates.planned_build_end(start, months) if start is not None and months else None


def _move_period(session: Session, agreement: Agreement, old_end: date | None) -> None:
    """Let everything that hangs on the build period follow it."""
    start, end = agreement.build_start, agreement.build_end
    if start is not None and end is not None and end < start:
        raise AgreementRefusedError(code="dates_order", start=start, end=end)
    days = rules_of(rows.find(session, Case, agreement.case_id)).days
    agreement.care_end = dates.care_end(end, rules=days).due if end is not None else None
    if old_end is not None and end is not None and old_end != end:
        milestones.follow_build_end(session, agreement.case_id, old_end, end)
        visits.follow_build_end(session, agreement.case_id, old_end, end)
    milestones.propose(session, agreement.case_id)
    deadlines.refresh(session, agreement.case_id)
