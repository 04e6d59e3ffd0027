"""Tells how the reports are read, narrowed down, led on from and written to files."""

from __future__ import annotations

import zipfile
from datetime import date
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from db.words import FundingSource, KpiBasis, MatchState, Stage
from desktop.services.cases import listing
from desktop.services.reports.benchmarks import STUDIES, benchmarks
from desktop.settings import Settings
from desktop.views.reports.page import ReportsPage
from desktop.views.shared import theme
from desktop.views.shared.tokens import Theme
from tests.factory import (
    make_announcement,
    make_case,
    make_company,
    make_funding_line,
    make_kpi,
    make_kpi_value,
    make_match,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pytestqt.qtbot import QtBot
    from sqlmodel import Session

    from desktop.services.workspace import Workspace
    from desktop.views.shared.operations import Operations

TODAY = date.today()


@pytest.fixture(autouse=True)
def _dressed(qapp: object) -> None:
    theme.apply(qapp, Theme.LIGHT)  # type: ignore[arg-type]


@pytest.fixture
def opened(qtbot: QtBot, operations: Operations) -> Callable[[], ReportsPage]:
    """Return how to open the page and wait until its charts are drawn."""

    def open_page() -> ReportsPage:
        page = ReportsPage(operations, Settings())
        qtbot.addWidget(page)
        page.resize(1200, 900)
        page.show()
        qtbot.waitUntil(lambda: _drawn(page), timeout=20_000)
        return page

    return open_page


def _drawn(page: ReportsPage) -> bool:
    cards = page.cards.values()
    read = bool(page.header.subtitle.text())
    return read and all(card.chart.figure for card in cards if card.rows.rows)


def _given(session: Session) -> None:
    for year, sido, sigungu, stage in (
        (2025, "48", "48120", Stage.AFTERCARE),
        (2026, "48", "48170", Stage.MATCHING),
        (2026, "26", "26110", Stage.APPLICATION),
    ):
        company = make_company(session, sido=sido, sigungu=sigungu)
        call = make_announcement(session, year=year)
        case = make_case(session, company, announcement_id=call.id, stage=stage)
        match = make_match(session, case, state=MatchState.CONFIRMED)
        make_funding_line(session, match, source=FundingSource.PARTNER, amount=30_000_000)
        kpi = make_kpi(session, case)
        make_kpi_value(session, kpi, value=120, basis=KpiBasis.MEASURED)
        make_kpi_value(session, kpi, value=110, basis=KpiBasis.CLAIMED)


def _names(page: ReportsPage, chart: str) -> list[str]:
    return [f"{row.name} {row.value:g}" for row in page.cards[chart].rows.rows]


def test_given_cases_when_the_page_opens_then_every_chart_has_its_figures_twice(
    workspace: Workspace, opened: Callable[[], ReportsPage]
) -> None:
    workspace.write(_given)

    page = opened()

    assert _names(page, "funnel") == ["신청 3", "매칭 2", "구축 1", "사후관리 1"]
    assert _names(page, "money") == ["대기업 9e+07"]
    assert _names(page, "years") == ["2025 1", "2026 2"]
    assert sorted(_names(page, "regions")) == ["경상남도 2", "부산광역시 1"]
    canvas = page.cards["funnel"].chart.findChildren(QWidget)[-1]
    assert "매칭 2 · 66.7%" in canvas.accessibleDescription()


def test_given_values_of_two_kinds_then_they_stand_apart_with_n_and_with_the_studies(
    workspace: Workspace, opened: Callable[[], ReportsPage]
) -> None:
    workspace.write(_given)

    page = opened()

    words = [row.words for row in page.cards["kpis"].rows.rows]
    assert words[:2] == ["+20.0%  실측, n=3", "+10.0%  기업 제출, n=3"]
    assert "+29.4%  통계진흥원 2022, 기업 12,660개" in words


def test_given_a_year_is_chosen_then_every_chart_counts_that_year_alone(
    qtbot: QtBot, workspace: Workspace, opened: Callable[[], ReportsPage]
) -> None:
    workspace.write(_given)
    page = opened()

    page.year.set_value(2025)
    page.year.value_chosen.emit(2025)

    qtbot.waitUntil(lambda: _names(page, "years") == ["2025 1"])
    assert _names(page, "funnel")[0] == "신청 1"
    assert page.year.value() == 2025


@pytest.mark.parametrize("way", ["bar", "key"])
def test_given_a_figure_when_it_is_followed_then_just_its_cases_are_found(
    qtbot: QtBot, workspace: Workspace, opened: Callable[[], ReportsPage], way: str
) -> None:
    workspace.write(_given)
    page = opened()
    card = page.cards["funnel"]

    with qtbot.waitSignal(page.cases_wanted) as wanted:
        if way == "bar":
            card.chart.picked.emit("1")
        else:
            card.turn.click()
            card.table.selectRow(1)
            qtbot.keyClick(card.table, Qt.Key.Key_Return)

    found = workspace.read(lambda session: listing.find(session, wanted.args[0], today=TODAY))
    assert (found.count, found.findings) == (2, ())


def test_given_nothing_when_the_page_opens_then_each_chart_says_so(
    opened: Callable[[], ReportsPage],
) -> None:
    page = opened()

    assert page.cards["kpis"].empty.isVisibleTo(page)
    assert not page.cards["kpis"].out.isEnabled()


@pytest.mark.parametrize("ending", ["png", "svg", "xlsx"])
def test_given_a_chart_when_it_is_exported_then_a_file_of_that_kind_is_written(
    qtbot: QtBot,
    workspace: Workspace,
    opened: Callable[[], ReportsPage],
    tmp_path: Path,
    ending: str,
) -> None:
    workspace.write(_given)
    page = opened()
    file = tmp_path / f"단계별.{ending}"

    with qtbot.waitSignal(page.said, timeout=20_000):
        page.cards["funnel"].export(file)

    if ending == "png":
        assert file.read_bytes().startswith(b"\x89PNG")
    elif ending == "svg":
        assert ET.parse(file).getroot().tag.endswith("svg")
    else:
        with zipfile.ZipFile(file) as book:
            assert "여기까지 온 사례" in book.read("xl/sharedStrings.xml").decode()


def test_given_another_theme_then_the_charts_are_drawn_again(
    qtbot: QtBot, qapp: object, workspace: Workspace, opened: Callable[[], ReportsPage]
) -> None:
    workspace.write(_given)
    page = opened()
    before = page.cards["funnel"].chart.figure

    theme.apply(qapp, Theme.DARK)  # type: ignore[arg-type]

    qtbot.waitUntil(lambda: page.cards["funnel"].chart.figure is not before, timeout=20_000)


def test_every_benchmark_names_its_study_and_base() -> None:
    assert [one.improvement for one in benchmarks("P01")] == [29.4, 28.5, 30.0, 17.5]
    assert benchmarks("H01") == []
    assert all(study.companies and study.source and study.name for study in STUDIES)
