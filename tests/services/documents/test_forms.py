"""Every form that ships is known, complete, drawn by our own hand and fills with samples."""

from __future__ import annotations

import hashlib
import importlib
import re
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from db.words import DocumentKind, Stage
from desktop import paths
from desktop.services.documents import catalog, docx_writer, fields, reading
from desktop.services.documents.errors import UnknownDocumentError
from desktop.services.documents.filters import FILTERS
from desktop.services.documents.lint import lint

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import ModuleType

NOON = datetime(2026, 3, 8, 3, 0, tzinfo=UTC)
PACKAGING = Path(__file__).resolve().parents[3] / "packaging"
EVERY = pytest.mark.parametrize("kind", list(DocumentKind))


@pytest.fixture(scope="module")
def drawing() -> Iterator[ModuleType]:
    """Return the script that draws the forms, which lies in a plain folder."""
    sys.path.insert(0, str(PACKAGING))
    yield importlib.import_module("make_templates")
    sys.path.remove(str(PACKAGING))


def test_given_the_words_then_every_kind_of_document_has_a_form() -> None:
    assert [document.kind for document in catalog.list_documents()] == list(DocumentKind)
    assert {d.code_name for d in catalog.list_documents()} == {k.name.lower() for k in DocumentKind}


def test_given_a_stage_then_its_documents_are_listed() -> None:
    def kinds(stage: Stage) -> list[str]:
        return [document.kind.value for document in catalog.for_stage(stage)]

    assert [kinds(stage) for stage in Stage] == [
        ["D08", "D10", "D11", "D12"],
        ["D14"],
        ["D17", "D19", "D24"],
        ["D30"],
    ]


def test_given_an_unknown_kind_then_it_is_said() -> None:
    with pytest.raises(UnknownDocumentError):
        catalog.find("D99")  # type: ignore[arg-type]


@EVERY
def test_given_a_form_then_the_manifest_lists_exactly_its_fields(kind: DocumentKind) -> None:
    document = catalog.find(kind)
    used = {
        name
        for name in reading.used_fields(catalog.template_bytes(kind))
        if not name.startswith(catalog.PROGRAM_GROUP)
    }

    assert sorted(document.fields) == sorted(used)
    assert used <= set(fields.dictionary())


@EVERY
def test_given_a_form_then_there_is_nothing_to_repair(kind: DocumentKind) -> None:
    assert lint(catalog.template_bytes(kind), fields.dictionary()) == []


@EVERY
def test_given_a_form_then_it_is_the_one_that_is_drawn(
    kind: DocumentKind, drawing: ModuleType
) -> None:
    """Whoever changes a shipped form in Word takes it out of the drawing, or draws it so."""
    document = catalog.find(kind)

    assert drawing.parts(drawing.drawn(document.file)) == drawing.parts(
        catalog.template_bytes(kind)
    )


@EVERY
def test_given_sample_values_when_filled_then_every_value_can_be_read(
    kind: DocumentKind, text_of: Callable[[bytes], str]
) -> None:
    document = catalog.find(kind)
    values = fields.sample(document)
    assert fields.missing(document, values) == []

    filled = docx_writer.fill(
        catalog.template_bytes(kind), values, made_at=NOON, title=document.title
    )

    text = text_of(filled).replace("\u00a0", " ")
    assert not re.search(r"\{\{|\}\}|\{%|%\}|None|_{9}", text)
    for value in _texts(values):
        assert value in text
    assert "서식 항목은 공고 서식과 대조가 필요합니다." in text
    assert filled == docx_writer.fill(
        catalog.template_bytes(kind), values, made_at=NOON, title=document.title
    )


@EVERY
def test_given_only_the_needed_values_when_filled_then_the_rest_is_left_blank(
    kind: DocumentKind, text_of: Callable[[bytes], str]
) -> None:
    document = catalog.find(kind)
    known = fields.dictionary()
    needed = fields.nested(
        {
            name: known[name].example
            for name in document.fields
            if known[name].needed and not known[name].row_of
        }
    )
    assert fields.missing(document, needed) == []

    filled = docx_writer.fill(
        catalog.template_bytes(kind), fields.prepared(document, needed), made_at=NOON
    )

    assert "None" not in text_of(filled)


