"""Stories of the page of a case: its head and its tabs, read at once."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from db.errors import NotFoundError
from db.tables import Case, Staff
from db.words import DeadlineKind, FundingSource, KpiBasis, Severity, Stage
from desktop.services import staff
from desktop.services.cases import detail, notes, stages
from desktop.services.cases.detail import StepState
from desktop.services.cases.open import open_case
from tests.factory import make_case
from tests.services import road

if TYPE_CHECKING:
    from uuid import UUID

    from sqlmodel import Session

    from desktop.services.workspace import Workspace


def test_given_a_new_case_when_opened_then_the_stepper_counts_what_blocks(workspace: Workspace):
    case = workspace.write(road.opened).value

    head = workspace.read(lambda s: detail.case_detail(s, case, today=road.TODAY))

    blocking = [one for one in head.blockers if one.severity is Severity.BLOCKS]
    assert [(step.stage, step.state) for step in head.steps] == [
        (Stage.APPLICATION, StepState.BLOCKED),
        (Stage.MATCHING, StepState.AHEAD),
        (Stage.BUILDOUT, StepState.AHEAD),
        (Stage.AFTERCARE, StepState.AHEAD),
    ]
    assert head.steps[0].blocked_by == len(blocking) == 16
    assert (head.number, head.company) == ("2026-GN-00001", "한빛정밀")
    assert head.supplier == "나래시스템"
    assert head.track_title is not None
    assert head.track_title.ko == "유형1 기초"
    assert len(head.tracks) == 4
    assert (head.money, head.money_is_fixed) == ((), False)
    assert head.next_deadline is not None
    assert (head.next_deadline.kind, head.next_deadline.days_left) == (DeadlineKind.PAPERS, 22)


def test_given_a_signed_case_when_opened_then_money_partner_and_next_day_are_in_the_head(
    workspace: Workspace,
):
    workspace.person = workspace.write(lambda s: staff.add(s, {"name": "이주임"})).value
    case = workspace.write(road.signed).value

    head = workspace.read(lambda s: detail.case_detail(s, case, today=date(2026, 5, 1)))

    assert [step.state for step in head.steps] == [
        StepState.DONE,
        StepState.DONE,
        StepState.BLOCKED,
        StepState.AHEAD,
    ]
    assert [(money.source, money.amount) for money in head.money] == [
        (FundingSource.NATIONAL, 30_000_000),
        (FundingSource.PARTNER, 30_000_000),
        (FundingSource.COMPANY, 40_000_000),
    ]
    assert sum(money.amount for money in head.money) == head.total_cost
    assert head.money_is_fixed
    assert (head.partner, head.owner, head.announcement) == ("가람전자", "이주임", "2026년 상생형")


def test_given_a_case_in_after_care_when_opened_then_the_last_step_is_now(workspace: Workspace):
    case = workspace.write(road.cared_for).value

    head = workspace.read(lambda s: detail.case_detail(s, case, today=road.TODAY))

    assert head.steps[-1] == detail.StageStep(Stage.AFTERCARE, StepState.NOW, 0)


def test_given_a_case_when_its_tabs_are_opened_then_each_holds_its_parts(workspace: Workspace):
    case = workspace.write(road.cared_for).value

    application = workspace.read(lambda s: detail.application_tab(s, case, today=road.TODAY))
    assert application.values["project_title"] == "공정 실시간 관리 MES 구축"
    assert application.company_values["name"] == "한빛정밀"
    assert (len(application.papers), len(application.contacts)) == (17, 1)
    assert application.plan is not None
    matching = workspace.read(lambda s: detail.matching_tab(s, case))
    assert matching.match is not None
    assert {paper.code for paper in matching.papers} == {"intent_letter", "contribution_pledge"}
    buildout = workspace.read(lambda s: detail.buildout_tab(s, case, today=road.TODAY))
    assert buildout.agreement is not None
    assert buildout.agreement.is_signed
    assert (len(buildout.milestones), len(buildout.inspections)) == (6, 1)
    aftercare = workspace.read(lambda s: detail.aftercare_tab(s, case, today=road.TODAY))
    assert (len(aftercare.visits), len(aftercare.kpis)) == (4, 5)
    assert set(aftercare.overall) == set(KpiBasis)


def test_given_a_case_without_pack_when_opened_then_it_opens_and_says_what_is_missing(
    workspace: Workspace,
):
    def old(session: Session) -> UUID:
        return open_case(session, road.factory(session).id, today=road.TODAY).id

    case = workspace.write(old).value

    head = workspace.read(lambda s: detail.case_detail(s, case, today=road.TODAY))
    tab = workspace.read(lambda s: detail.application_tab(s, case, today=road.TODAY))

    assert "pack.missing" in {one.code for one in head.blockers}
    assert (head.tracks, head.track_title, tab.plan) == ((), None, None)
    assert tab.eligibility.findings == ()


def test_given_a_deleted_case_when_opened_then_it_is_not_found(workspace: Workspace):
    def delete(session: Session) -> UUID:
        case = make_case(session)
        case.deleted = True
        return case.id

    gone = workspace.write(delete).value

    with pytest.raises(NotFoundError):
        workspace.read(lambda s: detail.case_detail(s, gone))


def test_given_somebody_who_left_when_a_case_is_opened_then_their_name_is_still_read(
    workspace: Workspace,
):
    lee = workspace.write(lambda s: staff.add(s, {"name": "이주임"})).value
    case = workspace.write(road.opened).value
    workspace.write(lambda s: stages.assign(s, case, lee))

    def leave(session: Session) -> None:
        session.get(Staff, lee).deleted = True  # type: ignore[union-attr]

    workspace.write(leave)

    assert workspace.read(lambda s: detail.case_detail(s, case)).owner == "이주임"


def test_given_notes_when_listed_by_case_and_by_company_then_the_newest_comes_first(
    workspace: Workspace,
):
    workspace.person = workspace.write(lambda s: staff.add(s, {"name": "이주임"})).value
    case = workspace.write(road.opened).value
    kept = workspace.read(lambda s: s.get(Case, case))
    assert kept is not None
    first = workspace.write(lambda s: notes.add(s, "통화함", case_id=case)).value
    workspace.write(lambda s: notes.add(s, "기업 방문", company_id=kept.company_id))
    workspace.write(lambda s: notes.edit(s, first, "통화함 (박담당)", expected="통화함"))

    of_case = workspace.read(lambda s: notes.list_notes(s, case_id=case))
    of_company = workspace.read(lambda s: notes.list_notes(s, company_id=kept.company_id))

    assert [(note.text, note.by) for note in of_case] == [("통화함 (박담당)", "이주임")]
    assert [note.text for note in of_company] == ["기업 방문", "통화함 (박담당)"]
    workspace.write(lambda s: notes.remove(s, first))
    assert workspace.read(lambda s: notes.list_notes(s, case_id=case)) == []
