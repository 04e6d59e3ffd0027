"""Gives charts the colours and letters of the window, also when they are printed."""

from __future__ import annotations

from typing import Any

from desktop import paths
from desktop.views.shared import look, tokens
from desktop.views.shared.tokens import FontSize, Theme

_POINTS_PER_PX = 0.75  # matplotlib counts in points of 1/72 inch, the window in 1/96


def load_font() -> str:
    """Make the bundled font known to matplotlib and return its name."""
    from matplotlib import font_manager

    known = {entry.fname for entry in font_manager.fontManager.ttflist}
    for file in sorted((paths.resources() / "fonts").glob("*.otf")):
        if str(file) not in known:
            font_manager.fontManager.addfont(str(file))
    return look.FONT_FAMILY


def rules(theme: Theme | None = None) -> dict[str, Any]:
    """Return matplotlib's rcParams for a theme; for a page to print, ask for LIGHT.

    Use: `with matplotlib.rc_context(chart_style.rules()): …`
    """
    from cycler import cycler

    chosen = tokens.colours(theme or look.current().theme)
    size = FontSize.CAPTION * _POINTS_PER_PX
    return {
        "font.family": [load_font()],
        "font.size": size,
        "axes.unicode_minus": False,
        "figure.facecolor": chosen.card,
        "figure.dpi": 96,
        "figure.constrained_layout.use": True,
        "savefig.facecolor": chosen.card,
        "axes.facecolor": chosen.card,
        "axes.edgecolor": chosen.line,
        "axes.labelcolor": chosen.secondary_text,
        "axes.titlecolor": chosen.text,
        "axes.titlesize": FontSize.CARD_TITLE * _POINTS_PER_PX,
        "axes.titleweight": "semibold",
        "axes.titlelocation": "left",
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.spines.left": False,
        "axes.spines.bottom": False,
        "axes.axisbelow": True,
        "axes.grid": False,
        "grid.color": chosen.soft_line,
        "axes.prop_cycle": cycler(color=categories()),
        "text.color": chosen.text,
        "xtick.color": chosen.line,
        "ytick.color": chosen.line,
        "xtick.labelcolor": chosen.secondary_text,
        "ytick.labelcolor": chosen.text,
        "xtick.labelsize": size,
        "ytick.labelsize": size,
        "ytick.major.size": 0,
        "xtick.major.size": 3,
        "legend.frameon": False,
        "lines.linewidth": 2,
        "patch.linewidth": 0,
        "pdf.fonttype": 42,
        "svg.fonttype": "none",
    }


def categories() -> list[str]:
    """Return the colours of categories in the order in which they are used."""
    return list(tokens.CHART_CATEGORIES)
