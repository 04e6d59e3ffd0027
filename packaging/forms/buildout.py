"""The forms of the build-out: payment request, midterm check, completion check."""

from __future__ import annotations

from forms.cells import QUIET, SYMBOLS, Cell, Run, box, choice, label, money, total, value
from forms.kit import Form
from forms.shared import (
    case_table,
    check_table,
    indicator_table,
    opening_table,
    verdict_table,
    visit_table,
)


def payment_request() -> Form:
    """Return D17 사업비 지급신청서: how much now, to which account, against which papers."""
    form = Form("사업비 지급신청서", wide_letters=False)
    opening_table(form)
    form.heading("과제")
    case_table(form, brief=True)

    form.heading("신청 내용")
    table = form.table(24, 72, 22, 56)
    amount = (
        Run("금 {{ 지급.신청금액|한글금액 }}원정", bold=True, points=12),
        Run("   ({{ 지급.신청금액|원 }})", points=10.5),
    )
    table.row(label("신청 구분"), choice("지급.구분", ("선금", "중도금", "잔금"), span=3))
    table.row(label("신청 금액"), Cell((amount,), span=3), height=11)
    table.row(
        label("입금 계좌"),
        value("{{ 지급.은행 }}  {{ 지급.계좌번호 }}"),
        label("예금주"),
        value("{{ 지급.예금주 }}"),
    )
    table.row(
        label("이행보증"),
        value("{{ 지급.보증번호 }}{% if 지급.보증금액 %}\n{{ 지급.보증금액|원 }}{% endif %}"),
        label("보증 만료일"),
        value("{{ 지급.보증만료일|날짜 }}"),
    )
    table.row(
        label("휴폐업 조회"),
        value("{{ 지급.휴폐업결과 }}"),
        label("조회일"),
        value("{{ 지급.휴폐업조회일|날짜 }}"),
    )

    form.heading("재원별 지급 내역", remark="(단위: 원)")
    table = form.table(50, 31, 31, 31, 31)
    table.head("재원", "협약액", "기지급액", "금회 신청액", "잔액")
    table.loop(
        "지급.항목",
        "항",
        value("{{ 항.재원 }}"),
        money("{{ 항.협약액|수 }}"),
        money("{{ 항.기지급액|수 }}"),
        money("{{ 항.신청액|수 }}"),
        money("{{ 항.잔액|수 }}"),
        empty="",
        keep=True,
    )
    table.row(
        total("합계", align="center"),
        total("{{ 지급.협약액|수 }}"),
        total("{{ 지급.기지급액|수 }}"),
        total("{{ 지급.신청금액|수 }}"),
        total("{{ 지급.잔액|수 }}"),
    )

    form.heading("세금계산서", remark="(단위: 원)")
    table = form.table(24, 56, 42, 28, 24)
    table.head("발행일", "승인번호", "공급자", "공급가액", "세액")
    table.loop(
        "지급.세금계산서",
        "세",
        value("{{ 세.발행일|날짜 }}", align="center"),
        value("{{ 세.승인번호 }}"),
        value("{{ 세.공급자 }}"),
        money("{{ 세.공급가액|수 }}"),
        money("{{ 세.세액|수 }}"),
    )
    _papers(form)
    form.text(
        "위와 같이 사업비의 지급을 신청합니다.", align="center", before=10, after=0, keep=True
    )
    form.signatures(
        ("신청인(도입기업)", "{{ 기업.이름 }}", "{{ 기업.대표자 }}"),
        ("공급기업", "{{ 공급기업.이름 }}", "{{ 공급기업.대표자 }}"),
        date='{{ 문서.작성일|날짜("글") }}',
        addressee="{{ 센터.이름 }}",
    )
    return form


def _papers(form: Form) -> None:
    form.heading("첨부 서류")
    table = form.table(174)
    papers = (
        Run("{% for 첨 in 지급.첨부 %}"),
        Run("{{ 첨.있음|체크 }}", font=SYMBOLS, points=10.5),
        Run("\u00a0{{ 첨.이름 }}\u2003"),
        Run("{% endfor %}"),
        Run("{% if not 지급.첨부 %}해당 없음{% endif %}", colour=QUIET),
    )
    table.row(Cell((papers,)))


def midterm_check() -> Form:
    """Return D19 중간점검표: five areas, progress against plan, what to repair until when."""
    form = Form("중간점검표")
    opening_table(form)
    form.heading("과제")
    case_table(form)
    form.heading("점검 개요")
    visit_table(form, progress=True)

    form.heading("점검 결과")
    check_table(form)
    _repairs(form)
    form.heading("종합 의견")
    verdict_table(form, "점검", ("적정", "보완", "미흡"))
    _inspection_seals(form)
    return form


def completion_check() -> Form:
    """Return D24 최종(완료)점검표: what was built, what came of it, both levels, one verdict."""
    form = Form("최종(완료)점검표", wide_letters=False)
    opening_table(form)
    form.heading("과제")
    case_table(form)
    form.heading("점검 개요")
    visit_table(form)

    form.heading("구축 시스템 확인")
    table = form.table(40, 74, 42, 18)
    table.head("시스템", "주요 기능", "적용 공정", "작동")
    table.loop(
        "구축.시스템",
        "시",
        value("{{ 시.이름 }}"),
        value("{{ 시.기능 }}"),
        value("{{ 시.공정 }}"),
        box("{{ 시.확인|체크 }}"),
    )
    form.heading("도입 장비 확인")
    table = form.table(26, 46, 44, 14, 30, 14)
    table.head("구분", "품명", "규격", "수량", "설치 장소", "확인")
    table.loop(
        "구축.장비",
        "장",
        value("{{ 장.구분 }}", align="center"),
        value("{{ 장.품명 }}"),
        value("{{ 장.규격 }}"),
        money("{{ 장.수량|수 }}"),
        value("{{ 장.장소 }}"),
        box("{{ 장.확인|체크 }}"),
    )
    form.heading("점검 항목")
    check_table(form)
    form.heading("성과지표 달성", remark="★ 핵심지표")
    indicator_table(form)
    _levels(form)
    _repairs(form)
    form.heading("종합 의견")
    verdict_table(form, "점검", ("적정", "보완", "미흡"))
    _inspection_seals(form)
    return form


def _levels(form: Form) -> None:
    form.heading("수준 확인")
    table = form.table(44, 98, 14, 18)
    steps = ("ICT미적용", "기초", "중간1", "중간2", "고도")
    levels = tuple(f"Level {number}" for number in range(1, 6))
    table.row(label("구축시스템 스마트화 수준"), choice("수준.스마트화", steps, span=3))
    table.row(
        label("기업제조혁신역량 수준"),
        choice("수준.역량", levels),
        label("총점"),
        money("{{ 수준.역량총점|수 }}"),
    )


def _repairs(form: Form) -> None:
    form.heading("보완 요구 사항")
    table = form.table(106, 26, 42)
    table.head("보완 내용", "기한", "담당")
    table.loop(
        "점검.보완",
        "보",
        value("{{ 보.내용 }}"),
        value("{{ 보.기한|날짜 }}", align="center"),
        value("{{ 보.담당 }}", align="center"),
    )


def _inspection_seals(form: Form) -> None:
    form.signatures(
        ("점검자", "{{ 점검.점검자소속 }}", "{{ 점검.점검자 }}"),
        ("입회자(도입기업)", "{{ 점검.입회자소속 }}", "{{ 점검.입회자 }}"),
        ("입회자(공급기업)", "{{ 점검.공급입회자소속 }}", "{{ 점검.공급입회자 }}"),
        date='{{ 점검.방문일|날짜("글") }}',
    )
