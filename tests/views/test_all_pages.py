"""Every page there is: named for who can't see it, reached by Tab, spoken in both languages."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QAbstractProxyModel, QAbstractTableModel, QEvent, QObject, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QDialog,
    QGroupBox,
    QLabel,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QScrollArea,
    QTabBar,
    QTextEdit,
    QWidget,
)
from typing_extensions import override

from desktop.services import codes, setup, staff
from desktop.services.demo import world
from desktop.services.programmes import packs
from desktop.services.programmes.pack_lines import lines_of
from desktop.services.reports import benchmarks
from desktop.settings import Settings
from desktop.views.companies.new_company import NewCompany
from desktop.views.labels import labelled
from desktop.views.main_window import MainWindow
from desktop.views.palette import Palette
from desktop.views.places import places
from desktop.views.scoring.committee_dialog import CommitteeDialog
from desktop.views.scoring.reviewer_dialog import ReviewerDialog
from desktop.views.scoring.round_dialog import RoundDialog
from desktop.views.shared import error_dialog, language, theme
from desktop.views.shared.language import Language
from desktop.views.shared.operations import Operations
from desktop.views.shared.tokens import Theme
from desktop.views.welcome import Welcome
from tests.views.frame import close_all, focusable, settle

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from uuid import UUID

    from pytestqt.qtbot import QtBot

    from desktop.services.workspace import Workspace

PAGES = [place.name for place in places()]
_KOREAN = re.compile("[가-힣]")
_OF_ONE_THING = {"case": 'SELECT id FROM "case" WHERE stage = ? LIMIT 1',
                 "company": "SELECT id FROM company LIMIT 1"}  # fmt: skip
_TODAY_YEAR = 2026


@pytest.fixture(scope="module")
def invented(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """Return a small invented world; the pages only look at it."""
    from datetime import date

    folder = tmp_path_factory.mktemp("world") / "workspace"
    made = setup.begin(folder, centre="GN", person="김가온")
    made.write(
        lambda session: world.make(
            session, companies=40, seed=2018, today=date(_TODAY_YEAR, 11, 22), centre="GN"
        )
    )
    yield made
    made.close()


class _Windows(QObject):
    """Takes note of every window that shows itself."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            self.seen.append(f"{type(watched).__name__} {watched.accessibleName()}")
        return False


@pytest.fixture
def at(
    qtbot: QtBot, qapp: QApplication, invented: Workspace, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[..., QWidget]]:
    """Open the window at a page that shows something, and wait until all of it is there."""
    unexpected: list[Exception] = []
    monkeypatch.setattr(error_dialog, "show", lambda error, *_: unexpected.append(error))
    operations = Operations(invented)
    shown: list[MainWindow] = []

    def go(name: str, spoken: Language = Language.KOREAN) -> QWidget:
        language.choose(spoken)
        theme.apply(qapp, Theme.LIGHT)
        window = MainWindow(operations, Settings(centre="GN", language=spoken), first="settings")
        shown.append(window)
        window.resize(1366, 900)
        window.show()
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)
        settle(qtbot, operations)
        wanted = _wanted(invented, name)
        if wanted is None:
            window.go(name)
        else:
            window.pages.open(name, wanted)
        settle(qtbot, operations)
        return window.page(name)

    yield go
    settle(qtbot, operations)
    close_all(qapp)
    assert operations.wait()
    language.choose(Language.KOREAN)
    assert unexpected == []


def _wanted(workspace: Workspace, name: str) -> UUID | None:
    from uuid import UUID

    statement = _OF_ONE_THING.get(name)
    if statement is None:
        return None
    stage = ("buildout",) if "?" in statement else ()
    found = workspace.read(lambda s: s.connection().exec_driver_sql(statement, stage).scalar_one())
    return UUID(found)


def _name_of(widget: QWidget) -> str:
    found = QAccessible.queryAccessibleInterface(widget)
    return found.text(QAccessible.Text.Name) if found is not None else widget.accessibleName()


