"""The forms of the application stage: eligibility review and site check."""

from __future__ import annotations

from forms.cells import box, money, value
from forms.kit import Form
from forms.shared import case_table, opening_table, verdict_table, visit_table


def eligibility_review() -> Form:
    """Return D08 요건검토서: every requirement with its result, supplements, one verdict."""
    form = Form("요건검토서")
    opening_table(form)

    form.heading("신청 과제")
    case_table(form)

    form.heading("요건 검토 결과")
    table = form.table(12, 25, 40, 29, 12, 14, 14, 28)
    table.head("번호", "검토 항목", "확인 기준", "확인 자료", "적합", "부적합", "검토중", "사유")
    table.loop(
        "요건.항목",
        "항",
        value("{{ loop.index }}", align="center"),
        value("{{ 항.이름 }}"),
        value("{{ 항.기준 }}"),
        value("{{ 항.자료 }}"),
        box('{{ 항.판정|체크("적합") }}'),
        box('{{ 항.판정|체크("부적합") }}'),
        box('{{ 항.판정|체크("검토중") }}'),
        value("{{ 항.사유 }}"),
    )

    form.heading("보완 요청 이력")
    table = form.table(24, 90, 24, 36)
    table.head("요청일", "보완 내용", "회신일", "결과")
    table.loop(
        "요건.보완",
        "보",
        value("{{ 보.요청일|날짜 }}", align="center"),
        value("{{ 보.내용 }}"),
        value("{{ 보.회신일|날짜 }}", align="center"),
        value("{{ 보.결과 }}", align="center"),
        empty="보완 요청 없음",
    )

    form.heading("종합 검토")
    verdict_table(form, "요건", ("적합", "부적합", "검토중"))
    form.signatures(
        ("검토자", "{{ 센터.이름 }} {{ 요건.검토자직위 }}", "{{ 요건.검토자 }}"),
        ("확인자", "{{ 센터.이름 }} {{ 요건.확인자직위 }}", "{{ 요건.확인자 }}"),
        date='{{ 요건.검토일|날짜("글") }}',
    )
    return form


def site_check() -> Form:
    """Return D11 현장확인서: factory, plan and equipment seen with one's own eyes."""
    form = Form("현장확인서")
    opening_table(form)

    form.heading("신청 과제")
    case_table(form)
    form.heading("현장 방문")
    visit_table(form)

    form.heading("확인 결과")
    table = form.table(12, 70, 14, 15, 63)
    table.head("번호", "확인 항목", "적정", "부적정", "확인 내용")
    table.loop(
        "점검.항목",
        "항",
        value("{{ loop.index }}", align="center"),
        value("{{ 항.이름 }}"),
        box('{{ 항.판정|체크("적정") }}'),
        box('{{ 항.판정|체크("부적정") }}'),
        value("{{ 항.의견 }}"),
    )

    form.heading("현물·기보유 설비 확인")
    table = form.table(46, 56, 18, 18, 36)
    table.head("품명", "규격", "수량", "확인", "비고")
    table.loop(
        "점검.현물",
        "물",
        value("{{ 물.품명 }}"),
        value("{{ 물.규격 }}"),
        money("{{ 물.수량|수 }}"),
        box("{{ 물.확인|체크 }}"),
        value("{{ 물.비고 }}"),
    )

    form.heading("종합 의견")
    verdict_table(form, "점검", ("적정", "부적정"))
    form.signatures(
        ("확인자", "{{ 점검.점검자소속 }}", "{{ 점검.점검자 }}"),
        ("입회자(도입기업)", "{{ 점검.입회자소속 }}", "{{ 점검.입회자 }}"),
        date='{{ 점검.방문일|날짜("글") }}',
    )
    return form
