"""Stories of files that come as papers: told by their content, kept with their days or not."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from sqlmodel import select

from db.tables import Attachment, Paper
from db.words import PaperState, Stage
from desktop.services.applications import paper_files
from desktop.services.errors import FileUnreadableError, PaperNotValidError, PaperRefusedError
from desktop.services.exchange.containers import wrapped
from desktop.services.programmes.paper_rules import Paper as PaperRule
from desktop.services.programmes.paper_rules import PaperFormat
from desktop.services.programmes.rule_shape import Title
from tests.services import road

if TYPE_CHECKING:
    from pathlib import Path
    from uuid import UUID

    from desktop.services.workspace import Workspace

TODAY = date(2026, 3, 9)


def _archive(*names: str, mime: str = "") -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        if mime:
            archive.writestr("mimetype", mime)
        for name in names:
            archive.writestr(name, "<a/>")
    return content.getvalue()


BITMAP = b"BM" + (30).to_bytes(4, "little") + bytes(24)
CONTENTS: dict[str, tuple[bytes, PaperFormat]] = {
    "pdf": (b"%PDF-1.7\n", PaperFormat.PDF),
    "pdf after odd bytes": (b"\xef\xbb\xbf\r\n%PDF-1.4", PaperFormat.PDF),
    "hwp 5": (wrapped(b"HWP Document File", "FileHeader"), PaperFormat.HWP),
    "hwp 3": (b"HWP Document File V3.00 \x1a", PaperFormat.HWP),
    "hwpx": (_archive("Contents/section0.xml", mime="application/hwp+zip"), PaperFormat.HWP),
    "doc": (wrapped(b"x", "WordDocument"), PaperFormat.WORD),
    "docx": (_archive("[Content_Types].xml", "word/document.xml"), PaperFormat.WORD),
    "ppt": (wrapped(b"x", "PowerPoint Document"), PaperFormat.SLIDES),
    "pptx": (_archive("[Content_Types].xml", "ppt/presentation.xml"), PaperFormat.SLIDES),
    "xls": (wrapped(b"x", "Workbook"), PaperFormat.SHEET),
    "xlsx": (_archive("[Content_Types].xml", "xl/workbook.xml"), PaperFormat.SHEET),
    "png": (b"\x89PNG\r\n\x1a\n", PaperFormat.IMAGE),
    "jpeg": (b"\xff\xd8\xff\xe0", PaperFormat.IMAGE),
    "tiff": (b"II*\0\x08\0", PaperFormat.IMAGE),
    "webp": (b"RIFF\x10\0\0\0WEBPVP8 ", PaperFormat.IMAGE),
    "bmp": (BITMAP, PaperFormat.IMAGE),
}
REFUSED = {
    "program": (b"MZ\x90\0" + bytes(range(256)) * 4, "kind"),
    "text": ("사업계획".encode(), "kind"),
    "text that begins like a bitmap": (b"BMW is a car, not a picture", "kind"),
    "web page": (b"<html><body>login</body></html>", "kind"),
    "archive": (_archive("a.txt"), "kind"),
    "nothing": (b"", "empty"),
    "zeros": (b"\0" * 64, "empty"),
    "document security": (b"\x9b DRMONE This Document is encrypted", "drm"),
    "password": (wrapped(b"x", "EncryptedPackage"), "password"),
    "broken archive": (_archive("word/document.xml")[:40], "broken"),
}


@pytest.mark.parametrize("name", CONTENTS)
def test_given_a_file_when_looked_at_then_its_content_tells_what_it_is(
    tmp_path: Path, name: str
) -> None:
    content, kind = CONTENTS[name]
    file = tmp_path / "서류.exe"  # the name may say what it wants
    file.write_bytes(content)

    assert paper_files.look_at(file) is kind


@pytest.mark.parametrize("name", REFUSED)
def test_given_something_else_when_looked_at_then_it_is_refused_whatever_its_name_says(
    tmp_path: Path, name: str
) -> None:
    content, code = REFUSED[name]
    file = tmp_path / "사업계획서.pdf"
    file.write_bytes(content)

    with pytest.raises(PaperRefusedError) as refused:
        paper_files.look_at(file)

    assert refused.value.code == code
    assert refused.value.name == "사업계획서.pdf"


def test_given_a_file_over_the_limit_when_taken_then_nothing_of_it_is_kept(
    workspace: Workspace, tmp_path: Path
) -> None:
    file = tmp_path / "도면.pdf"
    with file.open("wb") as opened:
        opened.write(b"%PDF-1.7")
        opened.truncate(paper_files.USUAL_BYTES + 1)

    with pytest.raises(PaperRefusedError) as refused:
        paper_files.take(workspace.blobs, file, None)

    assert (refused.value.code, refused.value.limit) == ("size", 20_000_000)
    assert not [path for path in workspace.blobs.rglob("*") if path.is_file()]


def test_given_no_file_a_folder_or_several_when_taken_then_it_is_said(tmp_path: Path) -> None:
    with pytest.raises(FileUnreadableError):
        paper_files.look_at(tmp_path / "gone.pdf")
    with pytest.raises(PaperRefusedError) as folder:
        paper_files.look_at(tmp_path)
    with pytest.raises(PaperRefusedError) as several:
        paper_files.only_one([tmp_path / "a.pdf", tmp_path / "b.pdf"])

    assert (folder.value.code, several.value.code) == ("folder", "several")


def test_given_a_paper_of_pictures_only_when_a_document_comes_then_what_is_taken_is_named(
    tmp_path: Path,
) -> None:
    file = tmp_path / "현장.png"
    file.write_bytes(CONTENTS["docx"][0])

    with pytest.raises(PaperRefusedError) as refused:
        paper_files.look_at(file, formats=(PaperFormat.IMAGE,))

    assert refused.value.allowed == (PaperFormat.IMAGE,)


@pytest.fixture
def certificate(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> tuple[UUID, PaperRule]:
    """Return a tax certificate that holds for 30 days and has to on the day of receipt."""
    rule = PaperRule(
        code="tax_certificate",
        title=Title(ko="납세증명", en="Tax certificate"),
        stage=Stage.APPLICATION,
        valid_days=30,
        valid_on="received_on",
    )
    monkeypatch.setattr(paper_files, "rule_of", lambda _case, _code: rule)

    def begin(session: Any) -> UUID:
        case_id = road.opened(session)
        paper = session.exec(
            select(Paper).where(Paper.case_id == case_id, Paper.code == "tax_certificate")
        ).one()
        return paper.id

    return workspace.write(begin).value, rule


def _keep(workspace: Workspace, paper: UUID, tmp_path: Path, **days: date | None) -> None:
    file = tmp_path / "납세증명.pdf"
    file.write_bytes(b"%PDF-1.7")
    stored = paper_files.take(workspace.blobs, file, None)
    workspace.write(
        lambda s: paper_files.keep(s, workspace.blobs, paper, stored, today=TODAY, **days)
    )


def test_given_a_certificate_when_kept_then_its_last_day_follows_from_the_rule(
    workspace: Workspace, tmp_path: Path, certificate: tuple[UUID, PaperRule]
) -> None:
    paper, _ = certificate

    _keep(workspace, paper, tmp_path, issued_on=date(2026, 2, 20))

    kept = workspace.read(lambda s: s.get(Paper, paper))
    assert kept is not None
    assert kept.state is PaperState.RECEIVED
    assert (kept.issued_on, kept.valid_to) == (date(2026, 2, 20), date(2026, 3, 22))
    assert kept.attachment_id is not None


@pytest.mark.parametrize(
    ("days", "code"),
    [
        ({"issued_on": date(2026, 1, 5)}, "expired"),  # holds until 4 February, received 2 March
        ({"issued_on": date(2026, 3, 10)}, "issued_later"),
        ({"issued_on": date(2026, 3, 1), "valid_to": date(2026, 2, 1)}, "order"),
    ],
)
def test_given_days_that_do_not_hold_when_kept_then_neither_file_nor_day_is(
    workspace: Workspace,
    tmp_path: Path,
    certificate: tuple[UUID, PaperRule],
    days: dict[str, date],
    code: str,
) -> None:
    paper, _ = certificate

    with pytest.raises(PaperNotValidError) as refused:
        _keep(workspace, paper, tmp_path, **days)

    assert refused.value.code == code
    kept = workspace.read(lambda s: s.get(Paper, paper))
    assert kept is not None
    assert (kept.state, kept.issued_on, kept.attachment_id) == (PaperState.MISSING, None, None)
    assert workspace.read(lambda s: s.exec(select(Attachment)).all()) == []
