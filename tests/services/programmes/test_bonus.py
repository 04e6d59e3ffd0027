"""Stories about bonus points: items, groups, caps, and what is taken away."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.services.programmes.bonus import bonus_points
from desktop.services.programmes.scoring_rules import BonusRules

TITLE = {"ko": "가점", "en": "Bonus"}


def rules(*groups: dict[str, Any], **limits: Any) -> BonusRules:
    shapes = [
        {
            **group,
            "code": f"g{at}",
            "title": TITLE,
            "item": [{"title": TITLE, **item} for item in group["item"]],
        }
        for at, group in enumerate(groups)
    ]
    return BonusRules.model_validate({"group": shapes, **limits})


def item(code: str, points: float | None, **more: Any) -> dict[str, Any]:
    return {"code": code, "points": None if points is None else Decimal(str(points)), **more}


THREE = [item("root", 1.5, rule="bonus-root"), item("crisis", 2), item("unknown", None)]


@pytest.mark.parametrize(
    ("given_rules", "applies", "points"),
    [
        (rules({"item": THREE}), {"root", "crisis"}, "3.5"),
        (rules({"item": THREE}), {"bonus-root"}, "1.5"),
        (rules({"item": THREE}), {"unknown"}, "0"),
        (rules({"item": THREE, "cap": 3}), {"root", "crisis"}, "3"),
        (rules({"item": THREE, "counting": "highest"}), {"root", "crisis"}, "2"),
        (rules({"item": THREE}, {"item": [item("jobs", 4)]}, cap=5), {"crisis", "jobs"}, "5"),
        (rules({"item": [item("late", -3)]}, floor=-2), {"late"}, "-2"),
        (rules({"item": [item("other", 3, tracks=["two"])]}), {"other"}, "0"),
        (None, {"root"}, "0"),
    ],
)
def test_given_what_applies_then_points_are_added_up_within_caps(
    given_rules: BonusRules | None, applies: set[str], points: str
) -> None:
    assert bonus_points(given_rules, applies, "one") == Decimal(points)


_POINTS = st.integers(-20, 20).map(lambda half: half / 2)


@given(
    st.lists(st.tuples(st.lists(_POINTS, min_size=1, max_size=4), st.integers(0, 6)), min_size=1),
    st.integers(0, 8),
    st.integers(-8, 0),
    st.data(),
)
def test_given_any_bonus_then_no_cap_is_ever_passed(
    groups: list[tuple[list[float], int]], cap: int, floor: int, data: st.DataObject
) -> None:
    shapes = [
        {"item": [item(f"i{at}_{number}", one) for number, one in enumerate(points)], "cap": limit}
        for at, (points, limit) in enumerate(groups)
    ]
    whole = rules(*shapes, cap=cap, floor=floor)
    codes = [one.code for one in whole.items()]
    applies = data.draw(st.sets(st.sampled_from(codes)))

    found = bonus_points(whole, applies)

    assert floor <= found <= cap
    assert bonus_points(whole, set()) == 0
    for group in whole.groups:
        alone = BonusRules.model_validate({"group": [group]})
        assert group.cap is not None
        assert bonus_points(alone, applies) <= group.cap
