"""Beside the stages: timeline, documents, attachments and notes of the whole case."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout
from typing_extensions import override

from desktop.views.cases.case.attachments_panel import AttachmentsPanel
from desktop.views.cases.case.documents_panel import DocumentsPanel
from desktop.views.cases.case.notes_panel import NotesPanel
from desktop.views.cases.case.timeline_panel import TimelinePanel
from desktop.views.shared import look
from desktop.views.shared.in_place.part import Part
from desktop.views.shared.language import tr
from desktop.views.shared.segmented import SegmentedControl
from desktop.views.shared.tokens import Space

if TYPE_CHECKING:
    from uuid import UUID

    from db.words import Stage


class Beside(Part):
    """One of four panels at a time; only the one in sight is read.

    Signals:
        panel_changed: another panel came into sight and has to be read.
    """

    panel_changed = Signal()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.setMinimumWidth(look.px(300))
        more = {"today": self.today}
        self.timeline = TimelinePanel(self.operations, self.settings, **more)
        self.documents = DocumentsPanel(self.operations, self.settings, **more)
        self.attachments = AttachmentsPanel(self.operations, self.settings, **more)
        self.notes = NotesPanel(self.operations, self.settings, **more)
        self.panels: dict[str, Part] = {
            "timeline": self.timeline,
            "documents": self.documents,
            "attachments": self.attachments,
            "notes": self.notes,
        }
        self.choice = SegmentedControl(
            tr("사례 기록"),
            [
                ("timeline", tr("타임라인")),
                ("documents", tr("문서")),
                ("attachments", tr("첨부")),
                ("notes", tr("메모")),
            ],
        )
        self.choice.chosen.connect(self.show_panel)
        self.stack = QStackedWidget()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(Space.SMALL))
        column.addWidget(self.choice)
        column.addWidget(self.stack, 1)
        for panel in self.panels.values():
            self.stack.addWidget(panel)
            panel.reread.connect(self.reread)
            panel.said.connect(self.said)
            panel.offered.connect(self.offered)
            panel.jump_wanted.connect(self.jump_wanted)

    @override
    def open(self, case_id: UUID) -> None:
        super().open(case_id)
        for panel in self.panels.values():
            panel.open(case_id)

    def current(self) -> Part:
        """Return the panel in sight."""
        return self.panels[self.choice.value()]

    def show_panel(self, name: str) -> None:
        """Bring a panel into sight."""
        self.choice.set_value(name)
        self.stack.setCurrentWidget(self.panels[name])
        self.panel_changed.emit()

    def show_stage(self, stage: Stage) -> None:
        """Put the documents of this stage first."""
        self.documents.show_stage(stage)
