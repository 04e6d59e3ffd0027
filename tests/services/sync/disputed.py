"""Lays out conflicts as the hub's feed leaves them, for stories that begin after it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from db.sync.merge import Head
from db.tables import Case, Company, SyncConflict, SyncSelf
from tests.factory import make_case, make_company, make_staff

if TYPE_CHECKING:
    from sqlmodel import Session

HERE = UUID("018f0000-0000-7000-8000-00000000aaaa")
THERE = UUID("018f0000-0000-7000-8000-00000000bbbb")
AT = datetime(2026, 11, 30, 0, 12, tzinfo=UTC)


def enrolled(session: Session, **more: Any) -> None:
    """Make the workspace one that belongs to a hub."""
    fields: dict[str, Any] = {
        "device": HERE,
        "incarnation": HERE,
        "label": "사무실 PC",
        "centre": "GN",
        "hub_url": "https://hub.center.example",
        "hub_key": "ab" * 32,
        "confirmed_at": AT,
    }
    session.add(SyncSelf(**(fields | more)))


def disputed(
    session: Session,
    row: Case | Company,
    field: str,
    theirs: Any,
    mine: Any,
    *,
    base: Any = None,
    n: int = 10,
    bundle: str = "",
    predicted: bool = False,
) -> UUID:
    """Let a field be in conflict: theirs is shown, mine waits; return its key."""
    who = make_staff(session, name="최주임")
    told = {"actor": who.id.hex, "label": "laptop-7", "at": "2026-11-29 23:00:00.000000"}
    kept = SyncConflict(
        tbl=str(row.__tablename__),
        pk=row.id.hex,
        root=row.centre,
        field=field,
        heads=[
            Head(n, THERE.hex, theirs, n).as_json(),
            Head(n + 1, HERE.hex, mine, n + 1, bundle).as_json(),
        ],
        told={str(n): told | {"reason": "현장 확인"}, str(n + 1): {}},
        base={} if base is None else {"value": base},
        bundle=bundle,
        predicted=predicted,
        since=AT,
    )
    session.add(kept)
    session.flush()
    return kept.id


def case_with_conflicts(session: Session) -> UUID:
    """Return a case whose title and cost are in conflict."""
    enrolled(session)
    case = make_case(session, "한빛정밀", number="2026-GN-00001", title="공정 관리 MES")
    disputed(session, case, "title", "공정 관리 MES", "공정 관리 MES 확장", base="공정 관리")
    disputed(session, case, "total_cost", 100_000_000, 120_000_000, n=20)
    return case.id


def company_with_conflict(session: Session) -> UUID:
    """Return a company whose telephone is in conflict."""
    enrolled(session)
    company = make_company(session, name="나래정밀", phone="055-000-1111")
    disputed(session, company, "phone", "055-000-1111", "055-000-2222")
    return company.id
