"""Whoever changes a form in Word hears what to repair, and where."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

import pytest
from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from desktop.services.documents import reading
from desktop.services.documents.complaints import Complaint, ComplaintCode
from desktop.services.documents.lint import lint
from tests.services.documents.conftest import saved

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop.services.documents.fields import FieldSpec

    Word = Callable[..., bytes]
    Known = dict[str, FieldSpec]


def only(complaints: list[Complaint]) -> Complaint:
    assert len(complaints) == 1, complaints
    return complaints[0]


def with_part(file: bytes, name: str, content: bytes) -> bytes:
    """Return a package with one part more, or another in its place."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(file)) as old, zipfile.ZipFile(stream, "w") as new:
        for entry in old.namelist():
            if entry != name:
                new.writestr(entry, old.read(entry))
        new.writestr(name, content)
    return stream.getvalue()


def test_given_a_good_template_then_there_is_nothing_to_say(word: Word, known: Known) -> None:
    template = word(
        "{{ 기업.이름 }} {% if 재원.도비 %}{{ 재원.도비|원 }}{% endif %}",
        rows=(
            ("{%tr for 줄 in 재원.항목 %}", ""),
            ("{{ loop.index }} {{ 줄.이름 }}", "{{ 줄.현금|수 }}"),
            ("{%tr endfor %}", ""),
            ("{%tr if not 재원.항목 %}", ""),
            ("없음", ""),
            ("{%tr endif %}", ""),
        ),
    )

    assert lint(template, known) == []
    assert reading.used_fields(template) == [
        "기업.이름",
        "재원.도비",
        "재원.항목",
        "재원.항목.이름",
        "재원.항목.현금",
    ]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("도비", "재원.도비"),
        ("기업.이룸", "기업.이름"),
        ("기업명칭", "기업.이름"),
        ("기업.대표", "기업.대표자"),
        ("재원.토비", "재원.도비"),
        ("전혀다른말", ""),
    ],
)
def test_given_an_unknown_field_then_the_nearest_is_suggested(
    word: Word, known: Known, written: str, meant: str
) -> None:
    complaint = only(lint(word("기업명: {{ " + written + " }} 귀하"), known))

    assert complaint.code is ComplaintCode.UNKNOWN_FIELD
    assert complaint.field == written
    assert complaint.suggestion == meant
    assert complaint.place == "기업명: {{ " + written + " }} 귀하"


def test_given_an_unknown_column_then_it_is_suggested_with_the_loop_s_own_word(
    word: Word, known: Known
) -> None:
    template = word(
        rows=(("{%tr for 줄 in 재원.항목 %}",), ("{{ 줄.헌금 }}",), ("{%tr endfor %}",))
    )

    complaint = only(lint(template, known))

    assert (complaint.field, complaint.suggestion) == ("줄.헌금", "줄.현금")


def test_given_a_bare_tag_in_a_cell_then_its_label_tells_the_place(
    word: Word, known: Known
) -> None:
    complaint = only(lint(word(rows=(("대표자", "{{ 기업.대표지 }}"),)), known))

    assert complaint.place == "대표자 │ {{ 기업.대표지 }}"


def test_given_a_mistake_in_the_footer_then_the_footer_is_named(word: Word, known: Known) -> None:
    complaint = only(lint(word(footer="{{ 기업.이룸 }}"), known))

    assert complaint.part == "footer"


def test_given_an_unknown_filter_then_the_nearest_is_suggested(word: Word, known: Known) -> None:
    complaint = only(lint(word("{{ 재원.도비|억 }}"), known))

    assert complaint.code is ComplaintCode.UNKNOWN_FILTER
    assert (complaint.field, complaint.suggestion) == ("억", "억만")


@pytest.mark.parametrize(
    ("paragraph", "tag"),
    [
        ("기업명 {{ 기업.이름 } 귀하", "{{ 기업.이름 } 귀하"),
        ("기업명 {{ 기업.이름", "{{ 기업.이름"),
        ("기업명 기업.이름 }} 귀하", "}}"),
        ("{% if 기업.이름 } 귀하", "{% if 기업.이름 } 귀하"),
        ("{{ 기업.이름 {{ 기업.대표자 }}", "{{ 기업.이름 {{ 기업.대표자 }}"),
    ],
)
def test_given_a_tag_that_is_not_closed_then_its_own_paragraph_is_named(
    word: Word, known: Known, paragraph: str, tag: str
) -> None:
    complaint = only(lint(word("앞", paragraph, "뒤 {{ 기업.이름 }}"), known))

    assert complaint.code is ComplaintCode.UNCLOSED_TAG
    assert (complaint.place, complaint.field) == (paragraph, tag)


def test_given_a_loop_without_an_end_then_its_beginning_is_named(word: Word, known: Known) -> None:
    template = word(
        "머리", rows=(("{%tr for 줄 in 재원.항목 %}",), ("{{ 줄.이름 }}",)), footer="꼬리"
    )

    complaint = only(lint(template, known))

    assert complaint.code is ComplaintCode.UNCLOSED_TAG
    assert (complaint.field, complaint.suggestion) == ("for", "{% endfor %}")
    assert "{% for 줄 in 재원.항목 %}" in complaint.place


def test_given_an_end_without_a_loop_then_it_is_named(word: Word, known: Known) -> None:
    complaint = only(lint(word("{{ 기업.이름 }}", "끝 {% endfor %}"), known))

    assert (complaint.code, complaint.field) == (ComplaintCode.UNCLOSED_TAG, "endfor")


