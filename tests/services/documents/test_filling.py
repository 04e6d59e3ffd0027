"""A template is filled with whatever people typed, and with nothing else."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import pytest
from docx import Document
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from markupsafe import Markup

from desktop.services.documents import docx_writer
from desktop.services.documents.complaints import ComplaintCode, UnfitReason
from desktop.services.documents.errors import (
    DocumentTooLargeError,
    TemplateRefusedError,
    TemplateUnreadableError,
    UnfitValueError,
    ValuesMissingError,
)
from tests.services.documents.conftest import saved

if TYPE_CHECKING:
    from collections.abc import Callable

    Word = Callable[..., bytes]
    TextOf = Callable[[bytes], str]

NOON = datetime(2026, 3, 8, 3, 0, tzinfo=UTC)


def fill(template: bytes, **values: Any) -> bytes:
    return docx_writer.fill(template, values, made_at=NOON, title="협약서")


def test_given_rows_when_filled_then_each_has_its_line(word: Word, text_of: TextOf) -> None:
    template = word(
        "총사업비 {{ 재원.합계|원 }} ({{ 재원.합계|억만 }})",
        rows=(
            ("{%tr for 항 in 재원.항목 %}", ""),
            ("{{ loop.index }}. {{ 항.이름 }}", "{{ 항.금액|수 }}"),
            ("{%tr endfor %}", ""),
        ),
        footer="{{ 문서.작성일|날짜 }}",
    )
    lines = [{"이름": "국비", "금액": 60_000_000}, {"이름": "자부담", "금액": None}]

    text = text_of(
        fill(
            template,
            재원={"합계": 120_000_000, "항목": lines},
            문서={"작성일": date(2026, 3, 8)},
        )
    )

    assert "총사업비 120,000,000원 (1억 2,000만)" in text
    assert "1. 국비\n60,000,000\n2. 자부담\n\n" in text
    assert text.endswith("2026. 3. 8.")


@pytest.mark.parametrize(
    "typed",
    [
        '㈜한국정밀 & <b>"굵게"</b>',
        "{{ 7*7 }}",
        "{% for x in y %}",
        "{_{ 기업 }_}",
        "가" * 300,
        "첫째 줄\n둘째 줄\n\n넷째 줄",
        "</w:t></w:r><w:r><w:t>",
        "&lt;&amp;",
        " 앞뒤 빈칸 ",
        "𠮷野家 ①㈜℃㎡ ☑",
    ],
)
def test_given_hostile_text_when_filled_then_it_is_printed_as_typed(
    word: Word, text_of: TextOf, typed: str
) -> None:
    template = word("[{{ 기업.이름 }}]", footer="[{{ 기업.이름 }}]")

    text = text_of(fill(template, 기업={"이름": typed}))

    assert text == f"[{typed}]\n[{typed}]"


def test_given_control_characters_then_they_are_left_out_and_lines_stay(
    word: Word, text_of: TextOf
) -> None:
    typed = "가\x00나\x07다\x0c라\x1b마\r\n바\u2028사\ud800아"

    text = text_of(fill(word("{{ 기업.이름 }}"), 기업={"이름": typed}))

    assert text == "가나다라마\n바\n사아\n"


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(typed=st.text(st.characters(exclude_categories=["C", "Zl", "Zp"]), max_size=300))
def test_given_any_text_when_filled_then_it_can_be_read_back(
    word: Word, text_of: TextOf, typed: str
) -> None:
    assert text_of(fill(word("<{{ 값 }}>"), 값=typed)) == f"<{typed}>\n"


def test_given_equal_content_when_filled_twice_then_the_bytes_are_equal(word: Word) -> None:
    template = word("{{ 기업.이름 }}", rows=(("{{ 기업.이름 }}", "x"),))

    first = fill(template, 기업={"이름": "한빛정밀"})
    second = fill(bytes(bytearray(template)), 기업={"이름": "한빛정밀"})

    assert first == second
    with zipfile.ZipFile(io.BytesIO(first)) as package:
        assert {entry.date_time for entry in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert package.namelist()[0] == "[Content_Types].xml"


def test_given_a_template_of_somebody_when_filled_then_its_history_is_gone(word: Word) -> None:
    document = Document(io.BytesIO(word("{{ 값 }}")))
    core = document.core_properties
    core.author, core.last_modified_by, core.comments = "홍길동", "홍길동", "{{ 7*7 }} 메모"
    core.last_printed = datetime(2020, 1, 1, tzinfo=UTC)

    filled = fill(saved(document), 값="x")

    with zipfile.ZipFile(io.BytesIO(filled)) as package:
        everything = b"".join(package.read(name) for name in package.namelist()).decode(
            errors="replace"
        )
        names = package.namelist()
    assert "홍길동" not in everything
    assert "메모" not in everything
    assert "lastPrinted" not in everything
    assert "docProps/app.xml" not in names
    assert "docProps/thumbnail.jpeg" not in names
    made = Document(io.BytesIO(filled)).core_properties
    assert (made.author, made.title) == ("이음", "협약서")
    assert made.created is not None
    assert made.created.replace(tzinfo=UTC) == NOON


@pytest.mark.parametrize(
    "tag",
    [
        "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
        "{{ ''.__class__.__mro__[1].__subclasses__() }}",
        "{{ 기업.이름.__class__() }}",
        "{{ 기업.이름.upper() }}",
        "{{ 기업.clear() }}",
        "{{ 'x' * 100000000 }}",
        "{{ 2 ** 99999999 }}",
        "{{ 기업.이름 ~ 기업.이름 }}",
        "{{ range(1000000000) }}",
        "{% for i in range(1000000000) %}x{% endfor %}",
        "{% for i in [1, 2, 3] %}x{% endfor %}",
        "{% set a = 기업.이름 %}",
        "{% macro m() %}x{% endmacro %}",
        "{% include 'other' %}",
        "{% import 'os' as os %}",
        "{{ 기업.이름|attr('upper') }}",
        "{{ 기업|map(attribute='이름')|list }}",
        "{{ 기업.이름|빈칸(99999999) }}",
        "{{ 기업['이름']['__class__']() }}",
        "{{ 기업[0] }}",
        "{{ lipsum() }}",
        "{{ self._TemplateReference__context }}{{ self() }}",
        "{% for 가 in 목록 %}{% for 나 in 목록 %}x{% endfor %}{% endfor %}",
    ],
)
def test_given_a_template_that_does_more_than_a_form_then_it_is_refused(
    word: Word, tag: str
) -> None:
    with pytest.raises(TemplateRefusedError) as refusal:
        fill(word(tag), 기업={"이름": "한빛정밀"}, 목록=[{}])

    codes = {complaint.code for complaint in refusal.value.complaints}
    assert codes <= {
        ComplaintCode.FORBIDDEN,
        ComplaintCode.UNKNOWN_FILTER,
        ComplaintCode.BROKEN_TAG,
    }


@pytest.mark.parametrize(
    "tag", ["{{ 기업.__class__ }}", "{{ 기업.items }}", "{{ 기업.이름._x }}", "{{ cycler }}"]
)
def test_given_a_name_that_is_no_value_then_it_counts_as_missing(word: Word, tag: str) -> None:
    with pytest.raises(ValuesMissingError):
        fill(word(tag), 기업={"이름": "한빛정밀"})


class _Word(StrEnum):
    FINE = "적정"


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (Markup("<b>"), UnfitReason.TYPE),
        (_Word.FINE, UnfitReason.TYPE),
        (NOON, UnfitReason.TYPE),
        (object(), UnfitReason.TYPE),
        (("가", "나"), UnfitReason.TYPE),
        (float("nan"), UnfitReason.TYPE),
        (b"bytes", UnfitReason.TYPE),
        ({"a b": 1}, UnfitReason.NAME),
        ({1: 1}, UnfitReason.NAME),
        ("가" * 20_001, UnfitReason.TOO_LONG),
        ([None] * 1_001, UnfitReason.TOO_MANY),
        ([[[[[[]]]]]], UnfitReason.TOO_DEEP),
    ],
)
def test_given_a_value_that_is_not_plain_then_its_field_is_named(
    word: Word, value: object, reason: UnfitReason
) -> None:
    with pytest.raises(UnfitValueError) as refusal:
        fill(word("{{ 기업.이름 }}"), 기업={"이름": value})

    assert refusal.value.facts["reason"] is reason
    assert str(refusal.value.facts["field"]).startswith("기업")


def test_given_fields_without_values_then_all_are_named_at_once(word: Word) -> None:
    template = word(
        "{{ 기업.이름 }} {{ 기업.대표자 }}",
        rows=(
            ("{%tr for 항 in 재원.항목 %}",),
            ("{{ 항.이름 }}",),
            ("{%tr endfor %}",),
        ),
        footer="{{ 문서.번호 }}",
    )

    with pytest.raises(ValuesMissingError) as refusal:
        fill(template, 기업={"이름": "한빛정밀"}, 재원={"항목": [{"이름": "국비"}, {}]})

    assert refusal.value.facts["fields"] == ["기업.대표자", "문서.번호", "재원.항목.이름"]


def test_given_a_filter_on_the_wrong_kind_of_value_then_it_says_which(word: Word) -> None:
    with pytest.raises(UnfitValueError) as refusal:
        fill(word("{{ 기업.이름|원 }}"), 기업={"이름": "한빛정밀"})

    assert refusal.value.facts["field"] == "원"
    assert refusal.value.facts["found"] == "str"


def test_given_values_without_filter_then_none_is_blank_and_the_rest_is_readable(
    word: Word, text_of: TextOf
) -> None:
    template = word("{{ a }}|{{ b }}|{{ c }}|{{ d }}|{{ e }}")

    text = text_of(fill(template, a=None, b=True, c=date(2026, 3, 8), d=12.50, e=7))

    assert text == "|☑|2026. 3. 8.|12.5|7\n"


def test_given_rows_that_would_fill_a_library_then_it_stops_early(word: Word) -> None:
    template = word("{% for 줄 in 목록 %}{{ 줄.글 }}{% endfor %}")
    rows = [{"글": "가" * 20_000}] * 1_000

    with pytest.raises(DocumentTooLargeError):
        fill(template, 목록=rows)


@pytest.mark.parametrize("file", [b"", b"no zip", b"PK\x03\x04 half a zip"])
def test_given_no_word_file_then_it_says_so(file: bytes) -> None:
    with pytest.raises(TemplateUnreadableError):
        fill(file)


def test_given_another_zip_then_it_is_no_word_file() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as package:
        package.writestr("hello.txt", "안녕")

    with pytest.raises(TemplateUnreadableError):
        fill(stream.getvalue())
