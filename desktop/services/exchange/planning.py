"""Says what taking in a sheet would do: which companies are new, which are there already."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from sqlalchemy import select as table_select
from sqlmodel import Session, col, select

from db.base import metadata
from db.tables.case import Case
from db.tables.company import Company, CompanyFields
from db.tables.site import Site
from db.words import ImportKind
from desktop.services.companies.names import normalise_name
from desktop.services.exchange.cells import Problem, ProblemCode
from desktop.services.exchange.regions import region_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from uuid import UUID

    from desktop.services.exchange.rows import CheckedRow

_AT_ONCE = 900  # SQLite takes about a thousand values in one statement
_ALIKE = 84  # of 100; a looser likeness asks about every second 정밀
_COMPARED_ONE_BY_ONE = 2_000  # rows; a larger sheet is a register, its names are compared exactly

Side = Literal["ours", "theirs"]


class Intent(StrEnum):
    """What is going to happen with a row."""

    ADD = "add"
    UPDATE = "update"
    SKIP = "skip"


class Why(StrEnum):
    """Why a row is taken for a company that is there."""

    NUMBER = "number"
    FACTORY = "factory"
    CASE = "case"
    NAME = "name"
    NAME_PHONE = "name_phone"
    NAME_ADDRESS = "name_address"
    SIMILAR_PHONE = "similar_phone"
    SIMILAR_ADDRESS = "similar_address"


CERTAIN = frozenset({Why.NUMBER, Why.FACTORY, Why.CASE, Why.NAME_PHONE, Why.NAME_ADDRESS})


@dataclass(frozen=True)
class Difference:
    """One field in which the sheet and the register differ; empty ones are simply filled."""

    field: str
    ours: Any
    theirs: Any


@dataclass
class PlannedRow:
    """One row and what is going to happen with it; a person may change `intent` and `choices`."""

    line: int
    values: dict[str, Any]
    intent: Intent
    company_id: UUID | None = None
    company_name: str = ""
    why: Why | None = None
    fills: dict[str, Any] = field(default_factory=dict)
    differences: tuple[Difference, ...] = ()
    choices: dict[str, Side] = field(default_factory=dict)

    @property
    def has_to_be_decided(self) -> bool:
        """Return whether a person should look: the company may be the same, or fields differ."""
        return bool(self.differences) or (self.why is not None and self.why not in CERTAIN)


class _Known(NamedTuple):
    """What is compared of a company that is there."""

    id: UUID
    name: str
    brn: str
    key: str
    phone: str
    address: str


def company_values(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the company's fields of a row, its region told from the words of its address."""
    found = {
        code.removeprefix("company."): value
        for code, value in values.items()
        if code.startswith("company.")
    }
    place = " ".join(str(found.pop(part, "")) for part in ("sido", "sigungu")).strip()
    for text in (place, found.get("address", ""), values.get("site.address", "")):
        sido, sigungu = region_of(str(text))
        if sido:
            found["sido"], found["sigungu"] = sido, sigungu
            break
    return {name: value for name, value in found.items() if name in CompanyFields.model_fields}


def plan(session: Session, rows: Sequence[CheckedRow], kind: ImportKind) -> list[PlannedRow]:
    """Return what would happen with each row; nothing is written.

    A company is there already when its number is, or its factory's, or when an equal name comes
    with the same phone or address. A name alone, equal or alike, is only ever a question.
    """
    if kind is ImportKind.KPI_VALUES:
        return _plan_values(session, rows)
    matcher = _Matcher(session, rows)
    planned = []
    for row in rows:
        values = company_values(row.values)
        known, why = matcher.find(row.values, values)
        if known is None:
            planned.append(PlannedRow(row.line, row.values, Intent.ADD))
        else:
            intent = Intent.UPDATE if why in CERTAIN else Intent.ADD
            planned.append(PlannedRow(row.line, row.values, intent, known.id, known.name, why))
    _compare(session, planned)
    return planned