def test_given_ends_in_the_wrong_order_then_the_inner_beginning_is_named(
    word: Word, known: Known
) -> None:
    tags = "{% for 줄 in 재원.항목 %}{% if 줄.이름 %}{% endfor %}{% endif %}"

    complaint = only(lint(word(tags), known))

    assert (complaint.code, complaint.field) == (ComplaintCode.UNCLOSED_TAG, "if")


@pytest.mark.parametrize("tag", ["{{ }}", "{{ 기업. }}", "{% 반복 %}", "{{ 기업 이름 }}"])
def test_given_a_misspelt_tag_then_it_is_broken(word: Word, known: Known, tag: str) -> None:
    assert only(lint(word(tag), known)).code is ComplaintCode.BROKEN_TAG


@pytest.mark.parametrize(
    ("tag", "code"),
    [
        ("{{ 재원.항목 }}", ComplaintCode.ROWS_PRINTED),
        ("{{ 재원 }}", ComplaintCode.ROWS_PRINTED),
        ("{{ 재원.항목.이름 }}", ComplaintCode.OUTSIDE_LOOP),
        ("{% for 줄 in 기업.이름 %}x{% endfor %}", ComplaintCode.NOT_ROWS),
        ("{{ 기업.이름|원 }}", ComplaintCode.UNFIT_FILTER),
        ("{{ 기업.이름.upper() }}", ComplaintCode.FORBIDDEN),
        ("{{p 기업.이름 }}", ComplaintCode.FORBIDDEN),
    ],
)
def test_given_a_field_used_against_its_kind_then_it_is_said(
    word: Word, known: Known, tag: str, code: ComplaintCode
) -> None:
    assert only(lint(word(tag), known)).code is code


@pytest.mark.parametrize("condition", ["기업.이름", "not 기업.이름"])
def test_given_a_condition_that_ends_inside_a_table_then_the_layout_would_break(
    word: Word, known: Known, condition: str
) -> None:
    """Tried with examples and with blanks: a condition is true in one and false in the other."""
    template = word("{% if " + condition + " %}", rows=(("칸 {% endif %}",),))

    assert only(lint(template, known)).code is ComplaintCode.BROKEN_LAYOUT


def test_given_word_s_curly_quotes_and_split_runs_then_the_tag_is_understood(
    word: Word, known: Known
) -> None:
    document = Document()
    paragraph = document.add_paragraph()
    for piece in ("{{ 기업", ".이름|체", "크(“적", "정”) }}"):
        paragraph.add_run(piece).bold = len(piece) > 5

    assert lint(saved(document), known) == []


@pytest.mark.parametrize(
    "name", ["word/vbaProject.bin", "word/embeddings/oleObject1.bin", "word/activeX/a.xml"]
)
def test_given_macros_or_objects_then_the_template_is_foreign(
    word: Word, known: Known, name: str
) -> None:
    complaint = only(lint(with_part(word("{{ 기업.이름 }}"), name, b"x"), known))

    assert (complaint.code, complaint.field) == (ComplaintCode.FOREIGN_CONTENT, name)


def test_given_content_from_elsewhere_then_the_template_is_foreign(
    word: Word, known: Known
) -> None:
    document = Document(io.BytesIO(word("{{ 기업.이름 }}")))
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate"
    document.part.relate_to("https://elsewhere.example/a.dotm", kind, is_external=True)

    complaint = only(lint(saved(document), known))

    assert complaint.code is ComplaintCode.FOREIGN_CONTENT
    assert complaint.field == "https://elsewhere.example/a.dotm"


def test_given_a_field_of_word_that_reads_files_then_the_template_is_foreign(
    word: Word, known: Known
) -> None:
    document = Document(io.BytesIO(word("{{ 기업.이름 }}")))
    run = document.paragraphs[0].add_run()._r
    for piece in (" DDE", "AUTO c:\\\\x "):
        instruction = OxmlElement("w:instrText")
        instruction.text = piece
        run.append(instruction)

    complaint = only(lint(saved(document), known))

    assert (complaint.code, complaint.field) == (ComplaintCode.FOREIGN_CONTENT, "DDEAUTO")


def test_given_changes_of_somebody_then_they_have_to_be_accepted_first(
    word: Word, known: Known
) -> None:
    document = Document(io.BytesIO(word("{{ 기업.이름 }}")))
    insertion = OxmlElement("w:ins")
    insertion.set(qn("w:author"), "홍길동")
    document.paragraphs[0]._p.append(insertion)

    complaint = only(lint(saved(document), known))

    assert (complaint.code, complaint.field) == (ComplaintCode.TRACKED_CHANGES, "홍길동")


def test_given_entities_in_a_part_then_the_template_is_foreign(word: Word, known: Known) -> None:
    bomb = b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'

    complaint = only(lint(with_part(word("x"), "word/theme/theme1.xml", bomb), known))

    assert (complaint.code, complaint.field) == (ComplaintCode.FOREIGN_CONTENT, "DOCTYPE")


def test_given_a_part_that_unpacks_without_end_then_the_template_is_too_large(
    word: Word, known: Known
) -> None:
    stream = io.BytesIO(word("x"))
    with zipfile.ZipFile(stream, "a", zipfile.ZIP_DEFLATED) as package:
        package.writestr("word/media/image1.png", bytes(31_000_000))

    assert only(lint(stream.getvalue(), known)).code is ComplaintCode.TOO_LARGE
