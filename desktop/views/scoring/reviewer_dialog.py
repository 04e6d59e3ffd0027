"""Edits one reviewer and what they have declared about firms."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from db.errors import DeskError, RefusedValueError
from db.words import Action, CodeKind, ConflictKind
from desktop.services import codes
from desktop.services.scoring import reviewers
from desktop.views.labels import choices, label
from desktop.views.scoring.clearing import clear
from desktop.views.shared import icons, look
from desktop.views.shared.banner import Banner
from desktop.views.shared.card import Card
from desktop.views.shared.choice_edit import ChoiceEdit
from desktop.views.shared.explain import explain
from desktop.views.shared.form import FormCard
from desktop.views.shared.language import tr
from desktop.views.shared.number_edit import NumberEdit
from desktop.views.shared.tokens import Space, Tone

USUAL_LOAD = 60  # cases of one round

if TYPE_CHECKING:
    from uuid import UUID

    from sqlmodel import Session

    from desktop.services.scoring.reviewers import ConflictRow, FoundFirm, ReviewerRow
    from desktop.views.shared.operations import Operations


class ReviewerDialog(QDialog):
    """A form of the facts, and below it the ties that bar this reviewer."""

    def __init__(
        self, operations: Operations, row: ReviewerRow | None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("평가위원") if row is None else row.name)
        self.setMinimumWidth(look.px(640))
        self._operations = operations
        self._row = row
        self.banner = Banner()
        self.form = self._make_form(row)
        self.ties = self._make_ties()
        if row is None:  # never show what has no parent yet: it would be a window of its own
            self.ties.hide()
        keep = QPushButton(tr("저장"))
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
        for widget in (self.banner, self.form, self.ties):
            column.addWidget(widget)
        column.addLayout(buttons)
        if row is not None:
            self._read_ties()

    # --- the facts ------------------------------------------------------------------------------

    def _make_form(self, row: ReviewerRow | None) -> FormCard:
        form = FormCard(columns=2)
        self.texts: dict[str, QLineEdit] = {}
        words = (
            ("name", tr("이름"), ""),
            ("organisation", tr("소속"), tr("기업 이름과 같으면 그 사례에서 제척됩니다.")),
            ("brn", tr("소속 사업자등록번호"), ""),
            ("title", tr("직위"), ""),
            ("phone", tr("전화"), ""),
            ("email", tr("이메일"), ""),
            ("specialties", tr("전문 분야"), tr("솔루션 코드를 쉼표로 나눕니다. 예: MES, ERP")),
            ("industries", tr("업종"), tr("업종 중분류 번호를 쉼표로 나눕니다. 예: 25, 30")),
        )
        for name, word, help_text in words:
            line = QLineEdit(getattr(row, name) if row is not None else "")
            self.texts[name] = line
            form.add_field(name, word, line, required=name == "name", help_text=help_text)
        regions = [(entry.code, entry.name) for entry in codes.entries(CodeKind.SIDO)]
        self.sido = ChoiceEdit(tr("지역"), [("", tr("모름")), *regions])
        self.sido.set_value(row.sido if row is not None else "")
        form.add_field("sido", tr("지역"), self.sido)
        self.most = NumberEdit(tr("최대 배정"), unit=tr("건"), largest=1_000)
        self.most.set_value(Decimal(row.max_load if row is not None else USUAL_LOAD))
        form.add_field("max_load", tr("최대 배정"), self.most)
        self.active = QCheckBox(tr("배정에 넣습니다"))
        self.active.setChecked(row is None or row.active)
        form.add(self.active)
        return form

    def _answers(self) -> dict[str, Any]:
        self.most.take()
        return {
            **{name: line.text().strip() for name, line in self.texts.items()},
            "sido": str(self.sido.value() or ""),
            "max_load": int(self.most.value() or 0),
            "active": self.active.isChecked(),
        }

    def _keep(self) -> None:
        answers, row = self._answers(), self._row
        if not answers["name"]:
            self.form.set_errors({"name": tr("위원 이름을 적어 주세요.")})
            return

        def save(session: Session) -> object:
            if row is None:
                return reviewers.add(session, answers)
            before = {name: getattr(row, name) for name in answers}
            return reviewers.edit(session, row.id, answers, expected=before)

        self._operations.write(
            save,
            action=Action.REVIEWER_EDIT,
            owner=self,
            then=lambda _written: self.accept(),
            otherwise=self._refuse,
        )

    def _refuse(self, error: Exception) -> None:
        field = error.facts.get("field") if isinstance(error, RefusedValueError) else None
        if field in self.form.fields:
            self.form.set_error(str(field), explain(error))
        elif isinstance(error, DeskError):
            self.banner.say(explain(error), Tone.DANGER)
        else:
            self._operations.broke.emit(error)

    # --- the ties -------------------------------------------------------------------------------

    def _make_ties(self) -> Card:
        card = Card(tr("이해관계"))
        self.list = QVBoxLayout()
        self.list.setSpacing(look.px(Space.TINY))
        card.body.addLayout(self.list)
        self.search = QLineEdit()
        self.search.setPlaceholderText(tr("기업·공급기업·대기업 이름"))
        self.search.setAccessibleName(tr("이해관계가 있는 기업 찾기"))
        self.search.textEdited.connect(self._find)
        self.firm = ChoiceEdit(tr("찾은 기업"))
        self.firm.setMinimumWidth(look.px(200))
        self.kind = ChoiceEdit(tr("이해관계 구분"), choices(ConflictKind))
        self.declare = QPushButton(tr("신고"))
        self.declare.setEnabled(False)
        self.declare.clicked.connect(self._declare)
        line = QHBoxLayout()
        line.setSpacing(look.px(Space.SMALL))
        line.addWidget(self.search, 1)
        line.addWidget(self.firm)
        line.addWidget(self.kind)
        line.addWidget(self.declare)
        card.body.addLayout(line)
        return card

    def _find(self, typed: str) -> None:
        text = typed.strip()
        if not text:
            self._show_found([])
            return

        self._operations.read(
            lambda session: reviewers.firms_called(session, text),
            owner=self,
            then=self._show_found,
        )

    def _show_found(self, found: list[FoundFirm]) -> None:
        self.firm.set_choices(((one.column, one.id), one.name) for one in found)
        self.declare.setEnabled(bool(found))

    def _declare(self) -> None:
        chosen, row = self.firm.value(), self._row
        if row is None or not isinstance(chosen, tuple):
            return
        column, key = chosen
        kind = ConflictKind(str(self.kind.value()))
        firm: dict[str, Any] = {column: key}
        self._operations.write(
            lambda session: reviewers.declare(session, row.id, {"kind": kind}, **firm),
            action=Action.CONFLICT_EDIT,
            owner=self,
            then=lambda _written: self._declared(),
            otherwise=self._refuse,
        )

    def _declared(self) -> None:
        self.search.clear()
        self._show_found([])
        self._read_ties()

    def _read_ties(self) -> None:
        row = self._row
        if row is not None:
            self._operations.read(
                lambda session: reviewers.conflicts_of(session, row.id),
                owner=self,
                then=self._show_ties,
            )

    def _show_ties(self, ties: list[ConflictRow]) -> None:
        clear(self.list)
        if not ties:
            nothing = QLabel(tr("신고한 이해관계가 없습니다."))
            nothing.setProperty("role", "secondary")
            self.list.addWidget(nothing)
        for tie in ties:
            self.list.addWidget(self._tie(tie))

    def _tie(self, tie: ConflictRow) -> QWidget:
        room = QWidget()
        line = QHBoxLayout(room)
        line.setContentsMargins(0, 0, 0, 0)
        name = QLabel(f"{tie.firm} · {label(tie.kind)}")
        off = QPushButton(tr("거두기"))
        off.setProperty("kind", "ghost")
        off.setAccessibleName(tr("{firm} 이해관계 거두기", firm=tie.firm))
        icons.wear(off, "x")
        off.clicked.connect(lambda: self._withdraw(tie.id))
        line.addWidget(name, 1)
        line.addWidget(off)
        return room

    def _withdraw(self, key: UUID) -> None:
        self._operations.write(
            lambda session: reviewers.withdraw(session, key),
            action=Action.CONFLICT_EDIT,
            owner=self,
            then=lambda _written: self._read_ties(),
        )
