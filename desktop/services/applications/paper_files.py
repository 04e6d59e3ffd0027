"""Takes a file as a required paper: looked at by its content, kept with its days or not at all."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from db.tables import Case, Paper
from desktop.services import attachments, rows
from desktop.services.applications import eligibility, papers
from desktop.services.buildout.dates import add_months
from desktop.services.case_rules import rules_of
from desktop.services.errors import FileUnreadableError, PaperNotValidError, PaperRefusedError
from desktop.services.exchange.errors import SheetBrokenError
from desktop.services.exchange.sniffing import DOCUMENT_SECURITY, kind_of
from desktop.services.programmes.paper_rules import MEGABYTE, USUAL_FORMATS, USUAL_MEGABYTES
from desktop.services.programmes.paper_rules import PaperFormat as Format

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from pathlib import Path
    from uuid import UUID

    from sqlmodel import Session

    from desktop.services.attachments import StoredFile
    from desktop.services.programmes.pack import Paper as PaperRule

USUAL_BYTES: Final = USUAL_MEGABYTES * MEGABYTE
_FORMATS: Final = {
    "pdf": Format.PDF,
    "hwp": Format.HWP,
    "document": Format.WORD,
    "slides": Format.SLIDES,
    "xlsx": Format.SHEET,
    "xlsb": Format.SHEET,
    "xls": Format.SHEET,
    "ods": Format.SHEET,
    "image": Format.IMAGE,
}
_TIFF: Final = (b"II*\0", b"MM\0*")
_PDF_SOMEWHERE = 1_024  # bytes; readers take a few odd ones before the sign
_BITMAP = 26  # bytes of the shortest header


def only_one(files: Sequence[Path]) -> Path:
    """Return the one file; the official system takes one per item (domain 1.5)."""
    if len(files) != 1:
        raise PaperRefusedError(code="several", name="", count=len(files))
    return files[0]


def look_at(
    file: Path, *, formats: Collection[Format] = USUAL_FORMATS, max_bytes: int = USUAL_BYTES
) -> Format:
    """Return what kind of file it is, whatever its name says.

    Raises PaperRefusedError for a file that the official system would not take, and
    FileUnreadableError.
    """
    try:
        if file.is_dir():
            raise PaperRefusedError(code="folder", name=file.name)
        size = file.stat().st_size
        if size > max_bytes:
            raise PaperRefusedError(code="size", name=file.name, size=size, limit=max_bytes)
        content = file.read_bytes()
    except OSError as error:
        raise FileUnreadableError(path=file) from error
    return format_of(file, content, formats=formats)


def format_of(file: Path, content: bytes, *, formats: Collection[Format] = USUAL_FORMATS) -> Format:
    """Return what kind of file the content is. Raises PaperRefusedError."""
    if not content.strip(b"\0 \t\r\n"):
        raise PaperRefusedError(code="empty", name=file.name)
    if content.startswith(DOCUMENT_SECURITY):
        raise PaperRefusedError(code="drm", name=file.name)
    try:
        found = _kind_of(file, content)
    except SheetBrokenError as error:
        raise PaperRefusedError(code="broken", name=file.name) from error
    if found == "protected":
        raise PaperRefusedError(code="password", name=file.name)
    kind = _FORMATS.get(found)
    if found == "archive" and content.startswith(b"PK"):
        kind = Format.ZIP
    if kind is None or kind not in formats:
        raise PaperRefusedError(code="kind", name=file.name, found=found, allowed=tuple(formats))
    return kind


def take(blobs: Path, file: Path, rule: PaperRule | None) -> StoredFile:
    """Look at a file and keep its bytes; needs no database, so it may take its time."""
    if rule is None:
        look_at(file)
    else:
        look_at(file, formats=rule.formats, max_bytes=rule.max_bytes)
    return attachments.store(blobs, file)


def valid_until(rule: PaperRule | None, issued_on: date | None) -> date | None:
    """Return the last day on which a paper holds by its rule; None where the rule says nothing."""
    if rule is None or issued_on is None:
        return None
    if rule.valid_days is not None:
        return issued_on + timedelta(days=rule.valid_days)
    if rule.valid_months is not None:
        return add_months(issued_on, rule.valid_months)
    return None


def keep(
    session: Session,
    blobs: Path,
    paper_id: UUID,
    file: StoredFile,
    *,
    issued_on: date | None = None,
    valid_to: date | None = None,
    today: date | None = None,
) -> UUID:
    """Attach a file to its paper together with its days, and return the key of the attachment.

    Where nobody says how long it holds, the rule of the pack does.
    Raises PaperNotValidError where it does not hold on the day that counts.
    """
    paper = rows.find(session, Paper, paper_id)
    case = rows.find(session, Case, paper.case_id)
    rule = rule_of(case, paper.code)
    until = valid_to or valid_until(rule, issued_on)
    _hold_to_days(session, case, rule, file.name, issued_on, until, today or date.today())
    days = {"issued_on": issued_on, "valid_to": until}
    papers.edit(session, paper_id, {name: day for name, day in days.items() if day is not None})
    return attachments.add(session, blobs, file, case_id=paper.case_id, paper_id=paper_id)


def rule_of(case: Case, code: str) -> PaperRule | None:
    """Return what the pack of a case says about a paper; None where it does not know it."""
    pack = rules_of(case).pack
    found = pack.papers if pack is not None else ()
    return next((paper for paper in found if paper.code == code), None)


def _hold_to_days(
    session: Session,
    case: Case,
    rule: PaperRule | None,
    name: str,
    issued_on: date | None,
    until: date | None,
    today: date,
) -> None:
    if issued_on is not None and issued_on > today:
        raise PaperNotValidError(code="issued_later", name=name, day=issued_on, limit=today)
    if until is None:
        return
    if issued_on is not None and until < issued_on:
        raise PaperNotValidError(code="order", name=name, day=until, limit=issued_on)
    counts = _day_that_counts(session, case, rule) if rule is not None else None
    if counts is not None and until < counts:
        raise PaperNotValidError(code="expired", name=name, day=until, limit=counts)


def _day_that_counts(session: Session, case: Case, rule: PaperRule) -> date | None:
    """Return the day on which the paper has to hold; None while nobody knows it."""
    if not rule.valid_on:
        return None
    known = eligibility.facts(session, case.id).get(rule.valid_on)
    return known if isinstance(known, date) else None


def _kind_of(file: Path, content: bytes) -> str:
    if content.startswith(_TIFF) or (content[:4] == b"RIFF" and content[8:12] == b"WEBP"):
        return "image"
    if b"%PDF-" in content[:_PDF_SOMEWHERE]:
        return "pdf"
    if content.startswith(b"BM") and not _is_bitmap(content):
        return "text"
    return kind_of(file, content)


def _is_bitmap(content: bytes) -> bool:
    """Say whether the header of a bitmap tells the size of its own file."""
    return len(content) >= _BITMAP and int.from_bytes(content[2:6], "little") == len(content)
