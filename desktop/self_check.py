"""Tries every part of the program that a build can lose: database, template, chart, sheet, window.

A frozen program finds its data files in other places than a checkout, so each step uses some.
"""

from __future__ import annotations

import io
import os
import tempfile
from datetime import UTC, date, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from desktop.services.workspace import Workspace

_KOREAN = "이음"


class Step(StrEnum):
    """What was tried."""

    DATABASE = "database"
    TEMPLATE = "template"
    CHART = "chart"
    SHEET = "sheet"
    CALENDAR = "calendar"
    WINDOW = "window"


def steps() -> Iterator[Step]:
    """Yield each step when it is done; whatever fails is raised as it is."""
    from desktop.services import setup

    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as room:
        folder = Path(room)
        workspace = setup.begin(folder / "workspace", centre="GN", person="김가온")
        try:
            yield Step.DATABASE
            _fill_template()
            yield Step.TEMPLATE
            _draw_chart()
            yield Step.CHART
            _write_and_read_sheet(folder / "sheet.xlsx")
            yield Step.SHEET
            _count_working_days()
            yield Step.CALENDAR
            _show_window(workspace)
            yield Step.WINDOW
        finally:
            workspace.close()


def _fill_template() -> None:
    from desktop.services.documents import catalog, docx_writer, fields

    for document in catalog.list_documents():
        template = catalog.template_bytes(document.kind)
        docx_writer.fill(template, fields.sample(document), made_at=datetime.now(UTC))


def _draw_chart() -> None:
    import matplotlib as mpl
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    from desktop.views.shared import chart_style
    from desktop.views.shared.tokens import Theme

    style: Any = chart_style.rules(Theme.LIGHT)
    with mpl.rc_context(style):
        figure = Figure()
        figure.add_subplot().bar([_KOREAN], [1])
        canvas: Any = FigureCanvasAgg(figure)
        canvas.print_png(io.BytesIO())


def _write_and_read_sheet(file: Path) -> None:
    import xlsxwriter

    from desktop.services.exchange.readers import read_sheet

    with xlsxwriter.Workbook(file) as workbook:
        workbook.add_worksheet().write(0, 0, _KOREAN)
    assert read_sheet(file).rows == [(_KOREAN,)]


def _count_working_days() -> None:
    from desktop.services import working_days

    assert not working_days.is_working_day(date(2026, 2, 17))  # 설날


def _show_window(workspace: Workspace) -> None:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")  # a server has no screen
    from desktop import app
    from desktop.settings import Settings
    from desktop.views.shared import language

    kept = Settings(language=language.chosen())
    running = app.application(kept)
    window = app.build(workspace, kept)
    window.show()
    window.operations.wait()
    running.processEvents()
    assert not window.grab().isNull()
    window.close()
