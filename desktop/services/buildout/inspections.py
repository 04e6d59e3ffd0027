"""Keeps inspections and audits: when, by whom, what each item was found to be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlmodel import col, select

from db.errors import RefusedValueError
from db.tables import Inspection
from db.tables.inspection import InspectionFields
from db.words import InspectionKind, Verdict
from desktop.services import deadlines, rows
from desktop.services.buildout.inspection_items import InspectionItem, items_of
from desktop.services.status_machines import INSPECTION

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date
    from uuid import UUID

    from sqlmodel import Session

    from db.words import SystemLevel

__all__ = [
    "InspectionFields",
    "InspectionRow",
    "ItemRow",
    "add",
    "edit",
    "items_of",
    "list_inspections",
    "remove",
    "set_item",
    "suggested_verdict",
]


@dataclass(frozen=True)
class ItemRow:
    """One thing to look at and what it was found to be."""

    item: InspectionItem
    verdict: Verdict | None


@dataclass(frozen=True)
class InspectionRow:
    """One inspection; `suggested` is what its items come to."""

    id: UUID
    kind: InspectionKind
    planned_on: date | None
    visited_on: date | None
    inspector: str
    verdict: Verdict | None
    suggested: Verdict | None
    system_level: SystemLevel | None
    capability_level: int | None
    capability_score: int | None
    opinion: str
    items: tuple[ItemRow, ...]

    @property
    def open_items(self) -> int:
        """Return how many items nobody has looked at yet."""
        return sum(row.verdict is None for row in self.items)


def add(session: Session, case_id: UUID, fields: InspectionFields | Mapping[str, Any]) -> UUID:
    """Add an inspection, planned or done, and return its key."""
    given = (
        fields.model_dump(exclude_unset=True) if isinstance(fields, InspectionFields) else fields
    )
    whole = rows.checked_whole(InspectionFields, given)
    _refuse_strange_items(whole["kind"], whole.get("items", {}))
    inspection = rows.add(session, Inspection, whole, case_id=case_id)
    deadlines.refresh(session, case_id)
    return inspection.id


def edit(
    session: Session,
    inspection_id: UUID,
    changes: Mapping[str, Any],
    *,
    expected: Mapping[str, Any] | None = None,
) -> list[str]:
    """Store changed fields and return their names.

    Raises RefusedValueError for an item that this kind of inspection does not have.
    """
    before = rows.find(session, Inspection, inspection_id).verdict
    inspection, changed = rows.save(session, Inspection, inspection_id, changes, expected=expected)
    INSPECTION.check(before, inspection.verdict)
    _refuse_strange_items(inspection.kind, inspection.items)
    if changed:
        deadlines.refresh(session, inspection.case_id)
    return changed


def set_item(
    session: Session, inspection_id: UUID, code: str, verdict: Verdict | None
) -> Verdict | None:
    """Write down what one item was found to be; return the verdict that the items now suggest."""
    inspection = rows.find(session, Inspection, inspection_id)
    items = {key: value for key, value in inspection.items.items() if key != code}
    if verdict is not None:
        items[code] = Verdict(verdict).value
    _refuse_strange_items(inspection.kind, items)
    inspection.items = items
    return suggested_verdict(row.verdict for row in _item_rows(inspection))


def remove(session: Session, inspection_id: UUID) -> None:
    """Hide an inspection and its day."""
    inspection = rows.find(session, Inspection, inspection_id)
    rows.remove(inspection)
    deadlines.refresh(session, inspection.case_id)


def suggested_verdict(verdicts: Iterable[Verdict | None]) -> Verdict | None:
    """Return the worst verdict of the items, None while one of them is open; a person decides."""
    found = list(verdicts)
    if not found or None in found:
        return None
    return next(verdict for verdict in reversed(Verdict) if verdict in found)


def list_inspections(session: Session, case_id: UUID) -> list[InspectionRow]:
    """Return the inspections in the order of the build-out, each with all its items."""
    order = list(InspectionKind)
    found = session.exec(
        select(Inspection).where(Inspection.case_id == case_id).order_by(col(Inspection.id))
    )
    return [_shown(row) for row in sorted(found, key=lambda row: order.index(row.kind))]


def _shown(inspection: Inspection) -> InspectionRow:
    items = tuple(_item_rows(inspection))
    suggested = suggested_verdict(row.verdict for row in items)
    return rows.shown(InspectionRow, inspection, items=items, suggested=suggested)


def _item_rows(inspection: Inspection) -> list[ItemRow]:
    found = inspection.items
    return [
        ItemRow(item, Verdict(found[item.code]) if item.code in found else None)
        for item in items_of(inspection.kind)
    ]


def _refuse_strange_items(kind: InspectionKind, items: Mapping[str, str]) -> None:
    codes = {item.code for item in items_of(kind)}
    for code, verdict in items.items():
        if code not in codes or verdict not in set(Verdict):
            raise RefusedValueError(
                table="inspection", field="items", value={code: verdict}, limit="item"
            )
