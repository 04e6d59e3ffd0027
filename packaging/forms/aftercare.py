"""The form of the after-care stage: how a built system lives on."""

from __future__ import annotations

from forms.cells import choice, label, money, value, words, yes_no
from forms.kit import Form
from forms.shared import case_table, indicator_table, opening_table, verdict_table, visit_table


def aftercare_check() -> Form:
    """Return D30 사후관리 점검표: use, upkeep, results and wishes of one year."""
    form = Form("사후관리 점검표", wide_letters=False)
    opening_table(form)
    form.heading("과제", remark="사후관리 {{ 사후.연차 }}년차")
    case_table(form)
    form.heading("점검 개요")
    visit_table(form)
    _operation(form)
    _use(form)
    _tickets(form)
    form.heading("성과지표", remark="★ 핵심지표")
    indicator_table(form)
    _wishes(form)

    form.heading("종합 의견")
    verdict_table(form, "점검", ("적정", "보완", "미흡"))
    form.signatures(
        ("점검자", "{{ 점검.점검자소속 }}", "{{ 점검.점검자 }}"),
        ("입회자(도입기업)", "{{ 점검.입회자소속 }}", "{{ 점검.입회자 }}"),
        date='{{ 점검.방문일|날짜("글") }}',
    )
    return form


def _operation(form: Form) -> None:
    form.heading("가동 현황")
    table = form.table(28, 60, 28, 58)
    states = ("정상", "부분", "중단", "폐기")
    table.row(label("가동 상태"), choice("사후.가동상태", states, span=3))
    table.row(
        label("시스템 가동률"),
        value("{{ 사후.가동률|비율 }}"),
        label("기능 활용률"),
        value("{{ 사후.활용률|비율 }}"),
    )
    table.row(label("미활용·중단 사유"), value("{{ 사후.미활용사유 }}", span=3), height=10)
    table.row(
        label("데이터 축적"),
        yes_no("사후.데이터축적", "축적", "축적 안 함"),
        label("축적 기간"),
        value("{% if 사후.축적개월 %}{{ 사후.축적개월 }}개월{% endif %}"),
    )
    table.row(
        label("운영 담당자"),
        value("{{ 사후.운영담당자 }}"),
        label("담당자 변동"),
        yes_no("사후.담당자변경", "있음 {{ 사후.담당자변경일|날짜 }}", "없음"),
    )
    table.row(
        label("유지보수 계약"),
        yes_no("사후.유지보수계약", "있음", "없음"),
        label("계약 종료일"),
        value("{{ 사후.계약종료일|날짜 }}"),
    )


def _use(form: Form) -> None:
    form.heading("솔루션·장비 활용 현황")
    table = form.table(44, 20, 20, 54, 36)
    table.head("솔루션·장비", "구축 기능", "사용 기능", "활용 정도", "비고")
    table.loop(
        "사후.시스템",
        "시",
        value("{{ 시.이름 }}"),
        money("{{ 시.기능수|수 }}"),
        money("{{ 시.사용수|수 }}"),
        choice("시.활용", ("활용", "일부", "미활용"), align="center"),
        value("{{ 시.비고 }}"),
    )


def _tickets(form: Form) -> None:
    form.heading("AS 처리 이력")
    table = form.table(24, 24, 62, 24, 40)
    table.head("접수일", "유형", "내용", "처리일", "처리 결과")
    table.loop(
        "사후.조치",
        "조",
        value("{{ 조.접수일|날짜 }}", align="center"),
        value("{{ 조.유형 }}", align="center"),
        value("{{ 조.내용 }}"),
        value("{{ 조.처리일|날짜 }}", align="center"),
        value("{{ 조.결과 }}"),
        empty="접수된 AS 없음",
    )


def _wishes(form: Form) -> None:
    form.heading("애로와 건의")
    table = form.table(28, 146)
    table.row(label("활용 애로"), words("{{ 사후.애로 }}"), height=16, may_split=True)
    table.row(label("정책 건의"), words("{{ 사후.정책요구 }}"), height=16, may_split=True)
    steps = ("유지", "AS", "교육", "고도화", "자금")
    table.row(label("다음 단계"), choice("사후.다음단계", steps))
