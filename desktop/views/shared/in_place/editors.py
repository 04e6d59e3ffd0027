"""The inputs of the case page: they look like facts until somebody wants to change them."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QFontMetrics, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QSizePolicy, QWidget
from typing_extensions import override

from desktop.views.labels import choices
from desktop.views.shared import look
from desktop.views.shared.choice_edit import ChoiceEdit
from desktop.views.shared.date_edit import DateEdit
from desktop.views.shared.language import tr
from desktop.views.shared.money_edit import MoneyEdit
from desktop.views.shared.number_edit import NumberEdit
from desktop.views.shared.tokens import CONTROL_HEIGHT

if TYPE_CHECKING:
    from enum import StrEnum

_MOST_LINES = 8


def quiet_style() -> str:
    """Return how inputs look like facts; the colours stay with the theme.

    Only what is not hovered, not focused and not wrong is quiet. Their words stand 8 px in, as
    far as a card keeps its own words from the edge.
    """
    wide, ring = look.px(5), look.px(4)
    return f"""
    QLineEdit[quiet="true"], QPlainTextEdit[quiet="true"] {{ padding-left: {wide}px; }}
    QLineEdit[quiet="true"]:focus, QPlainTextEdit[quiet="true"]:focus {{ padding-left: {ring}px; }}
    QComboBox[quiet="true"] {{ padding-left: {look.px(7)}px; }}
    QComboBox[quiet="true"]:focus {{ padding-left: {look.px(6)}px; }}
    QLineEdit[quiet="true"][wrong="false"]:!hover:!focus,
    QPlainTextEdit[quiet="true"][wrong="false"]:!hover:!focus,
    QComboBox[quiet="true"][wrong="false"]:!hover:!focus:!on {{
        border-color: transparent; background: transparent;
    }}
    QComboBox[resting="true"]::down-arrow {{ image: none; }}
    """


class Resting(QObject):
    """Hides arrows and calendars of an input while it is only read."""

    def __init__(self, editor: QWidget) -> None:
        super().__init__(editor)
        self._editor = editor
        editor.installEventFilter(self)
        self._rest(resting=True)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind in (QEvent.Type.Enter, QEvent.Type.FocusIn):
            self._rest(resting=False)
        elif kind is QEvent.Type.FocusOut:
            self._rest(resting=not self._editor.underMouse())
        elif kind is QEvent.Type.Leave:
            self._rest(resting=not self._editor.hasFocus())
        return super().eventFilter(watched, event)

    def _rest(self, *, resting: bool) -> None:
        editor = self._editor
        if isinstance(editor, QLineEdit):
            for action in editor.actions():
                action.setVisible(not resting)
        elif editor.property("resting") != str(resting).lower():
            editor.setProperty("resting", str(resting).lower())
            editor.style().unpolish(editor)
            editor.style().polish(editor)


def make_quiet(editor: QWidget) -> None:
    """Let an input look like a fact until the pointer or the keyboard is in it."""
    editor.setProperty("quiet", "true")
    editor.setProperty("wrong", "false")
    Resting(editor)


class TextEdit(QLineEdit):
    """One line of text with a value like every other input.

    Signals:
        value_changed: the person gave another text; carries it.
    """

    value_changed = Signal(object)

    def __init__(self, accessible_name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(accessible_name)
        self._value = ""
        self.editingFinished.connect(self.take)

    def value(self) -> str:
        """Return the text."""
        return self._value

    def set_value(self, text: object) -> None:
        """Show a text without a signal."""
        self._value = str(text or "")
        if self.text() != self._value:
            self.setText(self._value)
            self.setCursorPosition(0)

    def take(self) -> None:
        """Say so if what stands in the line is new."""
        text = self.text().strip()
        if text != self._value:
            self._value = text
            self.value_changed.emit(text)


class LongText(QPlainTextEdit):
    """Several lines, as high as they are long; Tab leads on, Ctrl+Enter or leaving takes them.

    Signals:
        value_changed: the person gave another text; carries it.
    """

    value_changed = Signal(object)

    def __init__(
        self, accessible_name: str = "", parent: QWidget | None = None, *, fewest_lines: int = 1
    ) -> None:
        super().__init__(parent)
        self._fewest_lines = fewest_lines
        self.setAccessibleName(accessible_name)
        self.setTabChangesFocus(True)
        self.document().setDocumentMargin(look.px(2))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._value = ""
        self.textChanged.connect(self._grow)
        self._grow()

    def value(self) -> str:
        """Return the text."""
        return self._value

    def set_value(self, text: object) -> None:
        """Show a text without a signal."""
        self._value = str(text or "")
        if self.toPlainText() != self._value:
            self.setPlainText(self._value)

    def take(self) -> None:
        """Say so if what stands here is new."""
        text = self.toPlainText().strip()
        if text != self._value:
            self._value = text
            self.value_changed.emit(text)

    def _grow(self) -> None:
        lines = min(max(self.document().size().height(), self._fewest_lines), _MOST_LINES)
        spacing = QFontMetrics(self.font()).lineSpacing()
        height = max(int(lines * spacing) + look.px(14), look.px(CONTROL_HEIGHT))
        policy = Qt.ScrollBarPolicy
        more = lines >= _MOST_LINES
        self.setVerticalScrollBarPolicy(
            policy.ScrollBarAsNeeded if more else policy.ScrollBarAlwaysOff
        )
        if self.height() != height:
            self.setFixedHeight(height)

    @override
    def sizeHint(self) -> QSize:
        return QSize(look.px(200), self.height())

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._grow()

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange:
            self._grow()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.take()
        else:
            super().keyPressEvent(event)

    @override
    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.take()


def word_choice(words: type[StrEnum], name: str, *, empty: bool = False) -> ChoiceEdit:
    """Return a list of the members of `words`; empty: also nothing."""
    offered: list[tuple[object, str]] = [(words(code), word) for code, word in choices(words)]
    return ChoiceEdit(name, [(None, tr("아직 모름")), *offered] if empty else offered)


def flag_choice(name: str) -> ChoiceEdit:
    """Return yes, no and not known, which are three different things."""
    return ChoiceEdit(name, [(None, tr("확인 전")), (True, tr("예")), (False, tr("아니오"))])


def whole(value: Any) -> int | None:
    """Return a typed number as int."""
    return None if value is None else int(value)


def broken(value: Any) -> float | None:
    """Return a typed number as float."""
    return None if value is None else float(value)


def typed_number(value: Any) -> Decimal | None:
    """Return a stored number as an input takes it: 0.1 is a tenth."""
    return None if value is None else Decimal(str(value))


def won_or_nothing(value: Any) -> int | None:
    """Return a stored sum, nothing for the 0 that stands for a sum nobody has given."""
    return value or None


def won_or_zero(value: Any) -> int:
    """Return a typed sum, 0 for an emptied one."""
    return value or 0


__all__ = [
    "ChoiceEdit",
    "DateEdit",
    "LongText",
    "MoneyEdit",
    "NumberEdit",
    "TextEdit",
    "broken",
    "flag_choice",
    "make_quiet",
    "quiet_style",
    "typed_number",
    "whole",
    "won_or_nothing",
    "won_or_zero",
    "word_choice",
]
