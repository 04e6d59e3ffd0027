"""Brings in applicants: company, workplace, contact, and a case with its application."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlmodel import Session, col, select

from db.tables.announcement import Announcement
from db.tables.company import CompanyFields
from db.tables.contact import Contact, ContactFields
from db.tables.partner import Partner
from db.tables.site import Site, SiteFields
from db.tables.supplier import Supplier
from desktop.services import rows as records
from desktop.services import suppliers
from desktop.services.bulk import Bulk
from desktop.services.cases.open_many import CaseOpener
from desktop.services.companies import contacts, register
from desktop.services.companies.names import initials, normalise_name
from desktop.services.exchange.planning import Intent
from desktop.services.exchange.taken_in import TakenIn, change_company, part_of
from desktop.services.programmes.packs import pack

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from desktop.services.exchange.planning import PlannedRow
    from desktop.services.exchange.taken_in import Told
    from desktop.services.programmes.pack import Track


@dataclass
class _Applicants:
    """What the rows of one sheet share: names that are known, companies that were added."""

    bulk: Bulk
    cases: CaseOpener
    tracks: Sequence[Track]
    partners: dict[str, UUID]
    suppliers: dict[str, UUID]
    companies: dict[str, UUID] = field(default_factory=dict)  # of this sheet, by number or name
    added: set[UUID] = field(default_factory=set)
    sites: dict[UUID, list[tuple[UUID, dict[str, Any]]]] = field(default_factory=dict)
    contacts: dict[UUID, set[str]] = field(default_factory=dict)  # names, of companies just added
    unknown: dict[str, None] = field(default_factory=dict)  # words that nobody knows, in order


def take_applicants(
    session: Session,
    planned: Sequence[PlannedRow],
    *,
    announcement_id: UUID | None,
    told: Told | None,
) -> TakenIn:
    """Open a case for every row under an announcement, or under none."""
    shared = _shared(session, announcement_id)
    changed = skipped = 0
    for at, row in enumerate(planned):
        if told is not None:
            told(at, len(planned))
        if row.intent is Intent.SKIP:
            skipped += 1
            continue
        if row.intent is Intent.UPDATE and row.company_id is not None:
            company = row.company_id
            changed += change_company(session, row)
        else:
            company = _company_once(row, shared)
        site = _site(session, company, row.values, shared)
        _contact(session, company, row.values, shared)
        _open(session, company, site, row.values, shared)
        if shared.bulk.is_full:
            shared.bulk.write(session)
    shared.bulk.write(session)
    return TakenIn(
        companies_added=len(shared.added),
        companies_changed=changed,
        cases_opened=len(planned) - skipped,
        skipped=skipped,
        rows=len(planned) - skipped,
        unknown_words=tuple(shared.unknown),
    )


def _shared(session: Session, announcement_id: UUID | None) -> _Applicants:
    tracks: Sequence[Track] = ()
    if announcement_id is not None:
        announcement = records.find(session, Announcement, announcement_id)
        if announcement.pack:
            tracks = pack(announcement.pack, announcement.pack_version).tracks
    partners = session.exec(select(Partner.name, Partner.id)).all()
    bulk = Bulk(centre=str(session.info.get("centre") or ""))
    return _Applicants(
        bulk,
        CaseOpener(session, bulk, announcement_id=announcement_id),
        tracks,
        {normalise_name(name): key for name, key in partners},
        dict(session.exec(select(Supplier.name_key, Supplier.id)).all()),
    )


def _company_once(row: PlannedRow, shared: _Applicants) -> UUID:
    """Add the company unless an earlier row of this sheet did."""
    brn = row.company.get("brn")
    known = shared.companies.get(brn or row.key)
    if known is None:
        fields = records.checked_whole(CompanyFields, register.with_plain_numbers(row.company))
        known = UUID(
            shared.bulk.add("company", **fields, name_key=row.key, name_initials=initials(row.key))
        )
        shared.added.add(known)
        if brn:
            shared.companies[brn] = known
    shared.companies.setdefault(row.key, known)
    return known


def _site(
    session: Session, company: UUID, cells: Mapping[str, Any], shared: _Applicants
) -> UUID | None:
    """Add the workplace of a row unless the company has it."""
    wanted = part_of(cells, "site")
    if not wanted:
        return None
    if company not in shared.sites:
        kept = [] if company in shared.added else _sites_of(session, company)
        shared.sites[company] = kept
    for site, fields in shared.sites[company]:
        if all(fields.get(name) == value for name, value in wanted.items()):
            return site
    checked = records.checked_whole(SiteFields, wanted)
    added = UUID(shared.bulk.add("site", company_id=company, **checked))
    shared.sites[company].append((added, wanted))
    return added


def _sites_of(session: Session, company: UUID) -> list[tuple[UUID, dict[str, Any]]]:
    sites = session.exec(select(Site).where(Site.company_id == company))
    return [(site.id, records.values_of(site, SiteFields)) for site in sites]


def _contact(
    session: Session, company: UUID, cells: Mapping[str, Any], shared: _Applicants
) -> None:
    """Add the contact of a row unless the company has somebody of that name."""
    fields = part_of(cells, "contact")
    name = fields.get("name")
    if not name:
        return
    if company in shared.added:
        known = shared.contacts.setdefault(company, set())
        if name not in known:
            checked = records.checked_whole(ContactFields, fields)
            shared.bulk.add("contact", **{**checked, "company_id": company, "main": not known})
            known.add(name)
        return
    there = select(Contact.id).where(Contact.company_id == company, col(Contact.name) == name)
    if session.exec(there).first() is None:
        contacts.add(session, fields, company_id=company)


def _open(
    session: Session,
    company: UUID,
    site: UUID | None,
    cells: Mapping[str, Any],
    shared: _Applicants,
) -> None:
    application = part_of(cells, "application")
    fields: dict[str, Any] = {
        "title": str(application.get("project_title", "")),
        "track": _track(str(cells.get("case.track", "")), shared),
        "supplier_id": _supplier(session, cells.get("supplier.name"), shared),
    }
    shared.cases.open(
        company,
        fields={name: value for name, value in fields.items() if value},
        application=application,
        site_id=site,
        partner_id=_partner(cells.get("partner.name"), shared),
    )


def _partner(name: str | None, shared: _Applicants) -> UUID | None:
    if not name:
        return None
    known = shared.partners.get(normalise_name(name))
    if known is None:
        shared.unknown.setdefault(name)
    return known


def _supplier(session: Session, name: str | None, shared: _Applicants) -> UUID | None:
    if not name:
        return None
    key = normalise_name(name)
    if key not in shared.suppliers:
        shared.suppliers[key] = suppliers.add(session, {"name": name})
    return shared.suppliers[key]


def _track(word: str, shared: _Applicants) -> str:
    """Return the track that a word names, by its code, its title or a part of no other title."""
    plain = _plain(word)
    if not plain or not shared.tracks:
        return ""
    for track in shared.tracks:
        if plain in {_plain(track.code), _plain(track.title.ko)}:
            return track.code
    alike = [track.code for track in shared.tracks if plain in _plain(track.title.ko)]
    if len(alike) == 1:
        return alike[0]
    shared.unknown.setdefault(word)
    return ""


def _plain(word: str) -> str:
    return "".join(filter(str.isalnum, word)).casefold()
