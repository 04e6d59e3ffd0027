"""Says how much of a large firm's fund of one year is spoken for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlmodel import col, select

from db.tables import Announcement, Case, FundingLine, Match, Partner, Pool
from db.words import CaseState, FundingForm, FundingSource, MatchState
from desktop.services import rows
from desktop.services.case_rules import rules_of

if TYPE_CHECKING:
    from uuid import UUID

    from sqlmodel import Session

_GONE = (CaseState.WITHDRAWN, CaseState.REJECTED, CaseState.CANCELLED)


@dataclass(frozen=True)
class Envelope:
    """One pot of money, in won.

    reserved: by matches that are not confirmed yet; confirmed: by those that are.
    """

    pledged: int
    reserved: int
    confirmed: int

    @property
    def left(self) -> int:
        """Return the won that nothing stands for yet; negative when more was promised."""
        return self.pledged - self.reserved - self.confirmed


@dataclass(frozen=True)
class PoolUse:
    """A partner's fund of one year and what became of it.

    is_known is false while nobody has typed the fund in; then nothing is held against it.
    """

    partner_id: UUID
    year: int
    is_known: bool
    cash: Envelope
    in_kind: Envelope
    government: Envelope
    cases_reserved: int
    cases_confirmed: int
    quota_min: int
    quota_max: int


def year_of(session: Session, case: Case) -> int:
    """Return the year whose fund pays for a case: that of its announcement, else of its pack."""
    if case.announcement_id is not None:
        return rows.find(session, Announcement, case.announcement_id).year
    found = rules_of(case).pack
    return found.year if found is not None else case.created_at.year


def pool_use(session: Session, partner_id: UUID, year: int) -> PoolUse:
    """Return how much of a partner's fund is pledged, reserved, confirmed and left."""
    rows.find(session, Partner, partner_id)
    fund = session.exec(
        select(Pool).where(Pool.partner_id == partner_id, Pool.year == year)
    ).first()
    matches = _matches(session, partner_id, year)
    fixed = [match.id for match in matches if match.state is MatchState.CONFIRMED]
    asked = [match.id for match in matches if match.state is not MatchState.CONFIRMED]
    lines = _lines(session, [*fixed, *asked])

    def envelope(pledged: int, source: FundingSource, form: FundingForm) -> Envelope:
        own = [line for line in lines if line.source is source and line.form is form]
        return Envelope(
            pledged=pledged,
            reserved=sum(line.amount for line in own if line.match_id in asked),
            confirmed=sum(line.amount for line in own if line.match_id in fixed),
        )

    return PoolUse(
        partner_id=partner_id,
        year=year,
        is_known=fund is not None,
        cash=envelope(fund.partner_amount if fund else 0, FundingSource.PARTNER, FundingForm.CASH),
        in_kind=envelope(
            fund.in_kind_amount if fund else 0, FundingSource.PARTNER, FundingForm.IN_KIND
        ),
        government=envelope(
            fund.government_amount if fund else 0, FundingSource.NATIONAL, FundingForm.CASH
        ),
        cases_reserved=len(asked),
        cases_confirmed=len(fixed),
        quota_min=fund.quota_min if fund else 0,
        quota_max=fund.quota_max if fund else 0,
    )


def _matches(session: Session, partner_id: UUID, year: int) -> list[Match]:
    statement = (
        select(Match, Case)
        .join(Case, col(Case.id) == col(Match.case_id))
        .where(
            Match.partner_id == partner_id,
            Match.state != MatchState.DECLINED,
            col(Case.state).not_in(_GONE),
        )
    )
    return [match for match, case in session.exec(statement) if year_of(session, case) == year]


def _lines(session: Session, matches: list[UUID]) -> list[FundingLine]:
    return list(session.exec(select(FundingLine).where(col(FundingLine.match_id).in_(matches))))
