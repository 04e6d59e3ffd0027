"""Pages ask a few queries, however much there is to show."""

from __future__ import annotations

import shutil
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import event
from sqlmodel import select

from db.tables import Case, Company, Partner, Staff
from db.words import Action, CaseState, Stage
from desktop.services import announcements, deadlines, partners, staff, status, suppliers, today
from desktop.services.cases import board, detail, listing, stages
from desktop.services.companies import detail as company_page
from desktop.services.companies import listing as company_list
from desktop.services.demo import world
from desktop.services.matching.pool import pool_use
from desktop.services.sync import whereabouts
from desktop.services.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path
    from uuid import UUID

    from sqlmodel import Session

TODAY = date(2026, 11, 22)
COMPANIES = 250


@pytest.fixture(scope="module")
def center(empty_workspace: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    folder = tmp_path_factory.mktemp("queries") / "center"
    shutil.copytree(empty_workspace, folder)
    opened = Workspace.open(folder, centre="GN")
    opened.write(
        lambda s: world.make(s, companies=COMPANIES, seed=3, today=TODAY), action=Action.DEMO
    )
    yield opened
    opened.close()


@contextmanager
def _counted(engine: Any) -> Iterator[list[str]]:
    asked: list[str] = []

    def take_note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        asked.append(statement)

    event.listen(engine, "before_cursor_execute", take_note)
    try:
        yield asked
    finally:
        event.remove(engine, "before_cursor_execute", take_note)


def _queries(center: Workspace, read: Callable[[Session], object]) -> int:
    with _counted(center._reading) as asked:
        center.read(read)
    return len(asked)


def _keys(center: Workspace, table: Any, *conditions: Any) -> list[UUID]:
    return list(center.read(lambda s: s.exec(select(table.id).where(*conditions)).all()))


@pytest.mark.parametrize("stage", Stage)
def test_given_a_case_when_its_page_is_opened_then_few_queries_are_asked(
    center: Workspace, stage: Stage
):
    for case in _keys(center, Case, Case.stage == stage, Case.state == CaseState.OPEN)[:6]:
        for read, most in (
            (detail.case_detail, 32),
            (detail.application_tab, 30),
            (detail.buildout_tab, 16),
            (detail.aftercare_tab, 26),
        ):
            asked = _queries(center, lambda s, r=read, c=case: r(s, c, today=TODAY))
            assert asked <= most, read
        assert _queries(center, lambda s, c=case: detail.matching_tab(s, c)) <= 18


def test_given_companies_when_one_is_opened_then_few_queries_are_asked(center: Workspace):
    for company in _keys(center, Company)[:20]:
        asked = _queries(center, lambda s, c=company: company_page.company_detail(s, c))
        assert asked <= 18


def test_given_lists_when_read_then_few_queries_are_asked(center: Workspace):
    me = _keys(center, Staff)[0]
    partner = _keys(center, Partner)[0]
    everything = _keys(center, Case)

    def cases(session: Session) -> None:
        listing.rows(session, listing.find(session, "", today=TODAY).ids)

    def companies(session: Session) -> None:
        company_list.rows(session, company_list.find(session, "", today=TODAY).ids)

    for read, most in (
        (cases, 8),
        (companies, 8),
        (lambda s: board.board(s, today=TODAY), 24),
        (lambda s: today.agenda(s, today=TODAY, me=me), 28),
        (lambda s: today.summary(s, today=TODAY, me=me), 8),
        (lambda s: status.read(s, me=me, today=TODAY), 12),
        (lambda s: whereabouts.of_rows(s, "case", everything), 4),
        (lambda s: pool_use(s, partner, 2026), 8),
        (partners.list_partners, 4),
        (suppliers.list_suppliers, 4),
        (staff.list_staff, 4),
        (announcements.list_announcements, 4),
    ):
        assert _queries(center, read) <= most, read


def test_given_many_cases_when_put_on_hold_together_then_their_days_are_asked_for_once(
    center: Workspace,
):
    cases = _keys(center, Case, Case.state == CaseState.OPEN, Case.stage == Stage.MATCHING)
    assert len(cases) > 15

    with _counted(center._writing) as asked:
        center.write(lambda s: stages.set_state(s, cases, CaseState.ON_HOLD, reason="휴가"))
        center.write(lambda s: deadlines.refresh_all(s, cases, today=TODAY))

    assert len(asked) < 60
