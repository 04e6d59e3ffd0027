"""One rule of a pack: read with its origin, or changed while a copy is under way."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from db.words import Severity
from desktop.services.programmes.facts import FACTS
from desktop.services.programmes.pack_lines import editable
from desktop.views.fact_labels import fact_label
from desktop.views.labels import label
from desktop.views.shared import look
from desktop.views.shared.banner import Banner
from desktop.views.shared.card import Card
from desktop.views.shared.choice_edit import ChoiceEdit
from desktop.views.shared.form import FormField
from desktop.views.shared.in_place.editors import LongText, TextEdit
from desktop.views.shared.language import tr
from desktop.views.shared.money_edit import MoneyEdit
from desktop.views.shared.number_edit import NumberEdit
from desktop.views.shared.pill import StatusPill
from desktop.views.shared.rule_words import FIELDS, kind_words, rule_name, says, track_words
from desktop.views.shared.tokens import Space, Tone

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop.services.programmes.pack import Pack
    from desktop.services.programmes.pack_lines import PackLine

_SHARES = {"min_share", "max_share", "max_of_source"}
_WON = {"cap", "rounding_unit"}
_COUNTS = {"valid_days", "valid_months", "max_megabytes", "days", "months", "times", "points"}
_LONG = {"expression", "note"}


@dataclass(frozen=True)
class _Input:
    """One input: its widget, and how its value is read."""

    field: FormField
    read: Callable[[], Any]
    before: Any


class RuleCard(Card):
    """Shows the rule that is picked; inputs appear while a copy is changed.

    Signals:
        changed: the person wants values of the rule changed; carries its PackLine and the values.
    """

    changed = Signal(object, object)

    def __init__(self) -> None:
        super().__init__(" ")
        self.line: PackLine | None = None
        self.inputs: dict[str, _Input] = {}
        self.unverified = StatusPill(tr("검증 안 됨"), Tone.WARNING, icon="triangle-alert")
        self.unverified.setToolTip(tr("공고 원문으로 검증 안 됨"))
        self.add_action(self.unverified)
        self.unverified.hide()
        self.says = self._words("strong")
        self.origin = self._words("secondary")
        self.banner = Banner()
        self._room = QWidget()
        self._room.setProperty("ground", "none")
        self._fields = QVBoxLayout(self._room)
        self._fields.setContentsMargins(0, 0, look.px(Space.SMALL), 0)
        self._fields.setSpacing(look.px(Space.MEDIUM))
        for widget in (self.says, self.origin, self.banner):
            self._fields.addWidget(widget)
        self._fields.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(self._room)
        self.apply = QPushButton(tr("고친 값 적용"))
        self.apply.clicked.connect(self._apply)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.apply)
        self.add(area, 1)
        self.body.addLayout(buttons)
        self.apply.hide()

    def show_rule(self, line: PackLine | None, pack: Pack, *, drafting: bool) -> None:
        """Show a rule of a pack, with inputs while a copy is under way."""
        self.line = line
        self.banner.quiet()
        self._clear()
        self.apply.setVisible(drafting and line is not None)
        self.unverified.setVisible(line is not None and not line.rule.verified)
        if line is None:
            self.title.setText(tr("규칙을 골라 주세요."))
            self.says.setText("")
            self.origin.setText("")
            return
        self.title.setText(rule_name(line))
        self.title.setToolTip(rule_name(line))
        self.says.setText(says(line))
        self.says.setVisible(bool(says(line)))
        self.origin.setText("\n".join(_origin(line, pack)))
        if drafting:
            for name in editable(line):
                self._add(name, line)

    def complain(self, sentence: str) -> None:
        """Say why a change can't be made."""
        self.banner.say(sentence, Tone.DANGER)

    # --- inside ---------------------------------------------------------------------------------

    @staticmethod
    def _words(role: str) -> QLabel:
        words = QLabel()
        words.setProperty("role", role)
        words.setWordWrap(True)
        words.setTextFormat(Qt.TextFormat.PlainText)
        words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        return words

    def _clear(self) -> None:
        for one in self.inputs.values():
            one.field.hide()
            one.field.deleteLater()
        self.inputs = {}

    def _add(self, name: str, line: PackLine) -> None:
        value = getattr(line.rule, name)
        editor, read = _editor(name, value)
        field = FormField(tr(FIELDS[name]), editor, help_text=_help(name))
        if name == "expression":
            editor.setToolTip("\n".join(f"{fact}  {fact_label(fact)}" for fact in FACTS))
        self._fields.insertWidget(self._fields.count() - 1, field)
        self.inputs[name] = _Input(field, read, read())

    def _apply(self) -> None:
        """Hand over what was changed; a value that can't be read is said beside its input."""
        if self.line is None:
            return
        self.banner.quiet()
        values: dict[str, Any] = {}
        for name, one in self.inputs.items():
            one.field.set_error(None)
            try:
                now = one.read()
            except (ValueError, InvalidOperation):
                one.field.set_error(tr("이 값을 읽을 수 없습니다."))
                return
            if now != one.before:
                values[name] = now
        if values:
            self.changed.emit(self.line, values)


