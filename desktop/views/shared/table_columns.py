"""Lets a person choose, order and widen the columns of a table, and remembers it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QPoint, Qt, QTimer
from PySide6.QtGui import QAction, QFont, QFontMetrics
from PySide6.QtWidgets import QHeaderView, QMenu, QTableView, QToolButton

from desktop.views.shared import icons, look
from desktop.views.shared.language import tr
from desktop.views.shared.tokens import FontSize, Space

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop.views.shared.row_model import Column

# {"widths": {key: px}, "order": [key, ...], "hidden": [key, ...], "shown": [key, ...]}
Remembered = dict[str, Any]

_DEFAULT_WIDTH = 120
_SMALLEST_WIDTH = 48
_SAVE_AFTER_MS = 400


class TableColumns(QObject):
    """The columns of one table; `remember` connects them with the settings of this computer."""

    def __init__(self, table: QTableView) -> None:
        super().__init__(table)
        self._table = table
        self._header = table.horizontalHeader()
        self._columns: tuple[Column[Any], ...] = ()
        self._choices: Remembered = {}
        self._empty: set[int] = set()
        self._save: Callable[[Remembered], None] | None = None
        self._arranging = False
        self._saving = QTimer(self)
        self._saving.setSingleShot(True)
        self._saving.setInterval(_SAVE_AFTER_MS)
        self._saving.timeout.connect(self.save_now)
        self._header.setSectionsMovable(True)
        self._header.setMinimumSectionSize(look.px(_SMALLEST_WIDTH))
        self._header.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self._header.customContextMenuRequested.connect(self._show_menu)
        self._header.sectionResized.connect(self._take_note)
        self._header.sectionMoved.connect(self._take_note)

    def arrange(self, columns: tuple[Column[Any], ...]) -> None:
        """Take the columns of a new model."""
        self._columns = columns
        self._empty = set()
        self._restore()

    def remember(self, remembered: Remembered, save: Callable[[Remembered], None]) -> None:
        """Start from what was remembered; call `save` when the person changes something."""
        self._choices = dict(remembered)
        self._save = save
        self._restore()

    def hide_empty(self, empty: set[int]) -> None:
        """Hide columns that say nothing, unless the person asked for them."""
        self._empty = empty
        self._show_and_hide()

    def menu(self) -> QMenu:
        """Return a menu with a check mark per column."""
        menu = QMenu(self._table)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for at, column in enumerate(self._columns):
            if not column.title:
                continue
            action = QAction(tr(column.title), menu)
            action.setCheckable(True)
            action.setChecked(not self._header.isSectionHidden(at))
            action.toggled.connect(lambda on, at=at: self.choose(at, shown=on))
            menu.addAction(action)
        menu.addSeparator()
        menu.addAction(tr("처음 모양으로"), self.reset)
        return menu

    def button(self) -> QToolButton:
        """Return a button that opens the menu, for the tool bar of a page."""
        button = QToolButton()
        icons.wear(button, "columns-3")
        button.setToolTip(tr("보이는 열 고르기"))
        button.setAccessibleName(tr("보이는 열 고르기"))
        button.clicked.connect(
            lambda: self.menu().popup(button.mapToGlobal(QPoint(0, button.height())))
        )
        return button

    def choose(self, at: int, *, shown: bool) -> None:
        """Show or hide one column because the person said so; the last one stays."""
        name = self._columns[at].name
        left = [i for i in range(len(self._columns)) if not self._header.isSectionHidden(i)]
        if not shown and left == [at]:
            return
        for list_name, member in (("shown", shown), ("hidden", not shown)):
            names = [other for other in self._choices.get(list_name, ()) if other != name]
            self._choices[list_name] = [*names, name] if member else names
        self._show_and_hide()
        self._saving.start()

    def reset(self) -> None:
        """Forget what the person chose."""
        self._choices = {}
        self._restore()
        self._saving.start()

    def save_now(self) -> None:
        """Hand over what the person chose."""
        self._saving.stop()
        if self._save:
            self._save(dict(self._choices))

    def _restore(self) -> None:
        self._arranging = True
        order = [str(name) for name in self._choices.get("order", ())]
        names = [column.name for column in self._columns]
        places = [n for n in order if n in names] or names
        places += [name for name in names if name not in places]
        for visual, name in enumerate(places):
            self._header.moveSection(self._header.visualIndex(names.index(name)), visual)
        widths = self._choices.get("widths", {})
        for at, column in enumerate(self._columns):
            mode = QHeaderView.ResizeMode
            self._header.setSectionResizeMode(
                at, mode.Stretch if column.stretch else mode.Interactive
            )
            width = max(look.px(column.width or _DEFAULT_WIDTH), self._title_width(column))
            if not column.stretch:
                self._header.resizeSection(at, int(widths.get(column.name, width)))
        self._show_and_hide()
        self._arranging = False

    @staticmethod
    def _title_width(column: Column[Any]) -> int:
        """Return how wide a column must be to read its title beside the arrow of the order."""
        metrics = QFontMetrics(look.font(FontSize.CAPTION, QFont.Weight.DemiBold))
        arrow = look.px(Space.LARGE)
        return metrics.horizontalAdvance(tr(column.title)) + look.px(Space.MEDIUM) * 2 + arrow

    def _show_and_hide(self) -> None:
        shown, hidden = self._choices.get("shown", ()), self._choices.get("hidden", ())
        for at, column in enumerate(self._columns):
            out = column.hidden or at in self._empty
            out = (out and column.name not in shown) or column.name in hidden
            if self._header.isSectionHidden(at) != out:
                self._header.setSectionHidden(at, out)

    def _take_note(self, *_what: int) -> None:
        if self._arranging or not self._columns:
            return
        # A stretched column also moves its neighbours while the window is drawn for the first time.
        if not self._table.isVisible():
            return
        self._choices["order"] = [
            self._columns[self._header.logicalIndex(visual)].name
            for visual in range(len(self._columns))
        ]
        self._choices["widths"] = {
            column.name: self._header.sectionSize(at)
            for at, column in enumerate(self._columns)
            if not column.stretch and not self._header.isSectionHidden(at)
        }
        self._saving.start()

    def _show_menu(self, at: QPoint) -> None:
        self.menu().popup(self._header.mapToGlobal(at))
