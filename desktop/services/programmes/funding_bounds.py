"""Refuses funding lines of a pack whose bounds no cost at all could keep.

Planning itself takes such rules, and says why nobody can pay: a partner's own frame may make them
so. In a pack they can only be a mistake of its author.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from desktop.services.programmes.rule_shape import mistake

if TYPE_CHECKING:
    from collections.abc import Iterable

    from desktop.services.programmes.funding_rules import FundingRules, LineRule

_WHOLE = Fraction(1)


def refuse_contradictions(rules: FundingRules) -> None:
    """Raise the mistake of the first bounds that contradict each other, as seen from a track."""
    for part, bounded in (("line", rules.lines), ("group", rules.groups)):
        for at, one in enumerate(bounded):
            if one.max_share is not None and one.min_share > one.max_share:
                found = f"{one.min_share} > {one.max_share}"
                place = ("funding", part, at, "min_share")
                raise mistake("lowest_and_highest", at=place, found=found)
    least = _least(rules.lines)
    rest = ("funding", "line", rules.lines.index(rules.rest))
    if least > _WHOLE:
        raise mistake("minima_within_the_cost", at=rest, found=f"{least} > 1")
    if not _reach(_WHOLE, rules.lines):
        raise mistake("maxima_that_reach_the_cost", at=rest)
    for at, group in enumerate(rules.groups):
        members = [line for line in rules.lines if line.source in group.sources]
        least = _least(members)
        if group.max_share is not None and least > group.max_share:
            found = f"{least} > {group.max_share}"
            raise mistake("minima_within_the_group", at=("funding", "group", at), found=found)
        if not _reach(group.min_share, members):
            raise mistake("maxima_that_reach_the_group", at=("funding", "group", at))


def _least(lines: Iterable[LineRule]) -> Fraction:
    return sum((line.min_share for line in lines), Fraction(0))


def _reach(share: Fraction, lines: Iterable[LineRule]) -> bool:
    """Return whether lines could pay a share together, caps in won aside."""
    most = [line.max_share for line in lines]
    return None in most or sum((one for one in most if one is not None), Fraction(0)) >= share
