"""The Korean and English of every word in `db/words.py`; a test counts that none is missing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from db import words as w
from desktop.views.shared.language import Language, chosen

if TYPE_CHECKING:
    from enum import StrEnum

_LABELS: dict[type[StrEnum], dict[str, tuple[str, str]]] = {
    w.Stage: {
        "application": ("신청", "Application"),
        "matching": ("매칭", "Matching"),
        "buildout": ("구축", "Build-out"),
        "aftercare": ("사후관리", "After-care"),
    },
    w.CaseState: {
        "open": ("진행", "Open"),
        "on_hold": ("보류", "On hold"),
        "closed": ("종료", "Closed"),
        "withdrawn": ("포기", "Withdrawn"),
        "rejected": ("탈락", "Rejected"),
        "cancelled": ("협약취소", "Cancelled"),
    },
    w.Role: {
        "staff": ("담당자", "Staff"),
        "officer": ("사업관리자", "Officer"),
        "head": ("센터장", "Centre head"),
        "evaluator": ("평가위원", "Evaluator"),
        "partner": ("대기업 담당자", "Partner"),
        "auditor": ("감사자", "Auditor"),
    },
    w.SizeClass: {
        "micro": ("소상공인", "Micro"),
        "small": ("소기업", "Small"),
        "medium": ("중기업", "Medium"),
        "midsize": ("중견기업", "Mid-size"),
        "large": ("대기업", "Large"),
    },
    w.OperatingState: {
        "operating": ("정상", "Operating"),
        "suspended": ("휴업", "Suspended"),
        "closed": ("폐업", "Closed"),
    },
    w.ComplexKind: {
        "national": ("국가산단", "National"),
        "general": ("일반산단", "General"),
        "urban_high_tech": ("도시첨단산단", "Urban high-tech"),
        "agricultural": ("농공단지", "Agricultural"),
    },
    w.FundingSource: {
        "national": ("국비", "National"),
        "province": ("도비", "Province"),
        "city": ("시군비", "City"),
        "partner": ("대기업", "Large firm"),
        "company": ("자부담", "Company"),
    },
    w.FundingForm: {"cash": ("현금", "Cash"), "in_kind": ("현물", "In kind")},
    w.LegalRegime: {
        "contribution": ("출연금", "Government contribution"),
        "national_subsidy": ("국고보조금", "National subsidy"),
        "local_subsidy": ("지방보조금", "Local subsidy"),
        "private_contribution": ("민간출연", "Private contribution"),
        "own": ("기업부담", "Own share"),
    },
    w.Severity: {
        "blocks": ("차단", "Blocks"),
        "warns": ("주의", "Warning"),
        "bonus": ("가점", "Bonus"),
    },
    w.FindingResult: {
        "pass": ("충족", "Met"),
        "fail": ("미충족", "Not met"),
        "exception": ("예외 적용", "Exception"),
        "unknown": ("확인 필요", "Unknown"),
    },
    w.KpiDirection: {"up": ("증가", "Increase"), "down": ("감소", "Decrease")},
    w.KpiBasis: {
        "measured": ("실측", "Measured"),
        "claimed": ("기업 제출", "Claimed"),
        "estimated": ("추정", "Estimated"),
    },
    w.SystemLevel: {
        "none": ("ICT 미적용", "No ICT"),
        "basic": ("기초", "Basic"),
        "middle_1": ("중간1", "Middle 1"),
        "middle_2": ("중간2", "Middle 2"),
        "advanced": ("고도", "Advanced"),
    },
    w.EligibilityState: {
        "in_review": ("검토 중", "In review"),
        "supplement_asked": ("보완 요청", "Supplement asked"),
        "eligible": ("적합", "Eligible"),
        "ineligible": ("부적합", "Ineligible"),
    },
    w.EvaluationState: {
        "waiting": ("대기", "Waiting"),
        "shortlisted": ("선정 예정", "Shortlisted"),
        "reserve": ("예비", "Reserve"),
        "dropped": ("탈락", "Dropped"),
    },
    w.SelectionState: {
        "waiting": ("심의 전", "Before the committee"),
        "selected": ("선정 완료", "Selected"),
        "dropped": ("탈락", "Dropped"),
        "withdrawn": ("포기", "Withdrawn"),
    },
    w.MatchState: {
        "proposed": ("제안", "Proposed"),
        "accepted": ("채택", "Accepted"),
        "held": ("보류", "Held"),
        "declined": ("거절", "Declined"),
        "confirmed": ("확정", "Confirmed"),
    },
    w.AgreementState: {
        "papers": ("서류 제출", "Papers"),
        "received": ("접수 완료", "Received"),
        "reviewed": ("검토 완료", "Reviewed"),
        "signed": ("서명 완료", "Signed"),
        "terminated": ("해지", "Terminated"),
    },
    w.ReportState: {
        "draft": ("임시", "Draft"),
        "company_asked": ("도입기업 승인 요청", "With the company"),
        "in_review": ("검토", "In review"),
        "approved": ("승인", "Approved"),
        "returned": ("반려", "Returned"),
    },
    w.ChangeRequestState: {
        "requested": ("신청", "Requested"),
        "received": ("접수", "Received"),
        "approved": ("승인", "Approved"),
        "returned": ("반려", "Returned"),
    },
    w.MilestoneKind: {
        "kickoff": ("착수", "Kick-off"),
        "design": ("설계", "Design"),
        "installation": ("설치", "Installation"),
        "midterm": ("중간 점검", "Mid-term check"),
        "trial_run": ("시운전", "Trial run"),
        "completion": ("완료", "Completion"),
    },
    w.InspectionKind: {
        "site_check": ("현장 확인", "Site check"),
        "midterm": ("중간 점검", "Mid-term check"),
        "midterm_audit": ("중간 감리", "Mid-term audit"),
        "final_audit": ("최종 감리", "Final audit"),
        "final": ("최종 점검", "Final check"),
    },
    w.Verdict: {
        "adequate": ("적정", "Adequate"),
        "supplement": ("보완", "To be mended"),
        "poor": ("미흡", "Poor"),
    },
    w.PaymentKind: {
        "advance": ("선금", "Advance"),
        "interim": ("중도금", "Interim"),
        "balance": ("잔금", "Balance"),
    },
    w.PaymentState: {
        "waiting": ("신청 대기", "Waiting"),
        "approved": ("승인", "Approved"),
        "returned": ("반려", "Returned"),
        "paid": ("지급 완료", "Paid"),
    },
    w.VisitKind: {
        "regular": ("정기 방문", "Regular"),
        "intensive": ("집중 A/S", "Intensive A/S"),
        "ticket": ("A/S 방문", "Ticket"),
        "consulting": ("상담", "Consulting"),
    },
    w.OperationState: {
        "normal": ("정상 가동", "Running"),
        "partial": ("일부 가동", "Partly running"),
        "stopped": ("중단", "Stopped"),
        "scrapped": ("폐기", "Scrapped"),
    },
    w.TicketKind: {
        "repair": ("고장 수리", "Repair"),
        "part": ("부품 교체", "Part"),
        "feature": ("기능 개선", "Feature"),
        "security": ("정보 보안", "Security"),
        "upgrade": ("업그레이드", "Upgrade"),
        "maintenance": ("시스템 유지관리", "Maintenance"),
        "operation": ("운영 지원", "Operation"),
        "training": ("인력 교육", "Training"),
    },
    w.TicketState: {
        "open": ("접수", "Open"),
        "with_supplier": ("공급기업 처리 중", "With supplier"),
        "solved": ("해결", "Solved"),
        "closed": ("종결", "Closed"),
    },
    w.DeadlineKind: {
        "papers": ("서류 제출", "Papers"),
        "supplement": ("보완 제출", "Supplement"),
        "partner_answer": ("대기업 회신", "Partner's answer"),
        "agreement_signing": ("협약 체결", "Agreement"),
        "change_request": ("협약변경 신청", "Change request"),
        "milestone": ("추진 일정", "Milestone"),
        "build_end": ("구축 종료", "Build end"),
        "final_check": ("최종 점검", "Final check"),
        "settlement": ("정산", "Settlement"),
        "intensive_care_end": ("집중 A/S 종료", "Intensive A/S end"),
        "level_certificate": ("수준확인 유효기간", "Level certificate"),
        "visit": ("사후관리 방문", "Visit"),
        "kpi_survey": ("성과 조사", "KPI survey"),
        "ticket_answer": ("A/S 회신", "Ticket answer"),
    },
    w.PaperState: {
        "missing": ("없음", "Missing"),
        "received": ("접수", "Received"),
        "accepted": ("확인", "Accepted"),
        "returned": ("반려", "Returned"),
        "not_needed": ("해당 없음", "Not needed"),
    },
    w.DocumentKind: {
        "D08": ("요건검토서", "Eligibility review"),
        "D11": ("현장확인서", "Site check"),
        "D14": ("협약서", "Agreement"),
        "D17": ("사업비 지급신청서", "Payment request"),
        "D19": ("중간점검표", "Mid-term check sheet"),
        "D24": ("완료점검표", "Completion check sheet"),
        "D30": ("사후관리 점검표", "After-care check sheet"),
    },
    w.ImportKind: {
        "applicants": ("신청기업 목록", "Applicants"),
        "companies": ("등록공장 현황", "Registered factories"),
        "kpi_values": ("성과 지표 값", "KPI values"),
    },
    w.CodeKind: {
        "ksic": ("업종", "Industry"),
        "sido": ("시도", "Province"),
        "sigungu": ("시군구", "City"),
        "centre": ("센터", "Centre"),
        "complex": ("산업단지", "Complex"),
        "solution": ("솔루션", "Solution"),
    },
    w.Changed: {
        "companies": ("기업", "Companies"),
        "partners": ("대기업", "Large firms"),
        "suppliers": ("공급기업", "Suppliers"),
        "programmes": ("사업", "Programmes"),
        "staff": ("담당자", "Staff"),
        "cases": ("사례", "Cases"),
        "applications": ("신청", "Applications"),
        "matches": ("매칭", "Matches"),
        "buildout": ("구축", "Build-out"),
        "aftercare": ("사후관리", "After-care"),
        "deadlines": ("기한", "Deadlines"),
        "documents": ("문서", "Documents"),
        "notes": ("메모", "Notes"),
        "filters": ("검색", "Searches"),
        "codes": ("코드", "Codes"),
        "sync": ("동기화", "Sync"),
        "access": ("열람", "Access"),
    },
    w.AccessKind: {
        "personal_data": ("개인정보", "Personal data"),
        "slate": ("대기업 제안목록", "Slate"),
        "attachment": ("첨부", "Attachment"),
        "export": ("내보내기", "Export"),
    },
    w.Carrier: {
        "hub": ("허브", "Hub"),
        "folder": ("공유 폴더", "Shared folder"),
        "file": ("파일", "File"),
    },
    w.FileKind: {
        "batch": ("변경 묶음", "Batch of changes"),
        "feed": ("허브 소식", "Feed"),
        "receipt": ("확인서", "Receipt"),
        "snapshot": ("전체 사본", "Snapshot"),
        "slate": ("대기업 제안목록", "Partner's slate"),
    },
    w.SyncState: {
        "here": ("내 PC만", "Only here"),
        "sent": ("보냄", "Sent"),
        "confirmed": ("확인됨", "Confirmed"),
    },
    w.Action: {
        "unknown": ("변경", "Change"),
        "outside": ("다른 프로그램의 변경", "Changed by another program"),
        "seed": ("기본 자료", "Shipped data"),
        "demo": ("체험 자료", "Demo data"),
        "undo": ("되돌리기", "Undo"),
        "redo": ("다시 실행", "Redo"),
        "import": ("자료 가져오기", "Import"),
        "company.add": ("기업 등록", "Add company"),
        "company.edit": ("기업 정보 수정", "Edit company"),
        "company.merge": ("기업 합치기", "Merge companies"),
        "company.delete": ("기업 삭제", "Delete company"),
        "contact.edit": ("담당자 연락처 수정", "Edit contact"),
        "partner.edit": ("대기업 정보 수정", "Edit large firm"),
        "supplier.edit": ("공급기업 정보 수정", "Edit supplier"),
        "case.open": ("사례 등록", "Open case"),
        "case.edit": ("사례 수정", "Edit case"),
        "case.advance": ("다음 단계로", "Advance"),
        "case.send_back": ("이전 단계로", "Send back"),
        "case.assign": ("담당자 지정", "Assign"),
        "case.state": ("진행 상태 변경", "Change state"),
        "case.bulk": ("일괄 변경", "Bulk change"),
        "case.take_along": ("현장에 가져가기", "Take along"),
        "case.give_back": ("현장에서 돌아옴", "Give back"),
        "application.edit": ("신청서 수정", "Edit application"),
        "paper.edit": ("제출 서류 수정", "Edit paper"),
        "eligibility.decide": ("요건검토 판정", "Decide eligibility"),
        "match.propose": ("매칭 제안", "Propose match"),
        "match.edit": ("재원 수정", "Edit funding"),
        "match.decide": ("매칭 판정", "Decide match"),
        "agreement.edit": ("협약 수정", "Edit agreement"),
        "agreement.sign": ("협약 체결", "Sign agreement"),
        "milestone.edit": ("추진 일정 수정", "Edit milestone"),
        "inspection.edit": ("점검 기록", "Record inspection"),
        "payment.edit": ("사업비 지급 수정", "Edit payment"),
        "visit.edit": ("방문 기록", "Record visit"),
        "ticket.edit": ("A/S 접수·처리", "Handle ticket"),
        "kpi.edit": ("성과 지표 수정", "Edit KPI"),
        "deadline.edit": ("기한 수정", "Edit deadline"),
        "document.make": ("문서 만들기", "Make document"),
        "attachment.add": ("첨부 추가", "Add attachment"),
        "attachment.remove": ("첨부 삭제", "Remove attachment"),
        "note.edit": ("메모", "Note"),
        "filter.edit": ("검색 저장", "Save search"),
        "mapping.edit": ("열 맞춤 저장", "Save mapping"),
        "staff.edit": ("담당자 수정", "Edit staff"),
        "programme.edit": ("사업 수정", "Edit programme"),
        "view": ("열람", "Viewed"),
        "sync.apply": ("동시 변경 정리", "Concurrent changes brought in order"),
        "conflict.settle": ("충돌 해결", "Settle conflict"),
    },
}


def label(word: StrEnum | None) -> str:
    """Return the word as people read it, in the chosen language; nothing for None."""
    if word is None:
        return ""
    korean, english = _LABELS[type(word)][word.value]
    return english if chosen() is Language.ENGLISH else korean


def choices(words: type[StrEnum]) -> list[tuple[str, str]]:
    """Return (code, label) of every member, in order, for a list to choose from."""
    return [(member.value, label(member)) for member in words]


def labelled() -> dict[type[StrEnum], dict[str, tuple[str, str]]]:
    """Return all labels: word list, code, (Korean, English)."""
    return _LABELS
