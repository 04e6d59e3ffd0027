"""Walks a case along the road for stories that begin further on."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from db.words import EligibilityState, InspectionKind, MatchState, PaperState, Stage, Verdict
from desktop.services import announcements, parts
from desktop.services.applications import eligibility, papers
from desktop.services.buildout import agreements, inspections, milestones
from desktop.services.cases import stages
from desktop.services.cases.open import open_case
from desktop.services.matching import matches
from tests.factory import make_company, make_contact, make_partner, make_supplier

if TYPE_CHECKING:
    from uuid import UUID

    from sqlmodel import Session

    from db.tables import Company

TODAY = date(2026, 3, 9)
BUILD_START = date(2026, 4, 1)
BUILD_END = date(2026, 12, 31)
APPLICATION = {
    "project_title": "공정 실시간 관리 MES 구축",
    "received_on": date(2026, 3, 2),
    "total_cost": 100_000_000,
    "requested_amount": 30_000_000,
    "target_level": "middle_1",
    "solutions": "MES",
    "tax_arrears": False,
    "credit_default": False,
    "double_funding": False,
    "sanctioned": False,
    "previous_supports": 0,
}


def announced(session: Session, *, pack: str = "sangsaeng-2022", year: int = 2026) -> UUID:
    """Return the key of an announcement that stands on a shipped pack."""
    programme = announcements.programme(session, code="sangsaeng", name="대·중소 상생형")
    fields = {"title": "2026년 상생형", "year": year, "pack": pack, "closes": date(2026, 3, 31)}
    return announcements.add(session, programme, fields)


def factory(session: Session, name: str = "한빛정밀") -> Company:
    """Return a company that fulfils everything, with a contact."""
    company = make_company(
        session,
        name=name,
        ksic="25924",
        representative="박가온",
        address="경남 김해시 한림면 가온로 345",
        size_class="small",
        size_valid_to=date(2027, 3, 31),
    )
    make_contact(session, company)
    return company


def opened(
    session: Session,
    *,
    track: str = "type1-basic",
    pack: str = "sangsaeng-2022",
    **application: object,
) -> UUID:
    """Return a case with a filled-in application and no papers yet."""
    return open_case(
        session,
        factory(session).id,
        announcement_id=announced(session, pack=pack),
        fields={"track": track, "supplier_id": make_supplier(session).id},
        application=APPLICATION | application,
        today=TODAY,
    ).id


def papers_in(session: Session, case_id: UUID) -> None:
    """Hand in every paper that the case asks for now."""
    for paper in papers.list_papers(session, case_id):
        papers.edit(session, paper.id, {"state": PaperState.ACCEPTED, "issued_on": TODAY})


def eligible(session: Session, **opening: object) -> UUID:
    """Return a case that may leave its first stage."""
    case_id = opened(session, **opening)  # type: ignore[arg-type]
    papers_in(session, case_id)
    eligibility.decide_eligibility(
        session, case_id, EligibilityState.ELIGIBLE, decided_on=TODAY, opinion="요건을 갖춤"
    )
    return case_id


def matching(session: Session, **opening: object) -> UUID:
    """Return a case in the second stage without a partner."""
    case_id = eligible(session, **opening)
    stages.advance(session, case_id, today=TODAY)
    return case_id


def matched(session: Session, **opening: object) -> UUID:
    """Return a case in the second stage with a confirmed match."""
    case_id = matching(session, **opening)
    matches.propose(session, case_id, make_partner(session).id, answer_by=date(2026, 3, 20))
    matches.decide(session, case_id, MatchState.ACCEPTED, answered_on=TODAY)
    matches.confirm(session, case_id)
    return case_id


def building(session: Session, **opening: object) -> UUID:
    """Return a case in the third stage with a draft of its agreement."""
    case_id = matched(session, **opening)
    stages.advance(session, case_id, today=TODAY)
    return case_id


def signed(session: Session, **opening: object) -> UUID:
    """Return a case in the third stage with a signed agreement."""
    case_id = building(session, **opening)
    agreement = parts.needed_agreement(session, case_id)
    agreements.edit(session, agreement.id, {"build_start": BUILD_START, "build_end": BUILD_END})
    agreements.sign(session, case_id, signed_on=BUILD_START, number="2026-상생-1")
    return case_id


def finished(session: Session, **opening: object) -> UUID:
    """Return a case in the third stage that may go on to after-care."""
    case_id = signed(session, **opening)
    passed = {"kind": InspectionKind.FINAL, "visited_on": BUILD_END, "verdict": Verdict.ADEQUATE}
    inspections.add(session, case_id, passed)
    for milestone in milestones.list_milestones(session, case_id, today=TODAY):
        milestones.edit(session, milestone.id, {"done_on": milestone.planned_on})
    return case_id


def cared_for(session: Session, **opening: object) -> UUID:
    """Return a case in the last stage."""
    case_id = finished(session, **opening)
    assert stages.advance(session, case_id, today=BUILD_END) is Stage.AFTERCARE
    return case_id
