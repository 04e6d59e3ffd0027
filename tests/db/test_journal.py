"""Stories of the journal's triggers: whoever writes, by whatever way, is written down."""

from __future__ import annotations

import json
import shutil
import sqlite3
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as some
from sqlalchemy import insert, text, update
from sqlalchemy.dialects.sqlite import insert as upsert
from sqlmodel import col, select

from db import journal
from db.base import UNJOURNALED, Record, metadata, new_id, now
from db.errors import RefusedValueError
from db.tables import Attachment, Case, Company, Kpi, Note
from db.tables.journal import JournalOp, JournalTransaction
from db.words import Action, Changed
from desktop.services.workspace import Workspace
from tests.factory import make_case, make_company, make_kpi, make_note

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from uuid import UUID

    from sqlmodel import Session

KEPT = sorted(journal.journaled().items())


def _ops(workspace: Workspace, change: int | None) -> list[tuple[str, str, dict[str, Any]]]:
    found = workspace.read(
        lambda s: s.exec(
            select(JournalOp).where(JournalOp.tx == change).order_by(col(JournalOp.seq))
        ).all()
    )
    return [(op.tbl, op.kind, json.loads(op.data)) for op in found]


@pytest.fixture
def company(workspace: Workspace) -> UUID:
    """Return the key of a kept company."""
    return workspace.write(lambda s: make_company(s, name="처음", phone="1").id).value


@pytest.mark.parametrize(("name", "kept"), KEPT, ids=[name for name, _ in KEPT])
def test_given_any_kept_table_then_it_says_who_listens_and_who_may_have_its_rows(
    name: str, kept: type[Record]
):
    columns = metadata.tables[name].columns

    assert isinstance(kept.CHANGED, Changed)
    assert kept.ROOT in columns
    assert kept.ROOT in ("centre", "case_id")
    assert kept.ROOT == "case_id" or "case_id" not in columns
    assert kept.__doc__
    assert set(journal.columns_of(name)) == set(columns.keys()) - UNJOURNALED
    assert isinstance(columns["id"].type.python_type, type)


def test_given_the_tables_then_all_but_the_journal_and_what_is_known_of_others_are_kept():
    others = set(metadata.tables) - set(journal.journaled())

    assert others == {
        "journal_transaction", "journal_op", "journal_context", "journal_segment",
        "sync_self", "sync_confirmed", "sync_conflict", "sync_parked", "sync_rejected", "sync_file",
    }  # fmt: skip


def test_given_a_row_added_by_the_mapper_then_all_its_fields_are_written_down(
    workspace: Workspace, company: UUID
):
    ((table, kind, fields),) = _ops(workspace, 1)

    assert (table, kind) == ("company", "insert")
    assert set(fields) == set(journal.columns_of("company"))
    assert (fields["id"], fields["name"], fields["deleted"]) == (company.hex, "처음", 0)


def test_given_an_edit_by_the_mapper_then_only_what_changed_is_written_down(
    workspace: Workspace, company: UUID
):
    def _edit(session: Session) -> None:
        session.get_one(Company, company).sqlmodel_update({"name": "나중", "employees": None})

    written = workspace.write(_edit)

    assert _ops(workspace, written.transaction) == [
        ("company", "update", {"name": ["처음", "나중"], "employees": [24, None]})
    ]
    assert written.changed == {Changed.COMPANIES}


def test_given_statements_that_pass_by_the_mapper_then_they_are_written_down_all_the_same(
    workspace: Workspace, company: UUID
):
    row = {"id": new_id(), "centre": "GN", "name": "둘째", "created_at": now()}
    statements = [
        update(Company).where(col(Company.id) == company).values(name="대량"),
        text("UPDATE company SET phone = '2' WHERE name = '대량'"),
        insert(Company).values(row),
        upsert(Company)
        .values(row)
        .on_conflict_do_update(index_elements=["id"], set_={"sido": "48"}),
        text("INSERT OR REPLACE INTO company SELECT * FROM company WHERE name = '둘째'"),
        text("DELETE FROM company WHERE name = '둘째'"),
    ]

    told = []
    for statement in statements:
        change = workspace.write(lambda s, statement=statement: s.execute(statement)).transaction
        told.append([(kind, fields) for _, kind, fields in _ops(workspace, change)])

    assert told[0] == [("update", {"name": ["처음", "대량"]})]
    assert told[1] == [("update", {"phone": ["1", "2"]})]
    assert told[2][0][0] == "insert"
    assert told[3] == [("update", {"sido": ["", "48"]})]
    assert [kind for kind, _ in told[4]][-1] == "insert"
    assert [kind for kind, _ in told[5]] == ["delete"]
    assert told[5][0][1]["sido"] == "48"


def test_given_another_tool_that_writes_then_that_is_written_down_without_a_change(
    workspace: Workspace, company: UUID
):
    other = sqlite3.connect(workspace.file)
    with other:
        other.execute("UPDATE company SET name = '바깥'")
    other.close()

    assert _ops(workspace, None) == [("company", "update", {"name": ["처음", "바깥"]})]


def test_given_only_a_new_version_then_nothing_is_written_down(workspace: Workspace, company: UUID):
    written = workspace.write(
        lambda s: s.execute(text("UPDATE company SET version = version + 1, name = name"))
    )

    assert (written.transaction, written.changed) == (None, frozenset())
    assert workspace.read(lambda s: len(s.exec(select(JournalTransaction)).all())) == 1
    assert workspace.read(lambda s: s.get_one(Company, company).version) == 2


