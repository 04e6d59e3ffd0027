"""Decides who may not touch which case; every other way into a case leads through here.

A reviewer who is barred never sees, scores, votes on or opens a file of a case. What bars them is
derived anew each time, never stored: a supplier who joins a case tomorrow bars their people
tomorrow. Somebody with the same full name as a person of a firm is barred too; they may be another
person, but it costs nothing to ask the next reviewer.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from uuid import UUID

from sqlmodel import col, select

from db.tables import (
    Assignment,
    Case,
    Company,
    Conflict,
    Contact,
    EligibilityReview,
    EvaluationRound,
    Match,
    Meeting,
    MeetingMember,
    Partner,
    Reviewer,
    Site,
    Staff,
    Supplier,
)
from db.words import BarReason, EligibilityState, MatchState, Role
from desktop.services import rows
from desktop.services.companies.names import normalise_name
from desktop.services.scoring.errors import BarredError, NotAssignedError, StaffOnlyError
from desktop.services.scoring.packs import own_region_barred

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sqlmodel import Session

_OUTSIDE = (Role.EVALUATOR, Role.PARTNER)  # roles that are no staff of the centre
_LEAST_DIGITS = 7  # shorter is an extension, not a number


@dataclass(frozen=True)
class Reader:
    """Who asks: staff of the centre, a reviewer, or staff who also judge."""

    reviewer_id: UUID | None = None
    staff: bool = False


@dataclass(frozen=True)
class Bar:
    """Why a reviewer may not touch a case, and with which firm the tie is."""

    reason: BarReason
    firm: str = ""


@dataclass
class _Firm:
    """What can tie a person to one company, supplier or large firm."""

    name: str
    brns: set[str] = field(default_factory=set)
    names: set[str] = field(default_factory=set)
    reached: set[str] = field(default_factory=set)  # telephone numbers and addresses
    people: set[str] = field(default_factory=set)


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
    firms = _firms(session, {firm for one in parties.values() for firm in one.firms})
    declared = _declared(session, {person.id for person in people})
    ties = {
        person.id: {
            key: bar
            for key, firm in firms.items()
            if (bar := _tie(person, key, firm, declared[person.id]))
        }
        for person in people
    }
    found = Bars(parties, ties)
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


def _reviewers(session: Session, ids: set[UUID]) -> Iterator[Reviewer]:
    # One statement for all of them: SQLite takes no list of many thousands, but of reviewers.
    yield from session.exec(select(Reviewer).where(col(Reviewer.id).in_(ids)))


def _parties(session: Session, ids: set[UUID]) -> dict[UUID, _Parties]:
    """Return the firms of each case: company, supplier, and every large firm it was offered to."""
    offered: dict[UUID, set[UUID]] = defaultdict(set)
    matches = select(Match.case_id, Match.partner_id).where(Match.state != MatchState.DECLINED)
    for case_id, partner_id in session.exec(_narrowed(matches, Match.case_id, ids)):
        if partner_id is not None:
            offered[case_id].add(partner_id)
    statement = (
        select(Case, Company.sido, Site.sido)
        .join(Company, col(Company.id) == col(Case.company_id))
        .outerjoin(Site, col(Site.id) == col(Case.site_id))
    )
    found = {}
    for case, of_company, of_site in session.exec(_narrowed(statement, Case.id, ids)):
        if case.id in ids:
            firms = {case.company_id, case.supplier_id, case.partner_id, *offered[case.id]}
            minds = own_region_barred(case.pack, case.pack_version, case.track)
            sido = (of_site or of_company) if minds else ""
            found[case.id] = _Parties(
                tuple(sorted((firm for firm in firms if firm), key=str)), sido
            )
    return found


_MOST_NAMED = 500  # beyond, all rows are read and sifted


def _narrowed(statement: object, column: object, ids: set[UUID]) -> object:
    if len(ids) > _MOST_NAMED:
        return statement
    return statement.where(col(column).in_(ids))  # type: ignore[attr-defined]


def _firms(session: Session, ids: set[UUID]) -> dict[UUID, _Firm]:
    """Return what can tie somebody to each firm; a merged company brings what it had before."""
    found: dict[UUID, _Firm] = {}
    for company in session.exec(_narrowed(select(Company), Company.id, ids)):
        if company.id in ids:
            firm = found.setdefault(company.id, _Firm(company.name))
            _know_company(firm, company)
    merged = select(Company).where(col(Company.duplicate_of).is_not(None))
    for company in session.exec(merged.execution_options(with_deleted=True)):
        if company.duplicate_of in found:
            _know_company(found[company.duplicate_of], company)
    for table in (Supplier, Partner):
        for row in session.exec(_narrowed(select(table), table.id, ids)):
            if row.id in ids:
                firm = found.setdefault(row.id, _Firm(row.name))
                firm.brns.add(row.brn)
                firm.names.add(normalise_name(row.name))
                firm.reached.update(_reached(getattr(row, "phone", "")))
    for contact in session.exec(select(Contact)):
        for key in (contact.company_id, contact.supplier_id, contact.partner_id):
            if key in found:
                firm = found[key]
                firm.people.add(_person(contact.name))
                firm.reached.update(_reached(contact.phone, contact.mobile, contact.email))
    for firm in found.values():
        for known in (firm.brns, firm.names, firm.reached, firm.people):
            known.discard("")
    return found


def _know_company(firm: _Firm, company: Company) -> None:
    firm.brns.add(company.brn)
    firm.names.add(company.name_key or normalise_name(company.name))
    firm.people.add(_person(company.representative))
    firm.reached.update(_reached(company.phone, company.email))


def _declared(session: Session, ids: set[UUID]) -> dict[UUID, set[UUID]]:
    """Return the firms with which each reviewer has declared a tie."""
    found: dict[UUID, set[UUID]] = defaultdict(set)
    merged = dict(
        session.exec(
            select(Company.id, Company.duplicate_of)
            .where(col(Company.duplicate_of).is_not(None))
            .execution_options(with_deleted=True)
        ).all()
    )
    for conflict in session.exec(select(Conflict).where(col(Conflict.reviewer_id).in_(ids))):
        for key in (conflict.company_id, conflict.supplier_id, conflict.partner_id):
            if key is not None:
                found[conflict.reviewer_id] |= {key, merged.get(key) or key}
    return found


def _tie(person: Reviewer, key: UUID, firm: _Firm, declared: set[UUID]) -> Bar | None:
    """Return the first thing that ties a reviewer to a firm."""
    reason: BarReason | None = None
    if person.brn in firm.brns or normalise_name(person.organisation) in firm.names:
        reason = BarReason.ORGANISATION
    elif key in declared:
        reason = BarReason.DECLARED
    elif _reached(person.phone, person.email) & firm.reached:
        reason = BarReason.PEOPLE
    elif _person(person.name) in firm.people:
        reason = BarReason.NAMESAKE
    return None if reason is None else Bar(reason, firm.name)


def _person(name: str) -> str:
    return "".join(name.split()).casefold()


def _reached(*ways: str) -> set[str]:
    """Return telephone numbers as digits and addresses in small letters."""
    found = set()
    for way in ways:
        if "@" in way:
            found.add(way.strip().casefold())
        else:
            digits = "".join(filter(str.isdigit, way))
            if len(digits) >= _LEAST_DIGITS:
                found.add(digits)
    return found
