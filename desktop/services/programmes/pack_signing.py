"""Signs packs and checks signatures: Ed25519 over a manifest that names every member's digest."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from desktop.services.errors import FileUnreadableError
from desktop.services.programmes.errors import (
    PackKeyError,
    PackMemberError,
    PackSignatureError,
    PackUnsignedError,
    PackUntrustedError,
)

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from cryptography.hazmat.primitives.asymmetric.ed25519 import (
        Ed25519PrivateKey,
        Ed25519PublicKey,
    )

MANIFEST = "manifest.json"
SIGNATURE = "signature.json"
PUBLIC = ".pub"
FORMAT = 1
_ALGORITHM = "ed25519"
_SHOWN_LETTERS = 16
_LARGEST_KEY = 10_000  # bytes


@dataclass(frozen=True)
class Signer:
    """Whose signature a pack bears: the name of the trusted key, and its fingerprint."""

    name: str
    fingerprint: str


def make_keys(private: Path, public: Path) -> str:
    """Write a new pair of keys and return its fingerprint; the private one is for its owner only.

    Raises FileExistsError where one of the files is there, for a key must not be lost.
    """
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    key = Ed25519PrivateKey.generate()
    secret = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    with os.fdopen(os.open(private, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(secret)
    with public.open("xb") as file:
        file.write(_pem(key.public_key()))
    return fingerprint(key.public_key())


def signed(
    members: Mapping[str, bytes], *, pack: str, version: str, private: Path
) -> dict[str, bytes]:
    """Return the members with a manifest and its signature. Raises PackKeyError."""
    key = _private_key(private)
    plain = {name: content for name, content in members.items() if name not in _OURS}
    manifest = _manifest(plain, pack=pack, version=version)
    signature = {
        "algorithm": _ALGORITHM,
        "key": fingerprint(key.public_key()),
        "signature": base64.b64encode(key.sign(manifest)).decode("ascii"),
    }
    return {**plain, MANIFEST: manifest, SIGNATURE: _canonical(signature)}


def verified(
    members: Mapping[str, bytes], trusted: Mapping[str, Path], *, file: Path
) -> tuple[Signer, dict[str, Any]]:
    """Return who signed the members, and the manifest.

    trusted: files of public keys by name. Raises PackUnsignedError where there is no signature,
    PackUntrustedError where it is of a key that nobody trusts, PackSignatureError where it does
    not fit, PackMemberError where a member is missing, added or changed.
    """
    from cryptography.exceptions import InvalidSignature

    if MANIFEST not in members or SIGNATURE not in members:
        raise PackUnsignedError(file=file.name)
    claimed, signature = _signature(members[SIGNATURE], file)
    keys = {name: public_key(path) for name, path in sorted(trusted.items())}
    named = {fingerprint(key): (name, key) for name, key in keys.items()}
    if claimed not in named:
        raise PackUntrustedError(file=file.name, key=claimed[:_SHOWN_LETTERS])
    name, key = named[claimed]
    try:
        key.verify(signature, members[MANIFEST])
    except InvalidSignature as error:
        raise PackSignatureError(file=file.name, key=name) from error
    manifest = _read_manifest(members[MANIFEST], file)
    _compare(members, manifest, file)
    return Signer(name, claimed), manifest


def fingerprint(key: Ed25519PublicKey) -> str:
    """Return the SHA-256 of a public key as hexadecimal letters."""
    from cryptography.hazmat.primitives import serialization

    raw = key.public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    return hashlib.sha256(raw).hexdigest()


def public_key(path: Path) -> Ed25519PublicKey:
    """Return the public key in a file. Raises PackKeyError, FileUnreadableError."""
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        key = serialization.load_pem_public_key(_key_bytes(path))
    except (ValueError, UnsupportedAlgorithm) as error:
        raise PackKeyError(path=path) from error
    if not isinstance(key, Ed25519PublicKey):
        raise PackKeyError(path=path)
    return key


def keys_in(folder: Path) -> dict[str, Path]:
    """Return the public keys of a folder by name; a key's name is that of its file."""
    return {file.stem: file for file in sorted(folder.glob(f"*{PUBLIC}"))}


_OURS = {MANIFEST, SIGNATURE}


def _private_key(path: Path) -> Ed25519PrivateKey:
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    try:
        key = serialization.load_pem_private_key(_key_bytes(path), password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise PackKeyError(path=path) from error
    if not isinstance(key, Ed25519PrivateKey):
        raise PackKeyError(path=path)
    return key


def _key_bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(_LARGEST_KEY)
    except OSError as error:
        raise FileUnreadableError(path=path) from error


def _pem(key: Ed25519PublicKey) -> bytes:
    from cryptography.hazmat.primitives import serialization

    return key.public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )


def _manifest(members: Mapping[str, bytes], *, pack: str, version: str) -> bytes:
    listed = [
        {"name": name, "sha256": hashlib.sha256(content).hexdigest(), "size": len(content)}
        for name, content in sorted(members.items())
    ]
    return _canonical({"format": FORMAT, "members": listed, "pack": pack, "version": version})


def _canonical(value: object) -> bytes:
    """Return JSON that is the same, to the byte, wherever it is written."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode("utf-8")


def _signature(content: bytes, file: Path) -> tuple[str, bytes]:
    try:
        said = json.loads(content)
        if said["algorithm"] != _ALGORITHM:
            raise PackSignatureError(file=file.name, key=str(said["algorithm"])[:_SHOWN_LETTERS])
        return str(said["key"]), base64.b64decode(said["signature"], validate=True)
    except (ValueError, KeyError, TypeError, RecursionError, binascii.Error) as error:
        raise PackSignatureError(file=file.name, key="") from error


def _read_manifest(content: bytes, file: Path) -> dict[str, Any]:
    """Return the manifest; it is signed, so that only its owner can have made it strange."""
    try:
        manifest: dict[str, Any] = json.loads(content)
        if manifest["format"] != FORMAT or content != _canonical(manifest):
            raise PackSignatureError(file=file.name, key="")
        {str(one["name"]): (str(one["sha256"]), int(one["size"])) for one in manifest["members"]}
        str(manifest["pack"]), str(manifest["version"])
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise PackSignatureError(file=file.name, key="") from error
    return manifest


def _compare(members: Mapping[str, bytes], manifest: dict[str, Any], file: Path) -> None:
    """Raise PackMemberError for the first member that is not as the manifest says."""
    listed = {one["name"]: one["sha256"] for one in manifest["members"]}
    there = {name: content for name, content in members.items() if name not in _OURS}
    for name in sorted(set(listed) | set(there)):
        if name not in there:
            raise PackMemberError(file=file.name, member=name, code="missing")
        if name not in listed:
            raise PackMemberError(file=file.name, member=name, code="unlisted")
        if hashlib.sha256(there[name]).hexdigest() != listed[name]:
            raise PackMemberError(file=file.name, member=name, code="changed")
