"""Takes a person's decision on a conflict: one key a side, E for another value."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QBoxLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from desktop.views.shared import look
from desktop.views.shared.conflicts.side_card import BaseCard, SideCard
from desktop.views.shared.conflicts.value_edit import can_edit, editor_of, value_of
from desktop.views.shared.form import FormField
from desktop.views.shared.language import tr
from desktop.views.shared.tokens import Space

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtGui import QKeyEvent, QResizeEvent

    from desktop.services.sync.conflicts import Choice
    from desktop.services.sync.disagreements import Disagreement

    Decide = Callable[[str], list[Choice]]

_BESIDE = 440  # px from which the sides stand beside each other
_LONGEST_REASON = 500


class Settling(QWidget):
    """The sides of what is to be decided, and the ways to decide.

    Signals:
        decided: a list of Choice and the reason.
    """

    decided = Signal(object, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._many: tuple[Disagreement, ...] = ()
        self._pending: Decide | None = None
        self._editor: Any = None
        self.cards: list[SideCard] = []
        self.ways: list[QPushButton] = []
        self._sides = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._sides.setSpacing(look.px(Space.SMALL))
        self._ways = QHBoxLayout()
        self._ways.setSpacing(look.px(Space.SMALL))
        self.edit = self._button(tr("E  다른 값 적기"), self.start_editing)
        self.both = self._button("", self._take_both)
        self._edited = QVBoxLayout()
        self.save = self._button(tr("이 값으로 정하기"), self._take_edited)
        self.save.setProperty("kind", "primary")
        self.reason = QLineEdit()
        self.reason.setMaxLength(_LONGEST_REASON)
        self.reason.returnPressed.connect(self._reason_given)
        self.reason_field = FormField(tr("사유"), self.reason)
        self.keys = QLabel()
        self.keys.setProperty("role", "caption")
        self.keys.setWordWrap(True)
        others = QHBoxLayout()
        others.setSpacing(look.px(Space.SMALL))
        others.addWidget(self.both)
        others.addWidget(self.edit)
        others.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(Space.MEDIUM))
        column.addLayout(self._sides)
        column.addLayout(self._ways)
        column.addLayout(others)
        column.addLayout(self._edited)
        column.addWidget(self.save, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.reason_field)
        column.addWidget(self.keys)
        column.addStretch(1)
        self.show_many(())

    @property
    def shown(self) -> tuple[Disagreement, ...]:
        """Return what is to be decided."""
        return self._many

    def show_many(self, many: Sequence[Disagreement]) -> None:
        """Show one with all its sides, several with what can be decided for all at once."""
        if tuple(many) == self._many and many:
            return  # read again: what is being typed stays
        self._many = tuple(many)
        self._pending = None
        self._clear()
        if len(many) == 1:
            self._show_one(many[0])
        elif many:
            self._show_ways()
        one = many[0] if len(many) == 1 else None
        part = one.first if one is not None and len(one.parts) == 1 else None
        self.edit.setVisible(part is not None and can_edit(part))
        self.both.setVisible(part is not None and part.proposal is not None)
        if part is not None:
            self.both.setText(tr("{number}  둘 다 이어 적기", number=len(part.sides) + 1))
            self.both.setToolTip(str(part.proposal or ""))
        self.save.hide()
        self.reason.clear()
        self.reason_field.set_error(None)
        self.reason_field.setVisible(bool(many))
        needed = any(one.needs_reason for one in many)
        self.reason.setPlaceholderText(
            tr("돈, 공식 상태, 묶음은 사유를 꼭 적습니다.") if needed else tr("적어도 좋습니다.")
        )
        self.keys.setVisible(bool(many))
        self.keys.setText(self._key_words())

    def press(self, key: int) -> bool:
        """Take the key of a side or of a way; return whether it means something here."""
        number = key - Qt.Key.Key_1
        if self._editor is not None and key == Qt.Key.Key_Escape:
            self._stop_editing()
            return True
        if key == Qt.Key.Key_E and not self.edit.isHidden():
            self.start_editing()
            return True
        if 0 <= number < len(self.cards):
            self._take(number)
            return True
        if number == len(self.cards) and not self.both.isHidden():
            self._take_both()
            return True
        if 0 <= number < len(self.ways) and self.ways[number].isEnabled():
            self.ways[number].click()
            return True
        return False

    def start_editing(self) -> None:
        """Offer an input for a value that is none of the sides'."""
        part = self._many[0].first
        if self._editor is None:
            self._editor = editor_of(part, part.sides[0].value)
            if self._editor is None:
                return
            self._edited.addWidget(self._editor)
            self._editor.show()  # what is not seen yet can't take the keyboard
            self.save.show()
        self._editor.setFocus()

    # --- deciding -------------------------------------------------------------------------------

    def _take(self, at: int) -> None:
        one = self._many[0]
        self._decide(lambda reason: one.choose(at, reason=reason))

    def _take_both(self) -> None:
        one = self._many[0]
        self._decide(lambda reason: one.choose_value(one.first.proposal, reason=reason))

    def _take_edited(self) -> None:
        one, editor = self._many[0], self._editor
        value = value_of(one.first, editor)
        if not getattr(editor, "is_readable", True):
            editor.setFocus()
            return
        self._decide(lambda reason: one.choose_value(value, reason=reason))

    def _decide(self, decide: Decide) -> None:
        """Tell the decision, or ask first why, where nobody may decide without saying so."""
        reason = self.reason.text().strip()
        if not reason and any(one.needs_reason for one in self._many):
            self._pending = decide
            self.reason_field.set_error(tr("사유를 적고 Enter를 누르면 고른 대로 정해집니다."))
            self.reason.setFocus()
            return
        self._pending = None
        self.reason_field.set_error(None)
        self.decided.emit(decide(reason), reason)

    def _reason_given(self) -> None:
        if self._pending is not None:
            self._decide(self._pending)

    # --- showing --------------------------------------------------------------------------------

    def _show_one(self, one: Disagreement) -> None:
        if any(part.base is not None for part in one.parts):
            self._sides.addWidget(BaseCard(one), 1)
        for at in range(one.sides):
            card = SideCard(one, at)
            card.taken.connect(self._take)
            self.cards.append(card)
            self._sides.addWidget(card, 1)

    def _show_ways(self) -> None:
        """Offer what can be said of all that is selected."""
        many = self._many
        shown = self._button(
            tr("1  모두 지금 보이는 값으로"),
            lambda: self._decide(
                lambda reason: [c for one in many for c in one.choose(0, reason=reason)]
            ),
        )
        self.ways = [shown]
        for mine, words in (
            (True, tr("2  모두 이 컴퓨터의 값으로")),
            (False, tr("3  모두 다른 컴퓨터의 값으로")),
        ):
            button = self._button(words, self._way(mine=mine))
            button.setEnabled(all(one.choose_mine(mine=mine) is not None for one in many))
            button.setToolTip(
                "" if button.isEnabled() else tr("그런 값이 없는 것도 고른 것에 들어 있습니다.")
            )
            self.ways.append(button)
        for button in self.ways:
            self._ways.addWidget(button)
        self._ways.addStretch(1)

    def _way(self, *, mine: bool) -> Callable[[], None]:
        return lambda: self._decide(lambda reason: _all_of(self._many, mine=mine, reason=reason))

    def _key_words(self) -> str:
        if len(self._many) > 1:
            return tr(
                "고른 {count}건이 한 번에 정해집니다. Ctrl+Z로 되돌립니다.", count=len(self._many)
            )
        return tr("번호 키를 누르면 바로 정해집니다. Ctrl+Z로 되돌립니다.")

    def _clear(self) -> None:
        self._stop_editing()
        self.cards, self.ways = [], []
        for row in (self._sides, self._ways):
            while row.count():
                item = row.takeAt(0)
                widget = item.widget() if item is not None else None
                if widget is not None:
                    widget.hide()
                    widget.deleteLater()

    def _stop_editing(self) -> None:
        if self._editor is not None:
            self._editor.hide()
            self._editor.deleteLater()
            self._editor = None
            self.save.hide()

    @staticmethod
    def _button(words: str, then: Callable[[], object]) -> QPushButton:
        button = QPushButton(words)
        button.setAutoDefault(False)
        button.clicked.connect(lambda: then())
        return button

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide = event.size().width() >= look.px(_BESIDE)
        direction = QBoxLayout.Direction
        self._sides.setDirection(direction.LeftToRight if wide else direction.TopToBottom)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.modifiers() or not self.press(event.key()):
            super().keyPressEvent(event)


def _all_of(many: Sequence[Disagreement], *, mine: bool, reason: str) -> list[Choice]:
    chosen = (one.choose_mine(mine=mine, reason=reason) for one in many)
    return [choice for choices in chosen for choice in choices or ()]
