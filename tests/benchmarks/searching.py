"""Measures one keystroke of a search, as a question to the services and in the window."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.services.cases import listing as cases
from desktop.services.companies import listing as companies
from tests.benchmarks.spoken_sql import heard_from, plain_connection, say
from tests.benchmarks.table import Line, median, timed
from tests.benchmarks.world import opened

if TYPE_CHECKING:
    from datetime import date

    from sqlmodel import Session

    from desktop.services.workspace import Workspace
    from tests.benchmarks.world import World

# What a person types, stroke by stroke: a name, initials, the end of a number, a condition.
STROKES = ("대", "대성", "대성정", "ㄷ", "ㄷㅅ", "ㄷㅅㅈ", "0012", "단계:구축", "단계:구축 대성")
PAGE = 100
RUNS = 7


def measure(world: World, day: date) -> list[Line]:
    """Return the slowest and the middle stroke of both lists, against the same SQL alone."""
    lines = []
    for name, service in (("cases", cases), ("companies", companies)):
        workspace = opened(world.folder)
        try:
            pairs = [_stroke(workspace, service, words, day) for words in STROKES]
        finally:
            workspace.close()
        ours, raw = (median([pair[side] for pair in pairs]) for side in (0, 1))
        slowest = max(zip(STROKES, pairs, strict=True), key=lambda one: one[1][0])
        lines += [
            Line(f"a keystroke in {name}, middle of {len(STROKES)}", ours, raw, 2),
            Line(f"  slowest ({slowest[0]})", *slowest[1], 2),
        ]
    return lines


def _stroke(workspace: Workspace, service: object, words: str, day: date) -> tuple[float, float]:
    """Return the seconds that a stroke takes with the program, and the same SQL without it."""

    def _ask(session: Session) -> int:
        found = service.find(session, words, today=day, me=workspace.person)  # type: ignore[attr-defined]
        return len(service.rows(session, found.ids[:PAGE]))  # type: ignore[attr-defined]

    spoken = heard_from(workspace, _ask)
    connection = plain_connection(workspace.file)
    ours, raw = [], []
    for _ in range(RUNS):
        ours.append(timed(lambda: workspace.read(_ask)))
        raw.append(timed(lambda: say(connection, spoken)))
    connection.close()
    return median(ours), median(raw)
