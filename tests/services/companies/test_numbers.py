"""Identifiers: every spelling gives the same digits, and the check digit holds."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.services.companies.numbers import (
    brn_is_valid,
    crn_is_valid,
    format_brn,
    format_crn,
    narrow,
    normalise_brn,
    normalise_crn,
    normalise_sub_number,
)

DIGITS = "0123456789"


@pytest.mark.parametrize(
    "text",
    [
        "1248100998",
        "124-81-00998",
        " 124-81-00998 ",
        "１２４－８１－００９９８",
        "124–81–00998",
        "124 81 00998",
        "124.81.00998",
        "124\u00a081\u300000998",
    ],
)
def test_given_spellings_of_a_registration_number_when_read_then_the_digits_are_the_same(text: str):
    assert normalise_brn(text) == "1248100998"


@pytest.mark.parametrize("text", ["", "124-81-0099", "124-81-009981", "A248100998", "①248100998"])
def test_given_no_ten_digits_when_read_then_there_is_no_number(text: str):
    assert normalise_brn(text) is None


def test_given_a_wrong_digit_when_checked_then_the_number_is_refused():
    assert brn_is_valid("1248100998")
    assert not brn_is_valid("1248100997")
    assert not brn_is_valid("124-81-00998")
    assert not brn_is_valid("٠٠٠٠٠٠٠٠٠٠")


def test_given_a_placeholder_of_zeros_when_checked_then_it_is_refused():
    assert not brn_is_valid("0000000000")
    assert not crn_is_valid("0" * 13)


@given(st.text(DIGITS, min_size=9, max_size=9).filter(lambda head: head.strip("0")))
def test_given_any_nine_digits_when_completed_then_exactly_one_check_digit_is_right(head: str):
    right = [digit for digit in DIGITS if brn_is_valid(head + digit)]

    assert len(right) == 1
    assert normalise_brn(format_brn(head + right[0])) == head + right[0]


@given(st.text(DIGITS, min_size=12, max_size=12).filter(lambda head: head.strip("0")))
def test_given_any_twelve_digits_when_completed_then_exactly_one_check_digit_is_right(head: str):
    right = [digit for digit in DIGITS if crn_is_valid(head + digit)]

    assert len(right) == 1
    assert normalise_crn(format_crn(head + right[0])) == head + right[0]


def test_given_numbers_when_formatted_then_they_read_as_people_write_them():
    assert format_brn("1248100998") == "124-81-00998"
    assert format_brn("12481") == "12481"
    assert format_crn("1301110006246") == "130111-0006246"
    assert format_crn("130111") == "130111"


@pytest.mark.parametrize(
    ("text", "number"), [("1", "0001"), ("0012", "0012"), ("１２", "0012"), ("", None)]
)
def test_given_a_workplace_number_when_read_then_it_has_four_digits(text: str, number: str | None):
    assert normalise_sub_number(text) == number
    assert normalise_sub_number("12345") is None
    assert normalise_sub_number("1A") is None


@given(st.text(max_size=20))
def test_given_any_text_when_read_as_a_number_then_it_never_fails(text: str):
    assert len(narrow(text)) == len(text)
    for number in (normalise_brn(text), normalise_crn(text), normalise_sub_number(text)):
        assert number is None or (number.isascii() and number.isdigit())
