"""Headers below titles, one or two rows high, and what their columns are taken for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.words import ImportKind
from desktop.services.exchange.fields import fields_of
from desktop.services.exchange.header import find_header, plain, without_year
from desktop.services.exchange.mappings import guess, guess_kind, header_key, known_words

if TYPE_CHECKING:
    from desktop.services.exchange.cells import Cell

WORDS = known_words(ImportKind.APPLICANTS)
FACTORY_HEADER = [
    "시도명",
    "시군구명",
    "관리기관",
    "회사명",
    "공장구분",
    "단지명",
    "설립구분",
    "입주형태",
    "보유구분",
    "등록구분",
    "전화번호",
    "남자종업원",
    "여자종업원",
    "외국인남자종업원",
    "외국인여자종업원",
    "종업원합계",
    "생산품",
    "원자재",
    "공장규모",
    "용도지역",
    "지목",
    "용지면적",
    "제조시설면적",
    "부대시설면적",
    "건축면적",
    "지식산업센터명",
    "대표업종",
    "업종명",
    "업종코드",
    "차수",
    "법인주소",
    "필지수",
    "공장주소",
    "공장주소_지번",
    "공장관리번호",
]


def sheet(*rows: list[Cell]) -> list[tuple[Cell, ...]]:
    width = max(map(len, rows))
    return [(*row, *[""] * (width - len(row))) for row in rows]


def test_given_titles_and_blanks_above_when_searched_then_the_header_is_found():
    rows = sheet(
        ["2026년 상생형 스마트공장 신청기업 목록"],
        [],
        ["", "", "", "(단위: 천원)"],
        ["연번", "기업명", "사업자등록번호", "총사업비"],
        [1, "(주)대성정밀", "000-00-00015", 120_000],
    )

    header = find_header(rows, WORDS)

    assert (header.first, header.last) == (3, 3)
    assert header.columns == ("연번", "기업명", "사업자등록번호", "총사업비")
    assert header.unit == 1000


def test_given_a_group_row_when_searched_then_both_rows_name_the_columns():
    rows = sheet(
        ["신청기업 목록"],
        ["기업명", "사업자등록번호", "담당자", "", "", "총사업비"],
        ["", "", "성명", "연락처", "이메일", ""],
        ["대성", "000-00-00015", "김가온", "010-0000-0000", "a@example.kr", 5],
    )

    header = find_header(rows, WORDS)

    assert (header.first, header.last) == (1, 2)
    assert header.columns[2:5] == ("담당자 성명", "담당자 연락처", "담당자 이메일")
    assert guess(header.columns, ImportKind.APPLICANTS) == {
        0: "company.name",
        1: "company.brn",
        2: "contact.name",
        3: "contact.mobile",
        4: "contact.email",
        5: "application.total_cost",
    }


def test_given_tall_merged_headings_when_searched_then_they_are_said_once():
    rows = sheet(
        ["기업명", "사업자등록번호", "담당자", ""],
        ["기업명", "사업자등록번호", "성명", "이메일"],
        ["대성", "000-00-00015", "김가온", "a@example.kr"],
    )

    header = find_header(rows, WORDS)

    assert (header.first, header.last) == (0, 1)
    assert header.columns == ("기업명", "사업자등록번호", "담당자 성명", "담당자 이메일")


@pytest.mark.parametrize("unit", ["(천원)", "천원", "[천 원]", "단위: 천원"])
def test_given_a_row_of_units_when_searched_then_it_belongs_to_the_header(unit: str):
    rows = sheet(
        ["기업명", "종업원수", "매출액", "총사업비"],
        ["", "(명)", unit, unit],
        ["대성", 12, 1000, 2000],
    )

    header = find_header(rows, WORDS)

    assert (header.first, header.last) == (0, 1)
    assert guess(header.columns, ImportKind.APPLICANTS)[2] == "application.sales"


def test_given_a_first_row_of_texts_when_searched_then_it_is_not_taken_for_a_second_header():
    rows = sheet(
        ["기업명", "대표자", "과제명"],
        ["대성", "김가온", "기초 구축"],
        ["두리", "이나래", "고도화"],
    )

    assert (find_header(rows, WORDS).first, find_header(rows, WORDS).last) == (0, 0)


def test_given_no_known_word_when_searched_then_the_first_filled_row_is_the_header():
    header = find_header(sheet([], ["가나다", "라마바"], ["1", "2"]), WORDS)

    assert (header.first, header.last, header.known) == (1, 1, 0)
    assert header.columns == ("가나다", "라마바")


def test_given_nothing_when_searched_then_there_is_an_empty_header():
    assert find_header([], WORDS).columns == ()


CELLS = st.one_of(
    st.sampled_from(
        ["기업명", "사업자등록번호", "총사업비", "담당자", "성명", "(천원)", "", "", "합계"]
    ),
    st.text(max_size=8),
    st.floats(allow_nan=False),
    st.dates(),
)


@given(st.lists(st.lists(CELLS, min_size=4, max_size=4).map(tuple), max_size=8))
def test_given_any_rows_when_searched_then_the_header_lies_inside(rows: list[tuple[Cell, ...]]):
    header = find_header(rows, WORDS)

    assert 0 <= header.first <= header.last <= max(len(rows) - 1, 0)
    assert len(header.columns) == (4 if rows else 0)
    mapping = guess(header.columns, ImportKind.APPLICANTS)
    assert len(set(mapping.values())) == len(mapping)


@pytest.mark.parametrize(
    "heading",
    [
        "기업명",
        " 기 업 명 ",
        "기업명(필수)",
        "* 기업명",
        "1. 기업명",
        "① 기업명",
        "기업명\n",
        "（기업명）기업명",
    ],
)
def test_given_a_decorated_heading_when_compared_then_only_its_word_counts(heading: str):
    assert plain(heading) == "기업명"


def test_given_a_heading_with_a_year_when_read_then_both_are_told():
    assert without_year("2023년 매출액") == (" 매출액", 2023)
    assert without_year("매출액('22)") == ("매출액()", 2022)
    assert without_year("종업원수") == ("종업원수", 0)


def test_given_three_years_of_sales_when_guessed_then_the_latest_counts():
    columns = ["기업명", "2021년 매출액", "2023년 매출액", "2022년 매출액"]

    assert guess(columns, ImportKind.APPLICANTS) == {0: "company.name", 2: "application.sales"}


def test_given_columns_of_others_when_guessed_then_the_company_is_not_mixed_up_with_them():
    columns = ["공급기업 기업명", "신청기업 기업명", "대기업", "공급기업 사업자등록번호"]

    assert guess(columns, ImportKind.APPLICANTS) == {
        0: "supplier.name",
        1: "company.name",
        2: "partner.name",
    }


def test_given_headings_that_are_spelled_a_little_differently_when_guessed_then_they_are_known():
    columns = [
        "기업 체명",
        "사업자등록번호(-포함)",
        "대표자 명",
        "총사업비 합계(원)",
        "종사업장 번호",
    ]

    assert guess(columns, ImportKind.APPLICANTS) == {
        0: "company.name",
        1: "company.brn",
        2: "company.representative",
        3: "application.total_cost",
        4: "site.sub_number",
    }


def test_given_the_public_list_of_factories_when_guessed_then_its_header_is_known():
    mapping = guess(FACTORY_HEADER, ImportKind.COMPANIES)

    assert {FACTORY_HEADER[at]: code for at, code in mapping.items()} == {
        "시도명": "company.sido",
        "시군구명": "company.sigungu",
        "회사명": "company.name",
        "단지명": "company.complex_name",
        "전화번호": "company.phone",
        "종업원합계": "company.employees",
        "생산품": "company.products",
        "업종코드": "company.ksic",
        "차수": "company.ksic_revision",
        "법인주소": "company.address",
        "공장주소": "site.address",
        "공장관리번호": "site.factory_number",
    }


@pytest.mark.parametrize("kind", list(ImportKind))
def test_given_every_word_of_every_field_when_guessed_alone_then_it_means_that_field(
    kind: ImportKind,
):
    for field in fields_of(kind):
        for word in field.words:
            assert guess([word], kind) == {0: field.code}, word


def test_given_the_same_header_when_digested_then_decoration_does_not_matter():
    assert header_key(["기업명", "총사업비"]) == header_key([" 기업명 ", "총사업비(원)"])
    assert header_key(["기업명", "총사업비"]) != header_key(["총사업비", "기업명"])


@pytest.mark.parametrize(
    ("columns", "kind"),
    [
        (["기업명", "사업자등록번호", "매출액", "상시근로자수"], ImportKind.APPLICANTS),
        (["사업자등록번호", "기준일", "상시근로자수"], ImportKind.KPI_VALUES),
        (["사업자등록번호", "피보험자수"], ImportKind.KPI_VALUES),
        (FACTORY_HEADER, ImportKind.COMPANIES),
    ],
)
def test_given_a_header_when_asked_what_the_sheet_holds_then_the_kind_is_told(
    columns: list[str], kind: ImportKind
):
    known = {one: len(guess(columns, one)) for one in ImportKind}

    assert guess_kind(known, columns) is kind
