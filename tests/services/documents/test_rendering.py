"""The filled forms look right on paper: pages, Korean text, nothing lost at a page's end."""

from __future__ import annotations

import os
import re
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from pypdf import PdfReader

from db.words import DocumentKind
from desktop.services.documents import catalog, docx_writer, fields

if TYPE_CHECKING:
    from collections.abc import Callable

NOON = datetime(2026, 3, 8, 3, 0, tzinfo=UTC)
A4_POINTS = (595, 842)
LONG_NAME = "주식회사 대한첨단정밀자동차부품소재융복합제조기술연구개발 경남제2공장"
WAIT_FOR_WRITER_SECONDS = 240
# The forms ask for fonts of Windows; here the bundled one stands in, whatever is installed.
FONTS = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>{bundled}</dir>
  <dir>/usr/share/fonts</dir>
  <cachedir>{cache}</cachedir>
  <alias binding="strong"><family>맑은 고딕</family>
    <prefer><family>Pretendard</family></prefer></alias>
</fontconfig>
"""


def crowded(values: Any) -> Any:
    """Return the values with fourteen rows in every table, which no page can hold."""
    if isinstance(values, dict):
        return {name: crowded(value) for name, value in values.items()}
    if isinstance(values, list) and values:
        return [dict(values[number % len(values)]) for number in range(14)]
    return values


def filled(kind: DocumentKind, change: Callable[[Any], Any] | None = None) -> bytes:
    values = fields.sample(catalog.find(kind))
    if change is not None:
        values = change(values)
        values["기업"]["이름"] = LONG_NAME
    return docx_writer.fill(catalog.template_bytes(kind), values, made_at=NOON)


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """Return the text of every page of every form, laid out by one run of Writer.

    Keys are D08 for the sample and D08-crowded for long names and long tables.
    """
    folder = tmp_path_factory.mktemp("papers")
    for kind in DocumentKind:
        (folder / f"{kind}.docx").write_bytes(filled(kind))
        if kind is not DocumentKind.AGREEMENT:  # its parties would need fourteen seals
            (folder / f"{kind}-crowded.docx").write_bytes(filled(kind, crowded))
    _lay_out(folder)
    return {file.stem: _pages(file) for file in sorted(folder.glob("*.pdf"))}


def _lay_out(folder: Path) -> None:
    bundled = Path(__file__).resolve().parents[3] / "desktop" / "resources" / "fonts"
    fonts = folder / "fonts.conf"
    fonts.write_text(FONTS.format(bundled=bundled, cache=folder / "cache"), encoding="utf-8")
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder)]
    subprocess.run(
        command + [str(file) for file in sorted(folder.glob("*.docx"))],
        env={**os.environ, "FONTCONFIG_FILE": str(fonts), "LC_ALL": "C.UTF-8"},
        check=True,
        capture_output=True,
        timeout=WAIT_FOR_WRITER_SECONDS,
    )


def _pages(file: Path) -> list[str]:
    """Return the text of each page without blanks, which Writer sets as it likes."""
    reader = PdfReader(file)
    for page in reader.pages:
        assert (round(page.mediabox.width), round(page.mediabox.height)) == A4_POINTS
    return [re.sub(r"\s", "", page.extract_text()) for page in reader.pages]


@pytest.mark.parametrize(
    ("kind", "most"),
    [("D08", 2), ("D11", 1), ("D14", 4), ("D17", 1), ("D19", 2), ("D24", 2), ("D30", 2)],
)
def test_given_an_ordinary_case_then_the_form_stays_short(
    pages: dict[str, list[str]], kind: str, most: int
) -> None:
    assert 1 <= len(pages[kind]) <= most


@pytest.mark.parametrize("kind", list(DocumentKind))
def test_given_a_form_on_paper_then_title_number_and_page_stand_where_they_belong(
    pages: dict[str, list[str]], kind: DocumentKind
) -> None:
    document = catalog.find(kind)
    sheets = pages[kind.value]

    assert document.title.replace(" ", "") in sheets[0]
    for number, sheet in enumerate(sheets, start=1):
        assert f"{number}/{len(sheets)}" in sheet
        assert f"서식{kind.value}·1판" in sheet
        assert "서식항목은공고서식과대조가필요합니다." in sheet
        assert "제조혁신-2026-0042" in sheet
    assert "(서명또는인)" in "".join(sheets)
    assert "{{" not in "".join(sheets)


@pytest.mark.parametrize("kind", [k for k in DocumentKind if k is not DocumentKind.AGREEMENT])
def test_given_long_tables_then_nothing_is_lost_and_heads_are_repeated(
    pages: dict[str, list[str]], kind: DocumentKind
) -> None:
    sheets = pages[f"{kind}-crowded"]

    assert len(sheets) > 1
    assert LONG_NAME.replace(" ", "") in "".join(sheets)
    assert "(서명또는인)" in sheets[-1]


def test_given_requirements_over_two_pages_then_both_name_the_columns(
    pages: dict[str, list[str]],
) -> None:
    first, second = pages["D08-crowded"][:2]

    for sheet in (first, second):
        assert "확인기준" in sheet
        assert "부적합" in sheet


def test_given_an_agreement_then_the_seals_of_all_parties_are_on_one_page(
    pages: dict[str, list[str]],
) -> None:
    signed = [sheet for sheet in pages["D14"] if "서명또는인" in sheet]

    assert len(signed) == 1
    for party in ("“갑”", "“을”", "“병”", "“정”"):
        assert party in signed[0]
