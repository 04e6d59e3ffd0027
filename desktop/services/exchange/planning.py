"""Says what taking in a sheet would do: which companies are new, which are there already."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Literal

from sqlalchemy import String, type_coerce
from sqlalchemy import select as table_select
from sqlmodel import Session, col, select

from db.base import metadata
from db.tables.application import Application
from db.tables.case import Case
from db.tables.company import Company, CompanyFields
from db.words import ImportKind
from desktop.services.companies.names import normalise_name
from desktop.services.exchange.cells import Problem, ProblemCode
from desktop.services.exchange.known_companies import (
    CERTAIN,
    KnownCompanies,
    Why,
    digits_of,
    letters_of,
    parts,
)
from desktop.services.exchange.regions import region_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from uuid import UUID

    from desktop.services.exchange.rows import CheckedRow

__all__ = [
    "CERTAIN",
    "Difference",
    "Intent",
    "PlannedRow",
    "Why",
    "company_values",
    "look_for_same_cases",
    "plan",
    "region_of_address",
]

Side = Literal["ours", "theirs"]
_REGION = ("sido", "sigungu")
_COMPANY = {f"company.{name}": name for name in CompanyFields.model_fields if name not in _REGION}
_QUESTIONS = frozenset(Why) - CERTAIN


class Intent(StrEnum):
    """What is going to happen with a row."""

    ADD = "add"
    UPDATE = "update"
    SKIP = "skip"


@dataclass(frozen=True)
class Difference:
    """One field in which the sheet and the register differ; empty ones are simply filled."""

    field: str
    ours: Any
    theirs: Any


@dataclass(slots=True)
class PlannedRow:
    """One row and what is going to happen with it; a person may change `intent` and `choices`.

    `company` holds the company's fields, `key` its compared name; `has_site` says that its
    workplace is there too. `decided`: a person said what shall happen.
    """

    line: int
    values: dict[str, Any]
    intent: Intent
    company_id: UUID | None = None
    company_name: str = ""
    why: Why | None = None
    fills: dict[str, Any] = field(default_factory=dict)
    differences: tuple[Difference, ...] = ()
    choices: dict[str, Side] = field(default_factory=dict)
    company: dict[str, Any] = field(default_factory=dict)
    key: str = ""
    has_site: bool = False
    decided: bool = False
    found_by: Why | None = None  # the sign for the company, also where `why` names its case

    @property
    def has_to_be_decided(self) -> bool:
        """Return whether a person should look: the company may be the same, or fields differ."""
        return not self.decided and (bool(self.differences) or self.why in _QUESTIONS)


def company_values(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the company's fields of a row, its region told from the words of its address."""
    found = {_COMPANY[code]: value for code, value in values.items() if code in _COMPANY}
    place = f"{values.get('company.sido', '')} {values.get('company.sigungu', '')}"
    for text in (place, found.get("address", ""), values.get("site.address", "")):
        sido, sigungu = region_of(text)
        if sido:
            found["sido"], found["sigungu"] = sido, sigungu
            break
    return found


def plan(
    session: Session,
    rows: Sequence[CheckedRow],
    kind: ImportKind,
    *,
    announcement_id: UUID | None = None,
) -> list[PlannedRow]:
    """Return what would happen with each row; nothing is written.

    A company is there already when its number is, or its factory's, or when an equal name comes
    with the same phone or address. A name alone, equal or alike, is only ever a question; so is a
    row that comes twice, and an application that is there already for this announcement.
    """
    if kind is ImportKind.KPI_VALUES:
        return _plan_values(session, rows)
    numbers = {
        row.values["site.factory_number"] for row in rows if "site.factory_number" in row.values
    }
    known_companies = KnownCompanies(session, numbers, rows=len(rows))
    planned = [_plan_row(row, known_companies) for row in rows]
    _compare(session, planned)
    if kind is ImportKind.APPLICANTS:
        look_for_same_cases(session, planned, announcement_id=announcement_id)
    return planned


