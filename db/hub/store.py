"""The hub of one center: takes in what computers send, and hands out what they may have.

Everything that carries (HTTP, folder, file) goes through here, and carries the same bytes.
"""

from __future__ import annotations

import hashlib
import json
import secrets
import threading
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from db.hub import feed as feeds
from db.hub import firm_rights, opening, slates, snapshot_out
from db.hub.garbage import left_alone
from db.hub.proving import LARGEST_BATCH
from db.hub.receive import Device, Standing, Taken, device_of, newest_of, standing_of
from db.hub.receive import receive as merge_batch
from db.hub.shelf import Shelf
from db.sync.keys import Keys, keep_keys, kept_keys, new_keys
from db.sync_errors import (
    CodeRefusedError,
    HubNotBegunError,
    NotForUsError,
    OtherCentreError,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from psycopg import Connection

    from db.hub.merging import Refused
    from db.hub.proving import Arrived
    from db.hub.receive import Rights
    from db.sync.envelope import Label

KEYS = "keys.json"
BLOBS = "blobs"
LARGEST_BLOB = 2_000_000_000
_IDLE = 4  # connections that are kept open
_CODE_SIGNS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"  # none that look alike
_CODE_LENGTH = 16  # 79 bits: nobody guesses one within its hours


@dataclass(frozen=True)
class Enrolment:
    """What a computer learns when it is enrolled; key and seal are the hub's public keys."""

    centre: str
    epoch: UUID
    base: int
    key: str
    seal: str
    partner: UUID | None


def by_owner(connection: Connection[Any], device: Device, change: Arrived) -> Refused | None:
    """Let staff change whatever their center has, and a firm add its answers."""
    if device.partner is None:
        return None
    return firm_rights.refusal(connection, device.device, device.partner, change)


class Hub:
    """One center's hub on a PostgreSQL database; safe to use from several threads.

    folder: where its keys and, beside them, attachments and unfinished uploads lie. rights: says
    why a computer may not make a change.
    """

    def __init__(
        self,
        url: str,
        folder: Path,
        *,
        rights: Rights = by_owner,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.url = url
        self.folder = folder
        self.rights = rights
        self.blobs = Shelf(folder / BLOBS, folder / "parts", largest=LARGEST_BLOB)
        self.uploads = Shelf(folder / "uploads", folder / "parts-of-uploads", largest=LARGEST_BATCH)
        self.now = now
        self._idle: list[Connection[Any]] = []
        self._lock = threading.Lock()
        self._keys: Keys | None = None

    @property
    def keys(self) -> Keys:
        """Return the hub's private keys, made when they are first needed."""
        with self._lock:
            if self._keys is None:
                file = self.folder / KEYS
                self._keys = kept_keys(file) or new_keys()
                if not file.exists():
                    keep_keys(self._keys, file)
            return self._keys

    def keep_keys(self, content: bytes) -> None:
        """Take over the keys of a backup."""
        kept = json.loads(content)
        with self._lock:
            self._keys = Keys(kept["signing"], kept["identity"])
            keep_keys(self._keys, self.folder / KEYS)

    @contextmanager
    def connection(self) -> Iterator[Connection[Any]]:
        """Lend a connection; what is open on it is taken back when the block fails."""
        with self._lock:
            lent = self._idle.pop() if self._idle else None
        if lent is None:
            lent = opening.connect(self.url)
            lent.autocommit = True  # transactions are begun by hand
        try:
            yield lent
        except BaseException:
            lent.close()
            raise
        with self._lock:
            if len(self._idle) < _IDLE and not lent.closed:
                self._idle.append(lent)
                return
        lent.close()

    def begin(self, centre: str) -> Standing:
        """Bring the database up to date, and make it the hub of `centre` unless it is one.

        centre: may be empty where it is one already. Raises HubNotBegunError where it is none,
        OtherCentreError where it is another center's, WorkspaceTooNewError.
        """
        if not centre and not opening.is_hub(self.url):
            raise HubNotBegunError(name=self.url)
        opening.bring_up_to_date(self.url)
        epoch, now = uuid4(), self.now()
        with self.connection() as connection, connection.transaction():
            made = connection.execute(
                "INSERT INTO hub.hub_self (id, centre, epoch, base, begun_at) "
                "VALUES (1, %s, %s, 0, %s) ON CONFLICT DO NOTHING",
                (centre, epoch, now),
            ).rowcount
            if made:
                connection.execute(
                    "INSERT INTO hub.hub_epoch (epoch, base, begun_at) VALUES (%s, 0, %s)",
                    (epoch, now),
                )
                connection.execute("INSERT INTO hub.hub_counter (id, n) VALUES (1, 0)")
            standing = standing_of(connection)
        if centre not in ("", standing.centre):
            raise OtherCentreError(name=self.url, found=standing.centre, known=centre)
        return standing

    def standing(self) -> Standing:
        """Return where the hub stands."""
        with self.connection() as connection:
            return standing_of(connection)

    def newest(self) -> int:
        """Return the newest number that is given."""
        with self.connection() as connection:
            return newest_of(connection)

    # What computers send and get

    def take(self, content: bytes) -> Taken:
        """Merge a batch file and say what became of it.

        Raises what is wrong with the file (db/sync_errors.py); then nothing was taken.
        """
        with self.connection() as connection, left_alone():
            return merge_batch(connection, content, self.keys, now=self.now(), rights=self.rights)

    def receive(self, content: bytes, *, seal: str = "age") -> bytes:
        """Merge a batch file and return the receipt file for its sender; raises as `take`."""
        return self.receipt(self.take(content), seal=seal)

    def receipt(self, taken: Taken, *, seal: str = "age") -> bytes:
        """Return the receipt file that answers a batch."""
        with self.connection() as connection:
            return feeds.receipt(connection, taken, self.keys, seal=seal)

    def feed(
        self, device: str, after: int, *, limit_ops: int = feeds.LIMIT_OPS, seal: str = "age"
    ) -> bytes:
        """Return the file with what comes after `after`, for a computer by its id as hex.

        Raises UnknownDeviceError, HubRestoredError, NotForUsError (a large firm's computer).
        """
        with self.connection() as connection:
            known = _of_staff(device_of(connection, device))
            with left_alone():
                return feeds.feed(
                    connection, known, after, self.keys, limit_ops=limit_ops, seal=seal
                )

    def write_snapshot(self, device: str, target: Path, *, seal: str = "age") -> Label:
        """Write the file with everything that stands now into `target`; return its header.

        Raises UnknownDeviceError, NotForUsError (a large firm's computer).
        """
        with self.connection() as connection:
            known = _of_staff(device_of(connection, device))
            return snapshot_out.write(connection, known, target, self.keys, seal=seal)

    def slate(self, device: str, after: int, *, seal: str = "age") -> bytes:
        """Return the file that brings a firm's computer from number `after` of its stream to now.

        One that was shut out is told to remove what it has. Raises UnknownDeviceError, also for a
        computer of staff.
        """
        with self.connection() as connection:
            known = device_of(connection, device, shut_out=True)
            return slates.file_for(connection, known, after, self.keys, now=self.now(), seal=seal)

    # Computers

    def new_code(self, centre: str = "", *, partner: UUID | None = None, hours: int = 24) -> str:
        """Return a code that enrols one computer within `hours`; only its digest is kept.

        Raises OtherCentreError where the hub is another center's.
        """
        code = "".join(secrets.choice(_CODE_SIGNS) for _ in range(_CODE_LENGTH))
        now = self.now()
        with self.connection() as connection, connection.transaction():
            standing = standing_of(connection)
            if centre not in ("", standing.centre):
                raise OtherCentreError(name="", found=standing.centre, known=centre)
            connection.execute("DELETE FROM hub.hub_code WHERE until < %s", (now,))
            connection.execute(
                "INSERT INTO hub.hub_code (digest, partner, made_at, until) "
                "VALUES (%s, %s, %s, %s)",
                (_digest(code), partner, now, now + timedelta(hours=hours)),
            )
        return "-".join(code[at : at + 4] for at in range(0, _CODE_LENGTH, 4))

    def enrol(
        self,
        code: str,
        device: str,
        public: str,
        recipient: str,
        label: str,
        revision: str = "",
    ) -> Enrolment:
        """Let a computer in with a one-time code; asking again with the same keys is harmless.

        Raises CodeRefusedError.
        """
        named = UUID(device)
        now = self.now()
        with self.connection() as connection, connection.transaction():
            standing = standing_of(connection)
            found = connection.execute(
                "UPDATE hub.hub_code SET used_by = %s WHERE digest = %s AND until > %s "
                "AND (used_by IS NULL OR used_by = %s) RETURNING partner",
                (named, _digest(code), now, named),
            ).fetchone()
            if found is None:
                raise CodeRefusedError(name=standing.centre)
            connection.execute(
                "INSERT INTO hub.hub_device (device, public, recipient, label, revision, "
                "partner, enrolled_at) VALUES (%s, %s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING",
                (named, public, recipient, label, revision, found[0], now),
            )
            kept = connection.execute(
                "SELECT public FROM hub.hub_device WHERE device = %s AND shut_out_at IS NULL",
                (named,),
            ).fetchone()
            if kept is None or kept[0] != public:  # nobody takes over another's place
                raise CodeRefusedError(name=standing.centre)
        keys = self.keys
        return Enrolment(
            standing.centre, standing.epoch, standing.base, keys.public, keys.recipient, found[0]
        )

    def device(self, device: str, *, shut_out: bool = False) -> Device:
        """Return a computer by its id as hex; shut_out: also one that was shut out.

        Raises UnknownDeviceError.
        """
        with self.connection() as connection:
            return device_of(connection, device, shut_out=shut_out)

    def devices(self) -> list[Device]:
        """Return all computers, also those that were shut out, in the order of enrolment."""
        with self.connection() as connection:
            found = connection.execute(
                "SELECT device, public, recipient, label, revision, partner, turn, hash, seen, "
                "epoch, enrolled_at, heard_at, shut_out_at FROM hub.hub_device "
                "ORDER BY enrolled_at, device"
            )
            return [Device(*row) for row in found]

    def shut_out(self, device: str) -> None:
        """Take nothing more from a computer and give it nothing. Raises UnknownDeviceError."""
        with self.connection() as connection, connection.transaction():
            known = device_of(connection, device)
            connection.execute(
                "UPDATE hub.hub_device SET shut_out_at = %s WHERE device = %s",
                (self.now(), known.device),
            )

    def close(self) -> None:
        """Close the connections that are idle."""
        with self._lock:
            idle, self._idle = self._idle, []
        for one in idle:
            one.close()


def _of_staff(device: Device) -> Device:
    """Refuse a large firm's computer what only the center's own may have."""
    if device.partner is not None:
        raise NotForUsError(name="", to=device.device.hex)
    return device


def _digest(code: str) -> str:
    plain = "".join(sign for sign in code.upper() if sign.isalnum())
    return hashlib.sha256(plain.encode()).hexdigest()
