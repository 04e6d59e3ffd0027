"""Tells what one change did: row by row, the old value and the new one, with names for keys."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from html import escape
from typing import TYPE_CHECKING, Any
from uuid import UUID

from desktop.services import history, naming
from desktop.views.field_labels import field_label, table_label
from desktop.views.labels import label
from desktop.views.shared import look
from desktop.views.shared.day_words import day_text
from desktop.views.shared.language import tr

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sqlmodel import Session

    from desktop.services.history import Change, RowChange

_MOST_ROWS = 200
_LONGEST = 300
# What the program derives from what a person typed.
_DERIVED = frozenset({"name_key", "name_initials", "deleted", "version", "created_at"})


@dataclass(frozen=True)
class Details:
    """One change, read whole: its rows, the case behind each, and the names of all keys in it."""

    change: Change
    rows: tuple[RowChange, ...]
    cases: Mapping[UUID, UUID]
    names: Mapping[UUID, str]

    @property
    def only_case(self) -> UUID | None:
        """Return the case that the change is about, or None when there are several or none."""
        found = set(self.cases.values())
        return found.pop() if len(found) == 1 else None


def read(session: Session, change: Change) -> Details:
    """Return what one change did."""
    rows = history.ops_of(session, change.id, limit=_MOST_ROWS)
    cases = naming.cases_of(session, change.id, [(row.table, row.row) for row in rows])
    keys = {row.row for row in rows} | set(cases.values())
    for row in rows:
        for part in row.fields:
            keys |= {value for value in (part.old, part.new) if isinstance(value, UUID)}
    return Details(change, tuple(rows), cases, naming.names_of(session, keys))


def page_of(details: Details) -> str:
    """Return the change as a page to read, in HTML; everything that was typed is escaped."""
    grey = look.colour("secondary_text").name()
    parts: list[str] = []
    for row in details.rows:
        parts.append(f'<p style="margin:8px 0 2px 0"><b>{escape(_head(row, details))}</b></p>')
        for words, old, new in _fields(row, details):
            old_part = f'<span style="color:{grey}">{escape(old)}</span> → ' if old else ""
            parts.append(
                f'<p style="margin:0 0 2px 12px"><span style="color:{grey}">{escape(words)}</span>'
                f"&nbsp; {old_part}{escape(new)}</p>"
            )
    left = details.change.ops - len(details.rows)
    if left > 0:
        more = tr("… 그 밖에 {count}행", count=f"{left:,}")
        parts.append(f'<p style="color:{grey}">{escape(more)}</p>')
    return "".join(parts)


def _head(row: RowChange, details: Details) -> str:
    said = {
        history.RowKind.ADDED: "{table} 등록",
        history.RowKind.EDITED: "{table} 수정",
        history.RowKind.REMOVED: "{table} 삭제",
        history.RowKind.RESTORED: "{table} 복원",
        history.RowKind.WAITS: "{table} 다른 값이 들어와 기다림",
        history.RowKind.REOPENED: "{table} 충돌 다시 열림",
    }[row.kind]
    whose = details.names.get(row.row) or _name_in(row)
    case = details.cases.get(row.row)
    if case is not None and case != row.row:
        whose = "  ·  ".join(part for part in (whose, details.names.get(case, "")) if part)
    words = tr(said, table=table_label(row.table))
    return f"{words}: {whose}" if whose else words


def _name_in(row: RowChange) -> str:
    named = {part.field: part.new or part.old for part in row.fields}
    return str(named.get("name") or named.get("title") or named.get("number") or "")


def _fields(row: RowChange, details: Details) -> Iterator[tuple[str, str, str]]:
    """Yield the word of each field, its old value ("" for a new row) and its new one."""
    if row.kind in (history.RowKind.REMOVED, history.RowKind.RESTORED, history.RowKind.REOPENED):
        return
    new_row = row.kind in (history.RowKind.ADDED, history.RowKind.WAITS)
    for part in row.fields:
        if part.field in _DERIVED or (new_row and _is_plain(part.field, part.new)):
            continue
        old = "" if new_row else _said(part.old, details)
        yield field_label(part.field), old, _said(part.new, details)


def _is_plain(field: str, value: Any) -> bool:
    """Say whether a field of a new row tells nothing: empty, or the program's own key."""
    return value in (None, "", 0, False) or field in ("id", "centre", "synthetic", "case_id")


def _said(value: Any, details: Details) -> str:
    """Return a value as people read it."""
    match value:
        case None | "":
            return tr("(없음)")
        case bool():
            return tr("예") if value else tr("아니오")
        case StrEnum():
            return label(value)
        case UUID():
            return details.names.get(value) or tr("(지정됨)")
        case datetime():
            return value.astimezone().strftime("%Y. %m. %d. %H:%M")
        case date():
            return day_text(value)
        case int():
            return f"{value:,}"
    text = str(value)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
