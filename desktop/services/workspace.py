"""One open database: the only place where transactions begin and end."""

from __future__ import annotations

import platform
import sqlite3
import threading
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar, cast

from sqlalchemy import ColumnElement, column, event
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import ORMExecuteState, with_loader_criteria
from sqlmodel import Session

from db import engine as engines
from db import header as headers
from db import journal
from db.base import Record
from db.errors import (
    RefusedValueError,
    WorkspaceBusyError,
    WorkspaceMissingError,
    WorkspaceReadOnlyError,
)
from db.sync import conflict_rows
from db.words import Action, Changed
from desktop import paths
from desktop.services.programmes import pack_folders

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path
    from uuid import UUID

T = TypeVar("T")

# Changes whose parts mean nothing alone: who pays how much, what was agreed, what was paid.
ATOMIC = frozenset(
    {
        Action.MATCH_PROPOSE,
        Action.MATCH_EDIT,
        Action.MATCH_DECIDE,
        Action.AGREEMENT_EDIT,
        Action.AGREEMENT_SIGN,
        Action.PAYMENT_EDIT,
    }
)
DATABASE = "ieum.sqlite"
BLOBS = "blobs"
SNAPSHOTS = "snapshots"


@dataclass(frozen=True)
class Written(Generic[T]):
    """What a write gave back, what pages have to read again, and its place in the history."""

    value: T
    changed: frozenset[Changed]
    transaction: int | None  # None when nothing was changed


class Workspace:
    """One database with its attachments; `read` and `write` are the only transactions.

    `person` is the member of staff who works here now and `centre` the center that new rows
    belong to.
    """

    def __init__(self, folder: Path, *, centre: str = "", person: UUID | None = None) -> None:
        self.folder = folder
        self.centre = centre
        self.person = person
        self.device = platform.node()
        self.identities = paths.identities()  # where this account keeps keys; not in the workspace
        file = folder / DATABASE
        self._reading = engines.open_sqlite(file, read_only=True)
        self._writing = engines.open_sqlite(file)
        self._one_writer = threading.Lock()  # SQLite takes one writer at a time
        pack_folders.bring(self.packs)

    @classmethod
    def create(cls, folder: Path, *, centre: str = "") -> Workspace:
        """Make a new, empty workspace in `folder` and open it.

        Raises WorkspaceReadOnlyError where the folder can't be written.
        """
        file = folder / DATABASE
        try:
            (folder / BLOBS).mkdir(parents=True, exist_ok=True)
            (folder / SNAPSHOTS).mkdir(exist_ok=True)
        except OSError as error:
            raise WorkspaceReadOnlyError(path=folder) from error
        with engines.failures_of(file):
            _bring_up_to_date(file)
        return cls(folder, centre=centre)

    @classmethod
    def open(cls, folder: Path, *, centre: str = "", person: UUID | None = None) -> Workspace:
        """Open the workspace in `folder`; an older one is migrated after a copy was kept.

        Raises WorkspaceMissingError, WorkspaceBrokenError, WorkspaceTooNewError,
        WorkspaceReadOnlyError, WorkspaceBusyError.
        """
        file = folder / DATABASE
        if not file.is_file():
            raise WorkspaceMissingError(path=folder)
        with engines.failures_of(file):
            _bring_up_to_date(file)
        return cls(folder, centre=centre, person=person)

    @property
    def file(self) -> Path:
        """Return the database file."""
        return self.folder / DATABASE

    @property
    def blobs(self) -> Path:
        """Return the folder of the attachments' bytes."""
        return self.folder / BLOBS

    @property
    def snapshots(self) -> Path:
        """Return the folder of the copies that were kept before risky steps."""
        return self.folder / SNAPSHOTS

    @property
    def packs(self) -> Path:
        """Return the folder of the packs that were installed or written here."""
        return self.folder / pack_folders.PACKS

    def read(self, work: Callable[[Session], T]) -> T:
        """Return what `work` reads in one consistent view; it can't write."""
        with engines.failures_of(self.file), self._session(self._reading) as session:
            return work(session)

    def write(
        self,
        work: Callable[[Session], T],
        *,
        action: Action = Action.UNKNOWN,
        reason: str = "",
        undoes: int | None = None,
        atomic: bool = False,
        **facts: Any,
    ) -> Written[T]:
        """Run `work` in one transaction, journaled under `action`; all of it is kept or nothing.

        atomic: the parts mean nothing alone, so a conflict in one holds all of them back on other
        computers. facts: what the history shows beside the action; JSON values, no personal data.
        Raises RefusedValueError for a value that breaks a limit of the tables.
        """
        header = headers.Header(
            action=action,
            facts=facts,
            reason=reason,
            actor=self.person,
            device=self.device,
            revision=engines.HEAD,
            undoes=undoes,
            atomic=atomic or action in ATOMIC,
        )
        with self._one_writer, engines.failures_of(self.file):
            try:
                return self._write(work, header)
            except IntegrityError as error:
                raise RefusedValueError(limit=str(error.orig)) from error

    def _write(self, work: Callable[[Session], T], header: headers.Header) -> Written[T]:
        with self._session(self._writing) as session, session.begin():
            session.info["centre"] = self.centre
            session.info["person"] = self.person
            session.info["change"] = header  # a reason may be found while the work is done
            driver = _driver(session)
            headers.begin(driver, header)
            value = work(session)
            session.flush()
            kept = headers.end(driver, header)
            if kept.number is not None:
                conflict_rows.close_overwritten(driver, kept.number, header.before + 1)
        return Written(value, journal.changed_words(set(kept.tables)), kept.number)

    def receive(self, work: Callable[[sqlite3.Connection], tuple[T, set[str]]]) -> Written[T]:
        """Run `work` in one transaction; it writes the journal itself and returns what it touched.

        Only sync does so: what it writes was typed elsewhere. work: returns a value and the names
        of the tables.
        """
        with (
            self._one_writer,
            engines.failures_of(self.file),
            self._session(self._writing) as session,
            session.begin(),
        ):
            headers.catch_up(_driver(session), engines.HEAD)
            value, tables = work(_driver(session))
        changed = journal.changed_words(tables & journal.journaled().keys())
        return Written(value, changed | {Changed.SYNC}, None)

    def keep(self, work: Callable[[Session], object]) -> None:
        """Run `work` in one transaction outside the journal: what counts on this computer only."""
        with (
            self._one_writer,
            engines.failures_of(self.file),
            self._session(self._writing) as session,
            session.begin(),
        ):
            work(session)

    def replace(self, work: Callable[[Path], T]) -> T:
        """Run `work`, which puts another database file in the place of this one.

        Nothing is written meanwhile; afterwards the new one is open. Raises WorkspaceBusyError
        where somebody still reads and the system does not let a file go that is read.
        """
        with self._one_writer, engines.failures_of(self.file):
            self._reading.dispose()
            self._writing.dispose()
            try:
                return work(self.file)
            except PermissionError as error:
                raise WorkspaceBusyError(path=self.file) from error

    def lay_journal(self, *, told: Callable[[int], object] | None = None) -> None:
        """Lay what large feeds brought into the journal; whoever reads all of it asks for it.

        told: hears the number of ops after every piece; it may raise to stop, what was laid stays.
        """
        if not self.read(lambda session: _has_segments(_driver(session))):
            return
        from db.sync import segments

        for piece in self.read(lambda session: list(segments.each_piece(_driver(session)))):
            self.receive(lambda connection, piece=piece: (piece(connection), set()))  # type: ignore[misc]
            if told is not None:
                told(len(piece.ops))

    @contextmanager
    def _session(self, engine: Any) -> Iterator[Session]:
        with Session(engine, expire_on_commit=False) as session:
            event.listen(session, "do_orm_execute", _hide_deleted)
            yield session

    def exchange(self, put: Callable[[Path], T]) -> T:
        """Let `put` lay another state into the folder while nobody writes, and go on with it.

        An older state is migrated. Whoever reads meanwhile still sees the one before.
        """
        with self._one_writer:
            self.close()
            try:
                return put(self.folder)
            finally:
                with engines.failures_of(self.file):
                    _bring_up_to_date(self.file)

    def close(self) -> None:
        """Let go of the database file."""
        pack_folders.take_away(self.packs)
        self._reading.dispose()
        self._writing.dispose()


