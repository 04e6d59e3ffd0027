"""Sums and days are understood as people type them, and never guessed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt

from desktop.views.shared import language
from desktop.views.shared.date_edit import DateEdit
from desktop.views.shared.day_words import day_text, near_day, parse_day
from desktop.views.shared.deadline import deadline_words
from desktop.views.shared.language import Language
from desktop.views.shared.money_edit import MoneyEdit
from desktop.views.shared.money_words import MOST_WON, parse_won, spoken_won, won
from desktop.views.shared.number_edit import NumberEdit
from desktop.views.shared.tokens import Tone

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("1,200,000", 1_200_000),
        ("₩ 1,200,000원", 1_200_000),
        ("1.2억", 120_000_000),
        ("1억 2,345만", 123_450_000),
        ("1억2천만원", 120_000_000),
        ("3천5백만", 35_000_000),
        ("천만", 10_000_000),
        ("만원", 10_000),
        ("2조", 2_000_000_000_000),
        ("0", 0),
        ("-500", -500),
        ("0.5억", 50_000_000),
    ],
)
def test_a_sum_is_understood(text: str, amount: int) -> None:
    assert parse_won(text) == amount


@pytest.mark.parametrize(
    "text", ["", "원", "많이", "육천만", "1.5", "12만억", "1억 2억", "1.2.3", "-", "1e5", "9" * 30]
)
def test_what_is_no_sum_is_not_guessed(text: str) -> None:
    assert parse_won(text) is None


@given(st.integers(-MOST_WON, MOST_WON))
def test_what_is_written_is_read_back(amount: int) -> None:
    assert parse_won(won(amount)) == amount
    assert parse_won(spoken_won(amount)) == amount


def test_headlines_say_eok_and_man() -> None:
    assert spoken_won(123_450_000) == "1억 2,345만 원"
    assert spoken_won(100_000_000) == "1억 원"
    assert spoken_won(9_999) == "9,999원"
    language.choose(Language.ENGLISH)
    assert spoken_won(123_450_000) == "KRW 123,450,000"


def test_given_a_typed_sum_when_the_field_is_left_then_it_is_shown_and_told(qtbot: QtBot) -> None:
    edit = MoneyEdit("총사업비")
    qtbot.addWidget(edit)
    edit.setText("3.2억")

    with qtbot.waitSignal(edit.value_changed) as told:
        qtbot.keyClick(edit, Qt.Key.Key_Return)

    assert told.args == [320_000_000]
    assert edit.text() == "320,000,000"
    assert edit.spoken == "3억 2,000만 원"


def test_sums_beyond_32_bits_arrive_whole(qtbot: QtBot) -> None:
    edit = MoneyEdit("총사업비")
    qtbot.addWidget(edit)
    edit.setText("50억")

    with qtbot.waitSignal(edit.value_changed) as told:
        edit.take()

    assert told.args == [5_000_000_000]


def test_given_an_unreadable_sum_then_the_words_stay_and_the_value_too(qtbot: QtBot) -> None:
    edit = MoneyEdit("총사업비")
    qtbot.addWidget(edit)
    edit.set_value(100)
    edit.setText("육천만")

    with qtbot.waitSignal(edit.unreadable) as told, qtbot.assertNotEmitted(edit.value_changed):
        edit.take()

    assert "1.2억" in told.args[0]
    assert (edit.text(), edit.value(), edit.is_readable) == ("육천만", 100, False)

    edit.setText("")
    edit.take()
    assert (edit.value(), edit.is_readable) == (None, True)


def test_a_negative_sum_needs_permission(qtbot: QtBot) -> None:
    edit = MoneyEdit("증감", smallest=-1000)
    qtbot.addWidget(edit)

    edit.setText("-1,000")
    edit.take()
    assert edit.value() == -1000

    edit.setText("-1,001")
    edit.take()
    assert not edit.is_readable


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026. 3. 8", date(2026, 3, 8)),
        ("2026. 3. 8.(일)", date(2026, 3, 8)),
        ("2026-03-08", date(2026, 3, 8)),
        ("20260308", date(2026, 3, 8)),
        ("260308", date(2026, 3, 8)),
        ("0308", date(2026, 3, 8)),
        ("3/8", date(2026, 3, 8)),
        ("3월 8일", date(2026, 3, 8)),
        ("오늘", TODAY),
        ("+7", date(2026, 11, 29)),
        ("-1", date(2026, 11, 21)),
    ],
)
def test_a_day_is_understood(text: str, day: date) -> None:
    assert parse_day(text, today=TODAY) == day


@pytest.mark.parametrize("text", ["", "곧", "2026. 2. 30", "1340", "3", "2026", "12345"])
def test_what_is_no_day_is_not_guessed(text: str) -> None:
    assert parse_day(text, today=TODAY) is None


@given(st.dates(date(1950, 1, 1), date(2099, 12, 31)), st.booleans())
def test_a_written_day_is_read_back(day: date, weekday: bool) -> None:
    language.choose(Language.KOREAN)
    assert parse_day(day_text(day, weekday=weekday), today=TODAY) == day


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2026, 11, 22), "오늘"),
        (date(2026, 11, 19), "3일 전"),
        (date(2026, 11, 24), "2일 뒤"),
        (date(2026, 10, 1), "2026. 10. 1."),
    ],
)
def test_near_days_are_said_from_today(day: date, words: str) -> None:
    assert near_day(day, today=TODAY) == words


def test_a_day_is_typed_stepped_and_emptied(qtbot: QtBot) -> None:
    edit = DateEdit("협약일", today=lambda: TODAY)
    qtbot.addWidget(edit)
    edit.setText("0308")
    with qtbot.waitSignal(edit.value_changed) as told:
        qtbot.keyClick(edit, Qt.Key.Key_Return)
    assert told.args == [date(2026, 3, 8)]
    assert edit.text() == "2026. 3. 8.(일)"

    qtbot.keyClick(edit, Qt.Key.Key_Up)
    assert edit.iso() == "2026-03-09"

    edit.setText("")
    edit.take()
    assert edit.value() is None


def test_a_day_is_picked_from_the_calendar(qtbot: QtBot) -> None:
    edit = DateEdit("협약일", today=lambda: TODAY)
    qtbot.addWidget(edit)
    edit.show()
    qtbot.keyClick(edit, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert edit._calendar is not None

    edit._pick(edit._calendar.findChild(type(edit.open_calendar())).selectedDate())

    assert edit.value() == TODAY


def test_numbers_know_their_limits(qtbot: QtBot) -> None:
    edit = NumberEdit("가동률", unit="%", places=1, largest=100)
    qtbot.addWidget(edit)

    edit.setText("87.5%")
    edit.take()
    assert edit.value() == Decimal("87.5")

    edit.setText("101")
    edit.take()
    assert (edit.is_readable, edit.value()) == (False, Decimal("87.5"))

    edit.set_value(1200)
    assert edit.text() == "1,200"


@pytest.mark.parametrize(
    ("due", "short", "tone"),
    [
        (date(2026, 11, 20), "2일 지남", Tone.DANGER),
        (date(2026, 11, 22), "오늘까지", Tone.DANGER),
        (date(2026, 11, 25), "D-3", Tone.DANGER),
        (date(2026, 11, 29), "D-7", Tone.WARNING),
        (date(2026, 11, 30), "D-8", Tone.NEUTRAL),
    ],
)
def test_a_deadline_is_said_with_tone_and_word(due: date, short: str, tone: Tone) -> None:
    words = deadline_words(due, today=TODAY)

    assert (words.short, words.tone) == (short, tone)
    assert deadline_words(due, today=TODAY, done=True).tone is Tone.SUCCESS
