"""The file that carries changes: a readable header, a packed and sealed body, a signature.

`IEUM1` and the length of the header (4 bytes, big endian), the header (JSON), the 64 bytes of an
Ed25519 signature over all before it, and the body. The header names sender, receiver, range and
the digest of the body, so that a file can be judged, registered and refused without opening it,
and a body that fits into no memory can be proven while it is read.
"""

from __future__ import annotations

import hashlib
import json
import struct
from dataclasses import asdict, dataclass, fields, replace
from typing import TYPE_CHECKING, Protocol

from db.sync.keys import is_signed
from db.sync_errors import (
    BatchBrokenError,
    BatchTooNewError,
    NotForUsError,
    WrongSignatureError,
)
from db.words import FileKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from db.sync.keys import Keys

MAGIC = b"IEUM1"
FORMAT = 1
SUFFIX = ".ieum-sync"
HUB = "hub"
_LENGTH = struct.Struct(">I")
_LARGEST_HEADER = 64 * 1024
_SIGNATURE = 64


@dataclass(frozen=True)
class Label:
    """The header of a file.

    sender, to: a device as hex, or "hub". first, last: turns in a batch, hub numbers in a feed or
    snapshot, numbers of the partner's own stream in a slate; last < first where it is empty.
    acked: how far the sender has got the other side's: hub numbers in a batch, turns in a feed.
    prev: sha-256 of the sender's file before this one. part, parts: from 1. sha256: of the body as
    it lies in the file. revision: of the sender's tables. clock: when it was made, for showing.
    """

    kind: FileKind
    sender: str
    to: str
    centre: str
    epoch: str
    first: int
    last: int
    acked: int
    revision: str
    clock: int
    seal: str = "none"
    prev: str = ""
    part: int = 1
    parts: int = 1
    sha256: str = ""
    format: int = FORMAT
    label: str = ""

    @property
    def name(self) -> str:
        """Return a file name that tells sender, range and content apart."""
        return (
            f"{self.kind.value}-{self.sender[:8]}-{self.to[:8]}-{self.first}-{self.last}"
            f"-{self.part}of{self.parts}-{self.sha256[:12]}{SUFFIX}"
        )


class Seal(Protocol):
    """Closes bytes for receivers and opens them again.

    A public body that must use a validated module puts one in here; nothing else changes.
    """

    name: str

    def close(self, content: bytes, recipients: Sequence[str]) -> bytes:
        """Return bytes that only the holders of the recipients' keys can open."""

    def open(self, content: bytes, identity: str) -> bytes:
        """Return the bytes. Raises NotForUsError."""


class Unsealed:
    """Leaves the body readable, for gateways that refuse what they can't look into."""

    name = "none"

    def close(self, content: bytes, recipients: Sequence[str]) -> bytes:
        """Return the same bytes."""
        return content

    def open(self, content: bytes, identity: str) -> bytes:
        """Return the same bytes."""
        return content


class Age:
    """Seals with age (X25519, ChaCha20-Poly1305); not a module validated for public bodies."""

    name = "age"

    def close(self, content: bytes, recipients: Sequence[str]) -> bytes:
        """Return bytes that only the holders of the recipients' keys can open."""
        import pyrage

        return bytes(
            pyrage.encrypt(content, [pyrage.x25519.Recipient.from_str(one) for one in recipients])
        )

    def open(self, content: bytes, identity: str) -> bytes:
        """Return the bytes. Raises NotForUsError."""
        import pyrage

        try:
            return bytes(pyrage.decrypt(content, [pyrage.x25519.Identity.from_str(identity)]))
        except pyrage.DecryptError as error:
            raise NotForUsError(to="") from error


SEALS: dict[str, Seal] = {one.name: one for one in (Unsealed(), Age())}


def seal(label: Label, body: bytes, keys: Keys, *, recipients: Sequence[str] = ()) -> bytes:
    """Return a whole file; `label.seal` names how the body is closed. `sha256` is filled in."""
    closed = SEALS[label.seal].close(body, recipients)
    return opening(replace(label, sha256=hashlib.sha256(closed).hexdigest()), keys) + closed


def opening(label: Label, keys: Keys) -> bytes:
    """Return what comes before the body; `label.sha256` is that of the closed body."""
    header = json.dumps(asdict(label), ensure_ascii=False, sort_keys=True).encode()
    proven = b"".join((MAGIC, _LENGTH.pack(len(header)), header))
    return proven + keys.sign(proven)


def label_of(content: bytes) -> Label:
    """Return what a file says of itself; nothing is proven yet.

    Raises BatchBrokenError, BatchTooNewError.
    """
    return _split(content)[0]


def body_at(content: bytes) -> int:
    """Return where the body begins; `content` needs to hold no more than the header.

    Raises BatchBrokenError.
    """
    begin = len(MAGIC) + _LENGTH.size
    if len(content) < begin or not content.startswith(MAGIC):
        raise BatchBrokenError(why="magic")
    (length,) = _LENGTH.unpack_from(content, len(MAGIC))
    if length > _LARGEST_HEADER:
        raise BatchBrokenError(why="header")
    return int(begin + length + _SIGNATURE)


def prove(content: bytes, public: str) -> Label:
    """Return the label after proving who signed it; the body is proven by its digest.

    content: at least up to the body. Raises BatchBrokenError, BatchTooNewError,
    WrongSignatureError.
    """
    label, begin = _split(content)
    proven, signature = content[: begin - _SIGNATURE], content[begin - _SIGNATURE : begin]
    if not is_signed(proven, signature, public):
        raise WrongSignatureError(name=label.name, signer=label.sender)
    return label


def unseal(content: bytes, *, public: str, identity: str = "") -> tuple[Label, bytes]:
    """Return label and body of a file after proving signature and digest.

    public: key of who must have signed. Raises BatchBrokenError, BatchTooNewError,
    WrongSignatureError, NotForUsError.
    """
    label, body = prove(content, public), content[body_at(content) :]
    if hashlib.sha256(body).hexdigest() != label.sha256:
        raise BatchBrokenError(name=label.name, why="digest")
    if label.seal not in SEALS:
        raise BatchTooNewError(name=label.name, found=label.seal, known=", ".join(SEALS))
    try:
        return label, SEALS[label.seal].open(body, identity)
    except NotForUsError as error:
        raise NotForUsError(name=label.name, to=label.to) from error


def _split(content: bytes) -> tuple[Label, int]:
    begin = body_at(content)
    if begin > len(content):
        raise BatchBrokenError(why="half")
    try:
        told = json.loads(content[len(MAGIC) + _LENGTH.size : begin - _SIGNATURE])
        if told["format"] > FORMAT:
            raise BatchTooNewError(found=told["format"], known=FORMAT)
        label = _label(told)
    except (ValueError, KeyError, TypeError) as error:
        raise BatchBrokenError(why="header") from error
    return label, begin


def _label(told: dict[str, object]) -> Label:
    known = {one.name: told[one.name] for one in fields(Label)}
    for one in fields(Label):
        if not isinstance(known[one.name], int if one.type == "int" else str):
            raise TypeError(one.name)
    return Label(**known | {"kind": FileKind(str(told["kind"]))})  # type: ignore[arg-type]
