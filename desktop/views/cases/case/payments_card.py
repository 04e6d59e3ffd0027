"""The payments of grant money: asked for, approved, paid, and what is left of each source."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from typing_extensions import override

from db.words import Action, FundingSource, PaymentKind, PaymentState
from desktop.services.buildout import payments
from desktop.views.cases.case.fit_table import FitTable
from desktop.views.labels import label
from desktop.views.shared.card import Card
from desktop.views.shared.day_words import day_text
from desktop.views.shared.in_place.asking import Asked, FieldsQuestion
from desktop.views.shared.in_place.editors import DateEdit, MoneyEdit, word_choice
from desktop.views.shared.in_place.facts import small_button, tool, widen
from desktop.views.shared.in_place.grid import EditGrid, Line, beside, cell, words
from desktop.views.shared.language import tr
from desktop.views.shared.money_words import won
from desktop.views.shared.pill import StatusPill
from desktop.views.shared.row_model import RIGHT, Column, RowModel
from desktop.views.shared.tokens import Tone

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QPushButton, QWidget

    from desktop.services.buildout.payments import PaymentRow, SourceAccount
    from desktop.views.shared.in_place.part import Part

_TONES = {
    PaymentState.WAITING: Tone.INFORMATION,
    PaymentState.APPROVED: Tone.ACCENT,
    PaymentState.RETURNED: Tone.WARNING,
    PaymentState.PAID: Tone.SUCCESS,
}


def _sum(name: str, title: str) -> Column[Any]:
    return Column(
        title, lambda row: won(getattr(row, name)), sort=lambda row: getattr(row, name),
        align=RIGHT, key=name, width=120,
    )  # fmt: skip


ACCOUNTS: tuple[Column[Any], ...] = (
    Column("재원", lambda row: label(row.source), key="source", stretch=True),
    _sum("agreed", "협약 금액"),
    _sum("paid", "지급 완료"),
    _sum("waiting", "지급 대기"),
    _sum("left", "남은 금액"),
)


class PaymentLine(Line["PaymentRow"]):
    """One payment with the steps that may follow now."""

    def __init__(self, part: Part, row: PaymentRow) -> None:
        self._part = part
        self.row = row
        name = f"{label(row.source)} {label(row.kind)}"
        self._form = part.form("payment", Action.PAYMENT_EDIT)
        self.name = words(name)
        self.amount = MoneyEdit(tr("{payment} 금액", payment=name))
        self.requested = DateEdit(tr("{payment} 신청일", payment=name), today=part.today)
        self.checked = DateEdit(tr("{payment} 휴·폐업 조회일", payment=name), today=part.today)
        fields = [
            cell(one.accessibleName(), one) for one in (self.amount, self.requested, self.checked)
        ]
        self._form.bind("amount", fields[0], to_stored=lambda value: value or 0)
        self._form.bind("requested_on", fields[1])
        self._form.bind("operating_checked_on", fields[2])
        self.state = StatusPill()
        self.approve = self._step(tr("승인"), name, self._approve)
        self.pay = self._step(tr("지급 완료"), name, self._pay)
        self.give_back = self._step(tr("반려"), name, self._give_back)
        self.remove = tool("trash-2", tr("{payment} 지우기", payment=name))
        self.remove.setProperty("small", "true")
        self.remove.clicked.connect(self._remove)
        self._steps = cell(
            tr("{payment} 처리", payment=name),
            beside(self.state, self.approve, self.pay, self.give_back, self.remove, indented=True),
        )
        self._cells = [self.name, *fields, self._steps]

    @staticmethod
    def _step(words: str, name: str, then: Any) -> QPushButton:
        button = small_button(words)
        button.setAccessibleName(f"{name} {words}")
        button.clicked.connect(lambda: then())
        return button

    @override
    def cells(self) -> list[QWidget]:
        return self._cells

    @override
    def show(self, row: PaymentRow) -> None:
        self.row = row
        names = ("amount", "requested_on", "operating_checked_on")
        self._form.show(row.id, {name: getattr(row, name) for name in names})
        paid = row.state is PaymentState.PAID
        self._form.set_enabled(enabled=not paid)
        self.state.say(label(row.state), _TONES[row.state])
        day = day_text(row.paid_on) if row.paid_on is not None else ""
        self.state.setToolTip(" ".join(part for part in (label(row.state), day, row.note) if part))
        self.approve.setVisible(row.state in (PaymentState.WAITING, PaymentState.RETURNED))
        self.pay.setVisible(row.state is PaymentState.APPROVED)
        self.give_back.setVisible(row.state in (PaymentState.WAITING, PaymentState.APPROVED))
        self.remove.setVisible(not paid)

    def _write(self, work: Any) -> None:
        self._part.write(work, action=Action.PAYMENT_EDIT, complain_at=self._steps)

    def _approve(self) -> None:
        row_id = self.row.id
        self._write(lambda session: payments.approve(session, row_id))

    def _pay(self) -> None:
        row_id, today = self.row.id, self._part.today()
        self._write(lambda session: payments.pay(session, row_id, paid_on=today))

    def _give_back(self) -> None:
        row_id = self.row.id
        self._part.ask_reason(
            tr("지급 신청을 반려할까요?"),
            tr("반려한 신청은 금액에 들어가지 않습니다."),
            tr("반려하기"),
            lambda reason: self._write(
                lambda session: payments.give_back(session, row_id, reason=reason)
            ),
        )

    def _remove(self) -> None:
        row_id = self.row.id
        self._write(lambda session: payments.remove(session, row_id))


class PaymentsCard(Card):
    """The accounts of the sources, then the payments."""

    def __init__(self, part: Part) -> None:
        super().__init__(tr("사업비 지급"))
        widen(self)
        self._part = part
        self._accounts: Sequence[SourceAccount] = ()
        self.add_button = small_button(tr("지급 신청 추가"), "plus")
        self.add_button.clicked.connect(self.ask)
        self.add_action(self.add_button)
        self.accounts = FitTable(
            tr("재원별 지급 현황"), RowModel(ACCOUNTS, identity=lambda row: row.source)
        )
        self.grid: EditGrid[PaymentRow] = EditGrid(
            tr("사업비 지급"),
            [
                (tr("구분"), 3),
                (tr("금액"), 4),
                (tr("신청일"), 3),
                (tr("휴·폐업 조회일"), 3),
                ("", 4),
            ],
            lambda row: PaymentLine(part, row),
            empty=tr("협약을 체결하면 지급을 신청할 수 있습니다."),
            right=frozenset({1}),
        )
        self.add(self.accounts)
        self.add(self.grid)

    def show_payments(
        self, rows: Sequence[PaymentRow], accounts: Sequence[SourceAccount], *, signed: bool
    ) -> None:
        """Show what was paid and what may still be asked for."""
        self._accounts = accounts
        self.accounts.setVisible(bool(accounts))
        self.accounts.show_rows(accounts)
        self.grid.show_rows(rows)
        self.add_button.setEnabled(signed)
        self.add_button.setToolTip(
            "" if signed else tr("협약을 체결하면 지급을 신청할 수 있습니다.")
        )

    def ask(self) -> FieldsQuestion:
        """Ask for a payment; what is left of the first source is proposed."""
        case_id = self._part.case_id
        kind, source = word_choice(PaymentKind, ""), word_choice(FundingSource, "")
        amount, day = MoneyEdit(), DateEdit(today=self._part.today)
        day.set_value(self._part.today())
        public = [one for one in self._accounts if one.source is not FundingSource.COMPANY]
        open_one = next((one for one in public if one.left > 0), None)
        if open_one is not None:
            source.set_value(open_one.source)
            amount.set_value(open_one.left)
        question = FieldsQuestion(
            tr("지급 신청 추가"),
            tr("재원의 협약 금액을 넘을 수 없습니다. 선금, 중도금, 잔금의 순서를 지킵니다."),
            tr("신청 추가하기"),
            [
                Asked("kind", tr("구분"), kind, required=True),
                Asked("source", tr("재원"), source, required=True),
                Asked("amount", tr("금액"), amount, required=True),
                Asked("requested_on", tr("신청일"), day, required=True),
            ],
            parent=self,
        )
        question.then_write(
            self._part.operations,
            lambda session, values: payments.add(session, case_id, values),  # type: ignore[arg-type]
            action=Action.PAYMENT_EDIT,
        )
        return question
