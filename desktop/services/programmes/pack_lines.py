"""Lists every rule of a pack as one table: what it says, of which track, and where it stands."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from db.words import Severity
from desktop.services.programmes.day_rules import DayRule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from desktop.services.programmes.pack import Pack
    from desktop.services.programmes.rule_shape import RuleShape, Title


class LineKind(StrEnum):
    """What a rule is about."""

    ELIGIBILITY = "eligibility"
    BONUS = "bonus"
    FUNDING = "funding"
    GROUP = "group"
    PAPER = "paper"
    SCORE = "score"
    POINTS = "points"
    COST = "cost"
    DAY = "day"


@dataclass(frozen=True)
class PackLine:
    """One rule.

    place: the way to it through the content of the pack, as `pack_drafts` writes it. name: its id
    or code. tracks: codes, none means all. rule: the rule itself, with everything that it says.
    """

    kind: LineKind
    place: tuple[str | int, ...]
    name: str
    title: Title | None
    tracks: tuple[str, ...]
    rule: RuleShape

    @property
    def severity(self) -> Severity | None:
        """Return whether it blocks, warns or brings points, where it is such a rule."""
        found = getattr(self.rule, "severity", None)
        return found if isinstance(found, Severity) else None


_ORDER = {kind: at for at, kind in enumerate(LineKind)}

# What may be changed in a copy, by kind of rule, besides the origin that all rules have.
EDITABLE: dict[LineKind, tuple[str, ...]] = {
    LineKind.ELIGIBILITY: ("expression", "value", "severity"),
    LineKind.BONUS: ("expression", "value", "points"),
    LineKind.FUNDING: ("min_share", "max_share", "cap", "max_of_source", "rounding_unit"),
    LineKind.GROUP: ("min_share", "max_share", "cap"),
    LineKind.PAPER: ("required", "valid_days", "valid_months", "max_megabytes"),
    LineKind.SCORE: (),
    LineKind.POINTS: ("points",),
    LineKind.COST: ("max_share", "cap", "max_of_source"),
    LineKind.DAY: ("days", "months", "times"),
}
ORIGIN = ("clause", "citation", "verified", "note")


def editable(line: PackLine) -> tuple[str, ...]:
    """Return the names of what may be changed in a rule: a rule has either expression or value."""
    names = EDITABLE[line.kind]
    if "expression" in names:
        unused = "value" if getattr(line.rule, "expression", "") else "expression"
        alone = getattr(line.rule, "value", None) is None
        names = tuple(name for name in names if name != unused and not (name == "value" and alone))
    return (*names, *ORIGIN)


def lines_of(pack: Pack) -> tuple[PackLine, ...]:
    """Return every rule of a pack, kind by kind, in the order of the pack."""
    parts = (_rules, _funding, _papers, _scores, _points, _costs, _days)
    lines = [line for part in parts for line in part(pack)]
    return tuple(sorted(lines, key=lambda line: _ORDER[line.kind]))


@dataclass(frozen=True)
class LineChange:
    """A rule that another pack says otherwise; None: it has no such rule on that side."""

    before: PackLine | None
    after: PackLine | None

    @property
    def told(self) -> PackLine:
        """Return the rule as it will be, or as it was where it goes."""
        found = self.after or self.before
        assert found is not None
        return found


def changed_lines(before: Pack, after: Pack) -> tuple[LineChange, ...]:
    """Return the rules that differ, kind by kind; a rule is known by its name and its tracks."""
    was = {(line.kind, line.name, line.tracks): line for line in lines_of(before)}
    will = {(line.kind, line.name, line.tracks): line for line in lines_of(after)}
    pairs = (LineChange(was.get(key), will.get(key)) for key in dict.fromkeys([*will, *was]))
    changes = [
        pair
        for pair in pairs
        if pair.before is None or pair.after is None or pair.before.rule != pair.after.rule
    ]
    return tuple(sorted(changes, key=lambda change: _ORDER[change.told.kind]))


def _rules(pack: Pack) -> Iterator[PackLine]:
    for at, rule in enumerate(pack.rules):
        bonus = rule.severity is Severity.BONUS
        kind = LineKind.BONUS if bonus else LineKind.ELIGIBILITY
        yield PackLine(kind, ("rule", at), rule.id, None, rule.tracks, rule)


def _funding(pack: Pack) -> Iterator[PackLine]:
    for at, track in enumerate(pack.tracks):
        way = ("track", at, "funding")
        of = (track.code,)
        for number, line in enumerate(track.funding.lines):
            name = f"{line.source}.{line.form}"
            yield PackLine(LineKind.FUNDING, (*way, "line", number), name, None, of, line)
        for number, group in enumerate(track.funding.groups):
            yield PackLine(LineKind.GROUP, (*way, "group", number), group.code, None, of, group)


def _papers(pack: Pack) -> Iterator[PackLine]:
    for at, one in enumerate(pack.papers):
        yield PackLine(LineKind.PAPER, ("paper", at), one.code, one.title, one.tracks, one)


def _scores(pack: Pack) -> Iterator[PackLine]:
    for at, card in enumerate(pack.scorecards):
        for block_at, block in enumerate(card.blocks):
            for number, one in enumerate(block.criteria):
                way = ("scorecard", at, "block", block_at, "criterion", number)
                yield PackLine(LineKind.SCORE, way, one.code, one.title, card.tracks, one)


def _points(pack: Pack) -> Iterator[PackLine]:
    for at, group in enumerate(pack.bonus.groups if pack.bonus else ()):
        for number, item in enumerate(group.items):
            way = ("bonus", "group", at, "item", number)
            yield PackLine(LineKind.POINTS, way, item.code, item.title, item.tracks, item)


def _costs(pack: Pack) -> Iterator[PackLine]:
    for at, line in enumerate(pack.budget.lines):
        way = ("budget", "line", at)
        yield PackLine(LineKind.COST, way, line.code, line.title, line.tracks, line)


def _days(pack: Pack) -> Iterator[PackLine]:
    for name in type(pack.days).model_fields:
        rule = getattr(pack.days, name)
        if isinstance(rule, DayRule):
            yield PackLine(LineKind.DAY, ("days", name), name, None, (), rule)
