"""Makes rows for tests: sensible defaults, everything by keyword, the row comes back flushed."""

from __future__ import annotations

from datetime import UTC, date, datetime
from itertools import count
from typing import TYPE_CHECKING, Any

from db.tables import (
    Agreement,
    Announcement,
    Application,
    Assignment,
    Case,
    Company,
    Conflict,
    Contact,
    Deadline,
    EligibilityReview,
    EvaluationRound,
    FundingLine,
    Inspection,
    Kpi,
    KpiValue,
    Match,
    Milestone,
    Note,
    Paper,
    Partner,
    Payment,
    Programme,
    Reviewer,
    Site,
    Staff,
    Supplier,
    Ticket,
    Visit,
)
from db.words import (
    DeadlineKind,
    EligibilityState,
    FundingSource,
    InspectionKind,
    KpiDirection,
    LegalRegime,
    MilestoneKind,
    PaymentKind,
    RoundState,
)
from desktop.services.companies.names import initials, normalise_name
from desktop.services.scoring.keys import key_of

if TYPE_CHECKING:
    from typing import TypeVar

    from sqlmodel import Session

    from db.base import Record

    Kept = TypeVar("Kept", bound=Record)

_numbers = count(1)

REGIMES = {
    FundingSource.NATIONAL: LegalRegime.CONTRIBUTION,
    FundingSource.PROVINCE: LegalRegime.LOCAL_SUBSIDY,
    FundingSource.CITY: LegalRegime.LOCAL_SUBSIDY,
    FundingSource.PARTNER: LegalRegime.PRIVATE_CONTRIBUTION,
    FundingSource.COMPANY: LegalRegime.OWN,
}


def make_brn(number: int | None = None) -> str:
    """Return a business number that passes the check digit and belongs to nobody: 000-00-…."""
    body = f"{(next(_numbers) if number is None else number) % 10_000:09d}"
    digits = [int(digit) for digit in body]
    total = sum(a * b for a, b in zip((1, 3, 7, 1, 3, 7, 1, 3, 5), digits, strict=True))
    total += digits[8] * 5 // 10
    return f"{body}{(10 - total % 10) % 10}"


def keep(session: Session, row: Kept) -> Kept:
    """Add `row` under the session's centre, flush, and give it back."""
    if not getattr(row, "centre", None):
        row.centre = session.info.get("centre") or "GN"
    session.add(row)
    session.flush()
    return row


def make_company(session: Session, *, name: str | None = None, **fields: Any) -> Company:
    """Return a company in 창원 with an unused number; name_key and initials follow the name."""
    name = name or f"가나정밀 {next(_numbers)}"
    fields = {
        "brn": make_brn(),
        "ksic": "30399",
        "sido": "48",
        "sigungu": "48120",
        "employees": 24,
        "synthetic": True,
    } | fields
    fields.setdefault("name_key", normalise_name(name))
    fields.setdefault("name_initials", initials(name))
    return keep(session, Company(name=name, **fields))


def make_site(session: Session, company: Company | None = None, **fields: Any) -> Site:
    """Return a workplace of `company`, or of a new one."""
    company = company or make_company(session)
    fields = {"name": "본사 공장", "sido": company.sido, "sigungu": company.sigungu} | fields
    return keep(session, Site(company_id=company.id, **fields))


def make_contact(session: Session, company: Company | None = None, **fields: Any) -> Contact:
    """Return the main contact of `company`, or of a new one."""
    company = company or make_company(session)
    fields = {"name": "박담당", "mobile": "010-0000-0000", "main": True} | fields
    return keep(session, Contact(company_id=company.id, **fields))


def make_partner(session: Session, *, name: str = "가람전자", **fields: Any) -> Partner:
    """Return a large firm."""
    return keep(session, Partner(name=name, synthetic=True, **fields))


def make_supplier(session: Session, *, name: str = "나래시스템", **fields: Any) -> Supplier:
    """Return a supplier that makes MES."""
    fields = {"solutions": "MES", "sido": "48", "name_key": normalise_name(name)} | fields
    return keep(session, Supplier(name=name, synthetic=True, **fields))


def make_staff(session: Session, *, name: str = "이주임", **fields: Any) -> Staff:
    """Return a member of staff."""
    return keep(session, Staff(name=name, **fields))


