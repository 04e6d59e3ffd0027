"""The tab of the build-out: agreement, milestones, inspections, payments and papers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from typing_extensions import override

from desktop.services.cases import detail
from desktop.views.cases.case.agreement_card import AgreementCard
from desktop.views.cases.case.inspections_card import InspectionsCard
from desktop.views.cases.case.milestones_card import MilestoneLine, MilestonesCard
from desktop.views.cases.case.papers_card import PapersCard
from desktop.views.cases.case.payments_card import PaymentsCard
from desktop.views.shared.in_place.facts import lead_to
from desktop.views.shared.in_place.part import ScrolledPart

if TYPE_CHECKING:
    from uuid import UUID

    from PySide6.QtWidgets import QWidget
    from sqlmodel import Session

    from desktop.services.cases.detail import BuildoutTab


class BuildoutTabPart(ScrolledPart):
    """Five cards."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.agreement = AgreementCard(self)
        self.milestones = MilestonesCard(self)
        self.inspections = InspectionsCard(self)
        self.payments = PaymentsCard(self)
        self.papers = PapersCard(self)
        for card in (
            self.agreement, self.milestones, self.inspections, self.payments, self.papers,
        ):  # fmt: skip
            self.add_card(card)
        self.end()

    @override
    def read(self, session: Session, case_id: UUID) -> BuildoutTab:
        return detail.buildout_tab(session, case_id, today=self.today())

    @override
    def show_answer(self, answer: BuildoutTab) -> None:
        self.agreement.show_agreement(answer.agreement, answer.funding, answer.rules)
        self.milestones.show_milestones(answer.milestones)
        self.inspections.show_inspections(answer.inspections)
        signed = answer.agreement is not None and answer.agreement.is_signed
        self.payments.show_payments(answer.payments, answer.accounts, signed=signed)
        self.papers.show_papers(answer.papers)
        self.papers.setVisible(bool(answer.papers))

    @override
    def lead_to(self, section: str, field: str = "", row: UUID | None = None) -> bool:
        target: QWidget = self.agreement.sign
        if self.agreement.sign.isHidden():
            target = self.agreement.form.field("build_start").editor
        if section == "inspections":
            first = next(iter(self.inspections.grid.lines.values()), None)
            target = self.inspections.add_button if first is None else first.open  # type: ignore[attr-defined]
        elif section == "milestones" or row in self.milestones.grid.lines:
            target = self._milestone(field, row) or target
        elif section == "papers":
            line = self.papers.line_of(field)
            target = line.state if line is not None else target
        lead_to(target)
        return True

    def _milestone(self, kind: str, row: UUID | None) -> QWidget | None:
        for line in self.milestones.grid.lines.values():
            assert isinstance(line, MilestoneLine)
            if line.row.id == row or line.row.kind == kind:
                return line.done
        return None