def _help(name: str) -> str:
    if name == "expression":
        return tr("사실의 이름으로 적습니다(풍선 도움말). 예: employees < 50 and not tax_arrears")
    return tr("0.3, 30%, 3/10처럼 적습니다.") if name in _SHARES else ""


def _origin(line: PackLine, pack: Pack) -> list[str]:
    rule = line.rule
    parts = [
        f"{kind_words(line)} · {track_words(line, pack)}",
        tr("조항: {clause}", clause=rule.clause) if rule.clause else "",
        tr("출처: {source}", source=rule.citation) if rule.citation else "",
        "" if rule.verified else tr("공고 원문으로 검증 안 됨"),
        rule.note,
    ]
    exception = getattr(rule, "exception", None)
    if exception is not None:
        parts.append(tr("예외: {clause}", clause=exception.clause))
    return [part for part in parts if part]


def _editor(name: str, value: Any) -> tuple[QWidget, Callable[[], Any]]:
    """Return an input with the value in it, and what reads it."""
    word = tr(FIELDS[name])
    if isinstance(value, bool):
        box = QCheckBox(word)
        box.setChecked(value)
        return box, box.isChecked
    if isinstance(value, Severity):
        choice = ChoiceEdit(word, [(one, label(one)) for one in (Severity.BLOCKS, Severity.WARNS)])
        choice.set_value(value)
        return choice, choice.value
    if name in _WON:
        money = MoneyEdit(word)
        money.set_value(value)
        return money, money.value
    if name in _COUNTS:
        number = NumberEdit(word)
        number.set_value(value)
        return number, lambda: _whole_or_not(number.value())
    if name in _LONG:
        text = LongText(word, fewest_lines=2)
        text.set_value(value)
        return text, lambda: text.toPlainText().strip()
    line = TextEdit(word)
    line.set_value(_written(value))
    if name in _SHARES:
        return line, lambda: line.text().strip() or None
    if name == "value":
        return line, lambda: _read_like(line.text(), value)
    return line, lambda: line.text().strip()


def _whole_or_not(number: Decimal | None) -> int | Decimal | None:
    return int(number) if number is not None and number == int(number) else number


def _written(value: Any) -> str:
    if value is None or (isinstance(value, Fraction) and not value):
        return ""
    if isinstance(value, Fraction):
        percent = value * 100
        whole = percent.denominator == 1
        return f"{percent.numerator}%" if whole else str(value)
    if isinstance(value, list):
        return ", ".join(_written(one) for one in value)
    return value.isoformat() if isinstance(value, date) else str(value)


def _read_like(text: str, like: Any) -> Any:
    """Return a value of the same sort as the one that was there. Raises ValueError."""
    if isinstance(like, list):
        first = like[0] if like else ""
        return [_read_like(part, first) for part in text.split(",") if part.strip()]
    text = text.strip()
    if isinstance(like, int):
        return int(text.replace(",", ""))
    if isinstance(like, Decimal):
        return Decimal(text.replace(",", ""))
    return date.fromisoformat(text) if isinstance(like, date) else text
