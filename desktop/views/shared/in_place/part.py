"""What every part of the case page is: it says what it reads, shows the answer, and writes."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget
from shiboken6 import isValid

from db.errors import DeskError
from desktop.views.shared import look
from desktop.views.shared.in_place.asking import Asked, FieldsQuestion
from desktop.views.shared.in_place.editing import RowForm
from desktop.views.shared.in_place.editors import TextEdit
from desktop.views.shared.in_place.refusals import refusal
from desktop.views.shared.language import tr
from desktop.views.shared.tokens import Space

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from uuid import UUID

    from sqlmodel import Session

    from db.words import Action
    from desktop.services.sync.disagreements import Disagreement
    from desktop.settings import Settings
    from desktop.views.shared.form import FormField
    from desktop.views.shared.operations import Operations


class Part(QWidget):
    """A part of the page of one case.

    Signals:
        reread: the page has to read again.
        said: a short sentence for a toast (str).
        offered: a sentence, a verb and what the verb does, for a toast with a button.
        jump_wanted: the person wants to mend something elsewhere; carries a Jump.
        case_wanted: the person asked for another case; carries its id.
    """

    reread = Signal()
    said = Signal(str)
    offered = Signal(str, str, object)
    jump_wanted = Signal(object)
    case_wanted = Signal(object)

    def __init__(
        self,
        operations: Operations,
        settings: Settings,
        parent: QWidget | None = None,
        *,
        today: Callable[[], date] = date.today,
    ) -> None:
        super().__init__(parent)
        self.operations = operations
        self.settings = settings
        self.today = today
        self.case_id: UUID | None = None
        self._forms: list[RowForm] = []

    def open(self, case_id: UUID) -> None:
        """Belong to another case from now on."""
        self.case_id = case_id

    def read(self, session: Session, case_id: UUID) -> Any:
        """Return what `show_answer` needs; runs off the screen's thread."""
        raise NotImplementedError

    def show_answer(self, answer: Any) -> None:
        """Show what was read."""
        raise NotImplementedError

    def lead_to(self, section: str, field: str = "", row: UUID | None = None) -> bool:
        """Bring the field to mend into sight; return whether it is here."""
        del section, field, row
        return False

    def form(self, table: str, action: Action, **more: Any) -> RowForm:
        """Return a form of one row whose stale values make the page read again."""
        form = RowForm(self.operations, table, action, self, **more)
        form.reread.connect(self.reread)
        self._forms.append(form)
        return form

    def mark(self, conflicts: Mapping[tuple[str, UUID, str], Disagreement]) -> None:
        """Mark the fields whose value is in conflict, by table, row and field."""
        for form in self._forms:
            if isValid(form):
                form.mark(conflicts)

    def write(
        self,
        work: Callable[[Session], Any],
        *,
        action: Action,
        complain_at: FormField | None = None,
        then: Callable[[Any], object] | None = None,
        **facts: Any,
    ) -> None:
        """Do something in one step; a refusal is said beside `complain_at`, else by the window."""
        if complain_at is not None:
            complain_at.set_error(None)

        def _refused(error: Exception) -> None:
            if isinstance(error, DeskError) and complain_at is not None:
                complain_at.set_error(refusal(error))
            elif isinstance(error, DeskError):
                self.operations.failed.emit(error)
            else:
                self.operations.broke.emit(error)

        self.operations.write(
            work,
            action=action,
            owner=self,
            then=None if then is None else lambda written: then(written.value),
            otherwise=_refused,
            **facts,
        )

    def ask_reason(
        self,
        title: str,
        sentence: str,
        verb: str,
        then: Callable[[str], object],
        *,
        kind: str = "primary",
    ) -> FieldsQuestion:
        """Ask for a reason and hand it to `then`."""
        asked = Asked("reason", tr("사유"), TextEdit(), required=True)
        question = FieldsQuestion(title, sentence, verb, [asked], parent=self, kind=kind)
        question.then(lambda values: then(str(values["reason"])))
        return question


class ScrolledPart(Part):
    """A part with cards below each other that scrolls as a whole."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        inside = QWidget()
        inside.setProperty("ground", "none")
        self.column = QVBoxLayout(inside)
        self.column.setContentsMargins(0, 0, look.px(Space.TINY), look.px(Space.SMALL))
        self.column.setSpacing(look.px(Space.MEDIUM))
        self.area.setWidget(inside)
        self.area.verticalScrollBar().rangeChanged.connect(self._keep_width)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.area)

    def _keep_width(self, _lowest: int, highest: int) -> None:
        """Leave room for the scroll bar while it is away, so that cards keep their width."""
        bar = self.area.verticalScrollBar().sizeHint().width()
        room = look.px(Space.TINY) + (0 if highest else bar)
        self.column.setContentsMargins(0, 0, room, look.px(Space.SMALL))

    def add_card(self, card: QWidget) -> None:
        """Put a card below the others."""
        self.column.addWidget(card)

    def end(self) -> None:
        """Keep the cards together at the top."""
        self.column.addStretch(1)
