"""Both sides of a row: what the register has, what the sheet says, and which one holds."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QGridLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from desktop.services import codes
from desktop.services.companies.numbers import format_brn, format_crn
from desktop.services.exchange.planning import Intent
from desktop.views.exchange.problem_words import field_words, say_why
from desktop.views.exchange.side import LINE_INSET, Side
from desktop.views.field_labels import field_label
from desktop.views.labels import label
from desktop.views.shared import look
from desktop.views.shared.card import Card
from desktop.views.shared.day_words import day_text
from desktop.views.shared.language import tr
from desktop.views.shared.segmented import SegmentedControl
from desktop.views.shared.tokens import Space

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop.services.exchange.planning import Difference, PlannedRow


def say_value(value: Any, field: str = "") -> str:
    """Return a value as people read it; codes by their names."""
    if isinstance(value, bool):
        return tr("예") if value else tr("아니오")
    if isinstance(value, StrEnum):
        return label(value)
    if isinstance(value, date):
        return day_text(value)
    if value is None or value == "":
        return tr("(없음)")
    said = _NAMES[field](str(value)) if field in _NAMES else ""
    if said:
        return said
    return f"{value:,}" if isinstance(value, int) else str(value)


def _say_ksic(code: str) -> str:
    name = codes.ksic_name(code)
    return f"{code} {name}" if name and name != code else code


_NAMES = {
    "sido": codes.sido_name,
    "sigungu": codes.sigungu_name,
    "ksic": _say_ksic,
    "brn": format_brn,
    "crn": format_crn,
}


class Compare(Card):
    """The row in hand, or what to do with several.

    Signals:
        decided: the person said what will happen with the selected rows; carries an Intent.
    """

    decided = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("고른 행"), parent=parent)
        self._row: PlannedRow | None = None
        self._groups: list[QButtonGroup] = []
        self.words = QLabel()
        self.words.setWordWrap(True)
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        self._inside = QWidget()
        self._grid = QGridLayout(self._inside)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(look.px(Space.MEDIUM))
        self._grid.setVerticalSpacing(look.px(Space.SMALL))
        self._grid.setColumnStretch(1, 1)
        self._grid.setColumnStretch(2, 1)
        same = (Intent.UPDATE.value, tr("같은 기업"))
        others = ((Intent.ADD.value, tr("새 기업")), (Intent.SKIP.value, tr("이 행 제외")))
        self.known = SegmentedControl(tr("이 행을 어떻게 할까요?"), [same, *others])
        self.unknown = SegmentedControl(tr("이 행을 어떻게 할까요?"), others)
        for control in (self.known, self.unknown):
            control.chosen.connect(lambda key: self.decided.emit(Intent(key)))
        self.keys = QLabel()
        self.keys.setProperty("role", "caption")
        self.keys.setWordWrap(True)
        self._lay_out()
        self.show_row(None, [])

    def _lay_out(self) -> None:
        scroll = QScrollArea()
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        content = QWidget()
        content.setProperty("ground", "none")
        rows = QVBoxLayout(content)
        rows.setContentsMargins(0, 0, look.px(Space.SMALL), 0)
        rows.setSpacing(look.px(Space.MEDIUM))
        rows.addWidget(self.words)
        rows.addWidget(self._inside)
        rows.addStretch(1)
        scroll.setWidget(content)
        self.body.addWidget(scroll, 1)
        for widget in (self.known, self.unknown, self.keys):
            self.body.addWidget(widget)

    def show_row(self, row: PlannedRow | None, problems: Sequence[str]) -> None:
        """Show a row that can be taken in, or only the problems of one that can't."""
        self._row = row
        self._clear()
        lines = list(problems)
        if row is None:
            lines = lines or [tr("왼쪽에서 행을 고르면 내용과 문제를 볼 수 있습니다.")]
        else:
            if row.why is not None:
                lines.insert(0, say_why(row.why))
            if row.company_name:
                lines.insert(0, row.company_name)
            self._show_values(row)
        self.words.setText("\n".join(lines))
        self.words.setVisible(bool(lines))
        is_known = row is not None and row.company_id is not None
        self._offer(row is not None, is_known, row.intent if row is not None else Intent.ADD)

    def show_many(self, rows: Sequence[PlannedRow]) -> None:
        """Offer one decision for several rows."""
        self._row = None
        self._clear()
        self.words.setText(
            tr("{count}행을 골랐습니다. 한 번에 정할 수 있습니다.", count=f"{len(rows):,}")
        )
        self.words.show()
        intents = {row.intent for row in rows}
        is_known = any(row.company_id is not None for row in rows)
        self._offer(bool(rows), is_known, intents.pop() if len(intents) == 1 else Intent.ADD)

    def _offer(self, is_open: bool, is_known: bool, intent: Intent) -> None:
        self.known.setVisible(is_open and is_known)
        self.unknown.setVisible(is_open and not is_known)
        self.keys.setVisible(is_open)
        self.keys.setText(
            tr("1 같은 기업 · 2 새 기업 · 3 제외 — 누르면 다음 확인할 행으로 갑니다.")
            if is_known
            else tr("2 새 기업 · 3 제외 — 누르면 다음 확인할 행으로 갑니다.")
        )
        if is_known:
            self.known.set_value(intent.value)
        elif intent is not Intent.UPDATE:
            self.unknown.set_value(intent.value)

    def _show_values(self, row: PlannedRow) -> None:
        line = 0
        if row.differences and row.intent is Intent.UPDATE:
            for at, word in enumerate(("", tr("지금 등록된 값"), tr("파일의 값"))):
                self._put(QLabel(word), line, at, role="label")
            for difference in row.differences:
                line += 1
                self._put_choice(row, difference, line)
            return
        for code, value in row.values.items():
            self._put(QLabel(field_words(code)), line, 0, role="secondary")
            field = code.removeprefix("company.")
            said = value if field in {"sido", "sigungu"} else say_value(value, field)
            self._put(QLabel(said), line, 1)
            line += 1

    def _put_choice(self, row: PlannedRow, difference: Difference, line: int) -> None:
        name = field_label(difference.field)
        title = QLabel(name)
        title.setContentsMargins(0, look.px(LINE_INSET), 0, 0)
        self._put(title, line, 0, role="secondary")
        group = QButtonGroup(self)
        for at, (which, value) in enumerate(
            (("ours", difference.ours), ("theirs", difference.theirs)), start=1
        ):
            side = Side(name, say_value(value, difference.field))
            side.button.setChecked(row.choices.get(difference.field) == which)
            side.button.toggled.connect(
                lambda on, which=which, field=difference.field: (
                    row.choices.__setitem__(field, which) if on else None
                )
            )
            group.addButton(side.button)
            self._grid.addWidget(side, line, at, Qt.AlignmentFlag.AlignTop)
        self._groups.append(group)

    def _put(self, words: QLabel, line: int, column: int, *, role: str = "") -> None:
        words.setTextFormat(Qt.TextFormat.PlainText)
        words.setWordWrap(column > 0)
        words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        if role:
            words.setProperty("role", role)
        self._grid.addWidget(words, line, column, Qt.AlignmentFlag.AlignTop)

    def _clear(self) -> None:
        for group in self._groups:
            group.deleteLater()
        self._groups.clear()
        while self._grid.count():
            item = self._grid.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
