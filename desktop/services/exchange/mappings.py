"""Guesses which column of a sheet fills which field, and remembers it per sender."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from sqlmodel import Session, col, select

from db.tables.exchange import ImportMapping
from db.words import ImportKind
from desktop.services.exchange.fields import Field, fields_of
from desktop.services.exchange.header import plain

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_ALIKE_ENOUGH = 88  # of 100; below it "담당자" would become "담당자 이메일"


def known_words(kind: ImportKind) -> frozenset[str]:
    """Return every word that names a field of `kind`, for finding the header."""
    return frozenset(plain(word) for field in fields_of(kind) for word in field.words)


def guess_kind(columns_by_kind: Mapping[ImportKind, int], columns: Sequence[str]) -> ImportKind:
    """Return what a sheet holds, from how many columns of each kind are known.

    The list of registered factories is told by its own 공장관리번호 column.
    """
    words = {plain(column) for column in columns}
    if plain("공장관리번호") in words:
        return ImportKind.COMPANIES
    measured = {
        plain(word)
        for field in fields_of(ImportKind.KPI_VALUES)
        if field.code.startswith("kpi.")
        for word in field.words
    }
    if words & measured and not words & {plain("과제명"), plain("총사업비")}:
        return ImportKind.KPI_VALUES
    return max(columns_by_kind, key=lambda kind: columns_by_kind[kind])


def guess(columns: Sequence[str], kind: ImportKind) -> dict[int, str]:
    """Return field codes by column number, counted from 0; a field is used once.

    Exact words win over the last part of a two-row heading, that over words that are alike.
    """
    mapping: dict[int, str] = {}
    free = list(fields_of(kind))
    for likeness in (_exact, _last_part, _alike):
        for at, column in enumerate(columns):
            if at in mapping or not column:
                continue
            field = likeness(column, free)
            if field is not None:
                mapping[at] = field.code
                free.remove(field)
    return dict(sorted(mapping.items()))


def _exact(column: str, fields: list[Field]) -> Field | None:
    return _named(plain(column), fields)


def _last_part(column: str, fields: list[Field]) -> Field | None:
    """Read "담당자 이메일" of a two-row header as one word, then by its lower row alone."""
    parts = column.split()
    if len(parts) < 2:
        return None
    return _named(plain("".join(parts[-2:])), fields) or _named(plain(parts[-1]), fields)


def _named(word: str, fields: list[Field]) -> Field | None:
    places = [
        (field.words.index(one), field)
        for field in fields
        for one in field.words
        if plain(one) == word
    ]
    return min(places, key=lambda place: place[0])[1] if places else None


def _alike(column: str, fields: list[Field]) -> Field | None:
    from rapidfuzz import fuzz

    word = plain(column)
    best, best_score = None, float(_ALIKE_ENOUGH)
    for field in fields:
        score = max(fuzz.ratio(word, plain(one)) for one in field.words)
        if score > best_score:
            best, best_score = field, score
    return best


def header_key(columns: Sequence[str]) -> str:
    """Return a digest of a header, by which a mapping is found again."""
    return hashlib.sha256("\x1f".join(plain(column) for column in columns).encode()).hexdigest()


def remembered(session: Session, columns: Sequence[str], kind: ImportKind) -> dict[int, str] | None:
    """Return the mapping that somebody chose for this very header, or None."""
    kept = session.exec(
        select(ImportMapping)
        .where(ImportMapping.kind == kind, ImportMapping.header_key == header_key(columns))
        .order_by(col(ImportMapping.created_at).desc())
    ).first()
    if kept is None:
        return None
    known = {field.code for field in fields_of(kind)}
    return {int(at): code for at, code in kept.columns.items() if code in known}


def remember(
    session: Session,
    columns: Sequence[str],
    kind: ImportKind,
    mapping: Mapping[int, str],
    *,
    sender: str,
) -> None:
    """Keep a mapping for the next sheet with this header."""
    kept = session.exec(
        select(ImportMapping).where(
            ImportMapping.kind == kind, ImportMapping.header_key == header_key(columns)
        )
    ).first()
    columns_by_place = {str(at): code for at, code in mapping.items()}
    if kept is None:
        session.add(
            ImportMapping(
                centre=str(session.info.get("centre", "")),
                kind=kind,
                sender=sender[:120],
                header_key=header_key(columns),
                columns=columns_by_place,
            )
        )
    else:
        kept.sender, kept.columns = sender[:120], columns_by_place
