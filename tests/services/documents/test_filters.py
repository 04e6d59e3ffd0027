"""Values are written the way Korean forms do."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.services.documents import filters


@pytest.mark.parametrize(
    ("amount", "written"),
    [
        (120_000_000, "1억 2,000만"),
        (60_000_000, "6,000만"),
        (200_000_000, "2억"),
        (123_456_789, "1억 2,345만 6,789"),
        (9_999, "9,999"),
        (0, "0"),
        (-50_000, "-5만"),
        (None, ""),
    ],
)
def test_given_an_amount_when_said_in_a_headline_then_in_hundred_millions(
    amount: int | None, written: str
) -> None:
    assert filters.large_won(amount) == written


@pytest.mark.parametrize(
    ("amount", "spelled"),
    [
        (60_000_000, "육천만"),
        (18_000_000, "일천팔백만"),
        (1_234_567_890, "일십이억삼천사백오십육만칠천팔백구십"),
        (10_000, "일만"),
        (100_000_000, "일억"),
        (1, "일"),
        (0, "영"),
        (None, ""),
    ],
)
def test_given_an_amount_when_spelled_then_no_digit_can_be_put_before_it(
    amount: int | None, spelled: str
) -> None:
    assert filters.spelled_won(amount) == spelled


@given(st.integers(min_value=1, max_value=10**15))
def test_given_two_amounts_when_spelled_then_they_never_look_alike(amount: int) -> None:
    assert filters.spelled_won(amount) != filters.spelled_won(amount + 1)
    assert filters.spelled_won(amount) != filters.spelled_won(amount * 10)


@given(st.integers(min_value=0, max_value=10**15))
def test_given_an_amount_when_said_in_a_headline_then_it_can_be_read_back(amount: int) -> None:
    spoken = filters.large_won(amount).replace(",", "")

    units = {"억": 10**8, "만": 10**4}
    parts = [(part.rstrip("억만"), units.get(part[-1], 1)) for part in spoken.split()]

    assert sum(int(digits) * unit for digits, unit in parts) == amount


@pytest.mark.parametrize(
    ("value", "written"),
    [(1_234_567, "1,234,567"), (146.5, "146.5"), (10.0, "10"), (0.126, "0.13"), (-0.001, "0")],
)
def test_given_a_number_then_it_has_separators_and_no_idle_zeros(
    value: float, written: str
) -> None:
    assert filters.number(value) == written


def test_given_shares_then_they_keep_their_places_so_that_columns_align() -> None:
    assert filters.percent(34) == "34.0%"
    assert filters.percent(30.0, 0) == "30%"
    assert filters.percent(None) == ""


def test_given_a_day_then_it_is_written_short_or_in_words() -> None:
    day = date(2026, 3, 8)

    assert filters.written_date(day) == "2026. 3. 8."
    assert filters.written_date(day, "글") == "2026년 3월 8일"


def test_given_no_day_then_there_is_nothing_or_room_to_write_by_hand() -> None:
    assert filters.written_date(None) == ""
    assert filters.written_date(None, "글").split() == ["20", "년", "월", "일"]


def test_given_a_box_then_it_is_ticked_by_truth_or_by_its_word() -> None:
    assert [filters.tick(value) for value in (True, False, None, "예")] == ["☑", "☐", "☐", "☐"]
    assert filters.tick("적정", "적정") == "☑"
    assert filters.tick(None, "적정") == "☐"


def test_given_a_blank_then_there_is_a_line_to_write_on() -> None:
    assert filters.blank(None, 4) == "____"
    assert filters.blank("", 2) == "__"
    assert filters.blank(0, 4) == 0


@pytest.mark.parametrize("wrong", [True, "60000000", 1.5, date(2026, 3, 8)])
def test_given_what_is_no_amount_then_it_is_not_written_as_one(wrong: object) -> None:
    with pytest.raises(ValueError, match=r".+"):
        filters.won(wrong)  # type: ignore[arg-type]
