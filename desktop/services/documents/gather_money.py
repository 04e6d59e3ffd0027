"""Gathers who pays how much, the agreement, and a request for payment."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlmodel import col, select

from db.tables import Case, Company, Payment
from db.words import FundingForm, FundingSource, LegalRegime, PaymentKind, PaymentState
from desktop.services import parts, rows
from desktop.services.buildout import payments
from desktop.services.documents.words import party as party_words
from desktop.services.documents.words import said

if TYPE_CHECKING:
    from uuid import UUID

    from sqlmodel import Session

    from db.tables import FundingLine
    from desktop.services.case_rules import CaseRules

_EVIDENCE_YEARS = 5  # 보조금법 제25조 제3항 (domain 5.3); for other money the agreement says it
_PUBLIC = (FundingSource.NATIONAL, FundingSource.PROVINCE, FundingSource.CITY)
_OWN_FIELDS = {
    "재원.국비": FundingSource.NATIONAL,
    "재원.도비": FundingSource.PROVINCE,
    "재원.시군비": FundingSource.CITY,
    "재원.대기업": FundingSource.PARTNER,
    "재원.자부담": FundingSource.COMPANY,
}


@dataclass(frozen=True)
class Party:
    """One party of an agreement; `kind` names its words."""

    kind: str
    name: str
    brn: str
    representative: str | None
    address: str = ""


def funding(session: Session, case_id: UUID) -> dict[str, object]:
    """Return the lines of the match by source, their sums, and each source's own field."""
    lines = parts.lines_of(session, parts.match_of(session, case_id))
    total = sum(line.amount for line in lines)
    sources = dict.fromkeys(line.source for line in lines if line.amount)
    return {
        "재원.항목": [_source_row(source, lines, total) for source in sources],
        "재원.현금": _sum(lines, FundingForm.CASH) if lines else None,
        "재원.현물": _sum(lines, FundingForm.IN_KIND) if lines else None,
        "재원.합계": total if lines else None,
        **{
            name: sum(line.amount for line in lines if line.source is source)
            for name, source in _OWN_FIELDS.items()
        },
    }


def agreement(
    session: Session, case_id: UUID, rules: CaseRules, signing: list[Party]
) -> dict[str, object]:
    """Return the agreement with its parties and the plan of payments."""
    found = parts.agreement_of(session, case_id)
    lines = parts.lines_of(session, parts.match_of(session, case_id))
    subsidised = any(line.regime is LegalRegime.NATIONAL_SUBSIDY for line in lines)
    values: dict[str, object] = {
        "협약.집중AS개월": rules.days.care_end.months,
        "협약.변경신청일수": rules.days.change_request.days,
        "협약.변경마감개월": rules.days.change_request_end.months,
        "협약.증빙보관년수": _EVIDENCE_YEARS if subsidised else None,
        "협약.당사자": [_party_row(party) for party in signing],
        "협약.지급": _payment_plan(session, case_id),
    }
    if found is None:
        return values
    return values | {
        "협약.번호": found.number,
        "협약.체결일": found.signed_on,
        "협약.구축시작": found.build_start,
        "협약.구축종료": found.build_end,
        "협약.집중AS종료": found.care_end,
        "지급.보증번호": found.bond_number,
        "지급.보증금액": found.bond_amount or None,
        "지급.보증만료일": found.bond_expires,
    }


def payment(session: Session, case_id: UUID, *, about: UUID | None) -> dict[str, object]:
    """Return the request for one kind of payment, with all sources that are asked for it."""
    chosen = _chosen(session, case_id, about)
    if chosen is None:
        return {}
    company = rows.find(session, Company, rows.find(session, Case, case_id).company_id)
    asked = _asked(session, case_id, chosen.kind)
    accounts = payments.accounts(session, case_id)
    table: list[dict[str, Any]] = []
    for account in accounts:
        now = asked.get(account.source, 0)
        before = _paid_before(session, case_id, account.source, chosen.kind)
        row: dict[str, Any] = {
            "재원": said("funding_source", account.source),
            "협약액": account.agreed,
        }
        row |= {"기지급액": before, "신청액": now, "잔액": account.agreed - before - now}
        table += [row] if now or (account.agreed and account.source in _PUBLIC) else []
    return {
        "지급.구분": said("payment_kind", chosen.kind),
        "지급.신청금액": sum(asked.values()),
        "지급.휴폐업조회일": chosen.operating_checked_on,
        "지급.휴폐업결과": said("operating_state", company.operating_state),
        "지급.항목": table,
        **{
            f"지급.{name}": sum(row[name] for row in table)
            for name in ("협약액", "기지급액", "잔액")
        },
    }


def _source_row(source: FundingSource, lines: list[FundingLine], total: int) -> dict[str, object]:
    own = [line for line in lines if line.source is source]
    whole = sum(line.amount for line in own)
    return {
        "이름": said("funding_source", source),
        "근거": said("legal_regime", own[0].regime),
        "현금": _sum(own, FundingForm.CASH),
        "현물": _sum(own, FundingForm.IN_KIND),
        "합계": whole,
        "비율": round(100 * whole / total, 1) if total else 0.0,
    }


def _sum(lines: list[FundingLine], form: FundingForm) -> int:
    return sum(line.amount for line in lines if line.form is form)


def _party_row(party: Party) -> dict[str, object]:
    words = party_words(party.kind)
    return {
        "호칭": words["called"],
        "역할": words["role"],
        "이름": party.name,
        "사업자번호": party.brn,
        "대표자": party.representative,
        "주소": party.address,
        "의무": words["duty"],
    }


def _payment_plan(session: Session, case_id: UUID) -> list[dict[str, object]]:
    """Return the national money by instalment, as far as payments were planned."""
    plan: dict[PaymentKind, int] = {}
    for one in payments.list_payments(session, case_id):
        if one.source is FundingSource.NATIONAL and one.state is not PaymentState.RETURNED:
            plan[one.kind] = plan.get(one.kind, 0) + one.amount
    return [
        {
            "구분": said("payment_kind", kind),
            "금액": amount,
            "조건": said("payment_condition", kind),
        }
        for kind, amount in plan.items()
    ]


def _chosen(session: Session, case_id: UUID, about: UUID | None) -> Payment | None:
    statement = select(Payment).where(
        Payment.case_id == case_id, Payment.state != PaymentState.RETURNED
    )
    found = list(session.exec(statement.order_by(col(Payment.id).desc())))
    named = next((one for one in found if one.id == about), None)
    waiting = next((one for one in found if one.state is not PaymentState.PAID), None)
    return named or waiting or next(iter(found), None)


def _asked(session: Session, case_id: UUID, kind: PaymentKind) -> dict[FundingSource, int]:
    asked: dict[FundingSource, int] = {}
    for one in payments.list_payments(session, case_id):
        if one.kind is kind and one.state is not PaymentState.RETURNED:
            asked[one.source] = asked.get(one.source, 0) + one.amount
    return asked


def _paid_before(session: Session, case_id: UUID, source: FundingSource, kind: PaymentKind) -> int:
    earlier = list(PaymentKind)[: list(PaymentKind).index(kind)]
    return sum(
        one.amount
        for one in payments.list_payments(session, case_id)
        if one.source is source and one.kind in earlier and one.state is PaymentState.PAID
    )
