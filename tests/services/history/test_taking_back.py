"""Stories of undo and redo: linear, after a restart, over many rows, out of the past."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import text, update
from sqlmodel import col, select

from db.base import metadata, new_id, now
from db.errors import NotFoundError, NothingToUndoError
from db.tables import Case, Company, Kpi, Note
from db.words import Action, Changed, KpiDirection, Stage
from desktop.services import history
from desktop.services.workspace import Workspace
from tests.factory import make_case, make_company, make_kpi, make_note

if TYPE_CHECKING:
    from sqlmodel import Session


def everything(workspace: Workspace) -> dict[str, list[tuple[Any, ...]]]:
    """Return all storage values that the journal answers for."""

    def _read(session: Session) -> dict[str, list[tuple[Any, ...]]]:
        found = {}
        for name in metadata.tables:
            if not name.startswith("journal_"):
                names = ", ".join(
                    f'"{c.name}"' for c in metadata.tables[name].columns if c.name != "version"
                )
                rows = session.execute(text(f'SELECT {names} FROM "{name}" ORDER BY id'))
                found[name] = [tuple(row) for row in rows]
        return found

    return workspace.read(_read)


def _edit(workspace: Workspace, company: Any, **fields: Any) -> int | None:
    def _work(session: Session) -> None:
        session.get_one(Company, company).sqlmodel_update(fields)

    return workspace.write(_work, action=Action.COMPANY_EDIT, company="가나정밀").transaction


def _name(workspace: Workspace, company: Any) -> str | None:
    return workspace.read(
        lambda s: s.exec(select(Company.name).where(Company.id == company)).one_or_none()
    )


@pytest.fixture
def company(workspace: Workspace) -> Any:
    """Return the key of a kept company."""
    return workspace.write(
        lambda s: make_company(s, name="처음 이름").id, action=Action.COMPANY_ADD
    ).value


def test_given_an_edit_when_undone_then_the_old_value_is_back_and_the_version_grew(
    workspace: Workspace, company: Any
):
    _edit(workspace, company, name="새 이름", employees=31)

    written = history.undo(workspace)

    assert _name(workspace, company) == "처음 이름"
    assert written.value.action is Action.COMPANY_EDIT
    assert written.value.facts == {"company": "가나정밀"}
    assert written.changed == {Changed.COMPANIES}
    assert workspace.read(lambda s: s.get_one(Company, company).version) == 3


def test_given_an_added_row_when_undone_and_redone_then_it_goes_and_comes_back(
    workspace: Workspace, company: Any
):
    history.undo(workspace)
    assert _name(workspace, company) is None

    written = history.redo(workspace)

    assert _name(workspace, company) == "처음 이름"
    assert written.value.about is Action.COMPANY_ADD


def test_given_three_changes_when_all_are_undone_then_nothing_is_left_and_redo_brings_all_back(
    workspace: Workspace, company: Any
):
    _edit(workspace, company, name="둘째 이름")
    _edit(workspace, company, name="셋째 이름")
    after = everything(workspace)

    names = [_name(workspace, company)]
    for _ in range(3):
        history.undo(workspace)
        names.append(_name(workspace, company))
    with pytest.raises(NothingToUndoError):
        history.undo(workspace)
    for _ in range(3):
        history.redo(workspace)
    with pytest.raises(NothingToUndoError):
        history.redo(workspace)

    assert names == ["셋째 이름", "둘째 이름", "처음 이름", None]
    assert everything(workspace) == after


def test_given_a_restart_when_undone_then_the_stack_is_still_there(
    workspace: Workspace, company: Any
):
    _edit(workspace, company, name="둘째 이름")
    history.undo(workspace)
    workspace.close()

    again = Workspace.open(workspace.folder, centre="GN")
    history.redo(again)
    assert _name(again, company) == "둘째 이름"
    history.undo(again)
    history.undo(again)

    assert _name(again, company) is None
    again.close()


def test_given_an_undo_when_something_new_is_done_then_redo_is_over(
    workspace: Workspace, company: Any
):
    _edit(workspace, company, name="둘째 이름")
    history.undo(workspace)
    _edit(workspace, company, phone="055-000-0000")

    with pytest.raises(NothingToUndoError):
        history.redo(workspace)
    history.undo(workspace)
    history.redo(workspace)  # only the new one
    with pytest.raises(NothingToUndoError):
        history.redo(workspace)

    assert _name(workspace, company) == "처음 이름"


@pytest.mark.parametrize("action", [Action.SEED, Action.DEMO])
def test_given_what_ships_with_the_program_when_undone_then_it_stays(
    workspace: Workspace, action: Action
):
    kept = workspace.write(make_company, action=action)

    with pytest.raises(NothingToUndoError):
        history.undo(workspace)
    with pytest.raises(NothingToUndoError):
        history.undo_transaction(workspace, kept.transaction or 0)


def test_given_many_touches_of_a_row_in_one_change_when_undone_then_the_net_effect_is_taken_back(
    workspace: Workspace, company: Any
):
    before = everything(workspace)

    def _many(session: Session) -> None:
        row = session.get_one(Company, company)
        for name in ("가", "나", "다"):
            row.name = name
            session.flush()
        row.phone = "055-000-0000"
        session.flush()
        row.phone = ""
        new = make_company(session, name="곧 지움")
        new.deleted = True
        session.flush()
        make_note(session, make_case(session, row)).text = "고침"

    workspace.write(_many, action=Action.CASE_OPEN)
    after = everything(workspace)
    history.undo(workspace)

    undone = everything(workspace)
    assert [row for row in undone["company"] if row in before["company"]] == before["company"]
    assert workspace.read(lambda s: s.exec(select(Case)).all() + s.exec(select(Note)).all()) == []

    history.redo(workspace)
    assert everything(workspace) == after


def test_given_rows_of_one_table_edited_differently_when_undone_then_each_gets_its_own_back(
    workspace: Workspace, company: Any
):
    other = workspace.write(lambda s: make_company(s, name="다른 회사", phone="1").id).value
    before = everything(workspace)

    def _edit(session: Session) -> None:
        session.get_one(Company, company).name = "새 이름"
        session.get_one(Company, other).sqlmodel_update({"phone": "2", "employees": None})

    workspace.write(_edit)
    history.undo(workspace)

    assert everything(workspace) == before


def test_given_a_removed_row_when_undone_then_people_see_it_again(
    workspace: Workspace, company: Any
):
    _edit(workspace, company, deleted=True)
    assert _name(workspace, company) is None

    history.undo(workspace)

    assert _name(workspace, company) == "처음 이름"


def test_given_a_row_added_and_removed_at_once_when_undone_then_the_stack_moves_on(
    workspace: Workspace, company: Any
):
    def _nothing(session: Session) -> None:
        make_company(session).deleted = True
        session.flush()

    workspace.write(_nothing, action=Action.COMPANY_ADD)

    assert history.undo(workspace).changed == frozenset()
    history.undo(workspace)
    assert _name(workspace, company) is None
    history.redo(workspace)
    history.redo(workspace)
    assert _name(workspace, company) == "처음 이름"


def test_given_a_row_erased_by_raw_sql_when_undone_then_it_is_put_back_as_it_was(
    workspace: Workspace, company: Any
):
    note = workspace.write(lambda s: make_note(s, make_case(s)), action=Action.NOTE_EDIT).value
    before = everything(workspace)

    def _erase(session: Session) -> None:
        session.execute(update(Note).values(text="곧 없음"))
        session.execute(text("DELETE FROM note"))
        session.execute(text("DELETE FROM 'case'"))

    workspace.write(_erase, action=Action.NOTE_EDIT)
    assert workspace.read(lambda s: s.get(Note, note.id)) is None
    history.undo(workspace)

    assert everything(workspace) == before
    history.redo(workspace)
    assert workspace.read(lambda s: s.exec(select(Note)).all()) == []
    history.undo(workspace)
    assert everything(workspace) == before


def test_given_numbers_with_long_fractions_when_undone_then_they_come_back_to_the_last_digit(
    workspace: Workspace,
):
    precise = 0.1 + 0.2
    kpi = workspace.write(lambda s: make_kpi(s, weight=precise, baseline=1 / 3).id).value
    workspace.write(lambda s: s.execute(update(Kpi).values(weight=2.5, baseline=None)))

    history.undo(workspace)

    row = workspace.read(lambda s: s.get_one(Kpi, kpi))
    assert (row.weight, row.baseline) == (precise, 1 / 3)
    assert (row.target, row.direction) == (120, KpiDirection.UP)


def test_given_a_past_change_when_only_that_is_undone_then_later_ones_stay(
    workspace: Workspace, company: Any
):
    first = _edit(workspace, company, name="둘째 이름")
    _edit(workspace, company, phone="055-000-0000")

    undone = history.undo_transaction(workspace, first or 0)

    row = workspace.read(lambda s: s.get_one(Company, company))
    assert (row.name, row.phone) == ("처음 이름", "055-000-0000")
    with pytest.raises(NothingToUndoError):
        history.undo_transaction(workspace, first or 0)
    # Taking the undo back does it again, and that can be taken back by its own line, too.
    again = history.undo_transaction(workspace, undone.transaction or 0)
    assert _name(workspace, company) == "둘째 이름"
    assert workspace.read(lambda s: history.list_changes(s)[0].action) is Action.REDO
    history.undo_transaction(workspace, again.transaction or 0)
    assert _name(workspace, company) == "처음 이름"


def test_given_no_such_change_when_undone_then_it_says_so(workspace: Workspace):
    with pytest.raises(NotFoundError):
        history.undo_transaction(workspace, 77)


def test_given_nothing_when_undone_or_redone_then_it_says_so_and_writes_nothing(
    workspace: Workspace,
):
    for step in (history.undo, history.redo):
        with pytest.raises(NothingToUndoError):
            step(workspace)

    assert workspace.read(history.list_changes) == []


def test_given_an_import_of_many_rows_when_undone_and_redone_then_all_of_them_go_and_come(
    workspace: Workspace,
):
    at = now()
    rows = [
        {"id": new_id(), "centre": "GN", "name": f"회사 {n}", "created_at": at} for n in range(3000)
    ]
    workspace.write(lambda s: s.execute(Company.__table__.insert(), rows), action=Action.IMPORT)
    workspace.write(
        lambda s: s.execute(update(Company).where(col(Company.name) > "회사 2").values(sido="48"))
    )
    after = everything(workspace)

    history.undo(workspace)
    assert set(workspace.read(lambda s: s.exec(select(Company.sido)).all())) == {""}
    history.undo(workspace)
    assert workspace.read(lambda s: s.exec(select(Company.id)).all()) == []
    history.redo(workspace)
    history.redo(workspace)

    assert everything(workspace) == after


def test_given_a_case_that_moved_on_when_undone_then_enums_and_dates_are_whole_again(
    workspace: Workspace,
):
    case = workspace.write(lambda s: make_case(s).id).value

    def _advance(session: Session) -> None:
        session.get_one(Case, case).stage = Stage.MATCHING

    workspace.write(_advance, action=Action.CASE_ADVANCE)
    history.undo(workspace)

    assert workspace.read(lambda s: s.get_one(Case, case).stage) is Stage.APPLICATION
