"""The reports: a handful of charts, each with its table and the way to its cases."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QScrollArea, QVBoxLayout, QWidget
from typing_extensions import override

from db.words import Changed
from desktop.services.reports import frames, outcomes
from desktop.services.reports.dimensions import Dimension
from desktop.services.search import spoken
from desktop.services.search.words import Field
from desktop.views.reports import chart_rows
from desktop.views.reports.chart_card import ChartCard
from desktop.views.reports.kinds import kinds
from desktop.views.shared import language, look
from desktop.views.shared.choice_edit import ChoiceEdit
from desktop.views.shared.day_words import day_text
from desktop.views.shared.language import Language, tr
from desktop.views.shared.money_words import won
from desktop.views.shared.page import Page
from desktop.views.shared.page_header import PageHeader
from desktop.views.shared.short_money import short_won
from desktop.views.shared.tokens import Space

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QResizeEvent
    from sqlmodel import Session

    from desktop.services.reports.frames import GroupRow
    from desktop.settings import Settings
    from desktop.views.reports.chart_rows import ChartRow
    from desktop.views.shared.operations import Operations
    from desktop.views.shared.tokens import Theme

_TWO_COLUMNS_FROM = 900
_DOTS_PER_INCH = 96


@dataclass(frozen=True)
class _Reading:
    """Everything that one reading of the page brings."""

    rows: dict[str, list[ChartRow]]
    years: list[GroupRow]
    regions: list[GroupRow]
    cases: int
    cost: int


class ReportsPage(Page):
    """Six charts of the same cases, narrowed down by year and region."""

    LISTENS: ClassVar[frozenset[Changed]] = frozenset(
        {
            Changed.CASES,
            Changed.COMPANIES,
            Changed.MATCHES,
            Changed.BUILDOUT,
            Changed.AFTERCARE,
            Changed.PROGRAMMES,
        }
    )

    def __init__(
        self, operations: Operations, settings: Settings, parent: QWidget | None = None
    ) -> None:
        super().__init__(operations, settings, parent)
        self._asked = 0
        self._drawn: Theme | None = None
        self._rows: dict[str, list[ChartRow]] = {}
        self._wide: bool | None = None
        self.header = PageHeader(tr("보고"))
        self.year = ChoiceEdit(tr("연도"), [(None, tr("전체 연도"))])
        self.region = ChoiceEdit(tr("지역"), [(None, tr("전체 지역"))])
        for choice in (self.year, self.region):
            choice.setMinimumWidth(look.px(130))
            choice.value_chosen.connect(lambda _value: self.refresh())
            self.header.add_action(choice)
        self.cards: dict[str, ChartCard] = {}
        for name, kind in kinds().items():
            card = ChartCard(kind, operations)
            card.wanted.connect(self._lead_on)
            card.said.connect(self.said)
            self.cards[name] = card
        self._lay_out()

    @property
    def query(self) -> str:
        """Return what the charts are narrowed down by."""
        year, region = self.year.value(), self.region.value()
        return spoken.join(
            spoken.say(Field.YEAR, year) if isinstance(year, int) else "",
            region if isinstance(region, str) else "",
        )

    @override
    def refresh(self) -> None:
        """Read all figures in one reading, then draw them, both off the screen's thread."""
        self._asked += 1
        asked, query, today = self._asked, self.query, date.today()
        self.operations.read(
            lambda session: _read(session, query, today=today),
            owner=self,
            then=lambda found: self._show(found, asked),
        )

    @override
    def changeEvent(self, event: QEvent) -> None:
        """Draw again when the colours of the window changed."""
        super().changeEvent(event)
        changed = self._drawn not in (None, look.current().theme)
        if event.type() is QEvent.Type.PaletteChange and changed:
            self._draw()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    # --- inside ---------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        room = QWidget()
        room.setProperty("ground", "none")
        edge = look.px(Space.WIDE)
        self.grid = QGridLayout(room)
        self.grid.setContentsMargins(edge, 0, edge, edge)
        self.grid.setSpacing(look.px(Space.LARGE))
        self.paper = QScrollArea()
        self.paper.setAccessibleName(tr("보고"))
        self.paper.setWidgetResizable(True)
        self.paper.setFrameShape(QFrame.Shape.NoFrame)
        self.paper.setWidget(room)
        top = QWidget()
        above = QVBoxLayout(top)
        above.setContentsMargins(edge, edge, edge, 0)
        above.addWidget(self.header)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(Space.LARGE))
        column.addWidget(top)
        column.addWidget(self.paper, 1)
        self._arrange()
        self.setFocusProxy(self.year)

    def _arrange(self) -> None:
        """Put the cards in two columns where there is room for them."""
        wide = self.width() >= look.px(_TWO_COLUMNS_FROM)
        if wide == self._wide:
            return
        self._wide = wide
        places = {
            "funnel": (0, 0, 1, 1),
            "money": (0, 1, 1, 1),
            "kpis": (1, 0, 1, 2),
            "regions": (2, 0, 2, 1),
            "years": (2, 1, 1, 1),
            "build_ends": (3, 1, 1, 1),
        }
        for at, (name, card) in enumerate(self.cards.items()):
            place = places[name] if wide else (at, 0, 1, 2)
            self.grid.addWidget(card, *place)
        for column in range(2):
            self.grid.setColumnStretch(column, 1)

    def _show(self, found: _Reading, asked: int) -> None:
        if asked != self._asked:
            return  # something else was chosen meanwhile
        self._offer(found)
        self.header.say(
            tr("보고"),
            subtitle=tr(
                "사례 {count}건 · 총사업비 {cost} · {day} 기준",
                count=f"{found.cases:,}",
                cost=short_won(found.cost),
                day=day_text(date.today()),
            ),
        )
        self.header.subtitle.setToolTip(f"{won(found.cost)} {tr('원')}")
        self._rows = found.rows
        for name, card in self.cards.items():
            card.show_rows(found.rows[name])
        self._draw()

    def _offer(self, found: _Reading) -> None:
        years = sorted((row.group.key for row in found.years if row.group.key), reverse=True)
        self.year.set_choices(
            [(None, tr("전체 연도")), *((year, tr("{year}년", year=year)) for year in years)]
        )
        self.region.set_choices(
            [
                (None, tr("전체 지역")),
                *((row.group.clause, row.group.name) for row in found.regions if row.group.name),
            ]
        )

    def _draw(self) -> None:
        asked, theme, scale = self._asked, look.current().theme, look.current().scale
        self._drawn = theme
        wanted = {name: rows for name, rows in self._rows.items() if rows}
        drawers = {name: card.kind.draw for name, card in self.cards.items()}

        def draw() -> dict[str, Any]:
            drawn = {name: drawers[name](rows, theme=theme) for name, rows in wanted.items()}
            for figure in drawn.values():
                figure.set_dpi(_DOTS_PER_INCH * scale)
            return drawn

        self.operations.run(draw, owner=self, then=lambda drawn: self._show_figures(drawn, asked))

    def _show_figures(self, drawn: dict[str, Any], asked: int) -> None:
        if asked != self._asked:
            return  # newer figures are on their way
        for name, figure in drawn.items():
            self.cards[name].show_figure(figure)

    def _lead_on(self, query: str) -> None:
        english = language.chosen() is Language.ENGLISH
        self.cases_wanted.emit(spoken.in_tongue(query, english=english))


def _read(session: Session, query: str, *, today: date) -> _Reading:
    """Return the rows of every chart, and what can be chosen at the top."""

    def grouped(dimension: Dimension, narrowed: str) -> Sequence[GroupRow]:
        return frames.grouped(session, dimension, narrowed, today=today)

    years = list(grouped(Dimension.YEAR, query))
    places = grouped(Dimension.REGION, query)
    if len(places) == 1:  # one province says nothing; its cities do
        places = grouped(Dimension.CITY, query)
    return _Reading(
        rows={
            "funnel": chart_rows.funnel_rows(frames.funnel(session, query, today=today)),
            "money": chart_rows.money_rows(frames.money(session, query, today=today)),
            "kpis": chart_rows.kpi_rows(outcomes.kpis(session, query, today=today)),
            "regions": chart_rows.group_rows(places),
            "years": chart_rows.year_rows(years),
            "build_ends": chart_rows.build_end_rows(
                outcomes.build_ends(session, query, today=today)
            ),
        },
        years=list(grouped(Dimension.YEAR, "")),
        regions=list(grouped(Dimension.REGION, "")),
        cases=sum(row.cases for row in years),
        cost=sum(row.total_cost for row in years),
    )