def make_announcement(
    session: Session, *, title: str = "2026년 대·중소 상생형", year: int = 2026, **fields: Any
) -> Announcement:
    """Return an announcement of a programme of its own."""
    programme = keep(session, Programme(code="win-win", name="대·중소 상생형"))
    fields = {"programme_id": programme.id, "pack": "win-win", "pack_version": "1"} | fields
    return keep(session, Announcement(title=title, year=year, **fields))


def make_case(
    session: Session,
    company: Company | str | None = None,
    *,
    number: str | None = None,
    **fields: Any,
) -> Case:
    """Return an open case in its first stage, of `company` (a row or a name) or of a new one."""
    if not isinstance(company, Company):
        company = make_company(session, name=company)
    number = number or f"2026-GN-{next(_numbers):04d}"
    fields = {"pack": "win-win", "pack_version": "1", "total_cost": 100_000_000} | fields
    return keep(session, Case(number=number, company_id=company.id, **fields))


def make_application(session: Session, case: Case | None = None, **fields: Any) -> Application:
    """Return the application of `case`, or of a new one."""
    case = case or make_case(session)
    fields = {
        "project_title": "공정 실시간 관리 MES 구축",
        "received_on": date(2026, 3, 2),
        "total_cost": case.total_cost,
    } | fields
    return keep(session, Application(case_id=case.id, centre=case.centre, **fields))


def make_paper(
    session: Session,
    case: Case | None = None,
    *,
    code: str = "business_registration",
    **fields: Any,
) -> Paper:
    """Return a paper of `case`, or of a new one."""
    case = case or make_case(session)
    return keep(session, Paper(case_id=case.id, centre=case.centre, code=code, **fields))


def make_match(session: Session, case: Case | None = None, **fields: Any) -> Match:
    """Return a proposed match of `case`, or of a new one."""
    case = case or make_case(session)
    fields = {"partner_id": case.partner_id, "total_cost": case.total_cost} | fields
    return keep(session, Match(case_id=case.id, centre=case.centre, **fields))


def make_funding_line(
    session: Session,
    match: Match,
    *,
    source: FundingSource = FundingSource.NATIONAL,
    amount: int = 30_000_000,
    **fields: Any,
) -> FundingLine:
    """Return what `source` pays in `match`."""
    fields = {"regime": REGIMES[source]} | fields
    line = FundingLine(
        case_id=match.case_id,
        centre=match.centre,
        match_id=match.id,
        source=source,
        amount=amount,
        **fields,
    )
    return keep(session, line)


def make_agreement(session: Session, case: Case | None = None, **fields: Any) -> Agreement:
    """Return an agreement of `case`, or of a new one, from April to December 2026."""
    case = case or make_case(session)
    fields = {
        "build_start": date(2026, 4, 1),
        "build_end": date(2026, 12, 31),
        "care_end": date(2027, 6, 30),
        "total_cost": case.total_cost,
    } | fields
    return keep(session, Agreement(case_id=case.id, centre=case.centre, **fields))


def make_milestone(
    session: Session,
    case: Case | None = None,
    *,
    kind: MilestoneKind = MilestoneKind.KICKOFF,
    **fields: Any,
) -> Milestone:
    """Return a milestone of `case`, or of a new one."""
    case = case or make_case(session)
    return keep(session, Milestone(case_id=case.id, centre=case.centre, kind=kind, **fields))


def make_inspection(
    session: Session,
    case: Case | None = None,
    *,
    kind: InspectionKind = InspectionKind.MIDTERM,
    **fields: Any,
) -> Inspection:
    """Return an inspection of `case`, or of a new one."""
    case = case or make_case(session)
    return keep(session, Inspection(case_id=case.id, centre=case.centre, kind=kind, **fields))


def make_payment(session: Session, case: Case | None = None, **fields: Any) -> Payment:
    """Return an advance payment of the state that waits, of `case` or of a new one."""
    case = case or make_case(session)
    fields = {
        "kind": PaymentKind.ADVANCE,
        "source": FundingSource.NATIONAL,
        "amount": 15_000_000,
        "requested_on": date(2026, 5, 4),
    } | fields
    return keep(session, Payment(case_id=case.id, centre=case.centre, **fields))


