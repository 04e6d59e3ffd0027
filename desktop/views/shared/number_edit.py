"""Takes a whole or broken number with its unit beside it; no number is not zero."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from typing_extensions import override

from desktop.views.shared import look, painting
from desktop.views.shared.language import tr
from desktop.views.shared.parsed_edit import ParsedEdit
from desktop.views.shared.tokens import Space

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")


class NumberEdit(ParsedEdit):
    """Shows separators; the wheel does not change it.

    unit: the word at the right, for example 명 or %. places: how many digits may stand behind the
    point; 0 takes whole numbers. smallest, largest: what may be given, both included.
    """

    def __init__(
        self,
        accessible_name: str = "",
        *,
        unit: str = "",
        places: int = 0,
        smallest: int | Decimal = 0,
        largest: int | Decimal | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(accessible_name, parent)
        self._unit, self._places = unit, places
        self._smallest, self._largest = smallest, largest
        self.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        room = QFontMetrics(look.font()).horizontalAdvance(unit) + look.px(Space.TINY)
        self.setTextMargins(0, 0, room if unit else 0, 0)
        self.setAccessibleDescription(unit)

    def value(self) -> Decimal | None:
        """Return the number, or None while none is given."""
        return self._value if isinstance(self._value, Decimal) else None

    def whole(self) -> int | None:
        """Return the number without what stands behind its point, or None."""
        number = self.value()
        return None if number is None else int(number)

    def set_value(self, number: Decimal | int | None) -> None:
        """Show a number without a signal."""
        self._set(None if number is None else Decimal(number))

    @override
    def _read(self, text: str) -> object | None:
        plain = text.replace(",", "").replace(" ", "").removesuffix(self._unit)
        if not _NUMBER.fullmatch(plain):
            return None
        number = Decimal(plain)
        if number != round(number, self._places) or number < self._smallest:
            return None
        return None if self._largest is not None and number > self._largest else number

    @override
    def _write(self, value: object) -> str:
        if not isinstance(value, Decimal):
            return ""
        words = f"{value:,f}"
        return words.rstrip("0").rstrip(".") if "." in words else words

    @override
    def _sentence(self) -> str:
        if self._largest is not None:
            return tr(
                "{smallest}부터 {largest}까지의 수를 적어 주세요.",
                smallest=f"{self._smallest:,}",
                largest=f"{self._largest:,}",
            )
        if self._places:
            return tr(
                "수를 적어 주세요. 소수점 아래는 {places}자리까지입니다.", places=self._places
            )
        return tr("{smallest} 이상의 정수를 적어 주세요.", smallest=f"{self._smallest:,}")

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._unit:
            painter = QPainter(self)
            inside = QRectF(self.rect()).adjusted(0, 0, -look.px(Space.MEDIUM), 0)
            colour = look.colour("secondary_text" if self.isEnabled() else "disabled_text")
            right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            painting.draw_text(painter, inside, self._unit, colour, align=right)
            painter.end()
