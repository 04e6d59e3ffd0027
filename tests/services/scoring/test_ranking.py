"""Stories of the ranking: what counts, what is sure, and who leans which way."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from db.tables import Company
from db.words import BonusState, CaseState
from desktop.services.scoring import assigning, bonuses, ranking, rounds
from desktop.services.scoring.barred import Reader
from desktop.services.scoring.errors import BarredError, ScoringRefusedError, StaffOnlyError
from desktop.services.scoring.solving import Wanted
from tests.factory import make_conflict
from tests.services.scoring.judging import STAFF, grade_all, make_judging

if TYPE_CHECKING:
    from sqlmodel import Session

    from desktop.services.workspace import Workspace


def test_given_cards_then_cases_are_ranked_in_all_and_within_their_region(
    workspace: Workspace,
) -> None:
    def story(session: Session) -> None:
        world = make_judging(session, cases=3)
        for case, level in zip(world.cases, (3, 5, 4), strict=True):
            for person in world.reviewers:
                grade_all(session, world.round, case, person, level)
        firm = session.get_one(Company, world.cases[2].company_id)
        firm.sido, firm.sigungu = "26", ""
        session.flush()

        found = ranking.ranking(session, world.round.id, reader=STAFF)

        assert [row.case_id for row in found.rows] == [world.cases[at].id for at in (1, 2, 0)]
        assert [row.total for row in found.rows] == [100_000, 80_000, 60_000]
        assert [(row.rank, row.region_rank) for row in found.rows] == [(1, 1), (2, 1), (3, 2)]
        assert all(row.is_sure and row.cards == row.asked == 3 for row in found.rows)
        assert not found.verified

    workspace.write(story)


def test_given_a_card_that_is_not_handed_in_then_it_does_not_count_yet(
    workspace: Workspace,
) -> None:
    def story(session: Session) -> None:
        world = make_judging(session, cases=1)
        grade_all(session, world.round, world.cases[0], world.reviewers[0], 4)
        grade_all(session, world.round, world.cases[0], world.reviewers[1], 1, submit=False)

        row = ranking.ranking(session, world.round.id, reader=STAFF).rows[0]

        assert (row.total, row.cards, row.asked, row.is_sure) == (80_000, 1, 3, False)

    workspace.write(story)


def test_given_missing_evidence_then_the_total_is_an_interval(workspace: Workspace) -> None:
    def story(session: Session) -> None:
        world = make_judging(session, cases=1, reviewers=1)
        levels = {"level_gap": None, "jobs_sales_safety": 5}
        grade_all(session, world.round, world.cases[0], world.reviewers[0], levels)

        row = ranking.ranking(session, world.round.id, reader=STAFF).rows[0]

        assert (row.low, row.high) == (55_200, 67_200)
        assert row.total == 62_727
        assert not row.is_sure
        assert next(part for part in row.points.parts if part.code == "level_gap").points is None

    workspace.write(story)


def test_given_a_reviewer_who_gives_more_then_the_leaning_says_how_much(
    workspace: Workspace,
) -> None:
    def story(session: Session) -> None:
        world = make_judging(session, cases=2)
        for case in world.cases:
            for person, level in zip(world.reviewers, (5, 3, 3), strict=True):
                grade_all(session, world.round, case, person, level)

        found = ranking.ranking(session, world.round.id, reader=STAFF)

        assert [(one.reviewer, one.offset, one.cases) for one in found.leanings] == [
            ("평가1", 40_000, 2), ("평가2", -20_000, 2), ("평가3", -20_000, 2),
        ]  # fmt: skip
        assert (found.rows[0].points.spread, found.rows[0].points.deviation) == (40_000, 23_094)

    workspace.write(story)


def test_given_a_card_of_somebody_who_is_barred_since_then_it_counts_no_more(
    workspace: Workspace,
) -> None:
    def story(session: Session) -> None:
        world = make_judging(session, cases=1)
        for person, level in zip(world.reviewers, (5, 3, 3), strict=True):
            grade_all(session, world.round, world.cases[0], person, level)
        make_conflict(session, world.reviewers[0], company_id=world.cases[0].company_id)

        row = ranking.ranking(session, world.round.id, reader=STAFF).rows[0]
        cards = ranking.case_cards(session, world.round.id, row.case_id, reader=STAFF)

        assert (row.total, row.cards) == (60_000, 2)
        assert [card.reviewer for card in cards] == ["평가2", "평가3"]

    workspace.write(story)


def test_given_a_reviewer_who_is_no_member_of_the_committee_then_the_ranking_is_closed_to_them(
    workspace: Workspace,
) -> None:
    def story(session: Session) -> None:
        world = make_judging(session, cases=1)
        with pytest.raises(StaffOnlyError):
            ranking.ranking(session, world.round.id, reader=Reader(world.reviewers[0].id))

    workspace.write(story)


def test_given_a_case_that_was_given_up_then_it_is_not_ranked(workspace: Workspace) -> None:
    def story(session: Session) -> None:
        world = make_judging(session, cases=2)
        world.cases[0].state = CaseState.WITHDRAWN
        session.flush()

        found = ranking.ranking(session, world.round.id, reader=STAFF)

        assert [row.case_id for row in found.rows] == [world.cases[1].id]

    workspace.write(story)


def test_given_the_optimiser_when_its_answer_is_kept_then_by_hand_and_begun_stay(
    workspace: Workspace,
) -> None:
    def story(session: Session) -> None:
        world = make_judging(session, cases=4, reviewers=6)
        for case in world.cases[1:]:
            for person in world.reviewers:
                assigning.unassign(session, world.round.id, case.id, person.id, reader=STAFF)
        begun, hand = world.cases[0], world.cases[1]
        grade_all(session, world.round, begun, world.reviewers[0], 4)
        make_conflict(session, world.reviewers[5], company_id=hand.company_id)
        assigning.assign(session, world.round.id, hand.id, world.reviewers[1].id, reader=STAFF)
        with pytest.raises(BarredError):
            assigning.assign(session, world.round.id, hand.id, world.reviewers[5].id, reader=STAFF)

        plan = assigning.plan(session, world.round.id, reader=STAFF, per_region=0)
        assigning.keep(session, world.round.id, plan.solved(), reader=STAFF)

        board = assigning.board(session, world.round.id, reader=STAFF)
        by_case = {case.id: case for case in board.cases}
        assert plan.wanted == Wanted(per_case=3, per_region=0, seed=2018)
        assert {len(case.assigned) for case in board.cases} == {3}
        assert board.short == 0
        assert world.reviewers[0].id in by_case[begun.id].assigned
        assert world.reviewers[1].id in by_case[hand.id].fixed
        assert world.reviewers[5].id in by_case[hand.id].bars
        assert sum(person.load for person in board.reviewers) == 12
        with pytest.raises(ScoringRefusedError, match="begun"):
            assigning.unassign(
                session, world.round.id, begun.id, world.reviewers[0].id, reader=STAFF
            )

    workspace.write(story)


def test_given_a_pack_with_bonus_items_then_only_what_was_confirmed_counts(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    from desktop.services.programmes.rule_shape import Title
    from desktop.services.scoring.rules import BonusGroupRule, BonusItemRule, BonusRules

    name = Title(ko="우대", en="Bonus")
    items = (BonusItemRule("crisis", name, 2_000), BonusItemRule("root", name, None))
    rules = BonusRules((BonusGroupRule("all", name, items, cap=3_000),), cap=3_000)
    # The packs that ship know no points yet; the rules of one are put in their place.
    monkeypatch.setattr(bonuses, "bonus_rules", lambda _case: rules)

    def story(session: Session) -> None:
        world = make_judging(session, cases=1, reviewers=1)
        case = world.cases[0]
        grade_all(session, world.round, case, world.reviewers[0], 3)
        bonuses.claim(session, case.id, "crisis", reader=STAFF)
        bonuses.claim(session, case.id, "root", reader=STAFF)
        row = ranking.ranking(session, world.round.id, reader=STAFF).rows[0]
        assert (row.total, row.low, row.high) == (60_000, 60_000, 62_000)

        bonuses.decide(session, case.id, "crisis", BonusState.CONFIRMED, reader=STAFF)
        with pytest.raises(ScoringRefusedError, match="no_points"):
            bonuses.decide(session, case.id, "root", BonusState.CONFIRMED, reader=STAFF)
        bonuses.decide(session, case.id, "root", BonusState.CONFIRMED, reader=STAFF, points=2_000)

        row = ranking.ranking(session, world.round.id, reader=STAFF).rows[0]
        assert (row.bonus.points, row.total, row.is_sure) == (3_000, 63_000, True)
        sheet = bonuses.sheet(session, case.id, reader=STAFF)
        assert [line.state for line in sheet.lines] == [BonusState.CONFIRMED] * 2
        bonuses.withdraw(session, case.id, "root", reader=STAFF)
        assert bonuses.sheet(session, case.id, reader=STAFF).total.points == 2_000

    workspace.write(story)


def test_given_rounds_then_the_list_tells_how_far_they_are(workspace: Workspace) -> None:
    def story(session: Session) -> None:
        world = make_judging(session, cases=2)
        grade_all(session, world.round, world.cases[0], world.reviewers[0], 3)

        row = rounds.list_rounds(session)[0]

        assert (row.cases, row.assigned, row.submitted) == (2, 6, 1)

    workspace.write(story)
