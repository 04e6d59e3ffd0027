"""Stories of co-investment: who pays what, to the won, and what a partner answered."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from sqlmodel import select

from db.errors import StaleRecordError
from db.tables import Case, FundingLine
from db.words import (
    AgreementState,
    CaseState,
    FundingForm,
    FundingSource,
    MatchState,
    Severity,
)
from desktop.services import partners, parts, records
from desktop.services.applications import intake
from desktop.services.buildout import agreements, payments
from desktop.services.cases import stages
from desktop.services.errors import MatchRefusedError, ReasonNeededError
from desktop.services.matching import explanations, matches
from desktop.services.matching.funding_plan import MoneyCode
from desktop.services.matching.money import ReasonCode
from tests.factory import make_partner
from tests.services import road

if TYPE_CHECKING:
    from uuid import UUID

    from sqlmodel import Session

    from desktop.services.matching.explanations import FundingLineRow, MatchDetail
    from desktop.services.workspace import Workspace

NATIONAL, PARTNER = FundingSource.NATIONAL, FundingSource.PARTNER


@pytest.fixture
def offered(workspace: Workspace) -> UUID:
    def offer(session: Session) -> UUID:
        case = road.matching(session)
        matches.propose(session, case, make_partner(session).id, answer_by=date(2026, 3, 20))
        return case

    return workspace.write(offer).value


def _match(workspace: Workspace, case: UUID) -> MatchDetail:
    found = workspace.read(lambda s: explanations.show(s, case))
    assert found is not None
    return found


def _line(match: MatchDetail, source: FundingSource) -> FundingLineRow:
    cash = FundingForm.CASH
    return next(line for line in match.lines if (line.source, line.form) == (source, cash))


def _amounts(match: MatchDetail) -> list[int]:
    return [line.amount for line in match.lines if line.form is FundingForm.CASH]


def test_given_a_case_when_offered_then_the_lines_follow_the_track_and_say_why(
    workspace: Workspace, offered: UUID
):
    match = _match(workspace, offered)

    assert _amounts(match) == [30_000_000, 30_000_000, 40_000_000]
    assert match.sum_of_lines == match.total_cost == 100_000_000
    assert (match.state, match.problems) == (MatchState.PROPOSED, ())
    reasons = {reason.code for reason in _line(match, NATIONAL).reasons}
    assert {ReasonCode.MAX_SHARE, ReasonCode.RULE} <= reasons
    kept = workspace.read(lambda s: s.get(Case, offered))
    assert kept is not None
    assert kept.partner_id == match.partner_id


def test_given_a_kept_amount_when_the_rules_would_give_another_then_the_explanation_says_so(
    workspace: Workspace, offered: UUID
):
    def alter(session: Session) -> None:
        kept = parts.lines_of(session, parts.match_of(session, offered))
        kept[0].amount, kept[-1].amount = 29_000_000, kept[-1].amount + 1_000_000

    workspace.write(alter)

    first = _line(_match(workspace, offered), NATIONAL).reasons[0]
    assert (first.code, first.facts) == (ReasonCode.KEPT, {"amount": 30_000_000})


def test_given_a_match_that_was_declined_when_asked_then_its_lines_are_still_explained(
    workspace: Workspace, offered: UUID
):
    match = _match(workspace, offered)
    workspace.write(
        lambda s: matches.decide(s, offered, MatchState.DECLINED, reason="다른 지역 우선")
    )

    assert workspace.read(lambda s: explanations.lines_of(s, match.id)) == match.lines
    assert workspace.read(lambda s: explanations.kept_lines(s, offered)) == ()


def test_given_a_cost_above_the_cap_when_offered_then_the_shift_to_the_large_firm_is_told(
    workspace: Workspace,
):
    def offer(session: Session) -> UUID:
        case = road.matching(session, total_cost=200_000_000)
        matches.propose(session, case, make_partner(session).id)
        return case

    case = workspace.write(offer).value

    match = _match(workspace, case)
    assert _amounts(match) == [42_000_000, 78_000_000, 80_000_000]
    (warning,) = match.warnings
    assert (warning.code, warning.severity) == (MoneyCode.CAP_MOVES_COST, Severity.WARNS)


def test_given_lines_when_the_large_firm_pays_more_then_the_company_pays_less_to_the_won(
    workspace: Workspace, offered: UUID
):
    line = _line(_match(workspace, offered), PARTNER)

    workspace.write(lambda s: matches.edit_line(s, line.id, 40_000_001))

    match = _match(workspace, offered)
    assert _amounts(match) == [30_000_000, 40_000_001, 29_999_999]
    assert [line.edited for line in match.lines if line.amount] == [False, True, False]

    workspace.write(lambda s: matches.release_line(s, line.id))
    assert _amounts(_match(workspace, offered)) == [30_000_000, 30_000_000, 40_000_000]


def test_given_lines_when_an_amount_breaks_a_bound_then_nothing_is_kept(
    workspace: Workspace, offered: UUID
):
    match = _match(workspace, offered)

    with pytest.raises(MatchRefusedError) as refused:
        workspace.write(lambda s: matches.edit_line(s, _line(match, PARTNER).id, 29_999_999))
    assert refused.value.code == "bounds"
    with pytest.raises(MatchRefusedError):
        workspace.write(lambda s: matches.edit_line(s, _line(match, NATIONAL).id, 43_000_000))

    assert _amounts(_match(workspace, offered)) == [30_000_000, 30_000_000, 40_000_000]


def test_given_somebody_changed_a_line_when_an_old_view_changes_it_then_it_is_stale(
    workspace: Workspace, offered: UUID
):
    line = _line(_match(workspace, offered), PARTNER)
    workspace.write(lambda s: matches.edit_line(s, line.id, 35_000_000))

    with pytest.raises(StaleRecordError) as stale:
        workspace.write(lambda s: matches.edit_line(s, line.id, 36_000_000, expected=30_000_000))

    assert stale.value.fields == ["amount"]


def test_given_another_cost_when_recomputed_then_the_lines_add_up_again(
    workspace: Workspace, offered: UUID
):
    workspace.write(lambda s: intake.edit_of_case(s, offered, {"total_cost": 90_000_000}))
    assert _match(workspace, offered).case_cost == 90_000_000

    workspace.write(lambda s: matches.recompute(s, offered))

    assert _amounts(_match(workspace, offered)) == [27_000_000, 27_000_000, 36_000_000]


def test_given_an_offer_when_another_firm_is_asked_then_only_the_new_offer_counts(
    workspace: Workspace, offered: UUID
):
    other = workspace.write(lambda s: make_partner(s, name="누리중공업").id).value

    workspace.write(lambda s: matches.propose(s, offered, other))

    match = _match(workspace, offered)
    assert match.partner == "누리중공업"
    lines = workspace.read(lambda s: s.exec(select(FundingLine)).all())
    assert {line.match_id for line in lines} == {match.id}


def test_given_a_refusal_when_written_down_then_it_needs_a_reason_and_the_case_is_free_again(
    workspace: Workspace, offered: UUID
):
    with pytest.raises(ReasonNeededError):
        workspace.write(lambda s: matches.decide(s, offered, MatchState.DECLINED))

    workspace.write(
        lambda s: matches.decide(
            s, offered, MatchState.DECLINED, reason="재무", answered_on=road.TODAY
        )
    )

    assert workspace.read(lambda s: explanations.show(s, offered)) is None
    kept = workspace.read(lambda s: s.get(Case, offered))
    assert kept is not None
    assert kept.partner_id is None


def test_given_an_offer_when_confirmed_before_an_answer_then_it_is_refused(
    workspace: Workspace, offered: UUID
):
    with pytest.raises(MatchRefusedError) as refused:
        workspace.write(lambda s: matches.confirm(s, offered))

    assert refused.value.code == "not_accepted"


def test_given_a_confirmed_match_when_edited_then_it_is_fixed_until_taken_back(
    workspace: Workspace,
):
    case = workspace.write(road.matched).value
    line = _line(_match(workspace, case), PARTNER)
    with pytest.raises(MatchRefusedError) as refused:
        workspace.write(lambda s: matches.edit_line(s, line.id, 31_000_000))
    assert refused.value.code == "already_decided"
    with pytest.raises(ReasonNeededError):
        workspace.write(lambda s: matches.take_back(s, case, reason=""))

    workspace.write(lambda s: matches.take_back(s, case, reason="재협의"))
    workspace.write(lambda s: matches.edit_line(s, line.id, 31_000_000))

    assert _match(workspace, case).state is MatchState.ACCEPTED


def test_given_a_signed_agreement_when_the_match_is_taken_back_then_it_is_refused(
    workspace: Workspace,
):
    case = workspace.write(road.signed).value

    with pytest.raises(MatchRefusedError) as refused:
        workspace.write(lambda s: matches.take_back(s, case, reason="재협의"))

    assert refused.value.code == "signed"
    agreement = workspace.read(lambda s: parts.agreement_of(s, case))
    assert agreement is not None
    assert agreement.state is AgreementState.SIGNED


def test_given_a_fund_when_matches_use_it_then_pledged_reserved_confirmed_and_left_add_up(
    workspace: Workspace,
):
    def prepare(session: Session) -> tuple[UUID, UUID]:
        partner = make_partner(session).id
        fund = {"year": 2026, "partner_amount": 70_000_000, "quota_min": 1, "quota_max": 5}
        partners.set_pool(session, partner, fund)
        for answer in (None, MatchState.ACCEPTED):
            case = road.matching(session)
            matches.propose(session, case, partner)
            if answer is not None:
                matches.decide(session, case, answer)
                matches.confirm(session, case)
        return partner, case

    partner, case = workspace.write(prepare).value

    use = workspace.read(lambda s: matches.pool_use(s, partner, 2026))
    cash = use.cash
    assert (cash.pledged, cash.reserved, cash.confirmed, cash.left) == (
        70_000_000, 30_000_000, 30_000_000, 10_000_000,
    )  # fmt: skip
    assert (use.cases_reserved, use.cases_confirmed) == (1, 1)
    assert workspace.read(lambda s: matches.pool_use(s, partner, 2025)).cash.left == 0
    workspace.write(lambda s: stages.set_state(s, case, CaseState.CANCELLED, reason="포기"))
    assert workspace.read(lambda s: matches.pool_use(s, partner, 2026)).cash.confirmed == 0


def test_given_a_fund_that_is_too_small_when_confirmed_then_what_is_left_is_told(
    workspace: Workspace, offered: UUID
):
    partner = _match(workspace, offered).partner_id
    assert partner is not None
    workspace.write(
        lambda s: partners.set_pool(s, partner, {"year": 2026, "partner_amount": 29_999_999})
    )
    workspace.write(lambda s: matches.decide(s, offered, MatchState.ACCEPTED))

    with pytest.raises(MatchRefusedError) as refused:
        workspace.write(lambda s: matches.confirm(s, offered))

    assert (refused.value.code, refused.value.left, refused.value.wanted) == (
        "pool", 29_999_999, 30_000_000,
    )  # fmt: skip


def test_given_a_track_without_large_firm_when_one_is_asked_then_it_is_not_wanted(
    workspace: Workspace,
):
    case = workspace.write(
        lambda s: road.matching(s, pack="gyeongnam-2024", track="autonomous")
    ).value
    partner = workspace.write(lambda s: make_partner(s).id).value

    with pytest.raises(MatchRefusedError) as refused:
        workspace.write(lambda s: matches.propose(s, case, partner))
    assert refused.value.code == "partner_not_wanted"

    workspace.write(lambda s: matches.propose(s, case, None))
    assert _match(workspace, case).pool is None


def test_given_a_cost_that_nobody_may_pay_when_offered_then_the_cost_that_would_do_is_told(
    workspace: Workspace,
):
    case = workspace.write(
        lambda s: road.matching(s, track="type2-small", total_cost=30_000_000)
    ).value
    partner = workspace.write(lambda s: make_partner(s).id).value

    with pytest.raises(MatchRefusedError) as refused:
        workspace.write(lambda s: matches.propose(s, case, partner))

    assert refused.value.infeasible.shrink_to == 20_000_000  # type: ignore[attr-defined]
    assert workspace.read(lambda s: explanations.show(s, case)) is None


def test_given_a_declined_offer_when_its_lines_are_edited_then_the_next_offer_stays_as_it_is(
    workspace: Workspace, offered: UUID
):
    declined = _line(_match(workspace, offered), PARTNER)
    workspace.write(lambda s: matches.decide(s, offered, MatchState.DECLINED, reason="예산 소진"))
    other = workspace.write(lambda s: make_partner(s, name="나래전자").id).value
    workspace.write(lambda s: matches.propose(s, offered, other))

    for edit in (
        lambda s: matches.edit_line(s, declined.id, 40_000_000),
        lambda s: matches.release_line(s, declined.id),
    ):
        with pytest.raises(MatchRefusedError) as refused:
            workspace.write(edit)
        assert refused.value.code == "no_match"

    assert _amounts(_match(workspace, offered)) == [30_000_000, 30_000_000, 40_000_000]


@pytest.mark.parametrize("answer", [None, MatchState.HELD, MatchState.ACCEPTED])
def test_given_a_match_that_is_not_confirmed_when_taken_back_then_the_answer_stays(
    workspace: Workspace, offered: UUID, answer: MatchState | None
):
    if answer is not None:
        workspace.write(lambda s: matches.decide(s, offered, answer))
    before = _match(workspace, offered).state

    with pytest.raises(MatchRefusedError) as refused:
        workspace.write(lambda s: matches.take_back(s, offered, reason="다시 봄"))

    assert refused.value.code == "no_match"
    assert _match(workspace, offered).state is before


def test_given_money_that_was_paid_when_the_match_is_taken_back_then_its_lines_hold(
    workspace: Workspace,
):
    def pay_and_dissolve(session: Session) -> UUID:
        case = road.signed(session)
        day = date(2026, 5, 4)
        asked = {"kind": "advance", "source": NATIONAL, "amount": 1, "operating_checked_on": day}
        payment = payments.add(session, case, asked)
        payments.approve(session, payment)
        payments.pay(session, payment, paid_on=day)
        agreements.terminate(session, case, reason="사업 포기")
        return case

    case = workspace.write(pay_and_dissolve).value

    with pytest.raises(MatchRefusedError) as refused:
        workspace.write(lambda s: matches.take_back(s, case, reason="금액을 낮춤"))

    assert refused.value.code == "paid"


def test_given_a_confirmed_match_when_the_track_is_changed_then_its_lines_come_first(
    workspace: Workspace,
):
    case = workspace.write(road.matched).value

    with pytest.raises(MatchRefusedError) as refused:
        workspace.write(
            lambda s: records.save_fields(s, "case", case, {"track": "type1-advanced1"})
        )
    assert refused.value.code == "already_decided"

    workspace.write(lambda s: records.save_fields(s, "case", case, {"track": "type1-basic"}))
    workspace.write(lambda s: matches.take_back(s, case, reason="유형을 바꿈"))
    workspace.write(lambda s: records.save_fields(s, "case", case, {"track": "type1-advanced1"}))
    assert workspace.read(lambda s: s.get_one(Case, case).track) == "type1-advanced1"
