"""Turns the rows of reports into what a chart draws and its table says."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from db.words import KpiBasis
from desktop.services.aftercare.indicators import indicator
from desktop.services.reports.benchmarks import benchmarks
from desktop.services.search.words import BuildEnd
from desktop.views.labels import label
from desktop.views.shared.language import Language, chosen, tr
from desktop.views.shared.money_words import won
from desktop.views.shared.row_model import RIGHT, Column
from desktop.views.shared.short_money import short_won

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop.services.reports.frames import FunnelRow, GroupRow, MoneyRow
    from desktop.services.reports.outcomes import BuildEndRow, KpiReportRow

MOST_BARS = 14  # more than that is a table


@dataclass(frozen=True)
class ChartRow:
    """One bar and one line of the table.

    words: the label beside the bar. cells: what else the table says, by column. query: finds the
    cases behind it; None where no query does. series: which colour, for figures told apart by how
    they became known. low, high: where the middle half of the figures lies. marks: figures of
    studies to draw as points instead of a bar, each with its name.
    """

    id: str
    name: str
    value: float
    words: str
    query: str | None = None
    series: int = 0
    low: float | None = None
    high: float | None = None
    is_study: bool = False
    cells: dict[str, Any] = field(default_factory=dict)


def cell(title: str, key: str, *, width: int = 110, stretch: bool = False) -> Column[ChartRow]:
    """Return a column of the table: numbers at the right with separators, words at the left."""
    numeric = key in ("cases", "companies", "cost", "cash", "in_kind", "total", "now", "lost", "n")
    return Column(
        title,
        lambda row: _shown(row.cells.get(key)),
        sort=lambda row: row.cells.get(key),
        key=key,
        width=width,
        stretch=stretch,
        align=RIGHT if numeric or key.endswith("percent") else None,
    )


def name_column(title: str) -> Column[ChartRow]:
    """Return the column that names a row."""
    return Column(title, lambda row: row.name, key="name", width=130, stretch=True)


def _shown(value: Any) -> str:
    if value is None:
        return ""
    return won(value) if isinstance(value, int) else str(value)


def funnel_rows(rows: Sequence[FunnelRow]) -> list[ChartRow]:
    """Return the stages in order; nothing while there is no case."""
    if not any(row.reached for row in rows):
        return []
    return [
        ChartRow(
            id=row.stage.value,
            name=label(row.stage),
            value=row.reached,
            words=_of_all(row.reached, row.share_of_all),
            query=row.reached_query,
            cells={
                "cases": row.reached,
                "percent": _percent(row.share_of_all),
                "now": row.now,
                "lost": row.lost,
            },
        )
        for row in rows
    ]


def _of_all(count: int, share: Any) -> str:
    return f"{count:,}" if share is None else f"{count:,} · {share}%"


def _percent(share: Any) -> str:
    return "" if share is None else f"{share}%"


def money_rows(rows: Sequence[MoneyRow]) -> list[ChartRow]:
    """Return the sources that pay anything, in their order."""
    return [
        ChartRow(
            id=row.source.value,
            name=label(row.source),
            value=row.total,
            words=f"{short_won(row.total)} · {row.share}%",
            query=row.query,
            cells={
                "total": row.total,
                "percent": _percent(row.share),
                "cash": row.cash,
                "in_kind": row.in_kind,
                "cases": row.cases,
            },
        )
        for row in rows
        if row.total
    ]


def group_rows(rows: Sequence[GroupRow]) -> list[ChartRow]:
    """Return the groups as they come."""
    return [
        ChartRow(
            id=str(row.group.key),
            name=row.group.name or (str(row.group.key) if row.group.key else tr("미정")),
            value=row.cases,
            words=f"{row.cases:,}",
            query=row.query,
            cells={"cases": row.cases, "companies": row.companies, "cost": row.total_cost},
        )
        for row in rows
    ]


def year_rows(rows: Sequence[GroupRow]) -> list[ChartRow]:
    """Return the years from the first to the last."""
    return sorted(group_rows(rows), key=lambda row: row.name)


def build_end_rows(rows: Sequence[BuildEndRow]) -> list[ChartRow]:
    """Return in time, late and running."""
    names = {
        BuildEnd.ON_TIME: tr("제때 마침"),
        BuildEnd.LATE: tr("늦음"),
        BuildEnd.RUNNING: tr("구축 중"),
    }
    every = sum(row.cases for row in rows)
    if not every:
        return []
    return [
        ChartRow(
            id=row.state.value,
            name=names[row.state],
            value=row.cases,
            words=f"{row.cases:,}",
            query=row.query,
            cells={"cases": row.cases, "late": _late(row)},
        )
        for row in rows
    ]


def _late(row: BuildEndRow) -> str:
    if row.days_late.middle is None:
        return ""
    return tr("가운데 {days}일", days=f"{row.days_late.middle:,.0f}")


def kpi_rows(rows: Sequence[KpiReportRow]) -> list[ChartRow]:
    """Return measured, claimed and estimated figures each by itself, below them the studies."""
    found: list[ChartRow] = []
    for at, row in enumerate(rows):
        spread = row.outcome.improvement
        if row.basis is not None and spread.middle is not None:
            found.append(_kpi_row(row))
        last = at + 1 == len(rows) or rows[at + 1].code != row.code
        if last and any(one.id.startswith(f"{row.code}:") for one in found):
            found += _study_rows(row)
    return found


def _kpi_row(row: KpiReportRow) -> ChartRow:
    spread, basis = row.outcome.improvement, row.basis
    assert basis is not None
    assert spread.middle is not None
    met = row.outcome.share_met
    return ChartRow(
        id=f"{row.code}:{basis.value}",
        name=_indicator_name(row),
        value=float(spread.middle),
        words=f"{spread.middle:+}%  {label(basis)}, n={spread.counted:,}",
        query=row.query,
        series=list(KpiBasis).index(basis),
        low=None if spread.low is None else float(spread.low),
        high=None if spread.high is None else float(spread.high),
        cells={
            "basis": label(basis),
            "n": spread.counted,
            "middle_percent": f"{spread.middle:+}%",
            "half": f"{spread.low:+} ~ {spread.high:+}%",
            "met_percent": _percent(met),
        },
    )


def _study_rows(row: KpiReportRow) -> list[ChartRow]:
    code, known = row.code, benchmarks(row.code)
    return [
        ChartRow(
            id=f"{code}:{one.study.name}",
            name=_indicator_name(row),
            value=one.improvement,
            words=tr(
                "{figure}%  {name} {year}, 기업 {companies}개",
                figure=f"{one.improvement:+}",
                name=one.study.name,
                year=one.study.published,
                companies=f"{one.study.companies:,}",
            ),
            is_study=True,
            cells={
                "basis": tr(
                    "연구 {name} {year} ‘{about}’",
                    name=one.study.name,
                    year=one.study.published,
                    about=one.about,
                ),
                "n": one.study.companies,
                "middle_percent": f"{one.improvement:+}%",
                "half": "",
                "met_percent": "",
                "source": one.study.source,
            },
        )
        for one in known
    ]


def _indicator_name(row: KpiReportRow) -> str:
    """Return the name of an indicator as the case says it; in English the official one's."""
    known = indicator(row.code)
    return known.title.en if known is not None and chosen() is Language.ENGLISH else row.name
