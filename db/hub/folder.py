"""The hub's side of a shared folder or a stick: takes in what lies there, lays out what others get.

`DIR/to-hub/<device hex>/` is what computers lay down, `DIR/to-<device hex>/` what they find. Every
file is written beside its name and then renamed; nothing that was laid down is removed, it is moved
into `done/` or `refused/` beside it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from db.errors import DeskError
from db.sync import envelope
from db.sync_errors import GapError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from uuid import UUID

    from db.hub.receive import Device, Taken
    from db.hub.store import Hub

TO_HUB = "to-hub"
DONE = "done"
REFUSED = "refused"


@dataclass(frozen=True)
class Handled:
    """What became of one file: merged, refused, waiting for one before it, or laid out."""

    file: Path
    taken: Taken | None = None
    failure: DeskError | None = None
    waits: bool = False


def once(hub: Hub, folder: Path) -> list[Handled]:
    """Take in every batch in the folder, then lay out for each computer what it has not."""
    handled = list(_take_in(hub, folder))
    for device in hub.devices():
        if device.shut_out_at is None and device.partner is None:
            handled += _lay_out(hub, folder, device)
    return handled


def _take_in(hub: Hub, folder: Path) -> Iterator[Handled]:
    waiting = sorted((folder / TO_HUB).glob(f"*/*{envelope.SUFFIX}"), key=_turn)
    for file in waiting:
        content = file.read_bytes()
        try:
            taken = hub.take(content)
        except GapError as error:  # the one before it may be on its way
            yield Handled(file, failure=error, waits=True)
        except DeskError as error:
            _move(file, REFUSED)
            _write(
                file.parent / REFUSED / f"{file.name}.json",
                json.dumps({"error": type(error).__name__, "facts": error.facts}, default=str),
            )
            yield Handled(file, failure=error)
        else:
            _lay(hub, folder, taken.device, hub.receipt(taken))
            _move(file, DONE)
            yield Handled(file, taken=taken)


def _turn(file: Path) -> tuple[str, int]:
    """Order the files of a computer by their turns; what is no file of ours comes as it comes."""
    try:
        with file.open("rb") as opened:
            label = envelope.label_of(opened.read(80_000))
    except DeskError:
        return file.parent.name, 0
    return label.sender, label.first


def _lay_out(hub: Hub, folder: Path, device: Device) -> Iterator[Handled]:
    """Lay out feeds after what the computer says it has, and after what lies there already."""
    after = max(device.seen, _laid_until(folder, device.device))
    newest = hub.newest()
    while after < newest:
        content = hub.feed(device.device.hex, after)
        label = envelope.label_of(content)
        yield Handled(_lay(hub, folder, device, content))
        after = label.last


def _laid_until(folder: Path, device: UUID) -> int:
    """Return up to which number feeds lie there without a gap."""
    labels = []
    for file in (folder / f"to-{device.hex}").glob(f"feed-*{envelope.SUFFIX}"):
        with file.open("rb") as opened:
            labels.append(envelope.label_of(opened.read(80_000)))
    return max((label.last for label in labels), default=0)


def _lay(hub: Hub, folder: Path, device: Device, content: bytes) -> Path:
    target = folder / f"to-{device.device.hex}" / envelope.label_of(content).name
    _write(target, content)
    return target


def _move(file: Path, where: str) -> None:
    (file.parent / where).mkdir(exist_ok=True)
    file.replace(file.parent / where / file.name)


def _write(target: Path, content: bytes | str) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(target.name + ".part")
    part.write_bytes(content if isinstance(content, bytes) else content.encode())
    part.replace(target)
