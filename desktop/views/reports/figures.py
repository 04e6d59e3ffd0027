"""Draws the charts of the reports; every figure stands beside its bar, so that none needs a grid.

matplotlib is loaded when the first chart is drawn. Nothing here touches the screen, so a worker
may draw.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from desktop.views.reports.chart_rows import MOST_BARS
from desktop.views.shared import chart_style, tokens

if TYPE_CHECKING:
    from collections.abc import Sequence
    from contextlib import AbstractContextManager

    from matplotlib.figure import Figure

    from desktop.views.reports.chart_rows import ChartRow
    from desktop.views.shared.tokens import Theme

FEWEST_LINES: Final = 4  # a chart of two bars is as dense as one of ten
_BAR = 0.62
_ROOM_FOR_WORDS = 1.34  # the axis reaches beyond the longest bar by what its label takes
_BETWEEN = 1.4  # from one indicator to the next, in lines
_STUDY = 0.8
_DENSE = 0.85


def bars(rows: Sequence[ChartRow], *, theme: Theme) -> Figure:
    """Return horizontal bars from top to bottom, each with its words."""
    with dressed(theme):
        figure, axes = _empty_figure()
        colours = tokens.colours(theme)
        for at, row in enumerate(rows):
            drawn = axes.barh(at, row.value, height=_BAR, color=chart_style.categories()[0])
            _make_pickable(drawn, at)
            axes.annotate(
                row.words,
                (row.value, at),
                xytext=(6, 0),
                textcoords="offset points",
                va="center",
                color=colours.text,
            )
        axes.set_yticks(range(len(rows)), [row.name for row in rows])
        axes.set_ylim(max(len(rows), FEWEST_LINES) - 0.4, -0.6)
        axes.set_xticks([])
        axes.set_xlim(0, max((row.value for row in rows), default=1) * _ROOM_FOR_WORDS or 1)
        return figure


def bars_of_the_largest(rows: Sequence[ChartRow], *, theme: Theme) -> Figure:
    """Return `bars` of as many rows as can be read; the table has them all."""
    return bars(rows[:MOST_BARS], theme=theme)


def columns(rows: Sequence[ChartRow], *, theme: Theme) -> Figure:
    """Return upright bars from left to right, for what follows in time."""
    with dressed(theme):
        figure, axes = _empty_figure()
        colours = tokens.colours(theme)
        for at, row in enumerate(rows):
            drawn = axes.bar(at, row.value, width=_BAR, color=chart_style.categories()[0])
            _make_pickable(drawn, at)
            axes.annotate(
                row.words,
                (at, row.value),
                xytext=(0, 4),
                textcoords="offset points",
                ha="center",
                color=colours.text,
            )
        axes.set_xticks(range(len(rows)), [row.name for row in rows])
        axes.tick_params(axis="x", length=0)
        axes.set_yticks([])
        axes.set_xlim(-0.6, max(len(rows), 6) - 0.4)
        axes.set_ylim(0, max((row.value for row in rows), default=1) * 1.15 or 1)
        return figure


def improvements(rows: Sequence[ChartRow], *, theme: Theme) -> Figure:
    """Return a bar per indicator and basis; what studies found are points below them."""
    with dressed(theme):
        figure, axes = _empty_figure()
        colours = tokens.colours(theme)
        places, names = _places(rows)
        for at, (row, place) in enumerate(zip(rows, places, strict=True)):
            if row.is_study:
                axes.plot([row.value], [place], "D", markersize=5, color=colours.secondary_text)
                _say(axes, row.value, place, row.words, colours.secondary_text)
                continue
            colour = chart_style.categories()[row.series]
            _make_pickable(axes.barh(place, row.value, height=_BAR, color=colour), at)
            if row.low is not None and row.high is not None:
                axes.plot([row.low, row.high], [place, place], color=colours.text, linewidth=1)
            _say(axes, max(row.value, row.high or row.value), place, row.words, colours.text)
        axes.axvline(0, color=colours.line, linewidth=1)
        axes.set_yticks(list(names), list(names.values()))
        axes.set_ylim(max(places, default=0) + 0.6, -0.6)
        axes.set_xticks([])
        reach = [row.high if row.high is not None else row.value for row in rows]
        least = min((row.low if row.low is not None else row.value for row in rows), default=0)
        axes.set_xlim(min(least, 0) * 1.1, max(reach, default=1) * 1.6 or 1)
        return figure


def dressed(theme: Theme) -> AbstractContextManager[None]:
    """Return the context in which what is drawn looks like the window."""
    import matplotlib as mpl

    rules: Any = chart_style.rules(theme)
    dressed: AbstractContextManager[None] = mpl.rc_context(rules)
    return dressed


def _say(axes: Any, end: float, place: float, words: str, colour: str) -> None:
    axes.annotate(
        words, (end, place), xytext=(8, 0), textcoords="offset points", va="center", color=colour
    )


def _places(rows: Sequence[ChartRow]) -> tuple[list[float], dict[float, str]]:
    """Return where each row stands, and the name beside the first of each indicator."""
    places: list[float] = []
    names: dict[float, str] = {}
    place, before = 0.0, ""
    for row in rows:
        code = row.id.partition(":")[0]
        if code != before:
            place += _BETWEEN if places else 0
            names[place] = row.name
        else:
            place += _STUDY if row.is_study else 1.0
        before = code
        places.append(place)
    return places, names


def lines_of(rows: Sequence[ChartRow]) -> int:
    """Return how many lines `improvements` draws, to know how high it should be."""
    return round(max(_places(rows)[0], default=0) * _DENSE) + 1


def _empty_figure() -> tuple[Figure, Any]:
    from matplotlib.figure import Figure

    figure = Figure()
    return figure, figure.add_subplot()


def _make_pickable(drawn: Any, at: int) -> None:
    for patch in drawn:
        patch.set_picker(True)
        patch.set_gid(str(at))
