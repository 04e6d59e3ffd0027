"""Asks the optimiser who judges what, and keeps the answer; and the board that shows it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlmodel import col, select

from db.tables import (
    Application,
    Assignment,
    Case,
    Company,
    EvaluationRound,
    Reviewer,
    Scorecard,
    Site,
)
from db.words import RoundState
from desktop.services import codes, rows
from desktop.services.companies.names import normalise_name
from desktop.services.scoring import barred
from desktop.services.scoring.errors import ScoringRefusedError
from desktop.services.scoring.keys import ensured, key_of
from desktop.services.scoring.solving import Seat, Task, Wanted, solve

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from uuid import UUID

    from sqlmodel import Session

    from desktop.services.scoring.barred import Reader
    from desktop.services.scoring.solving import Solution
    from desktop.services.scoring.ties import Bar

__all__ = [
    "Board",
    "BoardCase",
    "BoardReviewer",
    "Plan",
    "assign",
    "board",
    "keep",
    "plan",
    "unassign",
]


@dataclass(frozen=True)
class Plan:
    """What the optimiser is asked, read from the database at once; it needs no database then."""

    round_id: UUID
    tasks: tuple[Task, ...]
    seats: tuple[Seat, ...]
    wanted: Wanted

    def solved(self, is_stopped: Callable[[], bool] = lambda: False) -> Solution:
        """Return who judges what. Raises AssignmentImpossibleError, AssignmentStoppedError."""
        return solve(self.tasks, self.seats, self.wanted, is_stopped=is_stopped)


@dataclass(frozen=True)
class BoardReviewer:
    """One column of the board; load: cases of this round."""

    id: UUID
    name: str
    organisation: str
    region: str
    load: int
    most: int


@dataclass(frozen=True)
class BoardCase:
    """One row of the board: who judges it, by hand or not, and whom what bars from it."""

    id: UUID
    number: str
    company: str
    region: str
    industry: str
    assigned: frozenset[UUID]
    fixed: frozenset[UUID]
    begun: frozenset[UUID]
    bars: Mapping[UUID, Bar]

    @property
    def barred_still(self) -> frozenset[UUID]:
        """Return the reviewers who judge it although something bars them by now."""
        return self.assigned & self.bars.keys()


@dataclass(frozen=True)
class Board:
    """Cases × reviewers of one round."""

    round_id: UUID
    per_case: int
    state: RoundState
    reviewers: tuple[BoardReviewer, ...]
    cases: tuple[BoardCase, ...]

    @property
    def short(self) -> int:
        """Return how many cases have fewer reviewers than they should."""
        return sum(len(case.assigned) < self.per_case for case in self.cases)


def plan(session: Session, round_id: UUID, *, reader: Reader, per_region: int = 2) -> Plan:
    """Return what the optimiser has to know; what was begun or made by hand stays as it is.

    Raises StaffOnlyError, ScoringRefusedError: closed.
    """
    barred.staff_only(reader)
    found = _open_round(session, round_id)
    reviewers = _active(session)
    cases = barred.cases_of(session, round_id)
    bars = barred.bars(session, cases, [one.id for one in reviewers])
    now, fixed = _assigned(session, round_id), _begun(session, round_id)
    for (case_id, reviewer_id), one in now.items():
        if one.fixed:
            fixed.setdefault(case_id, set()).add(reviewer_id)
    there = _by_case(now)
    tasks = tuple(
        Task(
            id=case_id,
            industry=ksic[:2],
            solutions=_codes(solutions),
            barred=frozenset(one.id for one in reviewers if bars.of(one.id, case_id)),
            fixed=frozenset(fixed.get(case_id, ())),
            before=frozenset(there.get(case_id, ())),
        )
        for case_id, (ksic, solutions) in _profiles(session, cases).items()
    )
    seats = tuple(
        Seat(
            id=one.id,
            region=one.sido,
            organisation=one.brn or normalise_name(one.organisation),
            most=one.max_load,
            industries=_codes(one.industries),
            specialties=_codes(one.specialties),
        )
        for one in reviewers
    )
    wanted = Wanted(per_case=found.reviewers_per_case, per_region=per_region, seed=found.seed)
    return Plan(round_id, tasks, seats, wanted)


def keep(session: Session, round_id: UUID, solution: Solution, *, reader: Reader) -> int:
    """Keep an assignment in place of the one that was not made by hand; return how many changed.

    Whom something bars since the plan was read is left out. Raises StaffOnlyError,
    ScoringRefusedError: closed.
    """
    barred.staff_only(reader)
    _open_round(session, round_id)
    now, begun = _assigned(session, round_id), _begun(session, round_id)
    bars = barred.bars(
        session, {case for case, _ in solution.pairs}, {reviewer for _, reviewer in solution.pairs}
    )
    wanted = {pair for pair in solution.pairs if bars.of(pair[1], pair[0]) is None}
    changed = 0
    for pair, one in now.items():
        stays = pair in wanted or one.fixed or pair[1] in begun.get(pair[0], ())
        if not stays:
            rows.remove(one)
            changed += 1
    new = sorted(wanted - now.keys(), key=str)
    _add_all(session, round_id, new)
    return changed + len(new)


def assign(
    session: Session, round_id: UUID, case_id: UUID, reviewer_id: UUID, *, reader: Reader
) -> UUID:
    """Ask one reviewer by hand to judge one case; return the key of the assignment.

    Raises StaffOnlyError, BarredError, ScoringRefusedError: closed, other_case.
    """
    barred.staff_only(reader)
    barred.admit(session, reader, case_id)
    _open_round(session, round_id)
    rows.find(session, Reviewer, reviewer_id)
    if case_id not in barred.cases_of(session, round_id):
        raise ScoringRefusedError(code="other_case")
    barred.refuse_barred(session, reviewer_id, case_id)
    return _add(session, round_id, case_id, reviewer_id, fixed=True).id


def unassign(
    session: Session, round_id: UUID, case_id: UUID, reviewer_id: UUID, *, reader: Reader
) -> None:
    """Take a case off a reviewer who has not begun it, or whom something bars by now.

    Raises StaffOnlyError, ScoringRefusedError: closed, begun.
    """
    barred.staff_only(reader)
    barred.admit(session, reader, case_id)
    _open_round(session, round_id)
    begun = reviewer_id in _begun(session, round_id).get(case_id, ())
    if begun and barred.bar_of(session, reviewer_id, case_id) is None:
        raise ScoringRefusedError(code="begun")
    found = _assigned(session, round_id).get((case_id, reviewer_id))
    if found is not None:
        rows.remove(found)


def board(session: Session, round_id: UUID, *, reader: Reader) -> Board:
    """Return cases × reviewers for staff; cases that bar the reader themselves are left out.

    Raises StaffOnlyError.
    """
    barred.staff_only(reader)
    found = rows.find(session, EvaluationRound, round_id)
    cases = barred.admitted(session, reader, barred.cases_of(session, round_id))
    now, begun = _assigned(session, round_id), _begun(session, round_id)
    assigned = _by_case(now)
    reviewers = _shown(session, {reviewer for _, reviewer in now})
    bars = barred.bars(session, cases, [one.id for one in reviewers])
    fixed = _by_case({pair: one for pair, one in now.items() if one.fixed})
    loads = Counter(reviewer for _, reviewer in now)
    return Board(
        round_id=round_id,
        per_case=found.reviewers_per_case,
        state=found.state,
        reviewers=tuple(
            BoardReviewer(
                one.id, one.name, one.organisation, codes.sido_short(one.sido) if one.sido else "",
                loads[one.id], one.max_load,
            )
            for one in reviewers
        ),
        cases=tuple(
            BoardCase(
                id=case.id,
                number=case.number,
                company=company.name,
                region=codes.region_name(company.sido, company.sigungu),
                industry=industry,
                assigned=frozenset(assigned.get(case.id, ())),
                fixed=frozenset(fixed.get(case.id, ())),
                begun=frozenset(begun.get(case.id, ())),
                bars={one.id: bar for one in reviewers if (bar := bars.of(one.id, case.id))},
            )
            for case, company, industry in _described(session, cases)
        ),
    )  # fmt: skip


def _open_round(session: Session, round_id: UUID) -> EvaluationRound:
    found = rows.find(session, EvaluationRound, round_id)
    if found.state is RoundState.CLOSED:
        raise ScoringRefusedError(code="closed")
    return found


def _add(
    session: Session, round_id: UUID, case_id: UUID, reviewer_id: UUID, *, fixed: bool
) -> Assignment:
    key = key_of(Assignment, round_id, case_id, reviewer_id)
    found = ensured(
        session, Assignment, key,
        case_id=case_id, round_id=round_id, reviewer_id=reviewer_id, fixed=fixed,
    )  # fmt: skip
    found.fixed = fixed
    return found


def _add_all(session: Session, round_id: UUID, pairs: list[tuple[UUID, UUID]]) -> None:
    """Add many assignments at once, as `_add` does one by one; deleted ones come back."""
    gone = select(Assignment).where(Assignment.round_id == round_id, col(Assignment.deleted))
    before = {
        (one.case_id, one.reviewer_id): one
        for one in session.exec(gone.execution_options(with_deleted=True))
    }
    centres = dict(session.exec(select(Case.id, Case.centre)).all())
    for case_id, reviewer_id in pairs:
        old = before.get((case_id, reviewer_id))
        if old is not None:
            old.deleted, old.fixed = False, False
            continue
        session.add(
            Assignment(
                id=key_of(Assignment, round_id, case_id, reviewer_id), centre=centres[case_id],
                case_id=case_id, round_id=round_id, reviewer_id=reviewer_id,
            )
        )  # fmt: skip
    session.flush()


def _active(session: Session) -> list[Reviewer]:
    statement = select(Reviewer).where(col(Reviewer.active).is_(True))
    return list(session.exec(statement.order_by(col(Reviewer.name), col(Reviewer.id))))


def _shown(session: Session, also: set[UUID]) -> list[Reviewer]:
    """Return the reviewers who are active, and those who have left but still judge something."""
    statement = select(Reviewer).order_by(col(Reviewer.name), col(Reviewer.id))
    return [one for one in session.exec(statement) if one.active or one.id in also]


def _assigned(session: Session, round_id: UUID) -> dict[tuple[UUID, UUID], Assignment]:
    statement = select(Assignment).where(Assignment.round_id == round_id)
    return {(one.case_id, one.reviewer_id): one for one in session.exec(statement)}


def _begun(session: Session, round_id: UUID) -> dict[UUID, set[UUID]]:
    """Return by case the reviewers who have a card there."""
    statement = select(Scorecard.case_id, Scorecard.reviewer_id)
    found: dict[UUID, set[UUID]] = {}
    for case_id, reviewer_id in session.exec(statement.where(Scorecard.round_id == round_id)):
        found.setdefault(case_id, set()).add(reviewer_id)
    return found


def _by_case(pairs: Mapping[tuple[UUID, UUID], Assignment]) -> dict[UUID, set[UUID]]:
    found: dict[UUID, set[UUID]] = {}
    for case_id, reviewer_id in pairs:
        found.setdefault(case_id, set()).add(reviewer_id)
    return found


def _profiles(session: Session, cases: list[UUID]) -> dict[UUID, tuple[str, str]]:
    """Return the industry and the systems of each case, in the order of `cases`."""
    statement = (
        select(Case.id, Company.ksic, Site.ksic, Application.solutions)
        .join(Company, col(Company.id) == col(Case.company_id))
        .outerjoin(Site, col(Site.id) == col(Case.site_id))
        .outerjoin(Application, col(Application.case_id) == col(Case.id))
    )
    known = {
        case_id: (of_site or of_company, solutions or "")
        for case_id, of_company, of_site, solutions in session.exec(statement)
    }
    return {case_id: known[case_id] for case_id in cases}


def _described(session: Session, cases: list[UUID]) -> list[tuple[Case, Company, str]]:
    """Return each case with its company and the name of its industry, in the order of `cases`."""
    statement = select(Case, Company).join(Company, col(Company.id) == col(Case.company_id))
    known = {case.id: (case, company) for case, company in session.exec(statement)}
    found = [known[case_id] for case_id in cases]
    names = codes.ksic_names(session, {company.ksic for _, company in found if company.ksic})
    return [(case, company, names.get(company.ksic, "")) for case, company in found]


def _codes(text: str) -> frozenset[str]:
    return frozenset(part.strip() for part in text.split(",") if part.strip())
