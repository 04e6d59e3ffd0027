"""Rows below a header: what is read, what is left out, what is said about it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.words import ImportKind
from desktop.services.exchange.cells import ProblemCode
from desktop.services.exchange.content import SheetContent, SheetFormat
from desktop.services.exchange.fields import fields_of
from desktop.services.exchange.header import find_header
from desktop.services.exchange.mappings import guess, known_words
from desktop.services.exchange.rows import Checked, check_rows
from desktop.services.security.errors import StoppedError
from tests.factory import make_brn

if TYPE_CHECKING:
    from desktop.services.exchange.cells import Cell

HEADER = ["연번", "기업명", "사업자등록번호", "총사업비(천원)", "과제명"]


def content(*rows: list[Cell]) -> SheetContent:
    width = max(map(len, rows), default=0)
    squared = [(*row, *[""] * (width - len(row))) for row in rows]
    return SheetContent(Path("a.xlsx"), SheetFormat.XLSX, "신청", ("신청",), squared)


def checked(*rows: list[Cell], kind: ImportKind = ImportKind.APPLICANTS) -> Checked:
    sheet = content(*rows)
    header = find_header(sheet.rows, known_words(kind))
    return check_rows(sheet, header, guess(header.columns, kind), kind)


def test_given_pages_that_were_pasted_together_then_headers_totals_and_notes_are_left_out():
    found = checked(
        HEADER,
        [1, "가람", make_brn(), 100, "MES"],
        ["소 계", "", "", 100],
        [],
        HEADER,
        [2, "두리", make_brn(), 200, "ERP"],
        ["", "합계전자", make_brn(), 300, "APS"],
        ["합계", "", "", 600],
        ["※ 금액은 부가세를 뺀 것임"],
        [3, "", "", "", ""],
    )

    assert [row.values["company.name"] for row in found.fine] == ["가람", "두리", "합계전자"]
    assert [row.line for row in found.rows] == [2, 6, 7]
    assert (found.totals, found.blank, found.refused) == (3, 3, [])


def test_given_a_sheet_without_a_known_column_then_no_row_is_taken_for_anything():
    found = checked(["가나다", "라마바"], [1, 2], ["", "글"])

    assert found.rows == []
    assert found.blank == 2


def test_given_rows_without_name_then_what_is_needed_is_said():
    found = checked(HEADER, [1, "", make_brn(), 100, "MES"], [2, "두리", "12", 100, "MES"])

    codes = [[problem.code for problem in row.problems] for row in found.refused]
    assert codes == [[ProblemCode.KEY_MISSING], [ProblemCode.BRN_MALFORMED]]


def test_given_the_same_project_of_others_then_only_the_same_company_is_a_double():
    brn = make_brn()
    found = checked(
        HEADER,
        [1, "가람", brn, 100, "MES"],
        [2, "두리", "", 100, "MES"],
        [3, "가람", brn, 100, "ERP"],
        [4, "(주)가람", brn, 100, "MES"],
        [5, "두리", "", 100, "MES"],
    )

    doubles = {
        row.line: warning.facts["line"]
        for row in found.rows
        for warning in row.warnings
        if warning.code is ProblemCode.DUPLICATE_IN_SHEET
    }
    assert doubles == {5: 2, 6: 3}


def test_given_months_of_one_company_then_each_is_a_row_of_its_own():
    brn = make_brn()
    found = checked(
        ["사업자등록번호", "경과개월", "상시근로자수"],
        [brn, 6, 10],
        [brn, 12, 11],
        [brn, 12, 11],
        kind=ImportKind.KPI_VALUES,
    )

    assert [len(row.warnings) for row in found.rows] == [0, 0, 1]


def test_given_a_person_who_stops_then_the_check_ends_at_once():
    def stop(_done: int) -> None:
        raise StoppedError

    sheet = content(HEADER, *[[1, "가람", "", 1, "MES"]] * 600)
    header = find_header(sheet.rows, known_words(ImportKind.APPLICANTS))

    with pytest.raises(StoppedError):
        check_rows(sheet, header, {1: "company.name"}, ImportKind.APPLICANTS, pause=stop)


CELLS: st.SearchStrategy[Cell] = st.one_of(
    st.sampled_from(["", "-", "합계", "기업명", "가람", "1,000", "○", "2026. 3. 8.", "'", "ㅡ"]),
    st.text(max_size=12),
    st.integers(),
    st.floats(),
    st.booleans(),
    st.dates(),
    st.datetimes(),
    st.times(),
    st.timedeltas(),
)


@given(kind=st.sampled_from(list(ImportKind)), choice=st.data())
def test_given_any_grid_under_any_mapping_then_every_row_is_accounted_for(
    kind: ImportKind, choice: st.DataObject
):
    grid = choice.draw(st.lists(st.lists(CELLS, min_size=5, max_size=5), min_size=1, max_size=6))
    codes = [field.code for field in fields_of(kind)]
    mapping = dict(
        enumerate(choice.draw(st.lists(st.sampled_from(codes), max_size=5, unique=True)))
    )
    sheet = content(*grid)
    header = find_header(sheet.rows, known_words(kind))

    found = check_rows(sheet, header, mapping, kind)

    below = len(sheet.rows) - header.last - 1
    assert below == len(found.rows) + found.blank + found.totals
    assert len(found.fine) + len(found.refused) == len(found.rows)
    for row in found.rows:
        assert all(problem.field for problem in (*row.problems, *row.warnings))
        assert set(row.values) <= set(mapping.values())
