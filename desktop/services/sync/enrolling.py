"""Makes this computer known to a hub with a one-time code, and lets it go again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from sqlmodel import select

from db import engine as engines
from db.sync import identity, restoring, snapshot_in
from db.sync.keys import keep_keys, new_keys
from db.sync_errors import NotEnrolledError, OtherCentreError
from db.tables import Staff, SyncSelf
from db.words import Action
from desktop.services.sync import identities, receiving, sending
from desktop.services.sync.carriers.hub import HubLine

if TYPE_CHECKING:
    from sqlmodel import Session

    from db.sync.keys import Keys
    from desktop.services.sync.carriers import Told
    from desktop.services.workspace import Workspace

_WAITING = "snapshot.incoming"


def enrol(workspace: Workspace, url: str, code: str, *, label: str) -> None:
    """Make this computer known to the hub at `url`; label: what people there call it.

    Whatever was typed here before goes out with the next sync. Raises CodeRefusedError,
    HubUnreachableError, OtherCentreError.
    """
    line = HubLine(url.rstrip("/"))
    try:
        known = workspace.read(lambda session: session.get(SyncSelf, 1))
        device = uuid4() if known is None or known.hub_key else known.device
        keys = new_keys()
        told = line.enrol({
            "code": code.strip(),
            "device": device.hex,
            "public": keys.public,
            "recipient": keys.recipient,
            "label": label,
            "revision": engines.HEAD,
        })  # fmt: skip
    finally:
        line.close()
    if workspace.centre and told["centre"] != workspace.centre:
        raise OtherCentreError(name=url, found=told["centre"], known=workspace.centre)
    become(workspace, device, keys, told, url=line.url, label=label)


def become(
    workspace: Workspace, device: UUID, keys: Keys, told: dict[str, Any], *, url: str, label: str
) -> None:
    """Keep who this computer is from now on. told: the hub's answer."""
    keep_keys(keys, identity.key_file(workspace.identities, device.hex))
    known = SyncSelf(
        device=device,
        incarnation=uuid4(),
        label=label[:120],
        centre=told["centre"],
        hub_url=url,
        hub_key=told["key"],
        hub_seal=told["seal"],
        epoch=UUID(told["epoch"]),
    )

    def _keep(session: Any) -> None:
        before = session.get(SyncSelf, 1)
        connection = identities.driver(session)
        if before is not None:
            if before.epoch not in (None, known.epoch):  # another hub, or one that was restored
                restoring.follow(connection, told["epoch"], int(told.get("base", 0)), 0)
            known.baseline_n, known.baseline_sha256 = before.baseline_n, before.baseline_sha256
            session.delete(before)
            session.flush()
        session.add(known)
        identity.start_over(connection)

    workspace.keep(_keep)
    workspace.read(lambda s: identity.remember(identities.driver(s), workspace.identities))


def first_sync(workspace: Workspace, line: HubLine, *, told: Told) -> int:
    """Fill a workspace in which nothing was typed yet, and return the number of rows.

    Nothing happens where something was typed, or the hub is empty; the feed brings all then. Who
    works here stays, even where the center does not know that person yet.
    Raises NotEnrolledError, HubUnreachableError, and what is wrong with the file; then the
    workspace is as it was, and what was downloaded is gone on with.
    """
    here = identities.enrolled(workspace)
    if receiving.has_changes(workspace) or not _has_order(workspace, here, line):
        return 0
    keys = identities.keys_of(workspace, here)
    waiting = workspace.folder / _WAITING
    line.fetch("/v1/snapshot", waiting, told)
    person = workspace.read(lambda session: _person(session, workspace.person))
    loaded = workspace.replace(
        lambda file: snapshot_in.load(
            file,
            waiting,
            public=here.hub_key,
            identity=keys.identity,
            told=told,
            instead_of_seed=True,
        )
    )
    waiting.unlink(missing_ok=True)
    if person is not None:
        workspace.person = workspace.write(
            lambda session: _known_again(session, person), action=Action.STAFF_EDIT
        ).value
    return loaded.rows


def _has_order(workspace: Workspace, here: SyncSelf, line: HubLine) -> bool:
    """Return whether the hub holds anything, and this computer nothing of it."""
    seen = workspace.read(lambda s: sending.seen_of(identities.driver(s)))
    if seen:
        return False
    _label, feed = receiving.opened(
        workspace, here, line.signed("GET", "/v1/feed?after=0&limit=1").content
    )
    return bool(feed.transactions)


def _person(session: Session, person: UUID | None) -> dict[str, Any] | None:
    staff = None if person is None else session.get(Staff, person)
    return None if staff is None else staff.model_dump()


def _known_again(session: Session, person: dict[str, Any]) -> UUID:
    """Return who works here among the center's staff; somebody new is added under their key."""
    wanted = select(Staff).where(Staff.name == person["name"])
    found = session.exec(wanted).first()
    if found is None:
        found = Staff(**person)
        session.add(found)
        session.flush()
    return found.id


def leave(workspace: Workspace) -> None:
    """Forget the hub and the keys; what was typed and what came stays here."""
    known = workspace.read(lambda session: session.get(SyncSelf, 1))
    if known is None or not known.hub_key:
        raise NotEnrolledError
    identities.renew(workspace)
    identity.forget(workspace.identities, known.device.hex)
