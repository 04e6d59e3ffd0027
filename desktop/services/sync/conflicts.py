"""Lists fields on which computers disagree, and lets a person who saw all sides decide.

A conflict is part of the data (docs/adr/0010): the same everywhere until somebody settles it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import select, text

from db.base import Merging, metadata
from db.sync import forcing, merge
from db.sync.merge import Head
from db.sync.rules import rule_of
from db.sync_errors import ConflictMovedError, ConflictUnconfirmedError
from db.tables import SyncConflict, SyncSelf
from desktop.services import naming
from desktop.services.companies.names import initials, normalise_name
from desktop.services.history.values import stored, typed

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Sequence

    from sqlmodel import Session

    from db.header import Header


@dataclass(frozen=True)
class Side:
    """One value of a field in conflict, as the tables mean it.

    n: its hub number, or a provisional one where the hub has not confirmed it. mine: made on this
    computer. shown: it is what lists and pages show now.
    """

    n: int
    value: Any
    who: str
    device: str
    at: datetime | None
    reason: str
    mine: bool
    shown: bool


@dataclass(frozen=True)
class Conflict:
    """One field with several values that nobody has knowingly overwritten.

    root: key of a case, or code of a centre. title: what the row, or its case, is called. base:
    the value before all sides, None where it is not known. bundle: key of the change whose parts
    wait together, empty if none. proposal: both texts joined, for fields that offer it.
    """

    id: UUID
    table: str
    row: UUID
    root: UUID | str
    field: str
    case_id: UUID | None
    title: str
    base: Any
    sides: tuple[Side, ...]
    predicted: bool
    bundle: str
    since: datetime
    proposal: Any = None


@dataclass(frozen=True)
class Choice:
    """What a person decided: the side `n`, or where that is None, `value` as the tables mean it."""

    conflict_id: UUID
    n: int | None = None
    value: Any = None
    reason: str = ""


@dataclass(frozen=True)
class Duplicate:
    """Rows that carry one number that should be theirs alone; table and field say which."""

    table: str
    field: str
    number: str
    rows: tuple[tuple[UUID, str], ...]  # key and title


def list_conflicts(session: Session, *, root: UUID | str | None = None) -> list[Conflict]:
    """Return the fields that a person has to decide on, the oldest first.

    root: only those of this case, or of this centre's own rows.
    """
    wanted = select(SyncConflict).order_by(SyncConflict.since, SyncConflict.id)  # type: ignore[arg-type]
    if root is not None:
        key = root.hex if isinstance(root, UUID) else root
        wanted = wanted.where((SyncConflict.root == key) | (SyncConflict.pk == key))  # type: ignore[arg-type]
    found = [one for one in session.scalars(wanted) if _is_open(one)]
    known = session.get(SyncSelf, 1)
    here = "" if known is None else known.device.hex
    names = _Names(session, found)
    return [_conflict(one, here, names) for one in found]


def duplicates(session: Session) -> list[Duplicate]:
    """Return the numbers (사업자등록번호, 과제번호) that several live rows carry."""
    return [
        *_twice(session, "company", "brn", "name", "AND duplicate_of IS NULL"),
        *_twice(session, "case", "number", "title", ""),
    ]


def settle(session: Session, choices: Sequence[Choice]) -> None:
    """Write what a person decided; run it under `Action.CONFLICT_SETTLE`.

    Undoing that change lays the conflicts open again. Raises ConflictMovedError when a conflict
    was settled, or lost that side, since it was shown; ConflictUnconfirmedError where a change
    waits as a whole and the hub has not said so yet.
    """
    session.flush()
    connection: sqlite3.Connection = session.connection().connection.driver_connection  # type: ignore[assignment]
    header: Header = session.info["change"]
    for choice in choices:
        kept = session.get(SyncConflict, choice.conflict_id, populate_existing=True)
        if kept is None or kept.closed_by is not None:
            raise ConflictMovedError(table="", row=choice.conflict_id.hex, field="")
        if kept.predicted and kept.bundle:
            raise ConflictUnconfirmedError
        _write(connection, header.id, kept, _chosen(kept, choice))
    if not header.reason:
        header.reason = "; ".join(dict.fromkeys(c.reason for c in choices if c.reason))[:500]
    session.expire_all()


def _chosen(kept: SyncConflict, choice: Choice) -> Any:
    """Return the storage value that a person chose."""
    if choice.n is None:
        return stored(kept.tbl, kept.field, choice.value)
    for head in map(Head.of_json, kept.heads):
        if head.n == choice.n:
            return head.value
    raise ConflictMovedError(table=kept.tbl, row=kept.pk, field=kept.field)


def _write(connection: sqlite3.Connection, change: int, kept: SyncConflict, value: Any) -> None:
    """Write the field even where it shows the value already: only an op settles a conflict."""
    connection.execute(
        f'UPDATE "{kept.tbl}" SET "{kept.field}" = ?, version = version + 1 WHERE id = ?',
        (value, kept.pk),
    )
    forcing.value_as_it_is(connection, change, (kept.tbl, kept.pk, kept.root), kept.field)
    if kept.field == "name":
        _let_keys_follow(connection, kept, str(value))


def _let_keys_follow(connection: sqlite3.Connection, kept: SyncConflict, name: str) -> None:
    """Search a settled name under its own keys, not those of the other side."""
    columns = metadata.tables[kept.tbl].columns
    found = {"name_key": normalise_name(name), "name_initials": initials(name)}
    for field in found.keys() & set(columns.keys()):
        connection.execute(
            f'UPDATE "{kept.tbl}" SET "{field}" = ? WHERE id = ?', (found[field], kept.pk)
        )


def _is_open(kept: SyncConflict) -> bool:
    if kept.closed_by is not None:
        return False
    heads = tuple(Head.of_json(head) for head in kept.heads)
    return merge.in_conflict(heads, rule_of(kept.tbl, kept.field))


class _Names:
    """The names of people and rows behind keys, looked up at once."""

    def __init__(self, session: Session, found: Iterable[SyncConflict]) -> None:
        told = [part for one in found for part in one.told.values()]
        people = {UUID(part["actor"]) for part in told if part.get("actor")}
        rows = {UUID(key) for one in found for key in (one.pk, one.root) if _is_key(key)}
        self._names = naming.names_of(session, people | rows)

    def of(self, key: str | None) -> str:
        return self._names.get(UUID(key), "") if key and _is_key(key) else ""


def _conflict(kept: SyncConflict, here: str, names: _Names) -> Conflict:
    rule = rule_of(kept.tbl, kept.field)
    heads = sorted((Head.of_json(head) for head in kept.heads), key=lambda head: head.place)
    shown = merge.shown(tuple(heads), rule)
    case = kept.pk if kept.tbl == "case" else kept.root if _is_key(kept.root) else None
    base = kept.base.get("value")
    return Conflict(
        id=kept.id,
        table=kept.tbl,
        row=UUID(kept.pk),
        root=UUID(kept.root) if _is_key(kept.root) else kept.root,
        field=kept.field,
        case_id=None if case is None else UUID(case),
        title=names.of(kept.pk) or names.of(kept.root),
        base=typed(kept.tbl, kept.field, base),
        sides=tuple(_side(kept, head, here, shown, names) for head in heads),
        predicted=kept.predicted,
        bundle=kept.bundle,
        since=kept.since,
        proposal=_proposal(heads) if rule is Merging.PROPOSAL else None,
    )


def _side(kept: SyncConflict, head: Head, here: str, shown: Any, names: _Names) -> Side:
    told = kept.told.get(str(head.n), {})
    return Side(
        n=head.n,
        value=typed(kept.tbl, kept.field, head.value),
        who=names.of(told.get("actor")),
        device=told.get("label", ""),
        at=_moment(told.get("at")),
        reason=told.get("reason", ""),
        mine=bool(here) and head.device == here,
        shown=head.value == shown,
    )


def _proposal(heads: Iterable[Head]) -> str:
    """Return the texts of all sides one below the other, each once."""
    return "\n".join(dict.fromkeys(str(head.value) for head in heads if head.value))


def _moment(stored: str | None) -> datetime | None:
    return None if not stored else datetime.fromisoformat(stored).replace(tzinfo=UTC)


def _is_key(text_: str) -> bool:
    return len(text_) == 32 and all(sign in "0123456789abcdef" for sign in text_)


def _twice(session: Session, table: str, field: str, title: str, more: str) -> list[Duplicate]:
    assert table in metadata.tables
    found = session.execute(
        text(
            f'SELECT "{field}", group_concat(id), json_group_array("{title}") FROM "{table}" '
            f"WHERE NOT deleted AND \"{field}\" <> '' {more} "
            f'GROUP BY "{field}" HAVING count(*) > 1 ORDER BY "{field}"'
        )
    )
    return [
        Duplicate(
            table,
            field,
            number,
            tuple(zip(map(UUID, keys.split(",")), json.loads(titles), strict=True)),
        )
        for number, keys, titles in found
    ]
