"""Keeps the bonus points that applicants claim and what the centre found."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlmodel import col, select

from db.tables import BonusClaim, Case
from db.tables.scorecard import BonusClaimFields
from db.words import BonusState
from desktop.services import rows
from desktop.services.scoring import barred
from desktop.services.scoring.bonus_points import BonusPoints, Claimed, count
from desktop.services.scoring.errors import ScoringRefusedError
from desktop.services.scoring.keys import ensured, kept, key_of
from desktop.services.scoring.packs import bonus_rules

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from sqlmodel import Session

    from desktop.services.scoring.barred import Reader
    from desktop.services.scoring.rules import BonusGroupRule, BonusItemRule

__all__ = ["BonusLine", "BonusSheet", "claim", "count_all", "decide", "sheet", "withdraw"]


@dataclass(frozen=True)
class BonusLine:
    """One item of the pack and what became of it; state None: nobody claims it."""

    group: BonusGroupRule
    item: BonusItemRule
    state: BonusState | None
    points: int | None
    note: str = ""


@dataclass(frozen=True)
class BonusSheet:
    """All items that the pack knows for one case, and what they come to."""

    lines: tuple[BonusLine, ...]
    total: BonusPoints


def sheet(session: Session, case_id: UUID, *, reader: Reader) -> BonusSheet:
    """Return the items and claims of a case. Raises BarredError, NotAssignedError."""
    barred.admit(session, reader, case_id)
    rules = bonus_rules(rows.find(session, Case, case_id))
    claims = _claims(session, [case_id]).get(case_id, {})
    lines = tuple(
        BonusLine(
            group,
            item,
            claims[item.code].state if item.code in claims else None,
            claims[item.code].points if item.code in claims else None,
            claims[item.code].note if item.code in claims else "",
        )
        for group in rules.groups
        for item in group.items
    )
    return BonusSheet(lines, count(rules, _counted(claims.values())))


def claim(session: Session, case_id: UUID, code: str, *, reader: Reader, note: str = "") -> UUID:
    """Write down that the applicant claims an item; return the key of the claim.

    Raises StaffOnlyError, BarredError; ScoringRefusedError: no_item.
    """
    barred.staff_only(reader)
    barred.admit(session, reader, case_id)
    if bonus_rules(rows.find(session, Case, case_id)).item(code) is None:
        raise ScoringRefusedError(code="no_item")
    key = key_of(BonusClaim, case_id, code)
    found = ensured(session, BonusClaim, key, case_id=case_id, code=code)
    _change(found, {"state": BonusState.CLAIMED, "note": note or found.note, "points": None})
    found.decided_on, found.decided_by = None, None
    return key


def decide(
    session: Session,
    case_id: UUID,
    code: str,
    state: BonusState,
    *,
    reader: Reader,
    points: int | None = None,
    note: str | None = None,
) -> None:
    """Keep what the on-site check found about a claimed item: 해당 or 해당 없음.

    points: in 1/1000, where the pack does not say how many. Raises StaffOnlyError, BarredError,
    NotFoundError; ScoringRefusedError: no_points where nobody says how many.
    """
    barred.staff_only(reader)
    barred.admit(session, reader, case_id)
    item = bonus_rules(rows.find(session, Case, case_id)).item(code)
    found = rows.find(session, BonusClaim, key_of(BonusClaim, case_id, code))
    unknown = points is None and (item is None or item.points is None)
    if state is BonusState.CONFIRMED and unknown:
        raise ScoringRefusedError(code="no_points")
    changes: dict[str, Any] = {"state": state, "points": points}
    if note is not None:
        changes["note"] = note
    _change(found, changes)
    decided = state is not BonusState.CLAIMED
    found.decided_on = date.today() if decided else None
    found.decided_by = rows.person(session) if decided else None


def withdraw(session: Session, case_id: UUID, code: str, *, reader: Reader) -> None:
    """Take a claim off that was written down by mistake. Raises StaffOnlyError, BarredError."""
    barred.staff_only(reader)
    barred.admit(session, reader, case_id)
    found = kept(session, BonusClaim, key_of(BonusClaim, case_id, code))
    if found is not None:
        rows.remove(found)


def count_all(
    session: Session, cases: Iterable[Case], *, reader: Reader
) -> dict[UUID, BonusPoints]:
    """Return what the claims of many cases come to; cases that bar the reader are not there."""
    known = {case.id: case for case in cases}
    let_in = barred.admitted(session, reader, known)
    claims = _claims(session, let_in)
    return {
        case_id: count(bonus_rules(known[case_id]), _counted(claims.get(case_id, {}).values()))
        for case_id in let_in
    }


def _claims(session: Session, cases: Iterable[UUID]) -> dict[UUID, dict[str, BonusClaim]]:
    wanted = set(cases)
    found: dict[UUID, dict[str, BonusClaim]] = {}
    for one in session.exec(select(BonusClaim).order_by(col(BonusClaim.id))):
        if one.case_id in wanted:
            found.setdefault(one.case_id, {})[one.code] = one
    return found


def _counted(claims: Iterable[BonusClaim]) -> dict[str, Claimed]:
    return {one.code: Claimed(one.state, one.points) for one in claims}


def _change(row: BonusClaim, values: dict[str, Any]) -> None:
    rows.change(row, rows.checked(BonusClaimFields, values))
