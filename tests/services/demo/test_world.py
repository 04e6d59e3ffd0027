"""Stories of the demo world: the same every time, true to the rules, and nobody's."""

from __future__ import annotations

import hashlib
import shutil
import sqlite3
from contextlib import closing
from datetime import date
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import col, func, select

from db.base import metadata
from db.journal import journaled
from db.tables import (
    Announcement,
    Assignment,
    Case,
    Company,
    Decision,
    Partner,
    Payment,
    Pool,
    StageChange,
    Supplier,
    Vote,
)
from db.words import (
    Action,
    CaseState,
    CodeKind,
    OperatingState,
    PaymentKind,
    PaymentState,
    RoundState,
    Severity,
    Stage,
)
from desktop.services import codes, deadlines, parts, rows
from desktop.services.buildout import payments
from desktop.services.cases import blockers
from desktop.services.cases.open import next_number
from desktop.services.companies.numbers import brn_is_valid, format_brn
from desktop.services.demo import world
from desktop.services.matching.pool import pool_use
from desktop.services.scoring import barred, rounds
from desktop.services.security.verify import verify
from desktop.services.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlmodel import Session

TODAY = date(2026, 11, 22)
COMPANIES = 400


def _filled(empty: Path, folder: Path, **arguments: object) -> Workspace:
    shutil.copytree(empty, folder)
    workspace = Workspace.open(folder, centre="GN")
    wanted = {"companies": 40, "seed": 7, "today": TODAY} | arguments
    workspace.write(lambda s: world.make(s, **wanted), action=Action.DEMO)  # type: ignore[arg-type]
    return workspace


