"""Says what rows are called: the names behind keys, and the case that a changed row belongs to."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import select, tuple_

import db.tables  # noqa: F401 - makes the tables known
from db.base import metadata
from db.tables.journal import JournalTransaction

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlmodel import Session

_NAMES = {
    "announcement": "title",
    "company": "name",
    "contact": "name",
    "kpi": "name",
    "partner": "name",
    "programme": "name",
    "site": "name",
    "staff": "name",
    "supplier": "name",
}
_AT_ONCE = 500


def names_of(session: Session, keys: Iterable[UUID]) -> dict[UUID, str]:
    """Return the names of rows of any table, deleted ones too; a case is "number company".

    A key that has no name (a milestone, a payment) is left out.
    """
    wanted = list(dict.fromkeys(keys))
    names: dict[UUID, str] = {}
    for at in range(0, len(wanted), _AT_ONCE):
        part = wanted[at : at + _AT_ONCE]
        for table, column in _NAMES.items():
            shown = metadata.tables[table].c
            statement = select(shown.id, shown[column]).where(shown.id.in_(part))
            names |= {key: name for key, name in session.execute(statement)}  # noqa: C416 - rows
        case, company = metadata.tables["case"].c, metadata.tables["company"].c
        cases = select(case.id, case.number, company.name).where(
            case.id.in_(part), company.id == case.company_id
        )
        for key, number, name in session.execute(cases):
            names[key] = f"{number} {name}"
    return names


def cases_of(session: Session, change: int, rows: Iterable[tuple[str, UUID]]) -> dict[UUID, UUID]:
    """Return the case behind each touched row (table, key) of a change; others are left out."""
    wanted = [(table, key.hex) for table, key in rows]
    header = session.get(JournalTransaction, change)
    if header is None or not wanted:
        return {}
    op = metadata.tables["journal_op"].c
    found: dict[UUID, UUID] = {}
    for at in range(0, len(wanted), _AT_ONCE):
        statement = select(op.tbl, op.pk, op.root).where(
            op.seq.between(header.first_op, header.last_op),
            tuple_(op.tbl, op.pk).in_(wanted[at : at + _AT_ONCE]),
        )
        for table, key, root in session.execute(statement):
            case = key if table == "case" else root
            if len(case) == 32:  # a centre's code is shorter than a key
                found[UUID(key)] = UUID(case)
    return found
