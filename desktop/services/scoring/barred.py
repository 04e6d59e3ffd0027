"""Decides who may not touch which case; every other way into a case leads through here.

A reviewer who is barred never sees, scores, votes on or opens a file of a case. What bars them is
derived anew each time, never stored: a supplier who joins a case tomorrow bars their people
tomorrow. Somebody with the same full name as a person of a firm is barred too; they may be another
person, but it costs nothing to ask the next reviewer.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlmodel import col, select

from db.tables import (
    Assignment,
    Case,
    Company,
    EligibilityReview,
    EvaluationRound,
    Match,
    Meeting,
    MeetingMember,
    Reviewer,
    Site,
    Staff,
)
from db.words import BarReason, CaseState, EligibilityState, MatchState, Role
from desktop.services import rows
from desktop.services.scoring import ties
from desktop.services.scoring.errors import BarredError, NotAssignedError, StaffOnlyError
from desktop.services.scoring.packs import own_region_barred
from desktop.services.scoring.ties import Bar

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from uuid import UUID

    from sqlmodel import Session

_OUTSIDE = (Role.EVALUATOR, Role.PARTNER)  # roles that are no staff of the centre
_GAVE_UP = (CaseState.WITHDRAWN, CaseState.CANCELLED)


@dataclass(frozen=True)
class Reader:
    """Who asks: staff of the centre, a reviewer, or staff who also judge."""

    reviewer_id: UUID | None = None
    staff: bool = False


@dataclass(frozen=True)
class _Parties:
    """The firms of one case by id, and where its factory stands."""

    firms: tuple[UUID, ...]
    sido: str  # empty where the pack does not mind


class Bars:
    """What bars whom, for some cases; read once and asked often."""

    def __init__(self, parties: dict[UUID, _Parties], ties: dict[UUID, dict[UUID, Bar]]) -> None:
        self._parties = parties
        self._ties = ties
        self._regions: dict[UUID, str] = {}

    def of(self, reviewer_id: UUID, case_id: UUID) -> Bar | None:
        """Return what bars a reviewer from a case; a case nobody knows bars everybody."""
        parties = self._parties.get(case_id)
        if parties is None or reviewer_id not in self._ties:
            return Bar(BarReason.DECLARED)
        tied = [bar for firm in parties.firms if (bar := self._ties[reviewer_id].get(firm))]
        if tied:
            return min(tied, key=lambda bar: list(BarReason).index(bar.reason))
        if parties.sido and parties.sido == self._regions.get(reviewer_id):
            return Bar(BarReason.REGION)
        return None

    def live_in(self, regions: dict[UUID, str]) -> None:
        """Take where the reviewers work, for packs that bar the own region."""
        self._regions = regions


STAFF = Reader(staff=True)
_OF_CASE: Any = (
    Case.id, Case.company_id, Case.supplier_id, Case.partner_id,
    Case.pack, Case.pack_version, Case.track, Company.sido, Site.sido,
)  # fmt: skip


def reader_of(session: Session, person: UUID | None) -> Reader:
    """Return how a member of staff may look at cases; nobody at all is the centre's own computer.

    Staff who are reviewers too are held to what bars them as reviewers.
    """
    if person is None:
        return STAFF
    staff = rows.find(session, Staff, person)
    reviewer = session.exec(select(Reviewer.id).where(Reviewer.staff_id == person)).first()
    return Reader(reviewer, staff=staff.role not in _OUTSIDE)


def bars(session: Session, case_ids: Iterable[UUID], reviewer_ids: Iterable[UUID]) -> Bars:
    """Return what bars these reviewers from these cases."""
    parties = _parties(session, set(case_ids))
    people = list(_reviewers(session, set(reviewer_ids)))
    firms = ties.firms_of(session, {firm for one in parties.values() for firm in one.firms})
    declared = ties.declared_by(session, {person.id for person in people})
    bound = {
        person.id: _bound(ties.known_of(person), firms, declared[person.id]) for person in people
    }
    found = Bars(parties, bound)
    found.live_in({person.id: person.sido for person in people if person.sido})
    return found


def bar_of(session: Session, reviewer_id: UUID, case_id: UUID) -> Bar | None:
    """Return what bars one reviewer from one case."""
    return bars(session, [case_id], [reviewer_id]).of(reviewer_id, case_id)


def refuse_barred(session: Session, reviewer_id: UUID, case_id: UUID) -> None:
    """Let pass only a reviewer whom nothing bars. Raises BarredError, which names no case."""
    bar = bar_of(session, reviewer_id, case_id)
    if bar is not None:
        raise BarredError(reason=bar.reason)


def admit(session: Session, reader: Reader, case_id: UUID) -> None:
    """Let a reader into a case: whom nothing bars, and who is staff or was asked to judge it.

    Raises BarredError, NotAssignedError; neither says anything about the case.
    """
    if reader.reviewer_id is not None:
        refuse_barred(session, reader.reviewer_id, case_id)
    if not reader.staff and not _was_asked(session, reader, case_id):
        raise NotAssignedError


def admitted(session: Session, reader: Reader, case_ids: Iterable[UUID]) -> list[UUID]:
    """Return the cases into which a reader may look, in their order."""
    wanted = list(case_ids)
    if reader.reviewer_id is not None:
        found = bars(session, wanted, [reader.reviewer_id])
        wanted = [case for case in wanted if found.of(reader.reviewer_id, case) is None]
    if reader.staff:
        return wanted
    asked = _asked(session, reader)
    return [case for case in wanted if case in asked]


def staff_only(reader: Reader) -> None:
    """Let pass the staff of the centre. Raises StaffOnlyError."""
    if not reader.staff:
        raise StaffOnlyError


def cases_of(session: Session, round_id: UUID) -> list[UUID]:
    """Return the cases of a round by number: those of its announcement that are eligible."""
    statement = (
        select(Case.id)
        .join(EvaluationRound, col(EvaluationRound.announcement_id) == col(Case.announcement_id))
        .join(EligibilityReview, col(EligibilityReview.case_id) == col(Case.id))
        .where(
            EvaluationRound.id == round_id,
            EligibilityReview.state == EligibilityState.ELIGIBLE,
            col(Case.state).not_in(_GAVE_UP),
        )
        .order_by(col(Case.number), col(Case.id))
    )
    return list(dict.fromkeys(session.exec(statement)))


def _was_asked(session: Session, reader: Reader, case_id: UUID) -> bool:
    return case_id in _asked(session, reader)


def _asked(session: Session, reader: Reader) -> set[UUID]:
    """Return the cases that a reviewer judges or votes on."""
    if reader.reviewer_id is None:
        return set()
    assigned = select(Assignment.case_id).where(Assignment.reviewer_id == reader.reviewer_id)
    found = set(session.exec(assigned))
    rounds = (
        select(Meeting.round_id)
        .join(MeetingMember, col(MeetingMember.meeting_id) == col(Meeting.id))
        .where(MeetingMember.reviewer_id == reader.reviewer_id)
    )
    for round_id in set(session.exec(rounds)):
        found |= set(cases_of(session, round_id))
    return found


def _bound(
    person: ties.Person, firms: dict[UUID, ties.Firm], declared: set[UUID]
) -> dict[UUID, Bar]:
    """Return the firms to which one reviewer is tied, with the reason."""
    return {
        key: bar for key, firm in firms.items() if (bar := ties.tie(person, key, firm, declared))
    }


def _reviewers(session: Session, ids: set[UUID]) -> Iterator[Reviewer]:
    # One statement for all of them: SQLite takes no list of many thousands, but of reviewers.
    yield from session.exec(select(Reviewer).where(col(Reviewer.id).in_(ids)))


def _parties(session: Session, ids: set[UUID]) -> dict[UUID, _Parties]:
    """Return the firms of each case: company, supplier, and every large firm it was offered to."""
    offered: dict[UUID, set[UUID]] = defaultdict(set)
    matches = select(Match.case_id, Match.partner_id).where(Match.state != MatchState.DECLINED)
    for case_id, partner_id in session.exec(ties.narrowed(matches, Match.case_id, ids)):
        if partner_id is not None:
            offered[case_id].add(partner_id)
    statement: Any = (
        select(*_OF_CASE)
        .join(Company, col(Company.id) == col(Case.company_id))
        .outerjoin(Site, col(Site.id) == col(Case.site_id))
    )
    found = {}
    for key, *firms, pack, version, track, of_company, of_site in session.exec(
        ties.narrowed(statement, Case.id, ids)
    ):
        if key in ids:
            named = {firm for firm in (*firms, *offered[key]) if firm is not None}
            minds = own_region_barred(pack, version, track)
            sido = (of_site or of_company) if minds else ""
            found[key] = _Parties(tuple(sorted(named, key=str)), sido)
    return found
