"""Files that are no readable sheet: each is refused at once, by a type that says why."""

from __future__ import annotations

import errno
import io
import os
import time
import zipfile
from pathlib import Path

import openpyxl
import pytest

from desktop.services.exchange import errors
from desktop.services.exchange.readers import read_sheet
from tests.services.exchange.sheets import (
    ods_row,
    workbook_bytes,
    write_container,
    write_ods,
    write_xls,
)


def test_given_a_path_to_nothing_when_read_then_it_says_so(tmp_path: Path):
    with pytest.raises(errors.SheetFileMissingError):
        read_sheet(tmp_path / "없음.xlsx")
    with pytest.raises(errors.SheetUnreadableError) as caught:
        read_sheet(tmp_path)
    assert caught.value.facts["reason"] == "folder"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes here")
def test_given_a_pipe_when_read_then_nobody_waits_for_it(tmp_path: Path):
    os.mkfifo(tmp_path / "a.csv")

    with pytest.raises(errors.SheetUnreadableError):
        read_sheet(tmp_path / "a.csv")


class _Refused(type(Path())):  # type: ignore[misc]
    """A file that the system does not hand out; modes would not keep an administrator away."""

    winerror: int | None = None

    def read_bytes(self) -> bytes:
        error = PermissionError(errno.EACCES, "refused")
        error.winerror = self.winerror  # type: ignore[attr-defined]
        raise error


@pytest.mark.parametrize(("winerror", "reason"), [(None, "permission"), (5, "permission"),
                                                  (32, "locked"), (33, "locked")])  # fmt: skip
def test_given_a_file_that_is_not_handed_out_when_read_then_it_says_why(
    tmp_path: Path, winerror: int | None, reason: str
):
    path = _Refused(tmp_path / "a.csv")
    path.write_text("a,b", encoding="utf-8")
    path.winerror = winerror

    with pytest.raises(errors.SheetUnreadableError) as caught:
        read_sheet(path)

    assert caught.value.facts["reason"] == reason


def test_given_a_link_to_nothing_or_to_itself_when_read_then_it_says_so(tmp_path: Path):
    (tmp_path / "a.csv").symlink_to(tmp_path / "nothing.csv")
    with pytest.raises(errors.SheetFileMissingError):
        read_sheet(tmp_path / "a.csv")

    (tmp_path / "b.csv").symlink_to(tmp_path / "b.csv")
    with pytest.raises(errors.SheetUnreadableError):
        read_sheet(tmp_path / "b.csv")


@pytest.mark.parametrize("name", ["a.xlsx", "a.xls", "a.csv", "a.ods"])
@pytest.mark.parametrize("content", [b"", b"\r\n \r\n", b"\xef\xbb\xbf", b"\0" * 4096])
def test_given_a_file_of_nothing_when_read_then_it_is_empty(
    tmp_path: Path, name: str, content: bytes
):
    path = tmp_path / name
    path.write_bytes(content)

    with pytest.raises(errors.SheetEmptyError):
        read_sheet(path)


def test_given_a_workbook_without_a_cell_when_read_then_it_is_empty(tmp_path: Path):
    openpyxl.Workbook().save(tmp_path / "a.xlsx")

    with pytest.raises(errors.SheetEmptyError):
        read_sheet(tmp_path / "a.xlsx")


def test_given_a_huge_sparse_file_when_read_then_it_is_refused_at_once(tmp_path: Path):
    path = tmp_path / "a.xlsx"
    with path.open("wb") as file:
        file.truncate(2 * 1024**3)
    began = time.monotonic()

    with pytest.raises(errors.SheetTooLargeError) as caught:
        read_sheet(path)

    assert caught.value.facts["size"] == 2 * 1024**3
    assert time.monotonic() - began < 1


@pytest.mark.parametrize(
    ("name", "content", "found"),
    [
        ("a.xlsx", b"%PDF-1.7 ...", "pdf"),
        ("a.csv", b"\x89PNG\r\n\x1a\n....", "image"),
        ("a.xlsx", b"\xff\xd8\xff\xe0....", "image"),
        ("a.hwp", b"HWP Document File V3.00", "hwp"),
        ("a.xls", b"{\\rtf1 ...}", "document"),
        ("a.xls", b"MIME-Version: 1.0\r\nX-Document: Workbook", "mhtml"),
        ("a.xls", b"<?xml version='1.0'?><Workbook xmlns="
         b"'urn:schemas-microsoft-com:office:spreadsheet'/>", "xml"),
        ("a.xls", b"<html><body>Please log in</body></html>", "html"),
        ("a.csv", b"\x00\x01\x02\x03\x04" * 100, "binary"),
        ("a.csv", b"\x01\x02\x03\x04 abc" * 100, "binary"),
        ("a.py", b"import os\n", "text"),
        ("a.zip", b"PK\x05\x06" + b"\0" * 18, "archive"),
    ],
)  # fmt: skip
def test_given_another_kind_of_file_when_read_then_it_says_which(
    tmp_path: Path, name: str, content: bytes, found: str
):
    path = tmp_path / name
    path.write_bytes(content)

    with pytest.raises(errors.NotASheetError) as caught:
        read_sheet(path)

    assert caught.value.facts["found"] == found
    assert caught.value.facts["extension"] == path.suffix


