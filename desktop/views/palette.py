"""Ctrl+K: one field that finds companies, cases and places, by the keyboard alone."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QColor,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid
from typing_extensions import override

from desktop.services import suggest
from desktop.views.palette_lines import (
    LINE,
    Line,
    LineDelegate,
    commands,
    fits,
    line_of,
    searches,
)
from desktop.views.shared import look, tokens
from desktop.views.shared.language import tr
from desktop.views.shared.search_edit import SearchEdit
from desktop.views.shared.tokens import Space

if TYPE_CHECKING:
    from desktop.services.suggest import Suggestion
    from desktop.views.places import Place
    from desktop.views.shared.operations import Operations

_WIDTH: Final = 640
_HEIGHT: Final = 460
_TOP: Final = 64
_MOST: Final = 12
_SHADE: Final = 0.28  # how dark the window behind gets, 0 to 1


class Palette(QWidget):
    """The palette over a window; it goes away when something was chosen, or by Esc.

    It is a part of its window and no window of its own: input methods work in it everywhere, and
    no desktop decides where it stands.

    Signals:
        case_wanted, company_wanted: carry an id (UUID).
        place_wanted: carries the name of a page.
        step_wanted: "undo" or "redo".
        search_wanted: carries the name of a list and what to search for.
        keys_wanted: the person wants to see every key.
    """

    case_wanted = Signal(object)
    company_wanted = Signal(object)
    place_wanted = Signal(str)
    step_wanted = Signal(str)
    search_wanted = Signal(str, str)
    keys_wanted = Signal()

    def __init__(self, operations: Operations, places: list[Place], over: QWidget) -> None:
        super().__init__(over)
        self.setAccessibleName(tr("찾기와 이동"))
        self._over = over
        self._operations = operations
        self._commands = commands(places)
        self._before = QApplication.focusWidget()
        self._shown = ""  # what the lines in sight are an answer to
        self._taking = False  # whether Enter waits for the answer
        self.field = SearchEdit(tr("기업 이름·초성·번호, 과제번호, 화면 이름"))
        self.list = QListWidget()
        self.list.setAccessibleName(tr("찾은 것"))
        self.list.setItemDelegate(LineDelegate(self.list))
        self.list.setProperty("frame", "none")
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)
        self.list.setMouseTracking(True)
        hint = QLabel(tr("↑↓ 고르기    Enter 열기    Esc 닫기"))
        hint.setProperty("role", "caption")
        self._frame = QFrame(self)
        self._frame.setProperty("overlay", "true")
        column = QVBoxLayout(self._frame)
        column.setContentsMargins(*(look.px(Space.MEDIUM),) * 4)
        column.setSpacing(look.px(Space.SMALL))
        for widget in (self.field, self.list, hint):
            column.addWidget(widget)
        self.field.searched.connect(self._search)
        self.field.returnPressed.connect(self.take)
        self.field.installEventFilter(self)
        self.list.installEventFilter(self)
        self.list.itemClicked.connect(self._take)
        over.installEventFilter(self)

    def start(self, text: str = "") -> None:
        """Open and search for `text`."""
        self.field.setText(text)
        self._show("", [])
        self._place()
        self.show()
        self.raise_()
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()
        self.field.search_now()

    def stop(self) -> None:
        """Go away and give the keyboard back."""
        self._over.removeEventFilter(self)
        inside = self.isAncestorOf(QApplication.focusWidget() or self)
        self.hide()
        if inside and self._before is not None and isValid(self._before):
            self._before.setFocus(Qt.FocusReason.PopupFocusReason)
        self.deleteLater()

    def take(self) -> None:
        """Take the line that is marked, once the lines answer what is typed."""
        self.field.search_now()
        if self.field.text().strip() != self._shown:
            self._taking = True
            return
        item = self.list.currentItem()
        if item is not None:
            self._take(item)

    # --- finding --------------------------------------------------------------------------------

    def _search(self, text: str) -> None:
        self._taking = False
        if not text:
            self._show("", [])
            return
        person = self._operations.workspace.person
        self._operations.read(
            lambda session: suggest.suggest(
                session, text, today=date.today(), me=person, limit=_MOST
            ),
            owner=self,
            then=lambda found: self._show(text, found),
        )

    def _show(self, text: str, found: list[Suggestion]) -> None:
        if text != self.field.text().strip() and text:
            return  # an answer to what was typed before
        self._shown = text
        lines = [line_of(suggestion) for suggestion in found]
        lines += [line for line in self._commands if fits(line, text)]
        lines += searches(text) if text else []
        self.list.clear()
        for line in lines:
            item = QListWidgetItem()
            item.setData(LINE, line)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, line.spoken)
            item.setToolTip(line.below and line.spoken)
            self.list.addItem(item)
        self._mark(0)
        if self._taking:
            self._taking = False
            self.take()

    def _mark(self, row: int) -> None:
        self.list.setCurrentRow(row)
        item = self.list.item(row)
        if item is not None and self.isVisible():
            spoken = item.data(Qt.ItemDataRole.AccessibleTextRole)
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self.list, spoken))

    def _take(self, item: QListWidgetItem) -> None:
        line: Line = item.data(LINE)
        self.stop()
        match line.kind:
            case "case":
                self.case_wanted.emit(line.key)
            case "company":
                self.company_wanted.emit(line.key)
            case "place":
                self.place_wanted.emit(line.key)
            case "step":
                self.step_wanted.emit(line.key)
            case "keys":
                self.keys_wanted.emit()
            case _:
                self.search_wanted.emit(line.kind, line.key)

    # --- keys, place and paint ------------------------------------------------------------------

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Walk the list with the arrows wherever the keyboard is, and follow the window's size."""
        if watched is self._over:
            if event.type() is QEvent.Type.Resize:
                self._place()
        elif isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            return self._press(event)
        return super().eventFilter(watched, event)

    def _press(self, event: QKeyEvent) -> bool:
        count, row = self.list.count(), self.list.currentRow()
        match event.key():
            case Qt.Key.Key_Escape:
                self.stop()
            case Qt.Key.Key_Down | Qt.Key.Key_Up if count:
                step = 1 if event.key() == Qt.Key.Key_Down else -1
                self._mark((row + step) % count)
            case Qt.Key.Key_PageDown | Qt.Key.Key_PageUp if count:
                step = 6 if event.key() == Qt.Key.Key_PageDown else -6
                self._mark(min(max(row + step, 0), count - 1))
            case Qt.Key.Key_Return | Qt.Key.Key_Enter if self.list.hasFocus():
                self.take()
            case _:
                return False
        return True

    @override
    def focusNextPrevChild(self, next: bool) -> bool:
        """Keep Tab inside while the palette is open."""
        (self.list if self.field.hasFocus() else self.field).setFocus(Qt.FocusReason.TabFocusReason)
        return True

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Close when the person presses beside the palette."""
        if not self._frame.geometry().contains(event.position().toPoint()):
            self.stop()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        shade = QColor(tokens.BLACK)
        shade.setAlphaF(_SHADE)
        painter = QPainter(self)
        painter.fillRect(self.rect(), shade)
        painter.end()

    def _place(self) -> None:
        over = self._over.rect()
        self.setGeometry(over)
        width = min(look.px(_WIDTH), over.width() - look.px(Space.HUGE) * 2)
        height = min(look.px(_HEIGHT), over.height() - look.px(_TOP) - look.px(Space.HUGE))
        self._frame.setGeometry((over.width() - width) // 2, look.px(_TOP), width, height)
