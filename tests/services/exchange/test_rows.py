"""Rows below the header: what becomes a value, what is left out, what is wrong and where."""

from __future__ import annotations

import time
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.words import ImportKind, SizeClass, SystemLevel
from desktop.services.companies.numbers import brn_is_valid
from desktop.services.exchange.cells import Problem, ProblemCode
from desktop.services.exchange.content import SheetContent, SheetFormat, squared
from desktop.services.exchange.header import find_header, header_at
from desktop.services.exchange.mappings import guess, known_words
from desktop.services.exchange.readers import read_sheet
from desktop.services.exchange.report import write_problem_rows
from desktop.services.exchange.rows import Checked, check_rows

if TYPE_CHECKING:
    from desktop.services.exchange.cells import Cell
    from desktop.services.exchange.header import HeaderGuess


def brn(number: int) -> str:
    """Return an invented registration number: the head 000 is given to nobody."""
    head = f"000{number:06}"
    return next(head + digit for digit in "0123456789" if brn_is_valid(head + digit))


def sheet(*rows: list[Any], **more: Any) -> SheetContent:
    return SheetContent(
        path=Path("신청.xlsx"),
        format=SheetFormat.XLSX,
        sheet="신청",
        sheets=("신청",),
        rows=squared([list(row) for row in rows]),
        **more,
    )


def checked(
    content: SheetContent, kind: ImportKind = ImportKind.APPLICANTS
) -> tuple[Checked, HeaderGuess]:
    header = find_header(content.rows, known_words(kind))
    return check_rows(content, header, guess(header.columns, kind), kind), header


def test_given_a_messy_sheet_of_a_centre_when_checked_then_every_row_is_understood(tmp_path: Path):
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    for row in (
        ["2026년 신청기업 목록"],
        [None] * 7 + ["(단위: 천원)"],
        ["연번", "지역", "기업명", "사업자등록번호", "담당자", None, "접수일", "총사업비",
         "뿌리기업"],
        [None, None, None, None, "성명", "연락처", None, None, None],
        [1, "창원", "㈜대성정밀", f"{brn(1)[:3]}-{brn(1)[3:5]}-{brn(1)[5:]}", "김가온",
         1012345678, "2026. 3. 8.", "120,000", "○"],
        [2, None, "두리\u200b테크 \u00a0", int("1248100998"), "이나래", "055)123-4567",
         date(2026, 3, 9), 200_000, "×"],
        [None, None, "소계", None, None, None, None, 320_000, None],
        [3, "김해", "주식회사 세움", brn(3), None, "-", 46090, "1억 2,000만원", None],
        [4],
        [None, "합계", None, None, None, None, None, 440_000, None],
        ["※ 총사업비는 부가세 별도"],
    ):  # fmt: skip
        page.append(row)
    for merged in ("A1:I1", "E3:F3", "A3:A4", "B3:B4", "C3:C4", "B5:B6"):
        page.merge_cells(merged)
    book.save(tmp_path / "신청.xlsx")

    result, header = checked(read_sheet(tmp_path / "신청.xlsx"))

    assert header.unit == 1000
    assert [row.line for row in result.rows] == [5, 6, 8]
    assert result.refused == []
    first, second, third = (row.values for row in result.rows)
    assert first["company.name"] == "㈜대성정밀"
    assert first["company.brn"] == brn(1)
    assert first["contact.name"] == "김가온"
    assert first["contact.mobile"] == "010-1234-5678"
    assert first["application.received_on"] == date(2026, 3, 8)
    assert first["application.total_cost"] == 120_000_000
    assert first["application.root_industry"] is True
    assert second["company.name"] == "두리테크"
    assert second["company.brn"] == "1248100998"
    assert second["application.root_industry"] is False
    assert third["application.total_cost"] == 120_000_000
    assert "contact.name" not in third
    assert (result.blank, result.totals) == (1, 3)


def test_given_wrong_cells_when_checked_then_each_problem_says_where_and_what_stood_there():
    result, _ = checked(
        sheet(
            ["기업명", "사업자등록번호", "총사업비", "접수일", "법인등록번호"],
            ["대성", "000-00-00000", "미정", "2026.3", "130111-0006247"],
            ["", brn(1), 5, "", ""],
        )
    )

    wrong, nameless = result.rows
    assert [(one.code, one.column, one.heading, one.text) for one in wrong.problems] == [
        (ProblemCode.BRN_CHECK_DIGIT, 1, "사업자등록번호", "000-00-00000"),
        (ProblemCode.NOT_A_NUMBER, 2, "총사업비", "미정"),
        (ProblemCode.DATE_INCOMPLETE, 3, "접수일", "2026.3"),
    ]
    assert [one.code for one in wrong.warnings] == [ProblemCode.CRN_CHECK_DIGIT]
    assert wrong.values == {"company.name": "대성", "company.crn": "1301110006247"}
    assert [one.code for one in nameless.problems] == [ProblemCode.KEY_MISSING]
    assert result.fine == []


