"""Stories of how the rules of a pack reach scoring: exact weights, caps, and the own region."""

from __future__ import annotations

import tomllib
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from db.tables import Case
from db.words import BarReason, RoundKind
from desktop.services.programmes.packs import list_packs, pack
from desktop.services.programmes.scoring_rules import Scorecard
from desktop.services.scoring import barred, packs, points
from tests.factory import make_announcement, make_company, make_eligible_case, make_reviewer

if TYPE_CHECKING:
    from sqlmodel import Session

    from desktop.services.workspace import Workspace

_CARD = """
code = "technical"
title = { ko = "기술성평가", en = "Technical evaluation" }
step = "SC0100"
reviewers = 5
drop_extremes = true
passing = 60.5
citation = "공고 4.2"

[[block]]
code = "need"
title = { ko = "필요성", en = "Need" }

[[block.criterion]]
code = "gap"
title = { ko = "수준 차이", en = "Gap" }
weight = 62.5
scale = 3
[[block.criterion.anchor]]
grade = 3
title = { ko = "우수", en = "Good" }
[[block.criterion.anchor]]
grade = 1
title = { ko = "미흡", en = "Poor" }

[[block.criterion]]
code = "fit"
title = { ko = "짝의 적합도", en = "Fit of the pair" }
weight = 37.5
of_pair = true
"""


def test_given_a_card_of_a_pack_then_its_weights_are_whole_thousandths() -> None:
    card = Scorecard.model_validate(tomllib.loads(_CARD, parse_float=Decimal))

    rules = packs._of_card(card)

    assert [(one.code, one.weight, one.scale) for one in rules.criteria] == [("gap", 62_500, 3)]
    assert [grade for grade, _ in rules.criteria[0].anchors] == [1, 3]
    assert (rules.reviewers, rules.drop_extremes, rules.passing) == (5, True, 60_500)
    assert rules.source == "공고 4.2"
    assert points.of_criterion(rules.criteria[0], 1) == 20_833
    assert points.of_criterion(rules.criteria[0], 2) == 41_667


@pytest.mark.parametrize("row", list_packs(), ids=lambda row: f"{row.id} {row.version}")
def test_given_a_pack_that_ships_then_every_track_can_be_scored(row: object) -> None:
    found = pack(row.id, row.version)  # type: ignore[attr-defined]

    for track in found.tracks:
        case = Case(number="", pack=found.id, pack_version=found.version, track=track.code)
        rules, bonus = packs.card_rules(case, RoundKind.TECHNICAL), packs.bonus_rules(case)
        assert rules.most > 0
        assert len({one.code for one in rules.criteria}) == len(rules.criteria)
        told = {one.code for group in bonus.groups for one in group.items}
        assert all(bonus.item(code) is not None for code in told)


def test_given_a_pack_that_minds_the_own_region_then_it_bars_and_otherwise_not(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def story(session: Session) -> None:
        call = make_announcement(session)
        case = make_eligible_case(session, call, make_company(session, sido="48"))
        near, far = make_reviewer(session, sido="48"), make_reviewer(session, sido="26")
        assert barred.bar_of(session, near.id, case.id) is None

        # No pack that ships has this rule; here every one has it.
        monkeypatch.setattr(barred, "own_region_barred", lambda *_pack: True)

        bar = barred.bar_of(session, near.id, case.id)
        assert bar is not None
        assert bar.reason is BarReason.REGION
        assert barred.bar_of(session, far.id, case.id) is None

    workspace.write(story)
