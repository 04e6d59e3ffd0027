"""Gathers what was found: requirements, inspections, visits, outcome indicators."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from sqlmodel import col, select

from db.tables import Deadline, EligibilityReview, Staff, Visit
from db.words import (
    DeadlineKind,
    DocumentKind,
    FindingResult,
    InspectionKind,
    KpiBasis,
    Severity,
)
from desktop.services import parts
from desktop.services.aftercare import kpis, tickets, visits
from desktop.services.applications import eligibility
from desktop.services.buildout import inspections
from desktop.services.documents.filters import written_date
from desktop.services.documents.words import known, reason, said
from desktop.services.programmes.facts import MISSING
from desktop.services.programmes.indicators import indicator

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from uuid import UUID

    from sqlmodel import Session

    from desktop.services.aftercare.improvement import Figure
    from desktop.services.aftercare.kpis import KpiRow
    from desktop.services.aftercare.visits import VisitRow
    from desktop.services.case_rules import CaseRules
    from desktop.services.programmes.check import Finding
    from desktop.services.programmes.facts import FactValue, Missing

_INSPECTION_OF = {
    DocumentKind.SITE_CHECK: InspectionKind.SITE_CHECK,
    DocumentKind.MIDTERM_CHECK: InspectionKind.MIDTERM,
    DocumentKind.COMPLETION_CHECK: InspectionKind.FINAL,
}
_LISTS = {
    "size_class": "size_class",
    "operating_state": "operating_state",
    "current_level": "system_level",
    "target_level": "system_level",
}
_MONTHS_OF_A_YEAR = 12


def eligibility_of(
    session: Session, case_id: UUID, rules: CaseRules, head: Staff | None
) -> dict[str, object]:
    """Return the requirements with what was found, and the decision."""
    detail = eligibility.show(session, case_id)
    review = session.exec(
        select(EligibilityReview).where(EligibilityReview.case_id == case_id)
    ).first()
    decider = session.get(Staff, review.decided_by) if review and review.decided_by else None
    titles = {paper.code: paper.title.ko for paper in rules.pack.papers} if rules.pack else {}
    return {
        "요건.항목": [
            _requirement(finding, titles)
            for finding in detail.findings
            if finding.severity is not Severity.BONUS or finding.result is FindingResult.PASS
        ],
        "요건.보완": _supplements(session, case_id),
        "요건.판정": said("eligibility_state", detail.state),
        "요건.의견": detail.opinion,
        "요건.검토일": detail.decided_on,
        "요건.검토자": decider.name if decider else None,
        "요건.검토자직위": decider.title if decider else None,
        "요건.확인자": head.name if head else None,
        "요건.확인자직위": head.title if head else None,
    }


def kpis_of(session: Session, case_id: UUID) -> dict[str, object]:
    """Return the indicators, each with its best value; the overall figure rests on one basis."""
    overall: Figure | None = None
    for basis in KpiBasis:
        overall = kpis.overall(session, case_id, basis).figure
        if overall.exact is not None:
            break
    return {
        "성과.지표": [_indicator(kpi) for kpi in kpis.list_kpis(session, case_id)],
        "성과.종합달성도": _shown(overall) if overall is not None else None,
    }


def visited(
    session: Session, case_id: UUID, kind: DocumentKind, *, about: UUID | None, solutions: list[str]
) -> dict[str, object]:
    """Return the inspection or visit that a document is about."""
    if kind in _INSPECTION_OF:
        values = _inspection(session, case_id, _INSPECTION_OF[kind], about)
        return values | {"구축.시스템": [{"이름": name} for name in solutions]}
    if kind is DocumentKind.AFTERCARE_CHECK:
        return _visit(session, case_id, about, solutions)
    return {}


def _requirement(finding: Finding, titles: Mapping[str, str]) -> dict[str, object]:
    """Return one row of the review: what is asked, what proves it, and why it comes to that."""
    asked = dict.fromkeys(known("fact", name) for name in finding.rule.asks.names)
    proofs = finding.rule.papers_of(finding.rule.asks.names)
    return {
        "이름": "·".join(asked),
        "기준": finding.clause if finding.verified else reason("unverified", clause=finding.clause),
        "자료": ", ".join(titles.get(code, code) for code in proofs),
        "판정": said("finding_result", finding.result),
        "사유": " / ".join(_reasons(finding, titles)),
    }


def _reasons(finding: Finding, titles: Mapping[str, str]) -> Iterator[str]:
    """Yield why a requirement is not simply met, each reason once."""
    if finding.result is FindingResult.EXCEPTION:
        yield reason("exception", clause=finding.exception_clause)
    elif finding.exception_open:
        yield reason("exception_open", clause=finding.exception_clause)
    elif finding.result is FindingResult.UNKNOWN and finding.exception is not None:
        yield reason("exception_unproven", clause=finding.exception_clause)
    if finding.result is FindingResult.FAIL:
        seen = ", ".join(_seen(name, value) for name, value in finding.facts.items())
        yield reason("seen", facts=seen)
    unknown = dict.fromkeys(
        known("fact", name) for name, value in finding.facts.items() if value is MISSING
    )
    if finding.result is FindingResult.UNKNOWN and unknown:
        yield reason("unknown", facts=", ".join(unknown))
    if finding.papers_missing:
        papers = ", ".join(titles.get(code, code) for code in finding.papers_missing)
        yield reason("papers_missing", papers=papers)


def _seen(name: str, value: FactValue | Missing) -> str:
    """Return a fact with its value, as the form says both."""
    if value is MISSING:
        told = said("answer", "unknown")
    elif isinstance(value, bool):
        told = said("answer", "yes" if value else "no")
    elif isinstance(value, date):
        told = written_date(value)
    elif name in _LISTS:
        told = known(_LISTS[name], value)
    else:
        told = f"{value:,}" if isinstance(value, int) else str(value)
    return f"{known('fact', name)} {told}"


def _supplements(session: Session, case_id: UUID) -> list[dict[str, object]]:
    asked = session.exec(
        select(Deadline)
        .where(Deadline.case_id == case_id, Deadline.kind == DeadlineKind.SUPPLEMENT)
        .order_by(col(Deadline.id))
    )
    return [
        {
            "요청일": one.created_at.astimezone().date(),
            "내용": one.note,
            "회신일": one.done_on,
            "결과": said("supplement", "answered" if one.done_on else "waiting"),
        }
        for one in asked
    ]


def _indicator(kpi: KpiRow) -> dict[str, object]:
    latest = kpi.latest()
    known_one = indicator(kpi.code)
    return {
        "영역": said("kpi_area", known_one.area) if known_one is not None else "",
        "이름": kpi.name,
        "핵심": kpi.key,
        "특성": said("kpi_direction", kpi.direction),
        "단위": kpi.unit,
        "구축전": kpi.baseline,
        "목표": kpi.target,
        "구축후": latest.value if latest is not None else None,
        "달성률": _shown(latest.outcome.achievement) if latest is not None else None,
        "개선률": _shown(latest.outcome.improvement) if latest is not None else None,
        "가중치": kpi.weight,
        "비고": said("kpi_basis", latest.basis) if latest is not None else "",
    }


def _shown(figure: Figure) -> float | None:
    return float(figure.value) if figure.value is not None else None


def _inspection(
    session: Session, case_id: UUID, kind: InspectionKind, about: UUID | None
) -> dict[str, object]:
    found = parts.inspections_of(session, case_id, kind)
    chosen = _chosen(found, about)
    if chosen is None:
        return {}
    strict = kind is InspectionKind.SITE_CHECK
    verdicts = "strict_verdict" if strict else "verdict"
    items = inspections.items_of(kind)
    return {
        "점검.방문일": chosen.visited_on,
        "점검.점검자": chosen.inspector,
        "점검.항목": [
            {
                "영역": item.area.ko,
                "이름": item.title.ko,
                "판정": said(verdicts, chosen.items.get(item.code)),
            }
            for item in items
        ],
        "점검.판정": said(verdicts, chosen.verdict),
        "점검.의견": chosen.opinion,
        "수준.스마트화": said("system_level", chosen.system_level),
        "수준.역량": said("capability_level", chosen.capability_level),
        "수준.역량총점": chosen.capability_score,
    }


def _visit(
    session: Session, case_id: UUID, about: UUID | None, solutions: list[str]
) -> dict[str, object]:
    statement = select(Visit).where(Visit.case_id == case_id)
    found = list(session.exec(statement.order_by(col(Visit.visited_on).desc().nulls_last())))
    chosen = _chosen(found, about)
    if chosen is None:
        return {}
    day = chosen.visited_on or chosen.planned_on or chosen.created_at.date()
    listed = visits.list_visits(session, case_id, today=day)
    visit = next(one for one in listed if one.id == chosen.id)
    changed = visit.operator_changed_on
    return {
        "점검.방문일": visit.visited_on,
        "점검.점검자": visit.visitor,
        "점검.의견": visit.opinion,
        "사후.연차": _year_of_care(session, case_id, visit, day),
        "사후.가동상태": said("operation_state", visit.operation_state),
        "사후.활용률": _shown(visit.utilisation),
        "사후.미활용사유": visit.stopped_because,
        "사후.시스템": _systems(visit, solutions),
        "사후.데이터축적": None if visit.months_of_data is None else visit.months_of_data > 0,
        "사후.축적개월": visit.months_of_data,
        "사후.운영담당자": visit.operator_name,
        "사후.담당자변경": changed is not None,
        "사후.담당자변경일": changed,
        "사후.유지보수계약": visit.maintenance_contract,
        "사후.조치": _tickets(session, case_id, day),
        "사후.애로": visit.difficulties,
        "사후.다음단계": visit.next_step,
    }


def _chosen(found: list[Any], about: UUID | None) -> Any:
    """Return the row that is meant, else the newest one; never one of another case."""
    return next((one for one in found if one.id == about), found[0] if found else None)


def _year_of_care(session: Session, case_id: UUID, visit: VisitRow, day: date) -> int | None:
    """Return the year after the build end, counted from 1."""
    if visit.period_months is not None:
        return max(1, -(-visit.period_months // _MONTHS_OF_A_YEAR))
    agreement = parts.agreement_of(session, case_id)
    if agreement is None or agreement.build_end is None:
        return None
    end = agreement.build_end
    years = day.year - end.year - ((day.month, day.day) < (end.month, end.day))
    return max(1, years + 1)


def _systems(visit: VisitRow, solutions: list[str]) -> list[dict[str, object]]:
    """Return the systems; a visit counts functions of all of them together."""
    if len(solutions) != 1:
        return [{"이름": name} for name in solutions]
    used, built = visit.functions_used, visit.functions_built
    how = None
    if used is not None and built:
        how = "none" if used == 0 else "full" if used >= built else "partly"
    return [{"이름": solutions[0], "기능수": built, "사용수": used, "활용": said("use", how)}]


def _tickets(session: Session, case_id: UUID, day: date) -> list[dict[str, object]]:
    return [
        {
            "접수일": ticket.opened_on,
            "유형": said("ticket_kind", ticket.kind),
            "내용": ticket.title,
            "처리일": ticket.closed_on,
            "결과": ticket.resolution or said("ticket_state", ticket.state),
        }
        for ticket in sorted(
            tickets.list_tickets(session, case_id, today=day), key=lambda one: one.opened_on
        )
    ]
