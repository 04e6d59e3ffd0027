"""Whoever doubts a figure follows it down to its cases, and finds just as many."""

from __future__ import annotations

import random
import shutil
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from db.words import (
    CaseState,
    FundingForm,
    FundingSource,
    KpiBasis,
    MatchState,
    MilestoneKind,
    SizeClass,
    Stage,
)
from desktop.services.cases import listing
from desktop.services.reports import frames, outcomes
from desktop.services.reports.dimensions import Dimension
from desktop.services.search.spoken import in_tongue
from desktop.services.workspace import Workspace
from tests.factory import (
    make_agreement,
    make_announcement,
    make_case,
    make_company,
    make_funding_line,
    make_kpi,
    make_kpi_value,
    make_match,
    make_milestone,
    make_partner,
    make_site,
    make_staff,
    make_supplier,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlmodel import Session

    from db.tables import Case

TODAY = date(2026, 7, 1)
QUERIES = ["", "지역:경남", "단계:구축 -상태:탈락"]


@pytest.fixture(scope="module")
def world(empty_workspace: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """Return a workspace of eighty random cases."""
    folder = tmp_path_factory.mktemp("reports") / "workspace"
    shutil.copytree(empty_workspace, folder)
    opened = Workspace.open(folder, centre="GN")
    opened.write(_random_world)
    yield opened
    opened.close()


def _random_world(session: Session) -> None:
    chance = random.Random(20260701)
    partners = [make_partner(session, name=name) for name in ("가람전자", "가람전자부품", "두산")]
    suppliers = [make_supplier(session, name=name) for name in ("나래시스템", "나래시스템즈")]
    staff = [make_staff(session, name=name) for name in ("이주임", "이주임보")]
    calls = [make_announcement(session, title=f"{y}년 상생형", year=y) for y in (2024, 2025)]
    for _ in range(80):
        place = chance.choice(["48120", "48820", "51820", "26440", ""])
        company = make_company(
            session,
            sido=place[:2],
            sigungu=place,
            ksic=chance.choice(["30399", "25922", ""]),
            size_class=chance.choice([None, *SizeClass]),
        )
        site = None
        if chance.random() < 0.3:
            site = make_site(session, company, sido="47", sigungu="", ksic="")
        ids = [chance.choice([None, *rows]) for rows in (partners, suppliers, staff, calls)]
        partner, supplier, owner, call = (row.id if row else None for row in ids)
        case = make_case(
            session,
            company,
            stage=chance.choice(list(Stage)),
            state=chance.choice(list(CaseState)),
            track=chance.choice(["", "type1-basic", "type1-basic-2"]),
            site_id=site.id if site else None,
            partner_id=partner,
            supplier_id=supplier,
            owner_id=owner,
            announcement_id=call,
            total_cost=chance.randrange(1, 200) * 1_000_000,
        )
        _random_parts(session, chance, case)


def _random_parts(session: Session, chance: random.Random, case: Case) -> None:
    if chance.random() < 0.5:
        match = make_match(session, case, state=chance.choice(list(MatchState)))
        for source in chance.sample(list(FundingSource), 3):
            make_funding_line(
                session,
                match,
                source=source,
                amount=chance.choice([0, 10, 20]),
                form=chance.choice(list(FundingForm)),
            )
    if chance.random() < 0.5:
        end = TODAY + timedelta(days=chance.randrange(-60, 60))
        make_agreement(session, case, build_end=end)
        if chance.random() < 0.6:
            done = end + timedelta(days=chance.randrange(-10, 20))
            make_milestone(session, case, kind=MilestoneKind.COMPLETION, done_on=done)
    if chance.random() < 0.6:
        kpi = make_kpi(session, case, code=chance.choice(["P01", "P02"]))
        for months in (6, 12):
            make_kpi_value(
                session,
                kpi,
                value=chance.randrange(80, 140),
                period_months=months,
                basis=chance.choice(list(KpiBasis)),
            )


def count(workspace: Workspace, query: str) -> int:
    found = workspace.read(lambda session: listing.find(session, query, today=TODAY))
    assert found.findings == ()
    return found.count


@pytest.mark.parametrize("query", QUERIES)
def test_given_the_funnel_then_every_stage_leads_to_its_cases(world: Workspace, query: str) -> None:
    rows = world.read(lambda session: frames.funnel(session, query, today=TODAY))

    assert [row.stage for row in rows] == list(Stage)
    assert rows[0].reached == count(world, query)
    assert [row.reached for row in rows] == sorted((r.reached for r in rows), reverse=True)
    for row in rows:
        assert row.reached == count(world, row.reached_query)
        assert row.now == count(world, row.now_query)
        assert row.lost == count(world, row.lost_query)


@pytest.mark.parametrize("query", QUERIES)
@pytest.mark.parametrize("dimension", Dimension)
def test_given_any_dimension_then_every_group_leads_to_its_cases(
    world: Workspace, dimension: Dimension, query: str
) -> None:
    rows = world.read(lambda session: frames.grouped(session, dimension, query, today=TODAY))

    assert sum(row.cases for row in rows) == count(world, query)
    for row in rows:
        if row.query is None:
            assert (dimension, row.group.key) == (Dimension.CITY, "")
            continue
        assert row.cases == count(world, row.query)
        assert row.cases == count(world, in_tongue(row.query, english=True))


def test_given_two_dimensions_then_every_cell_leads_to_its_cases(world: Workspace) -> None:
    cells = world.read(
        lambda s: frames.pivot(s, Dimension.REGION, Dimension.STAGE, "-상태:탈락", today=TODAY)
    )

    assert sum(cell.cases for cell in cells) == count(world, "-상태:탈락")
    for cell in cells:
        assert cell.query is not None
        assert cell.cases == count(world, cell.query)


@pytest.mark.parametrize("query", QUERIES)
def test_given_money_then_every_source_leads_to_its_cases_and_shares_add_up(
    world: Workspace, query: str
) -> None:
    rows = world.read(lambda session: frames.money(session, query, today=TODAY))

    assert [row.source for row in rows] == list(FundingSource)
    for row in rows:
        assert row.cases == count(world, row.query)
    shares = [row.share for row in rows if row.share is not None]
    assert abs(sum(shares) - 100) < 1


@pytest.mark.parametrize("query", QUERIES)
def test_given_build_ends_then_each_state_leads_to_its_cases(world: Workspace, query: str) -> None:
    rows = world.read(lambda session: outcomes.build_ends(session, query, today=TODAY))

    assert sum(row.cases for row in rows) == count(world, f"{query} -준공:없음")
    for row in rows:
        assert row.cases == count(world, row.query)


@pytest.mark.parametrize("query", QUERIES)
def test_given_kpis_then_each_leads_to_its_cases(world: Workspace, query: str) -> None:
    rows = world.read(lambda session: outcomes.kpis(session, query, today=TODAY))

    assert rows
    for row in rows:
        assert row.cases == count(world, row.query)
        assert row.outcome.improvement.counted <= row.cases