def _driver(session: Session) -> sqlite3.Connection:
    """Return the driver's own connection, in the transaction of the session."""
    return cast("sqlite3.Connection", session.connection().connection.driver_connection)


def _has_segments(connection: sqlite3.Connection) -> bool:
    return connection.execute("SELECT 1 FROM journal_segment LIMIT 1").fetchone() is not None


def _hide_deleted(state: ORMExecuteState) -> None:
    """Leave out tombstones everywhere, unless a statement asks for them.

    Ask with `.execution_options(with_deleted=True)`.
    """
    if (
        state.is_select
        and not state.is_column_load
        and not state.is_relationship_load
        and not state.execution_options.get("with_deleted", False)
    ):
        state.statement = state.statement.options(_LIVE)


def _is_live(kept: type[Record]) -> ColumnElement[bool]:
    # SQLAlchemy first tries the condition on the base, which has no mapped column yet.
    deleted = cast("ColumnElement[bool]", getattr(kept, "deleted", column("deleted")))
    return deleted.is_(False)


_LIVE = with_loader_criteria(Record, lambda kept: _is_live(kept), include_aliases=True)


def _bring_up_to_date(file: Path) -> None:
    """Migrate an older or empty database, keeping a copy of an older one, and set the triggers."""
    fresh = not file.exists()
    connection = engines.connect(file)
    try:
        if engines.check_revision(connection, file):
            if not fresh:
                _keep_copy(connection, file)
            writing = engines.open_sqlite(file)
            try:
                engines.migrate(writing)
            finally:
                writing.dispose()
            journal.install(connection)
            _bring_in_parked(connection)
        journal.install(connection)
    finally:
        connection.close()


def _bring_in_parked(connection: sqlite3.Connection) -> None:
    """Write what a newer program had sent before this one knew where to put it."""
    if connection.execute("SELECT 1 FROM sync_parked LIMIT 1").fetchone() is None:
        return
    from db.sync import parked

    connection.execute("BEGIN IMMEDIATE")
    try:
        parked.bring_in(connection)
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def _keep_copy(connection: sqlite3.Connection, file: Path) -> None:
    revision = engines.revision_of(connection) or "0000"
    copy = file.parent / SNAPSHOTS / f"before-migration-from-{revision}.sqlite"
    copy.parent.mkdir(exist_ok=True)
    copy.unlink(missing_ok=True)
    # Not the file alone: what another program still holds in the log belongs to it.
    with closing(sqlite3.connect(copy)) as target:
        connection.backup(target)
        target.execute("PRAGMA journal_mode = DELETE")
