"""Any history at all: undoing everything leads back to the start, redoing everything to the end."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as some
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule
from sqlalchemy import text, update
from sqlmodel import col, select

from db import journal
from db.errors import CannotUndoError, NothingToUndoError
from db.tables import Case, Company, Kpi, Note, Supplier
from db.words import Stage
from desktop.services import history
from desktop.services.security.verify import verify
from desktop.services.workspace import Workspace
from tests.factory import make_case, make_company, make_kpi, make_note, make_supplier

if TYPE_CHECKING:
    from sqlmodel import Session

    from db.base import Record

    State = dict[str, dict[str, tuple[Any, ...]]]

TOUCHED = {"company": Company, "case": Case, "note": Note, "kpi": Kpi, "supplier": Supplier}
EVERYBODY = {"with_deleted": True}

_which = some.integers(0, 2)
_names = some.sampled_from(["가", "나", "다", "따\"옴'표", "줄\n바꿈"])
_numbers = some.one_of(some.none(), some.floats(-1e9, 1e9), some.sampled_from([0.1 + 0.2, 1 / 3]))


def state_of(workspace: Workspace, *, visible: bool) -> State:
    """Return the storage values of all rows, or of those that people see."""

    def _read(session: Session) -> State:
        state: State = {}
        for table in TOUCHED:
            fields = ", ".join(f'"{field}"' for field in journal.columns_of(table))
            chosen = "WHERE NOT deleted" if visible else ""
            rows = session.execute(text(f'SELECT id, {fields} FROM "{table}" {chosen}'))
            state[table] = {row[0]: tuple(row[1:]) for row in rows}
        return state

    return workspace.read(_read)


def _rows(session: Session, table: type[Record]) -> list[Any]:
    everybody = select(table).order_by(col(table.id)).execution_options(**EVERYBODY)
    return list(session.exec(everybody))


class AnyHistory(RuleBasedStateMachine):
    """People add, edit, remove, erase, undo, redo and restart in any order."""

    empty: Path

    @initialize()
    def open(self) -> None:
        """Begin with an empty workspace and two cases, so that there is something to touch."""
        self._folder = Path(tempfile.mkdtemp(prefix="history-"))
        shutil.copytree(self.empty, self._folder, dirs_exist_ok=True)
        self.erased = self.picked = False
        self.before: dict[int | None, State] = {}
        self._open()
        for name in ("가", "나"):
            self._begin(name, 0.1)

    def _open(self) -> None:
        self.workspace = Workspace.open(self._folder, centre="GN")
        connection: Any = self.workspace._writing.raw_connection()
        connection.driver_connection.execute("PRAGMA synchronous = OFF")  # nobody pulls the plug
        connection.close()

    def _write(self, work: Any) -> None:
        before = state_of(self.workspace, visible=True)
        self.before[self.workspace.write(work).transaction] = before

    def _begin(self, name: str, weight: float | None) -> None:
        def _add(session: Session) -> None:
            case = make_case(session, make_company(session, name=name))
            make_note(session, case, text=name)
            make_kpi(session, case, baseline=weight)

        self._write(_add)

    @rule(name=_names, weight=_numbers)
    def begin_a_case(self, name: str, weight: float | None) -> None:
        """Add a company with a case, a note and a KPI, all at once."""
        self._begin(name, weight)

    @rule(which=_which)
    def add_a_case(self, which: int) -> None:
        """Add a case that refers to what is there already."""

        def _add(session: Session) -> None:
            companies, suppliers = _rows(session, Company), _rows(session, Supplier)
            if companies:
                company = companies[which % len(companies)]
                supplier = suppliers[which % len(suppliers)].id if suppliers else None
                make_case(session, company, supplier_id=supplier)

        self._write(_add)

    @rule(which=_which, name=_names, again=_names, stage=some.sampled_from(Stage))
    def edit(self, which: int, name: str, again: str, stage: Stage) -> None:
        """Edit rows of two tables, one of them twice, and rows of one table differently."""

        def _edit(session: Session) -> None:
            for row in _rows(session, Company)[which : which + 1]:
                row.name = name
                session.flush()
                row.name = again
            for row in _rows(session, Company)[which + 1 : which + 2]:
                row.phone = name
            for row in _rows(session, Case)[which : which + 1]:
                row.stage = stage

        self._write(_edit)

    @rule(which=_which, add=some.booleans())
    def choose_a_supplier(self, which: int, *, add: bool) -> None:
        """Give a case a supplier, a new one or any; or take it away."""

        def _choose(session: Session) -> None:
            new = [make_supplier(session)] if add else _rows(session, Supplier)[which : which + 1]
            for case in _rows(session, Case)[which : which + 1]:
                case.supplier_id = new[0].id if new else None

        self._write(_choose)

    @rule(number=_numbers, above=some.floats(-1e9, 1e9))
    def edit_many(self, number: float | None, above: float) -> None:
        """Edit many rows by one statement."""
        many = update(Kpi).where(col(Kpi.baseline) > above).values(baseline=number)
        self._write(lambda s: s.execute(many))

    @rule(table=some.sampled_from(sorted(TOUCHED)), which=_which, name=_names)
    def remove_or_restore(self, table: str, which: int, name: str) -> None:
        """Remove a row that people see, or bring a removed one back, and edit it, too."""

        def _turn(session: Session) -> None:
            for row in _rows(session, TOUCHED[table])[which : which + 1]:
                row.deleted = not row.deleted
                if table == "note":
                    row.text = name

        self._write(_turn)

    @rule(which=_which)
    def erase(self, which: int) -> None:
        """Erase a row by raw SQL, which nothing of ours does."""

        def _erase(session: Session) -> None:
            for row in _rows(session, Note)[which : which + 1]:
                session.execute(
                    text("UPDATE note SET text = '?' WHERE id = :id"), {"id": row.id.hex}
                )
                session.execute(text("DELETE FROM note WHERE id = :id"), {"id": row.id.hex})
                session.expunge(row)
                self.erased = True

        self._write(_erase)

    @rule()
    def undo(self) -> None:
        """Take back the newest change; it must never be refused."""
        before = state_of(self.workspace, visible=False)
        try:
            undone = history.undo(self.workspace).value
        except NothingToUndoError:
            return
        if not self.picked:
            assert state_of(self.workspace, visible=True) == self.before[undone.id]
        if not self.erased:
            history.redo(self.workspace)
            assert state_of(self.workspace, visible=False) == before
            history.undo(self.workspace)

    @rule()
    def redo(self) -> None:
        """Do the last undone change again, where that is possible."""
        visible = state_of(self.workspace, visible=True)
        try:
            written = history.redo(self.workspace)
            # Not `undo`: after a single step of the past another change may be the newest,
            # and may have built on this one.
            history.undo_transaction(self.workspace, written.transaction or 0)
        except (NothingToUndoError, CannotUndoError):
            return
        assert state_of(self.workspace, visible=True) == visible
        history.redo(self.workspace)

    @rule(which=_which)
    def undo_one_of_the_past(self, which: int) -> None:
        """Take back any change; all is as it was when it is refused."""
        changes = self.workspace.read(history.list_changes)
        before = state_of(self.workspace, visible=False)
        for change in changes[which * 2 : which * 2 + 1]:
            try:
                history.undo_transaction(self.workspace, change.id)
                self.picked = True
            except (CannotUndoError, NothingToUndoError):
                assert state_of(self.workspace, visible=False) == before

    @precondition(lambda self: hasattr(self, "workspace"))
    @rule()
    def restart(self) -> None:
        """Close the program and open it again."""
        self.workspace.close()
        self._open()

    def teardown(self) -> None:
        """Undo everything, do everything again, and check the books."""
        if not hasattr(self, "workspace"):
            return
        try:
            self._there_and_back()
        finally:
            self.workspace.close()
            shutil.rmtree(self._folder)

    def _there_and_back(self) -> None:
        seen = state_of(self.workspace, visible=True)
        end = state_of(self.workspace, visible=False)
        steps = 0
        while self.workspace.read(history.next_undo) is not None:
            history.undo(self.workspace)
            steps += 1
        assert state_of(self.workspace, visible=True) == {table: {} for table in TOUCHED}
        for _ in range(steps):
            history.redo(self.workspace)
        assert state_of(self.workspace, visible=True) == seen
        assert self.erased or state_of(self.workspace, visible=False) == end
        assert verify(self.workspace).problems == ()


def test_given_any_history_when_all_is_undone_and_redone_then_it_leads_to_the_start_and_the_end(
    empty_workspace: Path,
):
    AnyHistory.empty = empty_workspace
    machine = AnyHistory.TestCase()
    machine.settings = settings(
        max_examples=40,
        stateful_step_count=12,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow],
    )
    machine.runTest()
