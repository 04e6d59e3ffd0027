"""Stories of scorecards: kept grade by grade, blind where the round is, handed in when whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlmodel import select

from db.errors import StaleRecordError
from db.tables import Application, Attachment, Company, Contact, Score
from db.words import Action, RoundKind, RoundState, ScorecardState
from desktop.services import history
from desktop.services.scoring import blind, cards, files, rounds
from desktop.services.scoring.barred import Reader
from desktop.services.scoring.errors import NotAssignedError, ScoringRefusedError, StaffOnlyError
from desktop.services.scoring.packs import card_rules
from tests.factory import keep, make_case
from tests.services.scoring.judging import STAFF, grade_all, make_judging

if TYPE_CHECKING:
    from uuid import UUID

    from sqlmodel import Session

    from desktop.services.workspace import Workspace


def test_given_a_grade_then_it_is_a_row_of_its_own_and_undo_takes_it_back(
    workspace: Workspace,
) -> None:
    keys: dict[str, UUID] = {}

    def begin(session: Session) -> None:
        world = make_judging(session, cases=1)
        keys.update(r=world.round.id, c=world.cases[0].id, p=world.reviewers[0].id)

    def grade(session: Session) -> None:
        cards.grade(
            session, keys["r"], keys["c"], keys["p"], "level_gap", {"level": 4},
            reader=Reader(keys["p"]),
        )  # fmt: skip

    def seen() -> cards.Card:
        return workspace.read(
            lambda s: cards.card(s, keys["r"], keys["c"], keys["p"], reader=Reader(keys["p"]))
        )

    workspace.write(begin)
    workspace.write(grade, action=Action.SCORE_EDIT)
    assert seen().points.known == 9_600
    assert workspace.read(lambda s: len(s.exec(select(Score)).all())) == 1

    history.undo(workspace)
    assert seen().points.estimate is None
    workspace.write(grade, action=Action.SCORE_EDIT)
    assert seen().points.known == 9_600


def test_given_a_card_that_moved_on_then_the_old_value_is_not_written_over(
    workspace: Workspace,
) -> None:
    def story(session: Session) -> None:
        world = make_judging(session, cases=1)
        where = (session, world.round.id, world.cases[0].id, world.reviewers[0].id, "level_gap")
        cards.grade(*where, {"level": 4}, reader=STAFF)

        with pytest.raises(StaleRecordError):
            cards.grade(*where, {"level": 2}, reader=STAFF, expected={"level": 1})
        with pytest.raises(ScoringRefusedError, match="beyond_scale"):
            cards.grade(*where, {"level": 6}, reader=STAFF)

    workspace.write(story)


def test_given_a_card_with_holes_when_handed_in_then_each_hole_has_to_say_why(
    workspace: Workspace,
) -> None:
    def story(session: Session) -> None:
        world = make_judging(session, cases=1)
        case, person = world.cases[0], world.reviewers[0]
        where = (session, world.round.id, case.id, person.id)
        grade_all(session, world.round, case, person, 4, submit=False)
        cards.grade(*where, "spread", {"level": None, "opinion": ""}, reader=STAFF)

        with pytest.raises(ScoringRefusedError, match="opinion_missing"):
            cards.submit(*where, reader=STAFF)
        cards.grade(*where, "spread", {"opinion": "협약서 사본 없음"}, reader=STAFF)
        cards.submit(*where, reader=STAFF)

        found = cards.card(*where, reader=STAFF)
        assert (found.state, found.may_write) == (ScorecardState.SUBMITTED, False)
        assert (found.points.low, found.points.high) == (76_800, 80_800)
        with pytest.raises(ScoringRefusedError, match="submitted"):
            cards.say(*where, "더 적기", reader=STAFF)
        with pytest.raises(StaffOnlyError):
            cards.reopen(*where, reader=Reader(person.id))
        cards.reopen(*where, reader=STAFF)
        cards.say(*where, "더 적기", reader=STAFF)

    workspace.write(story)


def test_given_a_round_that_is_not_on_then_nobody_scores(workspace: Workspace) -> None:
    def story(session: Session) -> None:
        world = make_judging(session, cases=1, state=RoundState.PREPARING)
        where = (session, world.round.id, world.cases[0].id, world.reviewers[0].id)
        with pytest.raises(ScoringRefusedError, match="not_scoring"):
            cards.say(*where, "먼저", reader=STAFF)

        rounds.start(session, world.round.id)
        cards.say(*where, "지금", reader=STAFF)
        rounds.close(session, world.round.id)

        with pytest.raises(ScoringRefusedError, match="not_scoring"):
            cards.say(*where, "나중", reader=STAFF)
        assert cards.card(*where, reader=STAFF).opinion == "지금"

    workspace.write(story)


def test_given_the_card_of_another_then_a_reviewer_may_not_even_look(workspace: Workspace) -> None:
    def story(session: Session) -> None:
        world = make_judging(session, cases=1)
        mine, theirs = world.reviewers[:2]
        where = (session, world.round.id)

        with pytest.raises(NotAssignedError):
            cards.card(*where, world.cases[0].id, theirs.id, reader=Reader(mine.id))
        with pytest.raises(NotAssignedError):
            cards.pile(*where, theirs.id, reader=Reader(mine.id))

    workspace.write(story)


def test_given_evidence_of_another_case_then_it_is_refused(workspace: Workspace) -> None:
    def story(session: Session) -> None:
        world = make_judging(session, cases=1)
        where = (session, world.round.id, world.cases[0].id, world.reviewers[0].id, "level_gap")
        own, other = (
            keep(session, Attachment(case_id=case.id, name="계획서.pdf", size=1, sha256="0" * 64))
            for case in (world.cases[0], make_case(session))
        )

        cards.grade(*where, {"attachment_id": own.id, "page_number": 12}, reader=STAFF)
        with pytest.raises(ScoringRefusedError, match="other_case"):
            cards.grade(*where, {"attachment_id": other.id}, reader=STAFF)

    workspace.write(story)


def test_given_a_blind_round_then_neither_card_nor_pile_nor_files_tell_whose_it_is(
    workspace: Workspace,
) -> None:
    def story(session: Session) -> None:
        world = make_judging(session, cases=1, blind=True)
        case, person = world.cases[0], world.reviewers[0]
        firm = session.get_one(Company, case.company_id)
        firm.name, firm.representative = "한빛정밀 주식회사", "박가온"
        firm.brn, firm.phone = "1248100998", "055-000-0345"
        keep(session, Contact(company_id=firm.id, name="이두리", email="lee@hanbit.example"))
        asked = session.exec(select(Application)).one()
        asked.project_title = "한빛 정밀의 MES 구축"
        asked.summary = "대표 박가온, 담당 이두리(lee@hanbit.example, 010-1234-5678), 124-81-00998"
        keep(
            session,
            Attachment(case_id=case.id, name="한빛정밀_사업계획서.pdf", size=1, sha256="1" * 64),
        )
        session.flush()
        reader = Reader(person.id)
        where = (session, world.round.id)

        shown = (
            cards.card(*where, case.id, person.id, reader=reader),
            cards.pile(*where, person.id, reader=reader),
            files.list_files(*where, case.id, reader=reader),
        )

        told = repr([shown[0].dossier, shown[0].files, shown[1:]])
        secrets = ("한빛", "정밀", "박가온", "이두리", "hanbit", "1234-5678", "124-81", case.number)
        assert [secret for secret in secrets if secret in told] == []
        assert shown[0].dossier.project == "○○○의 MES 구축"
        assert shown[2][0].name == "○○○_사업계획서.pdf"
        assert shown[0].dossier.title == blind.alias(world.round.id, case.id)
        assert "한빛정밀" in repr(cards.card(*where, case.id, person.id, reader=STAFF).dossier)

    workspace.write(story)


def test_given_a_pack_without_a_card_then_the_one_that_ships_says_it_is_not_verified(
    workspace: Workspace,
) -> None:
    def story(session: Session) -> None:
        rules = card_rules(make_case(session, pack=""), RoundKind.TECHNICAL)

        assert rules.most == 100_000
        assert not rules.verified
        assert all(grade for rule in rules.criteria for grade, _ in rule.anchors)

    workspace.write(story)
