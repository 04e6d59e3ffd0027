"""Brings the bytes of attachments to the hub and, when somebody wants them, from it.

They travel apart from the changes, by their digest, in pieces that resume. A row whose bytes have
not come yet is a state that people see, never a failure of sync.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from sqlmodel import col, select

from db.sync_errors import BatchBrokenError
from db.tables import Attachment
from desktop.services.attachments import place_of
from desktop.services.security.copying import failures_of_disk, sync_file
from desktop.services.sync import identities
from desktop.services.sync.carriers.hub import HubLine

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from desktop.services.sync.carriers import Told
    from desktop.services.workspace import Workspace

AT_HUB = "at-hub.txt"  # digests that the hub is known to have, one a line
_INCOMING = "incoming"


def not_here(workspace: Workspace, digests: Iterable[str] | None = None) -> set[str]:
    """Return the digests whose bytes are not on this computer; of all attachments, or of some."""
    wanted = _named(workspace) if digests is None else set(digests)
    return {one for one in wanted if not place_of(workspace.blobs, one).is_file()}


def send(workspace: Workspace, line: HubLine, told: Told) -> int:
    """Send what lies here and the hub is not known to have, and return how many.

    Who was cut off goes on where it was. Raises HubUnreachableError, HubBusyError, StoppedError.
    """
    known = _at_hub(workspace)
    sent = 0
    for digest in sorted(_named(workspace) - known):
        file = place_of(workspace.blobs, digest)
        if not file.is_file():
            continue
        with failures_of_disk(file):
            content = file.read_bytes()
        if hashlib.sha256(content).hexdigest() != digest:
            continue  # a check of the workspace names it; nobody else shall get it
        line.send_pieces(f"/v1/blobs/{digest}", content, told)
        _remember(workspace, digest)
        sent += 1
    return sent


def fetch(workspace: Workspace, digest: str, told: Told) -> Path:
    """Bring the bytes of an attachment here and return where they lie.

    They are not seen before they were checked. Raises NotEnrolledError, HubUnreachableError,
    BatchBrokenError where the hub has not got them either, StoppedError; what was downloaded is
    gone on with.
    """
    place = place_of(workspace.blobs, digest)
    if place.is_file():
        return place
    here = identities.enrolled(workspace)
    waiting = workspace.blobs / _INCOMING / digest
    line = HubLine(here.hub_url, here.device.hex, identities.keys_of(workspace, here))
    try:
        line.fetch(f"/v1/blobs/{digest}", waiting, told)
    finally:
        line.close()
    with failures_of_disk(waiting):
        with waiting.open("rb") as opened:
            found = hashlib.file_digest(opened, "sha256").hexdigest()
        if found != digest:
            waiting.unlink()
            raise BatchBrokenError(name=digest[:12], why="digest")
        sync_file(waiting)
        place.parent.mkdir(parents=True, exist_ok=True)
        waiting.replace(place)
    _remember(workspace, digest)
    return place


def _named(workspace: Workspace) -> set[str]:
    return set(workspace.read(lambda session: session.exec(select(col(Attachment.sha256))).all()))


def _at_hub(workspace: Workspace) -> set[str]:
    try:
        return set((workspace.blobs / AT_HUB).read_text("ascii").split())
    except FileNotFoundError:
        return set()


def _remember(workspace: Workspace, digest: str) -> None:
    with (workspace.blobs / AT_HUB).open("a", encoding="ascii") as opened:
        opened.write(digest + "\n")
