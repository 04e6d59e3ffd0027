"""Stories of changes that can't be taken back alone, because somebody built on them."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING, Any

import pytest
from sqlmodel import select

from db.errors import CannotUndoError
from db.tables import Case, Company, Contact, Site, Staff, Supplier
from db.words import Action
from desktop.services import history
from tests.factory import (
    make_case,
    make_company,
    make_contact,
    make_site,
    make_staff,
    make_supplier,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlmodel import Session

    from desktop.services.workspace import Workspace


def _write(workspace: Workspace, work: Callable[[Session], Any]) -> tuple[Any, int]:
    written = workspace.write(work, action=Action.COMPANY_EDIT)
    assert written.transaction is not None
    return written.value, written.transaction


def _set(table: type[Any], key: Any, **fields: Any) -> Callable[[Session], Any]:
    return lambda session: session.get_one(table, key).sqlmodel_update(fields)


def _undo_fails(workspace: Workspace, change: int) -> dict[str, Any]:
    headers = workspace.read(lambda s: len(history.list_changes(s)))
    with pytest.raises(CannotUndoError) as failure:
        history.undo_transaction(workspace, change)
    assert workspace.read(lambda s: len(history.list_changes(s))) == headers
    return failure.value.facts


def test_given_a_field_edited_again_when_the_first_edit_is_undone_then_it_says_who_and_when(
    workspace: Workspace,
):
    company, _ = _write(workspace, lambda s: make_company(s).id)
    workspace.person, _ = _write(workspace, lambda s: make_staff(s, name="이주임").id)
    _, first = _write(workspace, _set(Company, company, name="둘째", phone="1"))
    _, second = _write(workspace, _set(Company, company, name="셋째"))

    facts = _undo_fails(workspace, first)

    change = workspace.read(lambda s: history.change_of(s, second))
    assert change is not None
    assert facts == {
        "transaction": first,
        "table": "company",
        "row": company,
        "field": "name",
        "who": "이주임",
        "when": change.at,
    }
    assert workspace.read(lambda s: s.get_one(Company, company).name) == "셋째"


def test_given_later_edits_that_were_taken_back_when_undone_then_they_do_not_count(
    workspace: Workspace,
):
    company, _ = _write(workspace, lambda s: make_company(s, name="첫째").id)
    _, first = _write(workspace, _set(Company, company, name="둘째"))
    _write(workspace, _set(Company, company, name="셋째"))
    history.undo(workspace)

    history.undo_transaction(workspace, first)

    assert workspace.read(lambda s: s.get_one(Company, company).name) == "첫째"


def test_given_a_value_that_went_and_came_back_when_undone_then_the_later_steps_still_count(
    workspace: Workspace,
):
    """Otherwise these steps could never be taken back themselves."""
    company, _ = _write(workspace, lambda s: make_company(s, name="첫째").id)
    _, first = _write(workspace, _set(Company, company, name="둘째"))
    _write(workspace, _set(Company, company, name="셋째"))
    _write(workspace, _set(Company, company, name="둘째"))

    assert _undo_fails(workspace, first)["field"] == "name"


def test_given_a_field_set_and_set_back_in_one_change_when_undone_then_later_edits_of_it_are_free(
    workspace: Workspace,
):
    company, _ = _write(workspace, lambda s: make_company(s, name="첫째").id)

    def _to_and_fro(session: Session) -> None:
        row = session.get_one(Company, company)
        for name in ("둘째", "첫째"):
            row.name = name
            session.flush()
        row.phone = "1"

    _, change = _write(workspace, _to_and_fro)
    _write(workspace, _set(Company, company, name="셋째"))

    history.undo_transaction(workspace, change)

    row = workspace.read(lambda s: s.get_one(Company, company))
    assert (row.name, row.phone) == ("셋째", "")


def test_given_an_added_row_that_was_edited_when_adding_is_undone_then_it_refuses(
    workspace: Workspace,
):
    company, added = _write(workspace, lambda s: make_company(s).id)
    _write(workspace, _set(Company, company, phone="055-000-0000"))

    facts = _undo_fails(workspace, added)

    assert (facts["table"], facts["field"]) == ("company", "phone")


def test_given_an_added_row_that_others_refer_to_when_undone_then_it_names_who_refers(
    workspace: Workspace,
):
    def _find(session: Session) -> Company:
        return session.get_one(Company, company)

    company, added = _write(workspace, lambda s: make_company(s).id)
    site, _ = _write(workspace, lambda s: make_site(s, _find(s)).id)

    facts = _undo_fails(workspace, added)
    assert (facts["table"], facts["row"], facts["field"]) == ("site", site, "company_id")

    _write(workspace, _set(Site, site, deleted=True))
    history.undo_transaction(workspace, added)
    assert workspace.read(lambda s: s.exec(select(Company)).all()) == []


def test_given_rows_added_together_when_undone_then_they_do_not_stand_in_their_own_way(
    workspace: Workspace,
):
    company, _ = _write(workspace, lambda s: make_company(s).id)
    case, _ = _write(workspace, lambda s: make_case(s, s.get_one(Company, company)).id)

    def _together(session: Session) -> None:
        supplier = make_supplier(session)
        session.get_one(Case, case).supplier_id = supplier.id
        make_contact(session, make_company(session))

    _, together = _write(workspace, _together)
    history.undo_transaction(workspace, together)

    assert workspace.read(lambda s: s.get_one(Case, case).supplier_id) is None
    assert workspace.read(lambda s: s.exec(select(Supplier)).all()) == []
    assert workspace.read(lambda s: s.exec(select(Contact)).all()) == []


def test_given_a_case_given_to_a_restored_person_when_restoring_is_undone_then_it_refuses(
    workspace: Workspace,
):
    staff, _ = _write(workspace, lambda s: make_staff(s).id)
    old_case, _ = _write(workspace, lambda s: make_case(s, owner_id=staff).id)
    _write(workspace, _set(Staff, staff, deleted=True))

    def _restore(session: Session) -> None:
        query = select(Staff).execution_options(with_deleted=True)
        session.exec(query).one().deleted = False

    _, restored = _write(workspace, _restore)
    history.undo_transaction(workspace, restored)  # the old case referred to it before, too
    history.redo(workspace)
    case, _ = _write(workspace, lambda s: make_case(s, owner_id=staff).id)

    facts = _undo_fails(workspace, restored)

    assert (facts["table"], facts["row"], facts["field"]) == ("case", case, "owner_id")
    assert case != old_case


@pytest.mark.parametrize("first", ["remove the site", "give the case another supplier"])
def test_given_a_target_removed_since_when_a_row_would_refer_to_it_again_then_it_refuses(
    workspace: Workspace, first: str
):
    company, _ = _write(workspace, lambda s: make_company(s).id)
    site, _ = _write(workspace, lambda s: make_site(s, s.get_one(Company, company)).id)
    supplier, _ = _write(workspace, lambda s: make_supplier(s).id)
    case, _ = _write(workspace, lambda s: make_case(s, supplier_id=supplier).id)
    if first == "remove the site":
        _, change = _write(workspace, _set(Site, site, deleted=True))
        _write(workspace, _set(Company, company, deleted=True))
        expected = ("site", site, "company_id")
    else:
        _, change = _write(workspace, _set(Case, case, supplier_id=None))
        _write(workspace, _set(Supplier, supplier, deleted=True))
        expected = ("case", case, "supplier_id")

    facts = _undo_fails(workspace, change)

    assert (facts["table"], facts["row"], facts["field"]) == expected
    history.undo(workspace)
    history.undo(workspace)


def test_given_a_value_that_another_tool_wrote_when_undone_then_it_is_not_run_over(
    workspace: Workspace,
):
    company, _ = _write(workspace, lambda s: make_company(s, name="첫째").id)
    _, edit = _write(workspace, _set(Company, company, name="둘째"))
    other = sqlite3.connect(workspace.file)
    with other:
        other.execute("UPDATE company SET name = '바깥', version = version + 1")
    other.close()

    facts = _undo_fails(workspace, edit)

    assert (facts["field"], facts["who"]) == ("name", "")


def test_given_a_value_changed_past_the_journal_when_undone_then_it_is_still_noticed(
    workspace: Workspace,
):
    company, _ = _write(workspace, lambda s: make_company(s, name="첫째").id)
    _, edit = _write(workspace, _set(Company, company, name="둘째"))
    _write(workspace, lambda s: make_company(s))
    other = sqlite3.connect(workspace.file)
    with other:
        other.execute("UPDATE journal_context SET quiet = 1")
        other.execute("UPDATE company SET name = '바깥' WHERE name = '둘째'")
        other.execute("UPDATE journal_context SET quiet = 0")
    other.close()

    assert _undo_fails(workspace, edit)["field"] == "name"