def _told(widget: QWidget) -> str:
    """Return how a widget is found again by whoever reads a failing test."""
    chain = [type(widget).__name__]
    above = widget.parentWidget()
    while above is not None and len(chain) < 5:
        chain.append(type(above).__name__)
        above = above.parentWidget()
    text = getattr(widget, "text", lambda: "")() if not isinstance(widget, QTextEdit) else ""
    return f"{'<'.join(chain)} {text!r} {widget.toolTip()!r}"


@pytest.mark.parametrize("name", PAGES)
def test_given_a_page_then_everything_that_takes_the_keyboard_has_a_name(
    at: Callable[..., QWidget], name: str
) -> None:
    page = at(name)

    unnamed = [_told(widget) for widget in focusable(page) if not _name_of(widget).strip()]

    assert unnamed == []


@pytest.mark.parametrize("name", PAGES)
def test_given_a_page_then_choices_tables_and_lists_say_what_they_are_for(
    at: Callable[..., QWidget], name: str
) -> None:
    """Qt reads a choice by what is chosen and a table not at all: they need a name of their own."""
    page = at(name)

    unnamed = [
        _told(widget)
        for widget in focusable(page)
        if isinstance(widget, QComboBox | QAbstractItemView) and not widget.accessibleName()
    ]

    assert unnamed == []


@pytest.mark.parametrize("name", PAGES)
def test_given_a_page_when_tab_is_pressed_again_and_again_then_every_control_is_reached(
    at: Callable[..., QWidget], name: str
) -> None:
    page = at(name)
    window = page.window()
    wanted = set(focusable(window))
    reached: list[QWidget] = []
    page.setFocus()

    for _ in range(4 * len(wanted) + 10):
        now = QApplication.focusWidget()
        if now is None or (reached and now is reached[0] and len(reached) > 1):
            break
        reached.append(now)
        if not window.focusNextPrevChild(True):
            break

    # One of a group of which one holds stands for all of them: arrows walk inside.
    groups = {widget.group() for widget in reached if isinstance(widget, QAbstractButton)}
    missed = [
        _told(widget)
        for widget in wanted - set(reached)
        if not (isinstance(widget, QAbstractButton) and widget.group() in groups - {None})
    ]
    assert missed == []


