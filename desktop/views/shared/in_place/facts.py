"""Cards of facts that are read first and changed in place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QLabel, QPlainTextEdit, QPushButton, QToolButton, QWidget

from desktop.views.field_labels import field_label
from desktop.views.shared import icons, look
from desktop.views.shared.form import FormCard, FormField
from desktop.views.shared.in_place.editors import quiet_style
from desktop.views.shared.money_edit import MoneyEdit
from desktop.views.shared.number_edit import NumberEdit
from desktop.views.shared.tokens import SMALL_ICON_SIZE, Space

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop.views.shared.card import Card
    from desktop.views.shared.in_place.editing import RowForm

_SUM_WIDTH, _NUMBER_WIDTH = 216, 104
INDENT = 8  # the padding of an input and its border, so that words stand under their label


class FactLabel(QLabel):
    """A fact that follows from others and can't be typed."""

    def __init__(self, text: str = "") -> None:
        super().__init__(text)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self.setIndent(look.px(INDENT))
        self.setMinimumHeight(look.px(Space.HUGE))
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)

    def say(self, text: str, *, tip: str = "") -> None:
        """Show a fact; tip: where it comes from."""
        self.setText(text or "—")
        self.setToolTip(tip)


def widen(card: Card) -> None:
    """Let inputs begin left of the title by their padding, so that all words stand in one line."""
    card.body.setContentsMargins(0, 0, 0, 0)


class FactCard(FormCard):
    """A card whose inputs look like text until the pointer or the keyboard is in them."""

    def __init__(self, title: str = "", *, columns: int = 3, parent: QWidget | None = None) -> None:
        super().__init__(title, columns=columns, parent=parent)
        self.setStyleSheet(quiet_style())
        widen(self)
        self._grid.setVerticalSpacing(look.px(Space.SMALL))
        self._grid.setHorizontalSpacing(look.px(Space.SMALL))

    def add(  # type: ignore[override]
        self,
        form: RowForm,
        name: str,
        editor: QWidget,
        *,
        word: str = "",
        required: bool = False,
        help_text: str = "",
        span: int = 1,
        to_stored: Callable[[Any], Any] | None = None,
        to_shown: Callable[[Any], Any] | None = None,
    ) -> FormField:
        """Add the input of column `name` and bind it to `form`."""
        field = self.add_field(
            name,
            word or field_label(name),
            editor,
            required=required,
            help_text=help_text,
            span=span,
        )
        indent(field)
        if isinstance(editor, MoneyEdit | NumberEdit):
            _keep_short(field)
        form.bind(
            name, field, to_stored=to_stored or (lambda v: v), to_shown=to_shown or (lambda v: v)
        )
        return field

    def add_fact(self, name: str, word: str, *, span: int = 1) -> FactLabel:
        """Add a fact that is only read."""
        label = FactLabel()
        indent(self.add_field(name, word, label, span=span))
        return label


def _keep_short(field: FormField) -> None:
    """Keep a number near its word in a wide window."""
    column = field.layout()
    wide = _SUM_WIDTH if isinstance(field.editor, MoneyEdit) else _NUMBER_WIDTH
    field.editor.setFixedWidth(look.px(wide))
    if column is not None:
        column.setAlignment(field.editor, Qt.AlignmentFlag.AlignLeft)


def indent(field: FormField) -> None:
    """Let the words of a field stand where those of its input begin."""
    field.label.setIndent(look.px(INDENT))
    field.help.setIndent(look.px(INDENT))


def small_button(words: str, icon: str = "", *, kind: str = "ghost") -> QPushButton:
    """Return a quiet button for the title line of a card or the end of a row."""
    button = QPushButton(words)
    button.setProperty("kind", kind)
    button.setProperty("small", "true")
    button.setAutoDefault(False)
    if icon:
        button.setIconSize(_icon_size())
        icons.wear(button, icon, "accent_text" if kind == "ghost" else "text")
    return button


def _icon_size() -> QSize:
    return QSize(look.px(SMALL_ICON_SIZE), look.px(SMALL_ICON_SIZE))


def tool(icon: str, name: str) -> QToolButton:
    """Return a button that is only an icon, with its name for the tip and for screen readers."""
    button = QToolButton()
    button.setIconSize(_icon_size())
    icons.wear(button, icon, "secondary_text")
    button.setAccessibleName(name)
    button.setToolTip(name)
    return button


def caption(text: str = "", *, role: str = "caption", indented: bool = False) -> QLabel:
    """Return a line of small grey words that wraps; indented: like the words of inputs."""
    label = QLabel(text)
    if indented:
        label.setIndent(look.px(INDENT))
    label.setProperty("role", role)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    return label


def lead_to(widget: QWidget) -> None:
    """Bring an input into sight and put the keyboard there."""
    above = widget.parentWidget()
    while above is not None:
        if hasattr(above, "ensureWidgetVisible"):
            above.ensureWidgetVisible(widget, 0, look.px(80))
            break
        above = above.parentWidget()
    widget.setFocus(Qt.FocusReason.OtherFocusReason)
    if isinstance(widget, QPlainTextEdit):
        widget.selectAll()