def test_given_formulas_that_show_nothing_when_checked_then_they_are_not_taken_for_empty():
    content = sheet(
        ["기업명", "총사업비", "신청금액"],
        ["대성", "", ""],
        uncalculated=frozenset({(1, 1)}),
        failed=frozenset({(1, 2)}),
    )

    result, _ = checked(content)

    assert [(one.code, one.column) for one in result.rows[0].problems] == [
        (ProblemCode.FORMULA_NOT_CALCULATED, 1),
        (ProblemCode.FORMULA_FAILED, 2),
    ]


@pytest.mark.parametrize("word", ["합계", "합 계", "총계", "소계:", "계", "Total", "합계(12개사)"])
def test_given_a_row_that_sums_up_when_checked_then_it_is_left_out(word: str):
    result, _ = checked(sheet(["기업명", "총사업비"], ["계룡정밀", 1], [word, 5], ["", word]))

    assert [row.values["company.name"] for row in result.rows] == ["계룡정밀"]
    assert result.totals == 2


def test_given_a_header_pasted_in_again_when_checked_then_it_is_left_out():
    result, _ = checked(
        sheet(["기업명", "총사업비"], ["대성", 1], ["기업명", "총사업비"], ["두리", 2])
    )

    assert [row.line for row in result.rows] == [2, 4]


def test_given_the_same_application_twice_when_checked_then_the_later_one_is_marked():
    result, _ = checked(
        sheet(
            ["기업명", "사업자등록번호", "과제명"],
            ["대성", brn(1), "가"],
            ["대성", brn(1), "나"],
            ["대성정밀", brn(1), "가"],
        )
    )

    assert [len(row.warnings) for row in result.rows] == [0, 0, 1]
    assert result.rows[2].warnings[0].facts == {"line": 2}


def test_given_units_of_columns_and_sheet_when_checked_then_the_column_goes_first():
    result, header = checked(
        sheet(
            ["", "", "(단위: 백만원)"],
            ["기업명", "매출액(천원)", "총사업비"],
            ["대성", 1_000, 1.5],
        )
    )

    assert header.unit == 10**6
    assert result.rows[0].values["application.sales"] == 1_000_000
    assert result.rows[0].values["application.total_cost"] == 1_500_000


def test_given_a_header_that_a_person_chose_when_checked_then_its_units_count_too():
    content = sheet(["기업명", "총사업비"], ["", "(천원)"], ["대성", 5])

    header = header_at(content.rows, 0, known_words(ImportKind.APPLICANTS))
    mapping = guess(header.columns, ImportKind.APPLICANTS)
    result = check_rows(content, header, mapping, ImportKind.APPLICANTS)

    assert result.rows[0].values["application.total_cost"] == 5_000


def test_given_shares_kept_as_fractions_when_checked_then_they_become_points_with_a_warning():
    shares, _ = checked(sheet(["기업명", "영업이익률"], ["대성", 0.07], ["두리", -0.5]))
    points, _ = checked(sheet(["기업명", "영업이익률"], ["대성", 0.7], ["두리", 7.0]))

    assert [row.values["application.operating_margin"] for row in shares.rows] == [7.0, -50.0]
    assert shares.rows[0].warnings[0].code is ProblemCode.PERCENT_FROM_RATIO
    assert [row.values["application.operating_margin"] for row in points.rows] == [0.7, 7.0]


def test_given_words_of_closed_lists_when_checked_then_unknown_ones_only_warn():
    result, _ = checked(
        sheet(
            ["기업명", "기업규모", "목표수준"], ["대성", "소기업", "중간1"], ["두리", "?", "레벨3"]
        )
    )

    assert result.rows[0].values["company.size_class"] is SizeClass.SMALL
    assert result.rows[0].values["application.target_level"] is SystemLevel.MIDDLE_1
    assert len(result.rows[1].warnings) == 2
    assert result.rows[1].is_fine


def test_given_the_public_list_of_factories_when_checked_then_codes_and_phones_are_read():
    columns = ["회사명", "전화번호", "종업원합계", "업종코드", "차수", "공장관리번호"]
    result, _ = checked(
        sheet(columns, ["대성", "055-123-4567", "12", "29299, 25924", "10", 1.2e14]),
        ImportKind.COMPANIES,
    )

    assert result.rows[0].values == {
        "company.name": "대성",
        "company.phone": "055-123-4567",
        "company.employees": 12,
        "company.ksic": "29299",
        "company.ksic_revision": "10",
        "site.factory_number": "120000000000000",
    }


