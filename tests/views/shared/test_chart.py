"""Charts wear the colours and letters of the window, and lead on when they are clicked."""

from __future__ import annotations

from typing import TYPE_CHECKING

import matplotlib as mpl
import pytest
from matplotlib.backend_bases import MouseEvent, PickEvent
from matplotlib.colors import to_hex
from matplotlib.figure import Figure

from desktop.views.shared import chart_style, look, tokens
from desktop.views.shared.chart_view import ChartView
from desktop.views.shared.tokens import Theme

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


@pytest.mark.parametrize("theme", Theme)
def test_a_chart_is_drawn_in_tokens_and_in_korean(theme: Theme) -> None:
    with mpl.rc_context(chart_style.rules(theme)):
        figure = Figure(figsize=(3, 2))
        axes = figure.subplots()
        bars = axes.barh(["신청", "매칭"], [3, 1])
        figure.canvas.draw()

    assert to_hex(figure.get_facecolor()) == tokens.colours(theme).card
    assert to_hex(bars[0].get_facecolor()) == tokens.CHART_CATEGORIES[0]
    assert axes.get_yticklabels()[0].get_fontname() == look.FONT_FAMILY


def test_given_a_bar_when_it_is_clicked_then_its_name_is_told(qtbot: QtBot) -> None:
    view = ChartView("단계별 사례")
    qtbot.addWidget(view)
    figure = Figure()
    bar = figure.subplots().barh(["신청"], [3], picker=True)[0]
    bar.set_gid("application")
    view.show_figure(figure, description="신청 3건")
    assert view.figure is figure

    click = MouseEvent("button_press_event", figure.canvas, 0, 0)
    with qtbot.waitSignal(view.picked) as picked:
        figure.canvas.callbacks.process(
            "pick_event", PickEvent("pick_event", figure.canvas, click, bar)
        )
    view.clear()

    assert picked.args == ["application"]
    assert view.figure is None