def _plan_row(row: CheckedRow, known_companies: KnownCompanies) -> PlannedRow:
    values = company_values(row.values)
    key = normalise_name(values.get("name", ""))
    known, why = known_companies.find(row.values, values, key)
    planned = PlannedRow(row.line, row.values, Intent.ADD, company=values, key=key)
    if known is not None:
        planned.intent = Intent.UPDATE if why in CERTAIN else Intent.ADD
        planned.company_id, planned.company_name = known.id, known.name
        planned.why = planned.found_by = why
        number = row.values.get("site.factory_number", "")
        planned.has_site = why is Why.FACTORY or known_companies.has_factory(number)
    if row.warnings and any(one.code is ProblemCode.DUPLICATE_IN_SHEET for one in row.warnings):
        planned.intent, planned.why = Intent.SKIP, Why.TWICE
    return planned


def look_for_same_cases(
    session: Session, planned: Iterable[PlannedRow], *, announcement_id: UUID | None
) -> None:
    """Hold back applications that are there already, and let go of those that are not.

    The same company with the same project under the same announcement is hardly a second case.
    What a person has decided stays as it is.
    """
    rows = [row for row in planned if not row.decided and row.company_id is not None]
    there = _cases_of(session, {row.company_id for row in rows}, announcement_id)
    for row in rows:
        title = letters_of(row.values.get("application.project_title"))
        if row.why is Why.TWICE:
            continue
        if (row.company_id, title) in there:
            row.intent, row.why = Intent.SKIP, Why.SAME_CASE
        elif row.why is Why.SAME_CASE:
            row.why = row.found_by
            row.intent = Intent.UPDATE if row.found_by in CERTAIN else Intent.ADD


def _cases_of(
    session: Session, companies: set[UUID | None], announcement_id: UUID | None
) -> set[tuple[UUID, str]]:
    """Return the companies with the titles of their projects under an announcement."""
    found: set[tuple[UUID, str]] = set()
    for part in parts([one for one in companies if one is not None]):
        statement = (
            select(Case.company_id, Case.title, Application.project_title)
            .join(Application, col(Application.case_id) == Case.id)
            .where(col(Case.company_id).in_(part), Case.announcement_id == announcement_id)
        )
        for company, *titles in session.exec(statement):
            found.update((company, letters_of(title)) for title in titles)
    return found


def _compare(session: Session, planned: Sequence[PlannedRow]) -> None:
    """Fill in what a sheet would add to companies that are there, and where both differ."""
    wanted = sorted({row.company_id.hex for row in planned if row.company_id is not None})
    company = metadata.tables["company"].c
    names = list(CompanyFields.model_fields)
    statement = table_select(type_coerce(company.id, String), *(company[name] for name in names))
    kept: dict[str, dict[str, Any]] = {}
    for part in parts(wanted):
        for stored_id, *values in session.execute(
            statement.where(type_coerce(company.id, String).in_(part))
        ):
            kept[stored_id] = dict(zip(names, values, strict=True))
    for row in planned:
        if row.company_id is not None and (ours := kept.get(row.company_id.hex)) is not None:
            _compare_row(row, ours)


def _compare_row(row: PlannedRow, ours: Mapping[str, Any]) -> None:
    differences = []
    settled = region_of_address(row).keys()  # it goes where the address goes
    for name, theirs in row.company.items():
        mine = ours[name]
        if mine is None or mine == "":
            row.fills[name] = theirs
        elif name not in settled and mine != theirs and not _says_the_same(name, mine, theirs):
            differences.append(Difference(name, mine, theirs))
            row.choices[name] = "ours"
    row.differences = tuple(differences)


def region_of_address(row: PlannedRow) -> dict[str, Any]:
    """Return the region that only the address of a row tells; nothing where the sheet names one."""
    named = "company.sido" in row.values or "company.sigungu" in row.values
    if named or "address" not in row.company:
        return {}
    return {name: row.company[name] for name in _REGION if name in row.company}


def _says_the_same(name: str, ours: Any, theirs: Any) -> bool:
    if name == "name":
        return normalise_name(str(ours)) == normalise_name(str(theirs))
    if name in ("phone", "crn"):
        return digits_of(ours) == digits_of(theirs)
    return isinstance(ours, str) and letters_of(ours) == letters_of(theirs)


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