@pytest.fixture(scope="module")
def center(empty_workspace: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """Return a center that the stories of this file only read."""
    folder = tmp_path_factory.mktemp("demo") / "center"
    opened = _filled(empty_workspace, folder, companies=COMPANIES)
    yield opened
    opened.close()


def _digest(workspace: Workspace) -> str:
    """Return a digest of all rows; when and where a change was written is not the world's."""
    digest = hashlib.sha256()
    with closing(sqlite3.connect(workspace.file)) as connection:
        for table in sorted({*journaled(), "journal_op"}):
            for row in connection.execute(f'SELECT * FROM "{table}" ORDER BY 1'):
                digest.update(repr((table, row)).encode())
    return digest.hexdigest()


def test_given_the_same_seed_and_day_when_made_twice_then_every_row_is_the_same(
    empty_workspace: Path, tmp_path: Path
):
    digests = []
    for place, seed in enumerate((7, 7, 8)):
        workspace = _filled(empty_workspace, tmp_path / str(place), seed=seed)
        digests.append(_digest(workspace))
        workspace.close()

    assert digests[0] == digests[1]
    assert digests[0] != digests[2]


def test_given_a_center_then_every_firm_is_marked_and_has_a_number_that_nobody_has(
    center: Workspace,
):
    companies = center.read(lambda s: s.exec(select(Company)).all())

    assert len(companies) == COMPANIES
    assert len({company.brn for company in companies}) == COMPANIES
    assert len({company.name_key for company in companies}) == COMPANIES
    for company in companies:
        assert company.synthetic
        assert brn_is_valid(company.brn)
        assert format_brn(company.brn).startswith("000-0")
        assert company.phone.startswith("055-000-")
    for table in (Partner, Supplier):
        assert all(center.read(lambda s, one=table: [row.synthetic for row in s.exec(select(one))]))


def test_given_the_largest_world_then_its_numbers_still_have_the_head_that_nobody_has():
    numbers = [world.synthetic_brn(number) for number in (0, 9_999, 10_000, 89_999, 99_999)]

    assert len(set(numbers)) == len(numbers)
    assert all(number.startswith("0000") and brn_is_valid(number) for number in numbers[1:])


def test_given_a_center_then_every_stage_and_state_is_there(center: Workspace):
    found = center.read(lambda s: s.exec(select(Case.stage, Case.state).distinct()).all())

    assert {stage for stage, _ in found} == set(Stage)
    assert {state for _, state in found} == set(CaseState)
    assert {stage for stage, state in found if state is CaseState.OPEN} == set(Stage)


def test_given_a_center_then_its_journal_tells_all_of_it(center: Workspace):
    report = verify(center)

    assert report.is_clean, report.problems
    assert report.rows > COMPANIES * 50


def test_given_a_center_then_its_days_are_those_that_the_rules_derive(center: Workspace):
    def follow(session: Session) -> int:
        touched = deadlines.refresh_all(session, session.exec(select(Case.id)).all(), today=TODAY)
        raise _Looked(touched)

    with pytest.raises(_Looked) as looked:
        center.write(follow)

    assert looked.value.args == (0,)


class _Looked(Exception):  # noqa: N818 - nothing went wrong; what was tried is not kept
    """What was only tried."""


def test_given_a_center_then_every_value_would_be_taken_from_a_form(center: Workspace):
    def check(session: Session) -> None:
        for table in journaled().values():
            shape = rows.shape_of(table)
            if shape is not None:
                for row in session.exec(select(table)):
                    rows.checked_whole(shape, rows.values_of(row, shape))

    center.read(check)


def test_given_a_center_then_every_match_adds_up_and_no_fund_is_overspent(center: Workspace):
    def check(session: Session) -> None:
        for case in session.exec(select(Case)):
            match = parts.match_of(session, case.id)
            if match is not None:
                paid = sum(line.amount for line in parts.lines_of(session, match))
                assert paid == match.total_cost == case.total_cost
                assert match.partner_id == case.partner_id
        for partner, year in session.exec(select(Pool.partner_id, Pool.year)).all():
            use = pool_use(session, partner, year)
            assert use.cash.left >= 0
            assert use.government.left >= 0
            assert use.cases_reserved + use.cases_confirmed <= use.quota_max

    center.read(check)


def test_given_a_center_then_no_payment_came_too_early_or_was_too_much(center: Workspace):
    def check(session: Session) -> int:
        paid = session.exec(select(Payment).where(Payment.state == PaymentState.PAID)).all()
        for payment in paid:
            company = session.get_one(Company, session.get_one(Case, payment.case_id).company_id)
            passed = parts.passed_on(session, payment.case_id)
            assert payment.paid_on is not None
            assert payment.operating_checked_on is not None
            assert payment.operating_checked_on <= payment.paid_on
            assert (
                company.operating_state_on is None or payment.paid_on < company.operating_state_on
            )
            if payment.kind is PaymentKind.BALANCE:
                assert passed is not None
                assert passed <= payment.paid_on
                (advance,) = [
                    one
                    for one in paid
                    if (one.case_id, one.source) == (payment.case_id, payment.source)
                    and one.kind is PaymentKind.ADVANCE
                ]
                assert advance.paid_on is not None
                assert advance.paid_on <= payment.paid_on
        for case_id in session.exec(select(Case.id)):
            assert all(account.left >= 0 for account in payments.accounts(session, case_id))
        return len(paid)

    assert center.read(check) > COMPANIES


def test_given_a_center_then_its_cases_came_where_they_are_step_by_step(center: Workspace):
    def check(session: Session) -> None:
        for case in session.exec(select(Case)):
            steps = session.exec(
                select(StageChange)
                .where(StageChange.case_id == case.id)
                .order_by(col(StageChange.at))
            ).all()
            stages = [step.to_stage for step in steps]
            assert stages == list(Stage)[: case.stage.position + 1]
            assert [step.from_stage for step in steps] == [None, *stages[:-1]]
            call = session.get_one(Announcement, case.announcement_id)
            assert call.opens is not None
            assert call.closes is not None
            assert call.opens <= steps[0].at.date() <= call.closes

    center.read(check)


def test_given_a_center_then_a_company_in_business_met_what_its_stages_ask_for(center: Workspace):
    def behind(session: Session) -> list[blockers.Blocker]:
        cases = session.exec(
            select(Case)
            .join(Company, col(Company.id) == col(Case.company_id))
            .where(
                Case.state == CaseState.OPEN,
                Company.operating_state == OperatingState.OPERATING,
            )
        ).all()
        return [
            one
            for case in cases
            for stage in list(Stage)[: case.stage.position]
            for one in blockers.gate(session, case, stage, today=TODAY)
            if one.severity is Severity.BLOCKS
        ]

    assert center.read(behind) == []


def test_given_a_center_when_a_case_is_opened_then_its_number_follows_the_invented_ones(
    center: Workspace,
):
    def check(session: Session) -> None:
        count = session.exec(
            select(func.count()).where(col(Case.number).startswith("2026-GN-"))
        ).one()
        assert next_number(session, centre="GN", year=2026) == f"2026-GN-{count + 1:05d}"

    center.read(check)


def test_given_the_nation_then_every_province_and_every_city_has_companies(
    empty_workspace: Path, tmp_path: Path
):
    cities = codes.entries(CodeKind.SIGUNGU)
    workspace = _filled(
        empty_workspace, tmp_path / "nation", companies=len(cities), nation=True, centre="SU"
    )

    places = workspace.read(lambda s: s.exec(select(Company.sido, Company.sigungu)).all())
    centres = workspace.read(lambda s: s.exec(select(Case.centre).distinct()).all())
    numbers = workspace.read(lambda s: s.exec(select(Case.number)).all())
    workspace.close()

    assert {sido for sido, _ in places} == {one.code for one in codes.entries(CodeKind.SIDO)}
    assert len({sigungu for _, sigungu in places}) == len(cities)
    assert centres == ["SU"]
    assert all("-SU-" in number for number in numbers)


@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(seed=st.integers(0, 10_000), today=st.dates(date(2024, 1, 1), date(2040, 12, 31)))
def test_given_any_seed_and_day_when_made_then_nothing_lies_in_the_future_and_days_are_right(
    empty_workspace: Path, tmp_path_factory: pytest.TempPathFactory, seed: int, today: date
):
    folder = tmp_path_factory.mktemp("any") / "world"
    workspace = _filled(empty_workspace, folder, companies=25, seed=seed, today=today)

    def check(session: Session) -> int:
        for name in ("received_on", "visited_on", "done_on", "paid_on", "requested_on", "opened_on",
                     "closed_on", "answered_on", "measured_on", "decided_on", "signed_on",
                     "operating_state_on", "issued_on"):  # fmt: skip
            for table in metadata.tables.values():
                if name in table.columns:
                    latest = session.execute(select(func.max(table.columns[name]))).scalar()
                    assert latest is None or latest <= today, (table.name, name)
        return deadlines.refresh_all(session, session.exec(select(Case.id)).all(), today=today)

    assert workspace.write(check).value == 0
    workspace.close()
    shutil.rmtree(folder)


def test_given_the_center_then_nobody_judges_or_decides_on_a_case_that_bars_them(
    center: Workspace,
) -> None:
    def read(session: Session) -> tuple[int, list[str], int]:
        pairs = session.exec(select(Assignment.reviewer_id, Assignment.case_id)).all()
        votes = session.exec(select(Vote.reviewer_id, Vote.case_id)).all()
        both = [*pairs, *votes]
        bars = barred.bars(session, {case for _, case in both}, {person for person, _ in both})
        tied = [str(case) for person, case in both if bars.of(person, case) is not None]
        return len(pairs), tied, len(session.exec(select(Decision.id)).all())

    assigned, tied, decided = center.read(read)

    assert assigned > 100
    assert tied == []
    assert decided > 10
    states = {row.state for row in center.read(rounds.list_rounds)}
    assert states == {RoundState.SCORING, RoundState.CLOSED}
