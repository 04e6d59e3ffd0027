"""Stories of the eligibility review: facts, findings, a person's decision."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from sqlmodel import select

from db.tables import Case, Company, Paper
from db.words import DeadlineKind, EligibilityState, FindingResult, MatchState
from desktop.services import deadlines, records, staff
from desktop.services.applications import eligibility, intake, papers
from desktop.services.errors import ReasonNeededError
from desktop.services.matching import matches
from desktop.services.programmes.facts import FACTS, MISSING
from tests.factory import make_partner, make_site
from tests.services import road

if TYPE_CHECKING:
    from uuid import UUID

    from sqlmodel import Session

    from desktop.services.programmes.check import Finding
    from desktop.services.workspace import Workspace


@pytest.fixture
def case(workspace: Workspace) -> UUID:
    def handed_in(session: Session) -> UUID:
        opened = road.opened(session)
        road.papers_in(session, opened)
        return opened

    return workspace.write(handed_in).value


def _finding(workspace: Workspace, case: UUID, rule: str) -> Finding:
    found = workspace.read(lambda s: eligibility.findings(s, case, today=road.TODAY))
    return next(one for one in found if one.rule_id == rule)


def test_given_a_case_when_its_facts_are_read_then_all_names_are_there_and_plain(
    workspace: Workspace, case: UUID
):
    facts = workspace.read(lambda s: eligibility.facts(s, case, today=road.TODAY))

    assert facts.keys() == FACTS.keys()
    assert facts["ksic_division"] == 25
    assert (facts["size_class"], facts["excluded_industry"]) == ("small", False)
    assert (facts["tax_arrears"], facts["total_cost"]) == (False, 100_000_000)
    assert (facts["sanctioned"], facts["restart_fund"]) == (False, MISSING)
    for name, value in facts.items():
        assert value is MISSING or FACTS[name].takes(value), name


def test_given_a_factory_elsewhere_when_facts_are_read_then_it_speaks_before_its_company(
    workspace: Workspace, case: UUID
):
    def move(session: Session) -> None:
        row = session.get(Case, case)
        assert row is not None
        company = session.get(Company, row.company_id)
        row.site_id = make_site(session, company, ksic="10121", sido="47", sigungu="").id

    workspace.write(move)

    facts = workspace.read(lambda s: eligibility.facts(s, case))
    assert (facts["ksic_division"], facts["sido"], facts["sigungu"]) == (10, "47", MISSING)


@pytest.mark.parametrize(("until", "barred"), [(date(2026, 3, 1), False), (date(2026, 3, 2), True)])
def test_given_a_sanction_when_facts_are_read_then_the_day_of_receipt_decides(
    workspace: Workspace, case: UUID, until: date, barred: bool
):
    workspace.write(lambda s: intake.edit_of_case(s, case, {"sanctioned_until": until}))

    assert workspace.read(lambda s: eligibility.facts(s, case))["sanctioned"] is barred


@pytest.mark.parametrize("said", [None, False, True])
def test_given_what_staff_have_said_when_facts_are_read_then_nothing_else_is_assumed(
    workspace: Workspace, case: UUID, said: bool | None
):
    names = ("sanctioned", "restart_fund", "target_exceeded")
    workspace.write(lambda s: intake.edit_of_case(s, case, dict.fromkeys(names, said)))

    facts = workspace.read(lambda s: eligibility.facts(s, case))

    assert {facts[name] for name in names} == {MISSING if said is None else said}


def test_given_an_industry_that_its_code_leaves_open_when_asked_then_only_then_it_is_missing(
    workspace: Workspace, case: UUID
):
    def asked() -> bool:
        missing = workspace.read(lambda s: intake.completeness(s, case))
        return "application.excluded_industry" in {item.field for item in missing}

    assert not asked()
    company = workspace.read(lambda s: s.get_one(Case, case).company_id)
    workspace.write(lambda s: records.save_fields(s, "company", company, {"ksic": "33401"}))
    assert asked()

    workspace.write(lambda s: intake.edit_of_case(s, case, {"excluded_industry": True}))

    assert not asked()
    assert _finding(workspace, case, "industry").result is FindingResult.FAIL


def test_given_a_missing_certificate_when_checked_then_the_rule_asks_and_does_not_fail(
    workspace: Workspace, case: UUID
):
    assert _finding(workspace, case, "tax").result is FindingResult.PASS

    def lose(session: Session) -> None:
        paper = session.exec(select(Paper).where(Paper.code == "tax_certificate")).one()
        papers.edit(session, paper.id, {"state": "missing"})

    workspace.write(lose)

    finding = _finding(workspace, case, "tax")
    assert (finding.result, finding.papers_missing) == (
        FindingResult.UNKNOWN,
        ("tax_certificate",),
    )


def test_given_a_letter_of_intent_or_an_accepted_match_when_checked_then_a_partner_is_behind_it(
    workspace: Workspace,
):
    case = workspace.write(road.matching).value
    assert workspace.read(lambda s: eligibility.facts(s, case))["partner_recommended"] is MISSING

    def accept(session: Session) -> None:
        matches.propose(session, case, make_partner(session).id)
        matches.decide(session, case, MatchState.ACCEPTED)

    workspace.write(accept)

    assert workspace.read(lambda s: eligibility.facts(s, case))["partner_recommended"] is True


def test_given_a_company_with_a_default_when_taken_then_an_opinion_is_needed_and_who_is_kept(
    workspace: Workspace, case: UUID
):
    workspace.person = workspace.write(lambda s: staff.add(s, {"name": "김나래"})).value
    workspace.write(lambda s: intake.edit_of_case(s, case, {"credit_default": True}))
    with pytest.raises(ReasonNeededError):
        workspace.write(
            lambda s: eligibility.decide_eligibility(s, case, EligibilityState.ELIGIBLE)
        )

    workspace.write(
        lambda s: eligibility.decide_eligibility(
            s, case, EligibilityState.ELIGIBLE, opinion="해소 확인", decided_on=road.TODAY
        )
    )

    shown = workspace.read(lambda s: eligibility.show(s, case))
    assert (shown.state, shown.proposed) == (
        EligibilityState.ELIGIBLE,
        EligibilityState.INELIGIBLE,
    )
    assert (shown.decided_by, shown.decided_on, shown.opinion) == (
        "김나래",
        road.TODAY,
        "해소 확인",
    )


def test_given_a_supplement_asked_for_when_decided_then_its_day_is_done(
    workspace: Workspace, case: UUID
):
    with pytest.raises(ReasonNeededError):
        workspace.write(
            lambda s: eligibility.ask_supplement(s, case, due=date(2026, 3, 20), note=" ")
        )
    workspace.write(
        lambda s: eligibility.ask_supplement(s, case, due=date(2026, 3, 20), note="비교표")
    )
    assert workspace.read(lambda s: eligibility.show(s, case)).state is (
        EligibilityState.SUPPLEMENT_ASKED
    )

    workspace.write(
        lambda s: eligibility.decide_eligibility(
            s, case, EligibilityState.ELIGIBLE, decided_on=date(2026, 3, 18)
        )
    )

    days = workspace.read(lambda s: deadlines.list_deadlines(s, case, today=road.TODAY))
    asked = next(day for day in days if day.kind is DeadlineKind.SUPPLEMENT)
    assert (asked.done_on, asked.note) == (date(2026, 3, 18), "비교표")
