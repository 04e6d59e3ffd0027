"""What cases can be counted by, and the clause that finds the cases behind each count."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import extract, func, select

from desktop.services import codes
from desktop.services.search.asking import case, company, table
from desktop.services.search.orders import of_site
from desktop.services.search.spoken import say
from desktop.services.search.words import Field

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from sqlalchemy import ColumnElement
    from sqlmodel import Session

Key = StrEnum | UUID | str | int | None


class Dimension(StrEnum):
    """What cases can be counted by."""

    STAGE = "stage"
    STATE = "state"
    YEAR = "year"
    REGION = "region"
    CITY = "city"
    INDUSTRY = "industry"
    SIZE = "size"
    TRACK = "track"
    ANNOUNCEMENT = "announcement"
    PARTNER = "partner"
    SUPPLIER = "supplier"
    OWNER = "owner"


@dataclass(frozen=True)
class Group:
    """One value of a dimension.

    `name` is empty where the key is a word that the views name, a year, or nothing at all.
    `clause` finds just its cases; None where the language has no words for them.
    """

    key: Key
    name: str
    clause: str | None


_NAMED = {
    Dimension.ANNOUNCEMENT: ("announcement", "title", "announcement_id", Field.ANNOUNCEMENT),
    Dimension.PARTNER: ("partner", "name", "partner_id", Field.PARTNER),
    Dimension.SUPPLIER: ("supplier", "name", "supplier_id", Field.SUPPLIER),
    Dimension.OWNER: ("staff", "name", "owner_id", Field.OWNER),
}
_WORDS = {
    Dimension.STAGE: Field.STAGE,
    Dimension.STATE: Field.STATE,
    Dimension.SIZE: Field.SIZE,
    Dimension.YEAR: Field.YEAR,
}


def column_of(dimension: Dimension) -> ColumnElement[Any]:
    """Return what to group by; company, site and announcement have to be joined."""
    if dimension in _NAMED:
        return case.c[_NAMED[dimension][2]]
    year = func.coalesce(table("announcement").c.year, extract("year", case.c.created_at))
    columns: dict[Dimension, Callable[[], ColumnElement[Any]]] = {
        Dimension.STAGE: lambda: case.c.stage,
        Dimension.STATE: lambda: case.c.state,
        Dimension.YEAR: lambda: year,
        Dimension.REGION: lambda: of_site("sido"),
        Dimension.CITY: lambda: of_site("sigungu"),
        Dimension.INDUSTRY: lambda: func.substr(of_site("ksic"), 1, codes.DIVISION_DIGITS),
        Dimension.SIZE: lambda: company.c.size_class,
        Dimension.TRACK: lambda: case.c.track,
    }
    return columns[dimension]()


def groups_of(session: Session, dimension: Dimension, keys: Iterable[Key]) -> dict[Key, Group]:
    """Return the name and the clause of each key that was grouped by."""
    wanted = list(dict.fromkeys(keys))
    if dimension in _NAMED:
        return _named(session, dimension, wanted)
    return {key: _group(dimension, key) for key in wanted}


def _named(session: Session, dimension: Dimension, keys: list[Key]) -> dict[Key, Group]:
    listed, column, _, field = _NAMED[dimension]
    kept = table(listed)
    rows = session.execute(
        select(kept.c.id, kept.c[column]).where(kept.c.id.in_([key for key in keys if key]))
    )
    names: dict[Key, str] = {row[0]: row[1] for row in rows}
    return {
        key: Group(key, names[key], say(field, names[key], whole=True))
        if key in names
        else Group(key, "", say(field, None))
        for key in keys
    }


def _group(dimension: Dimension, key: Key) -> Group:
    if dimension in _WORDS:
        field = _WORDS[dimension]
        return Group(key, "", say(field, None if isinstance(key, UUID) else key))
    code = str(key or "")
    match dimension:
        case Dimension.REGION:
            name = codes.sido_name(code)
            return Group(code, name, say(Field.REGION, codes.sido_short(code) or code or None))
        case Dimension.CITY:
            return Group(code, _city_name(code), say(Field.REGION, code) if code else None)
        case Dimension.INDUSTRY:
            return Group(code, codes.ksic_name(code), say(Field.KSIC, code or None))
        case _:
            return Group(code, "", say(Field.TRACK, code or None, whole=bool(code)))


def _city_name(code: str) -> str:
    return codes.region_name(code[:2], code)
