"""Gives the changes of a workspace to an auditor: one signed file that anybody can check offline.

A ZIP of four parts: what to do with it (text), every change as one line of JSON with what its hash
covers, the same as a sheet for people, and a manifest with the digests, which is what is signed.
"""

from __future__ import annotations

import hashlib
import json
import zipfile
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import text

from db import chain, journal
from db.base import now
from desktop import __version__
from desktop.services.history.changes import list_changes
from desktop.services.history.values import typed
from desktop.services.security.copying import failures_of_disk, sync_file
from desktop.services.security.watch import Watch

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime
    from pathlib import Path
    from uuid import UUID

    from sqlmodel import Session

    from db.sync.keys import Keys
    from db.words import Action
    from desktop.services.history.changes import Change
    from desktop.services.workspace import Workspace

FORMAT = 1
ENDING = ".ieum-audit.zip"
CHANGES, SHEET, MANIFEST, SIGNATURE = (
    "changes.jsonl",
    "changes.xlsx",
    "manifest.json",
    "manifest.sig",
)
README = "README.txt"
_SHEET_ROWS = 1_048_575  # what a spreadsheet holds below its heading
_LONGEST_CELL = 32_767


@dataclass(frozen=True)
class Words:
    """What the sheet and the text say, in the language of the person who makes them.

    titles: of the columns of the sheet: when, change, who, computer, reason, table, key, field,
    before, after.
    """

    titles: tuple[str, ...]
    readme: str
    action: Callable[[Action], str]
    table: Callable[[str], str]
    field: Callable[[str], str]
    value: Callable[[Any], str]


@dataclass(frozen=True)
class Chosen:
    """Which changes an auditor asked for; nothing chosen means all of them."""

    case_id: UUID | None = None
    since: datetime | None = None
    until: datetime | None = None  # up to, not with

    def takes(self, change: Change) -> bool:
        """Return whether the change lies in the time asked for."""
        return (self.since is None or change.at >= self.since) and (
            self.until is None or change.at < self.until
        )


@dataclass(frozen=True)
class Exported:
    """What was written."""

    path: Path
    changes: int
    ops: int


