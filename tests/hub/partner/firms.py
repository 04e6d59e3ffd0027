"""Lays out what large firms may see: a case with all its parts, a disclosure of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from sqlmodel import select

from db.base import now
from db.hub import slates
from db.sync import envelope
from db.sync.keys import Keys, new_keys
from db.sync.merge import Op
from db.tables import Case, Disclosure, Match, Partner, PartnerAnswer
from db.words import AnswerKind, FileKind, FundingSource, MatchState, PaymentKind
from desktop.services.sync.slate_store import SlateStore, Standing
from tests.factory import (
    keep,
    make_agreement,
    make_announcement,
    make_application,
    make_case,
    make_company,
    make_funding_line,
    make_inspection,
    make_kpi,
    make_kpi_value,
    make_match,
    make_milestone,
    make_payment,
    make_site,
    make_supplier,
)

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from psycopg import Connection
    from sqlmodel import Session


@dataclass
class Center:
    """A center's hub as far as slates go: it signs them and seals them for a firm's computer."""

    connection: Connection
    keys: Keys = field(default_factory=new_keys)
    epoch: str = field(default_factory=lambda: uuid4().hex)
    n: int = 1

    def computer(self, folder: Path, partner: UUID) -> SlateStore:
        """Return a computer of a firm that is enrolled and has nothing yet."""
        standing = Standing(
            device=uuid4().hex,
            centre="GN",
            epoch=self.epoch,
            hub_url="",
            hub_key=self.keys.public,
            hub_seal=self.keys.recipient,
            partner=partner.hex,
            label="가람전자 검토용",
        )
        store = SlateStore.create(folder, new_keys(), standing)
        # Some builds of SQLite wipe what is deleted by themselves; stories must not lean on it.
        store._connection.execute("PRAGMA secure_delete = OFF")
        return store

    def slate(self, store: SlateStore, *, after: int | None = None, **told: Any) -> bytes:
        """Return the file for a computer, after what it has or after a number."""
        here = store.standing
        device, partner = UUID(here.device), UUID(here.partner)
        after = here.m if after is None else after
        with self.connection.transaction():
            slate = slates.slate_after(self.connection, device, partner, after, n=self.n)
        label = envelope.Label(
            kind=FileKind.SLATE,
            sender=envelope.HUB,
            to=here.device,
            centre="GN",
            epoch=self.epoch,
            first=1 if slate.whole else after + 1,
            last=slate.m,
            acked=0,
            revision="",
            clock=0,
            seal="age",
        )
        body = slates.body_of(slate, partner=partner, now=now(), told=told)
        return envelope.seal(label, body, self.keys, recipients=[store.keys.recipient])


def korean_day(days: int = 0) -> date:
    """Return today in Korea, or so many days later."""
    return now().astimezone(slates.KOREA).date() + timedelta(days=days)


def make_full_case(session: Session, partner: Partner | None = None, **fields: Any) -> Case:
    """Return a case with one row in every table that belongs to cases, offered to `partner`."""
    company = make_company(session)
    case = make_case(
        session,
        company,
        site_id=make_site(session, company).id,
        supplier_id=make_supplier(session).id,
        announcement_id=make_announcement(session).id,
        partner_id=partner.id if partner else None,
        **fields,
    )
    make_application(session, case)
    match = make_match(session, case)
    for source in (FundingSource.NATIONAL, FundingSource.PARTNER, FundingSource.COMPANY):
        make_funding_line(session, match, source=source)
        make_payment(session, case, source=source, kind=PaymentKind.ADVANCE)
    make_kpi_value(session, make_kpi(session, case))
    make_agreement(session, case)
    make_milestone(session, case)
    make_inspection(session, case)
    return case


def make_disclosure(session: Session, case: Case, partner: Partner, **fields: Any) -> Disclosure:
    """Return a disclosure that is in force from yesterday for a month."""
    days = {"from_on": korean_day(-1), "until_on": korean_day(30)} | fields
    return keep(
        session,
        Disclosure(case_id=case.id, partner_id=partner.id, centre=case.centre, **days),
    )


def accept(session: Session, case: Case) -> None:
    """Let the firm of the case's match accept it."""
    for match in session.exec(select(Match).where(Match.case_id == case.id)):
        match.state = MatchState.ACCEPTED
    session.flush()


def answer_op(case: UUID, partner: UUID, **fields: Any) -> Op:
    """Return an answer as it travels; `fields` in storage form."""
    key = uuid4().hex
    values = {
        "id": key,
        "centre": "GN",
        "deleted": 0,
        "created_at": "2026-11-30 00:00:00.000000",
        "case_id": case.hex,
        "partner_id": partner.hex,
        "kind": AnswerKind.COMMENT.value,
        "reason": None,
        "text": "현장 사진을 보고 싶습니다.",
        "author": "정검토",
        "slate_number": 1,
        "answered_at": "2026-11-30 00:00:00.000000",
    }
    return Op(str(PartnerAnswer.__tablename__), key, "insert", values | fields)
