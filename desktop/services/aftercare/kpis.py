"""Keeps the outcome indicators of a case and says what became of them.

Measured, claimed and estimated values stand side by side and never in one figure.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from sqlmodel import col, select

from db.errors import RefusedValueError
from db.tables import Case, Kpi, KpiValue
from db.tables.kpi import KpiFields, KpiValueFields
from db.words import KpiBasis, KpiDirection
from desktop.services import deadlines, rows
from desktop.services.aftercare.improvement import (
    WeightedRate,
    outcome,
    overall_achievement,
)
from desktop.services.case_rules import rules_of
from desktop.services.programmes.indicators import Indicator, indicator, indicators

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from uuid import UUID

    from sqlmodel import Session

    from desktop.services.aftercare.improvement import KpiOutcome, Overall
    from desktop.services.programmes.pack import KpiNeed

__all__ = [
    "KpiFields",
    "KpiRow",
    "KpiValueFields",
    "KpiValueRow",
    "add",
    "add_value",
    "choices",
    "edit",
    "edit_value",
    "list_kpis",
    "overall",
    "remove",
    "remove_value",
    "set_up",
]

FULL = 100  # percent; how far an achievement counts, and what weights add up to, without a pack


@dataclass(frozen=True)
class KpiValueRow:
    """One value and what it means for its indicator."""

    id: UUID
    kpi_id: UUID
    period_months: int
    value: float
    measured_on: date | None
    basis: KpiBasis
    evidence: str
    outcome: KpiOutcome


@dataclass(frozen=True)
class KpiRow:
    """One indicator of a case; `direction` is None where more is neither better nor worse."""

    id: UUID
    code: str
    name: str
    direction: KpiDirection | None
    unit: str
    weight: float
    baseline: float | None
    target: float | None
    key: bool
    values: tuple[KpiValueRow, ...]

    def latest(self, basis: KpiBasis | None = None) -> KpiValueRow | None:
        """Return the value of the latest period, of one basis or of the best one there is."""
        for wanted in (basis,) if basis else tuple(KpiBasis):
            own = [value for value in self.values if value.basis is wanted]
            if own:
                return own[-1]
        return None


def set_up(session: Session, case_id: UUID) -> int:
    """Give a case without indicators the key ones of its pack; return how many.

    Their weights add up to what the pack asks for, the last one taking what rounding leaves.
    """
    if _of(session, case_id):
        return 0
    need = _need(session, case_id)
    usual = [one for one in indicators() if one.key and (need is None or one.code in need.codes)]
    total = need.weights_total if need is not None else FULL
    for place, one in enumerate(usual):
        share = total // len(usual)
        weight = total - share * place if place == len(usual) - 1 else share
        rows.add(session, Kpi, _described(one) | {"weight": weight}, case_id=case_id)
    return len(usual)


def add(session: Session, case_id: UUID, fields: KpiFields | Mapping[str, Any]) -> UUID:
    """Add an indicator, by its official code alone or with a name and unit of its own."""
    given = fields.model_dump(exclude_unset=True) if isinstance(fields, KpiFields) else fields
    code = str(given.get("code", ""))
    known = indicator(code)
    whole = (_described(known) if known is not None else {}) | dict(given)
    if any(kpi.code == code for kpi in _of(session, case_id)):
        raise RefusedValueError(table="kpi", field="code", value=code, limit="twice")
    return rows.add(session, Kpi, whole, case_id=case_id).id


def edit(
    session: Session,
    kpi_id: UUID,
    changes: Mapping[str, Any],
    *,
    expected: Mapping[str, Any] | None = None,
) -> list[str]:
    """Store changed fields (baseline, target, weight …) and return their names."""
    _, changed = rows.save(session, Kpi, kpi_id, changes, expected=expected)
    return changed


def remove(session: Session, kpi_id: UUID) -> None:
    """Hide an indicator with its values."""
    kpi = rows.find(session, Kpi, kpi_id)
    for value in _values(session, KpiValue.kpi_id == kpi.id):
        rows.remove(value)
    rows.remove(kpi)
    deadlines.refresh(session, kpi.case_id)


def add_value(session: Session, kpi_id: UUID, fields: KpiValueFields | Mapping[str, Any]) -> UUID:
    """Write a value down and return its key; a period has one value of each basis."""
    kpi = rows.find(session, Kpi, kpi_id)
    value = rows.add(session, KpiValue, fields, case_id=kpi.case_id, kpi_id=kpi.id)
    _refuse_second(session, kpi, value)
    deadlines.refresh(session, kpi.case_id)
    return value.id


def edit_value(
    session: Session,
    value_id: UUID,
    changes: Mapping[str, Any],
    *,
    expected: Mapping[str, Any] | None = None,
) -> list[str]:
    """Store changed fields of one value and return their names."""
    value, changed = rows.save(session, KpiValue, value_id, changes, expected=expected)
    if changed:
        _refuse_second(session, rows.find(session, Kpi, value.kpi_id), value)
        deadlines.refresh(session, value.case_id)
    return changed


def remove_value(session: Session, value_id: UUID) -> None:
    """Hide one value."""
    value = rows.find(session, KpiValue, value_id)
    rows.remove(value)
    deadlines.refresh(session, value.case_id)


def list_kpis(session: Session, case_id: UUID) -> list[KpiRow]:
    """Return the indicators in their official order with their values by period."""
    order = {one.code: place for place, one in enumerate(indicators())}
    found = sorted(_of(session, case_id), key=lambda kpi: (order.get(kpi.code, len(order)), kpi.id))
    values: dict[UUID, list[KpiValue]] = defaultdict(list)
    for value in _values(session, KpiValue.case_id == case_id):
        values[value.kpi_id].append(value)
    return [_shown(kpi, values[kpi.id]) for kpi in found]


def overall(session: Session, case_id: UUID, basis: KpiBasis, *, capped: bool = True) -> Overall:
    """Return the weighted achievement by the latest values of one basis; the rest is named.

    capped: each achievement counts up to the cap of the pack.
    """
    need = _need(session, case_id)
    cap = (need.cap if need is not None else FULL) if capped else None
    rates = []
    for kpi in list_kpis(session, case_id):
        latest = kpi.latest(basis)
        reached = latest.outcome if latest is not None else _outcome(kpi, None)
        rates.append(WeightedRate(kpi.code, kpi.weight, reached.achievement))
    return overall_achievement(rates, cap=cap)


def choices(session: Session, case_id: UUID) -> tuple[Indicator, ...]:
    """Return the indicators that the pack lets a case choose from; all of them without a pack."""
    need = _need(session, case_id)
    return tuple(one for one in indicators() if need is None or one.code in need.codes)


def _need(session: Session, case_id: UUID) -> KpiNeed | None:
    found = rules_of(rows.find(session, Case, case_id)).pack
    return found.kpi if found is not None else None


def _shown(kpi: Kpi, found: list[KpiValue]) -> KpiRow:
    row = rows.shown(KpiRow, kpi, values=())
    values = tuple(
        rows.shown(KpiValueRow, value, outcome=_outcome(row, value.value)) for value in found
    )
    return replace(row, values=values)


def _outcome(kpi: KpiRow, after: float | None) -> KpiOutcome:
    return outcome(kpi.direction, baseline=kpi.baseline, target=kpi.target, after=after)


def _described(one: Indicator) -> dict[str, Any]:
    return {
        "code": one.code,
        "name": one.title.ko,
        "direction": one.direction,
        "unit": one.unit,
        "key": one.key,
    }


def _of(session: Session, case_id: UUID) -> list[Kpi]:
    return list(session.exec(select(Kpi).where(Kpi.case_id == case_id).order_by(col(Kpi.id))))


def _values(session: Session, condition: Any) -> list[KpiValue]:
    statement = select(KpiValue).where(condition)
    return list(session.exec(statement.order_by(col(KpiValue.period_months), col(KpiValue.id))))


def _refuse_second(session: Session, kpi: Kpi, value: KpiValue) -> None:
    session.flush()
    same = [
        one
        for one in _values(session, KpiValue.kpi_id == kpi.id)
        if (one.period_months, one.basis) == (value.period_months, value.basis)
    ]
    if len(same) > 1:
        raise RefusedValueError(
            table="kpi_value", field="period_months", value=value.period_months, limit="twice"
        )
