"""What the stories of documents start from: small Word files, and their text read back."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import pytest
from docx import Document

from desktop.services.documents.fields import FieldKind, FieldSpec

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@pytest.fixture
def word() -> Callable[..., bytes]:
    """Return a function that makes a Word file of paragraphs, of table rows and of a footer."""

    def make(*paragraphs: str, rows: tuple[tuple[str, ...], ...] = (), footer: str = "") -> bytes:
        document = Document()
        for paragraph in paragraphs:
            document.add_paragraph(paragraph)
        if rows:
            table = document.add_table(rows=0, cols=len(rows[0]))
            for row in rows:
                for cell, text in zip(table.add_row().cells, row, strict=True):
                    cell.text = text
        document.sections[0].footer.paragraphs[0].text = footer
        return saved(document)

    return make


@pytest.fixture
def text_of() -> Callable[[bytes], str]:
    """Return a function that reads all text of a Word file back: body, tables, footer."""

    def read(file: bytes) -> str:
        document = Document(io.BytesIO(file))
        footer = (paragraph.text for paragraph in document.sections[0].footer.paragraphs)
        return "\n".join([*_texts(document), *footer])

    return read


@pytest.fixture
def known() -> dict[str, FieldSpec]:
    """Return a small dictionary of fields with one table."""
    specs = [
        _spec("기업.이름", "기업명", "한빛정밀"),
        _spec("기업.대표자", "대표자", "박가온"),
        _spec("재원.도비", "도비", 10_000_000, FieldKind.MONEY),
        _spec("재원.항목", "재원표", [{"이름": "국비", "현금": 5}], FieldKind.ROWS),
        _spec("재원.항목.이름", "재원", None, row_of="재원.항목"),
        _spec("재원.항목.현금", "현금", None, FieldKind.MONEY, row_of="재원.항목"),
    ]
    return {spec.name: spec for spec in specs}


def saved(document: Any) -> bytes:
    """Return a python-docx document as bytes."""
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def _texts(document: Any) -> Iterator[str]:
    for block in document.iter_inner_content():
        if hasattr(block, "rows"):
            for row in block.rows:
                yield from (cell.text for cell in row.cells)
        else:
            yield block.text


def _spec(
    name: str, label: str, example: object, kind: FieldKind = FieldKind.TEXT, row_of: str = ""
) -> FieldSpec:
    return FieldSpec(name, kind, label, label, "", "", example, row_of=row_of)