@pytest.mark.parametrize("field", ["id", "centre", "case_id"])
def test_given_a_key_or_root_then_nobody_can_change_it(workspace: Workspace, field: str):
    note = workspace.write(make_note).value
    other_case = workspace.write(make_case).value.id
    value = {"id": new_id().hex, "centre": "SE", "case_id": other_case.hex}[field]

    with pytest.raises(RefusedValueError) as failure:
        workspace.write(
            lambda s: s.execute(text(f"UPDATE note SET {field} = :value"), {"value": value})
        )

    assert failure.value.limit == "key and root never change"
    assert workspace.read(lambda s: s.get_one(Note, note.id)).case_id == note.case_id


def test_given_a_root_that_may_be_empty_then_the_centre_stands_in_for_it(workspace: Workspace):
    def _add(session: Session) -> UUID:
        company = make_company(session)
        session.add(
            Attachment(centre="GN", company_id=company.id, name="a", size=0, sha256="0" * 64)
        )
        case = make_case(session, company)
        session.add(Attachment(centre="GN", case_id=case.id, name="b", size=0, sha256="0" * 64))
        return case.id

    case = workspace.write(_add).value

    roots = workspace.read(
        lambda s: s.exec(select(JournalOp.root).where(JournalOp.tbl == "attachment")).all()
    )
    assert sorted(roots) == sorted(["GN", case.hex])


def test_given_an_edit_by_the_mapper_then_the_version_counts_the_saves(
    workspace: Workspace, company: UUID
):
    for name in ("둘째", "둘째", "셋째"):  # the second one changes nothing
        workspace.write(
            lambda s, name=name: s.get_one(Company, company).sqlmodel_update({"name": name})
        )

    assert workspace.read(lambda s: s.get_one(Company, company).version) == 3


def test_given_lost_or_foreign_triggers_when_opened_then_the_right_ones_are_back(
    workspace: Workspace, company: UUID
):
    workspace.close()
    other = sqlite3.connect(workspace.file)
    with other:
        other.execute("DROP TRIGGER journal_company_update")
        other.execute("DROP TRIGGER journal_note_insert")
        other.execute("CREATE TRIGGER journal_note_insert AFTER INSERT ON note BEGIN SELECT 1; END")
    other.close()

    again = Workspace.open(workspace.folder, centre="GN")
    renamed = again.write(lambda s: s.execute(text("UPDATE company SET name = '나중'")))
    noted = again.write(make_note)

    assert [kind for _, kind, _ in _ops(again, renamed.transaction)] == ["update"]
    assert [table for table, _, _ in _ops(again, noted.transaction)] == ["company", "case", "note"]
    again.close()


def test_given_right_triggers_when_opened_then_nothing_is_written(workspace: Workspace):
    workspace.close()
    connection = sqlite3.connect(workspace.file, isolation_level=None)
    (before,) = connection.execute("PRAGMA data_version").fetchone()

    journal.install(connection)
    Workspace.open(workspace.folder).close()

    assert connection.execute("PRAGMA data_version").fetchone() == (before,)
    connection.close()


def test_given_a_change_then_its_header_tells_who_what_where_and_which_ops(workspace: Workspace):
    workspace.person = new_id()
    written = workspace.write(
        lambda s: make_note(s), action=Action.NOTE_EDIT, reason="전화", number="2026-GN-0001"
    )

    header = workspace.read(lambda s: s.get_one(JournalTransaction, written.transaction))

    assert (header.action, header.reason) == (Action.NOTE_EDIT, "전화")
    assert header.facts == {"number": "2026-GN-0001"}
    assert (header.actor_id, header.device) == (workspace.person, workspace.device)
    assert (header.first_op, header.last_op) == (1, 3)


def test_given_a_write_that_fails_then_neither_rows_nor_journal_nor_numbers_are_used(
    workspace: Workspace, company: UUID
):
    def _fail(session: Session) -> None:
        make_case(session)
        raise LookupError

    with pytest.raises(LookupError):
        workspace.write(_fail)
    with pytest.raises(RefusedValueError):
        workspace.write(lambda s: make_case(s, total_cost=-1))
    written = workspace.write(make_case)

    assert workspace.read(lambda s: len(s.exec(select(Case)).all())) == 1
    assert written.transaction == 2
    numbers = workspace.read(lambda s: s.exec(select(JournalOp.seq)).all())
    assert numbers == [1, 2, 3]
    context = workspace.read(lambda s: s.execute(text("SELECT tx FROM journal_context")).all())
    assert context == [(None,)]


@pytest.fixture(scope="module")
def one_kpi(tmp_path_factory: pytest.TempPathFactory, empty_workspace: Path) -> Iterator[Workspace]:
    """Return a workspace with one KPI and one note, for many small writes."""
    folder = tmp_path_factory.mktemp("journal") / "workspace"
    shutil.copytree(empty_workspace, folder)
    opened = Workspace.open(folder, centre="GN")
    opened.write(lambda s: (make_kpi(s), make_note(s)))
    yield opened
    opened.close()


def _latest(workspace: Workspace, table: str, field: str) -> Any:
    newest = select(JournalOp).where(JournalOp.tbl == table).order_by(col(JournalOp.seq).desc())
    op = workspace.read(lambda s: s.exec(newest.limit(1)).one())
    value = json.loads(op.data)[field]
    return value if op.kind == "insert" else value[1]


@given(
    number=some.floats(allow_nan=False, allow_infinity=False, min_value=-1e100, max_value=1e100),
    words=some.text(some.characters(exclude_categories=["Cs"], exclude_characters="\0")),
)
def test_given_any_fraction_or_text_then_the_journal_keeps_it_exactly(
    one_kpi: Workspace, number: float, words: str
):
    def _set(session: Session) -> None:
        session.execute(update(Kpi).values(baseline=number))
        session.execute(update(Note).values(text=words))

    one_kpi.write(_set)

    assert _latest(one_kpi, "kpi", "baseline") == number
    assert _latest(one_kpi, "note", "text") == words
