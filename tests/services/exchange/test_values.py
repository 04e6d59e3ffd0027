"""Dates, counts, shares, answers, codes and numbers of telephones, as sheets write them."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.words import SizeClass, SystemLevel
from desktop.services.exchange import contacts, dates, values
from desktop.services.exchange.cells import Problem, ProblemCode, is_blank, quote, text_of, tidy

if TYPE_CHECKING:
    from collections.abc import Callable

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
    st.text("0123456789,.-/ 년월일명%()'○×YN가", max_size=20),
)
PARSERS = (
    dates.parse_date, dates.parse_year,
    values.parse_text, values.parse_name, values.parse_brn, values.parse_crn,
    values.parse_sub_number, values.parse_count, values.parse_number, values.parse_percent,
    values.parse_bool, values.parse_ksic, values.parse_size, values.parse_level,
    contacts.parse_phone, contacts.parse_email,
)  # fmt: skip
DAYS = st.dates(min_value=dates.EARLIEST, max_value=dates.LATEST)


@pytest.mark.parametrize("parse", PARSERS)
@given(cell=ANY_CELL)
def test_given_any_cell_when_read_then_there_is_a_value_or_a_problem(
    parse: Callable[[Cell], Any], cell: Cell
):
    answer = parse(cell)

    assert answer is not None
    assert isinstance(answer, (Problem, str, int, float, date))


@pytest.mark.parametrize("parse", PARSERS)
@pytest.mark.parametrize("blank", ["", "  ", "-", " － ", "\u00a0", "\u200b"])
def test_given_a_blank_cell_when_read_then_it_is_missing(parse: Callable[[Cell], Any], blank: str):
    assert parse(blank) == Problem(ProblemCode.MISSING)


@pytest.mark.parametrize(
    "cell",
    [
        "2019. 3. 8.",
        "2019.3.8",
        "2019-03-08",
        "2019/03/08",
        "19.3.8",
        "'19.3.8",
        "19. 03. 08.",
        "19/3/8",
        "2019년 3월 8일",
        "2019년3월8일(금)",
        "2019.03.08(금요일)",
        "２０１９．３．８",
        "20190308",
        "190308",
        "43532",
        "2019-03-08 00:00:00",
        "2019-03-08 오전 10:20",
        "2019-03-08T10:20:30.000Z",
        " 2019-03-08 ",
        43532,
        43532.75,
        20190308,
        20190308.0,
        190308.0,
        date(2019, 3, 8),
        datetime(2019, 3, 8, 15, 0),
    ],
)
def test_given_a_day_as_sheets_write_it_when_read_then_it_is_that_day(cell: Cell):
    assert dates.parse_date(cell) == date(2019, 3, 8)


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("2019.3", ProblemCode.DATE_INCOMPLETE),
        ("2019년 3월", ProblemCode.DATE_INCOMPLETE),
        ("2019", ProblemCode.DATE_INCOMPLETE),
        (2019, ProblemCode.DATE_INCOMPLETE),
        (2019.3, ProblemCode.NOT_A_DATE),
        ("3/8/2019", ProblemCode.DATE_AMBIGUOUS),
        ("03/08/19", ProblemCode.DATE_AMBIGUOUS),
        ("2019-02-30", ProblemCode.NOT_A_DATE),
        ("20191301", ProblemCode.NOT_A_DATE),
        ("추후", ProblemCode.NOT_A_DATE),
        ("2019.3.8~2019.9.7", ProblemCode.NOT_A_DATE),
        ("9999-12-31", ProblemCode.DATE_OUT_OF_RANGE),
        (date(1899, 12, 30), ProblemCode.DATE_OUT_OF_RANGE),
        (date(9999, 12, 31), ProblemCode.DATE_OUT_OF_RANGE),
        (datetime(1900, 1, 1), ProblemCode.DATE_OUT_OF_RANGE),
        (1, ProblemCode.DATE_OUT_OF_RANGE),
        (0, ProblemCode.DATE_OUT_OF_RANGE),
        (-1, ProblemCode.NOT_A_DATE),
        (float("nan"), ProblemCode.NOT_A_DATE),
        (time(10, 0), ProblemCode.WRONG_KIND),
        (timedelta(1), ProblemCode.WRONG_KIND),
        (True, ProblemCode.WRONG_KIND),
    ],
)
def test_given_no_clear_day_when_read_then_it_is_refused(cell: Cell, code: ProblemCode):
    problem = dates.parse_date(cell)

    assert isinstance(problem, Problem)
    assert problem.code is code


@given(DAYS)
def test_given_any_day_when_written_in_every_way_then_it_comes_back(day: date):
    serial = (day - date(1899, 12, 30)).days
    year, month, number = day.year, day.month, day.day
    written: list[Cell] = [
        day,
        datetime(year, month, number, 23, 59),
        day.isoformat(),
        f"{year}. {month}. {number}.",
        f"{year}년 {month}월 {number}일",
        f"{year:04}{month:02}{number:02}",
        serial,
        float(serial),
        serial + 0.5,
        int(f"{year:04}{month:02}{number:02}"),
    ]

    assert {dates.parse_date(cell) for cell in written} == {day}


@given(st.dates(min_value=date(1950, 1, 1), max_value=date(2049, 12, 31)))
def test_given_a_short_year_when_read_then_the_century_is_the_one_within_the_limits(day: date):
    assert dates.parse_date(f"{day:%y}.{day.month}.{day.day}") == day


@pytest.mark.parametrize("cell", ["2023", "2023년", "2023년도", "'23", 2023, 2023.0, "2023-12-31"])
def test_given_a_year_when_read_then_it_is_that_year(cell: Cell):
    assert dates.parse_year(cell) == 2023


@pytest.mark.parametrize(
    ("cell", "count"),
    [("12", 12), (12.0, 12), (12, 12), ("1,234명", 1234), ("３０ 명", 30), ("5건", 5), ("0", 0)],
)
def test_given_a_count_when_read_then_it_is_whole(cell: Cell, count: int):
    assert values.parse_count(cell) == count


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        (1.5, ProblemCode.FRACTION),
        (-1, ProblemCode.NEGATIVE),
        ("10~20", ProblemCode.NOT_A_NUMBER),
        ("12,34", ProblemCode.NOT_A_NUMBER),
        ("열", ProblemCode.NOT_A_NUMBER),
        (10**400, ProblemCode.TOO_LARGE),
        (date(2024, 1, 1), ProblemCode.WRONG_KIND),
    ],
)
def test_given_no_count_when_read_then_it_is_refused(cell: Cell, code: ProblemCode):
    problem = values.parse_count(cell)

    assert isinstance(problem, Problem)
    assert problem.code is code


def test_given_measures_and_shares_when_read_then_units_are_left_out_but_never_converted():
    assert values.parse_number("1,234.5㎡") == 1234.5
    assert values.parse_number("△0.5") == -0.5
    assert values.parse_number("100평") == Problem(ProblemCode.NOT_A_NUMBER)
    assert values.parse_percent("50%") == 50
    assert values.parse_percent("0.5 %") == 0.5
    assert values.parse_percent(12.5) == 12.5
    assert values.parse_percent(0.07, ratio=True) == Problem(
        ProblemCode.PERCENT_FROM_RATIO, kept=7.0
    )
    assert values.parse_percent("7%", ratio=True) == 7


@pytest.mark.parametrize("cell", ["○", "O", "ㅇ", "Y", "yes", "예", "해당", "있음", True, 1, "✓"])
def test_given_a_yes_when_read_then_it_is_true(cell: Cell):
    assert values.parse_bool(cell) is True


@pytest.mark.parametrize("cell", ["×", "X", "N", "아니오", "아니요", "해당 없음", "무", False, 0])
def test_given_a_no_when_read_then_it_is_false(cell: Cell):
    assert values.parse_bool(cell) is False


def test_given_neither_yes_nor_no_when_read_then_it_is_refused():
    assert values.parse_bool("검토중") == Problem(ProblemCode.NOT_YES_OR_NO)
    assert values.parse_bool(2) == Problem(ProblemCode.NOT_YES_OR_NO)


@pytest.mark.parametrize(
    "cell", ["1248100998", "124-81-00998", 1248100998, 1248100998.0, "'124-81-00998"]
)
def test_given_a_registration_number_as_text_or_number_when_read_then_it_is_ten_digits(cell: Cell):
    assert values.parse_brn(cell) == "1248100998"


def test_given_wrong_identifiers_when_read_then_only_the_company_number_is_a_warning():
    assert values.parse_brn("124-81-00997") == Problem(ProblemCode.BRN_CHECK_DIGIT)
    assert values.parse_brn("124-81-0099") == Problem(ProblemCode.BRN_MALFORMED)
    assert values.parse_brn(True) == Problem(ProblemCode.BRN_MALFORMED)
    assert values.parse_crn("130111-0006246") == "1301110006246"
    doubtful = values.parse_crn("130111-0006247")
    assert isinstance(doubtful, Problem)
    assert doubtful.is_warning
    assert doubtful.kept == "1301110006247"
    assert values.parse_sub_number(1.0) == "0001"
    assert values.parse_sub_number("12345") == Problem(ProblemCode.SUB_NUMBER_MALFORMED)


@pytest.mark.parametrize(
    ("cell", "phone"),
    [
        ("055-123-4567", "055-123-4567"),
        ("055)123-4567", "055-123-4567"),
        ("(02) 123 4567", "02-123-4567"),
        ("0212345678", "02-1234-5678"),
        ("010.1234.5678", "010-1234-5678"),
        ("01012345678", "010-1234-5678"),
        (1012345678, "010-1234-5678"),
        (551234567.0, "055-123-4567"),
        ("+82-10-1234-5678", "010-1234-5678"),
        ("+82 (0)55 123 4567", "055-123-4567"),
        ("1588-1234", "1588-1234"),
        ("0505-123-4567", "0505-123-4567"),
        ("T. 055-123-4567", "055-123-4567"),
        ("０１０－１２３４－５６７８", "010-1234-5678"),
    ],
)
def test_given_a_telephone_number_when_read_then_it_is_written_one_way(cell: Cell, phone: str):
    assert contacts.parse_phone(cell) == phone


def test_given_an_unusual_telephone_or_mail_when_read_then_it_is_kept_with_a_warning():
    phone = contacts.parse_phone("055-123-4567 (내선 12)")
    email = contacts.parse_email("kim at example.kr")

    assert isinstance(phone, Problem)
    assert isinstance(email, Problem)
    assert phone.is_warning
    assert email.is_warning
    assert phone.kept == "055-123-4567 (내선 12)"
    assert contacts.parse_email(" kim@Example.KR ") == "kim@example.kr"


def test_given_industry_codes_when_read_then_the_first_of_several_is_kept():
    assert values.parse_ksic("C29299") == "29299"
    assert values.parse_ksic(29299.0) == "29299"
    assert values.parse_ksic("29299(그 외 기타, 기계)") == "29299"
    assert values.parse_ksic("금속가공") == Problem(ProblemCode.KSIC_MALFORMED)
    several = values.parse_ksic("29299, 25924")
    assert isinstance(several, Problem)
    assert several.kept == "29299"
    assert several.facts == {"codes": ["29299", "25924"]}


def test_given_words_of_a_closed_list_when_read_then_ladders_of_single_years_are_not_guessed():
    assert values.parse_level("중간 1") is SystemLevel.MIDDLE_1
    assert values.parse_level("기초") is SystemLevel.BASIC
    assert values.parse_level("고도화1") == Problem(ProblemCode.UNKNOWN_WORD)
    assert values.parse_size("소기업") is SizeClass.SMALL
    assert values.parse_size("중소기업") == Problem(ProblemCode.UNKNOWN_WORD)


def test_given_names_when_read_then_they_stay_as_written_but_tidy():
    assert values.parse_name(" (주) 대성\n정밀\x07 ") == "(주) 대성 정밀"
    assert values.parse_name("㈜대성정밀") == "㈜대성정밀"
    assert values.parse_name("123") == Problem(ProblemCode.NAME_WITHOUT_LETTERS)
    assert values.parse_text("가" * 301) == Problem(ProblemCode.TOO_LONG, {"limit": 300})
    assert values.parse_text("첫째\r\n\r\n둘째 ", lines=True) == "첫째\n\n둘째"
    assert values.parse_text(12.0) == "12"
    assert values.parse_text(date(2024, 3, 8)) == "2024-03-08"


@given(st.text(max_size=30))
def test_given_any_text_when_tidied_then_it_is_visible_and_stays_so(text: str):
    clean = tidy(text)

    assert tidy(clean) == clean
    assert clean.isprintable()
    assert "  " not in clean


@given(ANY_CELL)
def test_given_any_cell_when_quoted_then_it_is_a_short_text(cell: Cell):
    assert len(quote(cell)) <= 200
    assert isinstance(text_of(cell), str)
    is_blank(cell)
