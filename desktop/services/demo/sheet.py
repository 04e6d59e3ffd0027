"""Writes a list of applicants as a center gets it: known firms, new ones, rows with mistakes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.services.demo.chance import synthetic_brn

if TYPE_CHECKING:
    from pathlib import Path

_HEADER = ("업체명", "사업자등록번호", "전화번호", "종업원수", "총사업비", "과제명")
_NEW = "가나다라마바사"
_FREE_NUMBERS = 95_000  # no demo world has that many companies


def write_applicants(file: Path, *, known: str, brn: str) -> Path:
    """Write the list; `known` is a company that is there, once with its number, once without."""
    import xlsxwriter

    rows = [
        (known, brn, "055-200-0001", 30, "1.2억", "MES"),
        (known, "", "055-200-0001", 30, "80,000천원", "PLM"),
        *(
            (f"{syllable * 2}정밀", synthetic_brn(_FREE_NUMBERS + at), "", 20 + at, "2억원", "MES")
            for at, syllable in enumerate(_NEW)
        ),
        ("아름산업", "123-45-67890", "055-200-0002", 12, "50,000,000", "ERP"),
        ("자람산업", synthetic_brn(_FREE_NUMBERS + 100), "055-200-0003", "열둘", "6천만원", "ERP"),
    ]
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet()
        for line, row in enumerate((_HEADER, *rows)):
            sheet.write_row(line, 0, row)
    return file
