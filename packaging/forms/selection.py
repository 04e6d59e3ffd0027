"""The forms of selection: what reviewers gave, and what the committee decided."""

from __future__ import annotations

from forms.cells import choice, label, money, total, value, words
from forms.kit import Form
from forms.shared import case_table, opening_table


def score_summary() -> Form:
    """Return D10 기술성평가 집계표: cards, criteria, bonus, total and ranks of one case."""
    form = Form("기술성평가 집계표", wide_letters=False)
    opening_table(form)
    form.heading("평가 대상")
    case_table(form, brief=True)

    form.heading("위원별 점수", remark="{{ 평가.회차 }} · {{ 평가.방법 }}")
    table = form.table(12, 30, 52, 24, 20, 36)
    table.head("번호", "위원", "소속", "점수", "비고", "미확인 항목")
    table.loop(
        "평가.위원",
        "위",
        value("{{ loop.index }}", align="center"),
        value("{{ 위.이름 }}", align="center"),
        value("{{ 위.소속 }}"),
        money("{{ 위.점수|수(3) }}"),
        value("{{ 위.비고 }}", align="center"),
        value("{{ 위.미확인 }}"),
        empty="제출된 평가표 없음",
    )
    table.row(
        total("합계", span=3, align="center"),
        total("{{ 평가.합계|수(3) }}"),
        total("", span=2),
    )
    table.row(
        total("평균", span=3, align="center"),
        total("{{ 평가.평균|수(3) }}"),
        total("{{ 평가.범위 }}", span=2, align="center"),
    )

    form.heading("항목별 점수")
    table = form.table(34, 84, 26, 30)
    table.head("구분", "평가 항목", "배점", "평균")
    table.loop(
        "평가.항목",
        "항",
        value("{{ 항.구분 }}", align="center"),
        value("{{ 항.이름 }}"),
        money("{{ 항.배점|수 }}"),
        money("{{ 항.점수|수(3) }}"),
    )

    form.heading("우대사항")
    table = form.table(84, 30, 30, 30)
    table.head("항목", "판정", "점수", "비고")
    table.loop(
        "평가.우대",
        "우",
        value("{{ 우.이름 }}"),
        value("{{ 우.판정 }}", align="center"),
        money("{{ 우.점수|수(3) }}"),
        value("{{ 우.비고 }}"),
        empty="신청한 우대사항 없음",
    )
    table.row(
        total("가점 합계(상한 적용)", span=2, align="center"),
        total("{{ 평가.가점|수(3) }}"),
        total(""),
    )

    form.heading("종합")
    table = form.table(24, 34, 24, 34, 24, 34)
    table.row(
        label("총점"),
        value("{{ 평가.총점|수(3) }}", align="center"),
        label("전체 순위"),
        value("{{ 평가.전체순위 }} / {{ 평가.전체수 }}", align="center"),
        label("지역 순위"),
        value("{{ 평가.지역순위 }} / {{ 평가.지역수 }}", align="center"),
        keep=True,
    )
    form.signatures(
        ("작성자", "{{ 센터.이름 }} {{ 센터.담당자직위 }}", "{{ 센터.담당자 }}"),
    )
    return form


def selection_minutes() -> Form:
    """Return D12 심의의결서: who was there, who stood back, the votes and the decision."""
    form = Form("심의의결서")
    opening_table(form)
    form.heading("심의 안건")
    case_table(form, brief=True)

    form.heading("회의")
    table = form.table(24, 72, 22, 56)
    table.row(
        label("회의"),
        value("{{ 심의.회의명 }}"),
        label("개최일"),
        value("{{ 심의.개최일|날짜 }}"),
    )
    table.row(
        label("장소"),
        value("{{ 심의.장소 }}"),
        label("성원"),
        value("재적 {{ 심의.재적 }}명 · 참석 {{ 심의.참석 }}명 · 정족수 {{ 심의.정족수 }}명"),
    )
    table.row(
        label("평가 결과"),
        value(
            "총점 {{ 평가.총점|수(3) }} · 전체 {{ 평가.전체순위 }}위 · 지역 {{ 평가.지역순위 }}위",
            span=3,
        ),
    )

    form.heading("위원별 의견")
    table = form.table(12, 26, 44, 16, 30, 46)
    table.head("번호", "위원", "소속", "참석", "표결", "의견")
    table.loop(
        "심의.위원",
        "위",
        value("{{ loop.index }}", align="center"),
        value("{{ 위.이름 }}", align="center"),
        value("{{ 위.소속 }}"),
        value("{{ 위.참석 }}", align="center"),
        value("{{ 위.표결 }}", align="center"),
        value("{{ 위.의견 }}"),
        empty="위원 없음",
    )
    table.row(
        total("표결 결과", span=4, align="center"),
        total(
            "선정 {{ 심의.선정수 }} · 예비 {{ 심의.예비수 }} · 탈락 {{ 심의.탈락수 }}"
            " · 기권 {{ 심의.기권수 }}",
            span=2,
            align="center",
        ),
    )

    form.heading("의결")
    table = form.table(24, 150)
    table.row(label("판정"), choice("심의.판정", ("선정", "예비", "탈락")), keep=True)
    table.row(label("의결 사유"), words("{{ 심의.의견 }}"), height=16, may_split=True, keep=True)
    table.row(
        label("위원장\n종합의견"),
        words("{{ 심의.위원장의견 }}"),
        height=20,
        may_split=True,
        keep=True,
    )
    form.signatures(
        ("위원장", "{{ 심의.위원장소속 }}", "{{ 심의.위원장 }}"),
        date='{{ 심의.의결일|날짜("글") }}',
    )
    return form
