"""Takes a day, typed as people type it or picked from a calendar; no day is fine too."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import QDate, QLocale, QPoint, Qt
from PySide6.QtGui import QAction, QKeyEvent, QTextCharFormat
from PySide6.QtWidgets import (
    QCalendarWidget,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QToolButton,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from desktop.views.shared import day_words, icons, language, look
from desktop.views.shared.language import Language, tr
from desktop.views.shared.parsed_edit import ParsedEdit
from desktop.views.shared.tokens import Space

_WEEKEND = {Qt.DayOfWeek.Saturday: "information_text", Qt.DayOfWeek.Sunday: "danger_text"}

if TYPE_CHECKING:
    from collections.abc import Callable


def dressed_calendar(parent: QWidget) -> QCalendarWidget:
    """Return a calendar in the language and colours of the program."""
    calendar = QCalendarWidget(parent)
    calendar.setAccessibleName(tr("달력"))
    korean = language.chosen() is Language.KOREAN
    calendar.setLocale(QLocale(QLocale.Language.Korean if korean else QLocale.Language.English))
    calendar.setFirstDayOfWeek(Qt.DayOfWeek.Sunday)
    calendar.setHorizontalHeaderFormat(QCalendarWidget.HorizontalHeaderFormat.ShortDayNames)
    calendar.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
    calendar.setMinimumSize(look.px(280), look.px(240))
    header = QTextCharFormat()
    header.setForeground(look.colour("secondary_text"))
    header.setBackground(look.colour("raised"))
    calendar.setHeaderTextFormat(header)
    for day, colour in _WEEKEND.items():
        letters = QTextCharFormat()
        letters.setForeground(look.colour(colour))
        calendar.setWeekdayTextFormat(day, letters)
    for name, icon, words in (
        ("qt_calendar_prevmonth", "chevron-left", tr("앞 달")),
        ("qt_calendar_nextmonth", "chevron-right", tr("다음 달")),
    ):
        button = calendar.findChild(QToolButton, name)
        if button is not None:
            icons.wear(button, icon)
            button.setAccessibleName(words)
            button.setToolTip(words)
    if korean:
        _year_before_month(calendar)
    return calendar


def _year_before_month(calendar: QCalendarWidget) -> None:
    """Turn Qt's 3월 2026 into 2026 3월."""
    bar = calendar.findChild(QWidget, "qt_calendar_navigationbar")
    month = calendar.findChild(QToolButton, "qt_calendar_monthbutton")
    year = calendar.findChild(QToolButton, "qt_calendar_yearbutton")
    row = bar.layout() if bar is not None else None
    if isinstance(row, QHBoxLayout) and month is not None and year is not None:
        row.removeWidget(month)
        row.insertWidget(row.indexOf(year) + 1, month)


class DateEdit(ParsedEdit):
    """Arrows up and down move by a day, Alt+Down or the icon opens the calendar."""

    def __init__(
        self,
        accessible_name: str = "",
        *,
        today: Callable[[], date] = date.today,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(accessible_name, parent)
        self._today = today
        self.setPlaceholderText(tr("예: 2026. 3. 8. 또는 0308"))
        self._calendar: QFrame | None = None
        self._open = QAction(tr("달력 열기 (Alt+↓)"), self)
        icons.wear(self._open, "calendar", "secondary_text")
        self._open.triggered.connect(self.open_calendar)
        self.addAction(self._open, QLineEdit.ActionPosition.TrailingPosition)

    def value(self) -> date | None:
        """Return the day, or None while none is given."""
        return self._value if isinstance(self._value, date) else None

    def iso(self) -> str:
        """Return the day as 2026-03-08, or an empty text."""
        day = self.value()
        return day.isoformat() if day else ""

    def set_value(self, day: date | None) -> None:
        """Show a day without a signal."""
        self._set(day)

    @override
    def _read(self, text: str) -> object | None:
        return day_words.parse_day(text, today=self._today())

    @override
    def _write(self, value: object) -> str:
        return day_words.day_text(value, weekday=True) if isinstance(value, date) else ""

    @override
    def _sentence(self) -> str:
        return tr("날짜를 읽을 수 없습니다. 예: 2026. 3. 8. 또는 0308")

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, alt = event.key(), event.modifiers() & Qt.KeyboardModifier.AltModifier
        if key == Qt.Key.Key_Down and alt:
            self.open_calendar()
        elif key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self._step(1 if key == Qt.Key.Key_Up else -1)
        else:
            super().keyPressEvent(event)

    def open_calendar(self) -> QCalendarWidget:
        """Show a calendar below the line; picking a day closes it."""
        self.take()
        popup = QFrame(self, Qt.WindowType.Popup)
        popup.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        popup.setProperty("popup", "true")
        calendar = dressed_calendar(popup)
        day = self.value() or self._today()
        calendar.setSelectedDate(QDate(day.year, day.month, day.day))
        calendar.activated.connect(self._pick)
        calendar.clicked.connect(self._pick)
        rows = QVBoxLayout(popup)
        rows.setContentsMargins(*(look.px(Space.SMALL),) * 4)
        rows.addWidget(calendar)
        self._calendar = popup
        popup.destroyed.connect(self._forget_calendar)
        popup.move(self.mapToGlobal(QPoint(0, self.height() + look.px(2))))
        popup.show()
        calendar.setFocus()
        return calendar

    def _forget_calendar(self) -> None:
        self._calendar = None

    def _pick(self, day: QDate) -> None:
        if self._calendar:
            self._calendar.close()
        self.setText(date(day.year(), day.month(), day.day()).isoformat())
        self.take()

    def _step(self, days: int) -> None:
        self.take()
        if self.is_readable:
            day = self.value()
            moved = day + timedelta(days=days) if day else self._today()
            self.setText(moved.isoformat())
            self.take()
