"""The search box understands both tongues, and everything that is still being typed."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.words import CaseState, FundingSource, Stage
from desktop.services.search import words
from desktop.services.search.query import FindingCode, parse
from desktop.services.search.spoken import in_tongue, join, put, say, say_between
from desktop.services.search.values import Days, Me, Nothing, Numbers, Text, Value, Words
from desktop.services.search.words import Field

PIECES = st.sampled_from(
    [
        *(f"{word}:" for word in words.key_words()),
        *(word for field in words.VALUES for word in words.value_words(field)),
        "@나", "@me", "<14일", ">2026-01-01", "오늘", "..", "~", "1억5천만", ",", "，", "-", '"',
        "“", '="', ":", "：", " ", "ㄷㅅ", "eotjd", "없음", "<", "=", "٣", "²", "\u3000", "9" * 40,
    ]
)  # fmt: skip
TYPED = st.one_of(st.text(max_size=60), st.lists(PIECES, max_size=12).map("".join))


def value_of(text: str) -> Value:
    query = parse(text)
    assert query.findings == ()
    return query.clauses[0].choices[0].value


@given(TYPED)
def test_given_any_text_then_it_is_understood_without_complaint_and_in_place(text: str) -> None:
    query = parse(text)

    at = 0
    for clause in query.clauses:
        assert at <= clause.start < clause.end <= len(text)
        assert clause.choices
        for choice in clause.choices:
            assert clause.start <= choice.start < choice.end <= clause.end
        at = clause.end
    for finding in query.findings:
        assert text[finding.start : finding.end].strip(":：") == finding.text.strip(":：")


@given(TYPED)
def test_given_any_text_when_said_in_another_tongue_then_it_means_the_same(text: str) -> None:
    meant = [(c.field, c.negated, [x.value for x in c.choices]) for c in parse(text).clauses]

    for english in (True, False):
        again = parse(in_tongue(text, english=english))
        said = [(c.field, c.negated, [x.value for x in c.choices]) for c in again.clauses]
        assert said == meant


def test_given_a_sentence_in_either_tongue_then_it_means_the_same() -> None:
    korean = parse("단계:구축 담당:@나 기한:<14일 지역:48 -상태:종료 재원:국비,도비")
    english = parse(
        "stage:buildout owner:@me due:<14d region:48 -state:closed funding:national,province"
    )

    assert [(c.field, c.negated, [x.value for x in c.choices]) for c in korean.clauses] == [
        (c.field, c.negated, [x.value for x in c.choices]) for c in english.clauses
    ]
    assert in_tongue(korean.text, english=True) == english.text
    assert in_tongue(english.text, english=False) == korean.text


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("단계:구축", Words((Stage.BUILDOUT,))),
        ("단계:협약", Words((Stage.BUILDOUT,))),
        ("STAGE:Build-Out", Words((Stage.BUILDOUT,))),
        ("eksrP:rncnr", Words((Stage.BUILDOUT,))),
        ("단계： 구축", Words((Stage.BUILDOUT,))),
        ("상태:c", Words((CaseState.CLOSED, CaseState.CANCELLED))),
        ("상태:진", Words((CaseState.OPEN,))),
        ("담당:나", Me()),
        ("담당:나래", Text("나래")),
        ("담당:없음", Nothing()),
        ("대기업:가람", Text("가람")),
        ('대기업:"가람 전자"', Text("가람 전자", quoted=True)),
        ("공급:=나래시스템", Text("나래시스템", whole=True)),
        ('공급:="나래 시스템"', Text("나래 시스템", quoted=True, whole=True)),
        ("기한:<14일", Days(None, 13)),
        ("기한:<=2주", Days(None, 14)),
        ("기한:14일", Days(0, 14)),
        ("기한:2주이내", Days(0, 14)),
        ("기한:d-3", Days(3, 3)),
        ("기한:오늘", Days(0, 0)),
        ("기한:오늘..7일", Days(0, 7)),
        ("기한:지남", Days(None, -1)),
        ("due:overdue", Days(None, -1)),
        ("기한:없음", Nothing()),
        ("기한:>2026-01-01", Days(date(2026, 1, 2), None)),
        ("기한:>=2026.1.1", Days(date(2026, 1, 1), None)),
        ("기한:2026년2월", Days(date(2026, 2, 1), date(2026, 2, 28))),
        ("기한:20260301", Days(date(2026, 3, 1), date(2026, 3, 1))),
        ("기한:>2026", Days(date(2027, 1, 1), None)),
        ("기한:2026-01-01..", Days(date(2026, 1, 1), None)),
        ("금액:>1억", Numbers(100_000_001, None)),
        ("금액:1억..2억", Numbers(100_000_000, 200_000_000)),
        ("금액:1억5천만원", Numbers(150_000_000, 150_000_000)),
        ("금액:1.5억", Numbers(150_000_000, 150_000_000)),
        ("금액:<=5,000만", Numbers(None, 50_000_000)),
        ("cost:100m", Numbers(100_000_000, 100_000_000)),
        ("연도:2024..2026", Numbers(2024, 2026)),
        ("종업원:<10", Numbers(None, 9)),
        ("재원:대기업", Words((FundingSource.PARTNER,))),
        ("(주)대성", Text("(주)대성")),
        ("10:30", Text("10:30")),
    ],
)
def test_given_a_value_then_it_means(text: str, value: Value) -> None:
    assert value_of(text) == value


@pytest.mark.parametrize(
    ("text", "code", "start", "end", "suggestion"),
    [
        ("단게:구축", FindingCode.UNKNOWN_KEY, 0, 2, "단계"),
        ("대성 stge:buildout", FindingCode.UNKNOWN_KEY, 3, 7, "stage"),
        ("단계:", FindingCode.MISSING_VALUE, 0, 3, None),
        ("단계:구측", FindingCode.UNKNOWN_VALUE, 3, 5, "구축"),
        ("기한:>2026-13", FindingCode.BAD_DAY, 3, 11, None),
        ("기한:2026-02-30", FindingCode.BAD_DAY, 3, 13, None),
        ("금액:많이", FindingCode.BAD_NUMBER, 3, 5, None),
        ("금액:<", FindingCode.BAD_NUMBER, 3, 4, None),
        ('"대성', FindingCode.UNCLOSED_QUOTE, 1, 3, None),
    ],
)
def test_given_half_typed_text_then_a_finding_says_where(
    text: str, code: FindingCode, start: int, end: int, suggestion: str | None
) -> None:
    query = parse(f"{text} ")

    found = [(f.code, f.start, f.end, f.suggestion) for f in query.findings]
    if code is FindingCode.UNCLOSED_QUOTE:
        end += 1  # the quote is open, so the space belongs to it
    assert found == [(code, start, end, suggestion)]


def test_given_an_unknown_key_then_the_rest_still_works() -> None:
    query = parse("단게:구축 지역:경남 대성")

    assert [clause.field for clause in query.clauses] == [Field.REGION, None]


def test_given_a_comma_then_either_choice_will_do() -> None:
    clause = parse("지역:경남,부산").clauses[0]

    assert [choice.value for choice in clause.choices] == [Text("경남"), Text("부산")]


def test_given_an_amount_with_thousands_then_its_commas_are_no_choice() -> None:
    clause = parse("금액:100,000,000,2억").clauses[0]

    assert [choice.value for choice in clause.choices] == [
        Numbers(100_000_000, 100_000_000),
        Numbers(200_000_000, 200_000_000),
    ]


def test_given_a_hyphen_then_the_clause_is_negated() -> None:
    assert [clause.negated for clause in parse("-단계:구축 -두리 두리").clauses] == [
        True,
        True,
        False,
    ]


@pytest.mark.parametrize("field", list(words.VALUES))
@pytest.mark.parametrize("english", [True, False])
def test_given_every_word_when_said_then_it_is_understood_as_itself(
    field: Field, *, english: bool
) -> None:
    for member in words.VALUES[field]:
        assert value_of(say(field, member, english=english)) == Words((member,))


@pytest.mark.parametrize("english", [True, False])
@pytest.mark.parametrize("field", Field)
def test_given_every_key_then_each_tongue_has_its_own_word(field: Field, *, english: bool) -> None:
    said = say(field, None, english=english)

    assert said.isascii() is english
    assert parse(said).clauses[0].field is field


def test_given_words_then_none_stands_for_two_things() -> None:
    keys = [w for spoken in words.KEYS.values() for w in (*spoken.korean, *spoken.english)]
    assert len(keys) == len(words.key_words())
    for field, spoken in words.VALUES.items():
        members = [w for s in spoken.values() for w in {*map(words.plain, (*s.korean, *s.english))}]
        assert len(members) == len(words.value_words(field)), field


@given(st.text(min_size=1, max_size=20))
def test_given_any_name_when_said_then_it_is_understood_as_that_name(name: str) -> None:
    clause = say(Field.COMPANY, name)

    query = parse(clause)

    for understood in query.clauses:
        assert understood.field is Field.COMPANY
        assert len(understood.choices) == 1


def test_given_a_query_when_a_clause_is_put_then_it_takes_the_place_of_the_old_one() -> None:
    text = '"대성 정밀" 단계:구축 지역:경남'

    assert put(text, Field.STAGE, say(Field.STAGE, Stage.MATCHING)) == (
        '"대성 정밀" 지역:경남 단계:매칭'
    )
    assert put(text, Field.STAGE, "") == '"대성 정밀" 지역:경남'
    assert join("", put("", Field.YEAR, say_between(Field.YEAR, 2024, 2026))) == "연도:2024..2026"
