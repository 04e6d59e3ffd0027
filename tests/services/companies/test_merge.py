"""Stories of merging two rows of one company: what moves, what is chosen, what undo finds."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from sqlmodel import select

from db.errors import RefusedValueError
from db.tables import Case, Company, Contact, Note, Site
from db.tables.journal import JournalOp
from db.words import Action
from desktop.services import history
from desktop.services.companies import merge
from desktop.services.errors import SameCompanyError
from tests.factory import make_case, make_company, make_contact, make_note, make_site

if TYPE_CHECKING:
    from uuid import UUID

    from sqlmodel import Session

    from desktop.services.workspace import Workspace


def _two(session: Session) -> tuple[UUID, UUID]:
    keep = make_company(session, name="(주)대성정밀", brn="0000000043", phone="055-000-0001")
    absorb = make_company(
        session,
        name="대성 정밀 주식회사",
        brn="0000000056",
        phone="055-000-0002",
        email="a@b.example",
    )
    make_contact(session, keep, name="박담당")
    make_contact(session, absorb, name="이담당")
    make_site(session, absorb, name="2공장")
    case = make_case(session, absorb)
    make_note(session, case)
    make_note(session, case).deleted = True
    session.add(Note(centre="GN", company_id=absorb.id, text="기업 메모"))
    return keep.id, absorb.id


@pytest.fixture
def both(workspace: Workspace) -> tuple[UUID, UUID]:
    return workspace.write(_two).value


def test_given_two_rows_when_previewed_then_differences_and_moves_are_told(
    workspace: Workspace, both: tuple[UUID, UUID]
):
    preview = workspace.read(lambda s: merge.preview(s, *both))

    told = {difference.field: difference.chosen for difference in preview.differences}
    assert told == {"name": "keep", "brn": "keep", "phone": "keep", "email": "absorb"}
    assert preview.moves == {"site": 1, "contact": 1, "case": 1, "note": 1, "attachment": 0}


def test_given_two_rows_when_merged_then_everything_belongs_to_the_kept_one(
    workspace: Workspace, both: tuple[UUID, UUID]
):
    keep, absorb = both

    merged = workspace.write(
        lambda s: merge.merge(s, keep, absorb, choices={"phone": "absorb"})
    ).value

    assert merged.moved == {"site": 1, "contact": 1, "case": 1, "note": 1, "attachment": 0}
    assert sorted(merged.changed) == ["email", "phone"]

    def _look(session: Session) -> Any:
        kept = session.get(Company, keep)
        gone = session.exec(
            select(Company).where(Company.id == absorb).execution_options(with_deleted=True)
        ).one()
        owners = {row.company_id for table in (Site, Case) for row in session.exec(select(table))}
        mains = [c.name for c in session.exec(select(Contact)) if c.main]
        assert kept is not None
        return kept.name, kept.phone, kept.email, gone.deleted, gone.duplicate_of, owners, mains

    assert workspace.read(_look) == (
        "(주)대성정밀", "055-000-0002", "a@b.example", True, keep, {keep}, ["박담당"],
    )  # fmt: skip


def test_given_an_earlier_merge_when_merged_again_then_nothing_points_to_a_hidden_row(
    workspace: Workspace, both: tuple[UUID, UUID]
):
    keep, absorb = both
    third = workspace.write(lambda s: make_company(s, name="대성정밀").id).value

    workspace.write(lambda s: merge.merge(s, absorb, third))
    workspace.write(lambda s: merge.merge(s, keep, absorb))

    def _pointed(session: Session) -> Any:
        everything = select(Company).execution_options(with_deleted=True)
        return {c.id: c.duplicate_of for c in session.exec(everything)}

    assert workspace.read(_pointed) == {keep: None, absorb: keep, third: keep}


def test_given_a_merge_when_the_journal_is_read_then_each_move_can_be_taken_back(
    workspace: Workspace, both: tuple[UUID, UUID]
):
    keep, absorb = both
    number = workspace.write(lambda s: merge.merge(s, keep, absorb)).transaction

    ops = workspace.read(
        lambda s: [
            (op.tbl, json.loads(op.data))
            for op in s.exec(select(JournalOp).where(JournalOp.tx == number))
        ]
    )

    assert {table for table, _ in ops} == {"company", "site", "contact", "case", "note"}
    moves = [change["company_id"] for _, change in ops if "company_id" in change]
    assert moves == [[absorb.hex, keep.hex]] * 4


def test_given_a_merge_when_undone_then_both_companies_have_their_own_again(
    workspace: Workspace, both: tuple[UUID, UUID]
):
    def owners(session: Session) -> Any:
        tables = (Site, Contact, Case, Note)
        return [[row.company_id for row in session.exec(select(table))] for table in tables]

    before = workspace.read(owners)
    workspace.write(lambda s: merge.merge(s, *both), action=Action.COMPANY_MERGE)
    assert workspace.read(owners) != before

    history.undo(workspace)

    assert workspace.read(owners) == before
    absorbed = workspace.read(lambda s: s.get(Company, both[1]))
    assert absorbed is not None
    assert absorbed.duplicate_of is None


def test_given_one_row_when_merged_with_itself_then_it_is_refused(
    workspace: Workspace, both: tuple[UUID, UUID]
):
    with pytest.raises(SameCompanyError):
        workspace.write(lambda s: merge.merge(s, both[0], both[0]))


def test_given_a_choice_that_is_none_when_merged_then_nothing_moves(
    workspace: Workspace, both: tuple[UUID, UUID]
):
    with pytest.raises(RefusedValueError):
        workspace.write(lambda s: merge.merge(s, *both, choices={"name": "both"}))  # type: ignore[dict-item]

    assert workspace.read(lambda s: s.get(Company, both[1])) is not None