def test_given_values_of_indicators_when_checked_then_each_row_needs_a_key():
    result, _ = checked(
        sheet(
            ["사업자등록번호", "과제번호", "기준일", "피보험자수"],
            [brn(1), "", "2026-06-30", "12명"],
            ["", "2026-001", "2026-06-30", 13],
            ["", "", "2026-06-30", 14],
        ),
        ImportKind.KPI_VALUES,
    )

    assert [row.values.get("kpi.H01") for row in result.rows] == [12.0, 13.0, 14.0]
    assert [row.is_fine for row in result.rows] == [True, True, False]


def test_given_a_person_who_stops_when_checked_then_the_checking_ends():
    def stop(done: int) -> None:
        raise InterruptedError(done)

    content = sheet(["기업명", "총사업비"], *(["대성", 1] for _ in range(2000)))
    header = find_header(content.rows, known_words(ImportKind.APPLICANTS))
    mapping = guess(header.columns, ImportKind.APPLICANTS)

    with pytest.raises(InterruptedError):
        check_rows(content, header, mapping, ImportKind.APPLICANTS, pause=stop)


CELLS = st.one_of(
    st.text(max_size=12),
    st.floats(),
    st.booleans(),
    st.dates(),
    st.timedeltas(),
    st.sampled_from(["", "합계", "기업명", "1억", "-", "=1+1"]),
)


@given(st.lists(st.lists(CELLS, min_size=5, max_size=5), max_size=6))
def test_given_any_rows_when_checked_then_each_is_counted_once(rows: list[list[Cell]]):
    content = sheet(["기업명", "사업자등록번호", "총사업비", "접수일", "영업이익률"], *rows)

    result, header = checked(content)

    below = len(content.rows) - header.last - 1
    assert len(result.rows) + result.blank + result.totals == below


@given(st.lists(st.lists(CELLS, min_size=3, max_size=3), min_size=1, max_size=4))
def test_given_any_refused_rows_when_given_back_then_the_report_is_a_sheet(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[Cell]]
):
    path = tmp_path_factory.mktemp("report") / "오류.xlsx"
    content = sheet(["기업명", "총사업비", "접수일"], *rows)
    result, header = checked(content)

    write_problem_rows(
        path, content, header, result.refused, reason=str, titles=("원본 줄", "고칠 점")
    )

    assert path.exists()
    assert list(path.parent.iterdir()) == [path]


def test_given_refused_rows_when_corrected_in_the_report_then_they_can_be_taken_in(tmp_path: Path):
    content = sheet(
        ["", "", "(단위: 천원)"],
        ["기업명", "접수일", "총사업비"],
        ["대성", "2026-03-08", 10],
        ["=두리", "추후", 1_500],
    )
    result, header = checked(content)
    path = tmp_path / "오류.xlsx"

    def reason(problem: Problem) -> str:
        return f"{problem.heading}: {problem.code}"

    write_problem_rows(
        path, content, header, result.refused, reason=reason, titles=("원본 줄", "고칠 점")
    )

    book = openpyxl.load_workbook(path)
    page = book.active
    assert page is not None
    assert [cell.value for cell in page[2]] == [
        "원본 줄",
        "기업명",
        "접수일",
        "총사업비",
        "고칠 점",
    ]
    assert [cell.value for cell in page[3]] == [4, "=두리", "추후", 1500, "접수일: not_a_date"]
    assert page["B3"].data_type == "s"
    assert page["C3"].fill.fgColor.rgb == "FFFCDFD9"
    assert page["D3"].fill.fgColor.rgb != "FFFCDFD9"
    page["C3"] = "2026-03-09"
    book.save(path)
    again, _ = checked(read_sheet(path))
    assert again.rows[0].is_fine
    assert again.rows[0].values["application.total_cost"] == 1_500_000


def test_given_thirty_thousand_rows_when_checked_then_it_takes_about_a_second():
    rows = [
        ["", f"(주)회사{n}", brn(n), f"김{n % 300}", "29299", "소기업", n % 200, f"{n:,}",
         n * 1000.0, "123000", f"과제 {n}", "중간1", f"010-{n % 9000 + 1000}-1234",
         "2026-03-08", "○"]
        for n in range(1, 3001)
    ]  # fmt: skip
    columns = ["연번", "기업명", "사업자등록번호", "대표자", "업종코드", "기업규모", "종업원수",
               "매출액(천원)", "총사업비", "신청금액", "과제명", "목표수준", "휴대폰", "접수일",
               "뿌리기업"]  # fmt: skip
    content = sheet(columns, *(row for _ in range(10) for row in rows))
    header = find_header(content.rows, known_words(ImportKind.APPLICANTS))
    mapping = guess(header.columns, ImportKind.APPLICANTS)
    began = time.process_time()

    result = check_rows(content, header, mapping, ImportKind.APPLICANTS)

    assert len(result.fine) == 30_000
    assert time.process_time() - began < 3  # about 0.8 seconds; slow machines get their time
