"""Codes have names, and the shipped lists stand on corrected facts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import xlsxwriter
from sqlmodel import col, func, select

from db.tables import Code
from db.words import CodeKind, ComplexKind
from desktop.services import codes
from desktop.services.errors import FileUnreadableError

if TYPE_CHECKING:
    from pathlib import Path

    from desktop.services.workspace import Workspace


def test_given_the_shipped_lists_then_their_sizes_and_corrections_hold() -> None:
    sigungu = codes.by_code(CodeKind.SIGUNGU)

    assert len(codes.entries(CodeKind.KSIC)) == 25
    assert len(codes.entries(CodeKind.SIDO)) == 17
    assert len(codes.entries(CodeKind.CENTRE)) == 19
    assert not any(code.startswith(("42", "45")) for code in sigungu)
    assert not any(entry.name.endswith(("출장", "출장소", "출")) for entry in sigungu.values())
    assert sigungu["27720"].name == "군위군"
    assert codes.sigungu_name("51110") == "춘천시"
    assert codes.sigungu_name("52111") == "전주시 완산구"


@pytest.mark.parametrize("kind", CodeKind)
def test_given_a_shipped_list_then_codes_are_unique_and_carry_a_source(kind: CodeKind) -> None:
    listed = codes.entries(kind)

    assert len({entry.code for entry in listed}) == len(listed)
    assert all(entry.name and entry.source for entry in listed)


def test_given_places_then_each_lies_in_a_known_region() -> None:
    regions = codes.by_code(CodeKind.SIDO) | codes.by_code(CodeKind.SIGUNGU)

    for kind in (CodeKind.SIGUNGU, CodeKind.CENTRE, CodeKind.COMPLEX):
        assert all(entry.parent in regions for entry in codes.entries(kind))
    assert {entry.complex_kind for entry in codes.entries(CodeKind.COMPLEX)} <= set(ComplexKind)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("경남", {"48"}),
        ("경상남도", {"48"}),
        ("gyeongnam", {"48"}),
        ("창원", {"48120", "48121", "48123", "48125", "48127", "48129"}),
        ("고성", {"48820", "51820"}),
        ("경남 고성", {"48820"}),
        ("부산 중구", {"26110"}),
        ("마산합포구", {"48125"}),
        ("광주", {"29", "41610"}),
        ("48310", {"48310"}),
        ("", set()),
        ("없는곳", set()),
    ],
)
def test_given_what_people_call_a_place_then_its_codes_are_found(
    typed: str, meant: set[str]
) -> None:
    assert codes.regions_named(typed) == meant


def test_given_codes_then_they_have_names_for_people() -> None:
    assert codes.region_name("48", "48120") == "경남 창원시"
    assert codes.region_name("36", "36110") == "세종"
    assert codes.region_name("", "") == ""
    assert codes.ksic_name("30399") == "자동차·트레일러"
    assert codes.centre_name("GN") == "경남테크노파크"
    assert codes.solution_name("TWIN") == "디지털트윈"
    assert codes.divisions_named("자동차") == {"30"}


def test_given_an_empty_workspace_when_lists_are_loaded_twice_then_nothing_is_doubled(
    workspace: Workspace,
) -> None:
    first = workspace.write(codes.load).value
    second = workspace.write(codes.load)

    kept = workspace.read(lambda session: session.scalar(select(func.count(col(Code.id)))))
    assert first == kept == sum(len(codes.entries(kind)) for kind in CodeKind)
    assert second.value == 0
    assert second.transaction is None


def test_given_the_official_table_when_imported_then_classes_have_their_own_name(
    workspace: Workspace, tmp_path: Path
) -> None:
    file = tmp_path / "ksic.xlsx"
    book = xlsxwriter.Workbook(file)
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["중분류", "", "세세분류", ""])
    sheet.write_row(1, 0, ["30", "자동차 및 트레일러 제조업", "30399", "그 외 자동차용 부품"])
    sheet.write_row(2, 0, ["", "", 31322, "항공기용 부품"])
    book.close()

    workspace.write(lambda session: codes.import_ksic(session, file, revision="10"))

    names = workspace.read(lambda session: codes.ksic_names(session, ["30399", "31322", "25111"]))
    assert names["30399"] == "그 외 자동차용 부품"
    assert names["31322"] == "항공기용 부품"
    assert names["25111"] == "금속 가공제품(기계·가구 제외)"


def test_given_an_old_korean_csv_when_imported_then_its_letters_are_read(
    workspace: Workspace, tmp_path: Path
) -> None:
    file = tmp_path / "ksic.csv"
    file.write_bytes("code,name\n10111,도축업\n".encode("cp949"))

    workspace.write(lambda session: codes.import_ksic(session, file, revision="11"))

    assert workspace.read(lambda s: codes.ksic_names(s, ["10111"])) == {"10111": "도축업"}


@pytest.mark.parametrize("content", [b"", b"not,a,table", b"\xff\xfe\x00garbage"])
@pytest.mark.parametrize("name", ["a.csv", "a.xlsx", "missing.csv"])
def test_given_a_file_that_is_no_table_when_imported_then_that_is_said(
    workspace: Workspace, tmp_path: Path, content: bytes, name: str
) -> None:
    file = tmp_path / name
    if name != "missing.csv":
        file.write_bytes(content)

    with pytest.raises(FileUnreadableError):
        workspace.write(lambda session: codes.import_ksic(session, file, revision="10"))
