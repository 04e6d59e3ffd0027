"""Chooses who sits on a committee, who takes the chair, and how many have to be there."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from desktop.views.shared import look
from desktop.views.shared.choice_edit import ChoiceEdit
from desktop.views.shared.form import FormCard
from desktop.views.shared.language import tr
from desktop.views.shared.number_edit import NumberEdit
from desktop.views.shared.tokens import Space

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from desktop.services.scoring.reviewers import ReviewerRow


class CommitteeDialog(QDialog):
    """A list to tick, and two fields.

    Signals:
        chosen: the person is done; carries the members, the chair or None, and the quorum.
    """

    chosen = Signal(list, object, int)

    def __init__(
        self,
        people: Sequence[ReviewerRow],
        members: Sequence[UUID],
        chair: UUID | None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("심의위원 고르기"))
        self.setMinimumSize(look.px(460), look.px(480))
        self._people = {one.id: one for one in people}
        self._typed = False
        self.list = QListWidget()
        self.list.setAccessibleName(tr("심의위원"))
        for one in people:
            item = QListWidgetItem(f"{one.name} · {one.organisation}".rstrip(" ·"))
            item.setData(Qt.ItemDataRole.UserRole, one.id)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            ticked = Qt.CheckState.Checked if one.id in members else Qt.CheckState.Unchecked
            item.setCheckState(ticked)
            self.list.addItem(item)
        self.list.itemChanged.connect(lambda _item: self._follow())
        self.chair = ChoiceEdit(tr("위원장"))
        self.quorum = NumberEdit(tr("의사정족수"), unit=tr("명"), smallest=1, largest=99)
        self.quorum.value_changed.connect(lambda _value: self._take_quorum())
        self.form = FormCard(columns=2)
        self.form.add_field("chair", tr("위원장"), self.chair)
        self.form.add_field(
            "quorum",
            tr("의사정족수"),
            self.quorum,
            help_text=tr("제척·회피한 위원을 뺀 참석자가 사례마다 이만큼 있어야 합니다."),
        )
        self.keep = QPushButton(tr("정하기"))
        self.keep.setProperty("kind", "primary")
        self.keep.setDefault(True)
        self.keep.clicked.connect(self._done)
        leave = QPushButton(tr("닫기"))
        leave.clicked.connect(self.reject)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(leave)
        buttons.addWidget(self.keep)
        column = QVBoxLayout(self)
        column.setContentsMargins(*(look.px(Space.LARGE),) * 4)
        column.setSpacing(look.px(Space.MEDIUM))
        column.addWidget(self.list, 1)
        column.addWidget(self.form)
        column.addLayout(buttons)
        self._follow()
        self.chair.set_value(chair)

    def members(self) -> list[UUID]:
        """Return who is ticked."""
        items = [self.list.item(at) for at in range(self.list.count())]
        return [
            item.data(Qt.ItemDataRole.UserRole)
            for item in items
            if item is not None and item.checkState() is Qt.CheckState.Checked
        ]

    def _follow(self) -> None:
        """Offer the ticked ones as chair; the quorum is their majority until somebody types."""
        members = self.members()
        self.chair.set_choices((key, self._people[key].name) for key in members)
        if not self._typed:
            self.quorum.set_value(Decimal(len(members) // 2 + 1))
        self.keep.setEnabled(bool(members))

    def _take_quorum(self) -> None:
        self._typed = True

    def _done(self) -> None:
        self.quorum.take()
        members = self.members()
        quorum = int(self.quorum.value() or len(members) // 2 + 1)
        self.accept()
        self.chosen.emit(members, self.chair.value(), quorum)
