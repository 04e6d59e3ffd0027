"""Opens a case: its number, its application, its papers, its first step."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import count
from typing import TYPE_CHECKING, Any

from sqlmodel import col, select

from db.errors import RefusedValueError
from db.tables import (
    Announcement,
    Application,
    Case,
    Company,
    EligibilityReview,
    Site,
    Staff,
    StageChange,
    Supplier,
)
from db.tables.application import ApplicationFields
from db.tables.case import CaseFields
from db.words import MatchState, Stage
from desktop.services import deadlines, parts, rows
from desktop.services.applications import intake, papers
from desktop.services.errors import MatchRefusedError
from desktop.services.programmes.packs import pack

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from uuid import UUID

    from sqlmodel import Session

__all__ = [
    "ApplicationFields",
    "CaseFields",
    "Opened",
    "choose_site",
    "edit",
    "next_number",
    "numbers_from",
    "open_case",
]


@dataclass(frozen=True)
class Opened:
    """A case that was just opened."""

    id: UUID
    number: str


def open_case(
    session: Session,
    company_id: UUID,
    *,
    announcement_id: UUID | None = None,
    fields: CaseFields | Mapping[str, Any] | None = None,
    site_id: UUID | None = None,
    application: ApplicationFields | Mapping[str, Any] | None = None,
    today: date | None = None,
    number: str = "",
) -> Opened:
    """Open a case of a company, in its first stage, with everything that an application needs.

    fields: title, track, supplier and owner; the owner is who works here unless one is named.
    number: one of `numbers_from`, where many cases are opened at once.
    Raises NotFoundError, RefusedValueError (an unknown track, a workplace of another company).
    """
    day = today or date.today()
    company = rows.find(session, Company, company_id)
    _refuse_strange_site(session, company_id, site_id)
    announcement = (
        rows.find(session, Announcement, announcement_id) if announcement_id is not None else None
    )
    given = _as_mapping(fields)
    pack_id, version = _pack_of(announcement)
    _refuse_strange_track(pack_id, version, str(given.get("track", "")))
    centre = str(session.info.get("centre") or company.centre)
    year = announcement.year if announcement is not None else day.year
    case = rows.add(
        session,
        Case,
        {"owner_id": rows.person(session), **given},
        centre=centre,
        number=number or next_number(session, centre=centre, year=year),
        company_id=company_id,
        site_id=site_id,
        announcement_id=announcement_id,
        pack=pack_id,
        pack_version=version,
    )
    _add_parts(session, case, {"received_on": day, **_as_mapping(application)})
    return Opened(case.id, case.number)


def next_number(session: Session, *, centre: str, year: int) -> str:
    """Return the number after the highest one of a centre and year: `2026-GN-00012`.

    Numbers of deleted cases are not used again.
    """
    return next(numbers_from(session, centre=centre, year=year))


def numbers_from(session: Session, *, centre: str, year: int) -> Iterator[str]:
    """Yield the numbers that come next; asks once, so one change has to open all the cases."""
    head = f"{year}-{centre}-"
    statement = (
        select(Case.number)
        .where(col(Case.number).startswith(head, autoescape=True))
        .execution_options(with_deleted=True)
    )
    tails = [number.removeprefix(head) for number in session.exec(statement)]
    highest = max((int(tail) for tail in tails if tail.isdecimal()), default=0)
    return (f"{head}{number:05d}" for number in count(highest + 1))


def edit(
    session: Session,
    case_id: UUID,
    changes: Mapping[str, Any],
    *,
    expected: Mapping[str, Any] | None = None,
) -> list[str]:
    """Store changed fields of a case; another track brings its own papers.

    Raises MatchRefusedError ("already_decided") where the lines of a confirmed match stand on the
    track, and like `open_case`.
    """
    case = rows.find(session, Case, case_id)
    if "track" in changes:
        _refuse_strange_track(case.pack, case.pack_version, str(changes["track"] or ""))
        _refuse_other_track(session, case, str(changes["track"] or ""))
    for table, name in ((Supplier, "supplier_id"), (Staff, "owner_id")):
        if changes.get(name) is not None:
            rows.find(session, table, changes[name])
    _, changed = rows.save(session, Case, case_id, changes, expected=expected)
    if "track" in changed:
        papers.ensure(session, case_id)
        deadlines.refresh(session, case_id)
    return changed


def choose_site(session: Session, case_id: UUID, site_id: UUID | None) -> None:
    """Say at which workplace of its company a case is. Raises RefusedValueError for another's."""
    case = rows.find(session, Case, case_id)
    _refuse_strange_site(session, case.company_id, site_id)
    case.site_id = site_id


def _refuse_strange_site(session: Session, company_id: UUID, site_id: UUID | None) -> None:
    if site_id is not None and rows.find(session, Site, site_id).company_id != company_id:
        raise RefusedValueError(table="case", field="site_id", value=site_id, limit="other_company")


def _add_parts(session: Session, case: Case, application: Mapping[str, Any]) -> None:
    asked = rows.add(session, Application, case_id=case.id)
    intake.edit(session, asked.id, application)
    rows.add(session, EligibilityReview, case_id=case.id)
    rows.add(
        session,
        StageChange,
        case_id=case.id,
        to_stage=Stage.APPLICATION,
        by=rows.person(session),
    )
    papers.ensure(session, case.id)
    deadlines.refresh(session, case.id)


def _pack_of(announcement: Announcement | None) -> tuple[str, str]:
    """Return the pack and the very version that the case keeps for good."""
    if announcement is None or not announcement.pack:
        return "", ""
    found = pack(announcement.pack, announcement.pack_version)
    return found.id, found.version


def _refuse_strange_track(pack_id: str, version: str, track: str) -> None:
    if track and pack_id and pack(pack_id, version).track(track) is None:
        known = [one.code for one in pack(pack_id, version).tracks]
        raise RefusedValueError(
            table="case", field="track", value=track, limit="known", bound=known
        )


def _refuse_other_track(session: Session, case: Case, track: str) -> None:
    match = parts.match_of(session, case.id)
    if track.strip() != case.track and match is not None and match.state is MatchState.CONFIRMED:
        raise MatchRefusedError(code="already_decided")


def _as_mapping(
    fields: CaseFields | ApplicationFields | Mapping[str, Any] | None,
) -> dict[str, Any]:
    if isinstance(fields, CaseFields | ApplicationFields):
        return fields.model_dump(exclude_unset=True)
    return dict(fields or {})
