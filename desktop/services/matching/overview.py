"""Reads what the matching desk shows: large firms with their funds, their matches, who waits."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import extract, func, select

from db.errors import DeskError
from db.words import CaseState, FundingForm, FundingSource, MatchState, Stage
from desktop.services import codes, partners
from desktop.services.matching import matches
from desktop.services.matching.pool import Envelope
from desktop.services.programmes.errors import PackMissingError
from desktop.services.programmes.packs import pack
from desktop.services.search.asking import case, company, live, table

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date
    from uuid import UUID

    from sqlmodel import Session

    from desktop.services.programmes.rule_shape import Title

__all__ = [
    "MatchRow",
    "PartnerFund",
    "Proposed",
    "Waiting",
    "expected_share",
    "funds",
    "matches_of",
    "propose_all",
    "waiting_cases",
    "years",
]

MOST_WAITING = 500  # nobody offers more in one sitting; `Waiting.count` tells of all
MOST_PREVIEWED = 60  # each needs its rules; more than a screenful is not weighed up by hand
_GONE = (CaseState.WITHDRAWN, CaseState.REJECTED, CaseState.CANCELLED)
_POOL_FIELDS = (
    "government_amount", "partner_amount", "in_kind_amount", "operating_fee", "quota_min",
    "quota_max",
)  # fmt: skip


@dataclass(frozen=True)
class PartnerFund:
    """A large firm and its fund of one year; amounts in won.

    pool_id is None while nobody has typed the fund in. fund: the fields of that year as kept.
    """

    id: UUID
    name: str
    brn: str
    industries: str
    regions: str
    note: str
    year: int
    pool_id: UUID | None
    fund: dict[str, int]
    cash: Envelope
    in_kind: Envelope
    government: Envelope
    cases_reserved: int
    cases_confirmed: int

    @property
    def cases(self) -> int:
        """Return how many cases of the year stand with the firm, confirmed or not."""
        return self.cases_reserved + self.cases_confirmed


@dataclass(frozen=True)
class MatchRow:
    """One case that a large firm was offered; share: what the firm pays, in cash and in kind."""

    id: UUID
    case_id: UUID
    number: str
    title: str
    company: str
    stage: Stage
    case_state: CaseState
    state: MatchState
    total_cost: int
    share: int
    answer_by: date | None
    answered_on: date | None
    reason: str


@dataclass(frozen=True)
class Waiting:
    """One case that no large firm was offered yet; the track is None where its pack is missing."""

    id: UUID
    number: str
    title: str
    company: str
    region: str
    industry: str
    track: Title | None
    total_cost: int


@dataclass(frozen=True)
class Proposed:
    """What became of one proposal: the match, or why there is none."""

    case_id: UUID
    match_id: UUID | None
    refused: DeskError | None = None


def years(session: Session, *, today: date) -> list[int]:
    """Return the years that have a fund or an announcement, and this one; the newest first."""
    pool, call = table("pool"), table("announcement")
    known = {today.year}
    for kept in (pool, call):
        known |= set(session.execute(select(kept.c.year).where(live(kept)).distinct()).scalars())
    return sorted(known, reverse=True)


def funds(session: Session, *, year: int) -> list[PartnerFund]:
    """Return every large firm by name with what became of its fund of `year`."""
    pool = table("pool")
    kept = {
        row.partner_id: row
        for row in session.execute(select(pool).where(live(pool), pool.c.year == year))
    }
    money = _money(session, year)
    counts = _counts(session, year)
    return [
        _fund(partner, year, kept.get(partner.id), money[partner.id], counts[partner.id])
        for partner in partners.list_partners(session)
    ]


def matches_of(session: Session, partner_id: UUID, *, year: int) -> list[MatchRow]:
    """Return the cases of a year that a firm was offered; those that wait for it come first."""
    match, line = table("match"), table("funding_line")
    share = (
        select(func.coalesce(func.sum(line.c.amount), 0))
        .where(live(line), line.c.match_id == match.c.id, line.c.source == FundingSource.PARTNER)
        .correlate(match)
        .scalar_subquery()
    )
    statement = _of_cases(
        match.c.id,
        match.c.case_id,
        match.c.state,
        match.c.total_cost,
        match.c.answer_by,
        match.c.answered_on,
        match.c.reason,
        case.c.number,
        case.c.title,
        case.c.stage,
        case.c.state.label("case_state"),
        company.c.name.label("company"),
        share.label("share"),
    ).where(match.c.partner_id == partner_id)
    found = [
        MatchRow(**{name: value for name, value in row._asdict().items() if name not in _YEARS})
        for row in session.execute(statement)
        if _year(row) == year
    ]
    order = list(_FIRST)
    return sorted(found, key=lambda row: (order.index(row.state), row.number))


def waiting_cases(session: Session) -> tuple[int, list[Waiting]]:
    """Return how many open cases wait for a large firm, and the first MOST_WAITING of them."""
    conditions = (
        live(case),
        case.c.stage == Stage.MATCHING,
        case.c.state == CaseState.OPEN,
        case.c.partner_id.is_(None),
    )
    count = session.execute(select(func.count()).select_from(case).where(*conditions)).scalar_one()
    names = ("id", "number", "title", "track", "pack", "pack_version", "total_cost")
    rows = session.execute(
        select(
            *(case.c[name] for name in names),
            company.c.name.label("company"),
            *(company.c[name] for name in ("sido", "sigungu", "ksic")),
        )
        .join_from(case, company, company.c.id == case.c.company_id)
        .where(*conditions)
        .order_by(case.c.number)
        .limit(MOST_WAITING)
    ).all()
    industries = codes.ksic_names(session, {row.ksic for row in rows})
    return count, [
        Waiting(
            id=row.id,
            number=row.number,
            title=row.title,
            company=row.company,
            region=codes.region_name(row.sido, row.sigungu),
            industry=industries.get(row.ksic, ""),
            track=_track(row.pack, row.pack_version, row.track),
            total_cost=row.total_cost,
        )
        for row in rows
    ]


def _track(pack_id: str, version: str, code: str) -> Title | None:
    try:
        found = pack(pack_id, version).track(code) if pack_id else None
    except PackMissingError:
        return None
    return found.title if found is not None else None


def expected_share(session: Session, case_ids: Sequence[UUID]) -> int | None:
    """Return the won that a large firm would pay for these cases in cash.

    None where they are too many or the rules of one are not on this computer.
    """
    if len(case_ids) > MOST_PREVIEWED:
        return None
    total = 0
    for case_id in case_ids:
        try:
            plan = matches.preview(session, case_id)
        except DeskError:
            return None
        total += sum(
            line.amount
            for line in plan.lines
            if line.key == (FundingSource.PARTNER, FundingForm.CASH)
        )
    return total


def propose_all(
    session: Session, case_ids: Sequence[UUID], partner_id: UUID, *, answer_by: date | None = None
) -> list[Proposed]:
    """Offer each case to a large firm; a case that can't be offered does not stop the others.

    `matches.propose` refuses before it writes, so nothing half done is left behind.
    """
    outcomes = []
    for case_id in case_ids:
        try:
            match_id = matches.propose(session, case_id, partner_id, answer_by=answer_by)
        except DeskError as error:
            outcomes.append(Proposed(case_id, None, error))
        else:
            outcomes.append(Proposed(case_id, match_id))
    return outcomes


_FIRST = (
    MatchState.PROPOSED,
    MatchState.HELD,
    MatchState.ACCEPTED,
    MatchState.CONFIRMED,
    MatchState.DECLINED,
)
_YEARS = ("call_year", "pack", "pack_version", "opened_year")


def _of_cases(*columns: Any, grouped: bool = False) -> Any:
    """Return a statement over matches, their cases and companies, with what tells the year."""
    match, call = table("match"), table("announcement")
    told = (
        call.c.year.label("call_year"),
        case.c.pack,
        case.c.pack_version,
        extract("year", case.c.created_at).label("opened_year"),
    )
    statement = (
        select(*columns, *told)
        .join_from(match, case, case.c.id == match.c.case_id)
        .join(company, company.c.id == case.c.company_id)
        .outerjoin(call, call.c.id == case.c.announcement_id)
        .where(live(match), live(case))
    )
    return statement.group_by(*told) if grouped else statement


def _year(row: Any) -> int:
    """Return the year whose fund pays, as `pool.year_of` does."""
    if row.call_year is not None:
        return int(row.call_year)
    try:
        found = pack(row.pack, row.pack_version) if row.pack else None
    except PackMissingError:
        found = None
    return found.year if found is not None else int(row.opened_year)


def _counted(
    session: Session, *columns: Any, group: Sequence[Any], join: Any = None
) -> Iterator[Any]:
    match = table("match")
    statement = _of_cases(*columns, grouped=True).group_by(*group)
    if join is not None:
        statement = statement.join(*join)
    statement = statement.where(
        match.c.partner_id.is_not(None),
        match.c.state != MatchState.DECLINED,
        case.c.state.not_in(_GONE),
    )
    yield from session.execute(statement)


def _money(session: Session, year: int) -> dict[UUID, dict[Any, int]]:
    """Return won by partner and by (source, form, is confirmed)."""
    match, line = table("match"), table("funding_line")
    columns = (match.c.partner_id, match.c.state, line.c.source, line.c.form)
    found = _counted(
        session,
        *columns,
        func.sum(line.c.amount).label("amount"),
        group=columns,
        join=(line, (line.c.match_id == match.c.id) & live(line)),
    )
    money: dict[UUID, dict[Any, int]] = defaultdict(lambda: defaultdict(int))
    for row in found:
        if _year(row) == year:
            key = (row.source, row.form, row.state is MatchState.CONFIRMED)
            money[row.partner_id][key] += int(row.amount)
    return money


def _counts(session: Session, year: int) -> dict[UUID, dict[bool, int]]:
    """Return how many cases by partner and by whether they are confirmed."""
    match = table("match")
    columns = (match.c.partner_id, match.c.state)
    found = _counted(session, *columns, func.count().label("number"), group=columns)
    counts: dict[UUID, dict[bool, int]] = defaultdict(lambda: defaultdict(int))
    for row in found:
        if _year(row) == year:
            counts[row.partner_id][row.state is MatchState.CONFIRMED] += row.number
    return counts


def _fund(
    partner: partners.PartnerRow,
    year: int,
    kept: Any,
    money: dict[Any, int],
    counts: dict[bool, int],
) -> PartnerFund:
    fund = {name: getattr(kept, name) if kept is not None else 0 for name in _POOL_FIELDS}

    def envelope(pledged: str, source: FundingSource, form: FundingForm) -> Envelope:
        return Envelope(
            fund[pledged],
            reserved=money.get((source, form, False), 0),
            confirmed=money.get((source, form, True), 0),
        )

    return PartnerFund(
        id=partner.id,
        name=partner.name,
        brn=partner.brn,
        industries=partner.industries,
        regions=partner.regions,
        note=partner.note,
        year=year,
        pool_id=kept.id if kept is not None else None,
        fund=fund,
        cash=envelope("partner_amount", FundingSource.PARTNER, FundingForm.CASH),
        in_kind=envelope("in_kind_amount", FundingSource.PARTNER, FundingForm.IN_KIND),
        government=envelope("government_amount", FundingSource.NATIONAL, FundingForm.CASH),
        cases_reserved=counts.get(False, 0),
        cases_confirmed=counts.get(True, 0),
    )