class _Matcher:
    """Finds the company of a row; everything is read once, in sets."""

    def __init__(self, session: Session, rows: Sequence[CheckedRow]) -> None:
        self._keys = {
            id(row.values): normalise_name(row.values.get("company.name", "")) for row in rows
        }
        company = metadata.tables["company"].c
        everything = session.execute(
            table_select(
                company.id, company.name, company.brn, company.name_key, company.phone,
                company.address,
            ).where(company.deleted.is_(False))
        )  # fmt: skip
        self._by_brn: dict[str, _Known] = {}
        self._by_key: dict[str, list[_Known]] = defaultdict(list)
        self._by_id: dict[UUID, _Known] = {}
        for columns in everything:
            known = _Known(*columns)
            self._by_id[known.id] = known
            if known.brn:
                self._by_brn.setdefault(known.brn, known)
            if known.key:
                self._by_key[known.key].append(known)
        numbers = {
            row.values["site.factory_number"] for row in rows if "site.factory_number" in row.values
        }
        self._by_factory = self._factories(session, numbers)
        self._looks_closely = len(rows) <= _COMPARED_ONE_BY_ONE

    def find(
        self, cells: Mapping[str, Any], values: Mapping[str, Any]
    ) -> tuple[_Known | None, Why | None]:
        """Return the company that is there already, or may be, and the sign for it."""
        brn = values.get("brn")
        if brn and brn in self._by_brn:
            return self._by_brn[brn], Why.NUMBER
        factory = self._by_factory.get(cells.get("site.factory_number", ""))
        if factory is not None:
            return self._by_id.get(factory), Why.FACTORY
        key = self._keys[id(cells)]
        equal = [one for one in self._by_key.get(key, ()) if not (brn and one.brn)]
        for known in equal:
            sign = _second_sign(known, cells, values)
            if sign is not None:
                return known, Why.NAME_PHONE if sign == "phone" else Why.NAME_ADDRESS
        if equal:
            return equal[0], Why.NAME
        return self._similar(key, cells, values) if self._looks_closely and key else (None, None)

    def _similar(
        self, key: str, cells: Mapping[str, Any], values: Mapping[str, Any]
    ) -> tuple[_Known | None, Why | None]:
        from rapidfuzz import fuzz, process

        alike = process.extract(
            key, self._by_key.keys(), scorer=fuzz.ratio, score_cutoff=_ALIKE, limit=5
        )
        for name, _, _ in alike:
            for known in self._by_key[name]:
                sign = _second_sign(known, cells, values)
                if sign is not None:
                    why = Why.SIMILAR_PHONE if sign == "phone" else Why.SIMILAR_ADDRESS
                    return known, why
        return None, None

    @staticmethod
    def _factories(session: Session, numbers: Iterable[str]) -> dict[str, UUID]:
        found: dict[str, UUID] = {}
        for part in _parts(sorted(numbers)):
            statement = select(Site.factory_number, Site.company_id)
            found.update(session.exec(statement.where(col(Site.factory_number).in_(part))).all())
        return found


def _second_sign(known: _Known, cells: Mapping[str, Any], values: Mapping[str, Any]) -> str | None:
    """Return "phone" or "address" when that is the same too."""
    phone = _digits(values.get("phone") or cells.get("contact.phone"))
    if phone and phone == _digits(known.phone):
        return "phone"
    address = _letters(values.get("address") or cells.get("site.address"))
    return "address" if address and address == _letters(known.address) else None


def _compare(session: Session, planned: Sequence[PlannedRow]) -> None:
    """Fill in what a sheet would add to companies that are there, and where both differ."""
    wanted = sorted({row.company_id for row in planned if row.company_id is not None})
    companies: dict[UUID, Company] = {}
    for part in _parts(wanted):
        found = session.exec(select(Company).where(col(Company.id).in_(part)))
        companies.update((company.id, company) for company in found)
    for row in planned:
        company = companies.get(row.company_id) if row.company_id else None
        if company is None:
            continue
        differences = []
        for name, theirs in company_values(row.values).items():
            ours = getattr(company, name)
            if ours in (None, ""):
                row.fills[name] = theirs
            elif ours != theirs and not _says_the_same(name, ours, theirs):
                differences.append(Difference(name, ours, theirs))
                row.choices[name] = "ours"
        row.differences = tuple(differences)


def _says_the_same(name: str, ours: Any, theirs: Any) -> bool:
    if name == "name":
        return normalise_name(str(ours)) == normalise_name(str(theirs))
    if name in ("phone", "crn"):
        return _digits(ours) == _digits(theirs)
    return isinstance(ours, str) and _letters(ours) == _letters(theirs)


def _plan_values(session: Session, rows: Sequence[CheckedRow]) -> list[PlannedRow]:
    """Find the case of each row by its number, else the newest case of the company."""
    newest: dict[str, UUID] = {}
    by_number: dict[str, UUID] = {}
    statement = (
        select(Case.id, Case.number, Company.brn)
        .join(Company, col(Company.id) == Case.company_id)
        .order_by(col(Case.number))
    )
    for case_id, number, brn in session.exec(statement):
        by_number[number] = case_id
        if brn:
            newest[brn] = case_id
    planned = []
    for row in rows:
        number = str(row.values.get("case.number", ""))
        case = by_number.get(number) or newest.get(str(row.values.get("company.brn", "")))
        if case is None:
            row.problems.append(
                Problem(ProblemCode.UNKNOWN_WORD, {"what": "case"}, field="case.number")
            )
            continue
        planned.append(PlannedRow(row.line, row.values, Intent.UPDATE, case, number, Why.CASE))
    return planned


def _parts(values: Sequence[Any]) -> Iterable[Sequence[Any]]:
    return (values[at : at + _AT_ONCE] for at in range(0, len(values), _AT_ONCE))


def _digits(text: object) -> str:
    return "".join(sign for sign in str(text or "") if sign.isdigit())


def _letters(text: object) -> str:
    return "".join(sign for sign in str(text or "") if sign.isalnum()).casefold()
