"""Sheets as centres have them: every kind of file gives the same rows."""

from __future__ import annotations

import zipfile
from datetime import date
from typing import TYPE_CHECKING

import openpyxl
import pytest
import xlsxwriter

from desktop.services.exchange.content import SheetFormat
from desktop.services.exchange.errors import SheetCancelledError, SheetMissingError
from desktop.services.exchange.readers import read_sheet
from tests.services.exchange.sheets import ods_cell, ods_row, write_ods, write_shared_xls, write_xls

if TYPE_CHECKING:
    from pathlib import Path

LINES = ["회사명,사업자번호,금액", '(주)대성정밀,000-00-00016,"1,000"', "두리테크,000-00-00021,2"]
ROWS = [
    ("회사명", "사업자번호", "금액"),
    ("(주)대성정밀", "000-00-00016", "1,000"),
    ("두리테크", "000-00-00021", "2"),
]


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "cp949", "utf-16", "utf-16-le", "utf-16-be"]
)
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_given_a_text_sheet_in_any_encoding_when_read_then_the_rows_are_the_same(
    tmp_path: Path, encoding: str, end: str
):
    path = tmp_path / "신청.csv"
    path.write_bytes(end.join([*LINES, ""]).encode(encoding))

    content = read_sheet(path)

    assert content.rows == ROWS
    assert content.format is SheetFormat.TEXT
    assert content.sheet == "신청"
    assert not content.extension_differs


@pytest.mark.parametrize(
    ("name", "delimiter"), [("a.tsv", "\t"), ("a.txt", "\t"), ("a.csv", ";"), ("a.csv", "|")]
)
def test_given_any_delimiter_when_read_then_it_is_found(tmp_path: Path, name: str, delimiter: str):
    path = tmp_path / name
    lines = (delimiter.join(row) for row in [("신청 목록, 2024", "", ""), *ROWS])
    path.write_text("\n".join(lines), encoding="cp949")

    assert read_sheet(path).rows[1:] == ROWS


def test_given_a_text_sheet_with_quotes_and_guarded_zeros_when_read_then_both_come_out(
    tmp_path: Path,
):
    path = tmp_path / "a.csv"
    path.write_text('이름,번호\n"대성\n정밀, 1공장",="0012"\n\n두리,3\n\n\n', encoding="utf-8")

    content = read_sheet(path)

    assert content.rows[1] == ("대성\n정밀, 1공장", "0012")
    assert content.rows[2] == ("", "")
    assert content.rows[3] == ("두리", "3")
    assert len(content.rows) == 4


def test_given_a_workbook_with_merged_cells_when_read_then_tall_text_belongs_to_every_row(
    tmp_path: Path,
):
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "신청"
    for row in (["신청 목록"], [], ["지역", "금액"], ["창원", 10], [None, 20], ["김해", 5]):
        sheet.append(row)
    sheet["C3"] = date(2024, 3, 8)
    for merged in ("A1:B1", "A4:A5", "B5:B6"):
        sheet.merge_cells(merged)
    path = tmp_path / "a.xlsx"
    book.save(path)

    content = read_sheet(path)

    assert content.rows == [
        ("신청 목록", "", ""),
        ("", "", ""),
        ("지역", "금액", date(2024, 3, 8)),
        ("창원", 10.0, ""),
        ("창원", 20.0, ""),
        ("김해", "", ""),  # a merged number may be a sum: it stays in its first row
    ]
    assert ((3, 0), (4, 0)) in content.merges
    assert content.sheet == "신청"


def test_given_formulas_without_a_result_when_read_then_their_places_are_told(tmp_path: Path):
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["합", "틀림", "빈 글", "값"])
    sheet.append(["=SUM(D2)", "#REF!", "", 1])
    path = tmp_path / "a.xlsx"
    book.save(path)

    content = read_sheet(path)

    assert content.uncalculated == {(1, 0)}
    assert content.failed == {(1, 1)}
    assert content.rows[1] == ("", "", "", 1.0)


def test_given_a_formula_with_a_result_when_read_then_the_result_counts(tmp_path: Path):
    path = tmp_path / "a.xlsx"
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["합", "빈 글"])
    sheet.write_formula(1, 0, "=1+2", None, 3)
    sheet.write_formula(1, 1, '=""', None, "EMPTY")
    book.close()
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(tmp_path / "b.xlsx", "w") as target:
        for name in source.namelist():  # as Excel keeps a formula that gives an empty text
            target.writestr(name, source.read(name).replace(b"EMPTY", b""))

    content = read_sheet(tmp_path / "b.xlsx")

    assert content.rows[1] == (3.0, "")
    assert not content.uncalculated


