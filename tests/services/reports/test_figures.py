"""Figures are exact, say what they rest on, and never show zero for unknown."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from db.words import FundingForm, FundingSource, KpiBasis, KpiDirection, MatchState, Stage
from desktop.services.reports import frames, outcomes
from desktop.services.reports.dimensions import Dimension
from desktop.services.reports.indicators import Measured, improvement_of, percent, spread
from desktop.services.search.words import BuildEnd
from tests.factory import (
    make_agreement,
    make_case,
    make_company,
    make_funding_line,
    make_kpi,
    make_kpi_value,
    make_match,
)

if TYPE_CHECKING:
    from sqlmodel import Session

    from desktop.services.workspace import Workspace

TODAY = date(2026, 7, 1)


def test_given_nothing_then_there_is_no_percentage() -> None:
    assert percent(0, 0) is None
    assert percent(1, 3) == Decimal("33.3")


def test_given_figures_then_half_of_them_lie_between_low_and_high() -> None:
    assert spread([]).middle is None
    assert spread([Fraction(5)]) == spread([Fraction(5)])
    four = spread([Fraction(n) for n in (1, 2, 3, 10)])
    assert (four.counted, four.low, four.middle, four.high) == (
        4,
        Decimal("1.5"),
        Decimal("2.5"),
        Decimal("6.5"),
    )


@given(st.lists(st.fractions(min_value=-1000, max_value=1000), min_size=1, max_size=30))
def test_given_any_figures_then_low_middle_and_high_are_in_order(figures: list[Fraction]) -> None:
    found = spread(figures)

    assert found.low is not None
    assert found.middle is not None
    assert found.high is not None
    assert found.low <= found.middle <= found.high
    assert found.counted == len(figures)


def test_given_cases_without_a_baseline_then_they_are_left_out_not_counted_as_zero() -> None:
    found = improvement_of(
        [
            Measured(KpiDirection.DOWN, 200, 100, 120),
            Measured(KpiDirection.DOWN, None, 100, 120),
            Measured(KpiDirection.UP, 100, None, 150),
            Measured(KpiDirection.UP, 0, 10, 12),
        ]
    )

    assert (found.improvement.counted, found.improvement.middle) == (2, Decimal("45.0"))
    assert (found.with_target, found.met) == (2, 1)
    assert found.share_met == Decimal("50.0")


def test_given_values_of_different_bases_then_they_are_never_mixed(workspace: Workspace) -> None:
    def given_rows(session: Session) -> None:
        kpi = make_kpi(session, baseline=100, target=120)
        make_kpi_value(session, kpi, value=110, period_months=6, basis=KpiBasis.MEASURED)
        make_kpi_value(session, kpi, value=130, period_months=12, basis=KpiBasis.MEASURED)
        make_kpi_value(session, kpi, value=150, period_months=6, basis=KpiBasis.CLAIMED)
        make_kpi(session, code="Q01", name="공정불량률")

    workspace.write(given_rows)

    rows = workspace.read(lambda session: outcomes.kpis(session, today=TODAY))

    assert [(row.code, row.basis, row.outcome.improvement.middle) for row in rows] == [
        ("P01", KpiBasis.MEASURED, Decimal("30.0")),
        ("P01", KpiBasis.CLAIMED, Decimal("50.0")),
        ("Q01", None, None),
    ]


def test_given_a_declined_match_then_its_money_is_not_counted(workspace: Workspace) -> None:
    def given_rows(session: Session) -> None:
        match = make_match(session, state=MatchState.CONFIRMED)
        make_funding_line(session, match, source=FundingSource.NATIONAL, amount=60)
        make_funding_line(
            session, match, source=FundingSource.COMPANY, amount=20, form=FundingForm.IN_KIND
        )
        make_funding_line(session, match, source=FundingSource.COMPANY, amount=20)
        declined = make_match(session, state=MatchState.DECLINED)
        make_funding_line(session, declined, source=FundingSource.PARTNER, amount=99)

    workspace.write(given_rows)

    rows = {r.source: r for r in workspace.read(lambda s: frames.money(s, today=TODAY))}

    own = rows[FundingSource.COMPANY]
    assert (own.cash, own.in_kind, own.total, own.share) == (20, 20, 40, Decimal("40.0"))
    assert rows[FundingSource.PARTNER].total == 0


def test_given_a_late_build_out_then_its_delay_is_told(workspace: Workspace) -> None:
    workspace.write(lambda session: make_agreement(session, build_end=date(2026, 6, 21)))

    rows = {r.state: r for r in workspace.read(lambda s: outcomes.build_ends(s, today=TODAY))}

    assert rows[BuildEnd.LATE].cases == 1
    assert rows[BuildEnd.LATE].days_late.middle == 10
    assert rows[BuildEnd.ON_TIME].days_late.middle is None


def test_given_no_cases_then_every_report_is_empty_but_whole(workspace: Workspace) -> None:
    assert [r.reached for r in workspace.read(lambda s: frames.funnel(s, today=TODAY))] == [0] * 4
    assert workspace.read(lambda s: frames.grouped(s, Dimension.REGION, today=TODAY)) == []
    assert all(r.share is None for r in workspace.read(lambda s: frames.money(s, today=TODAY)))
    assert workspace.read(lambda s: outcomes.kpis(s, today=TODAY)) == []


def test_given_a_report_then_it_becomes_a_frame_for_sheets(workspace: Workspace) -> None:
    def given_rows(session: Session) -> None:
        make_case(session, make_company(session, sido="48"), stage=Stage.BUILDOUT)

    workspace.write(given_rows)
    rows = workspace.read(lambda s: frames.grouped(s, Dimension.REGION, today=TODAY))

    frame = frames.as_frame(rows)

    assert list(frame["group.name"]) == ["경상남도"]
    assert frame.loc[0, "cases"] == 1
