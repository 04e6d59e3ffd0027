"""What is known about a large firm and its fund of one year; every field saves by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from db.words import Action
from desktop.services import partners
from desktop.views.shared import look
from desktop.views.shared.explain import explain
from desktop.views.shared.form import FormCard
from desktop.views.shared.language import tr
from desktop.views.shared.money_edit import MoneyEdit
from desktop.views.shared.number_edit import NumberEdit
from desktop.views.shared.tokens import Space

if TYPE_CHECKING:
    from desktop.services.matching.overview import PartnerFund
    from desktop.views.shared.operations import Operations

_FACTS = ("name", "brn", "industries", "regions", "note")


class PartnerForm(QScrollArea):
    """Two cards of fields.

    Signals:
        saved: a field was kept; carries its word.
    """

    saved = Signal(str)

    def __init__(self, operations: Operations, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._operations = operations
        self._firm: PartnerFund | None = None
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.facts = FormCard(tr("기업 정보"), columns=2)
        self.fund = FormCard(tr("출연금"), columns=2)
        self.texts: dict[str, QLineEdit] = {}
        self.sums: dict[str, MoneyEdit] = {}
        self.counts: dict[str, NumberEdit] = {}
        self._add_facts()
        self._add_fund()
        room = QWidget()
        room.setProperty("ground", "none")
        column = QVBoxLayout(room)
        column.setContentsMargins(0, look.px(Space.MEDIUM), 0, 0)
        column.setSpacing(look.px(Space.MEDIUM))
        column.addWidget(self.fund)
        column.addWidget(self.facts)
        column.addStretch(1)
        self.setWidget(room)

    def show_firm(self, firm: PartnerFund) -> None:
        """Show a firm; a field in which somebody types is left alone."""
        other = self._firm is None or self._firm.id != firm.id or self._firm.year != firm.year
        self._firm = firm
        if other:
            for card in (self.facts, self.fund):
                for name in card.fields:
                    card.set_error(name, None)
        self.fund.title.setText(tr("{year}년 출연금", year=firm.year))
        for name, line in self.texts.items():
            if other or not line.hasFocus():
                line.setText(getattr(firm, name))
        for name, money in self.sums.items():
            if other or not money.hasFocus():
                money.set_value(firm.fund[name] if firm.pool_id is not None else None)
        for name, number in self.counts.items():
            if other or not number.hasFocus():
                number.set_value(firm.fund[name] if firm.pool_id is not None else None)

    def _add_facts(self) -> None:
        words = {
            "name": (tr("이름"), ""),
            "brn": (tr("사업자등록번호"), ""),
            "industries": (tr("원하는 업종"), tr("업종 중분류 번호를 쉼표로 나눕니다. 예: 26, 28")),
            "regions": (tr("원하는 지역"), tr("시도 번호를 쉼표로 나눕니다. 예: 48, 26")),
            "note": (tr("비고"), ""),
        }
        for name, (word, help_text) in words.items():
            line = QLineEdit()
            line.editingFinished.connect(lambda name=name: self._save_fact(name))
            self.texts[name] = line
            span = 2 if name == "note" else 1
            self.facts.add_field(name, word, line, required=name == "name", help_text=help_text,
                                 span=span)  # fmt: skip

    def _add_fund(self) -> None:
        sums = {
            "partner_amount": tr("대기업 출연금 (현금)"),
            "in_kind_amount": tr("대기업 출연 (현물)"),
            "government_amount": tr("정부 지원금"),
            "operating_fee": tr("운영비"),
        }
        for name, word in sums.items():
            money = MoneyEdit()
            money.value_changed.connect(
                lambda value, name=name: self._save_fund(name, int(value or 0))
            )
            self.sums[name] = money
            self.fund.add_field(name, word, money)
        for name, word in (("quota_min", tr("최소 기업 수")), ("quota_max", tr("최대 기업 수"))):
            number = NumberEdit(unit=tr("곳"))
            number.value_changed.connect(
                lambda value, name=name: self._save_fund(name, int(value or 0))
            )
            self.counts[name] = number
            self.fund.add_field(name, word, number)

    def _save_fact(self, name: str) -> None:
        firm = self._firm
        text = self.texts[name].text().strip()
        if firm is None or text == getattr(firm, name):
            return
        before = {name: getattr(firm, name)}
        self._operations.write(
            lambda session: partners.edit(session, firm.id, {name: text}, expected=before),
            action=Action.PARTNER_EDIT,
            owner=self,
            then=lambda _written: self._kept(self.facts, name),
            otherwise=lambda error: self._refused(self.facts, name, error),
        )

    def _save_fund(self, name: str, value: int) -> None:
        firm = self._firm
        if firm is None or (firm.pool_id is not None and firm.fund[name] == value):
            return
        pool_id, before = firm.pool_id, {name: firm.fund[name]}

        def save(session: Any) -> object:
            if pool_id is None:
                return partners.set_pool(session, firm.id, {"year": firm.year, name: value})
            return partners.edit_pool(session, pool_id, {name: value}, expected=before)

        self._operations.write(
            save,
            action=Action.PARTNER_EDIT,
            owner=self,
            then=lambda _written: self._kept(self.fund, name),
            otherwise=lambda error: self._refused(self.fund, name, error),
        )

    def _kept(self, card: FormCard, name: str) -> None:
        card.set_error(name, None)
        self.saved.emit(card.fields[name].word)

    @staticmethod
    def _refused(card: FormCard, name: str, error: Exception) -> None:
        card.set_error(name, explain(error))
