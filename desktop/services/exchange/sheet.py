"""One sheet on its way in: read, understood, checked, planned."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from db.words import ImportKind
from desktop.services.exchange import header, mappings, planning, readers, rows
from desktop.services.exchange.memory import many_objects

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from uuid import UUID

    from sqlmodel import Session

    from desktop.services.exchange.content import SheetContent
    from desktop.services.exchange.header import HeaderGuess
    from desktop.services.exchange.planning import PlannedRow
    from desktop.services.exchange.rows import Checked


@dataclass
class Sheet:
    """One sheet on its way in."""

    content: SheetContent
    kind: ImportKind
    header: HeaderGuess
    mapping: dict[int, str]
    remembered: bool = False
    checked: Checked | None = None
    planned: list[PlannedRow] = field(default_factory=list)
    announcement_id: UUID | None = None

    @property
    def path(self) -> Path:
        """Return the file."""
        return self.content.path


def look(
    session: Session,
    path: Path,
    *,
    sheet: str | None = None,
    kind: ImportKind | None = None,
    header_row: int | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Sheet:
    """Read a file and guess what it holds, where its header stands and what its columns mean.

    header_row: row index from 0 that a person chose. Raises the children of SheetError.
    """
    with many_objects():
        content = readers.read_sheet(path, sheet=sheet, cancelled=cancelled)
    guesses = {
        one: header.find_header(content.rows, mappings.known_words(one)) for one in ImportKind
    }
    if kind is None:
        counts = {one: guess.known for one, guess in guesses.items()}
        best = max(guesses.values(), key=lambda guess: guess.known)
        kind = mappings.guess_kind(counts, best.columns)
    guess = guesses[kind]
    if header_row is not None:
        guess = header.header_at(content.rows, header_row, mappings.known_words(kind))
    kept = mappings.remembered(session, guess.columns, kind)
    return Sheet(
        content,
        kind,
        guess,
        kept if kept is not None else mappings.guess(guess.columns, kind),
        remembered=kept is not None,
    )


def check(session: Session, sheet: Sheet, *, pause: Callable[[int], None] | None = None) -> Sheet:
    """Read the rows and say what would happen with each; `pause` may raise to stop."""
    with many_objects():
        sheet.checked = rows.check_rows(
            sheet.content, sheet.header, sheet.mapping, sheet.kind, pause=pause
        )
        sheet.planned = planning.plan(
            session, sheet.checked.fine, sheet.kind, announcement_id=sheet.announcement_id
        )
    return sheet
