"""Stories of outcome indicators: chosen, measured, never mixed."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from db.errors import RefusedValueError
from db.words import DeadlineKind, KpiBasis
from desktop.services import deadlines, records
from desktop.services.aftercare import kpis
from desktop.services.aftercare.improvement import Unclear
from tests.services import road

if TYPE_CHECKING:
    from uuid import UUID

    from desktop.services.aftercare.kpis import KpiRow
    from desktop.services.workspace import Workspace


@pytest.fixture
def case(workspace: Workspace) -> UUID:
    return workspace.write(road.building).value


def _kpis(workspace: Workspace, case: UUID) -> list[KpiRow]:
    return workspace.read(lambda s: kpis.list_kpis(s, case))


def _aim(workspace: Workspace, kpi: KpiRow, baseline: float, target: float) -> None:
    aim = {"baseline": baseline, "target": target}
    workspace.write(lambda s: records.save_fields(s, "kpi", kpi.id, aim))


def _measure(workspace: Workspace, kpi: KpiRow, value: float, basis: KpiBasis, months: int) -> UUID:
    fields = {"value": value, "basis": basis, "period_months": months}
    return workspace.write(lambda s: kpis.add_value(s, kpi.id, fields)).value


def test_given_a_case_when_set_up_then_it_has_the_key_indicators_with_weights_of_100(
    workspace: Workspace, case: UUID
):
    listed = _kpis(workspace, case)

    assert [kpi.code for kpi in listed] == ["P01", "P02", "Q01", "Q02", "C01"]
    assert sum(kpi.weight for kpi in listed) == 100
    assert workspace.write(lambda s: kpis.set_up(s, case)).value == 0


def test_given_values_of_two_bases_when_weighed_then_each_basis_has_its_own_figure(
    workspace: Workspace, case: UUID
):
    output, lead_time, *_ = _kpis(workspace, case)
    _aim(workspace, output, 100, 120)
    _aim(workspace, lead_time, 80, 60)
    _measure(workspace, output, 110, KpiBasis.MEASURED, 6)
    _measure(workspace, output, 130, KpiBasis.MEASURED, 12)
    _measure(workspace, output, 150, KpiBasis.CLAIMED, 12)
    _measure(workspace, lead_time, 70, KpiBasis.CLAIMED, 12)

    output, lead_time, *_ = _kpis(workspace, case)
    latest = output.latest(KpiBasis.MEASURED)
    assert latest is not None
    assert (latest.value, str(latest.outcome.achievement.value)) == (130, "150.0")
    assert str(latest.outcome.improvement.value) == "30.0"
    measured = workspace.read(lambda s: kpis.overall(s, case, KpiBasis.MEASURED))
    assert str(measured.figure.value) == "100.0"  # an achievement counts up to its target
    assert measured.left_out == ("P02", "Q01", "Q02", "C01")
    claimed = workspace.read(lambda s: kpis.overall(s, case, KpiBasis.CLAIMED))
    assert str(claimed.figure.value) == "75.0"
    estimated = workspace.read(lambda s: kpis.overall(s, case, KpiBasis.ESTIMATED))
    assert estimated.figure.unclear is Unclear.NOTHING_KNOWN


def test_given_a_value_when_a_second_of_the_same_period_and_basis_comes_then_it_is_refused(
    workspace: Workspace, case: UUID
):
    kpi = _kpis(workspace, case)[0]
    first = _measure(workspace, kpi, 110, KpiBasis.MEASURED, 12)
    later = _measure(workspace, kpi, 112, KpiBasis.MEASURED, 24)

    with pytest.raises(RefusedValueError):
        _measure(workspace, kpi, 111, KpiBasis.MEASURED, 12)
    with pytest.raises(RefusedValueError):
        workspace.write(lambda s: records.save_fields(s, "kpi_value", later, {"period_months": 12}))

    workspace.write(lambda s: kpis.remove_value(s, first))
    _measure(workspace, kpi, 111, KpiBasis.MEASURED, 12)


def test_given_an_official_code_when_added_then_its_name_and_unit_come_along_and_only_once(
    workspace: Workspace, case: UUID
):
    workspace.write(lambda s: kpis.add(s, case, {"code": "Q04"}))
    own = {"code": "X1", "name": "사내 지표", "direction": "up", "unit": "점"}
    workspace.write(lambda s: kpis.add(s, case, own))

    listed = {kpi.code: kpi for kpi in _kpis(workspace, case)}
    assert (listed["Q04"].name, listed["Q04"].unit) == ("반품율", "%")
    assert listed["X1"].name == "사내 지표"
    with pytest.raises(RefusedValueError) as refused:
        workspace.write(lambda s: kpis.add(s, case, {"code": "Q04"}))
    assert refused.value.limit == "twice"
    with pytest.raises(RefusedValueError):
        workspace.write(lambda s: kpis.add(s, case, {"code": "X2"}))
    workspace.write(lambda s: kpis.add(s, case, {"code": "X3", "name": "기타", "unit": "점"}))
    assert {kpi.code: kpi.direction for kpi in _kpis(workspace, case)}["X3"] is None


def test_given_an_indicator_without_direction_when_measured_then_nothing_is_called_better(
    workspace: Workspace, case: UUID
):
    added = workspace.write(lambda s: kpis.add(s, case, {"code": "H01", "baseline": 40.0})).value
    kpi = next(one for one in _kpis(workspace, case) if one.id == added)
    _measure(workspace, kpi, 44, KpiBasis.MEASURED, 12)

    kpi = next(one for one in _kpis(workspace, case) if one.id == added)
    assert kpi.direction is None
    assert kpi.values[0].outcome.improvement.unclear is Unclear.NO_DIRECTION
    assert kpi.values[0].outcome.change.exact == 4


def test_given_a_value_of_the_first_year_when_kept_then_the_survey_of_that_year_is_done(
    workspace: Workspace,
):
    case = workspace.write(road.cared_for).value
    kpi = _kpis(workspace, case)[0]
    fields = {"value": 118, "period_months": 12, "measured_on": date(2027, 12, 20)}

    value = workspace.write(lambda s: kpis.add_value(s, kpi.id, fields)).value

    def surveys() -> list[date | None]:
        days = workspace.read(lambda s: deadlines.list_deadlines(s, case, today=road.TODAY))
        found = sorted(
            (day for day in days if day.kind is DeadlineKind.KPI_SURVEY), key=lambda day: day.due
        )
        return [day.done_on for day in found]

    assert surveys() == [date(2027, 12, 20), None, None]
    workspace.write(lambda s: kpis.remove(s, kpi.id))
    assert value not in {one.id for kpi in _kpis(workspace, case) for one in kpi.values}


@pytest.mark.parametrize("odd", [float("nan"), float("inf")])
def test_given_no_number_when_measured_then_it_is_refused(
    workspace: Workspace, case: UUID, odd: float
):
    kpi = _kpis(workspace, case)[0]

    with pytest.raises(RefusedValueError):
        _measure(workspace, kpi, odd, KpiBasis.MEASURED, 12)
