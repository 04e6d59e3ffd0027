"""Takes a sheet in, all of it or nothing, as one change that can be undone."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlmodel import Session, col, select

from db.tables.agreement import Agreement
from db.tables.case import Case
from db.tables.exchange import ImportRun
from db.tables.kpi import Kpi, KpiValue
from db.tables.partner import Partner
from db.tables.site import Site
from db.tables.supplier import Supplier
from db.words import Action, ImportKind, KpiBasis
from desktop.services import rows as records
from desktop.services import suppliers
from desktop.services.aftercare import kpis
from desktop.services.bulk import Bulk
from desktop.services.cases import open as opening
from desktop.services.companies import contacts, register, sites
from desktop.services.companies.names import initials, normalise_name
from desktop.services.exchange.planning import Intent, PlannedRow, company_values
from desktop.services.programmes.packs import pack

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date
    from pathlib import Path
    from uuid import UUID

    from desktop.services.workspace import Workspace, Written

    Told = Callable[[int, int], None]

_MONTHS = (0, 6, 12, 24, 36)
_DAYS_OF_A_MONTH = 30.44


@dataclass(frozen=True)
class TakenIn:
    """What a sheet brought."""

    companies_added: int = 0
    companies_changed: int = 0
    cases_opened: int = 0
    values_added: int = 0
    skipped: int = 0


def take_in(
    workspace: Workspace,
    planned: Sequence[PlannedRow],
    kind: ImportKind,
    *,
    file: Path,
    sender: str = "",
    refused: int = 0,
    announcement_id: UUID | None = None,
    told: Told | None = None,
) -> Written[TakenIn]:
    """Keep the planned rows in one transaction and return what that did.

    told: hears how many rows of how many are done, and may raise to stop; then nothing is kept.
    """

    def work(session: Session) -> TakenIn:
        taken = _TAKERS[kind](session, planned, told, announcement_id)
        records.add(
            session,
            ImportRun,
            kind=kind,
            file_name=file.name,
            file_sha256=_digest(file),
            sender=sender,
            rows_read=len(planned) + refused,
            rows_applied=len(planned) - taken.skipped,
            rows_refused=refused,
        )
        return taken

    return workspace.write(work, action=Action.IMPORT, kind=kind.value, rows=len(planned))


def _digest(file: Path) -> str:
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def _take_companies(
    session: Session, planned: Sequence[PlannedRow], told: Told | None, _call: UUID | None
) -> TakenIn:
    """Bring in a register of factories: many rows, no cases."""
    bulk = Bulk(centre=str(session.info.get("centre", "")))
    added = changed = skipped = 0
    for at, row in enumerate(planned):
        if told is not None and at % 500 == 0:
            told(at, len(planned))
        if row.intent is Intent.SKIP:
            skipped += 1
        elif row.intent is Intent.UPDATE and row.company_id is not None:
            changed += _change_company(session, row)
        else:
            _add_factory(bulk, row.values)
            added += 1
        if bulk.is_full:
            bulk.write(session)
    bulk.write(session)
    return TakenIn(companies_added=added, companies_changed=changed, skipped=skipped)


def _add_factory(bulk: Bulk, cells: Mapping[str, Any]) -> None:
    values = company_values(cells)
    name = values["name"]
    company = bulk.add(
        "company", **values, name_key=normalise_name(name), name_initials=initials(name)
    )
    site = {
        code.removeprefix("site."): value
        for code, value in cells.items()
        if code.startswith("site.")
    }
    shared = ("sido", "sigungu", "ksic", "complex_name", "employees", "products", "phone")
    site.update({key: values[key] for key in shared if key in values})
    bulk.add("site", company_id=company, **site)


def _change_company(session: Session, row: PlannedRow) -> int:
    """Fill empty fields and take over what the person chose; return 1 if that changed anything."""
    changes = dict(row.fills)
    changes.update(
        {
            difference.field: difference.theirs
            for difference in row.differences
            if row.choices.get(difference.field) == "theirs"
        }
    )
    if not changes or row.company_id is None:
        return 0
    return 1 if register.edit(session, row.company_id, changes) else 0


def _take_applicants(
    session: Session, planned: Sequence[PlannedRow], told: Told | None, call: UUID | None
) -> TakenIn:
    """Bring in applicants: company, workplace, contact, and a case with its application."""
    partners = dict(session.exec(select(Partner.name, Partner.id)).all())
    known_suppliers = dict(session.exec(select(Supplier.name_key, Supplier.id)).all())
    added: dict[str, UUID] = {}  # companies of this sheet by number or name
    changed = skipped = opened = 0
    for at, row in enumerate(planned):
        if told is not None:
            told(at, len(planned))
        if row.intent is Intent.SKIP:
            skipped += 1
            continue
        if row.intent is Intent.UPDATE and row.company_id is not None:
            company = row.company_id
            changed += _change_company(session, row)
        else:
            company = _company_once(session, row.values, added)
        site = _site(session, company, row.values)
        _contact(session, company, row.values)
        _open(session, company, site, row.values, call, partners, known_suppliers)
        opened += 1
    return TakenIn(len(added), changed, opened, skipped=skipped)


def _company_once(session: Session, cells: Mapping[str, Any], added: dict[str, UUID]) -> UUID:
    """Add the company unless an earlier row of this sheet did."""
    values = company_values(cells)
    key = values.get("brn") or normalise_name(values["name"])
    if key not in added:
        added[key] = register.add(session, values)
    return added[key]


def _part(cells: Mapping[str, Any], table: str) -> dict[str, Any]:
    head = f"{table}."
    return {
        code.removeprefix(head): value for code, value in cells.items() if code.startswith(head)
    }


def _site(session: Session, company: UUID, cells: Mapping[str, Any]) -> UUID | None:
    """Add the workplace of a row unless the company has it."""
    fields = _part(cells, "site")
    if not fields:
        return None
    for site in session.exec(select(Site).where(Site.company_id == company)):
        if all(getattr(site, name, None) == value for name, value in fields.items()):
            return site.id
    return sites.add(session, company, fields)


def _contact(session: Session, company: UUID, cells: Mapping[str, Any]) -> None:
    fields = _part(cells, "contact")
    if not fields.get("name"):
        return
    known = contacts.list_contacts(session, company_id=company)
    if not any(one.name == fields["name"] for one in known):
        contacts.add(session, fields, company_id=company)


def _open(
    session: Session,
    company: UUID,
    site: UUID | None,
    cells: Mapping[str, Any],
    call: UUID | None,
    partners: Mapping[str, UUID],
    known_suppliers: dict[str, UUID],
) -> None:
    application = _part(cells, "application")
    fields: dict[str, Any] = {"title": str(application.get("project_title", ""))}
    supplier = cells.get("supplier.name")
    if supplier:
        key = normalise_name(supplier)
        if key not in known_suppliers:
            known_suppliers[key] = suppliers.add(session, {"name": supplier})
        fields["supplier_id"] = known_suppliers[key]
    opened = opening.open_case(
        session,
        company,
        announcement_id=call,
        fields=fields,
        site_id=site,
        application=application,
    )
    _choose_track(session, opened.id, str(cells.get("case.track", "")))
    wanted = partners.get(str(cells.get("partner.name", "")))
    if wanted is not None:
        records.change(records.find(session, Case, opened.id), {"partner_id": wanted})


def _choose_track(session: Session, case_id: UUID, word: str) -> None:
    """Take the track over where the word names one of the pack's; a strange word is left out."""
    case = records.find(session, Case, case_id)
    if not word or not case.pack:
        return
    plain = "".join(word.split())
    for track in pack(case.pack, case.pack_version).tracks:
        if plain in {track.code, "".join(track.title.ko.split())}:
            opening.edit(session, case_id, {"track": track.code})
            return


