"""Checks a file that was given to an auditor, without the workspace that it came from."""

from __future__ import annotations

import hashlib
import json
import zipfile
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from db.sync.keys import is_signed
from desktop.services.security.audit import (
    CHANGES,
    FORMAT,
    MANIFEST,
    README,
    SHEET,
    SIGNATURE,
    line_is_whole,
)
from desktop.services.security.errors import AuditBrokenError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_LARGEST_MANIFEST = 1024 * 1024
_CHUNK = 1024 * 1024
_UNREADABLE = (OSError, zipfile.BadZipFile, zlib.error, ValueError, KeyError, TypeError)


@dataclass(frozen=True)
class Checked:
    """What a file says, once its signature, its parts and every hash in it were found right."""

    centre: str
    made_at: str
    key: str
    changes: int


def check(source: Path, *, key: str = "") -> Checked:
    """Return what the file says of itself.

    key: public key that must have signed it; without one, whoever signed is told, not judged.
    Raises AuditBrokenError, with the code of what is wrong and the number of the change.
    """
    try:
        with zipfile.ZipFile(source) as packed:
            return _check(packed, source, key)
    except _UNREADABLE as error:
        raise AuditBrokenError(path=source, why="unreadable", change=None) from error


def _check(packed: zipfile.ZipFile, source: Path, key: str) -> Checked:
    with packed.open(MANIFEST) as opened:
        signed = opened.read(_LARGEST_MANIFEST)
    manifest = json.loads(signed)
    if manifest["format"] > FORMAT:
        raise AuditBrokenError(path=source, why="newer", change=None)
    signature = bytes.fromhex(packed.read(SIGNATURE).decode("ascii"))
    if not is_signed(signed, signature, manifest["key"]) or key not in ("", manifest["key"]):
        raise AuditBrokenError(path=source, why="signature", change=None)
    for name in (README, CHANGES, SHEET):
        if _digest(packed, name) != manifest["sha256"][name]:
            raise AuditBrokenError(path=source, why="part", change=None)
    count, end = 0, None
    for line in _lines(packed):
        count += 1
        if not line_is_whole(line):
            raise AuditBrokenError(path=source, why="altered", change=line["id"])
        if line["hash"] and line["origin"] is None:
            if end is not None and line["id"] == end[0] + 1 and line["prev"] != end[1]:
                raise AuditBrokenError(path=source, why="cut", change=line["id"])
            end = (line["id"], line["hash"])
    if count != manifest["changes"]:
        raise AuditBrokenError(path=source, why="count", change=None)
    return Checked(manifest["centre"], manifest["made_at"], manifest["key"], count)


def _digest(packed: zipfile.ZipFile, name: str) -> str:
    digest = hashlib.sha256()
    with packed.open(name) as part:
        while chunk := part.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def _lines(packed: zipfile.ZipFile) -> Iterator[dict[str, Any]]:
    with packed.open(CHANGES) as lines:
        for line in lines:
            yield json.loads(line)