@pytest.mark.parametrize(
    ("part", "found"),
    [("word/document.xml", "document"), ("ppt/a.xml", "slides"), ("xl/workbook.bin", "xlsb"),
     ("a.txt", "archive")],
)  # fmt: skip
def test_given_an_archive_of_something_else_when_read_then_it_says_which(
    tmp_path: Path, part: str, found: str
):
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(part, "x")

    with pytest.raises(errors.NotASheetError) as caught:
        read_sheet(path)

    assert caught.value.facts["found"] == found


def test_given_a_korean_document_when_read_then_it_says_which(tmp_path: Path):
    with zipfile.ZipFile(tmp_path / "a.hwpx", "w") as archive:
        archive.writestr("mimetype", "application/hwp+zip")
    write_container(tmp_path / "a.hwp", "FileHeader")
    write_container(tmp_path / "a.doc", "WordDocument")

    for name, found in (("a.hwpx", "hwp"), ("a.hwp", "hwp"), ("a.doc", "document")):
        with pytest.raises(errors.NotASheetError) as caught:
            read_sheet(tmp_path / name)
        assert caught.value.facts["found"] == found


def test_given_a_locked_file_when_read_then_it_says_by_what(tmp_path: Path):
    write_container(tmp_path / "a.xlsx", "EncryptedPackage")
    write_xls(tmp_path / "a.xls", [["회사명"]], locked=True)
    write_ods(tmp_path / "a.ods", ods_row("회사명"), encrypted=True)
    (tmp_path / "b.xlsx").write_bytes(b"SCDSA002" + b"\x07" * 900)
    (tmp_path / "c.xlsx").write_bytes(b"\x9b DRMONE  This Document is encrypted")

    for name, how in (
        ("a.xlsx", "password"),
        ("a.xls", "password"),
        ("a.ods", "password"),
        ("b.xlsx", "drm"),
        ("c.xlsx", "drm"),
    ):
        with pytest.raises(errors.SheetProtectedError) as caught:
            read_sheet(tmp_path / name)
        assert caught.value.facts["how"] == how


@pytest.mark.parametrize("share", [0.2, 0.5, 0.9, 0.99])
def test_given_a_workbook_that_is_cut_off_when_read_then_it_is_broken(tmp_path: Path, share: float):
    whole = workbook_bytes()
    path = tmp_path / "a.xlsx"
    path.write_bytes(whole[: int(len(whole) * share)])

    with pytest.raises(errors.SheetBrokenError):
        read_sheet(path)


def test_given_damaged_bytes_inside_when_read_then_it_is_broken(tmp_path: Path):
    whole = bytearray(workbook_bytes())
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        at = archive.getinfo("xl/worksheets/sheet1.xml").header_offset + 200
    whole[at : at + 20] = b"\x55" * 20
    path = tmp_path / "a.xlsx"
    path.write_bytes(whole)

    with pytest.raises(errors.SheetBrokenError):
        read_sheet(path)


def test_given_a_text_sheet_that_is_cut_off_or_never_closes_a_quote_when_read_then_it_is_broken(
    tmp_path: Path,
):
    (tmp_path / "a.csv").write_bytes("회사명,대표\n대성,가뷁".encode()[:-1])
    (tmp_path / "b.csv").write_text('a,b\n1,"2\n3,4\n5,6\n', encoding="utf-8")

    for name in ("a.csv", "b.csv"):
        with pytest.raises(errors.SheetBrokenError):
            read_sheet(tmp_path / name)


def test_given_text_in_no_known_encoding_when_read_then_it_says_what_was_tried(tmp_path: Path):
    path = tmp_path / "a.csv"
    path.write_bytes(b"a,b\n" + bytes(range(0x80, 0x100)) + b"\nc,d\n")

    with pytest.raises(errors.SheetTextError):
        read_sheet(path)
