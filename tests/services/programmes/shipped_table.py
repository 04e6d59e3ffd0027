"""Writes the tables of the guide that say which programmes ship, and what of them was verified.

python -m tests.services.programmes.shipped_table prints them anew.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from db.words import FundingForm
from desktop.services.programmes import packs
from desktop.views.labels import label
from desktop.views.shared.case_words import percent, spoken

if TYPE_CHECKING:
    from desktop.services.programmes.funding_rules import BoundedRule, LineRule
    from desktop.services.programmes.pack import Pack, Track
    from desktop.services.programmes.rule_shape import RuleShape

_HEAD = (
    "| 규칙 묶음 | 유형 | 재원 | 구축기간 |\n|---|---|---|---|",
    "| 규칙 묶음 | 규칙·재원 가운데 표시 없는 것 | ‘검증 안 됨’ |\n|---|---:|---:|",
)
_MARK = " ※"


def shipped() -> list[Pack]:
    """Return the packs that ship, the oldest first."""
    return [packs.load_pack(row.path) for row in reversed(packs.list_packs())]


def money_table() -> str:
    """Return who pays how much of each track; what was not verified carries a mark."""
    return "\n".join(
        [_HEAD[0], *(_of_track(pack, track) for pack in shipped() for track in pack.tracks)]
    )


def verified_table() -> str:
    """Return how many rules and lines of each pack were read for its year, and how many not."""
    return "\n".join([_HEAD[1], *(_counted(pack) for pack in shipped())])


def _of_track(pack: Pack, track: Track) -> str:
    groups = track.funding.groups
    alone = {group.sources[0] for group in groups if len(group.sources) == 1}
    lines = [
        _paid(one)
        for one in track.funding.lines
        if one.form is FundingForm.CASH and (_bounds(one) or one.source not in alone)
    ]
    for group in groups:
        names = "+".join(label(source) for source in group.sources)
        lines.append(f"{names} {_bounds(group)}{_mark(group)}")
    months = f"{track.build_months}개월{_mark(track)}" if track.build_months else "—"
    return f"| `{pack.id}` | {track.title.ko} | {', '.join(lines)} | {months} |"


def _paid(line: LineRule) -> str:
    return f"{label(line.source)} {_bounds(line) or '나머지'}{_mark(line)}"


def _bounds(rule: BoundedRule) -> str:
    said = []
    if rule.min_share:
        said.append(f"{percent(rule.min_share)} 이상")
    if rule.max_share is not None:
        said.append(f"{percent(rule.max_share)} 이내" if rule.max_share else "부담 없음")
    if rule.cap is not None:
        said.append(f"최대 {spoken(rule.cap)}원")
    return " ".join(said)


def _mark(rule: RuleShape) -> str:
    return "" if rule.verified else _MARK


def _counted(pack: Pack) -> str:
    parts: list[RuleShape] = [*pack.rules, *pack.tracks]
    for track in pack.tracks:
        parts += [*track.funding.lines, *track.funding.groups]
    verified = sum(part.verified for part in parts)
    return f"| `{pack.id}` {pack.title.ko} | {verified} | {len(parts) - verified} |"


if __name__ == "__main__":
    sys.stdout.write(f"{money_table()}\n\n{verified_table()}\n")
