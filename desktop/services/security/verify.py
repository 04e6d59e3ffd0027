"""Checks that a workspace is whole: the file, its references, its journal, its attachments."""

from __future__ import annotations

import hashlib
import sqlite3
import tempfile
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from db import engine as engines
from db.errors import WorkspaceBrokenError
from desktop.services import attachments
from desktop.services.security import chain_check
from desktop.services.security.problems import Problem, ProblemKind
from desktop.services.security.replay import differences
from desktop.services.security.watch import WHOLE, Watch

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from desktop.services.workspace import Workspace

SHOWN = 100  # problems that a report lists; all of them are counted
_STEPS_BETWEEN_LOOKS = 200_000  # of the engine, some hundredths of a second
# Where each part of the check begins, in thousandths of the whole.
_REFERENCES, _NUMBERING, _CHAIN, _REPLAY, _FILES = 150, 200, 250, 400, 850
_CHUNK = 1024 * 1024


@dataclass(frozen=True)
class Report:
    """What was checked and what was found; `problems` are the first ones of `found`."""

    rows: int
    changes: int
    ops: int
    files: int
    found: int
    problems: tuple[Problem, ...]

    @property
    def is_clean(self) -> bool:
        """Return whether nothing is wrong."""
        return self.found == 0


@dataclass
class _Findings:
    """Counts all problems and keeps the first."""

    found: int = 0
    first: list[Problem] = field(default_factory=list)

    def take(self, problems: Iterator[Problem]) -> None:
        for problem in problems:
            self.found += 1
            if len(self.first) < SHOWN:
                self.first.append(problem)


