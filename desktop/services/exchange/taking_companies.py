"""Brings in a register of factories: many rows, no cases."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlmodel import Session, col, select

from db.tables.company import Company
from desktop.services.bulk import Bulk
from desktop.services.companies.names import initials
from desktop.services.exchange.planning import Intent, PlannedRow
from desktop.services.exchange.taken_in import TakenIn, change_company, is_changed

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from desktop.services.exchange.taken_in import Told

_TOGETHER = 500  # rows
_SITE = {
    "site.factory_number": "factory_number",
    "site.address": "address",
    "site.sub_number": "sub_number",
}
_SHARED = ("sido", "sigungu", "ksic", "complex_name", "employees", "products", "phone")


def take_companies(
    session: Session, planned: Sequence[PlannedRow], *, told: Told | None
) -> TakenIn:
    """Add the companies with their workplaces, and fill in what is known of the others.

    A second factory of a company that the sheet has just brought is a workplace of the same one.
    """
    bulk = Bulk(centre=str(session.info.get("centre", "")))
    companies: dict[Any, str] = {}  # stored keys of this sheet's companies
    changed = skipped = 0
    held: list[Company] = []
    for at, row in enumerate(planned):
        if at % _TOGETHER == 0:
            held = _load(session, planned[at : at + _TOGETHER])
            if told is not None:
                told(at, len(planned))
        if row.intent is Intent.SKIP:
            skipped += 1
        elif row.intent is Intent.UPDATE and row.company_id is not None:
            changed += change_company(session, row)
            if not row.has_site:
                _add_site(bulk, row, row.company_id)
        else:
            _add_site(bulk, row, _company_once(bulk, row, companies))
        if bulk.is_full:
            bulk.write(session)
    bulk.write(session)
    held.clear()
    return TakenIn(
        companies_added=len(set(companies.values())),
        companies_changed=changed,
        skipped=skipped,
        rows=len(planned) - skipped,
    )


def _load(session: Session, planned: Sequence[PlannedRow]) -> list[Company]:
    """Return the companies that rows are going to change; while they are held, none is read alone.

    What was changed before is written together.
    """
    session.flush()
    wanted = {row.company_id for row in planned if row.intent is Intent.UPDATE and is_changed(row)}
    if not wanted:
        return []
    return list(session.exec(select(Company).where(col(Company.id).in_(wanted))))


def _company_once(bulk: Bulk, row: PlannedRow, companies: dict[Any, str]) -> str:
    """Add the company unless an earlier row did: the same number, or name and address."""
    values = row.company
    sign = values.get("brn") or values.get("address") or values.get("phone") or row.line
    added = companies.get((row.key, sign))
    if added is None:
        added = bulk.add("company", **values, name_key=row.key, name_initials=initials(row.key))
        companies[row.key, sign] = added
    return added


def _add_site(bulk: Bulk, row: PlannedRow, company: str | UUID) -> None:
    values, cells = row.company, row.values
    site = {name: cells[code] for code, name in _SITE.items() if code in cells}
    site.update((name, values[name]) for name in _SHARED if name in values)
    if site:
        bulk.add("site", company_id=company, **site)
