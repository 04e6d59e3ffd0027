"""What a company was supported with before, over all programmes and years that we keep.

The register knows what was done with this program and nothing else: it can say that there was
support, never that there was none.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlmodel import col, select

from db.tables import Agreement, Announcement, Application, Case, FundingLine, Match
from db.words import AgreementState, FundingSource, KpiBasis, MatchState, SystemLevel
from desktop.services import parts, rows
from desktop.services.aftercare import kpis
from desktop.services.case_rules import rules_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from uuid import UUID

    from sqlmodel import Session

    from db.words import CaseState, Stage
    from desktop.services.programmes.rule_shape import Title

_PUBLIC = (FundingSource.NATIONAL, FundingSource.PROVINCE, FundingSource.CITY)
_BETWEEN_WORDS = re.compile(r"[,;/·+&\n]|\s및\s|\s와\s|\s과\s")
_LEVELS = list(SystemLevel)
_FULL = 100  # percent of a target


@dataclass(frozen=True)
class PastSupport:
    """Another case of the same company.

    is_supported: its agreement was signed and stands. public_money: won of state, province and
    city in the confirmed match. same_solutions: what both cases name. same_level: both aim at one
    level.
    """

    case_id: UUID
    number: str
    title: str
    year: int | None
    announcement: str | None
    track: Title | None
    stage: Stage
    state: CaseState
    is_supported: bool
    signed_on: date | None
    total_cost: int
    public_money: int
    target_level: SystemLevel | None
    same_solutions: tuple[str, ...]
    same_level: bool
    same_site: bool


@dataclass(frozen=True)
class SupportHistory:
    """All other cases of a company, the newest first, and what follows from them."""

    cases: tuple[PastSupport, ...] = ()
    facts: Mapping[str, Any] = field(default_factory=dict)

    @property
    def supported(self) -> tuple[PastSupport, ...]:
        """Return the cases that were really supported."""
        return tuple(case for case in self.cases if case.is_supported)

    @property
    def public_money(self) -> int:
        """Return the won of all cases that were supported."""
        return sum(case.public_money for case in self.supported)

    @property
    def overlaps(self) -> tuple[PastSupport, ...]:
        """Return the supported cases that name the same solution."""
        return tuple(case for case in self.supported if case.same_solutions)


def recorded_facts(session: Session, case: Case, application: Application) -> dict[str, Any]:
    """Return what rules may know from the register; a name that it can't tell is not there.

    The same solution aimed higher is an upgrade; paid twice is only what was paid for already
    at the same place, at this level or a higher one.
    """
    supported = _supported(session, case, application.received_on or date.today())
    known: dict[str, Any] = {}
    if supported:
        known |= {"previous_supports": len(supported), "new_build_registered": True}
    again = [
        (site, asked)
        for _, site, asked in supported
        if _is_no_higher(application.target_level, asked.target_level)
    ]
    if again:
        known["same_level_before"] = True
        if _exceeded(session, [key for key, *_ in supported]):
            known["target_exceeded"] = True  # an exception of the rule about the same level
    if any(
        same_words(application.solutions, asked.solutions) and _is_same_site(case.site_id, site)
        for site, asked in again
    ):
        known["double_funding"] = True
    return known


def support_history(session: Session, case_id: UUID) -> SupportHistory:
    """Return what the company of a case was supported with in its other cases."""
    case = rows.find(session, Case, case_id)
    others = _others(session, case)
    if not others:
        return SupportHistory()
    application = parts.application_of(session, case_id)
    keys = [other.id for other, *_ in others]
    signed = _signed(session, keys, application.received_on or date.today())
    money = _public_money(session, keys)
    found = tuple(
        _past(other, asked, call, signed, money, (case, application))
        for other, asked, call in others
    )
    return SupportHistory(found, recorded_facts(session, case, application))


def words_of(text: str) -> tuple[str, ...]:
    """Return the single solutions or functions that a person listed, spelled as they are."""
    return tuple(
        dict.fromkeys(word for part in _BETWEEN_WORDS.split(text) if (word := part.strip()))
    )


def same_words(one: str, other: str) -> tuple[str, ...]:
    """Return what both lists name, whatever case or spaces they write it in."""
    known = {_plain(word) for word in words_of(other)}
    return tuple(word for word in words_of(one) if _plain(word) in known)


def _plain(word: str) -> str:
    return "".join(word.casefold().split())


def _supported(
    session: Session, case: Case, until: date
) -> list[tuple[UUID, UUID | None, Application]]:
    """Return case, site and application behind each agreement that stood on a day."""
    statement = (
        select(Case, Application, Agreement)
        .join(Application, col(Application.case_id) == col(Case.id))
        .join(Agreement, col(Agreement.case_id) == col(Case.id))
        .where(
            Case.company_id == case.company_id,
            Case.id != case.id,
            Agreement.state == AgreementState.SIGNED,
        )
    )
    return [
        (other.id, other.site_id, asked)
        for other, asked, agreement in session.exec(statement)
        if agreement.signed_on is None or agreement.signed_on <= until
    ]


def _others(
    session: Session, case: Case
) -> list[tuple[Case, Application | None, Announcement | None]]:
    statement = (
        select(Case, Application, Announcement)
        .outerjoin(Application, col(Application.case_id) == col(Case.id))
        .outerjoin(Announcement, col(Announcement.id) == col(Case.announcement_id))
        .where(Case.company_id == case.company_id, Case.id != case.id)
        .order_by(col(Case.id).desc())
    )
    return list(session.exec(statement))


def _signed(session: Session, cases: list[UUID], until: date) -> dict[UUID, date | None]:
    """Return when the standing agreements were signed, by case; later ones don't count yet."""
    statement = select(Agreement).where(
        col(Agreement.case_id).in_(cases), Agreement.state == AgreementState.SIGNED
    )
    return {
        one.case_id: one.signed_on
        for one in session.exec(statement)
        if one.signed_on is None or one.signed_on <= until
    }


