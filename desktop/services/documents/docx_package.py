"""Opens Word files that may come from anywhere, and closes those that leave the house.

Coming in, a file must be a plain document: no macros, nothing embedded, nothing fetched from
elsewhere. Going out, it names nobody but 이음, and equal content gives equal bytes.
"""

from __future__ import annotations

import io
import re
import zipfile
from typing import TYPE_CHECKING, Any

from desktop.services.documents.complaints import Complaint, ComplaintCode
from desktop.services.documents.errors import TemplateUnreadableError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

AUTHOR = "이음"
MOST_BYTES_UNPACKED = 30_000_000
MOST_PARTS = 300
SAFE_WORD_FIELDS = frozenset(
    {"PAGE", "NUMPAGES", "SECTION", "SECTIONPAGES", "SEQ", "REF", "PAGEREF", "TOC", "STYLEREF"}
)
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FOREIGN_NAMES = re.compile(r"vbaProject|/embeddings/|/activeX/|\.bin$", re.IGNORECASE)
_FOREIGN_ELEMENTS = ("altChunk", "object", "control", "subDoc")
_TRACES_OF_PEOPLE = ("ins", "del", "moveFrom", "moveTo", "commentReference")
_UNREACHED = re.compile(r"word/(footnotes|endnotes|comments)\.xml")
_METADATA = ("/thumbnail", "/extended-properties", "/custom-properties")
_EARLIEST_ZIP_TIME = (1980, 1, 1, 0, 0, 0)
_CONTENT_TYPES = "[Content_Types].xml"


def foreign_content(file: bytes) -> list[Complaint]:
    """Return what a template brings along that a form does not need.

    Raises TemplateUnreadableError if it is no zip, or a damaged one.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(file)) as package:
            entries = package.infolist()
            unpacked = sum(entry.file_size for entry in entries)
            if unpacked > MOST_BYTES_UNPACKED or len(entries) > MOST_PARTS:
                return [Complaint(ComplaintCode.TOO_LARGE, place="", field=f"{unpacked}")]
            found: list[Complaint] = []
            for entry in entries:
                found += _foreign_in(entry.filename, package)
            return found
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, RuntimeError) as error:
        raise TemplateUnreadableError from error


def open_document(file: bytes) -> Any:
    """Return a docxtpl template of the file, ready to be read. Raises TemplateUnreadableError."""
    from docx.opc.exceptions import OpcError
    from docxtpl import DocxTemplate

    template = DocxTemplate(io.BytesIO(file))
    try:
        template.render_init()
    except (OpcError, SyntaxError, KeyError, ValueError, zipfile.BadZipFile) as error:
        raise TemplateUnreadableError from error
    return template


def close_document(document: Any, *, title: str, made_at: datetime) -> bytes:
    """Return a python-docx document as bytes without metadata of whoever made the template.

    made_at: aware UTC; the same document, title and time give the same bytes.
    """
    _forget_people(document, title=title, made_at=made_at)
    saved = io.BytesIO()
    document.save(saved)
    return _in_fixed_order(saved.getvalue())


def _foreign_in(name: str, package: zipfile.ZipFile) -> Iterator[Complaint]:
    if _FOREIGN_NAMES.search(name):
        yield Complaint(ComplaintCode.FOREIGN_CONTENT, place="", field=name, part=name)
        return
    if not name.endswith((".xml", ".rels")):
        return
    tree = _parsed(package.read(name))
    if tree is None:
        yield Complaint(ComplaintCode.FOREIGN_CONTENT, place="", field="DOCTYPE", part=name)
    elif name.endswith(".rels"):
        yield from _foreign_links(name, tree)
    elif name.startswith("word/"):
        yield from _foreign_elements(name, tree)


def _parsed(xml: bytes) -> Any:
    """Return the tree, or None if the part declares entities. Raises TemplateUnreadableError."""
    from docx.oxml import parse_xml

    try:
        tree: Any = parse_xml(xml)  # resolves no entities
    except SyntaxError as error:
        raise TemplateUnreadableError from error
    return None if tree.getroottree().docinfo.doctype else tree


def _foreign_links(name: str, tree: Any) -> Iterator[Complaint]:
    for link in tree:
        kind = link.get("Type", "")
        if link.get("TargetMode") == "External" and not kind.endswith("/hyperlink"):
            target = link.get("Target", "")
            yield Complaint(ComplaintCode.FOREIGN_CONTENT, place="", field=target, part=name)


def _foreign_elements(name: str, tree: Any) -> Iterator[Complaint]:
    for tag in _FOREIGN_ELEMENTS:
        if tree.find(f".//{_W}{tag}") is not None:
            yield Complaint(ComplaintCode.FOREIGN_CONTENT, place="", field=tag, part=name)
    for tag in _TRACES_OF_PEOPLE:
        trace = tree.find(f".//{_W}{tag}")
        if trace is not None:
            who = trace.get(f"{_W}author", "")
            yield Complaint(ComplaintCode.TRACKED_CHANGES, place="", field=who, part=name)
            break
    for instruction in _word_fields(tree):
        word = (instruction.split() or [""])[0].upper()
        if word not in SAFE_WORD_FIELDS and word != "HYPERLINK":
            yield Complaint(ComplaintCode.FOREIGN_CONTENT, place="", field=word, part=name)
    if _UNREACHED.fullmatch(name):
        text = "".join(tree.itertext())
        if "{{" in text or "{%" in text:
            yield Complaint(ComplaintCode.MISPLACED_TAG, place=text.strip()[:80], part=name)


def _word_fields(tree: Any) -> Iterator[str]:
    """Yield the instructions of Word's own fields; one may be split over several runs."""
    for simple in tree.iter(f"{_W}fldSimple"):
        yield simple.get(f"{_W}instr", "")
    written = ""
    for element in tree.iter(f"{_W}fldChar", f"{_W}instrText"):
        if element.tag == f"{_W}instrText":
            written += element.text or ""
        elif written:
            yield written
            written = ""
    if written:
        yield written


def _forget_people(document: Any, *, title: str, made_at: datetime) -> None:
    """Leave out every trace of the template's history; the file says 이음 and when."""
    package = document.part.package
    for links in (package.rels, document.part.rels):
        for key in [key for key, link in links.items() if link.reltype.endswith(_METADATA)]:
            del links[key]
    core = document.core_properties
    for empty in ("category", "comments", "content_status", "identifier", "keywords", "subject"):
        setattr(core, empty, "")
    core.version, core.revision, core.language = "", 1, "ko-KR"
    core.title, core.author, core.last_modified_by = title[:255], AUTHOR, AUTHOR
    core.created = core.modified = made_at.replace(microsecond=0, tzinfo=None)
    _drop(core._element, "lastPrinted")  # noqa: SLF001
    _drop(document.settings.element, "rsids")


def _drop(element: Any, tag: str) -> None:
    """Remove a child that tells who worked on the file, and when."""
    for child in [child for child in element if child.tag.endswith("}" + tag)]:
        element.remove(child)


def _in_fixed_order(file: bytes) -> bytes:
    """Return the same package with its parts sorted and without times of the clock."""
    ordered = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(file)) as package,
        zipfile.ZipFile(ordered, "w", zipfile.ZIP_DEFLATED) as rewritten,
    ):
        names = sorted(package.namelist(), key=lambda name: (name != _CONTENT_TYPES, name))
        for name in names:
            entry = zipfile.ZipInfo(name, date_time=_EARLIEST_ZIP_TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 0
            rewritten.writestr(entry, package.read(name))
    return ordered.getvalue()