@EVERY
def test_given_nothing_then_what_is_missing_is_named_in_order(kind: DocumentKind) -> None:
    document = catalog.find(kind)

    named = fields.missing(document, {})

    assert named[0] == "문서.번호"
    assert all(fields.dictionary()[name].needed for name in named)
    assert not any(fields.dictionary()[name].row_of for name in named)


def test_given_a_row_without_a_needed_column_then_the_column_is_missing() -> None:
    document = catalog.find(DocumentKind.AGREEMENT)
    values = fields.sample(document)
    parties = values["협약"]["당사자"]  # type: ignore[index]
    parties[2]["대표자"] = "  "

    assert fields.missing(document, values) == ["협약.당사자.대표자"]


def test_given_more_values_than_a_form_uses_then_they_stay_at_home() -> None:
    document = catalog.find(DocumentKind.ELIGIBILITY_REVIEW)

    prepared = fields.prepared(document, {"기업": {"이름": "한빛", "담당자이메일": "x@y.example"}})

    assert "담당자이메일" not in prepared["기업"]  # type: ignore[operator]
    assert prepared["서식"] == {"코드": "D08", "판": "1", "대조됨": False}


def test_given_a_form_that_somebody_compared_then_the_footer_is_silent(
    text_of: Callable[[bytes], str],
) -> None:
    document = catalog.find(DocumentKind.ELIGIBILITY_REVIEW)
    values = fields.sample(document)
    values["서식"] = {"코드": "D08", "판": "2", "대조됨": True}

    text = text_of(docx_writer.fill(catalog.template_bytes(document.kind), values, made_at=NOON))

    assert "대조가 필요" not in text
    assert "서식 D08 · 2판" in text


def test_given_a_form_that_an_officer_changed_then_it_asks_for_its_own_fields(
    word: Callable[..., bytes],
) -> None:
    document = catalog.find(DocumentKind.ELIGIBILITY_REVIEW)

    changed = catalog.revised(
        document, word("{{ 기업.이름 }} {{ 재원.도비|원 }} {{ 서식.판 }}"), version="1-가"
    )

    assert changed.seen == ("기업.이름",)
    assert changed.unverified == ("재원.도비",)
    assert fields.prepared(changed, {})["서식"] == {"코드": "D08", "판": "1-가", "대조됨": False}


def test_given_the_dictionary_then_every_field_is_described() -> None:
    for name, spec in fields.dictionary().items():
        assert spec.label, name
        assert spec.label_en, name
        assert spec.source, name
        assert bool(spec.choices) == (spec.kind is fields.FieldKind.CHOICE), name
        if spec.has_rows:
            columns = {
                n.rpartition(".")[2] for n, s in fields.dictionary().items() if s.row_of == name
            }
            assert isinstance(spec.example, list)
            assert all(set(row) == columns for row in spec.example), name


def test_given_the_guide_to_templates_then_it_explains_every_filter() -> None:
    guide = (paths.templates() / "README.md").read_text("utf-8")

    assert all(f"`\\|{name}" in guide for name in FILTERS)


def test_given_the_fingerprint_then_it_is_of_the_file() -> None:
    file = catalog.template_bytes(DocumentKind.AGREEMENT)

    assert catalog.template_sha256(DocumentKind.AGREEMENT) == hashlib.sha256(file).hexdigest()


def _texts(values: object) -> Iterator[str]:
    """Yield every text among the values that a form prints as it stands."""
    if isinstance(values, dict):
        for value in values.values():
            yield from _texts(value)
    elif isinstance(values, list):
        for value in values:
            yield from _texts(value)
    elif isinstance(values, str) and values not in ("감소", "증가", "보완", "미활용"):
        yield values