def _public_money(session: Session, cases: list[UUID]) -> dict[UUID, int]:
    lines = session.exec(
        select(FundingLine.case_id, FundingLine.amount)
        .join(Match, col(Match.id) == col(FundingLine.match_id))
        .where(
            col(FundingLine.case_id).in_(cases),
            col(FundingLine.source).in_(_PUBLIC),
            Match.state == MatchState.CONFIRMED,
        )
    )
    sums: dict[UUID, int] = {}
    for case, amount in lines:
        sums[case] = sums.get(case, 0) + amount
    return sums


def _past(
    other: Case,
    asked: Application | None,
    call: Announcement | None,
    signed: dict[UUID, date | None],
    money: dict[UUID, int],
    now: tuple[Case, Application],
) -> PastSupport:
    case, application = now
    track = rules_of(other).track
    level = asked.target_level if asked is not None else None
    return rows.shown(
        PastSupport,
        other,
        case_id=other.id,
        year=call.year if call is not None else None,
        announcement=call.title if call is not None else None,
        track=track.title if track is not None else None,
        is_supported=other.id in signed,
        signed_on=signed.get(other.id),
        public_money=money.get(other.id, 0),
        target_level=level,
        same_solutions=same_words(application.solutions, asked.solutions) if asked else (),
        same_level=_is_no_higher(application.target_level, level),
        same_site=_is_same_site(case.site_id, other.site_id),
    )


def _is_same_site(now: UUID | None, before: UUID | None) -> bool:
    """Say whether both cases are about one workplace; a case without one is about all of them."""
    return now is None or before is None or now == before


def _is_no_higher(aimed: SystemLevel | None, before: SystemLevel | None) -> bool:
    """Say whether the level aimed at now was aimed at, or passed, before; unknown is no."""
    if aimed is None or before is None:
        return False
    return _LEVELS.index(aimed) <= _LEVELS.index(before)


def _exceeded(session: Session, cases: Iterable[UUID]) -> bool:
    """Say whether a supported case measured more than all its targets together asked for."""
    for case in cases:
        reached = kpis.overall(session, case, KpiBasis.MEASURED, capped=False)
        share = reached.figure.exact
        if share is not None and share > _FULL and not reached.left_out:
            return True
    return False
