"""Registers a company by hand; a company that may be there already is shown first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from db.errors import DeskError, RefusedValueError
from db.words import Action
from desktop.services.companies import register
from desktop.services.companies.numbers import brn_is_valid, normalise_brn
from desktop.views.field_labels import field_label
from desktop.views.shared import look
from desktop.views.shared.banner import Banner
from desktop.views.shared.explain import explain
from desktop.views.shared.form import FormCard
from desktop.views.shared.language import tr
from desktop.views.shared.tokens import Space, Tone

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop.views.shared.operations import Operations

_FIELDS = ("name", "brn", "representative", "phone", "address", "products")


class NewCompany(QDialog):
    """A small form: name and number are enough to begin with.

    Signals:
        company_added: the company is kept, or the person chose one that was there; its id.
    """

    company_added = Signal(object)

    def __init__(self, operations: Operations, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("기업 등록"))
        self.setMinimumWidth(look.px(560))
        self._operations = operations
        self._warned = False
        self.banner = Banner()
        self.banner.quiet()
        self.form = FormCard(columns=2)
        self.editors: dict[str, QLineEdit] = {}
        for name in _FIELDS:
            editor = QLineEdit()
            self.editors[name] = editor
            self.form.add_field(
                name,
                field_label(name),
                editor,
                required=name == "name",
                span=2 if name in ("name", "address", "products") else 1,
            )
        self.keep = QPushButton(tr("기업 등록"))
        self.keep.setProperty("kind", "primary")
        self.keep.setDefault(True)
        self.keep.clicked.connect(self._try)
        leave = QPushButton(tr("닫기"))
        leave.clicked.connect(self.reject)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(leave)
        buttons.addWidget(self.keep)
        column = QVBoxLayout(self)
        column.setContentsMargins(*(look.px(Space.LARGE),) * 4)
        column.setSpacing(look.px(Space.MEDIUM))
        for widget in (self.banner, self.form):
            column.addWidget(widget)
        column.addLayout(buttons)
        self.editors["brn"].editingFinished.connect(self._check_number)
        for name in ("name", "brn", "representative", "phone", "address"):
            self.editors[name].textChanged.connect(self._forget_warning)
        self.editors["name"].setFocus()

    def _answers(self) -> dict[str, Any]:
        return {name: editor.text().strip() for name, editor in self.editors.items()}

    def _check_number(self) -> bool:
        typed = self.editors["brn"].text().strip()
        digits = normalise_brn(typed) if typed else ""
        fine = not typed or (digits is not None and brn_is_valid(digits))
        self.form.set_error(
            "brn",
            None if fine else tr("사업자등록번호가 맞지 않습니다. 열 자리를 다시 확인해 주세요."),
        )
        self._grow()
        return fine

    def _forget_warning(self) -> None:
        """Look for the company once more: it is another one now."""
        self._warned = False
        self.banner.quiet()

    def _grow(self) -> None:
        """Give a complaint the room that it needs; a window does not follow wrapped words."""
        needed = self.heightForWidth(self.width())
        self.resize(self.width(), max(self.height(), needed))

    def _try(self) -> None:
        answers = self._answers()
        if not answers["name"]:
            self.form.set_errors({"name": tr("기업 이름을 적어 주세요.")})
            self._grow()
            return
        self.form.set_error("name", None)
        if not self._check_number():
            return
        if self._warned:
            self._keep(answers)
            return
        self._operations.read(
            lambda session: register.possible_duplicates(session, answers),
            owner=self,
            then=lambda found: self._warn_or_keep(found, answers),
        )

    def _warn_or_keep(self, found: Sequence[Any], answers: dict[str, Any]) -> None:
        if not found:
            self._keep(answers)
            return
        names = ", ".join(candidate.name for candidate in found[:3])
        self.banner.say(
            tr(
                "이미 등록된 기업일 수 있습니다: {names}. 그래도 등록하려면 한 번 더 누르세요.",
                names=names,
            ),
            Tone.WARNING,
        )
        self._grow()
        self._warned = True

    def _keep(self, answers: dict[str, Any]) -> None:
        self._operations.write(
            lambda session: register.add(session, answers),
            action=Action.COMPANY_ADD,
            owner=self,
            then=lambda written: self._kept(written.value),
            otherwise=self._refuse,
        )

    def _kept(self, company: Any) -> None:
        self.accept()
        self.company_added.emit(company)

    def _refuse(self, error: Exception) -> None:
        field = error.facts.get("field") if isinstance(error, RefusedValueError) else None
        if field in self.editors:
            self.form.set_error(str(field), explain(error))
        elif isinstance(error, DeskError):
            self.banner.say(explain(error), Tone.DANGER)
        else:
            self._operations.broke.emit(error)
        self._grow()
