"""Keeps the payments of grant money: asked for, approved, paid, never more than was agreed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlmodel import col, select

from db.tables import Case, Company, Payment
from db.tables.payment import PaymentFields
from db.words import AgreementState, FundingSource, OperatingState, PaymentKind, PaymentState
from desktop.services import deadlines, parts, rows
from desktop.services.errors import PaymentRefusedError, ReasonNeededError
from desktop.services.status_machines import PAYMENT

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from uuid import UUID

    from sqlmodel import Session

__all__ = [
    "PaymentFields",
    "PaymentRow",
    "SourceAccount",
    "accounts",
    "add",
    "approve",
    "edit",
    "fall_with_agreement",
    "give_back",
    "list_payments",
    "pay",
    "remove",
]


@dataclass(frozen=True)
class PaymentRow:
    """One payment from one source, in won."""

    id: UUID
    kind: PaymentKind
    source: FundingSource
    amount: int
    requested_on: date | None
    paid_on: date | None
    operating_checked_on: date | None
    state: PaymentState
    note: str


@dataclass(frozen=True)
class SourceAccount:
    """What one source has agreed to pay in cash, and what became of it, in won."""

    source: FundingSource
    agreed: int
    paid: int
    waiting: int  # asked for or approved

    @property
    def left(self) -> int:
        """Return the won that may still be asked for."""
        return self.agreed - self.paid - self.waiting


def add(session: Session, case_id: UUID, fields: PaymentFields | Mapping[str, Any]) -> UUID:
    """Ask for a payment and return its key.

    Raises PaymentRefusedError: "not_signed", "order" (a later kind is asked for already),
    "over_line" (the payments of a source would pass what it pays in cash).
    """
    _hold_to_agreement(session, case_id)
    payment = rows.add(session, Payment, fields, case_id=case_id)
    _hold_to_order(session, payment)
    _hold_to_line(session, payment)
    return payment.id


def edit(
    session: Session,
    payment_id: UUID,
    changes: Mapping[str, Any],
    *,
    expected: Mapping[str, Any] | None = None,
) -> list[str]:
    """Store changed fields of a payment that is not paid yet and return their names.

    What was approved is approved anew when its kind, source or amount changes.
    Raises PaymentRefusedError like `add`, and "paid".
    """
    payment = _unpaid(session, payment_id)
    _, changed = rows.save(session, Payment, payment_id, changes, expected=expected)
    if {"kind", "source"} & set(changed):
        _hold_to_order(session, payment)
    if changed:
        _hold_to_line(session, payment)
    if _DECIDED_ON & set(changed) and payment.state is PaymentState.APPROVED:
        _move(payment, PaymentState.WAITING)
    return changed


def approve(session: Session, payment_id: UUID) -> None:
    """Approve a payment that waits, or one that was sent back after all.

    A balance needs the final inspection (domain 2.3, step 19). Raises PaymentRefusedError:
    "final_check", and like `add`.
    """
    payment = _unpaid(session, payment_id)
    _hold_to_agreement(session, payment.case_id)
    final_is_missing = parts.passed_on(session, payment.case_id) is None
    if payment.kind is PaymentKind.BALANCE and final_is_missing:
        raise PaymentRefusedError(code="final_check", source=payment.source)
    if payment.state is PaymentState.RETURNED:  # it is asked for again
        _hold_to_order(session, payment)
    _hold_to_line(session, payment)
    _move(payment, PaymentState.APPROVED)


def give_back(session: Session, payment_id: UUID, *, reason: str) -> None:
    """Return a request; it no longer counts. Raises ReasonNeededError without a reason."""
    if not reason.strip():
        raise ReasonNeededError(step="return_payment")
    _move(_unpaid(session, payment_id), PaymentState.RETURNED)
    rows.keep_reason(session, reason)


def pay(session: Session, payment_id: UUID, *, paid_on: date) -> None:
    """Write down that an approved payment was made.

    Raises PaymentRefusedError: "not_approved", "not_signed" (the agreement was dissolved since),
    "not_checked" (no 휴폐업조회 up to that day), "not_operating", "order" (an earlier kind of the
    same source is not paid yet), "over_line".
    """
    payment = _unpaid(session, payment_id)
    if payment.state is not PaymentState.APPROVED:
        raise PaymentRefusedError(code="not_approved", source=payment.source)
    _hold_to_agreement(session, payment.case_id)
    checked = payment.operating_checked_on
    if checked is None or checked > paid_on:
        raise PaymentRefusedError(code="not_checked", source=payment.source)
    company = rows.find(session, Company, rows.find(session, Case, payment.case_id).company_id)
    if company.operating_state is not OperatingState.OPERATING:
        raise PaymentRefusedError(
            code="not_operating", source=payment.source, state=company.operating_state
        )
    for other in _counting(session, payment):
        if _place(other) < _place(payment) and other.state is not PaymentState.PAID:
            raise PaymentRefusedError(code="order", source=payment.source, before=other.kind)
    _hold_to_line(session, payment)
    payment.paid_on = paid_on
    _move(payment, PaymentState.PAID)
    deadlines.refresh(session, payment.case_id)


def remove(session: Session, payment_id: UUID) -> None:
    """Hide a payment that was not made."""
    rows.remove(_unpaid(session, payment_id))


def fall_with_agreement(session: Session, case_id: UUID) -> None:
    """Send back what was asked for and not paid: the agreement that it stood on is dissolved."""
    for payment in session.exec(select(Payment).where(Payment.case_id == case_id)):
        if payment.state in _WAITING:
            _move(payment, PaymentState.RETURNED)


def list_payments(session: Session, case_id: UUID) -> list[PaymentRow]:
    """Return the payments in the order of their kinds, then of asking."""
    found = session.exec(
        select(Payment).where(Payment.case_id == case_id).order_by(col(Payment.id))
    )
    return [rows.shown(PaymentRow, payment) for payment in sorted(found, key=_place)]


def accounts(session: Session, case_id: UUID) -> list[SourceAccount]:
    """Return the account of every source that pays cash, in the order of the sources."""
    lines = parts.lines_of(session, parts.match_of(session, case_id))
    payments = session.exec(select(Payment).where(Payment.case_id == case_id)).all()
    found = []
    for source in FundingSource:
        own = [payment for payment in payments if payment.source is source]
        agreed = parts.cash_of(lines, source)
        if agreed or own:
            paid = sum(one.amount for one in own if one.state is PaymentState.PAID)
            waiting = sum(one.amount for one in own if one.state in _WAITING)
            found.append(SourceAccount(source, agreed, paid, waiting))
    return found


_WAITING = (PaymentState.WAITING, PaymentState.APPROVED)
_DECIDED_ON = {"kind", "source", "amount"}  # what an approval is about


def _move(payment: Payment, state: PaymentState) -> None:
    PAYMENT.check(payment.state, state)
    payment.state = state


def _place(payment: Payment) -> int:
    return list(PaymentKind).index(payment.kind)


def _unpaid(session: Session, payment_id: UUID) -> Payment:
    payment = rows.find(session, Payment, payment_id)
    if payment.state is PaymentState.PAID:
        raise PaymentRefusedError(code="paid", source=payment.source)
    return payment


def _counting(session: Session, payment: Payment) -> list[Payment]:
    """Return the other payments of the same source that were not sent back."""
    statement = select(Payment).where(
        Payment.case_id == payment.case_id,
        Payment.source == payment.source,
        Payment.id != payment.id,
        Payment.state != PaymentState.RETURNED,
    )
    return list(session.exec(statement))


def _hold_to_agreement(session: Session, case_id: UUID) -> None:
    agreement = parts.agreement_of(session, case_id)
    if agreement is None or agreement.state is not AgreementState.SIGNED:
        raise PaymentRefusedError(code="not_signed", source=None)


def _hold_to_order(session: Session, payment: Payment) -> None:
    """Refuse a kind that comes before one that was asked for already."""
    for other in _counting(session, payment):
        if _place(other) > _place(payment):
            raise PaymentRefusedError(code="order", source=payment.source, before=other.kind)


def _hold_to_line(session: Session, payment: Payment) -> None:
    """Refuse what would pass the cash that the source has agreed to."""
    lines = parts.lines_of(session, parts.match_of(session, payment.case_id))
    line = parts.cash_of(lines, payment.source)
    left = line - sum(other.amount for other in _counting(session, payment))
    if payment.amount > left:
        raise PaymentRefusedError(
            code="over_line", source=payment.source, amount=payment.amount, line=line, left=left
        )
