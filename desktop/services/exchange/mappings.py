"""Guesses which column of a sheet fills which field, and remembers it per sender."""

from __future__ import annotations

import hashlib
from functools import cache
from typing import TYPE_CHECKING

from sqlmodel import Session, col, select

from db.tables.exchange import ImportMapping
from db.words import ImportKind
from desktop.services.exchange.fields import Field, fields_of
from desktop.services.exchange.header import plain, without_year

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_ALIKE_ENOUGH = 88  # of 100; below it "담당자" would become "담당자 이메일"
_SHORTEST_ALIKE = 4  # letters; shorter words are alike by chance
_EXACT, _LAST_PARTS, _LAST_PART, _ALIKE = range(4)
_OTHERS = ("공급", "대기업", "주관", "협업", "수행기관", "컨설팅", "추천")


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
    } - known_words(ImportKind.APPLICANTS)  # sales and workers stand in both
    if words & measured and not words & {plain("과제명"), plain("총사업비")}:
        return ImportKind.KPI_VALUES
    return max(columns_by_kind, key=lambda kind: columns_by_kind[kind])


def guess(columns: Sequence[str], kind: ImportKind) -> dict[int, str]:
    """Return field codes by column number, counted from 0; a field is used once.

    Exact words win over the lower row of a two-row heading, that over words that are alike; of
    equal ones the better word wins, then the latest year, then the column further left.
    """
    fields = fields_of(kind)
    candidates = [
        (*rank, at, field.code)
        for at, column in enumerate(columns)
        if column
        for field in fields
        if (rank := _rank(column, field)) is not None
    ]
    mapping: dict[int, str] = {}
    for *_, at, code in sorted(candidates):
        if at not in mapping and code not in mapping.values():
            mapping[at] = code
    return dict(sorted(mapping.items()))


def _rank(column: str, field: Field) -> tuple[int, float, int] | None:
    """Return how well a heading names a field, the smaller the better, or None if it does not."""
    heading, year = without_year(column)
    words = _plain_words(field)
    whole = plain(heading)
    if whole in words:
        return _EXACT, words.index(whole), -year
    parts = heading.split()
    for steps, count in ((_LAST_PARTS, 2), (_LAST_PART, 1)):
        part = plain("".join(parts[-count:]))
        if len(parts) > count and part in words and not _speaks_of_others(parts[:-count]):
            return steps, words.index(part), -year
    likeness = _likeness(whole, words)
    return (_ALIKE, -likeness, -year) if likeness >= _ALIKE_ENOUGH else None


@cache
def _plain_words(field: Field) -> tuple[str, ...]:
    return tuple(plain(word) for word in field.words)


def _speaks_of_others(groups: Sequence[str]) -> bool:
    """Say whether the upper row of a heading names somebody else than the company itself."""
    group = plain("".join(groups))
    return any(word in group for word in _OTHERS)


def _likeness(word: str, words: tuple[str, ...]) -> float:
    from rapidfuzz import fuzz

    if len(word) < _SHORTEST_ALIKE:
        return 0.0
    return max(fuzz.ratio(word, one) for one in words)


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
