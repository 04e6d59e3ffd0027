"""Stories of companies that come again: what they had, what is the same, what a rule may know."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from db.words import AgreementState, FundingSource, KpiBasis, MatchState, SystemLevel
from desktop.services.applications import eligibility
from desktop.services.applications.support_history import same_words, support_history
from desktop.services.programmes.facts import MISSING
from tests.factory import (
    make_agreement,
    make_announcement,
    make_application,
    make_case,
    make_company,
    make_funding_line,
    make_kpi,
    make_kpi_value,
    make_match,
)

if TYPE_CHECKING:
    from uuid import UUID

    from desktop.services.workspace import Workspace


def _past(
    session: Any,
    company: Any,
    *,
    state: AgreementState = AgreementState.SIGNED,
    signed_on: date | None = date(2024, 5, 2),
    **asked: Any,
) -> Any:
    """Return an earlier case of the company, supported with 50 million won of the state."""
    call = make_announcement(session, title="2024년 상생형", year=2024)
    case = make_case(session, company, announcement_id=call.id)
    asked = {"target_level": SystemLevel.BASIC, "solutions": "MES, 바코드"} | asked
    make_application(session, case, **asked)
    match = make_match(session, case, state=MatchState.CONFIRMED)
    make_funding_line(session, match, amount=50_000_000)
    make_funding_line(session, match, source=FundingSource.COMPANY, amount=40_000_000)
    make_agreement(session, case, state=state, signed_on=signed_on)
    return case


def _now(session: Any, company: Any, **asked: Any) -> UUID:
    case = make_case(session, company)
    asked = {"target_level": SystemLevel.BASIC, "solutions": "mes · WMS"} | asked
    make_application(session, case, **asked)
    return case.id


def test_given_a_supported_company_when_it_comes_again_then_its_history_tells_what_it_had(
    workspace: Workspace,
) -> None:
    def begin(session: Any) -> Any:
        company = make_company(session)
        before = _past(session, company)
        _past(session, company, state=AgreementState.PAPERS, signed_on=None)
        _past(session, make_company(session))
        return _now(session, company), before.id

    case, before = workspace.write(begin).value

    history = workspace.read(lambda s: support_history(s, case))

    assert len(history.cases) == 2
    (supported,) = history.supported
    assert (supported.case_id, supported.year) == (before, 2024)
    assert history.public_money == supported.public_money == 50_000_000
    assert supported.same_level
    assert supported.same_solutions == ("mes",)
    assert history.overlaps == (supported,)
    assert history.facts == {
        "previous_supports": 1,
        "new_build_registered": True,
        "same_level_before": True,
        "double_funding": True,
    }


def test_given_a_higher_level_when_the_same_solution_is_asked_for_then_it_is_an_upgrade(
    workspace: Workspace,
) -> None:
    def begin(session: Any) -> Any:
        company = make_company(session)
        _past(session, company)
        return _now(session, company, target_level=SystemLevel.MIDDLE_1)

    case = workspace.write(begin).value

    history = workspace.read(lambda s: support_history(s, case))

    assert history.overlaps
    assert "double_funding" not in history.facts
    assert "same_level_before" not in history.facts


def test_given_an_agreement_signed_after_the_receipt_then_it_is_no_earlier_support(
    workspace: Workspace,
) -> None:
    def begin(session: Any) -> Any:
        company = make_company(session)
        _past(session, company, signed_on=date(2026, 9, 1))
        return _now(session, company, received_on=date(2026, 3, 2))

    case = workspace.write(begin).value

    assert workspace.read(lambda s: support_history(s, case)).supported == ()


@pytest.mark.parametrize(("value", "exceeded"), [(130.0, True), (120.0, False)])
def test_given_targets_that_were_measured_when_passed_then_the_exception_is_known(
    workspace: Workspace, value: float, *, exceeded: bool
) -> None:
    def begin(session: Any) -> Any:
        company = make_company(session)
        kpi = make_kpi(session, _past(session, company))  # from 100 to 120
        make_kpi_value(session, kpi, value=value, basis=KpiBasis.MEASURED)
        return _now(session, company)

    case = workspace.write(begin).value

    history = workspace.read(lambda s: support_history(s, case))
    assert history.facts.get("target_exceeded") is (True if exceeded else None)


def test_given_what_a_person_said_when_rules_ask_then_it_outweighs_the_register(
    workspace: Workspace,
) -> None:
    def begin(session: Any) -> Any:
        company = make_company(session)
        _past(session, company)
        said = _now(session, company, double_funding=False, previous_supports=3)
        return said, _now(session, company), _now(session, make_company(session))

    said, silent, first = workspace.write(begin).value

    known = [workspace.read(lambda s, c=c: eligibility.facts(s, c)) for c in (said, silent, first)]
    assert known[0]["double_funding"] is False
    assert known[0]["previous_supports"] == 3
    assert known[1]["double_funding"] is True
    assert known[1]["previous_supports"] == 1
    assert known[2]["previous_supports"] is MISSING  # the register can't say there was none
    shown = [workspace.read(lambda s, c=c: eligibility.show(s, c)) for c in (said, silent, first)]
    assert shown[0].from_register == frozenset({"same_level_before"})
    assert shown[1].from_register >= {"double_funding", "previous_supports"}
    assert shown[2].from_register == frozenset()


def test_given_lists_of_solutions_when_compared_then_case_and_signs_make_no_difference() -> None:
    assert same_words("MES, 스마트 센서 및 AGV", "스마트센서 / erp") == ("스마트 센서",)
    assert same_words("", "MES") == ()
