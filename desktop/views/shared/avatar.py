"""Stands for a person: a small circle with two letters of the name."""

from __future__ import annotations

import zlib

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from desktop.views.shared import look, painting
from desktop.views.shared.tokens import FontSize, Tone

_TONES = (Tone.ACCENT, Tone.INFORMATION, Tone.SUCCESS, Tone.WARNING, Tone.NEUTRAL)
_SIDE = 28
_FIRST_HANGUL, _LAST_HANGUL = "가", "힣"
_SHORT = 2


def initials(name: str) -> str:
    """Return two letters: the given name of a Korean, the first letters of others."""
    words = name.split()
    if not words:
        return "?"
    joined = "".join(words)
    if all(_FIRST_HANGUL <= letter <= _LAST_HANGUL for letter in joined):
        return joined[-_SHORT:] if len(joined) > _SHORT else joined
    return "".join(word[0] for word in (words[0], words[-1])[: len(words)]).upper()


def tone_of(name: str) -> Tone:
    """Return the tone of a person, the same on every computer."""
    return _TONES[zlib.crc32(name.encode()) % len(_TONES)]


class PersonAvatar(QWidget):
    """The circle of one person; the whole name is in the tip."""

    def __init__(self, name: str = "", *, side: int = _SIDE, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._side = side
        self.name = name
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.show_person(name)

    def show_person(self, name: str) -> None:
        """Stand for another person."""
        self.name = name
        self.setToolTip(name)
        self.setAccessibleName(name)
        self.update()

    @override
    def sizeHint(self) -> QSize:
        return QSize(look.px(self._side), look.px(self._side))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        area = QRectF(self.rect())
        tone = tone_of(self.name)
        outlined = look.ground_of(tone) == look.colour("card")
        painting.rounded(
            painter,
            area,
            ground=look.ground_of(tone),
            line=look.text_of(tone) if outlined else None,
            radius=self._side / 2,
        )
        painting.draw_text(
            painter,
            area,
            initials(self.name),
            look.text_of(tone),
            size=FontSize.CAPTION,
            weight=QFont.Weight.DemiBold,
            align=Qt.AlignmentFlag.AlignCenter,
        )
        painter.end()
