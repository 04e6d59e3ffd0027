"""Stories of reading the history: lists, parts of a change, one field, one case, a past day."""

from __future__ import annotations

import json
import sqlite3
from datetime import UTC, date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import text

from db.base import now
from db.tables import Case, Company, Deadline
from db.words import Action, DeadlineKind, Stage
from desktop.services import history
from desktop.services.history import FieldChange, RowKind
from tests.factory import make_case, make_company, make_deadline, make_note, make_staff

if TYPE_CHECKING:
    from uuid import UUID

    from sqlmodel import Session

    from desktop.services.workspace import Workspace


@pytest.fixture
def case(workspace: Workspace) -> UUID:
    """Return a case with three changes: opened, a deadline set, advanced by 이주임."""
    key = workspace.write(lambda s: make_case(s).id, action=Action.CASE_OPEN).value
    person = workspace.write(lambda s: make_staff(s, name="이주임").id, action=Action.STAFF_EDIT)
    workspace.person = person.value
    workspace.write(
        lambda s: make_deadline(s, s.get_one(Case, key)).id, action=Action.DEADLINE_EDIT
    )

    def _advance(session: Session) -> None:
        session.get_one(Case, key).stage = Stage.MATCHING

    workspace.write(_advance, action=Action.CASE_ADVANCE, reason="요건을 갖춤", to="matching")
    return key


def test_given_changes_when_listed_then_the_newest_comes_first_with_who_when_and_why(
    workspace: Workspace, case: UUID
):
    changes = workspace.read(history.list_changes)

    newest = changes[0]
    assert [change.action for change in changes] == [
        Action.CASE_ADVANCE,
        Action.DEADLINE_EDIT,
        Action.STAFF_EDIT,
        Action.CASE_OPEN,
    ]
    assert (newest.actor, newest.reason, newest.ops) == ("이주임", "요건을 갖춤", 1)
    assert (newest.facts, newest.device) == ({"to": "matching"}, workspace.device)
    assert newest.at.tzinfo is UTC
    assert now() - newest.at < timedelta(minutes=5)
    assert changes[-1].actor == ""
    assert newest.can_be_taken_back


def test_given_changes_when_paged_or_narrowed_then_only_those_are_listed(
    workspace: Workspace, case: UUID
):
    changes = workspace.read(history.list_changes)
    case_row = workspace.read(lambda s: s.get_one(Case, case))

    def _ids(**narrowed: Any) -> list[int]:
        return [c.id for c in workspace.read(lambda s: history.list_changes(s, **narrowed))]

    assert _ids(limit=2) == [4, 3]
    assert _ids(before=3) == [2, 1]
    assert _ids(root=case) == [4, 3, 1]
    assert _ids(row=case) == [4, 1]
    assert _ids(row=case_row.company_id) == [1]
    assert _ids(root="GN") == [4, 2, 1]
    assert _ids(root="SE") == []
    assert len(changes) == 4


def test_given_an_undo_when_listed_then_both_lines_tell(workspace: Workspace, case: UUID):
    history.undo(workspace)

    undo, advanced, *_ = workspace.read(history.list_changes)

    assert (undo.action, undo.about, undo.undoes) == (Action.UNDO, Action.CASE_ADVANCE, advanced.id)
    assert undo.facts["facts"] == {"to": "matching"}
    assert advanced.undone
    assert not advanced.can_be_taken_back
    assert workspace.read(history.next_undo).action is Action.DEADLINE_EDIT
    assert workspace.read(history.next_redo) == undo


def test_given_an_action_of_a_newer_program_when_listed_then_it_is_unknown(
    workspace: Workspace, case: UUID
):
    workspace.write(
        lambda s: (
            s.execute(text("UPDATE journal_transaction SET action = 'later.word' "))
            and make_note(s)
        )
    )

    assert Action.UNKNOWN in {c.action for c in workspace.read(history.list_changes)}
    assert workspace.read(history.next_undo) is not None


def test_given_a_change_when_its_parts_are_read_then_values_are_what_the_tables_mean(
    workspace: Workspace, case: UUID
):
    (advanced,) = workspace.read(lambda s: history.ops_of(s, 4))
    (deadline,) = workspace.read(lambda s: history.ops_of(s, 3))

    assert (advanced.table, advanced.row, advanced.kind) == ("case", case, RowKind.EDITED)
    assert advanced.fields == (FieldChange("stage", Stage.APPLICATION, Stage.MATCHING),)
    assert deadline.kind is RowKind.ADDED
    new = {field.field: field.new for field in deadline.fields}
    assert (new["due"], new["kind"]) == (date(2026, 7, 9), DeadlineKind.CHANGE_REQUEST)
    assert (new["case_id"], new["verified"]) == (case, True)
    assert new["created_at"].tzinfo is UTC
    assert {field.old for field in deadline.fields} == {None}
    assert workspace.read(lambda s: history.ops_of(s, 1, limit=1, offset=1))[0].table == "case"
    assert workspace.read(lambda s: history.ops_of(s, 99)) == []


def test_given_a_row_removed_restored_and_erased_when_read_then_the_kinds_tell(
    workspace: Workspace, case: UUID
):
    for sql in (
        "UPDATE deadline SET deleted = 1",
        "UPDATE deadline SET deleted = 0",
        "DELETE FROM deadline",
    ):
        workspace.write(lambda s, sql=sql: s.execute(text(sql)))

    kinds = [workspace.read(lambda s, n=n: history.ops_of(s, n))[0].kind for n in (5, 6, 7)]

    assert kinds == [RowKind.REMOVED, RowKind.RESTORED, RowKind.REMOVED]


