"""Saves what is typed in place, field by field, and never disturbs a person who is typing."""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import field as made
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget
from shiboken6 import isValid
from typing_extensions import override

from db.errors import DeskError, RefusedValueError, StaleRecordError
from desktop.services import records
from desktop.views.shared.conflicts.mark import ConflictMark
from desktop.views.shared.in_place.clash import Clash
from desktop.views.shared.in_place.editors import MoneyEdit, NumberEdit, make_quiet
from desktop.views.shared.in_place.facts import lead_to
from desktop.views.shared.in_place.refusals import refusal
from desktop.views.shared.language import tr

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from uuid import UUID

    from sqlmodel import Session

    from db.words import Action
    from desktop.services.sync.disagreements import Disagreement
    from desktop.services.workspace import Written
    from desktop.views.shared.form import FormField
    from desktop.views.shared.operations import Operations

    Save = Callable[..., object]


def _same(value: Any) -> Any:
    return value


@dataclass
class _Bound:
    """One input and the column behind it.

    expected: what the person saw, to be handed over with a change. latest: what is stored now.
    shown: how the input reads when nobody has touched it. pending: the value on its way.
    """

    field: FormField
    to_stored: Callable[[Any], Any]
    to_shown: Callable[[Any], Any]
    expected: Any = None
    latest: Any = None
    shown: str = ""
    pending: list[Any] = made(default_factory=list)
    clash: Clash | None = None
    stale: StaleRecordError | None = None

    @property
    def editor(self) -> Any:
        """Return the input."""
        return self.field.editor

    def text(self) -> str:
        """Return how the input reads now."""
        editor: Any = self.field.editor
        if isinstance(editor, QComboBox):
            return editor.currentText()
        text: str = editor.toPlainText() if isinstance(editor, QPlainTextEdit) else editor.text()
        return text

    def show(self, value: Any) -> None:
        """Show a stored value as the one that the person sees."""
        self.expected = value
        self.editor.set_value(self.to_shown(value))
        self.shown = self.text()

    @property
    def is_touched(self) -> bool:
        """Return whether something stands in the input that is not saved."""
        return bool(self.pending) or self.text() != self.shown or self.stale is not None


