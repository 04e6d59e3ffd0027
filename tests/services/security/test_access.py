"""Stories of the log of access: who looked at what is known, once a day, and never undone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlmodel import update

from db.base import now
from db.tables import AccessEntry
from db.words import AccessKind, Action
from desktop.services import history
from desktop.services.security import access
from desktop.services.security.verify import verify
from tests.factory import make_case, make_company, make_staff

if TYPE_CHECKING:
    from uuid import UUID

    from sqlmodel import Session

    from desktop.services.workspace import Workspace


@pytest.fixture
def company(workspace: Workspace) -> UUID:
    """Return a company; somebody works here."""
    workspace.person = workspace.write(lambda s: make_staff(s, name="김가온").id).value
    return workspace.write(
        lambda s: make_company(s, name="한빛정밀").id, action=Action.COMPANY_ADD
    ).value


def _look(workspace: Workspace, row: UUID) -> bool:
    return workspace.write(
        lambda s: access.note(s, AccessKind.PERSONAL_DATA, "company", row), action=Action.VIEW
    ).value


def test_given_somebody_looks_twice_a_day_then_it_is_noted_once_with_who_and_what(
    workspace: Workspace, company: UUID
):
    assert _look(workspace, company)
    assert not _look(workspace, company)

    (entry,) = workspace.read(lambda s: access.list_access(s, row=company))

    assert (entry.by, entry.tbl, entry.row) == (workspace.person, "company", company)
    assert entry.kind is AccessKind.PERSONAL_DATA


def test_given_yesterdays_entry_or_another_person_then_it_is_noted_again(
    workspace: Workspace, company: UUID
):
    _look(workspace, company)
    yesterday = now().replace(year=now().year - 1)
    workspace.write(lambda s: s.exec(update(AccessEntry).values(at=yesterday)))
    assert _look(workspace, company)

    workspace.person = workspace.write(lambda s: make_staff(s, name="이주임").id).value

    assert _look(workspace, company)


def test_given_what_was_looked_at_then_undo_passes_it_by_and_the_history_shows_it_on_request(
    workspace: Workspace, company: UUID
):
    _look(workspace, company)

    plain = [change.action for change in workspace.read(history.list_changes)]
    whole = workspace.read(lambda s: history.list_changes(s, viewing=True))
    undone = history.undo(workspace).value

    assert Action.VIEW not in plain
    assert whole[0].action is Action.VIEW
    assert not whole[0].can_be_taken_back
    assert undone.action is Action.COMPANY_ADD
    assert verify(workspace).is_clean


def test_given_an_entry_about_a_case_then_it_belongs_to_the_case(workspace: Workspace):
    def _note(session: Session) -> UUID:
        case = make_case(session)
        access.note(session, AccessKind.SLATE, "case", case.id, case_id=case.id)
        return case.id

    case = workspace.write(_note).value

    changes = workspace.read(lambda s: history.list_changes(s, root=case, viewing=True))
    assert len(changes) == 1
    assert (
        workspace.read(lambda s: s.get_one(AccessEntry, access.list_access(s)[0].id)).case_id
        == case
    )