def export(
    workspace: Workspace,
    target: Path,
    *,
    keys: Keys,
    words: Words,
    chosen: Chosen | None = None,
    progress: Callable[[int, int], object] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Exported:
    """Write the file, complete or not at all.

    keys: of this computer; their public part stands in the file. progress: is told (done, of).
    Raises DiskFullError, WorkspaceReadOnlyError, StoppedError.
    """
    chosen = chosen or Chosen()
    fresh = target.with_name(f".{target.name}.new")
    with failures_of_disk(target):
        try:
            done = workspace.read(
                lambda session: _write(
                    session,
                    fresh,
                    _Told(workspace.centre, keys, words),
                    chosen,
                    Watch(progress, cancelled),
                )
            )
            sync_file(fresh)
            fresh.replace(target)
        finally:
            fresh.unlink(missing_ok=True)
    return Exported(target, *done)


@dataclass(frozen=True)
class _Told:
    """Who makes the file, and in which words."""

    centre: str
    keys: Keys
    words: Words


def _write(
    session: Session, fresh: Path, told: _Told, chosen: Chosen, watch: Watch
) -> tuple[int, int]:
    changes = [
        change
        for change in reversed(list_changes(session, limit=None, root=chosen.case_id, viewing=True))
        if chosen.takes(change)
    ]
    watch.parts = 2 * max(1, len(changes))
    sheet = fresh.with_suffix(".xlsx")
    lines = fresh.with_suffix(".jsonl")
    try:
        ops = _write_lines(session, lines, changes, chosen, watch)
        _write_sheet(session, sheet, changes, chosen, told.words, watch)
        _pack(fresh, lines, sheet, told, len(changes))
    finally:
        sheet.unlink(missing_ok=True)
        lines.unlink(missing_ok=True)
    return len(changes), ops


def _pack(fresh: Path, lines: Path, sheet: Path, told: _Told, changes: int) -> None:
    parts = {README: told.words.readme.encode(), CHANGES: None, SHEET: None}
    manifest = {
        "format": FORMAT,
        "program": __version__,
        "centre": told.centre,
        "made_at": now().isoformat(),
        "changes": changes,
        "key": told.keys.public,
        "sha256": {
            README: hashlib.sha256(parts[README] or b"").hexdigest(),
            CHANGES: _digest(lines),
            SHEET: _digest(sheet),
        },
    }
    signed = json.dumps(manifest, ensure_ascii=False, indent=1, sort_keys=True).encode()
    with zipfile.ZipFile(fresh, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr(README, told.words.readme)
        packed.write(lines, CHANGES)
        packed.write(sheet, SHEET)
        packed.writestr(MANIFEST, signed)
        packed.writestr(SIGNATURE, told.keys.sign(signed).hex())


def _digest(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def _write_lines(
    session: Session, target: Path, changes: list[Change], chosen: Chosen, watch: Watch
) -> int:
    count = 0
    with target.open("w", encoding="utf-8", newline="\n") as lines:
        for change in changes:
            ops = list(_ops(session, change, chosen))
            count += len(ops)
            line = _header(session, change) | {
                "complete": len(ops) == change.ops,
                "ops": [[table, kind, pk, written] for table, kind, pk, written in ops],
            }
            lines.write(json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n")
            watch.advance(1)
    return count


_CHAINED = text(
    "SELECT origin, turn, n, salt, digest, prev, hash FROM journal_transaction WHERE id = :id"
)


def _header(session: Session, change: Change) -> dict[str, Any]:
    chained = session.execute(_CHAINED, {"id": change.id}).mappings().one()
    return {
        "id": change.id,
        "who": change.actor,
        "device": change.device,
        "covered": journal.covered(session, change.id),
        **chained,
    }


def _ops(
    session: Session, change: Change, chosen: Chosen
) -> Iterator[tuple[str, str, str, dict[str, Any]]]:
    """Yield table, kind, key and what the journal keeps of each op that may be shown."""
    found = session.execute(
        text(
            "SELECT o.tbl, o.kind, o.pk, o.data, o.root FROM journal_op o "
            "JOIN journal_transaction t ON t.id = :id "
            "WHERE o.seq BETWEEN t.first_op AND t.last_op ORDER BY o.seq"
        ),
        {"id": change.id},
    )
    wanted = None if chosen.case_id is None else chosen.case_id.hex
    for table, kind, pk, written, root in found:
        if wanted in (None, root, pk):
            yield table, kind, pk, json.loads(written)


def _write_sheet(
    session: Session,
    target: Path,
    changes: list[Change],
    chosen: Chosen,
    words: Words,
    watch: Watch,
) -> None:
    """Write one line for each field; texts as texts, so that no cell becomes a formula."""
    import xlsxwriter

    options = {"strings_to_formulas": False, "strings_to_urls": False, "constant_memory": True}
    with xlsxwriter.Workbook(target, options) as book:
        sheet = book.add_worksheet()
        sheet.freeze_panes(1, 0)
        for column, width in enumerate((17, 22, 10, 16, 24, 14, 34, 20, 30, 30)):
            sheet.set_column(column, column, width)
        head = book.add_format({"bold": True, "bg_color": "#E6E8EA", "border": 1})
        sheet.write_row(0, 0, words.titles, head)
        line = 0
        for change in changes:
            for cells in _cells(session, change, chosen, words):
                line += 1
                if line <= _SHEET_ROWS:
                    for column, cell in enumerate(cells):
                        sheet.write_string(line, column, cell[:_LONGEST_CELL])
            watch.advance(1)


def _cells(
    session: Session, change: Change, chosen: Chosen, words: Words
) -> Iterator[tuple[str, ...]]:
    begin = (
        change.at.astimezone().strftime("%Y-%m-%d %H:%M:%S"),
        words.action(change.action),
        change.actor,
        change.device,
        change.reason,
    )
    for table, kind, pk, written in _ops(session, change, chosen):
        where = (words.table(table), pk)
        for name, sides in _sides(kind, written):
            said = tuple(words.value(typed(table, name, side)) for side in sides)
            if any(said):  # an empty field of a new row tells nothing
                yield (*begin, *where, words.field(name), *said)


def _sides(kind: str, written: dict[str, Any]) -> Iterator[tuple[str, tuple[Any, Any]]]:
    for name, value in written.items():
        if kind == "update":
            yield name, (value[0], value[1])
        elif kind == "delete":
            yield name, (value, None)
        elif kind in ("insert", "waits"):
            yield name, (None, value)


def line_is_whole(line: dict[str, Any]) -> bool:
    """Return whether a line of the changes still says what was chained when it was written.

    Changes of other computers are proven by the hub that sent them, older ones by nothing.
    """
    if not line["hash"] or line["origin"] is not None:
        return True
    ops = [(table, kind, pk, chain.net(kind, written)) for table, kind, pk, written in line["ops"]]
    if line["complete"] and chain.digest_of(line["salt"], ops) != line["digest"]:
        return False
    return chain.hash_of(line["prev"], line["covered"], line["digest"]) == str(line["hash"])
