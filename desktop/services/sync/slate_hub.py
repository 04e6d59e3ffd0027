"""Brings a large firm's computer and a center's hub together over HTTP."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from db.base import new_id
from db.engine import HEAD
from db.sync.keys import new_keys
from db.sync_errors import (
    CodeRefusedError,
    HubRestoredError,
    SlateClosedError,
    UnknownDeviceError,
)
from desktop.services.sync import partner_slate, slate_answers
from desktop.services.sync.asking import Hub
from desktop.services.sync.slate_store import LAST, SlateStore, Standing

if TYPE_CHECKING:
    from pathlib import Path

    import httpx

    from desktop.services.sync.partner_slate import Applied


@dataclass(frozen=True)
class Exchanged:
    """What one meeting with the hub did; rejected: answers that the center did not take."""

    applied: Applied
    rejected: int


def enrol(
    folder: Path, url: str, code: str, *, label: str, client: httpx.Client | None = None
) -> SlateStore:
    """Make this computer one of a large firm's at a center's hub; what was in `folder` is replaced.

    Raises CodeRefusedError, also for a code that is meant for staff, and as `Hub.ask`.
    """
    keys, device = new_keys(), new_id().hex
    with Hub(url, client=client) as hub:
        told = hub.ask_json(
            "POST",
            "/v1/enrol",
            code=code,
            device=device,
            public=keys.public,
            recipient=keys.recipient,
            label=label,
            revision=HEAD,
        )
    if not told.get("partner"):
        raise CodeRefusedError(name=str(told.get("centre", "")))
    standing = Standing(
        device=device,
        centre=str(told["centre"]),
        epoch=str(told["epoch"]),
        hub_url=url,
        hub_key=str(told["key"]),
        hub_seal=str(told["seal"]),
        partner=str(told["partner"]),
        label=label,
    )
    return SlateStore.create(folder, keys, standing)


def exchange(store: SlateStore, *, client: httpx.Client | None = None) -> Exchanged:
    """Send what was answered and seen, then take the newest slate in.

    Raises as `Hub.ask`; what was not sent goes with the next meeting.
    """
    here = store.standing
    with Hub(here.hub_url, device=here.device, keys=store.keys, client=client) as hub:
        return _exchange(store, hub)


def _exchange(store: SlateStore, hub: Hub) -> Exchanged:
    rejected = 0
    with suppress(UnknownDeviceError):  # one that was shut out is still told to remove the slate
        try:
            rejected = _send(store, hub)
        except HubRestoredError:  # the slate tells how far the restored hub knows our answers
            partner_slate.apply(store, hub.ask("GET", "/v1/slate", query={"after": 0}))
            rejected = _send(store, hub)
    try:
        applied = _fetch(store, hub, store.standing.m)
    except HubRestoredError:
        applied = _fetch(store, hub, 0)
    if applied.revoked:
        _send_last_words(store.folder, hub)
    return Exchanged(applied, rejected)


def _send(store: SlateStore, hub: Hub) -> int:
    content = slate_answers.outgoing(store)
    if content is None:
        return 0
    return slate_answers.confirm(store, hub.ask("POST", "/v1/batches", content=content))


def open_slate(folder: Path) -> SlateStore:
    """Open a slate after removing what is over. Raises SlateClosedError, NotEnrolledError."""
    store = SlateStore.open(folder)
    try:
        partner_slate.end_what_is_over(store)
    except SlateClosedError:
        store.close()
        raise
    return store


def _fetch(store: SlateStore, hub: Hub, after: int) -> Applied:
    return partner_slate.apply(store, hub.ask("GET", "/v1/slate", query={"after": after}))


def _send_last_words(folder: Path, hub: Hub) -> None:
    """Send who looked at what, which was still waiting when the slate was taken back."""
    waiting = folder / LAST
    if waiting.exists():
        with suppress(UnknownDeviceError):
            hub.ask("POST", "/v1/batches", content=waiting.read_bytes())
        waiting.unlink()
