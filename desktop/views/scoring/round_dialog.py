"""Asks what a new round of evaluation is about."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from db.errors import DeskError
from db.words import Action, RoundKind
from desktop.services.scoring import rounds
from desktop.views.labels import choices
from desktop.views.shared import look
from desktop.views.shared.banner import Banner
from desktop.views.shared.choice_edit import ChoiceEdit
from desktop.views.shared.date_edit import DateEdit
from desktop.views.shared.explain import explain
from desktop.views.shared.form import FormCard
from desktop.views.shared.language import tr
from desktop.views.shared.tokens import Space, Tone

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop.services.announcements import AnnouncementRow
    from desktop.views.shared.operations import Operations


class RoundDialog(QDialog):
    """A small form.

    Signals:
        round_added: the round is kept; carries its id.
    """

    round_added = Signal(object)

    def __init__(
        self,
        operations: Operations,
        calls: Sequence[AnnouncementRow],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("평가 회차 추가"))
        self.setMinimumWidth(look.px(520))
        self._operations = operations
        self.banner = Banner()
        self.call = ChoiceEdit(tr("공고"), [(one.id, one.title) for one in calls])
        self.kind = ChoiceEdit(tr("구분"), choices(RoundKind))
        self.title = QLineEdit()
        self.title.setPlaceholderText(tr("비워 두면 공고 이름을 씁니다"))
        self.closes = DateEdit(tr("평가 마감"))
        self.blind = QCheckBox(tr("블라인드: 위원에게 기업 이름과 연락처를 가립니다"))
        self.blind.setChecked(True)
        self.form = FormCard(columns=2)
        self.form.add_field("call", tr("공고"), self.call, required=True, span=2)
        self.form.add_field("title", tr("회차 이름"), self.title, span=2)
        self.form.add_field("kind", tr("구분"), self.kind)
        self.form.add_field("closes", tr("평가 마감"), self.closes)
        self.form.add(self.blind)
        keep = QPushButton(tr("회차 추가"))
        keep.setProperty("kind", "primary")
        keep.setDefault(True)
        keep.clicked.connect(self._keep)
        leave = QPushButton(tr("닫기"))
        leave.clicked.connect(self.reject)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(leave)
        buttons.addWidget(keep)
        column = QVBoxLayout(self)
        column.setContentsMargins(*(look.px(Space.LARGE),) * 4)
        column.setSpacing(look.px(Space.MEDIUM))
        column.addWidget(self.banner)
        column.addWidget(self.form)
        column.addLayout(buttons)

    def _keep(self) -> None:
        call: Any = self.call.value()
        answers: dict[str, Any] = {
            "kind": RoundKind(str(self.kind.value())),
            "blind": self.blind.isChecked(),
            "closes": self.closes.value(),
        }
        if self.title.text().strip():
            answers["title"] = self.title.text().strip()
        self._operations.write(
            lambda session: rounds.add(session, call, answers),
            action=Action.ROUND_EDIT,
            owner=self,
            then=lambda written: self._kept(written.value),
            otherwise=self._refuse,
        )

    def _kept(self, key: Any) -> None:
        self.accept()
        self.round_added.emit(key)

    def _refuse(self, error: Exception) -> None:
        if isinstance(error, DeskError):
            self.banner.say(explain(error), Tone.DANGER)
        else:
            self._operations.broke.emit(error)
