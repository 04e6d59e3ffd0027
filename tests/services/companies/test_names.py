"""Company names: the key that two spellings share, first consonants, keys typed in English."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.services.companies.names import (
    initials,
    is_initials,
    keys_of,
    normalise_name,
    spread_initials,
    typed_in_english,
)

SYLLABLES = st.text(st.characters(min_codepoint=0xAC00, max_codepoint=0xD7A3), min_size=1)


@pytest.mark.parametrize(
    "spelling",
    [
        "대성정밀",
        "(주)대성정밀",
        "㈜대성정밀",
        "㈜ 대성 정밀",
        "주식회사 대성정밀",
        "대성정밀 주식회사",
        "대성정밀(주)",
        "( 주 )대성정밀",
        "（주）대성정밀",
        "대성정밀㈜",
        "대성·정밀",
        "\u1103\u1162성정밀",  # the first syllable in parts, as macOS writes it
        "(유)대성정밀",
        "유한회사 대성정밀",
        "농업회사법인 대성정밀(주)",
        "재단법인대성정밀",
    ],
)
def test_given_spellings_of_one_company_when_normalised_then_they_share_a_key(spelling: str):
    assert normalise_name(spelling) == "대성정밀"


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Daesung Precision Co., Ltd.", "daesungprecision"),
        ("ＤＳ테크 2공장", "ds테크2공장"),
        ("Coway", "coway"),
        ("주식회사", "주식회사"),
        ("(주)", "주"),
        ("大成精密", "大成精密"),
        ("한주정밀", "한주정밀"),
        ("", ""),
        (" - ", ""),
    ],
)
def test_given_unusual_names_when_normalised_then_nothing_that_tells_them_apart_is_lost(
    name: str, key: str
):
    assert normalise_name(name) == key


@given(st.text(max_size=30))
def test_given_any_text_when_normalised_twice_then_nothing_changes_any_more(text: str):
    key = normalise_name(text)

    assert normalise_name(key) == key
    assert not any(letter.isspace() for letter in key)


@given(SYLLABLES)
def test_given_any_syllables_when_asked_for_initials_then_there_is_one_each(text: str):
    assert len(initials(text)) == len(normalise_name(text))
    assert is_initials(initials(text))


def test_given_a_name_with_a_legal_form_when_asked_for_initials_then_the_form_is_left_out():
    assert initials("(주)대성정밀") == "ㄷㅅㅈㅁ"
    assert initials("DS 테크 2") == "dsㅌㅋ2"
    assert initials("까치") == "ㄲㅊ"


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("ㄷㅅㅈㅁ", True),
        ("ㄷㅅ ㅈㅁ", True),
        ("ㄳ", True),
        ("ㅏ", False),
        ("대ㅅ", False),
        ("ds", False),
        ("", False),
        (" ", False),
    ],
)
def test_given_typed_text_when_asked_for_initials_only_then_the_answer_is_right(
    text: str, answer: bool
):
    assert is_initials(text) is answer


def test_given_joined_consonants_when_spread_then_each_stands_alone():
    assert spread_initials("ㄳ ㅄ") == "ㄱㅅㅂㅅ"


@pytest.mark.parametrize(
    ("keys", "text"),
    [
        ("eotjd", "대성"),
        ("eotjdwjdalf", "대성정밀"),
        ("EHdEhd", "똥똥"),
        ("rhkswhd", "관종"),
        ("dkswdk", "앉아"),
        ("dkswek", "앉다"),
        ("rkqt", "값"),
        ("rkqtdl", "값이"),
        ("dlrl", "이기"),
        ("dmldml", "의의"),
        ("eotjd 2rhdwkd", "대성 2공장"),
        ("etwa", "ㄷㅅㅈㅁ"),
        ("RKcl", "까치"),
        ("rkRk", "가까"),
        ("dnpqtkdlxm", "웹사이트"),
    ],
)
def test_given_keys_in_english_mode_when_converted_then_the_korean_appears(keys: str, text: str):
    assert typed_in_english(keys) == text


@pytest.mark.parametrize("text", ["samsung", "대성", "대성eotjd", "2024", "", "kia", "ㄷ", "é"])
def test_given_text_that_is_no_mistyped_korean_when_converted_then_there_is_no_answer(text: str):
    assert typed_in_english(text) is None


def test_given_every_syllable_when_its_keys_are_typed_then_it_comes_back():
    for code in range(0xAC00, 0xD7A4):
        assert typed_in_english(keys_of(chr(code))) == chr(code)


@given(SYLLABLES)
def test_given_any_word_when_its_keys_are_typed_then_it_comes_back(word: str):
    assert typed_in_english(keys_of(word)) == word


@given(st.text(max_size=20))
def test_given_any_text_when_converted_then_it_never_fails(text: str):
    typed_in_english(text)
    is_initials(text)
    initials(text)