def test_given_several_sheets_when_read_then_the_first_visible_filled_one_is_taken(tmp_path: Path):
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "빈 시트"
    hidden = book.create_sheet("숨김")
    hidden["A1"] = "숨은 값"
    hidden.sheet_state = "hidden"
    book.create_sheet("목록")["B2"] = "값"
    path = tmp_path / "a.xlsx"
    book.save(path)

    assert read_sheet(path).sheet == "목록"
    assert read_sheet(path).rows == [("", ""), ("", "값")]
    assert read_sheet(path).sheets == ("빈 시트", "목록")
    assert read_sheet(path, sheet="숨김").rows == [("숨은 값",)]
    with pytest.raises(SheetMissingError) as caught:
        read_sheet(path, sheet="없음")
    assert caught.value.facts["sheets"] == ["빈 시트", "목록"]


def test_given_an_old_workbook_when_read_then_its_rows_and_merges_are_there(tmp_path: Path):
    path = write_xls(
        tmp_path / "a.xls", [["지역", "금액"], ["창원", 5.0], ["", "7"]], merges=((1, 2, 0, 0),)
    )

    content = read_sheet(path)

    assert content.format is SheetFormat.XLS
    assert content.rows == [("지역", "금액"), ("창원", 5.0), ("창원", "7")]


def test_given_an_old_workbook_of_excel_when_read_then_its_texts_dates_and_errors_are_there(
    tmp_path: Path,
):
    path = write_shared_xls(tmp_path / "a.xls", ["회사명", "날짜", "값", "오류"])

    content = read_sheet(path)

    assert content.rows == [("회사명", "날짜", "값", "오류"), (120.0, date(2019, 3, 8), 1.5, "")]
    assert content.failed == {(1, 3)}


def test_given_an_open_document_when_read_then_its_rows_and_merges_are_there(tmp_path: Path):
    tall = ods_cell("창원", 'table:number-rows-spanned="2"')
    unworked = '<table:table-cell table:formula="of:=SUM(1)"/>'
    path = write_ods(
        tmp_path / "a.ods",
        ods_row("지역", "금액")
        + ods_row(tall, "1")
        + ods_row("<table:covered-table-cell/>", unworked)
        + ods_row("", repeated=1_048_000),
    )

    content = read_sheet(path)

    assert content.rows == [("지역", "금액"), ("창원", "1"), ("창원", "")]
    assert content.uncalculated == {(2, 1)}
    assert content.format is SheetFormat.ODS


def test_given_a_web_table_named_xls_when_read_then_the_largest_table_is_taken(tmp_path: Path):
    path = tmp_path / "목록.xls"
    path.write_text(
        "<html><head><meta charset='euc-kr'><style>td{color:red}</style></head><body>"
        "<table><tr><td>제목</td></tr></table>"
        "<table><thead><tr><th rowspan=2>회사명<th colspan='2'>담당자</tr>"
        "<tr><th>성명</th><th>전화</th></tr></thead>"
        "<tr><td>(주)대성&amp;두리</td><td>&nbsp;</td><td>055<br>123</td></tr></table></body></html>",
        encoding="cp949",
    )

    content = read_sheet(path)

    assert content.format is SheetFormat.HTML
    assert content.extension_differs
    assert content.rows == [
        ("회사명", "담당자", ""),
        ("회사명", "성명", "전화"),
        ("(주)대성&두리", "", "055\n123"),
    ]
    assert content.merges == (((0, 0), (1, 0)), ((0, 1), (0, 2)))


def test_given_a_workbook_under_a_wrong_name_when_read_then_its_content_decides(tmp_path: Path):
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["회사명", "금액"])
    for name in ("a.xls", "a.csv", "a"):
        book.save(tmp_path / name)

        content = read_sheet(tmp_path / name)

        assert content.format is SheetFormat.XLSX
        assert content.extension_differs
        assert content.rows == [("회사명", "금액")]


def test_given_coloured_empty_cells_far_below_when_read_then_they_do_not_count(tmp_path: Path):
    path = tmp_path / "a.xlsx"
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet()
    colour = book.add_format({"bg_color": "yellow"})
    sheet.write_row(0, 0, ["회사명", "금액"])
    sheet.write_blank(1_048_575, 16_383, None, colour)
    book.close()

    assert read_sheet(path).rows == [("회사명", "금액")]


def test_given_a_person_who_stops_when_read_then_the_reading_ends(tmp_path: Path):
    path = tmp_path / "a.csv"
    path.write_text("\n".join(LINES), encoding="utf-8")

    with pytest.raises(SheetCancelledError):
        read_sheet(path, cancelled=lambda: True)
