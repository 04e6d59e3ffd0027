"""What an entry of the agenda is called, what to do about it, and how urgent it looks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from db.words import DeadlineKind, OperatingState, PaymentKind, VisitKind
from desktop.services.agenda import AgendaKind
from desktop.views.labels import label
from desktop.views.shared.day_words import day_text
from desktop.views.shared.deadline import deadline_words
from desktop.views.shared.language import tr
from desktop.views.shared.tokens import Tone

if TYPE_CHECKING:
    from datetime import date

    from desktop.services.agenda import AgendaItem


def name_of(item: AgendaItem) -> str:
    """Return whom or what the entry is about: a company, or a supplier of several cases."""
    return item.what if item.kind is AgendaKind.SUPPLIER_NOT_OPERATING else item.company


def what_of(item: AgendaItem) -> str:
    """Return what is due or wrong."""
    match item.kind:
        case AgendaKind.DEADLINE if item.unbooked:
            return tr("{kind} 날짜를 아직 잡지 않음", kind=label(item.deadline_kind))
        case AgendaKind.DEADLINE:
            return label(item.deadline_kind)
        case AgendaKind.VISIT:
            return label(VisitKind(item.what))
        case AgendaKind.TICKET:
            return tr("A/S: {title}", title=item.what)
        case AgendaKind.PAPER_EXPIRES:
            return tr("제출 서류 유효기간 만료")
        case AgendaKind.BOND_EXPIRES:
            return tr("이행보증증권 만료")
        case AgendaKind.PAYMENT_WAITING:
            return tr("{kind} 지급 대기", kind=label(PaymentKind(item.what)))
        case AgendaKind.COMPANY_NOT_OPERATING:
            return tr("기업 {state}", state=label(OperatingState(item.what)))
        case AgendaKind.SUPPLIER_NOT_OPERATING:
            return tr("공급기업 휴·폐업 · 남은 사례 {count}건", count=f"{item.count:,}")


def act_of(item: AgendaItem) -> str:
    """Return what a person does about it, as the words of a button."""
    if item.kind is AgendaKind.DEADLINE:
        if item.unbooked:
            return tr("점검 날짜 잡기")
        assert item.deadline_kind is not None
        return _of_deadline(item.deadline_kind)
    return {
        AgendaKind.VISIT: tr("방문 기록하기"),
        AgendaKind.TICKET: tr("A/S 회신 적기"),
        AgendaKind.PAPER_EXPIRES: tr("서류 새로 받기"),
        AgendaKind.BOND_EXPIRES: tr("보증 기간 늘리기"),
        AgendaKind.PAYMENT_WAITING: tr("지급 처리하기"),
        AgendaKind.COMPANY_NOT_OPERATING: tr("사례 상태 정하기"),
        AgendaKind.SUPPLIER_NOT_OPERATING: tr("사례 모두 보기"),
    }[item.kind]


def _of_deadline(kind: DeadlineKind) -> str:
    return {
        DeadlineKind.PAPERS: tr("제출 서류 확인하기"),
        DeadlineKind.SUPPLEMENT: tr("보완 서류 확인하기"),
        DeadlineKind.PARTNER_ANSWER: tr("대기업 회신 적기"),
        DeadlineKind.AGREEMENT_SIGNING: tr("협약 체결하기"),
        DeadlineKind.CHANGE_REQUEST: tr("협약변경 신청 준비"),
        DeadlineKind.MILESTONE: tr("추진 일정 기록하기"),
        DeadlineKind.BUILD_END: tr("구축 완료 확인하기"),
        DeadlineKind.FINAL_CHECK: tr("최종점검 기록하기"),
        DeadlineKind.SETTLEMENT: tr("정산 확인하기"),
        DeadlineKind.INTENSIVE_CARE_END: tr("집중 A/S 마무리"),
        DeadlineKind.LEVEL_CERTIFICATE: tr("수준확인서 확인하기"),
        DeadlineKind.VISIT: tr("방문 기록하기"),
        DeadlineKind.KPI_SURVEY: tr("성과 값 적기"),
        DeadlineKind.TICKET_ANSWER: tr("A/S 회신 적기"),
    }[kind]


def urgency_words(item: AgendaItem, *, today: date) -> tuple[str, Tone]:
    """Return the words of the pill and its tone."""
    if item.due is not None:
        words = deadline_words(item.due, today=today)
        return words.short, words.tone
    if item.kind is AgendaKind.PAYMENT_WAITING:
        if item.since is None:
            return tr("대기"), Tone.WARNING
        return tr("{days}일째", days=f"{max((today - item.since).days, 0):,}"), Tone.WARNING
    return tr("영업 중단"), Tone.DANGER


def day_of(item: AgendaItem) -> str:
    """Return the day that stands at the right: the last day, or since when."""
    if item.due is not None:
        return day_text(item.due)
    return "" if item.since is None else tr("{day}부터", day=day_text(item.since))


def spoken(item: AgendaItem, *, today: date) -> str:
    """Return an entry as it is read aloud."""
    urgency, _tone = urgency_words(item, today=today)
    parts = [urgency, what_of(item), name_of(item), item.number, day_of(item)]
    if not item.verified:
        parts.append(tr("미확인"))
    return ", ".join(part for part in parts if part)


def tip_of(item: AgendaItem) -> str:
    """Return the exact day, the clause behind it and its source."""
    day = day_text(item.due, weekday=True) if item.due is not None else day_of(item)
    lines = [" · ".join(part for part in (what_of(item), day) if part), item.clause]
    if item.source:
        lines.append(tr("출처: {source}", source=item.source))
    if not item.verified:
        lines.append(tr("공식 문서에서 확인하지 못한 기한입니다."))
    return "\n".join(line for line in lines if line)