def _take_values(
    session: Session, planned: Sequence[PlannedRow], told: Told | None, _call: UUID | None
) -> TakenIn:
    """Bring in KPI values, as claimed by the company; an indicator that is missing is added."""
    added = skipped = 0
    for at, row in enumerate(planned):
        if told is not None:
            told(at, len(planned))
        if row.intent is Intent.SKIP or row.company_id is None:
            skipped += 1
            continue
        case_id = row.company_id  # for values the row was matched with a case
        months = _months(session, case_id, row.values)
        for code, value in row.values.items():
            if code.startswith("kpi."):
                kpi = _indicator(session, case_id, code.removeprefix("kpi."))
                added += _add_value(session, kpi, months, value, row.values)
    return TakenIn(values_added=added, skipped=skipped)


def _indicator(session: Session, case_id: UUID, code: str) -> UUID:
    statement = select(Kpi.id).where(Kpi.case_id == case_id, Kpi.code == code)
    return session.exec(statement).first() or kpis.add(session, case_id, {"code": code})


def _add_value(
    session: Session, kpi: UUID, months: int, value: float, cells: Mapping[str, Any]
) -> int:
    there = session.exec(
        select(KpiValue).where(
            KpiValue.kpi_id == kpi,
            KpiValue.period_months == months,
            KpiValue.basis == KpiBasis.CLAIMED,
        )
    ).first()
    if there is not None:
        return len(kpis.edit_value(session, there.id, {"value": float(value)}))
    fields = {
        "period_months": months,
        "value": float(value),
        "basis": KpiBasis.CLAIMED,
        "measured_on": cells.get("value.measured_on"),
    }
    kpis.add_value(session, kpi, fields)
    return 1


def _months(session: Session, case_id: UUID, cells: Mapping[str, Any]) -> int:
    """Return the period that a value belongs to: as the sheet says, else the nearest one."""
    if "value.period_months" in cells:
        return int(cells["value.period_months"])
    measured: date | None = cells.get("value.measured_on")
    build_end = session.exec(
        select(col(Agreement.build_end)).where(col(Agreement.case_id) == case_id)
    ).first()
    if measured is None or build_end is None:
        return 0
    passed = (measured - build_end).days / _DAYS_OF_A_MONTH
    return min(_MONTHS, key=lambda months: abs(months - passed))


_TAKERS: dict[ImportKind, Callable[..., TakenIn]] = {
    ImportKind.APPLICANTS: _take_applicants,
    ImportKind.COMPANIES: _take_companies,
    ImportKind.KPI_VALUES: _take_values,
}
