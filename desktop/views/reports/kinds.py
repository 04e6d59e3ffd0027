"""The charts of the reports: what each is called, says and counts."""

from __future__ import annotations

from desktop.views.reports import figures
from desktop.views.reports.chart_card import ChartKind
from desktop.views.reports.chart_rows import MOST_BARS, cell, name_column
from desktop.views.shared.language import tr

_COLUMN_LINES = 7  # how high a chart of upright bars is, in lines of the others


def kinds() -> dict[str, ChartKind]:
    """Return every chart by its name, in the chosen language."""
    made = (_funnel(), _money(), _kpis(), _regions(), _years(), _build_ends())
    return {kind.name: kind for kind in made}


def _funnel() -> ChartKind:
    return ChartKind(
        name="funnel",
        title=tr("단계별 사례"),
        columns=(
            name_column("단계"),
            cell("여기까지 온 사례", "cases"),
            cell("전체 가운데", "percent", width=90),
            cell("지금 여기", "now", width=80),
            cell("그만둠", "lost", width=80),
        ),
        draw=figures.bars,
        source=tr("그 단계까지 온 사례의 수. 종료한 사례는 모든 단계를 지났습니다."),
        nothing=tr("고른 조건에 맞는 사례가 없습니다"),
        lines=len,
    )


def _money() -> ChartKind:
    return ChartKind(
        name="money",
        title=tr("재원별 사업비"),
        columns=(
            name_column("재원"),
            cell("합계", "total", width=130),
            cell("비율", "percent", width=70),
            cell("현금", "cash", width=130),
            cell("현물", "in_kind", width=110),
            cell("사례 수", "cases", width=80),
        ),
        draw=figures.bars,
        source=tr("거절되지 않은 매칭의 재원, 부가가치세를 뺀 금액."),
        nothing=tr("고른 조건에 맞는 매칭이 없습니다"),
        lines=len,
    )


def _kpis() -> ChartKind:
    return ChartKind(
        name="kpis",
        title=tr("성과 지표의 개선률"),
        columns=(
            name_column("지표"),
            cell("값의 근거", "basis", width=240),
            cell("n", "n", width=80),
            cell("개선률 (중앙값)", "middle_percent", width=120),
            cell("가운데 절반", "half", width=150),
            cell("목표 달성", "met_percent", width=90),
            cell("출처", "source", width=150),
        ),
        draw=figures.improvements,
        source=tr(
            "막대는 중앙값, 가는 선은 가운데 절반, 마름모는 공표된 연구(출처는 표에 있음)."
            " 실측·기업 제출·추정은 섞지 않습니다. 연구가 말하는 ‘생산성’ 등은 지표와 정의가"
            " 다를 수 있습니다."
        ),
        nothing=tr("적힌 성과 값이 없습니다"),
        lines=figures.lines_of,
    )


def _regions() -> ChartKind:
    return ChartKind(
        name="regions",
        title=tr("지역별 사례"),
        columns=(
            name_column("지역"),
            cell("사례 수", "cases", width=80),
            cell("기업 수", "companies", width=80),
            cell("총사업비", "cost", width=140),
        ),
        draw=figures.bars_of_the_largest,
        source=tr(
            "사업장이 있는 곳, 없으면 기업의 소재지. 그림은 많은 순서로 {most}곳까지입니다.",
            most=MOST_BARS,
        ),
        nothing=tr("고른 조건에 맞는 사례가 없습니다"),
        lines=lambda rows: min(len(rows), MOST_BARS),
    )


def _years() -> ChartKind:
    return ChartKind(
        name="years",
        title=tr("연도별 사례"),
        columns=(
            name_column("연도"),
            cell("사례 수", "cases", width=80),
            cell("기업 수", "companies", width=80),
            cell("총사업비", "cost", width=140),
        ),
        draw=figures.columns,
        source=tr("공고 연도, 공고가 없으면 등록한 해."),
        nothing=tr("고른 조건에 맞는 사례가 없습니다"),
        lines=lambda _rows: _COLUMN_LINES,
    )


def _build_ends() -> ChartKind:
    return ChartKind(
        name="build_ends",
        title=tr("구축 기한"),
        columns=(
            name_column("상태"),
            cell("사례 수", "cases", width=90),
            cell("늦은 날", "late", width=120),
        ),
        draw=figures.bars,
        source=tr("협약의 구축 종료일까지 마쳤는지. 지나고도 마치지 않은 사례는 늦음입니다."),
        nothing=tr("구축 기간이 적힌 협약이 없습니다"),
        lines=len,
    )
