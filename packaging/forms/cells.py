"""The cells of a form: what stands in them and how they look, before any of it is drawn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

FONT = "맑은 고딕"
SYMBOLS = "Segoe UI Symbol"  # has ☑ and ☐, which the Korean fonts of Windows lack
NAVY, INK, QUIET, LINE, SHADE = "052561", "1E2124", "58616A", "B1B8BE", "EEF2F7"
TOTAL = "F4F5F6"
TEXT_POINTS = 9.5
LINE_POINTS = 14.0


@dataclass(frozen=True)
class Run:
    """A piece of text in one dress."""

    text: str
    bold: bool = False
    points: float = TEXT_POINTS
    colour: str = INK
    font: str = FONT
    spread: float = 0
    """Extra points between letters."""


@dataclass(frozen=True)
class Cell:
    """One cell of a table; several strings are several paragraphs."""

    lines: tuple[tuple[Run, ...], ...]
    align: str = "left"
    span: int = 1
    fill: str = ""
    from_top: bool = False


def label(text: str, *, span: int = 1) -> Cell:
    """Return a shaded cell that names what stands beside it; a line break makes two lines."""
    return Cell(lines_of(text, bold=True), "center", span, SHADE)


def value(text: str, *, span: int = 1, align: str = "left") -> Cell:
    """Return a cell to fill in."""
    return Cell(lines_of(text), align, span)


def words(text: str, *, span: int = 1) -> Cell:
    """Return a cell for free text, which begins at its top."""
    return Cell(lines_of(text), "left", span, from_top=True)


def money(text: str, *, span: int = 1) -> Cell:
    """Return a cell with a number, right-aligned."""
    return Cell(lines_of(text), "right", span)


def total(text: str, *, span: int = 1, align: str = "right") -> Cell:
    """Return a cell of a row of sums."""
    return Cell(lines_of(text, bold=True), align, span, TOTAL)


def box(tag: str) -> Cell:
    """Return a cell with nothing but a box to tick."""
    return Cell(((Run(tag, font=SYMBOLS, points=11),),), "center")


def choice(name: str, words: Iterable[str], *, span: int = 1, align: str = "left") -> Cell:
    """Return a cell with a box before each word; the value of the field ticks one."""
    return Cell((choice_runs(name, words),), align, span)


def choice_runs(name: str, words: Iterable[str]) -> tuple[Run, ...]:
    """Return the boxes and words of a choice, for a paragraph or cell."""
    runs: list[Run] = []
    for word in words:
        gap = "\u2003" if runs else ""
        if gap:
            runs.append(Run(gap))
        runs.append(Run("{{ " + name + '|체크("' + word + '") }}', font=SYMBOLS, points=10.5))
        runs.append(Run("\u00a0" + word.replace(" ", "\u00a0")))
    return tuple(runs)


def yes_no(name: str, yes: str, no: str, *, span: int = 1) -> Cell:
    """Return a cell with two boxes, for a field that is true or false; neither if blank."""
    runs = (
        Run("{{ (" + name + " == true)|체크 }}", font=SYMBOLS, points=10.5),
        Run("\u00a0" + yes + "\u2003"),
        Run("{{ (" + name + " == false)|체크 }}", font=SYMBOLS, points=10.5),
        Run("\u00a0" + no),
    )
    return Cell((runs,), "left", span)


def lines_of(text: str, *, bold: bool = False) -> tuple[tuple[Run, ...], ...]:
    """Return the paragraphs of a text, one for each of its lines."""
    return tuple((Run(line, bold=bold),) for line in text.split("\n"))
