"""Lists the documents that the program can write, and hands out their templates."""

from __future__ import annotations

import hashlib
import tomllib
from dataclasses import dataclass, field, replace
from functools import cache
from typing import TYPE_CHECKING, Any

from db.words import DocumentKind, Stage
from desktop import paths
from desktop.services.documents.errors import TemplateMissingError, UnknownDocumentError
from desktop.services.documents.reading import used_fields

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

PROGRAM_GROUP = "서식."
"""The fields about the form itself, which the program fills in from the manifest."""


@dataclass(frozen=True)
class DocumentTemplate:
    """One form as the manifest describes it."""

    kind: DocumentKind
    code_name: str
    """A word for file names and commands: agreement."""
    title: str
    title_en: str
    stage: Stage
    """The stage in which the document is usually made."""
    file: str
    """Where the .docx lies below the folder of templates."""
    version: str
    verified: bool
    """Whether somebody compared the form with the announcement; else a footer tells."""
    seen: tuple[str, ...]
    """Fields that were seen in the official screens for this document."""
    unverified: tuple[str, ...]
    """Fields that are usual in such forms, but were not seen."""
    example: Mapping[str, object] = field(default_factory=dict, compare=False)
    """What a sample of this form shows instead of the dictionary's examples, by dotted name."""

    @property
    def fields(self) -> tuple[str, ...]:
        """Return every field of the form, as dotted names."""
        return self.seen + self.unverified


def list_documents() -> list[DocumentTemplate]:
    """Return all documents in the order of a case's life."""
    return list(_manifest().values())


def for_stage(stage: Stage) -> list[DocumentTemplate]:
    """Return the documents that are usually made in `stage`."""
    return [document for document in list_documents() if document.stage is stage]


def find(kind: DocumentKind) -> DocumentTemplate:
    """Return the document of this kind. Raises UnknownDocumentError."""
    try:
        return _manifest()[kind]
    except KeyError:
        raise UnknownDocumentError(kind=kind) from None


def template_bytes(kind: DocumentKind) -> bytes:
    """Return the .docx that ships for this kind.

    Raises UnknownDocumentError, and TemplateMissingError if the file is gone.
    """
    return _read(paths.templates() / find(kind).file)


def template_sha256(kind: DocumentKind) -> str:
    """Return the fingerprint of the template, for the register of documents."""
    return hashlib.sha256(template_bytes(kind)).hexdigest()


def revised(document: DocumentTemplate, template: bytes, *, version: str) -> DocumentTemplate:
    """Return the document as a template asks for it that somebody changed in Word.

    Fields that the shipped form does not use count as unverified, and so does the whole form.
    Raises TemplateUnreadableError.
    """
    used = [name for name in used_fields(template) if not name.startswith(PROGRAM_GROUP)]
    seen = tuple(name for name in used if name in document.seen)
    unverified = tuple(name for name in used if name not in document.seen)
    return replace(document, version=version, verified=False, seen=seen, unverified=unverified)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise TemplateMissingError(path=path) from error


@cache  # the manifest ships with the program and does not change while it runs
def _manifest() -> dict[DocumentKind, DocumentTemplate]:
    entries = tomllib.loads(_read(paths.templates() / "manifest.toml").decode())["document"]
    described = [_described(entry) for entry in entries]
    return {document.kind: document for document in described}


def _described(entry: dict[str, Any]) -> DocumentTemplate:
    return DocumentTemplate(
        kind=DocumentKind(entry["id"]),
        code_name=entry["code_name"],
        title=entry["title"],
        title_en=entry["title_en"],
        stage=Stage(entry["stage"]),
        file=entry["file"],
        version=entry["version"],
        verified=entry["verified"],
        seen=tuple(entry["seen"]),
        unverified=tuple(entry["unverified"]),
        example=entry.get("example", {}),
    )
