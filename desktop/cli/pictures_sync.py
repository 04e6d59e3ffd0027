"""Lets another computer have typed meanwhile, so that the guide can show how that looks."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlmodel import select

from db.base import new_id
from db.sync import incoming, outgoing, own, wire
from db.sync.wire import HEADER, Transaction
from db.tables import Company, Staff, SyncSelf
from db.words import Action
from desktop.views.shared.language import tr

if TYPE_CHECKING:
    import sqlite3
    from uuid import UUID

    from sqlmodel import Session

    from desktop.services.workspace import Workspace

_HERE = "055-000-1234"
_THERE = "055-000-5678"
_MOST = 3


def let_somebody_else_type(workspace: Workspace) -> UUID:
    """Make the workspace one of two computers that edited the same fields apart.

    It arrives the way a feed of the hub does. Returns a company that is in conflict now.
    """

    def belong(session: Session) -> tuple[list[UUID], UUID]:
        label = tr("사무실 PC")
        session.add(
            SyncSelf(device=new_id(), incarnation=new_id(), label=label, centre=workspace.centre,
                     hub_url="https://hub.center.example", hub_key="0" * 64,
                     confirmed_at=datetime.now(UTC) - timedelta(minutes=5))
        )  # fmt: skip
        companies = session.exec(select(Company.id).order_by(Company.name).limit(_MOST)).all()
        other = session.exec(select(Staff.id).where(Staff.id != workspace.person)).first()
        return list(companies), other or new_id()

    def edit(session: Session) -> None:
        for key in companies:
            company = session.get_one(Company, key)
            company.phone = _HERE

    workspace.device = tr("사무실 PC")  # not the name of the computer that takes the pictures
    companies, somebody = workspace.write(belong).value
    last = workspace.receive(_confirm).value
    workspace.write(edit, action=Action.COMPANY_EDIT)
    values: dict[str, Any] = dict.fromkeys(HEADER, "")
    values |= {
        "key": new_id().hex, "action": Action.COMPANY_EDIT.value, "facts": "{}", "seen": last,
        "actor_id": somebody.hex, "reason": tr("방문해 확인함"), "clock": 1, "atomic": 0,
        "at": f"{datetime.now(UTC) - timedelta(hours=2):%Y-%m-%d %H:%M:%S.%f}", "undoes": None,
    }  # fmt: skip
    change = Transaction(
        header=values,
        turn=1,
        shapes=[("company", "update", ("phone",))],
        rows=[[0, key.hex, _THERE] for key in companies],
        device=new_id().hex,
        label=tr("현장 노트북"),
        n=last + 1,
        ops=len(companies),
    )
    feed = incoming.Feed("feed", last + 1, last + len(companies), 0, [change])

    def arrive(connection: sqlite3.Connection) -> tuple[incoming.Applied, set[str]]:
        applied = incoming.apply(connection, feed)
        return applied, applied.tables

    workspace.receive(arrive)
    return companies[0]


def _confirm(connection: sqlite3.Connection) -> tuple[int, set[str]]:
    """Let the hub have taken all that was typed so far; return its newest number."""
    outgoing.give_turns(connection)
    device, n, echoes = own.me(connection).device, 0, []
    for batch in list(outgoing.pack(connection, 0)):
        for one in wire.unpack(batch.body)[0]:
            ops = len(one.rows)
            echoes.append(
                replace(one, shapes=[], rows=[], device=device, n=n + 1, ops=ops, echo=True)
            )
            n += max(ops, 1)
    turn = echoes[-1].turn if echoes else 0
    incoming.apply(connection, incoming.Feed("feed", 1, n, turn, echoes))
    return n, set()
