"""Stories of filling in an application: what is kept, what still misses, whose turn it was."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from db.errors import RefusedValueError, StaleRecordError
from db.tables import Case, Paper
from db.words import MatchState, PaperState
from desktop.services import records
from desktop.services.applications import intake, papers
from desktop.services.applications.intake import ApplicationFields, MissingItem
from desktop.services.cases import detail
from desktop.services.cases.open import open_case
from desktop.services.companies import register
from desktop.services.matching import matches
from tests.factory import make_partner
from tests.services import road

if TYPE_CHECKING:
    from uuid import UUID

    from sqlmodel import Session

    from desktop.services.workspace import Workspace


@pytest.fixture
def case(workspace: Workspace) -> UUID:
    return workspace.write(road.opened).value


def _missing(workspace: Workspace, case: UUID) -> list[MissingItem]:
    found = workspace.read(lambda s: intake.completeness(s, case))
    return [item for item in found if item.section != "papers"]


def test_given_a_form_opened_long_ago_when_saved_then_the_newer_answer_is_not_lost(
    workspace: Workspace, case: UUID
):
    opened_at = workspace.read(lambda s: detail.application_tab(s, case)).version
    workspace.write(lambda s: intake.edit_of_case(s, case, {"solutions": "MES, ERP"}))

    with pytest.raises(StaleRecordError) as stale:
        workspace.write(
            lambda s: intake.save(s, case, ApplicationFields(solutions="SCM"), version=opened_at)
        )

    assert stale.value.fields == ["solutions"]
    now = workspace.read(lambda s: detail.application_tab(s, case))
    assert now.values["solutions"] == "MES, ERP"
    saved = workspace.write(
        lambda s: intake.save(s, case, ApplicationFields(solutions="SCM"), version=now.version)
    )
    assert saved.value == ["solutions"]


def test_given_another_cost_when_saved_then_the_case_follows_until_a_match_fixes_it(
    workspace: Workspace,
):
    case = workspace.write(road.matching).value

    def cost() -> int:
        found = workspace.read(lambda s: s.get(Case, case))
        assert found is not None
        return found.total_cost

    workspace.write(lambda s: intake.edit_of_case(s, case, {"total_cost": 120_000_900}))
    assert cost() == 120_000_000

    partner = workspace.write(lambda s: make_partner(s).id).value
    workspace.write(lambda s: matches.propose(s, case, partner))
    workspace.write(lambda s: matches.decide(s, case, MatchState.ACCEPTED))
    workspace.write(lambda s: matches.confirm(s, case))
    workspace.write(lambda s: intake.edit_of_case(s, case, {"total_cost": 90_000_000}))
    assert cost() == 120_000_000


def test_given_a_negative_cost_when_saved_then_it_is_refused(workspace: Workspace, case: UUID):
    with pytest.raises(RefusedValueError) as refused:
        workspace.write(lambda s: intake.edit_of_case(s, case, {"total_cost": -1}))

    assert refused.value.field == "total_cost"


def test_given_gaps_in_case_company_and_contact_when_looked_at_then_each_is_named_once(
    workspace: Workspace,
):
    def empty(session: Session) -> UUID:
        company = register.add(session, {"name": "빈칸정밀"})
        return open_case(session, company, announcement_id=road.announced(session)).id

    case = workspace.write(empty).value

    named = {(item.section, item.field) for item in _missing(workspace, case)}
    assert {
        ("case", "track"),
        ("form", "application.project_title"),
        ("form", "application.total_cost"),
        ("form", "application.brn"),
        ("form", "application.size_class"),
        ("contact", "name"),
    } <= named
    assert len(named) == len(_missing(workspace, case))


def test_given_a_no_as_an_answer_when_looked_at_then_it_is_not_missing(
    workspace: Workspace, case: UUID
):
    assert _missing(workspace, case) == []

    workspace.write(lambda s: intake.edit_of_case(s, case, {"tax_arrears": None}))
    (asked,) = _missing(workspace, case)
    assert (asked.section, asked.field) == ("form", "application.tax_arrears")

    workspace.write(lambda s: intake.edit_of_case(s, case, {"tax_arrears": False}))
    assert _missing(workspace, case) == []


def test_given_papers_when_listed_then_they_come_in_the_order_of_the_pack_with_their_titles(
    workspace: Workspace, case: UUID
):
    listed = workspace.read(lambda s: papers.list_papers(s, case))

    assert listed[0].code == "application_form"
    assert listed[0].title is not None
    assert listed[0].title.ko == "과제 신청서"
    optional = {paper.code for paper in listed if not paper.required}
    assert optional == {"bonus_evidence", "corporate_register"}


def test_given_a_paper_when_edited_in_place_then_somebody_elses_newer_state_is_not_lost(
    workspace: Workspace, case: UUID
):
    paper = workspace.read(lambda s: papers.list_papers(s, case))[0]
    workspace.write(lambda s: records.save_fields(s, Paper, paper.id, {"state": "returned"}))

    with pytest.raises(StaleRecordError):
        workspace.write(
            lambda s: records.save_fields(
                s, "paper", paper.id, {"state": "accepted"}, expected={"state": PaperState.MISSING}
            )
        )
