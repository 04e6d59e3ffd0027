"""Hands scoring the rules of a pack, and of the programme's own card where a pack has none."""

from __future__ import annotations

import tomllib
from decimal import Decimal
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from db.words import RoundKind
from desktop.services.programmes.errors import PackMissingError
from desktop.services.programmes.packs import SHARED, pack, packs_folder
from desktop.services.programmes.scoring_rules import BonusRules as PackBonus
from desktop.services.programmes.scoring_rules import Counting
from desktop.services.programmes.scoring_rules import Scorecard as PackCard
from desktop.services.scoring.points import MILLI
from desktop.services.scoring.rules import (
    BonusGroupRule,
    BonusItemRule,
    BonusRules,
    CardRules,
    CriterionRule,
)

if TYPE_CHECKING:
    from db.tables import Case
    from desktop.services.programmes.pack import Pack
    from desktop.services.programmes.scoring_rules import CriteriaBlock, Criterion

USUAL_CARD = "scorecard-1"  # the shared file that holds it
_STEPS = {
    RoundKind.TECHNICAL: ("SC0100", "SC0200", "SB0500", ""),
    RoundKind.SITE: ("SC0300", "SC0400"),
}


def card_rules(case: Case, kind: RoundKind) -> CardRules:
    """Return the scorecard of a case: that of its pack, else the unverified one that ships."""
    return _card_rules(case.pack, case.pack_version, case.track, kind)


def bonus_rules(case: Case) -> BonusRules:
    """Return the bonus groups of a case; none where its pack has none."""
    return _bonus_rules(case.pack, case.pack_version, case.track)


@lru_cache(maxsize=256)
def own_region_barred(pack_id: str, version: str, track: str) -> bool:
    """Return whether the pack keeps reviewers away from cases of their own region."""
    found = _pack(pack_id, version)
    return found is not None and any(card.own_region_barred for card in found.scorecards_for(track))


@lru_cache(maxsize=256)
def _card_rules(pack_id: str, version: str, track: str, kind: RoundKind) -> CardRules:
    found = _pack(pack_id, version)
    cards = found.scorecards_for(track) if found is not None else ()
    for step in _STEPS[kind]:
        for card in cards:
            if card.step == step:
                return _of_card(card)
    return _of_card(_usual_card())


@lru_cache(maxsize=256)
def _bonus_rules(pack_id: str, version: str, track: str) -> BonusRules:
    found = _pack(pack_id, version)
    return _of_bonus(found.bonus, track) if found is not None and found.bonus else BonusRules()


def _pack(pack_id: str, version: str) -> Pack | None:
    """Return the pack; one that is not on this computer is no failure, as for other rules."""
    try:
        return pack(pack_id, version) if pack_id else None
    except PackMissingError:
        return None


@cache
def _usual_card() -> PackCard:
    """Return the card that ships; no official one, so it says of itself that nobody verified it."""
    text = (packs_folder() / SHARED / f"{USUAL_CARD}.toml").read_text("utf-8")
    (card,) = tomllib.loads(text, parse_float=Decimal)["scorecard"]
    return PackCard.model_validate(card)


def _of_card(card: PackCard) -> CardRules:
    """Return a pack's card in whole 1/1000 points; what is graded per partner is left out."""
    return CardRules(
        criteria=tuple(
            _of_criterion(one, block)
            for block in card.blocks
            for one in block.criteria
            if not one.of_pair
        ),
        reviewers=card.reviewers,
        drop_extremes=card.drop_extremes,
        correct_leanings=card.correct_offsets,
        own_region_barred=card.own_region_barred,
        passing=_milli(card.passing),
        source=card.citation or card.clause,
        verified=card.verified,
    )


def _of_criterion(one: Criterion, block: CriteriaBlock) -> CriterionRule:
    return CriterionRule(
        code=one.code,
        title=one.title,
        weight=int(one.weight * MILLI),
        scale=one.scale,
        anchors=tuple(
            (anchor.grade, anchor.title)
            for anchor in sorted(one.anchors, key=lambda one: one.grade)
        ),
        block=block.title,
        evidence=one.evidence,
        source=one.citation or one.clause,
        verified=one.verified,
    )


def _of_bonus(bonus: PackBonus, track: str) -> BonusRules:
    groups = (
        BonusGroupRule(
            code=group.code,
            title=group.title,
            items=tuple(
                BonusItemRule(
                    code=item.code,
                    title=item.title,
                    points=_milli(item.points),
                    source=item.citation or item.clause,
                    verified=item.verified,
                )
                for item in group.items
                if not item.tracks or track in item.tracks
            ),
            cap=_milli(group.cap),
            highest_only=group.counting is Counting.HIGHEST,
        )
        for group in bonus.groups
    )
    return BonusRules(tuple(groups), cap=_milli(bonus.cap), floor=_milli(bonus.floor))


def _milli(points: Decimal | None) -> int | None:
    return None if points is None else int(points * MILLI)
