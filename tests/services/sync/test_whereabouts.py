"""Stories of how far the changes of single rows have come."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import text

from db.tables import Attachment, Case
from db.words import Action, SyncState
from desktop.services import rows
from desktop.services.cases import notes
from desktop.services.sync import absent, whereabouts
from desktop.services.sync.whereabouts import Whereabouts
from tests.factory import keep, make_case
from tests.services.sync.disputed import case_with_conflicts, enrolled

if TYPE_CHECKING:
    from uuid import UUID

    from sqlmodel import Session

    from desktop.services.workspace import Workspace


def _two_cases(session: Session) -> tuple[UUID, UUID]:
    enrolled(session)
    return make_case(session).id, make_case(session).id


def _all_is(workspace: Workspace, words: str) -> None:
    """Let every change so far be sent ("turn = 1"), or confirmed ("turn = 1, n = 5")."""
    workspace.write(lambda s: s.execute(text(f"UPDATE journal_transaction SET {words}")))


def _where(workspace: Workspace, *cases: UUID) -> list[Whereabouts]:
    found = workspace.read(lambda s: whereabouts.of_rows(s, "case", cases))
    return [found[case] for case in cases]


def test_given_a_computer_without_a_hub_then_rows_have_no_state(workspace: Workspace):
    case = workspace.write(lambda s: make_case(s).id).value

    assert _where(workspace, case) == [Whereabouts(None, 0)]


def test_given_changes_that_were_sent_and_confirmed_then_each_row_says_so(workspace: Workspace):
    one, other = workspace.write(_two_cases).value
    assert [found.state for found in _where(workspace, one, other)] == [SyncState.HERE] * 2

    _all_is(workspace, "turn = 1")
    assert [found.state for found in _where(workspace, one, other)] == [SyncState.SENT] * 2

    _all_is(workspace, "turn = 1, n = 5")
    assert [found.state for found in _where(workspace, one, other)] == [SyncState.CONFIRMED] * 2


def test_given_a_note_under_a_case_when_it_is_only_here_then_the_case_is_not_yet_sent(
    workspace: Workspace,
):
    one, other = workspace.write(_two_cases).value
    _all_is(workspace, "turn = 1, n = 5")

    workspace.write(lambda s: notes.add(s, "전화함", case_id=one), action=Action.NOTE_EDIT)

    assert [found.state for found in _where(workspace, one, other)] == [
        SyncState.HERE,
        SyncState.CONFIRMED,
    ]


def test_given_a_row_with_a_sent_and_an_unsent_change_then_it_is_only_here(workspace: Workspace):
    one, _other = workspace.write(_two_cases).value
    _all_is(workspace, "turn = 1")

    workspace.write(lambda s: rows.change(rows.find(s, Case, one), {"title": "새 이름"}))

    assert _where(workspace, one)[0].state is SyncState.HERE


def test_given_conflicts_then_the_fields_are_counted(workspace: Workspace):
    case = workspace.write(case_with_conflicts).value

    assert _where(workspace, case)[0].conflicts == 2


def test_given_attachments_without_their_bytes_then_they_are_named(workspace: Workspace):
    def make(session: Session) -> None:
        case = make_case(session)
        keep(
            session,
            Attachment(case_id=case.id, name="견적서.pdf", size=1_000, sha256="ab" * 32),
        )

    workspace.write(make)

    (found,) = workspace.read(lambda s: absent.absent_files(s, workspace.blobs))
    assert (found.name, found.size) == ("견적서.pdf", 1_000)

    place = workspace.blobs / "ab" / ("ab" * 32)
    place.parent.mkdir(parents=True)
    place.write_bytes(b"here")
    assert workspace.read(lambda s: absent.absent_files(s, workspace.blobs)) == []