@pytest.mark.parametrize("name", PAGES)
def test_given_a_page_when_it_is_built_then_no_part_shows_itself_as_a_window(
    at: Callable[..., QWidget], qapp: QApplication, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A part that is shown before it has its place flickers, and takes the keyboard away."""
    windows = _Windows()
    qapp.installEventFilter(windows)
    try:
        page = at(name)
    finally:
        qapp.removeEventFilter(windows)

    assert [seen for seen in windows.seen if not seen.startswith("MainWindow")] == []
    assert QApplication.activeWindow() is page.window()


@pytest.mark.parametrize("name", PAGES)
def test_given_english_then_no_word_of_the_program_is_left_in_korean(
    at: Callable[..., QWidget], invented: Workspace, name: str
) -> None:
    page = at(name, Language.ENGLISH)
    kept = _everything_kept(invented)

    left = sorted(
        {
            f"{where}: {text}"
            for where, text in _spoken(page.window())
            if _KOREAN.search(_without(text, kept))
        }
    )

    assert left == []


def _everything_kept(workspace: Workspace) -> list[str]:
    """Return every text that was typed or that ships as a list: the same in both tongues."""
    from db.base import metadata

    texts = {"이음", "한국어", "창원", *(study.name for study in benchmarks.STUDIES)}
    for table in metadata.tables.values():
        if table.name.startswith(("journal", "alembic")):
            continue
        for row in workspace.read(lambda s, table=table: s.execute(table.select()).all()):
            texts |= {word for word in row if isinstance(word, str) and _KOREAN.search(word)}
    texts |= {entry.name for kind in codes.CodeKind for entry in codes.entries(kind)}
    texts |= {entry.short for kind in codes.CodeKind for entry in codes.entries(kind)}
    texts |= {one.name for one in workspace.read(staff.list_staff)}
    for row in packs.list_packs():  # clauses are quoted as the announcement says them
        for line in lines_of(packs.pack(row.id, row.version)):
            texts |= {line.rule.clause, line.rule.citation, line.rule.note}
    texts.discard("")
    return sorted(texts, key=len, reverse=True)


def _without(text: str, kept: list[str]) -> str:
    if text.endswith("…") and any(word.startswith(text[:-1]) for word in kept):
        return ""  # a long name that was cut
    for word in kept:
        if word in text:
            text = text.replace(word, "")
    return text


def _spoken(window: QWidget) -> Iterator[tuple[str, str]]:
    """Yield every word of a window that is the program's own: no rows, no typed text."""
    for widget in (window, *window.findChildren(QWidget)):
        where = type(widget).__name__
        yield f"{where} name", widget.accessibleName()
        yield f"{where} description", widget.accessibleDescription()
        yield f"{where} tip", re.sub("<[^>]*>", "", widget.toolTip())
        yield f"{where} title", widget.windowTitle()
        for text in _words_on(widget):
            yield where, re.sub("<[^>]*>", "", text)


def _words_on(widget: QWidget) -> list[str]:
    match widget:
        case QLabel() | QAbstractButton():
            return [widget.text()]
        case QLineEdit() | QTextEdit() | QPlainTextEdit():
            return [widget.placeholderText()]
        case QComboBox():
            choices = [widget.itemText(row) for row in range(widget.count())]
            return [widget.placeholderText(), *choices]
        case QGroupBox():
            return [widget.title()]
        case QTabBar():
            return [widget.tabText(tab) for tab in range(widget.count())]
        case QMenu():
            return [action.text() for action in widget.actions()]
        case QAbstractItemView() if widget.model() is not None:
            return _headings(widget)
        case _:
            return []


def _headings(view: QAbstractItemView) -> list[str]:
    model = view.model()
    if not isinstance(model, QAbstractTableModel | QAbstractProxyModel):
        return []
    across = Qt.Orientation.Horizontal
    found = [model.headerData(at, across) for at in range(model.columnCount())]
    return [heading for heading in found if isinstance(heading, str)]


def _keys(window: MainWindow) -> QWidget:
    window._show_keys()
    return next(dialog for dialog in window.findChildren(QDialog) if dialog.isVisible())


def _palette(window: MainWindow) -> QWidget:
    window.search("가")
    return window.findChild(Palette)


DIALOGS: dict[str, Callable[[MainWindow], QWidget]] = {
    "keys": _keys,
    "palette": _palette,
    "company": lambda window: NewCompany(window.operations, window),
    "reviewer": lambda window: ReviewerDialog(window.operations, None, window),
    "round": lambda window: RoundDialog(window.operations, [], window),
    "committee": lambda window: CommitteeDialog([], [], None, window),
    "welcome": lambda window: Welcome(Path("/tmp/ieum"), window.settings, window),
}


@pytest.mark.parametrize("name", DIALOGS)
def test_given_a_dialog_then_it_is_named_and_speaks_english_too(
    at: Callable[..., QWidget],
    invented: Workspace,
    qtbot: QtBot,
    name: str,
) -> None:
    window = at("cases", Language.ENGLISH).window()
    assert isinstance(window, MainWindow)

    dialog = DIALOGS[name](window)
    dialog.show()
    settle(qtbot, window.operations)

    assert [_told(widget) for widget in focusable(dialog) if not _name_of(widget).strip()] == []
    kept = _everything_kept(invented)
    words = {text for _, text in _spoken(dialog)}
    assert sorted(text for text in words if _KOREAN.search(_without(text, kept))) == []


def test_given_the_list_of_cases_when_walking_with_tab_then_the_order_is_that_of_reading(
    at: Callable[..., QWidget],
) -> None:
    page = at("cases")
    page.take_in.setFocus()
    walked = []

    for _ in range(4):
        walked.append(QApplication.focusWidget())
        page.window().focusNextPrevChild(True)

    assert walked == [page.take_in, page.search, page.saved, page.columns]
    assert QApplication.focusWidget() is page.table


def test_given_the_walk_then_it_looks_at_real_pages_with_real_words(
    at: Callable[..., QWidget],
) -> None:
    """A walk that sees nothing finds nothing."""
    page = at("cases")
    words = {text for _, text in _spoken(page.window())}

    assert {"사례", "기업명", "총사업비", "자료 가져오기"} <= words
    assert len(focusable(page.window())) > 12
    assert labelled()
    assert not isinstance(page, QScrollArea)
