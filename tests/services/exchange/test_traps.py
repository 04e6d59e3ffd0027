"""Files that would take the program down: bombs, endless loops, places that no sheet has."""

from __future__ import annotations

import contextlib
import io
import random
import zipfile
from typing import TYPE_CHECKING

import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop.services.exchange import errors
from desktop.services.exchange.containers import stream_of, wrapped
from desktop.services.exchange.readers import read_sheet
from desktop.services.exchange.shapes import COLUMN_LIMIT, ROW_LIMIT
from tests.services.exchange.sheets import (
    ods_cell,
    ods_row,
    workbook_bytes,
    write_ods,
    write_shared_xls,
    write_xls,
)

if TYPE_CHECKING:
    from pathlib import Path


def test_given_an_archive_that_explodes_when_read_then_it_is_refused(tmp_path: Path):
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 80_000_000)

    with pytest.raises(errors.SheetInflatesError):
        read_sheet(path)


def test_given_an_archive_that_lies_about_its_size_when_read_then_it_is_refused(tmp_path: Path):
    whole = bytearray(workbook_bytes())
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        size = archive.getinfo("xl/worksheets/sheet1.xml").file_size
    lie = size.to_bytes(4, "little")
    assert lie in whole
    path = tmp_path / "a.xlsx"
    path.write_bytes(whole.replace(lie, (1000).to_bytes(4, "little")))

    with pytest.raises((errors.SheetInflatesError, errors.SheetBrokenError)):
        read_sheet(path)


def test_given_a_document_type_inside_a_workbook_when_read_then_it_is_not_followed(
    tmp_path: Path,
):
    path = tmp_path / "a.xlsx"
    with (
        zipfile.ZipFile(path, "w") as archive,
        zipfile.ZipFile(io.BytesIO(workbook_bytes())) as source,
    ):
        for name in source.namelist():
            text = source.read(name)
            if name == "xl/workbook.xml":
                text = b'<!DOCTYPE x [<!ENTITY a "b">]>' + text
            archive.writestr(name, text)

    with pytest.raises(errors.SheetBrokenError):
        read_sheet(path)


@pytest.mark.parametrize(("row", "column"), [(ROW_LIMIT, 0), (0, COLUMN_LIMIT), (240_000, 90)])
def test_given_a_lonely_cell_far_away_when_read_then_the_sheet_is_too_long(
    tmp_path: Path, row: int, column: int
):
    path = tmp_path / "a.xlsx"
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet()
    sheet.write(0, 0, "회사명")
    sheet.write(row, column, "멀리")
    book.close()

    with pytest.raises(errors.SheetTooLongError) as caught:
        read_sheet(path)

    assert caught.value.facts["row_limit"] == ROW_LIMIT


def test_given_cells_that_repeat_without_end_when_read_then_the_sheet_is_too_long(tmp_path: Path):
    wide = ods_cell("가", 'table:number-columns-repeated="16000"')
    write_ods(tmp_path / "a.ods", ods_row("가", repeated=1_000_000))
    write_ods(tmp_path / "b.ods", ods_row(wide))
    (tmp_path / "c.html").write_text(
        "<table><tr><td colspan=100000>가</td></tr></table>", encoding="utf-8"
    )
    (tmp_path / "d.csv").write_text("," * 600 + "가\n", encoding="utf-8")
    (tmp_path / "e.csv").write_text("가,나\n" * (ROW_LIMIT + 1), encoding="utf-8")

    for name in ("a.ods", "b.ods", "c.html", "d.csv", "e.csv"):
        with pytest.raises(errors.SheetTooLongError):
            read_sheet(tmp_path / name)


def test_given_an_open_document_that_breaks_off_inside_when_read_then_nobody_waits(tmp_path: Path):
    """The parser would look for the end of the table for ever."""
    path = write_ods(tmp_path / "a.ods", ods_row("가") + "<table:table-row>")

    with pytest.raises(errors.SheetBrokenError):
        read_sheet(path)


@pytest.mark.parametrize(
    "cell",
    ['<c r="A4294967295"><v>1</v></c>', "<c r='XFD9'><v>1</v></c>", '<c t="n" r = "ZZZZZZ1"/>',
     '<c r="A99999999999999999999"><v>1</v></c>', "<c><v>1</v></c>" * (COLUMN_LIMIT + 1)],
)  # fmt: skip
def test_given_places_that_no_sheet_has_when_read_then_no_room_is_made_for_them(
    tmp_path: Path, cell: str
):
    path = tmp_path / "a.xlsx"
    source = zipfile.ZipFile(io.BytesIO(workbook_bytes()))
    with source, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            text = source.read(name).replace(b"</sheetData>", b"<row>%b</row></sheetData>")
            target.writestr(name, text.replace(b"%b", cell.encode()))

    if cell.endswith("/>"):
        assert len(read_sheet(path).rows) == 200  # an empty cell takes no room
        return
    with pytest.raises(errors.SheetTooLongError):
        read_sheet(path)


def test_given_an_old_workbook_that_promises_too_much_when_read_then_it_is_broken(tmp_path: Path):
    path = write_shared_xls(tmp_path / "a.xls", ["회사명"], promised=2_000_000_000)

    with pytest.raises(errors.SheetBrokenError):
        read_sheet(path)


def test_given_an_old_workbook_whose_sectors_run_in_a_circle_when_read_then_it_is_broken(
    tmp_path: Path,
):
    path = write_xls(tmp_path / "a.xls", [["회사명"]])
    content = bytearray(path.read_bytes())
    content[512 + 4 * 4 : 512 + 4 * 5] = (3).to_bytes(4, "little")  # sector 4 leads back to 3
    path.write_bytes(content)

    with pytest.raises(errors.SheetBrokenError):
        read_sheet(path)


@pytest.mark.parametrize("size", [0, 1, 4095, 4096, 4097, 100_000, 5_000_000])
def test_given_a_stream_of_any_size_when_wrapped_then_it_comes_out_again(size: int):
    stream = random.Random(size).randbytes(size)

    assert stream_of(wrapped(stream, "Workbook"), ("Workbook",))[:size] == stream


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    content=st.binary(max_size=300),
    start=st.sampled_from([b"", b"PK\x03\x04", bytes.fromhex("d0cf11e0a1b11ae1"), b"<table>"]),
    name=st.sampled_from(["a.xlsx", "a.xls", "a.ods", "a.csv", "a.tsv"]),
)
def test_given_any_bytes_when_read_then_only_expected_failures_happen(
    tmp_path: Path, content: bytes, start: bytes, name: str
):
    path = tmp_path / name
    path.write_bytes(start + content)

    with contextlib.suppress(errors.SheetError):
        read_sheet(path)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.integers(0, 2200), st.binary(min_size=1, max_size=8))
def test_given_a_damaged_old_workbook_when_read_then_only_expected_failures_happen(
    tmp_path: Path, at: int, damage: bytes
):
    path = write_xls(
        tmp_path / "a.xls", [["회사명", "금액"], ["대성", 5.0]], merges=((0, 1, 0, 0),)
    )
    content = bytearray(path.read_bytes())
    content[at : at + len(damage)] = damage
    path.write_bytes(content)

    with contextlib.suppress(errors.SheetError):
        read_sheet(path)
