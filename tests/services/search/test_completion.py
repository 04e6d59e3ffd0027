"""The search box knows how a word may go on."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.words import Stage
from desktop.services.search.completion import completions
from desktop.services.search.query import parse
from desktop.services.search.words import Field


def offered(text: str, *, english: bool = False) -> list[str]:
    """Return the texts that the box would hold after taking each completion."""
    return [
        text[: one.start] + one.insert + text[one.end :]
        for one in completions(text, len(text), english=english)
    ]


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("단", "단계:"),
        ("대성 지", "대성 지역:"),
        ("sta", "단계:"),
        ("ㄷㄱ", "단계:"),
        ("-단", "-단계:"),
        ("단계:", "단계:신청"),
        ("단계:구", "단계:구축"),
        ("단계:ㅅㅎ", "단계:사후관리"),
        ("단계:구축,매", "단계:구축,매칭"),
        ("담당:", "담당:@나"),
        ("기한:", "기한:오늘"),
        ("기한:<", "기한:<7일"),
        ("대기업:", "대기업:없음"),
    ],
)
def test_given_a_begun_word_then_it_may_go_on(typed: str, first: str) -> None:
    assert offered(typed)[0] == first


def test_given_english_then_english_words_are_offered() -> None:
    assert offered("st", english=True) == ["stage:", "state:"]
    assert offered("stage:b", english=True) == ["stage:buildout"]


def test_given_a_cursor_in_the_middle_then_the_word_before_it_goes_on() -> None:
    (only,) = completions("단계:구 대성", 4)

    assert (only.insert, only.start, only.end) == ("구축", 3, 4)
    assert (only.field, only.member) == (Field.STAGE, Stage.BUILDOUT)


@pytest.mark.parametrize("typed", ["", " ", "대성 ", "단게:구", '"단'])
def test_given_nothing_to_go_on_from_then_nothing_is_offered(typed: str) -> None:
    assert offered(typed) == []


@given(st.text(max_size=30), st.booleans())
def test_given_any_text_then_what_is_offered_is_understood(text: str, english: bool) -> None:
    for whole in offered(text, english=english):
        assert len(parse(whole).clauses) >= len(parse(text).clauses) - 1
