"""Colours can be read by everybody, in every theme."""

from __future__ import annotations

import re
from dataclasses import asdict

import pytest

from desktop import paths
from desktop.views.shared import tokens
from desktop.views.shared.tokens import READ_PAIRS, SMALLEST_CONTRAST, Theme, Tone

_PARTS_NOT_READ = 3.0  # WCAG 2.2, 1.4.11: lines of inputs, focus rings, icons


@pytest.mark.parametrize("theme", Theme)
@pytest.mark.parametrize(("text", "ground"), READ_PAIRS)
def test_text_is_read_on_its_ground(theme: Theme, text: str, ground: str) -> None:
    colours = asdict(tokens.colours(theme))

    assert tokens.contrast(colours[text], colours[ground]) >= SMALLEST_CONTRAST


@pytest.mark.parametrize("theme", Theme)
@pytest.mark.parametrize("ground", ["card", "window"])
def test_focus_and_lines_of_inputs_are_seen(theme: Theme, ground: str) -> None:
    colours = tokens.colours(theme)

    assert tokens.contrast(colours.focus, getattr(colours, ground)) >= _PARTS_NOT_READ
    assert tokens.contrast(colours.strong_line, colours.card) >= _PARTS_NOT_READ


def test_contrast_is_that_of_the_standard() -> None:
    assert tokens.contrast("#000000", "#ffffff") == pytest.approx(21)
    assert tokens.contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("tone", Tone)
def test_every_tone_has_ground_text_and_solid(tone: Tone) -> None:
    colours = tokens.colours(Theme.LIGHT)

    found = (colours.ground(tone), colours.text_of(tone), colours.solid(tone))

    assert all(re.fullmatch(r"#[0-9a-f]{6}", colour) for colour in found)


def test_no_colour_is_written_anywhere_else() -> None:
    shared = paths.resources().parent / "views" / "shared"
    places = [*shared.glob("*.py"), *(paths.resources() / "style").glob("*.svg")]
    places.append(paths.resources() / "style.qss")

    found = {
        place.name
        for place in places
        if place.name != "tokens.py" and re.search(r"#[0-9a-fA-F]{6}\b", place.read_text("utf-8"))
    }

    assert found == set()