def make_deadline(
    session: Session,
    case: Case | None = None,
    *,
    due: date = date(2026, 7, 9),
    kind: DeadlineKind = DeadlineKind.CHANGE_REQUEST,
    **fields: Any,
) -> Deadline:
    """Return an open deadline of `case`, or of a new one."""
    case = case or make_case(session)
    fields = {"clause": "협약변경 3조", "source": "2026 공고 3.2"} | fields
    return keep(
        session, Deadline(case_id=case.id, centre=case.centre, kind=kind, due=due, **fields)
    )


def make_visit(session: Session, case: Case | None = None, **fields: Any) -> Visit:
    """Return a planned visit of `case`, or of a new one."""
    case = case or make_case(session)
    fields = {"planned_on": date(2026, 7, 16)} | fields
    return keep(session, Visit(case_id=case.id, centre=case.centre, **fields))


def make_ticket(
    session: Session, case: Case | None = None, *, title: str = "MES 화면이 안 뜸", **fields: Any
) -> Ticket:
    """Return an open ticket of `case`, or of a new one."""
    case = case or make_case(session)
    fields = {"opened_on": date(2026, 7, 1), "answer_by": date(2026, 7, 8)} | fields
    return keep(session, Ticket(case_id=case.id, centre=case.centre, title=title, **fields))


def make_kpi(
    session: Session, case: Case | None = None, *, code: str = "P01", **fields: Any
) -> Kpi:
    """Return 시간당 생산량 from 100 to 120 pieces of `case`, or of a new one."""
    case = case or make_case(session)
    fields = {
        "name": "시간당 생산량",
        "direction": KpiDirection.UP,
        "unit": "개/h",
        "weight": 50,
        "baseline": 100,
        "target": 120,
        "key": True,
    } | fields
    return keep(session, Kpi(case_id=case.id, centre=case.centre, code=code, **fields))


def make_kpi_value(session: Session, kpi: Kpi, *, value: float = 118, **fields: Any) -> KpiValue:
    """Return what `kpi` came to six months after the build end."""
    fields = {"period_months": 6, "measured_on": date(2027, 6, 30)} | fields
    return keep(
        session,
        KpiValue(case_id=kpi.case_id, centre=kpi.centre, kpi_id=kpi.id, value=value, **fields),
    )


def make_note(
    session: Session, case: Case | None = None, *, text: str = "통화함", **fields: Any
) -> Note:
    """Return a note on `case`, or on a new one."""
    case = case or make_case(session)
    return keep(session, Note(case_id=case.id, centre=case.centre, text=text, **fields))


def make_reviewer(session: Session, *, name: str | None = None, **fields: Any) -> Reviewer:
    """Return a reviewer whom nothing ties to anybody."""
    number = next(_numbers)
    fields = {"organisation": f"다라연구원 {number}", "sido": "11", "synthetic": True} | fields
    return keep(session, Reviewer(name=name or f"위원{number}", **fields))


def make_conflict(session: Session, reviewer: Reviewer, **firm: Any) -> Conflict:
    """Return a declared tie of `reviewer` to the firm that is named by its key."""
    return keep(session, Conflict(reviewer_id=reviewer.id, **firm))


def make_round(session: Session, announcement: Announcement, **fields: Any) -> EvaluationRound:
    """Return a round of `announcement` in which reviewers score."""
    fields = {"title": "1차 기술성평가", "state": RoundState.SCORING} | fields
    return keep(session, EvaluationRound(announcement_id=announcement.id, **fields))


def make_eligible_case(
    session: Session,
    announcement: Announcement,
    company: Company | str | None = None,
    **fields: Any,
) -> Case:
    """Return a case of `announcement` that may be judged, with its application."""
    case = make_case(session, company, announcement_id=announcement.id, **fields)
    make_application(session, case)
    review = EligibilityReview(case_id=case.id, centre=case.centre, state=EligibilityState.ELIGIBLE)
    keep(session, review)
    return case


def make_assignment(
    session: Session, found: EvaluationRound, case: Case, reviewer: Reviewer, **fields: Any
) -> Assignment:
    """Return that `reviewer` judges `case`, whatever bars them."""
    key = key_of(Assignment, found.id, case.id, reviewer.id)
    fields = {"centre": case.centre, "round_id": found.id, "reviewer_id": reviewer.id} | fields
    return keep(session, Assignment(id=key, case_id=case.id, **fields))


def moment(year: int, month: int, day: int, hour: int = 9) -> datetime:
    """Return a moment in UTC."""
    return datetime(year, month, day, hour, tzinfo=UTC)
