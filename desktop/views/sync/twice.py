"""What to do about a number that several rows carry: compare the companies, or number anew."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from db.words import Action
from desktop.services.cases import renumber
from desktop.views.shared import look
from desktop.views.shared.language import tr
from desktop.views.shared.tokens import Space

if TYPE_CHECKING:
    from uuid import UUID

    from desktop.services.sync.conflicts import Duplicate
    from desktop.views.shared.operations import Operations


class TwicePanel(QWidget):
    """The rows that carry the number, each with its way out.

    Signals:
        case_wanted, company_wanted: the person wants to see one; carries its id.
    """

    case_wanted = Signal(object)
    company_wanted = Signal(object)

    def __init__(self, operations: Operations) -> None:
        super().__init__()
        self._operations = operations
        self._shown: Duplicate | None = None
        self.words = QLabel()
        self.words.setWordWrap(True)
        self.buttons: list[QPushButton] = []
        self._lines = QVBoxLayout()
        self._lines.setSpacing(look.px(Space.SMALL))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(Space.MEDIUM))
        column.addWidget(self.words)
        column.addLayout(self._lines)
        self.hide()

    def show_number(self, found: Duplicate | None) -> None:
        """Show who carries the number, or nothing."""
        self.setVisible(found is not None)
        if found == self._shown:
            return
        self._shown = found
        self.buttons = []
        while self._lines.count():
            item = self._lines.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        if found is None:
            return
        is_company = found.table == "company"
        self.words.setText(
            tr(
                "같은 사업자등록번호로 등록된 기업입니다. 기업 화면에서 나란히 비교해 합치면 사례와"
                " 연락처가 함께 옮겨집니다."
            )
            if is_company
            else tr(
                "같은 과제번호를 가진 사례입니다. 하나에 새 번호를 매기세요. 이미 내보낸 문서가"
                " 있는 사례의 번호는 그대로 두는 것이 좋습니다."
            )
        )
        for at, (key, title) in enumerate(found.rows):
            self._lines.addWidget(self._line(key, title, is_company=is_company, first=at == 0))

    def _line(self, key: UUID, title: str, *, is_company: bool, first: bool) -> QWidget:
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(look.px(Space.SMALL))
        name = QLabel(title or tr("(제목 없음)"))
        name.setWordWrap(True)
        row.addWidget(name, 1)
        see = QPushButton(tr("나란히 비교하기") if is_company else tr("사례 열기"))
        wanted = self.company_wanted if is_company else self.case_wanted
        see.clicked.connect(lambda: wanted.emit(key))
        see.setAccessibleName(f"{see.text()}: {title}")
        row.addWidget(see)
        self.buttons.append(see)
        if not is_company and not first:
            anew = QPushButton(tr("새 번호 매기기"))
            anew.setAccessibleName(f"{anew.text()}: {title}")
            anew.clicked.connect(lambda: self._renumber(key))
            row.addWidget(anew)
            self.buttons.append(anew)
        return line

    def _renumber(self, key: UUID) -> None:
        self._operations.write(
            lambda session: renumber.renumber(session, key, today=date.today()),
            action=Action.CASE_EDIT,
            owner=self,
        )