def verify(
    workspace: Workspace,
    *,
    progress: Callable[[int, int], object] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Report:
    """Return what is wrong with the workspace as it stands at this moment.

    progress: is told (done, of). Raises StoppedError.
    """
    watch = Watch(progress, cancelled)
    findings = _Findings()
    with suppress(WorkspaceBrokenError):  # what is damaged is found below
        workspace.lay_journal()
    with engines.failures_of(workspace.file), closing(engines.connect(workspace.file)) as reading:
        reading.execute("PRAGMA query_only = ON")
        reading.set_progress_handler(watch.is_stopped, _STEPS_BETWEEN_LOOKS)
        reading.execute("BEGIN")
        try:
            findings.take(_damage(reading))
            report = _check(reading, workspace.blobs, watch, findings)
        except sqlite3.DatabaseError as error:
            watch.reach(watch.done)  # an interrupted statement, if somebody asked to stop
            findings.take(iter([Problem(ProblemKind.DAMAGED, detail=str(error))]))
            report = Report(0, 0, 0, 0, findings.found, tuple(findings.first))
    watch.reach(WHOLE)
    return report


def _check(reading: sqlite3.Connection, blobs: Path, watch: Watch, findings: _Findings) -> Report:
    watch.reach(_REFERENCES)
    findings.take(_dangling(reading))
    watch.reach(_NUMBERING)
    findings.take(_numbering(reading))
    watch.reach(_CHAIN)
    (ops,) = reading.execute("SELECT count(*) FROM journal_op").fetchone()
    chained = _Counter(watch, _CHAIN, _REPLAY, ops)
    findings.take(chain_check.breaks(reading, chained.count))
    watch.reach(_REPLAY)
    (changes,) = reading.execute("SELECT count(*) FROM journal_transaction").fetchone()
    rows = _Counter(watch, _REPLAY, _FILES, ops)
    with _baseline(reading, blobs.parent) as begun:
        findings.take(differences(reading, rows.count, begun))
    watch.reach(_FILES)
    files = _Counter(watch, _FILES, WHOLE, _bytes_of(reading))
    findings.take(_files(reading, blobs, files))
    return Report(
        rows=rows.calls,
        changes=changes,
        ops=ops,
        files=files.calls,
        found=findings.found,
        problems=tuple(findings.first),
    )


@contextmanager
def _baseline(reading: sqlite3.Connection, folder: Path) -> Iterator[sqlite3.Connection | None]:
    """Give the rows that the workspace began with, in tables like its own; None where it was empty.

    Raises BatchBrokenError when they are not what was kept.
    """
    row = reading.execute("SELECT baseline_sha256 FROM sync_self").fetchone()
    if row is None or not row[0]:
        yield None
        return
    from db.sync import snapshot_in

    with (
        tempfile.TemporaryDirectory(prefix=".verify-", dir=folder) as room,
        closing(sqlite3.connect(Path(room) / "begun.sqlite", isolation_level=None)) as begun,
        snapshot_in.kept_baseline(folder, row[0]) as snapshot,
    ):
        begun.execute("PRAGMA journal_mode = OFF")
        for (statement,) in reading.execute(
            "SELECT sql FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'"
        ).fetchall():
            begun.execute(statement)
        begun.execute("BEGIN")
        snapshot_in.fill_tables(begun, snapshot)
        begun.execute("COMMIT")
        yield begun


class _Counter:
    """Moves a watch from one mark to the next while `whole` parts are counted."""

    def __init__(self, watch: Watch, begin: int, end: int, whole: int) -> None:
        self._watch, self._begin, self._span, self._whole = watch, begin, end - begin, max(1, whole)
        self._done = 0
        self.calls = 0

    def count(self, parts: int) -> None:
        self.calls += 1
        self.pass_by(parts)

    def pass_by(self, parts: int) -> None:
        self._done += parts
        self._watch.reach(self._begin + self._span * self._done // self._whole)


def _damage(reading: sqlite3.Connection) -> Iterator[Problem]:
    for (said,) in reading.execute(f"PRAGMA integrity_check({SHOWN})"):
        if said != "ok":
            yield Problem(ProblemKind.DAMAGED, detail=said)


def _dangling(reading: sqlite3.Connection) -> Iterator[Problem]:
    for table, number, target, key in reading.execute("PRAGMA foreign_key_check").fetchall():
        (row,) = reading.execute(f'SELECT id FROM "{table}" WHERE rowid = ?', (number,)).fetchone()
        keys = reading.execute(f'PRAGMA foreign_key_list("{table}")').fetchall()
        name = next(column for at, _, _, column, *_ in keys if at == key)
        yield Problem(ProblemKind.DANGLING, table, str(row), name, detail=target)


_NUMBERING_CHECKS = {
    "journal_op has gaps": "SELECT count(*) <> coalesce(max(seq), 0) FROM journal_op",
    "journal_op has lost its end": (
        "SELECT coalesce(max(seq), 0) < coalesce("
        "(SELECT seq FROM sqlite_sequence WHERE name = 'journal_op'), 0) FROM journal_op"
    ),
    "journal_transaction has gaps": (
        "SELECT count(*) <> coalesce(max(id), 0) FROM journal_transaction"
    ),
    "journal_op belongs to no change": (
        "SELECT EXISTS (SELECT 1 FROM journal_op o LEFT JOIN journal_transaction t ON t.id = o.tx "
        "WHERE o.tx IS NOT NULL AND o.seq NOT BETWEEN coalesce(t.first_op, 1) "
        "AND coalesce(t.last_op, 0))"
    ),
    "journal_transaction has lost ops": (
        "SELECT coalesce(sum(last_op - first_op + 1), 0) <> "
        "(SELECT count(*) FROM journal_op WHERE tx IS NOT NULL) FROM journal_transaction"
    ),
    "journal_transaction was undone by another one": (
        "SELECT EXISTS (SELECT 1 FROM journal_transaction t LEFT JOIN journal_transaction u "
        "ON u.id = t.undone_by WHERE t.undone_by IS NOT NULL AND u.undoes IS NOT t.id)"
    ),
}


def _numbering(reading: sqlite3.Connection) -> Iterator[Problem]:
    for said, check in _NUMBERING_CHECKS.items():
        if reading.execute(check).fetchone()[0]:
            yield Problem(ProblemKind.NUMBERING, said.split()[0], detail=said)


def _bytes_of(reading: sqlite3.Connection) -> int:
    (size,) = reading.execute("SELECT coalesce(sum(size), 0) FROM attachment").fetchone()
    return int(size)


def _files(reading: sqlite3.Connection, blobs: Path, counter: _Counter) -> Iterator[Problem]:
    """Yield what is wrong with bytes; those of removed attachments count, undo needs them."""
    wanted = "SELECT sha256, min(id), max(size) FROM attachment GROUP BY sha256 ORDER BY sha256"
    for sha256, row, size in reading.execute(wanted):
        counter.count(0)
        path = attachments.place_of(blobs, sha256)
        try:
            whole = path.stat().st_size == size and _digest(path, counter) == sha256
        except OSError as error:
            said = error.strerror or ""
            yield Problem(ProblemKind.FILE_MISSING, "attachment", row, "sha256", said)
        else:
            if not whole:
                yield Problem(ProblemKind.FILE_CHANGED, "attachment", row, "sha256")


def _digest(path: Path, counter: _Counter) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
            counter.pass_by(len(chunk))
    return digest.hexdigest()
