"""The tab of after-care: visits, outcome indicators, requests for help and papers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from typing_extensions import override

from desktop.services.aftercare import kpis
from desktop.services.cases import detail
from desktop.views.cases.case.kpis_card import KpisCard
from desktop.views.cases.case.papers_card import PapersCard
from desktop.views.cases.case.tickets_card import TicketsCard
from desktop.views.cases.case.visits_card import VisitsCard
from desktop.views.shared.in_place.facts import lead_to
from desktop.views.shared.in_place.part import ScrolledPart

if TYPE_CHECKING:
    from uuid import UUID

    from PySide6.QtWidgets import QWidget
    from sqlmodel import Session

    from desktop.services.cases.detail import AftercareTab
    from desktop.services.programmes.indicators import Indicator

    Answer = tuple[AftercareTab, tuple[Indicator, ...]]


class AftercareTabPart(ScrolledPart):
    """Four cards."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.visits = VisitsCard(self)
        self.kpis = KpisCard(self)
        self.tickets = TicketsCard(self)
        self.papers = PapersCard(self)
        for card in (self.visits, self.kpis, self.tickets, self.papers):
            self.add_card(card)
        self.end()

    @override
    def read(self, session: Session, case_id: UUID) -> Answer:
        tab = detail.aftercare_tab(session, case_id, today=self.today())
        return tab, kpis.choices(session, case_id)

    @override
    def show_answer(self, answer: Answer) -> None:
        tab, offered = answer
        self.visits.show_visits(tab.visits)
        self.kpis.show_kpis(tab.kpis, tab.overall, offered, tab.rules)
        self.tickets.show_tickets(tab.tickets, tab.open_tickets)
        self.papers.show_papers(tab.papers)
        self.papers.setVisible(bool(tab.papers))

    @override
    def lead_to(self, section: str, field: str = "", row: UUID | None = None) -> bool:
        target: QWidget = self.visits.add_button
        visits, tickets = self.visits.grid.lines, self.tickets.grid.lines
        if row in visits:
            target = visits[row].planned  # type: ignore[attr-defined]
        elif row in tickets:
            target = tickets[row].answer_by  # type: ignore[attr-defined]
        elif field == "kpi_survey":
            first = next(iter(self.kpis.grid.lines.values()), None)
            target = first.editors["12"] if first is not None else self.kpis.add_button  # type: ignore[attr-defined]
        elif section == "papers":
            line = self.papers.line_of(field)
            target = line.state if line is not None else target
        lead_to(target)
        return True
