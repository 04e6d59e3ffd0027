"""Chains the changes of one computer, so that nobody can alter or remove one unseen.

The digest of a change covers its ops in net form (new values only) and a salt; the hash covers the
header, the digest and the hash of the change before it. Values can be erased by law together with
their salt: the digest stays, and with it the chain.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    NetOp = tuple[str, str, str, dict[str, Any]]  # table, kind, key, new values by field

SALT_BYTES = 8
COVERED = (
    "key", "action", "facts", "actor_id", "reason", "at", "seen", "clock", "revision", "atomic",
    "undoes",
)  # fmt: skip


def new_salt() -> str:
    """Return random hex for one change."""
    return secrets.token_hex(SALT_BYTES)


def net(kind: str, data: dict[str, Any]) -> dict[str, Any]:
    """Return the new values of an op as the journal keeps it; nothing for one that erased a row."""
    if kind == "update":
        return {field: values[1] for field, values in data.items()}
    return {} if kind == "delete" else data


# What a digest covers of an op, as text.
encoded: Callable[[NetOp], str] = json.JSONEncoder(
    sort_keys=True, ensure_ascii=False, separators=(",", ":"), check_circular=False
).encode


def digest_of(salt: str, ops: Iterable[NetOp]) -> str:
    """Return the digest of the ops of one change, in their order."""
    return digest_of_encoded(salt, map(encoded, ops))


def digest_of_encoded(salt: str, texts: Iterable[str]) -> str:
    """Return the digest of ops that `encoded` gave, for those who need the texts too."""
    digest = hashlib.sha256(salt.encode())
    for text in texts:
        digest.update(text.encode())
        digest.update(b"\n")
    return digest.hexdigest()


def hash_of(prev: str, header: dict[str, Any], digest: str) -> str:
    """Return the hash of a change; header: its `COVERED` values as storage keeps them."""
    told = [header[name] for name in COVERED]
    text = json.dumps([prev, told, digest], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()
