"""Finds the company of a sheet's row among those that are there."""

from __future__ import annotations

from collections import defaultdict
from enum import StrEnum
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID

from sqlalchemy import String, type_coerce
from sqlalchemy import select as table_select

from db.base import metadata

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sqlmodel import Session

AT_ONCE = 900  # SQLite takes about a thousand values in one statement
_ALIKE = 84  # of 100; a looser likeness asks about every second 정밀
_COMPARED_ONE_BY_ONE = 2_000  # rows; a larger sheet is a register, its names are compared exactly


class Why(StrEnum):
    """Why a row is taken for something that is there."""

    NUMBER = "number"
    FACTORY = "factory"
    CASE = "case"
    NAME = "name"
    NAME_PHONE = "name_phone"
    NAME_ADDRESS = "name_address"
    SIMILAR_PHONE = "similar_phone"
    SIMILAR_ADDRESS = "similar_address"
    SAME_CASE = "same_case"
    TWICE = "twice"


CERTAIN = frozenset({Why.NUMBER, Why.FACTORY, Why.CASE, Why.NAME_PHONE, Why.NAME_ADDRESS})


class Known(NamedTuple):
    """What is compared of a company that is there; `key` is its compared name."""

    stored_id: str
    name: str
    brn: str
    key: str
    phone: str
    address: str

    @property
    def id(self) -> UUID:
        """Return the key; made late, because most companies are met by no row."""
        return UUID(self.stored_id)


class KnownCompanies:
    """All companies, read once."""

    def __init__(self, session: Session, factory_numbers: set[str], *, rows: int) -> None:
        """Read what `rows` rows that name these 공장관리번호 are compared with."""
        self._by_brn: dict[str, Known] = {}
        self._by_key: dict[str, list[Known]] = defaultdict(list)
        self._by_id: dict[str, Known] = {}
        company = metadata.tables["company"].c
        everything = session.execute(
            table_select(
                type_coerce(company.id, String), company.name, company.brn, company.name_key,
                company.phone, company.address,
            ).where(company.deleted.is_(False)).order_by(company.id)
        )  # fmt: skip
        for columns in everything:
            known = Known(*columns)
            self._by_id[known.stored_id] = known
            if known.brn:
                self._by_brn.setdefault(known.brn, known)
            if known.key:
                self._by_key[known.key].append(known)
        self._by_factory = _factories(session, factory_numbers)
        self._looks_closely = rows <= _COMPARED_ONE_BY_ONE

    def has_factory(self, number: str) -> bool:
        """Return whether a workplace has this 공장관리번호."""
        return self._by_factory.get(number) in self._by_id

    def find(
        self, cells: Mapping[str, Any], values: Mapping[str, Any], key: str
    ) -> tuple[Known | None, Why | None]:
        """Return the company that is there already, or may be, and the sign for it.

        cells: the row. values: its company's fields. key: its compared name.
        """
        brn = values.get("brn")
        if brn and brn in self._by_brn:
            return self._by_brn[brn], Why.NUMBER
        if self._by_factory:
            factory = self._by_factory.get(cells.get("site.factory_number", ""), "")
            if factory in self._by_id:
                return self._by_id[factory], Why.FACTORY
        if key in self._by_key:
            equal = [one for one in self._by_key[key] if not (brn and one.brn)]
            for known in equal:
                sign = _second_sign(known, cells, values)
                if sign is not None:
                    return known, Why.NAME_PHONE if sign == "phone" else Why.NAME_ADDRESS
            if equal:
                return equal[0], Why.NAME
        return self._similar(key, cells, values) if self._looks_closely and key else (None, None)

    def _similar(
        self, key: str, cells: Mapping[str, Any], values: Mapping[str, Any]
    ) -> tuple[Known | None, Why | None]:
        from rapidfuzz import fuzz, process

        brn = values.get("brn")
        alike = process.extract(
            key, self._by_key.keys(), scorer=fuzz.ratio, score_cutoff=_ALIKE, limit=5
        )
        for name, _, _ in alike:
            for known in self._by_key[name]:
                if brn and known.brn:
                    continue  # two numbers are two companies
                sign = _second_sign(known, cells, values)
                if sign is not None:
                    why = Why.SIMILAR_PHONE if sign == "phone" else Why.SIMILAR_ADDRESS
                    return known, why
        return None, None


def _factories(session: Session, numbers: set[str]) -> dict[str, str]:
    """Return the stored keys of companies by the 공장관리번호 of their workplaces."""
    site = metadata.tables["site"].c
    statement = table_select(site.factory_number, type_coerce(site.company_id, String)).where(
        site.deleted.is_(False), site.factory_number != ""
    )
    if len(numbers) > AT_ONCE:
        return dict(session.execute(statement).all())
    found: dict[str, str] = {}
    for part in parts(sorted(numbers)):
        asked = statement.where(site.factory_number.in_(part))
        found.update(session.execute(asked).all())
    return found


def parts(values: Sequence[Any]) -> Iterable[Sequence[Any]]:
    """Yield `values` in parts that one statement can take."""
    return (values[at : at + AT_ONCE] for at in range(0, len(values), AT_ONCE))


def _second_sign(known: Known, cells: Mapping[str, Any], values: Mapping[str, Any]) -> str | None:
    """Return "phone" or "address" when that is the same too."""
    phone = digits_of(values.get("phone") or cells.get("contact.phone"))
    if phone and phone == digits_of(known.phone):
        return "phone"
    address = letters_of(values.get("address") or cells.get("site.address"))
    return "address" if address and address == letters_of(known.address) else None


def digits_of(text: object) -> str:
    """Return the digits of a text, to compare telephone numbers."""
    return "".join(filter(str.isdigit, str(text or "")))


def letters_of(text: object) -> str:
    """Return the letters and digits of a text, to compare addresses."""
    return "".join(filter(str.isalnum, str(text or ""))).casefold()
