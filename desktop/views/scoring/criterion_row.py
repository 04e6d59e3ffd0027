"""One criterion of a scorecard: its anchors in words, a level by key, evidence and a remark."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetricsF, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from desktop.services.scoring.points import of_criterion
from desktop.views.scoring.words import points, title, weight
from desktop.views.shared import icons, look, painting
from desktop.views.shared.choice_edit import ChoiceEdit
from desktop.views.shared.language import tr
from desktop.views.shared.number_edit import NumberEdit
from desktop.views.shared.tokens import FontSize, Space

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from desktop.services.attachments import AttachmentRow
    from desktop.services.programmes.rule_shape import Title
    from desktop.services.scoring.cards import Grade
    from desktop.services.scoring.rules import CriterionRule

_ANCHOR_HEIGHT = 58
_MOST_KEYS = 9  # a key types one digit


class CriterionRow(QFrame):
    """Digits give a level, Delete takes it back, arrows lead to the other rows.

    Signals:
        changed: the person said something; carries the criterion, the changes and what was there.
        moved: the person wants the row above (-1) or below (+1); carries this row and the step.
        opened: the person wants to see the evidence; carries the id of the file.
    """

    changed = Signal(str, dict, dict)
    moved = Signal(object, int)
    opened = Signal(object)

    def __init__(self, rule: CriterionRule, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("card", "true")
        self.rule, self.code = rule, rule.code
        self.level: int | None = None
        self._grade: Grade | None = None
        self.name = QLabel(title(rule.title))
        self.name.setProperty("role", "strong")
        self.name.setWordWrap(True)
        self.worth = QLabel()
        self.worth.setProperty("role", "secondary")
        self.anchors = AnchorBar(rule)
        self.anchors.chosen.connect(self._choose)
        self.anchors.moved.connect(lambda step: self.moved.emit(self, step))
        self.remark = QLineEdit()
        self.remark.setPlaceholderText(tr("의견 또는 자료가 없는 까닭"))
        self.remark.setAccessibleName(tr("{name} 의견", name=title(rule.title)))
        self.remark.editingFinished.connect(self.commit)
        self.file = ChoiceEdit(tr("{name} 근거 자료", name=title(rule.title)))
        self.file.value_chosen.connect(self._choose_file)
        self.look = QToolButton()
        icons.wear(self.look, "external-link")
        self.look.setToolTip(tr("근거 자료 열기"))
        self.look.setAccessibleName(tr("{name} 근거 자료 열기", name=title(rule.title)))
        self.look.clicked.connect(self._open_file)
        self.page = NumberEdit(
            tr("{name} 근거 쪽", name=title(rule.title)), unit=tr("쪽"), smallest=1, largest=9_999
        )
        self.page.setFixedWidth(look.px(84))
        self.page.value_changed.connect(
            lambda page: self._tell("page_number", None if page is None else int(page))
        )
        self._lay_out()

    def show_grade(self, grade: Grade, files: Sequence[AttachmentRow], *, may_write: bool) -> None:
        """Show what is kept; a field in which somebody types is left alone."""
        self._grade, self.level = grade, grade.level
        brought = of_criterion(self.rule, grade.level)
        most = weight(self.rule.weight)
        self.worth.setText(
            tr("– / {most}점", most=most)
            if brought is None
            else tr("{points} / {most}점", points=points(brought), most=most)
        )
        self.anchors.show_level(grade.level)
        self.anchors.setEnabled(may_write)
        if not self.remark.hasFocus():
            self.remark.setText(grade.opinion)
        self.remark.setReadOnly(not may_write)
        self.file.set_choices([(None, tr("근거 자료")), *((one.id, one.name) for one in files)])
        self.file.set_value(grade.attachment_id)
        self.file.setEnabled(may_write and bool(files))
        if not self.page.hasFocus():
            page = grade.page_number
            self.page.set_value(None if page is None else Decimal(page))
        self.page.setEnabled(may_write and grade.attachment_id is not None)
        self.look.setEnabled(grade.attachment_id is not None)
        if grade.level is not None or grade.opinion:
            self.mark(wrong=False)

    def take_keyboard(self) -> None:
        """Let digits count for this row."""
        self.anchors.setFocus(Qt.FocusReason.TabFocusReason)

    def commit(self) -> None:
        """Keep the remark that is being typed."""
        grade, text = self._grade, self.remark.text().strip()
        if grade is not None and text != grade.opinion and not self.remark.isReadOnly():
            self._tell("opinion", text)

    def mark(self, *, wrong: bool) -> None:
        """Show that something is still wanted here."""
        self.remark.setProperty("wrong", "true" if wrong else "false")
        self.remark.style().unpolish(self.remark)
        self.remark.style().polish(self.remark)

    # --- inside ---------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(look.px(Space.SMALL))
        head.addWidget(self.name, 1)
        head.addWidget(self.worth)
        foot = QHBoxLayout()
        foot.setSpacing(look.px(Space.SMALL))
        self.file.setMinimumWidth(look.px(150))
        self.file.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        foot.addWidget(self.remark, 1)
        foot.addWidget(self.file)
        foot.addWidget(self.look)
        foot.addWidget(self.page)
        column = QVBoxLayout(self)
        column.setContentsMargins(*(look.px(Space.MEDIUM),) * 4)
        column.setSpacing(look.px(Space.SMALL))
        column.addLayout(head)
        column.addWidget(self.anchors)
        column.addLayout(foot)

    def _choose(self, level: int | None) -> None:
        if level != self.level:
            self.level = level
            self.anchors.show_level(level)
            self._tell("level", level)

    def _open_file(self) -> None:
        if self._grade is not None and self._grade.attachment_id is not None:
            self.opened.emit(self._grade.attachment_id)

    def _choose_file(self, key: UUID | None) -> None:
        self._tell("attachment_id", key)

    def _tell(self, name: str, value: Any) -> None:
        before = getattr(self._grade, name) if self._grade is not None else None
        self.changed.emit(self.code, {name: value}, {name: before})


class AnchorBar(QWidget):
    """The levels beside each other, each with its number and what it means.

    Signals:
        chosen: the person gave a level, or took it back (None).
        moved: the person wants another row; carries -1 or +1.
    """

    chosen = Signal(object)
    moved = Signal(int)

    def __init__(self, rule: CriterionRule, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._name = title(rule.title)
        self._scale = rule.scale
        self._level: int | None = None
        known = dict(rule.anchors)
        levels = [level for level, _ in rule.anchors] or list(range(rule.scale + 1))
        self.buttons: dict[int, _Anchor] = {}
        row = QHBoxLayout(self)
        row.setContentsMargins(*(look.px(2),) * 4)
        row.setSpacing(look.px(Space.TINY))
        for level in levels:
            button = _Anchor(level, known.get(level))
            button.clicked.connect(lambda _on=False, level=level: self._give(level))
            self.buttons[level] = button
            row.addWidget(button, 1)
        self._describe()

    def show_level(self, level: int | None) -> None:
        """Mark one level, or none."""
        self._level = level
        for own, button in self.buttons.items():
            button.setChecked(own == level)
        self._describe()
        self.update()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if Qt.Key.Key_0 <= key <= Qt.Key.Key_9:
            level = key - Qt.Key.Key_0
            if level <= min(self._scale, _MOST_KEYS):
                self.chosen.emit(level)
                self.moved.emit(1)
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.chosen.emit(None)
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self._step(1 if key == Qt.Key.Key_Right else -1)
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.moved.emit(1 if key == Qt.Key.Key_Down else -1)
        else:
            super().keyPressEvent(event)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        if self.hasFocus():
            painter = QPainter(self)
            painting.focus_ring(painter, QRectF(self.rect()))
            painter.end()

    def _give(self, level: int) -> None:
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        self.chosen.emit(None if level == self._level else level)

    def _step(self, step: int) -> None:
        levels = list(self.buttons)
        if self._level not in levels:
            self.chosen.emit(levels[0] if step > 0 else levels[-1])
            return
        at = levels.index(self._level) + step
        if 0 <= at < len(levels):
            self.chosen.emit(levels[at])

    def _describe(self) -> None:
        chosen = self.buttons.get(self._level) if self._level is not None else None
        told = chosen.accessibleName() if chosen is not None else tr("등급 없음")
        self.setAccessibleName(f"{self._name}: {told}")


class _Anchor(QAbstractButton):
    """One level: a number and up to three lines of words."""

    def __init__(self, level: int, anchor: Title | None) -> None:
        super().__init__()
        self._level = level
        words = title(anchor) if anchor is not None else ""
        self.setText(words)
        self.setToolTip(f"{level}  {words}".strip())
        self.setAccessibleName(f"{level} {words}".strip())
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the bar has the keyboard
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    @override
    def sizeHint(self) -> QSize:
        return QSize(look.px(90), look.px(_ANCHOR_HEIGHT))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        area = QRectF(self.rect())
        chosen = self.isChecked()
        ground = look.colour(
            "accent_ground" if chosen else "hover" if self.underMouse() else "card"
        )
        line = look.colour("accent" if chosen else "line")
        painting.rounded(
            painter, area, ground=ground, line=line, radius=4, width=2 if chosen else 1
        )
        colour = look.colour("accent_text" if chosen else "secondary_text")
        if not self.isEnabled() and not chosen:
            colour = look.colour("disabled_text")
        side = look.px(20)
        number = QRectF(area.left() + look.px(4), area.top() + look.px(3), side, look.px(18))
        painting.draw_text(
            painter, number, str(self._level), colour, weight=QFont.Weight.Bold,
            align=Qt.AlignmentFlag.AlignCenter,
        )  # fmt: skip
        painter.setFont(look.font(FontSize.CAPTION))
        painter.setPen(look.colour("text") if self.isEnabled() or chosen else colour)
        words = area.adjusted(side + look.px(8), look.px(4), -look.px(4), -look.px(4))
        painter.drawText(words, int(Qt.TextFlag.TextWordWrap), _fitting(self.text(), words))
        painter.end()


def _fitting(text: str, area: QRectF) -> str:
    """Return as much of a text as fits into its cell; the tip has all of it."""
    metrics = QFontMetricsF(look.font(FontSize.CAPTION))
    flags = int(Qt.TextFlag.TextWordWrap)
    shown = text
    while shown and metrics.boundingRect(area, flags, shown).height() > area.height():
        shown = shown[:-2].rstrip()
    return shown if shown == text else f"{shown[:-1]}…"
