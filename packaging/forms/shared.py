"""The tables that several forms open with: the document, the case, the visit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from forms.cells import box, choice, label, money, total, value, words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from forms.kit import Form


def opening_table(form: Form) -> None:
    """Write number, date and programme of a document."""
    table = form.table(24, 72, 22, 56)
    table.row(
        label("문서번호"),
        value("{{ 문서.번호 }}"),
        label("작성일"),
        value("{{ 문서.작성일|날짜 }}"),
    )
    table.row(
        label("사업명"),
        value("{{ 사업.이름 }}"),
        label("공고번호"),
        value("{{ 사업.공고번호 }}"),
    )


def case_table(form: Form, *, brief: bool = False) -> None:
    """Write the case, the company that builds and, unless brief, where and with whom."""
    table = form.table(24, 72, 22, 56)
    table.row(label("과제명"), value("{{ 과제.이름 }}", span=3))
    table.row(
        label("과제번호"), value("{{ 과제.번호 }}"), label("지원유형"), value("{{ 사업.유형 }}")
    )
    table.row(
        label("도입기업"), value("{{ 기업.이름 }}"), label("대표자"), value("{{ 기업.대표자 }}")
    )
    number = label("사업자번호"), value("{{ 기업.사업자번호 }}")
    supplier = label("공급기업"), value("{{ 공급기업.이름 }}")
    if brief:
        table.row(*number, *supplier)
        return
    table.row(*number, label("기업규모"), value("{{ 기업.규모 }}"))
    table.row(label("구축 사업장"), value("{{ 기업.공장주소 }}", span=3))
    code = "{% if 기업.업종코드 %} ({{ 기업.업종코드 }}){% endif %}"
    table.row(label("업종"), value("{{ 기업.업종 }}" + code), *supplier)


def visit_table(form: Form, *, progress: bool = False) -> None:
    """Write when and where somebody went, and how far the work was against the plan."""
    table = form.table(24, 72, 22, 56)
    table.row(
        label("방문일"),
        value("{{ 점검.방문일|날짜 }}"),
        label("시간"),
        value("{{ 점검.시작시각 }} ~ {{ 점검.종료시각 }}"),
    )
    table.row(label("장소"), value("{{ 점검.장소 }}", span=3))
    if progress:
        table.row(
            label("계획 진척률"),
            value("{{ 점검.계획진척률|비율 }}"),
            label("실적 진척률"),
            value("{{ 점검.진척률|비율 }}"),
        )


def check_table(form: Form) -> None:
    """Write the items of an inspection with a box for each verdict."""
    table = form.table(12, 30, 62, 12, 12, 12, 34)
    table.head("번호", "영역", "점검 항목", "적정", "보완", "미흡", "확인 내용")
    table.loop(
        "점검.항목",
        "항",
        value("{{ loop.index }}", align="center"),
        value("{{ 항.영역 }}"),
        value("{{ 항.이름 }}"),
        box('{{ 항.판정|체크("적정") }}'),
        box('{{ 항.판정|체크("보완") }}'),
        box('{{ 항.판정|체크("미흡") }}'),
        value("{{ 항.의견 }}"),
    )


def indicator_table(form: Form) -> None:
    """Write the indicators with their values before and after, and what came of them."""
    table = form.table(15, 43, 14, 19, 19, 19, 16, 16, 13)
    table.head("구분", "성과지표", "단위", "구축 전", "목표", "구축 후", "달성률", "개선률", "비고")
    table.loop(
        "성과.지표",
        "지",
        value("{{ 지.영역 }}", align="center"),
        value(
            "{% if 지.핵심 %}★ {% endif %}{{ 지.이름 }}{% if 지.특성 %} ({{ 지.특성 }}){% endif %}"
        ),
        value("{{ 지.단위 }}", align="center"),
        money("{{ 지.구축전|수 }}"),
        money("{{ 지.목표|수 }}"),
        money("{{ 지.구축후|수 }}"),
        money("{{ 지.달성률|비율 }}"),
        money("{{ 지.개선률|비율 }}"),
        value("{{ 지.비고 }}", align="center"),
        keep=True,
    )
    table.row(
        total("종합달성도(가중치 반영)", span=6, align="center"),
        total("{{ 성과.종합달성도|비율 }}", span=3, align="center"),
    )


def verdict_table(form: Form, group: str, verdicts: Sequence[str]) -> None:
    """Write the verdict and the opinion of whoever reviewed, kept with the seals below."""
    table = form.table(24, 150)
    table.row(label("종합 판정"), choice(f"{group}.판정", verdicts), keep=True)
    opinion = words("{{ " + group + ".의견 }}")
    table.row(label("종합 의견"), opinion, height=26, may_split=True, keep=True)