class RowForm(QObject):
    """Binds inputs to one row of one table.

    Signals:
        reread: the stored values have to be read again, because somebody saved first.
        saved: a change was kept; carries the name of its field.
    """

    reread = Signal()
    saved = Signal(str)

    def __init__(
        self,
        operations: Operations,
        table: str,
        action: Action,
        owner: QWidget,
        *,
        save: Save | None = None,
    ) -> None:
        """Save by `save(session, row_id, changes, expected=…)`, else by the table's keeper."""
        super().__init__(owner)
        self._operations = operations
        self._table = table
        self._action = action
        self._save_by = save
        self._bound: dict[str, _Bound] = {}
        self.row_id: UUID | None = None

    def bind(
        self,
        name: str,
        field: FormField,
        *,
        to_stored: Callable[[Any], Any] = _same,
        to_shown: Callable[[Any], Any] = _same,
    ) -> None:
        """Keep the input of `field` and the column `name` the same."""
        bound = _Bound(field, to_stored, to_shown)
        self._bound[name] = bound
        editor: Any = field.editor
        make_quiet(editor)
        editor.installEventFilter(self)
        signal = editor.value_changed if hasattr(editor, "value_changed") else editor.value_chosen
        signal.connect(lambda value, name=name: self._give(name, value))
        bound.shown = bound.text()
        if isinstance(editor, QLineEdit | QPlainTextEdit):
            _keep_hint(editor, nothing=_nothing(field))

    @property
    def names(self) -> tuple[str, ...]:
        """Return the columns in the order in which they were bound."""
        return tuple(self._bound)

    def field(self, name: str) -> FormField:
        """Return the field of a column."""
        return self._bound[name].field

    def show(self, row_id: UUID, values: Mapping[str, Any]) -> None:
        """Show stored values, except where the person is just typing."""
        if row_id != self.row_id:
            self._forget(row_id)
        for name, bound in self._bound.items():
            if name not in values:
                continue
            bound.latest = values[name]
            if bound.stale is not None:
                self._open_clash(name, bound)
            elif not bound.is_touched and (bound.expected != values[name] or not bound.shown):
                bound.show(values[name])

    def mark(self, conflicts: Mapping[tuple[str, UUID, str], Disagreement]) -> None:
        """Mark the fields whose value is in conflict; the rest is as always."""
        for name, bound in self._bound.items():
            key = None if self.row_id is None else (self._table, self.row_id, name)
            one = None if key is None else conflicts.get(key)
            if not isValid(bound.field):
                continue
            if one is None:
                bound.field.set_mark(None)
                continue
            mark = bound.field.mark
            if not isinstance(mark, ConflictMark):
                mark = ConflictMark(self._operations, bound.field.word)
                bound.field.set_mark(mark)
            mark.show_one(one)

    def set_enabled(self, *, enabled: bool) -> None:
        """Let the person edit, or only read; what is only read stays as legible as before."""
        for bound in self._bound.values():
            editor = bound.editor
            if isinstance(editor, QLineEdit | QPlainTextEdit):
                editor.setReadOnly(not enabled)
            else:
                editor.setEnabled(enabled)

    def _forget(self, row_id: UUID) -> None:
        """Begin with another row; what was typed for the one before is gone or on its way."""
        self.row_id = row_id
        for bound in self._bound.values():
            bound.pending.clear()
            bound.stale = None
            self._close_clash(bound)
            bound.field.set_error(None)
            bound.show(None)

    # --- saving ---------------------------------------------------------------------------------

    def _give(self, name: str, typed: Any) -> None:
        bound = self._bound[name]
        value = bound.to_stored(typed)
        row_id = self.row_id
        if row_id is None:
            return
        if value == bound.expected and not bound.pending:
            bound.field.set_error(None)
            bound.shown = bound.text()
            return
        self._send(name, bound, value, bound.expected)

    def _send(self, name: str, bound: _Bound, value: Any, expected: Any) -> None:
        row_id = self.row_id
        assert row_id is not None
        bound.pending.append(value)
        changes, seen = {name: value}, {name: expected}

        def work(session: Session) -> object:
            if self._save_by is not None:
                return self._save_by(session, row_id, changes, expected=seen)
            return records.save_fields(session, self._table, row_id, changes, expected=seen)

        self._operations.write(
            work,
            action=self._action,
            owner=self,
            then=lambda written: self._kept(row_id, name, value, written),
            otherwise=lambda error: self._refused(row_id, name, value, error),
        )
        # The next change of the same field builds on this one.
        bound.expected = value
        bound.shown = bound.text()

    def _kept(self, row_id: UUID, name: str, value: Any, written: Written[Any]) -> None:
        if row_id != self.row_id:
            return
        bound = self._bound[name]
        bound.pending.remove(value)
        bound.field.set_error(None)
        if written.transaction is None and not bound.is_touched:
            bound.show(bound.latest)  # the service made it what it was before
        self.saved.emit(name)

    def _refused(self, row_id: UUID, name: str, value: Any, error: Exception) -> None:
        if not isinstance(error, DeskError):
            self._operations.broke.emit(error)
            return
        if row_id != self.row_id:
            self._operations.failed.emit(error)  # the person has gone on to another case
            return
        bound = self._bound[name]
        bound.pending.remove(value)
        bound.expected = bound.latest
        bound.shown = "\0"  # nothing reads like this: what was typed stays until it is mended
        if isinstance(error, StaleRecordError):
            bound.stale = error
            bound.pending.append(value)
            self.reread.emit()
            return
        own = not isinstance(error, RefusedValueError) or error.facts.get("field") in (name, None)
        bound.field.set_error(refusal(error) if own else refusal(error, naming=True))

    # --- somebody saved first -------------------------------------------------------------------

    def _open_clash(self, name: str, bound: _Bound) -> None:
        if bound.clash is not None:
            return
        error = bound.stale
        mine = bound.pending[0]
        own = bound.text()
        bound.editor.set_value(bound.to_shown(bound.latest))
        other = bound.text()
        bound.editor.set_value(bound.to_shown(mine))
        if bound.latest == mine:
            self._settle(name, bound)
            return
        who = str(error.facts.get("who") or tr("다른 창")) if error else tr("다른 창")
        clash = Clash(who, own, other)
        clash.mine.connect(lambda: self._keep_mine(name, bound, mine))
        clash.theirs.connect(lambda: self._settle(name, bound))
        column = bound.field.layout()
        assert isinstance(column, QVBoxLayout)
        column.insertWidget(2, clash)
        bound.clash = clash
        QTimer.singleShot(0, clash, lambda: lead_to(clash.keep_mine))

    def _keep_mine(self, name: str, bound: _Bound, value: Any) -> None:
        self._end_clash(bound)
        self._send(name, bound, value, bound.latest)

    def _settle(self, name: str, bound: _Bound) -> None:
        self._end_clash(bound)
        bound.show(bound.latest)
        self._bound[name].editor.setFocus()

    def _end_clash(self, bound: _Bound) -> None:
        bound.pending.clear()
        bound.stale = None
        bound.field.set_error(None)
        self._close_clash(bound)

    @staticmethod
    def _close_clash(bound: _Bound) -> None:
        if bound.clash is not None:
            bound.clash.hide()
            bound.clash.deleteLater()
            bound.clash = None

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take back with Esc what was typed and not saved; hints show while somebody types."""
        if isinstance(watched, QLineEdit | QPlainTextEdit):
            if event.type() is QEvent.Type.FocusIn:
                watched.setPlaceholderText(str(watched.property("hint") or ""))
            elif event.type() is QEvent.Type.FocusOut:
                watched.setPlaceholderText(str(watched.property("nothing")))
        escape = isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape
        if escape and event.type() is QEvent.Type.KeyPress:
            for bound in self._bound.values():
                if bound.editor is watched and not bound.pending and bound.text() != bound.shown:
                    bound.field.set_error(None)
                    bound.show(bound.latest)
                    return True
        return super().eventFilter(watched, event)


def _nothing(field: FormField) -> str:
    """Return what an empty input reads like: in a table and beside a unit only a line."""
    short = field.label.isHidden() or isinstance(field.editor, MoneyEdit | NumberEdit)
    return "—" if short else tr("비어 있음")


def _keep_hint(editor: QLineEdit | QPlainTextEdit, *, nothing: str) -> None:
    """Keep the hint of an input for the moment in which somebody types; else say `nothing`."""
    editor.setProperty("hint", editor.placeholderText())
    editor.setProperty("nothing", nothing)
    editor.setPlaceholderText(nothing)
