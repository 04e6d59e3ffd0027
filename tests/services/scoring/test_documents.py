"""Stories of the two forms of selection, filled from what was really scored and decided."""

from __future__ import annotations

import io
from datetime import date
from typing import TYPE_CHECKING

import pytest
from docx import Document

from db.tables import Case, Company
from db.words import DocumentKind, RoundKind, VoteChoice
from desktop.services.documents import make
from desktop.services.errors import FieldsMissingError
from desktop.services.scoring import meetings
from desktop.services.scoring.packs import card_rules
from tests.factory import make_conflict, make_reviewer, make_staff
from tests.services.scoring.judging import STAFF, Judging, grade_all, make_judging

if TYPE_CHECKING:
    from pathlib import Path

    from sqlmodel import Session

    from desktop.services.workspace import Workspace

DAY = date(2026, 3, 20)


def _judged(session: Session) -> Judging:
    world = make_judging(session, cases=2)
    for case, levels in zip(world.cases, ((5, 4, 3), (3, 3, 3)), strict=True):
        case.owner_id = make_staff(session, name="김나래").id
        session.get_one(Company, case.company_id).representative = "박대표"
        for person, level in zip(world.reviewers, levels, strict=True):
            hole = {"spread": None} if level == 4 else {}
            whole = dict.fromkeys(_codes(), level) | hole
            grade_all(session, world.round, case, person, whole)
    return world


def _codes() -> list[str]:
    rules = card_rules(Case(number="", pack=""), RoundKind.TECHNICAL)  # the card that ships
    return [rule.code for rule in rules.criteria]


def _text(path: Path) -> str:
    document = Document(io.BytesIO(path.read_bytes()))
    return "\n".join(
        cell.text for table in document.tables for row in table.rows for cell in row.cells
    )


def test_given_scores_when_the_summary_is_made_then_points_ranks_and_holes_stand_in_it(
    workspace: Workspace, tmp_path: Path
) -> None:
    def story(session: Session) -> Path:
        world = _judged(session)
        return make.make(
            session, tmp_path, world.cases[0].id, DocumentKind.SCORE_SUMMARY, today=DAY
        ).path

    text = _text(workspace.write(story).value)

    for told in ("평가1", "100", "80", "60", "공급망·산단으로의 확산", "1 / 2"):
        assert told in text
    assert "78.933 ~ 80.267" in text


def test_given_a_decision_when_the_minutes_are_made_then_votes_and_recusals_stand_in_them(
    workspace: Workspace, tmp_path: Path
) -> None:
    def story(session: Session) -> Path:
        world = _judged(session)
        case = world.cases[0]
        people = [make_reviewer(session, name=f"심의{at}") for at in range(4)]
        make_conflict(session, people[0], company_id=case.company_id)
        keys = [one.id for one in people]
        fields = {"quorum": 2, "chair_id": keys[1], "place": "대회의실", "held_on": DAY}
        meeting = meetings.add(session, world.round.id, fields, keys, reader=STAFF)
        for key in keys[:3]:
            meetings.attend(session, meeting, key, there=True, reader=STAFF)
        meetings.open_meeting(session, meeting, reader=STAFF)
        with pytest.raises(FieldsMissingError, match=r"심의\.판정"):
            make.make(session, tmp_path, case.id, DocumentKind.SELECTION_MINUTES, today=DAY)
        for key in keys[1:3]:
            meetings.vote(
                session, meeting, case.id, key, VoteChoice.SELECT, reader=STAFF, opinion="구체적임"
            )
        meetings.decide(session, meeting, case.id, reader=STAFF, opinion="원안 선정")
        meetings.edit(session, meeting, {"opinion": "보완 후 협약"}, reader=STAFF)
        return make.make(session, tmp_path, case.id, DocumentKind.SELECTION_MINUTES, today=DAY).path

    text = _text(workspace.write(story).value)

    for told in (
        "제척(이해관계 신고)", "불참", "구체적임", "재적 4명 · 참석 3명 · 정족수 2명",
        "선정 2 · 예비 0", "☑\u00a0선정", "원안 선정", "보완 후 협약", "심의1", "대회의실",
    ):  # fmt: skip
        assert told in text, told
