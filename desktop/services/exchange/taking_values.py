"""Brings in KPI values, as claimed by the companies."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlmodel import Session, col, select

from db.tables.agreement import Agreement
from db.tables.kpi import Kpi, KpiValue
from db.words import KpiBasis
from desktop.services.aftercare import kpis
from desktop.services.exchange.planning import Intent
from desktop.services.exchange.taken_in import TakenIn

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date
    from uuid import UUID

    from desktop.services.exchange.planning import PlannedRow
    from desktop.services.exchange.taken_in import Told

_MONTHS = (0, 6, 12, 24, 36)
_DAYS_OF_A_MONTH = 30.44


def take_values(session: Session, planned: Sequence[PlannedRow], *, told: Told | None) -> TakenIn:
    """Keep the values of every row; an indicator that its case does not have yet is added."""
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
    return TakenIn(values_added=added, skipped=skipped, rows=len(planned) - skipped)


def _indicator(session: Session, case_id: UUID, code: str) -> UUID:
    statement = select(Kpi.id).where(Kpi.case_id == case_id, Kpi.code == code)
    return session.exec(statement).first() or kpis.add(session, case_id, {"code": code})


def _add_value(
    session: Session, kpi: UUID, months: int, value: float, cells: Mapping[str, Any]
) -> int:
    """Keep one value and return 1, or 0 if it is there already."""
    fields: dict[str, Any] = {"value": float(value)}
    if "value.measured_on" in cells:
        fields["measured_on"] = cells["value.measured_on"]
    there = session.exec(
        select(KpiValue).where(
            KpiValue.kpi_id == kpi,
            KpiValue.period_months == months,
            KpiValue.basis == KpiBasis.CLAIMED,
        )
    ).first()
    if there is not None:
        return 1 if kpis.edit_value(session, there.id, fields) else 0
    kpis.add_value(session, kpi, {"period_months": months, "basis": KpiBasis.CLAIMED, **fields})
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
