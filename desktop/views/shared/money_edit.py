"""Takes a sum of money in won, also when it is typed as 1.2억."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent
from typing_extensions import override

from desktop.views.shared import look, money_words, painting
from desktop.views.shared.language import tr
from desktop.views.shared.parsed_edit import ParsedEdit
from desktop.views.shared.tokens import FontSize, Space

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

_SPOKEN_FROM = 10_000


class MoneyEdit(ParsedEdit):
    """Shows separators at the right and 억/만 small at the left; empty is not zero.

    smallest: the smallest sum that may be given, won.
    """

    def __init__(
        self,
        accessible_name: str = "",
        *,
        smallest: int = 0,
        parse: Callable[[str], int | None] = money_words.parse_won,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(accessible_name, parent)
        self._smallest = smallest
        self._parse = parse
        self.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.setTextMargins(0, 0, look.px(18), 0)
        self.textChanged.connect(self._describe)

    def value(self) -> int | None:
        """Return won, or None while nothing is given."""
        return self._value if isinstance(self._value, int) else None

    def set_value(self, amount: int | None) -> None:
        """Show a sum without a signal."""
        self._set(amount)

    @property
    def spoken(self) -> str:
        """Return what stands in the line in 억 and 만; nothing below 1만."""
        amount = self._read(self.text())
        big = isinstance(amount, int) and abs(amount) >= _SPOKEN_FROM
        return money_words.spoken_won(amount) if big and isinstance(amount, int) else ""

    @override
    def _read(self, text: str) -> object | None:
        amount = self._parse(text)
        return None if amount is None or amount < self._smallest else amount

    @override
    def _write(self, value: object) -> str:
        return money_words.won(value) if isinstance(value, int) else ""

    @override
    def _sentence(self) -> str:
        return tr("금액을 읽을 수 없습니다. 예: 120,000,000 또는 1.2억")

    def _describe(self) -> None:
        self.setAccessibleDescription(self.spoken)
        self.update()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        inside = QRectF(self.rect()).adjusted(look.px(Space.MEDIUM), 0, -look.px(Space.MEDIUM), 0)
        colour = look.colour("secondary_text" if self.isEnabled() else "disabled_text")
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painting.draw_text(painter, inside, tr("원"), colour, align=right)
        metrics = QFontMetricsF(look.font(FontSize.CAPTION))
        taken = QFontMetricsF(self.font()).horizontalAdvance(self.text()) + look.px(40)
        if metrics.horizontalAdvance(self.spoken) + taken < inside.width():
            painting.draw_text(painter, inside, self.spoken, colour, size=FontSize.CAPTION)
        painter.end()
