"""One side of a conflict: its value with the changed words marked, who, when, why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout

from desktop.views.shared import look
from desktop.views.shared.conflicts.words import (
    field_words,
    marked,
    value_words,
    when_words,
    who_words,
)
from desktop.views.shared.language import tr
from desktop.views.shared.pill import StatusPill
from desktop.views.shared.tokens import Space, Tone

if TYPE_CHECKING:
    from desktop.services.sync.conflicts import Conflict
    from desktop.services.sync.disagreements import Disagreement


class SideCard(QFrame):
    """What the field, or each field of a bundle, becomes with this side.

    Signals:
        taken: the person chose this side; carries its number, from 0.
    """

    taken = Signal(int)

    def __init__(self, one: Disagreement, at: int) -> None:
        super().__init__()
        self.setProperty("side", "true")
        self.at = at
        side = one.side(one.first, at)
        self.button = QPushButton(tr("{number}  이 값으로", number=at + 1))
        self.button.setProperty("small", "true")
        self.button.setAutoDefault(False)
        self.button.clicked.connect(lambda: self.taken.emit(self.at))
        head = QHBoxLayout()
        head.setSpacing(look.px(Space.SMALL))
        if side.shown:
            head.addWidget(StatusPill(tr("지금 보이는 값"), Tone.ACCENT, icon="eye"))
        elif side.mine:
            head.addWidget(StatusPill(tr("이 컴퓨터"), Tone.INFORMATION, icon="user"))
        else:
            head.addWidget(StatusPill(tr("기다리는 값"), Tone.NEUTRAL, icon="clock"))
        head.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(*(look.px(Space.MEDIUM),) * 4)
        column.setSpacing(look.px(Space.TINY))
        column.addLayout(head)
        said = []
        for part in one.parts:
            value = value_words(part, one.side(part, at).value, one.names)
            said.append(value)
            if len(one.parts) > 1:
                column.addWidget(_line(field_words(part), "label"))
            column.addWidget(_words(marked(_against(one, part, at), value)))
        whose = [who_words(side)]
        if side.mine and side.shown:
            whose.append(tr("이 컴퓨터"))
        column.addSpacing(look.px(Space.TINY))
        column.addWidget(_line("  ·  ".join(whose), "caption"))
        if side.at:
            column.addWidget(_line(when_words(side), "caption"))
        if side.reason:
            column.addWidget(_line(tr("사유: {reason}", reason=side.reason), "caption"))
        column.addStretch(1)
        column.addWidget(self.button, 0, Qt.AlignmentFlag.AlignLeft)
        spoken = tr(
            "{number}번: {value}, {who}", number=at + 1, value=", ".join(said), who=who_words(side)
        )
        self.setAccessibleName(spoken)
        self.button.setAccessibleName(tr("이 값으로 정하기, {spoken}", spoken=spoken))


class BaseCard(QFrame):
    """What stood there before both; only to compare with."""

    def __init__(self, one: Disagreement) -> None:
        super().__init__()
        self.setProperty("side", "base")
        column = QVBoxLayout(self)
        column.setContentsMargins(*(look.px(Space.MEDIUM),) * 4)
        column.setSpacing(look.px(Space.TINY))
        title = QLabel(tr("바뀌기 전"))
        title.setProperty("role", "label")
        title.setMinimumHeight(look.px(24))
        column.addWidget(title)
        for part in one.parts:
            if len(one.parts) > 1:
                column.addWidget(_line(field_words(part), "label"))
            known = part.base is not None
            words = value_words(part, part.base, one.names) if known else tr("알려지지 않음")
            column.addWidget(_words(marked(None, words)))
        column.addStretch(1)


def _against(one: Disagreement, part: Conflict, at: int) -> str | None:
    """Return what the value of a side is compared with: what stood before, else the first side."""
    from_base = part.base
    if from_base is not None:
        return value_words(part, from_base, one.names)
    if at == 0:
        return None
    return value_words(part, one.side(part, 0).value, one.names)


def _words(html: str) -> QLabel:
    words = QLabel(html)
    words.setTextFormat(Qt.TextFormat.RichText)
    words.setWordWrap(True)
    words.setMinimumWidth(look.px(60))
    words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return words


def _line(text: str, role: str) -> QLabel:
    line = QLabel(text)
    line.setProperty("role", role)
    line.setTextFormat(Qt.TextFormat.PlainText)
    line.setWordWrap(True)
    return line
