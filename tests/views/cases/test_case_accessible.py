"""Every control of the case page has a name, and English readers meet no Korean of ours."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QWidget,
)

from db.words import Stage
from desktop.services.buildout import inspections
from desktop.services.programmes.packs import pack
from desktop.views.shared import language
from desktop.views.shared.case_words import titled
from desktop.views.shared.language import Language
from tests.services import road
from tests.views.cases.case_window import kept, settled, shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot

    from desktop.services.workspace import Workspace
    from desktop.views.cases.case_page import CasePage
    from desktop.views.shared.operations import Operations

_KOREAN = re.compile("[가-힣]")
_CONTROLS = (QAbstractButton, QLineEdit, QComboBox, QPlainTextEdit, QAbstractItemView)


@pytest.fixture
def english() -> Iterator[None]:
    language.choose(Language.ENGLISH)
    yield
    language.choose(Language.KOREAN)


def _everything(qtbot: QtBot, operations: Operations, page: CasePage) -> None:
    """Look at every stage and every panel once."""
    for stage in Stage:
        page.show_stage(stage)
        settled(qtbot, operations)
    for name in page.beside.panels:
        page.beside.show_panel(name)
        settled(qtbot, operations)


def _in_sight(page: CasePage) -> list[QWidget]:
    """Return the widgets that a person can reach on some stage or panel."""
    inner = ("qt_", "ScrollLeftButton", "ScrollRightButton")
    return [
        widget
        for widget in page.findChildren(QWidget)
        if not widget.objectName().startswith(inner)
        and not isinstance(widget.parent(), QComboBox | QLineEdit)
        and not widget.inherits("QComboBoxPrivateContainer")
        and not widget.inherits("QComboBoxListView")
        and not widget.inherits("QHeaderView")
        and not widget.inherits("QTableCornerButton")
    ]


def _is_put_away(widget: QWidget) -> bool:
    """Say whether a control waits, hidden, for something to say."""
    return widget.isHidden() or widget.parentWidget().isHidden()


def _name(widget: QWidget) -> str:
    text = widget.text() if isinstance(widget, QAbstractButton) else ""
    return widget.accessibleName() or text


def test_given_a_case_in_after_care_then_every_control_has_a_name(
    qtbot: QtBot, workspace: Workspace, operations: Operations
) -> None:
    case_id = kept(workspace, road.cared_for)
    page = shown(qtbot, operations, case_id)
    _everything(qtbot, operations, page)

    controls = [one for one in _in_sight(page) if isinstance(one, _CONTROLS)]
    nameless = [one for one in controls if not _name(one) and not _is_put_away(one)]

    assert len(controls) > 150
    assert [(type(one).__name__, type(one.parent()).__name__) for one in nameless] == []


@pytest.mark.usefixtures("english")
def test_given_english_then_no_word_of_ours_is_korean(
    qtbot: QtBot, workspace: Workspace, operations: Operations
) -> None:
    case_id = kept(workspace, road.cared_for)
    midterm = {"kind": "midterm", "planned_on": road.TODAY}
    kept(workspace, lambda s: inspections.add(s, case_id, midterm))
    page = shown(qtbot, operations, case_id)
    _everything(qtbot, operations, page)
    facts = _facts(page)

    said = {
        text
        for widget in _in_sight(page)
        for text in _texts(widget)
        if _KOREAN.search(text) and not any(text == fact or fact in text for fact in facts)
    }

    assert [*sorted(said)] == []


def _texts(widget: QWidget) -> list[str]:
    """Return what a widget says: words, tip, name; not what a person typed into it."""
    said = [widget.accessibleName(), widget.toolTip()]
    if isinstance(widget, QAbstractButton | QLabel):
        said.append(widget.text())
    if isinstance(widget, QLineEdit | QPlainTextEdit):
        said.append(widget.placeholderText())
    if isinstance(widget, QComboBox):
        said += [widget.itemText(at) for at in range(widget.count())]
    return said


def _facts(page: CasePage) -> list[str]:
    """Return what people and packs have written, which no program translates."""
    assert page.head.shown is not None
    case = page.head.shown.case
    names = [case.company, case.partner, case.supplier, case.announcement, case.title, case.owner]
    tab = page.tabs[Stage.APPLICATION]
    papers = [
        line.row.hint
        for one in page.tabs.values()
        for line in one.papers.grid.lines.values()  # type: ignore[attr-defined]
    ]
    rules = [
        text
        for finding in tab.eligibility.table.rows.rows  # type: ignore[attr-defined]
        for text in (finding.clause, finding.note, finding.source)
    ]
    lines = page.tabs[Stage.MATCHING].funding.grid.lines.values()  # type: ignore[attr-defined]
    clauses = [line.row.clause for line in lines]
    kpis = page.tabs[Stage.AFTERCARE].kpis  # type: ignore[attr-defined]
    units = [line.row.unit for line in kpis.grid.lines.values()]
    known = [line.row.name for line in kpis.grid.lines.values()]
    assert titled(case.track_title)
    forms = [form.citation for form in pack(case.pack, case.pack_version).forms]
    told = (*names, *papers, *rules, *clauses, *units, *known, *forms, "박담당")
    return [fact for fact in told if fact]
