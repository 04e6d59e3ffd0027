"""Ctrl+K: one field that finds companies, cases and places, by the keyboard alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QLabel, QListWidget, QListWidgetItem, QVBoxLayout, QWidget
from typing_extensions import override

from desktop.services.search import suggest
from desktop.views.shared import icons, look
from desktop.views.shared.language import tr
from desktop.views.shared.search_edit import SearchEdit
from desktop.views.shared.tokens import Space

if TYPE_CHECKING:
    from desktop.services.search.suggest import Suggestion
    from desktop.views.places import Place
    from desktop.views.shared.operations import Operations

_KEYS = 12


@dataclass(frozen=True)
class Choice:
    """One line of the palette and what happens when it is taken."""

    icon: str
    words: str
    remark: str
    kind: str  # case, company, place or step
    key: Any


class Palette(QDialog):
    """The palette; it closes when something was chosen or Esc was pressed.

    Signals:
        case_wanted, company_wanted: carry an id (UUID).
        place_wanted: carries the name of a page.
        step_wanted: "undo" or "redo".
    """

    case_wanted = Signal(object)
    company_wanted = Signal(object)
    place_wanted = Signal(str)
    step_wanted = Signal(str)

    def __init__(self, operations: Operations, places: list[Place], parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setProperty("palette", "true")
        self.setAccessibleName(tr("전체 검색"))
        self._operations = operations
        self._commands = _commands(places)
        self._asked = ""
        self.field = SearchEdit(tr("기업 이름·초성(ㄷㅅㅈㅁ)·번호, 화면 이름"))
        self.list = QListWidget()
        self.list.setAccessibleName(tr("검색 결과"))
        self.hint = QLabel(tr("↑↓ 이동   Enter 열기   Esc 닫기"))
        self.hint.setProperty("role", "secondary")
        column = QVBoxLayout(self)
        column.setContentsMargins(*(look.px(Space.MEDIUM),) * 4)
        column.setSpacing(look.px(Space.SMALL))
        for widget in (self.field, self.list, self.hint):
            column.addWidget(widget)
        self.field.searched.connect(self._search)
        self.field.returnPressed.connect(self._take_current)
        self.field.installEventFilter(self)
        self.list.itemActivated.connect(self._take)
        self.list.itemClicked.connect(self._take)

    def start(self, text: str) -> None:
        """Open over the parent window and search for `text`."""
        over = self.parentWidget()
        width = min(look.px(640), over.width() - look.px(Space.HUGE))
        self.resize(width, look.px(440))
        corner = over.mapToGlobal(over.rect().topLeft())
        self.move(corner.x() + (over.width() - width) // 2, corner.y() + look.px(72))
        self.field.setText("" if text == "?" else text)
        self._show(text, [])
        self.show()
        self.field.setFocus()
        if text and text != "?":
            self.field.search_now()

    def _search(self, text: str) -> None:
        self._asked = text
        if not text:
            self._show(text, [])
            return
        self._operations.read(
            lambda session: suggest.suggest(session, text, limit=_KEYS),
            owner=self,
            then=lambda found: self._show(text, found),
        )

    def _show(self, text: str, found: list[Suggestion]) -> None:
        if text != self._asked and self._asked:
            return  # an answer to what was typed before
        wanted = text.casefold()
        lines = [_line(suggestion) for suggestion in found]
        lines += [c for c in self._commands if text in ("", "?") or wanted in c.words.casefold()]
        self.list.clear()
        for choice in lines:
            words = f"{choice.words}    {choice.remark}" if choice.remark else choice.words
            item = QListWidgetItem(icons.icon(choice.icon), words)
            item.setData(Qt.ItemDataRole.UserRole, choice)
            item.setToolTip(words)
            self.list.addItem(item)
        self.list.setCurrentRow(0)

    def _take_current(self) -> None:
        self.field.search_now()
        item = self.list.currentItem()
        if item is not None:
            self._take(item)

    def _take(self, item: QListWidgetItem) -> None:
        choice: Choice = item.data(Qt.ItemDataRole.UserRole)
        self.close()
        signal = {
            "case": self.case_wanted,
            "company": self.company_wanted,
            "place": self.place_wanted,
            "step": self.step_wanted,
        }[choice.kind]
        signal.emit(choice.key)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Walk the list with the arrows while the field keeps the focus."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
            if step is not None and self.list.count():
                row = (self.list.currentRow() + step) % self.list.count()
                self.list.setCurrentRow(row)
                return True
        return super().eventFilter(watched, event)


def _line(found: Suggestion) -> Choice:
    icon = "factory" if found.kind == "company" else "folder-kanban"
    return Choice(icon, found.title, found.detail, found.kind, found.id)


def _commands(places: list[Place]) -> list[Choice]:
    named = [place for place in places if place.word]
    lines = [
        Choice(place.icon, place.word, f"Ctrl+{number}", "place", place.name)
        for number, place in enumerate(named, start=1)
    ]
    return [
        *lines,
        Choice("upload", tr("자료 가져오기"), "Ctrl+I", "place", "import"),
        Choice("undo-2", tr("되돌리기"), "Ctrl+Z", "step", "undo"),
        Choice("redo-2", tr("다시 실행"), "Ctrl+Y", "step", "redo"),
        Choice("keyboard", tr("모든 키 보기"), "Ctrl+/", "place", "settings"),
    ]
