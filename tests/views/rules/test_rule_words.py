"""Every rule that ships can be read aloud, in both languages, and every fact has a name."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

import pytest

from db.words import SizeClass
from desktop.services.programmes import packs
from desktop.services.programmes.facts import FACTS, MISSING
from desktop.services.programmes.pack_lines import editable, lines_of
from desktop.views.fact_labels import fact_label, fact_value, labelled_facts
from desktop.views.shared import language
from desktop.views.shared.language import Language
from desktop.views.shared.rule_words import FIELDS, kind_words, rule_name, says, track_words

if TYPE_CHECKING:
    from collections.abc import Iterator

LINES = [
    (pack, line)
    for row in packs.list_packs(packs.packs_folder())
    for pack in [packs.pack(row.id, row.version)]
    for line in lines_of(pack)
]


@pytest.fixture(params=list(Language))
def spoken(request: pytest.FixtureRequest) -> Iterator[Language]:
    language.choose(request.param)
    yield request.param
    language.choose(Language.KOREAN)


def test_given_every_shipped_rule_then_it_can_be_read_aloud(spoken: Language) -> None:
    assert len(LINES) > 300
    for pack, line in LINES:
        for words in (kind_words(line), rule_name(line), track_words(line, pack)):
            assert words.strip()
        assert not re.search(r"\{\w+\}|Fraction|None", says(line)), says(line)
        assert set(editable(line)) <= set(FIELDS)
    if spoken is Language.ENGLISH:
        assert not any("가" <= sign <= "힣" for sign in "".join(kind_words(x) for _, x in LINES))


def test_given_the_facts_then_each_is_called_something_in_both_languages() -> None:
    assert labelled_facts() == set(FACTS)
    try:
        language.choose(Language.ENGLISH)
        english = {fact_label(name) for name in FACTS}
        assert not any("가" <= sign <= "힣" for sign in "".join(english))
    finally:
        language.choose(Language.KOREAN)
    assert len(english) == len(FACTS)


def test_given_values_of_facts_then_they_are_said_as_people_say_them() -> None:
    told = [
        fact_value("size_class", SizeClass.SMALL),
        fact_value("tax_arrears", False),
        fact_value("total_cost", 120_000_000),
        fact_value("received_on", date(2026, 3, 2)),
        fact_value("debt_ratio", 12.5),
        fact_value("sido", MISSING),
    ]

    assert told[:3] == ["소기업", "아니오", "120,000,000"]
    assert told[4:] == ["12.5", "모름"]
