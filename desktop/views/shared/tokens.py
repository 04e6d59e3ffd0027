"""Names every colour, space and size of the program once; nothing else writes one down.

The scales are those of KRDS, the design system of the Korean government. No Qt here, so that
charts and documents can use the same numbers.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from enum import IntEnum, StrEnum
from typing import Final

Scale = dict[int, str]

_STEPS = (5, 10, 20, 30, 40, 50, 60, 70, 80, 90, 95)


def _scale(*values: str) -> Scale:
    return {step: f"#{value}" for step, value in zip(_STEPS, values, strict=True)}


# fmt: off
PRIMARY: Final = _scale(
    "ecf2fe", "d8e5fd", "b1cefb", "86aff9", "4c87f6", "256ef4",
    "0b50d0", "083891", "052561", "03163a", "020f27")
SECONDARY: Final = _scale(
    "eef2f7", "d6e0eb", "bacbde", "90b0d5", "6b96c7", "346fb2",
    "1c589c", "063a74", "052b57", "031f3f", "02162c")
GRAY: Final = _scale(
    "f4f5f6", "e6e8ea", "cdd1d5", "b1b8be", "8a949e", "6d7882",
    "58616a", "464c53", "33363d", "1e2124", "131416")
DANGER: Final = _scale(
    "fdefec", "fcdfd9", "f7afa1", "f48771", "f05f42", "de3412",
    "bd2c0f", "8a240f", "5c180a", "390d05", "260903")
WARNING: Final = _scale(
    "fff3db", "ffe0a3", "ffc95c", "ffb114", "c78500", "9e6a00",
    "8a5c00", "614100", "422c00", "2e1f00", "241800")
SUCCESS: Final = _scale(
    "eaf6ec", "d8eedd", "a9dab4", "7ec88e", "3fa654", "228738",
    "267337", "285d33", "1f4727", "122b18", "0e2012")
INFORMATION: Final = _scale(
    "e7f4fe", "d3ebfd", "9ed2fa", "5fb5f7", "2098f3", "0b78cb",
    "096ab3", "085691", "053961", "03253f", "021a2c")
# fmt: on
WHITE: Final = "#ffffff"
BLACK: Final = "#000000"


class Theme(StrEnum):
    """How the window is lit."""

    LIGHT = "light"
    DARK = "dark"
    HIGH_CONTRAST = "high_contrast"


class Tone(StrEnum):
    """What a coloured thing means; always shown with a word, never alone."""

    NEUTRAL = "neutral"
    ACCENT = "accent"
    INFORMATION = "information"
    SUCCESS = "success"
    WARNING = "warning"
    DANGER = "danger"


class Space(IntEnum):
    """Distances between things, px."""

    TINY = 4
    SMALL = 8
    MEDIUM = 12
    LARGE = 16
    WIDE = 24
    HUGE = 32


class Radius(IntEnum):
    """Corners, px."""

    CONTROL = 6
    CARD = 10


class FontSize(IntEnum):
    """Sizes of letters, px before the scale of the person."""

    CAPTION = 12
    BODY = 13
    CARD_TITLE = 15
    PAGE_TITLE = 20
    HEADLINE = 28


ROW_HEIGHT: Final = 32
COMPACT_ROW_HEIGHT: Final = 28
CONTROL_HEIGHT: Final = 32
ICON_SIZE: Final = 20
SMALL_ICON_SIZE: Final = 16
FOCUS_WIDTH: Final = 2
RAIL_WIDTH: Final = 184
NARROW_RAIL_WIDTH: Final = 56
SMALLEST_CONTRAST: Final = 4.5  # WCAG 2.2 AA, 1.4.3; KWCAG 2.2 asks the same


@dataclass(frozen=True)
class Colours:
    """What each part of the window is painted with, as #rrggbb.

    `*_ground` and `*_text` belong together; `*_solid` stands under `on_solid` text, and in bars
    and dots. `accent` marks and draws, `accent_text` is read, `accent_solid` fills buttons.
    """

    window: str
    card: str
    raised: str  # menus and popups
    raised_line: str
    line: str
    soft_line: str  # between the rows of a list
    scroll: str
    disabled_border: str
    strong_line: str  # borders of inputs; 3:1 against the card
    text: str
    secondary_text: str
    placeholder: str
    disabled_text: str
    disabled_ground: str
    accent: str
    accent_text: str
    accent_solid: str
    accent_solid_hover: str
    on_solid: str
    hover: str
    selection: str
    selection_text: str
    focus: str
    focus_on_solid: str
    skeleton: str
    neutral_ground: str
    neutral_text: str
    neutral_solid: str
    accent_ground: str
    information_ground: str
    information_line: str
    information_text: str
    information_solid: str
    success_ground: str
    success_line: str
    success_text: str
    success_solid: str
    warning_ground: str
    warning_line: str
    warning_text: str
    warning_solid: str
    danger_ground: str
    danger_line: str
    danger_text: str
    danger_solid: str
    danger_solid_hover: str
    toast: str
    toast_text: str
    toast_action: str

    def ground(self, tone: Tone) -> str:
        """Return the soft ground of a pill or banner of `tone`."""
        return str(getattr(self, f"{tone}_ground"))

    def text_of(self, tone: Tone) -> str:
        """Return the colour of words and icons of `tone`, on its ground or on a card."""
        return str(getattr(self, f"{tone}_text"))

    def solid(self, tone: Tone) -> str:
        """Return the full colour of `tone` for bars, dots and buttons."""
        return str(getattr(self, f"{tone}_solid"))


_LIGHT = Colours(
    window=GRAY[5],
    card=WHITE,
    raised=WHITE,
    raised_line=GRAY[20],
    line=GRAY[20],
    soft_line=GRAY[10],
    scroll=GRAY[30],
    disabled_border=GRAY[10],
    strong_line=GRAY[40],
    text=GRAY[90],
    secondary_text=GRAY[60],
    placeholder=GRAY[50],
    disabled_text=GRAY[60],
    disabled_ground=GRAY[10],
    accent=PRIMARY[50],
    accent_text=PRIMARY[60],
    accent_solid=PRIMARY[50],
    accent_solid_hover=PRIMARY[60],
    on_solid=WHITE,
    hover=PRIMARY[5],
    selection=PRIMARY[10],
    selection_text=GRAY[90],
    focus=PRIMARY[40],
    focus_on_solid=PRIMARY[80],
    skeleton=GRAY[10],
    neutral_ground=GRAY[10],
    neutral_text=GRAY[60],
    neutral_solid=GRAY[50],
    accent_ground=PRIMARY[5],
    information_ground=INFORMATION[5],
    information_line=INFORMATION[20],
    information_text=INFORMATION[70],
    information_solid=INFORMATION[50],
    success_ground=SUCCESS[5],
    success_line=SUCCESS[20],
    success_text=SUCCESS[60],
    success_solid=SUCCESS[50],
    warning_ground=WARNING[5],
    warning_line=WARNING[20],
    warning_text=WARNING[60],
    warning_solid=WARNING[50],
    danger_ground=DANGER[5],
    danger_line=DANGER[20],
    danger_text=DANGER[60],
    danger_solid=DANGER[50],
    danger_solid_hover=DANGER[60],
    toast=GRAY[90],
    toast_text=GRAY[5],
    toast_action=PRIMARY[30],
)

_DARK = Colours(
    window=GRAY[95],
    card=GRAY[90],
    raised=GRAY[80],
    raised_line=GRAY[70],
    line=GRAY[80],
    soft_line=GRAY[80],
    scroll=GRAY[60],
    disabled_border=GRAY[80],
    strong_line=GRAY[50],
    text=GRAY[5],
    secondary_text=GRAY[30],
    placeholder=GRAY[40],
    disabled_text=GRAY[30],
    disabled_ground=GRAY[80],
    accent=PRIMARY[40],
    accent_text=PRIMARY[30],
    accent_solid=PRIMARY[50],
    accent_solid_hover=PRIMARY[60],
    on_solid=WHITE,
    hover=GRAY[80],
    selection=PRIMARY[80],
    selection_text=GRAY[5],
    focus=PRIMARY[40],
    focus_on_solid=PRIMARY[20],
    skeleton=GRAY[80],
    neutral_ground=GRAY[80],
    neutral_text=GRAY[20],
    neutral_solid=GRAY[50],
    accent_ground=PRIMARY[90],
    information_ground=INFORMATION[90],
    information_line=INFORMATION[70],
    information_text=INFORMATION[20],
    information_solid=INFORMATION[50],
    success_ground=SUCCESS[90],
    success_line=SUCCESS[70],
    success_text=SUCCESS[20],
    success_solid=SUCCESS[50],
    warning_ground=WARNING[90],
    warning_line=WARNING[70],
    warning_text=WARNING[20],
    warning_solid=WARNING[50],
    danger_ground=DANGER[90],
    danger_line=DANGER[70],
    danger_text=DANGER[20],
    danger_solid=DANGER[50],
    danger_solid_hover=DANGER[60],
    toast=GRAY[70],
    toast_text=GRAY[5],
    toast_action=PRIMARY[20],
)

_HIGH_CONTRAST = Colours(
    window=BLACK,
    card=BLACK,
    raised=BLACK,
    raised_line=WHITE,
    line=WHITE,
    soft_line=GRAY[60],
    scroll=WHITE,
    disabled_border=GRAY[50],
    strong_line=WHITE,
    text=WHITE,
    secondary_text=WHITE,
    placeholder=GRAY[20],
    disabled_text=GRAY[30],
    disabled_ground=BLACK,
    accent=PRIMARY[30],
    accent_text=PRIMARY[30],
    accent_solid=PRIMARY[30],
    accent_solid_hover=PRIMARY[20],
    on_solid=BLACK,
    hover=PRIMARY[80],
    selection=PRIMARY[70],
    selection_text=WHITE,
    focus=PRIMARY[30],
    focus_on_solid=WHITE,
    skeleton=GRAY[70],
    neutral_ground=BLACK,
    neutral_text=WHITE,
    neutral_solid=WHITE,
    accent_ground=BLACK,
    information_ground=BLACK,
    information_line=INFORMATION[30],
    information_text=INFORMATION[20],
    information_solid=INFORMATION[30],
    success_ground=BLACK,
    success_line=SUCCESS[30],
    success_text=SUCCESS[20],
    success_solid=SUCCESS[30],
    warning_ground=BLACK,
    warning_line=WARNING[30],
    warning_text=WARNING[20],
    warning_solid=WARNING[30],
    danger_ground=BLACK,
    danger_line=DANGER[30],
    danger_text=DANGER[20],
    danger_solid=DANGER[30],
    danger_solid_hover=DANGER[20],
    toast=WHITE,
    toast_text=BLACK,
    toast_action=PRIMARY[70],
)

_BY_THEME = {Theme.LIGHT: _LIGHT, Theme.DARK: _DARK, Theme.HIGH_CONTRAST: _HIGH_CONTRAST}

# Text stands on ground: every pair that some style, delegate or painted widget uses.
READ_PAIRS: Final[tuple[tuple[str, str], ...]] = (
    *((text, ground) for text in ("text", "secondary_text", "accent_text")
      for ground in ("window", "card", "raised", "hover", "selection")),
    ("selection_text", "selection"),
    ("placeholder", "card"),
    ("disabled_text", "disabled_ground"),
    ("disabled_text", "card"),
    ("disabled_text", "window"),
    ("on_solid", "accent_solid"),
    ("on_solid", "accent_solid_hover"),
    ("on_solid", "danger_solid"),
    ("on_solid", "danger_solid_hover"),
    *((f"{tone}_text", f"{tone}_ground") for tone in Tone),
    *((f"{tone}_text", ground) for tone in Tone
      for ground in ("card", "window", "hover", "selection")),
    ("on_solid", "information_solid"),
    ("on_solid", "success_solid"),
    ("on_solid", "warning_solid"),
    ("toast_text", "toast"),
    ("toast_action", "toast"),
)  # fmt: skip

# Charts: told apart by readers who see few colours, and never by colour alone.
CHART_CATEGORIES: Final = (
    PRIMARY[50], SUCCESS[50], WARNING[40], SECONDARY[30], DANGER[40], GRAY[50],
)  # fmt: skip


def colours(theme: Theme) -> Colours:
    """Return what `theme` paints each part of the window with."""
    return _BY_THEME[theme]


def names_of_colours() -> tuple[str, ...]:
    """Return the names that a style sheet may use."""
    return tuple(field.name for field in fields(Colours))


def luminance(colour: str) -> float:
    """Return the relative luminance of #rrggbb, 0 to 1 (WCAG 2.2)."""
    channels = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Return how well #rrggbb is read on #rrggbb, 1 to 21 (WCAG 2.2)."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)
