"""Amounts of money: every Korean way of writing one gives the same won, and no other does."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.services.exchange.cells import Problem, ProblemCode
from desktop.services.exchange.money import LARGEST_AMOUNT, parse_won, unit_in

if TYPE_CHECKING:
    from desktop.services.exchange.cells import Cell

ANY_CELL = st.one_of(
    st.text(max_size=40),
    st.integers(),
    st.floats(),
    st.booleans(),
    st.dates(),
    st.datetimes(),
    st.times(),
    st.timedeltas(),
    st.text("0123456789,.-원천백만억조()₩ △일이삼", max_size=20),
)
AMOUNTS = st.integers(min_value=0, max_value=LARGEST_AMOUNT)


@pytest.mark.parametrize(
    ("text", "won"),
    [
        ("120000000", 120_000_000),
        ("120,000,000", 120_000_000),
        ("１２０，０００，０００", 120_000_000),
        (" 120,000,000 원", 120_000_000),
        ("₩1,000", 1_000),
        ("￦ 1,000", 1_000),
        ("1억 2,000만", 120_000_000),
        ("1억2천만원", 120_000_000),
        ("1억 2천만 원", 120_000_000),
        ("1.2억", 120_000_000),
        ("1.2억원", 120_000_000),
        ("120,000천원", 120_000_000),
        ("120백만원", 120_000_000),
        ("1,200만원", 12_000_000),
        ("3백만원", 3_000_000),
        ("2천5백만원", 25_000_000),
        ("1조 2,345억 6,789만 1,234원", 1_234_567_891_234),
        ("1만 5000", 15_000),
        ("1억 5,000원", 100_005_000),
        ("일금 삼천만원정", 30_000_000),
        ("금 이억원", 200_000_000),
        ("백만원", 1_000_000),
        ("1,000.00", 1_000),
        ("'1000", 1_000),
        ("0", 0),
        ("+5", 5),
    ],
)
def test_given_an_amount_as_sheets_write_it_when_read_then_it_is_exact(text: str, won: int):
    assert parse_won(text) == won


@pytest.mark.parametrize(
    ("text", "won"),
    [("(1,000)", -1_000), ("△1,000", -1_000), ("▲ 1,000", -1_000), ("-1,000", -1_000),
     ("-₩1,000", -1_000), ("(1억)", -100_000_000), ("(-5)", -5)],
)  # fmt: skip
def test_given_an_accountants_loss_when_read_then_only_signed_fields_take_it(text: str, won: int):
    assert parse_won(text, signed=True) == won
    assert parse_won(text) == Problem(ProblemCode.NEGATIVE)


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("", ProblemCode.MISSING),
        (" - ", ProblemCode.MISSING),
        ("미정", ProblemCode.NOT_A_NUMBER),
        ("약 1억", ProblemCode.NOT_A_NUMBER),
        ("1억~2억", ProblemCode.NOT_A_NUMBER),
        ("1,2000만", ProblemCode.NOT_A_NUMBER),
        ("1.000.000", ProblemCode.NOT_A_NUMBER),
        ("12,34", ProblemCode.NOT_A_NUMBER),
        ("10²", ProblemCode.NOT_A_NUMBER),
        ("만억", ProblemCode.NOT_A_NUMBER),
        ("1만 2억", ProblemCode.NOT_A_NUMBER),
        ("1만 20000", ProblemCode.NOT_A_NUMBER),
        ("천", ProblemCode.NOT_A_NUMBER),
        ("1e9", ProblemCode.NOT_A_NUMBER),
        ("1억 2,000", ProblemCode.AMBIGUOUS_AMOUNT),
        ("1억 2천원", ProblemCode.AMBIGUOUS_AMOUNT),
        ("1.2억 3000만", ProblemCode.AMBIGUOUS_AMOUNT),
        ("2만 5", ProblemCode.AMBIGUOUS_AMOUNT),
        ("0.5", ProblemCode.FRACTION),
        (0.5, ProblemCode.FRACTION),
        ("1.23456789123억", ProblemCode.FRACTION),
        (float("nan"), ProblemCode.NOT_A_NUMBER),
        (float("inf"), ProblemCode.NOT_A_NUMBER),
        (1e300, ProblemCode.TOO_LARGE),
        (10**15 + 1, ProblemCode.TOO_LARGE),
        ("9999999999999999", ProblemCode.TOO_LARGE),
        (True, ProblemCode.WRONG_KIND),
        (date(2024, 3, 8), ProblemCode.WRONG_KIND),
    ],
)
def test_given_no_clear_amount_when_read_then_it_is_refused(cell: Cell, code: ProblemCode):
    problem = parse_won(cell)

    assert isinstance(problem, Problem)
    assert problem.code is code


@pytest.mark.parametrize(
    ("heading", "unit"),
    [
        ("매출액(천원)", 1_000),
        ("매출액 (단위: 백만원)", 1_000_000),
        ("(단위 : 백만원, 명)", 1_000_000),
        ("총사업비[억원]", 100_000_000),
        ("단위:천 원", 1_000),
        ("(단위: 1,000원)", 1_000),
        ("총사업비(원)", 1),
        ("매출액\n(백만)", 1_000_000),
        ("신청금액 천원", 1_000),
        ("매출액（천원）", 1_000),
        ("지원금", None),
        ("종업원 합계", None),
        ("직원 수", None),
        ("지원금액", None),
        ("", None),
    ],
)
def test_given_a_heading_when_asked_for_its_unit_then_only_money_words_count(
    heading: str, unit: int | None
):
    assert unit_in(heading) == unit


def test_given_a_unit_in_the_heading_when_a_number_names_its_own_then_its_own_holds():
    assert parse_won("120,000", unit=1000) == 120_000_000
    assert parse_won(120_000.0, unit=1000) == 120_000_000
    assert parse_won(1.5, unit=1000) == 1_500
    assert parse_won("1.5", unit=1000) == 1_500
    assert parse_won("1,000원", unit=1000) == 1_000
    assert parse_won("3백만", unit=1000) == 3_000_000
    assert parse_won(0.0005, unit=1000) == Problem(ProblemCode.FRACTION)


@given(ANY_CELL, st.sampled_from([1, 1000, 10**6, 10**8]), st.booleans())
def test_given_any_cell_when_read_as_money_then_it_is_won_or_a_problem(
    cell: Cell, unit: int, signed: bool
):
    won = parse_won(cell, unit=unit, signed=signed)

    assert isinstance(won, Problem) or (type(won) is int and abs(won) <= LARGEST_AMOUNT)
    assert isinstance(won, Problem) or signed or won >= 0


@given(AMOUNTS)
def test_given_any_amount_when_written_in_every_way_then_it_comes_back_to_the_won(won: int):
    in_million = Decimal(won) / 10**6
    for written in (won, str(won), f"{won:,}", f"{won:,}원", f"₩{won:,}", f" {won} 원 "):
        assert parse_won(written) == won
    assert parse_won(f"({won:,})", signed=True) == -won
    assert parse_won(f"{in_million:,f}백만원") == won
    assert parse_won(f"{in_million:f}", unit=10**6) == won
    assert parse_won(_in_words(won)) == won


@given(st.integers(min_value=0, max_value=10**15 - 1))
def test_given_any_amount_when_kept_as_a_spreadsheet_number_then_it_comes_back(won: int):
    assert parse_won(float(won)) == won
    assert parse_won(won / 1000, unit=1000) == won


def _in_words(won: int) -> str:
    """Write won as "1조 2,345억 6,789만 1,234원", leaving out what is nothing."""
    parts = [f"{won // 10**12:,}조"] if won >= 10**12 else []
    for word, size in (("억", 10**8), ("만", 10**4), ("", 1)):
        if group := won // size % 10_000:
            parts.append(f"{group:,}{word}")
    return " ".join(parts or ["0"]) + "원"
