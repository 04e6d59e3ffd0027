"""One chart with its table: the same figures twice, each leading to its cases."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QStandardPaths, Signal
from PySide6.QtWidgets import QFileDialog, QLabel, QMenu, QStackedWidget, QToolButton, QWidget
from typing_extensions import override

from desktop.views.reports import export
from desktop.views.reports.figures import FEWEST_LINES
from desktop.views.shared import icons, look, sheets
from desktop.views.shared.card import Card
from desktop.views.shared.chart_view import ChartView
from desktop.views.shared.empty_state import EmptyState
from desktop.views.shared.language import tr
from desktop.views.shared.row_model import RowModel
from desktop.views.shared.table import DataTable
from desktop.views.shared.tokens import Theme

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from matplotlib.figure import Figure

    from desktop.views.reports.chart_rows import ChartRow
    from desktop.views.shared.operations import Operations
    from desktop.views.shared.row_model import Column

    Draw = Callable[..., Figure]

_LINE = 30
_AROUND = 20


@dataclass(frozen=True)
class ChartKind:
    """What a card shows: its title, its columns, how it is drawn, what its figures count.

    lines: how many lines high the chart is for its rows.
    """

    name: str
    title: str
    columns: tuple[Column[ChartRow], ...]
    draw: Draw
    source: str
    nothing: str
    lines: Callable[[Sequence[ChartRow]], int]


class ChartCard(Card):
    """A card with a chart; one button turns it into its table, another one writes files.

    Signals:
        wanted: the person asked for the cases behind a figure; carries the query.
        said: something was written; carries a sentence.
    """

    wanted = Signal(str)
    said = Signal(str)

    def __init__(
        self, kind: ChartKind, operations: Operations, parent: QWidget | None = None
    ) -> None:
        super().__init__(kind.title, parent=parent)
        self.kind = kind
        self._operations = operations
        self._rows: list[ChartRow] = []
        self.chart = ChartView(kind.title)
        self.chart.picked.connect(self._pick)
        self.rows: RowModel[ChartRow] = RowModel(kind.columns)
        self.table = DataTable(kind.title)
        self.table.show_model(self.rows)
        self.table.setProperty("frame", "none")
        self.table.opened.connect(self._open)
        self.empty = EmptyState("chart-column", kind.nothing)
        self.waiting = QLabel(tr("그리는 중입니다."))
        self.waiting.setProperty("role", "secondary")
        self.body_stack = QStackedWidget()
        for widget in (self.waiting, self.chart, self.table, self.empty):
            self.body_stack.addWidget(widget)
        self.add(self.body_stack)
        self.body.addStretch(1)
        self.say_source(kind.source)
        self.source.setWordWrap(True)
        self._make_buttons()

    @property
    def shows_table(self) -> bool:
        """Return whether the table stands in place of the chart."""
        return self.turn.isChecked()

    def show_rows(self, rows: Sequence[ChartRow]) -> None:
        """Show the rows in the table at once; the chart follows with `show_figure`."""
        self._rows = list(rows)
        self.rows.show(self._rows)
        lines = max(self.kind.lines(rows), FEWEST_LINES)
        self.body_stack.setFixedHeight(look.px(lines * _LINE + _AROUND))
        self._turn()

    def show_figure(self, figure: Figure) -> None:
        """Show the chart that was drawn from the rows."""
        self.chart.show_figure(figure, description=self._description())
        for canvas in self.chart.findChildren(QWidget):
            canvas.installEventFilter(self)  # the wheel belongs to the page
        self._turn()

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let the page scroll while the pointer rests on a chart."""
        if event.type() is QEvent.Type.Wheel:
            event.ignore()
            return True
        return super().eventFilter(watched, event)

    # --- inside ---------------------------------------------------------------------------------

    def _make_buttons(self) -> None:
        self.turn = QToolButton()
        self.turn.setCheckable(True)
        icons.wear(self.turn, "sheet", "secondary_text")
        self._name(self.turn, tr("표로 보기"))
        self.turn.toggled.connect(lambda _on: self._turn())
        self.out = QToolButton()
        icons.wear(self.out, "download", "secondary_text")
        self._name(self.out, tr("내보내기"))
        self.out.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(self.out)
        for ending, words in (
            ("png", tr("그림 (PNG)")),
            ("svg", tr("그림 (SVG)")),
            ("xlsx", tr("표 (XLSX)")),
        ):
            menu.addAction(words).triggered.connect(
                lambda _on=False, ending=ending: self._ask_where(ending)
            )
        self.out.setMenu(menu)
        self.add_action(self.turn)
        self.add_action(self.out)

    def _name(self, button: QToolButton, words: str) -> None:
        button.setToolTip(words)
        button.setAccessibleName(f"{self.kind.title}: {words}")

    def _turn(self) -> None:
        self.out.setEnabled(bool(self._rows))
        self.turn.setEnabled(bool(self._rows))
        if not self._rows:
            self.body_stack.setCurrentWidget(self.empty)
        elif self.turn.isChecked():
            self.body_stack.setCurrentWidget(self.table)
        elif self.chart.figure is None:
            self.body_stack.setCurrentWidget(self.waiting)
        else:
            self.body_stack.setCurrentWidget(self.chart)

    def _description(self) -> str:
        """Return the figures in words, for who does not see the chart."""
        return ". ".join(f"{row.name} {row.words}".strip() for row in self._rows)

    def _pick(self, what: object) -> None:
        if isinstance(what, str) and what.isdecimal() and int(what) < len(self._rows):
            self._open(self._rows[int(what)])

    def _open(self, row: ChartRow) -> None:
        if row.query is not None:
            self.wanted.emit(row.query)

    def _ask_where(self, ending: str) -> None:
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        proposed = Path(folder) / f"{self.kind.title}.{ending}"
        chosen, _filter = QFileDialog.getSaveFileName(
            self, tr("내보내기"), str(proposed), f"{ending.upper()} (*.{ending})"
        )
        if chosen:
            self.export(Path(chosen).with_suffix(f".{ending}"))

    def export(self, path: Path) -> None:
        """Write the chart or the table, by the ending of `path`, off the screen's thread."""
        kind, rows = self.kind, list(self._rows)

        def write() -> Path:
            if path.suffix == ".xlsx":
                return sheets.save_sheet(
                    kind.columns, rows, path, title=kind.title, source=kind.source
                )
            return export.save_picture(
                lambda: kind.draw(rows, theme=Theme.LIGHT),
                path,
                lines=kind.lines(rows),
                title=kind.title,
            )

        self._operations.run(
            write,
            owner=self,
            then=lambda written: self.said.emit(
                tr("{name} 파일을 저장했습니다.", name=written.name)
            ),
        )
