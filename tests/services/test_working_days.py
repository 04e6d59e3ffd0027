"""Stories about the days on which Korean offices work."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.services import working_days as days

dates = st.dates(date(2018, 1, 1), date(2030, 12, 31))


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2024, 9, 13), True),
        (date(2024, 9, 14), False),  # Saturday
        (date(2024, 9, 17), False),  # 추석
        (date(2023, 1, 24), False),  # substitute day of 설날
        (date(2025, 10, 8), False),  # substitute day of 추석
        (date(2024, 12, 25), False),
    ],
)
def test_given_a_day_when_asked_then_weekends_and_holidays_are_no_working_days(
    day: date, works: bool
) -> None:
    assert days.is_working_day(day) is works


def test_given_a_holiday_decreed_later_when_handed_over_then_it_counts() -> None:
    decreed = {date(2024, 10, 2)}

    assert days.is_working_day(date(2024, 10, 2))
    assert not days.is_working_day(date(2024, 10, 2), extra=decreed)
    assert days.add_working_days(date(2024, 9, 30), 2, extra=decreed) == date(2024, 10, 7)


def test_given_chuseok_when_counting_working_days_then_the_whole_week_is_skipped() -> None:
    assert days.add_working_days(date(2025, 10, 2), 1) == date(2025, 10, 10)
    assert days.add_working_days(date(2025, 10, 10), -1) == date(2025, 10, 2)


def test_given_a_deadline_on_new_year_when_acting_then_the_day_before_is_meant() -> None:
    assert days.previous_working_day(date(2023, 1, 1)) == date(2022, 12, 30)
    assert days.next_working_day(date(2023, 1, 1)) == date(2023, 1, 2)


def test_given_a_year_when_asked_then_holidays_have_korean_names() -> None:
    assert "광복절" in days.holidays_of(2024)[date(2024, 8, 15)]


@given(dates, st.integers(-60, 60))
def test_given_any_day_when_working_days_are_added_then_as_many_lie_between(
    day: date, count: int
) -> None:
    moved = days.add_working_days(day, count)

    if count > 0:
        assert days.working_days_until(day, moved) == count
    assert count == 0 or days.is_working_day(moved)
    assert (moved > day, moved < day) == (count > 0, count < 0)


@given(dates)
def test_given_any_day_when_the_working_day_before_is_asked_then_nothing_works_between(
    day: date,
) -> None:
    before = days.previous_working_day(day)

    assert before <= day
    assert days.is_working_day(before)
    skipped = [before + timedelta(days=step) for step in range(1, (day - before).days + 1)]
    assert not any(days.is_working_day(one) for one in skipped)
