"""Says how much of a large firm's fund of one year is spoken for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlmodel import col, or_, select

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
    return _year_without_announcement(case)


def _year_without_announcement(case: Case) -> int:
    found = rules_of(case).pack
    return found.year if found is not None else case.created_at.year


def pool_use(session: Session, partner_id: UUID, year: int) -> PoolUse:
    """Return how much of a partner's fund is pledged, reserved, confirmed and left."""
    rows.find(session, Partner, partner_id)
    fund = session.exec(
        select(Pool).where(Pool.partner_id == partner_id, Pool.year == year)
    ).first()
    confirmed = _matches(session, partner_id, year)
    money = _money(session, confirmed)

    def envelope(pledged: int, source: FundingSource, form: FundingForm) -> Envelope:
        return Envelope(
            pledged=pledged,
            reserved=money.get((source, form, False), 0),
            confirmed=money.get((source, form, True), 0),
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
        cases_reserved=sum(not is_fixed for is_fixed in confirmed.values()),
        cases_confirmed=sum(confirmed.values()),
        quota_min=fund.quota_min if fund else 0,
        quota_max=fund.quota_max if fund else 0,
    )


def _matches(session: Session, partner_id: UUID, year: int) -> dict[UUID, bool]:
    """Return the matches that draw on the fund, and whether each of them is confirmed."""
    statement = (
        select(Match, Case, Announcement.year)
        .join(Case, col(Case.id) == col(Match.case_id))
        .join(Announcement, col(Announcement.id) == col(Case.announcement_id), isouter=True)
        .where(
            Match.partner_id == partner_id,
            Match.state != MatchState.DECLINED,
            col(Case.state).not_in(_GONE),
            or_(Announcement.year == year, col(Case.announcement_id).is_(None)),
        )
    )
    return {
        match.id: match.state is MatchState.CONFIRMED
        for match, case, called_in in session.exec(statement)
        if (called_in or _year_without_announcement(case)) == year
    }


def _money(
    session: Session, confirmed: dict[UUID, bool]
) -> dict[tuple[FundingSource, FundingForm, bool], int]:
    """Return the won of the lines by source, form, and whether their match is confirmed."""
    statement = select(
        FundingLine.match_id, FundingLine.source, FundingLine.form, FundingLine.amount
    ).where(col(FundingLine.match_id).in_(confirmed))
    sums: dict[tuple[FundingSource, FundingForm, bool], int] = {}
    for match_id, source, form, amount in session.exec(statement):
        key = (FundingSource(source), FundingForm(form), confirmed[match_id])
        sums[key] = sums.get(key, 0) + amount
    return sums
