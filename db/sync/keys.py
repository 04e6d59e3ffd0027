"""The keys of a computer or hub: one to sign (Ed25519), one to receive what is sealed (age).

Private keys lie in files that only the user's account may read, never in the workspace: a copied
workspace must not be able to speak for the computer that it was copied from.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True)
class Keys:
    """Private keys; `public` and `recipient` may be given away."""

    signing: str  # hex of the 32 bytes
    identity: str  # AGE-SECRET-KEY-…

    @property
    def public(self) -> str:
        """Return the public key that proves signatures, in hex."""
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

        key = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(self.signing))
        return key.public_key().public_bytes_raw().hex()

    @property
    def recipient(self) -> str:
        """Return the public key for which others seal."""
        from pyrage import x25519

        return str(x25519.Identity.from_str(self.identity).to_public())

    def sign(self, content: bytes) -> bytes:
        """Return the 64 bytes of an Ed25519 signature."""
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

        return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(self.signing)).sign(content)


def new_keys() -> Keys:
    """Return fresh keys."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from pyrage import x25519

    signing = Ed25519PrivateKey.generate().private_bytes_raw().hex()
    return Keys(signing, str(x25519.Identity.generate()))


def is_signed(content: bytes, signature: bytes, public: str) -> bool:
    """Return whether the holder of `public` (hex) signed these bytes."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(public)).verify(signature, content)
    except (InvalidSignature, ValueError):
        return False
    return True


def keep_keys(keys: Keys, file: Path) -> None:
    """Write keys into a file that only this account can read."""
    file.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as opened:
        json.dump({"signing": keys.signing, "identity": keys.identity}, opened)


def kept_keys(file: Path) -> Keys | None:
    """Return the keys of a file, or None when it is not there."""
    try:
        kept = json.loads(file.read_text("ascii"))
    except FileNotFoundError:
        return None
    return Keys(kept["signing"], kept["identity"])