def test_given_fields_and_words_of_another_version_when_read_then_they_come_as_they_are_stored(
    workspace: Workspace, case: UUID
):
    with sqlite3.connect(workspace.file) as other:
        strange = {"stage": ["application", "fifth_room"], "gone": [1, 2], "created_at": ["x", "y"]}
        other.execute("UPDATE journal_op SET data = ? WHERE seq = 5", (json.dumps(strange),))
    other.close()

    (op,) = workspace.read(lambda s: history.ops_of(s, 4))

    assert op.fields == (
        FieldChange("stage", Stage.APPLICATION, "fifth_room"),
        FieldChange("gone", 1, 2),
        FieldChange("created_at", "x", "y"),
    )


def test_given_one_field_when_its_history_is_read_then_every_value_has_its_change(
    workspace: Workspace, case: UUID
):
    history.undo(workspace)

    versions = workspace.read(lambda s: history.field_history(s, "case", case, "stage"))

    assert [(v.change.action, v.old, v.new) for v in versions] == [
        (Action.UNDO, Stage.MATCHING, Stage.APPLICATION),
        (Action.CASE_ADVANCE, Stage.APPLICATION, Stage.MATCHING),
        (Action.CASE_OPEN, None, Stage.APPLICATION),
    ]


def test_given_a_case_when_its_timeline_is_read_then_all_that_belongs_to_it_is_told(
    workspace: Workspace, case: UUID
):
    workspace.write(lambda s: (make_company(s), make_note(s)))

    entries = workspace.read(lambda s: history.timeline(s, case))

    told = [
        (entry.change.action, [(row.table, row.kind, row.fields) for row in entry.rows])
        for entry in entries
    ]
    assert told == [
        (Action.CASE_ADVANCE, [("case", RowKind.EDITED, ("stage",))]),
        (Action.DEADLINE_EDIT, [("deadline", RowKind.ADDED, ())]),
        (Action.CASE_OPEN, [("case", RowKind.ADDED, ())]),
    ]
    assert workspace.read(lambda s: history.timeline(s, case, before=4, limit=1)) == entries[1:2]


def test_given_many_touches_in_one_change_when_told_then_a_row_appears_once(
    workspace: Workspace, case: UUID
):
    def _touch(session: Session) -> None:
        session.execute(text("UPDATE deadline SET note = '1'"))
        session.execute(text("UPDATE deadline SET note = '2', clause = ''"))
        session.execute(text("UPDATE deadline SET deleted = 1"))

    workspace.write(_touch)

    (entry,) = workspace.read(lambda s: history.timeline(s, case, limit=1))

    (row,) = entry.rows
    assert row.kind is RowKind.REMOVED
    assert set(row.fields) == {"note", "clause", "deleted"}


def test_given_a_past_moment_when_a_row_is_asked_for_then_it_stands_as_it_stood(
    workspace: Workspace, case: UUID
):
    moments = {c.id: c.at for c in workspace.read(history.list_changes)}
    deadline = workspace.read(lambda s: history.ops_of(s, 3))[0].row
    workspace.write(lambda s: s.get_one(Deadline, deadline).sqlmodel_update({"deleted": True}))

    def _then(table: str, row: UUID, at: Any) -> dict[str, Any] | None:
        return workspace.read(lambda s: history.row_as_of(s, table, row, at))

    before, after = _then("case", case, moments[3]), _then("case", case, moments[4])
    assert before is not None
    assert after is not None
    assert (before["stage"], after["stage"]) == (Stage.APPLICATION, Stage.MATCHING)
    assert _then("case", case, moments[1] - timedelta(seconds=1)) is None
    assert _then("deadline", deadline, moments[2]) is None
    assert (_then("deadline", deadline, moments[3]) or {})["deleted"] is False
    assert (_then("deadline", deadline, now()) or {})["deleted"] is True
    assert _then("company", case, now()) is None


def test_given_an_erased_row_when_asked_for_then_it_is_gone(workspace: Workspace, case: UUID):
    company = workspace.write(lambda s: make_company(s).id).value
    workspace.write(lambda s: s.delete(s.get_one(Company, company)))

    assert workspace.read(lambda s: history.row_as_of(s, "company", company, now())) is None


def test_given_a_past_moment_when_a_case_is_asked_for_then_all_of_it_stands_as_it_stood(
    workspace: Workspace, case: UUID
):
    moments = {c.id: c.at for c in workspace.read(history.list_changes)}

    def _then(at: Any) -> list[tuple[str, UUID, Any]]:
        return workspace.read(lambda s: history.case_as_of(s, case, at))

    first, later = _then(moments[3]), _then(moments[4])

    assert first[0][:2] == later[0][:2] == ("case", case)
    assert (first[0][2]["stage"], later[0][2]["stage"]) == (Stage.APPLICATION, Stage.MATCHING)
    assert [table for table, _, _ in first] == sorted(
        (table for table, _, _ in first), key=lambda table: (table != "case", table)
    )
    assert _then(moments[1] - timedelta(seconds=1)) == []


def test_given_a_row_that_came_with_a_snapshot_when_asked_for_then_its_first_values_are_known(
    workspace: Workspace, case: UUID
):
    company = workspace.write(lambda s: make_company(s, name="처음", phone="1").id).value
    workspace.receive(
        lambda c: (c.execute("DELETE FROM journal_op WHERE pk = ?", (company.hex,)).rowcount, set())
    )
    before = now()
    workspace.write(lambda s: s.get_one(Company, company).sqlmodel_update({"phone": "2"}))

    def _phone(at: Any) -> Any:
        found = workspace.read(lambda s: history.row_as_of(s, "company", company, at))
        return (found or {}).get("phone")

    assert (_phone(before), _phone(now())) == ("1", "2")
