"""Stories of adding up: to the 1/1000 exactly, and what is missing is missing."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.words import BonusState
from desktop.services.programmes.rule_shape import Title
from desktop.services.scoring import points
from desktop.services.scoring.bonus_points import Claimed, count
from desktop.services.scoring.rules import (
    BonusGroupRule,
    BonusItemRule,
    BonusRules,
    CardRules,
    CriterionRule,
)

_NAME = Title(ko="항목", en="Criterion")
_THREE = CardRules(
    (
        CriterionRule("a", _NAME, 50_000),
        CriterionRule("b", _NAME, 30_000),
        CriterionRule("c", _NAME, 20_000),
    )
)


def _rules(draw: st.DrawFn) -> CardRules:
    weights = draw(st.lists(st.integers(1, 60_000), min_size=1, max_size=8))
    scale = draw(st.sampled_from([3, 4, 5, 7, 10, 100]))
    return CardRules(
        tuple(CriterionRule(f"c{at}", _NAME, one, scale) for at, one in enumerate(weights)),
        drop_extremes=draw(st.booleans()),
    )


@st.composite
def _judged(draw: st.DrawFn, *, whole: bool = False) -> tuple[CardRules, list[points.CardPoints]]:
    rules = _rules(draw)
    level = st.integers(0, rules.criteria[0].scale)
    given_level = level if whole else st.none() | level
    cards = [
        points.of_card(rules, {rule.code: draw(given_level) for rule in rules.criteria})
        for _ in range(draw(st.integers(1, 7)))
    ]
    return rules, cards


def test_given_a_whole_card_then_it_is_the_sum_of_weight_times_grade() -> None:
    card = points.of_card(_THREE, {"a": 5, "b": 3, "c": 1})

    assert card.known == card.low == card.high == card.estimate == 72_000
    assert [part.points for part in card.parts] == [50_000, 18_000, 4_000]


def test_given_a_missing_grade_then_it_is_not_zero_but_an_interval() -> None:
    card = points.of_card(_THREE, {"a": 4, "b": 4, "c": None})

    assert card.missing == ("c",)
    assert (card.low, card.high) == (64_000, 84_000)
    assert card.estimate == 80_000


def test_given_a_card_without_any_grade_then_nothing_is_known() -> None:
    assert points.of_card(_THREE, {}).estimate is None


@given(_judged(whole=True))
def test_given_whole_cards_then_bars_add_up_to_the_average_exactly(
    judged: tuple[CardRules, list[points.CardPoints]],
) -> None:
    rules, cards = judged

    for card in cards:
        assert sum(part.points or 0 for part in card.parts) == card.estimate == card.known
    found = points.together(rules, cards)
    assert found.average == found.low == found.high
    assert sum(part.points or 0 for part in found.parts) == found.average
    assert all(0 <= (part.points or 0) <= part.most for part in found.parts)


@given(_judged())
def test_given_any_cards_then_the_average_lies_in_its_interval(
    judged: tuple[CardRules, list[points.CardPoints]],
) -> None:
    rules, cards = judged

    found = points.together(rules, cards)

    assert 0 <= found.low <= found.high <= rules.most
    if found.average is not None:
        assert 0 <= found.average <= rules.most


@given(_judged(), st.data())
def test_given_missing_evidence_when_it_comes_in_then_the_score_is_in_the_interval(
    judged: tuple[CardRules, list[points.CardPoints]], data: st.DataObject
) -> None:
    rules, cards = judged
    before = points.together(rules, [card for card in cards if card.estimate is not None])
    filled = [
        points.CardPoints(
            tuple(
                points.Part(part.code, data.draw(st.integers(0, part.most)), part.most)
                if part.points is None
                else part
                for part in card.parts
            )
        )
        for card in cards
        if card.estimate is not None
    ]

    after = points.together(rules, filled)

    if filled:
        assert before.low <= (after.average or 0) <= before.high


def test_given_a_pack_that_drops_extremes_then_the_middle_counts() -> None:
    rules = CardRules(_THREE.criteria, drop_extremes=True)
    cards = [points.of_card(rules, dict.fromkeys("abc", level)) for level in (1, 3, 4, 5, 3)]

    found = points.together(rules, cards)

    assert found.dropped == (0, 3)
    assert found.average == points.half_up(Fraction(60_000 + 80_000 + 60_000, 3))
    assert (found.spread, found.counted) == (80_000, 3)


def test_given_two_cards_then_nothing_is_dropped() -> None:
    rules = CardRules(_THREE.criteria, drop_extremes=True)
    cards = [points.of_card(rules, dict.fromkeys("abc", level)) for level in (2, 4)]

    assert points.together(rules, cards).dropped == ()
    assert points.together(rules, cards).average == 60_000


def test_given_a_generous_reviewer_then_their_leaning_is_seen_and_corrected_only_if_asked() -> None:
    whole = {
        ("one", "generous"): 90_000, ("one", "x"): 70_000, ("one", "y"): 70_000,
        ("two", "generous"): 80_000, ("two", "x"): 60_000,
        ("three", "y"): 50_000,
    }  # fmt: skip
    leanings = points.leanings(whole)

    assert leanings["generous"] == (20_000, 2)
    assert leanings["x"] == (-15_000, 2)
    assert leanings["y"] == (-10_000, 1)
    cards = [points.of_card(_THREE, dict.fromkeys("abc", level)) for level in (5, 3)]
    assert points.together(_THREE, cards).average == 80_000
    assert points.together(_THREE, cards, corrections=[20_000, 0]).average == 70_000


def test_given_equal_totals_then_they_share_a_place_and_the_next_is_skipped() -> None:
    assert points.ranks([70, None, 90, 70, 10]) == [2, None, 1, 2, 4]


_BONUS = BonusRules(
    (
        BonusGroupRule(
            "region",
            _NAME,
            (BonusItemRule("crisis", _NAME, 2_000), BonusItemRule("shrinking", _NAME, 2_000)),
            cap=3_000,
        ),
        BonusGroupRule(
            "firm",
            _NAME,
            (BonusItemRule("root", _NAME, 1_000), BonusItemRule("jobs", _NAME, 3_000)),
            highest_only=True,
        ),
        BonusGroupRule("late", _NAME, (BonusItemRule("late", _NAME, -4_000),)),
        BonusGroupRule("new", _NAME, (BonusItemRule("unknown", _NAME, None),)),
    ),
    cap=5_000,
    floor=-3_000,
)


@pytest.mark.parametrize(
    ("confirmed", "points_", "capped"),
    [
        ((), 0, False),
        (("crisis",), 2_000, False),
        (("crisis", "shrinking"), 3_000, False),
        (("root", "jobs"), 3_000, False),
        (("crisis", "shrinking", "root", "jobs"), 5_000, True),
        (("late",), -3_000, True),
        (("unknown",), 0, False),
    ],
)
def test_given_confirmed_items_then_groups_and_total_are_capped(
    confirmed: tuple[str, ...], points_: int, capped: bool
) -> None:
    found = count(_BONUS, {code: Claimed(BonusState.CONFIRMED) for code in confirmed})

    assert (found.points, found.is_capped) == (points_, capped)
    assert found.unknown == tuple(code for code in confirmed if code == "unknown")


def test_given_an_open_claim_then_it_counts_nothing_yet_but_shows_what_it_may_bring() -> None:
    claims = {"crisis": Claimed(BonusState.CLAIMED), "late": Claimed(BonusState.CLAIMED)}

    found = count(_BONUS, claims)

    assert (found.points, found.low, found.high) == (0, -3_000, 2_000)


@given(
    st.dictionaries(
        st.sampled_from(["crisis", "shrinking", "root", "jobs", "late", "unknown"]),
        st.builds(Claimed, st.sampled_from(BonusState), st.none() | st.integers(-9_000, 9_000)),
    )
)
def test_given_any_claims_then_no_cap_is_ever_passed(claims: dict[str, Claimed]) -> None:
    found = count(_BONUS, claims)

    assert -3_000 <= found.low <= found.points <= found.high <= 5_000
    assert found.groups[0].points <= 3_000
