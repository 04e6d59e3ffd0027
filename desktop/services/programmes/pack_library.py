"""Takes packs in and hands them out: signing, checking, installing, trusting, removing."""

from __future__ import annotations

import shutil
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from db.errors import WorkspaceReadOnlyError
from desktop.services.errors import FileUnreadableError
from desktop.services.programmes import pack_archive, pack_folders, pack_signing, packs
from desktop.services.programmes.errors import (
    PackMemberError,
    PackMissingError,
    PackShippedError,
    PackTestsFailedError,
    PackThereError,
)
from desktop.services.programmes.pack_reading import MAIN, SHARED, load_pack, packs_folder
from desktop.services.programmes.pack_testing import run_tests
from desktop.services.programmes.packs import Origin, PackRow

if TYPE_CHECKING:
    from collections.abc import Iterator

    from desktop.services.programmes.pack import Pack
    from desktop.services.programmes.pack_signing import Signer

ENDING = ".zip"
KEYS = "keys"  # in the folder of a workspace's packs


@dataclass(frozen=True)
class Checked:
    """A pack that was read, from wherever it lies; signer: of a zip whose signature was checked."""

    pack: Pack
    signer: Signer | None = None


@contextmanager
def opened(path: Path) -> Iterator[Path]:
    """Give the TOML file or folder of a pack; a zip is unpacked for as long as it is looked at.

    Raises FileUnreadableError, and for a zip what `pack_archive.members_of` raises.
    """
    if path.is_dir() or path.suffix.casefold() == ".toml":
        yield path
        return
    with tempfile.TemporaryDirectory(prefix="ieum-pack-") as room:
        _lay_out(Path(room), _members(path))
        yield Path(room)


def check(path: Path) -> Pack:
    """Return the pack in a file, folder or zip. Raises whatever is wrong with it."""
    with opened(path) as place:
        return load_pack(place)


def verify(path: Path, own: Path) -> Checked:
    """Return the pack of a zip or an installed folder after checking its signature.

    own: the folder of the workspace's packs, whose keys are trusted. Raises PackUnsignedError,
    PackUntrustedError, PackSignatureError, PackMemberError, and what `check` raises.
    """
    return _verified(_members(path), path, own)


def sign(path: Path, private: Path, out: Path) -> Pack:
    """Write a pack with the shared files that it stands on as a signed zip.

    Nothing broken is signed: raises what `check` raises, PackTestsFailedError, PackKeyError.
    """
    pack = check(path)
    _refuse_failed(pack)
    members = _members(path)
    for name in pack.based_on:
        inside = f"{SHARED}/{name}.toml"
        if inside not in members:
            members[inside] = _bytes(packs_folder() / SHARED / f"{name}.toml")
    for name in members:
        pack_archive.check_name(path, name)
    signed = pack_signing.signed(members, pack=pack.id, version=pack.version, private=private)
    pack_archive.write_zip(out, signed)
    return pack


def install(path: Path, own: Path) -> PackRow:
    """Take a signed zip into the workspace's packs, and return where it is.

    Installing the same again changes nothing. Raises what `verify` raises, PackTestsFailedError,
    PackThereError; then the packs are as they were.
    """
    members = _members(path)  # read once: what was checked is what is kept
    pack = _verified(members, path, own).pack
    _refuse_failed(pack)
    place = own / f"{pack.id}-{pack.version}"
    there = _there(pack)
    if there is not None:
        kept = there.path.parent / pack_signing.MANIFEST
        if there.path.parent != place or _bytes(kept) != members[pack_signing.MANIFEST]:
            raise PackThereError(pack=pack.id, version=pack.version)
        return there
    with _fresh(place) as room:
        _lay_out(room, members)
    return packs.row_of(pack.id, pack.version)


def keep_written(own: Path, text: str) -> PackRow:
    """Keep a pack that was written here, under its own id and version.

    Raises PackBrokenError where the text can't be used, PackThereError where the version is there.
    """
    with tempfile.TemporaryDirectory(prefix="ieum-pack-") as name:
        draft = Path(name) / MAIN
        draft.write_text(text, encoding="utf-8")
        pack = load_pack(draft)
    if _there(pack) is not None:
        raise PackThereError(pack=pack.id, version=pack.version)
    with _fresh(own / f"{pack.id}-{pack.version}") as room:
        (room / MAIN).write_text(text, encoding="utf-8")
    return packs.row_of(pack.id, pack.version)


def remove(pack_id: str, version: str) -> None:
    """Remove a pack that was installed or written; the caller looks that no case stands on it.

    Raises PackMissingError, PackShippedError.
    """
    row = packs.row_of(pack_id, version)
    if row.origin is Origin.SHIPPED:
        raise PackShippedError(pack=pack_id, version=version)
    if row.path.name == MAIN:
        shutil.rmtree(row.path.parent)
    else:
        row.path.unlink()
    pack_folders.forget()


def trusted_keys(own: Path) -> dict[str, Path]:
    """Return the public keys whose signatures count here, by name."""
    return pack_signing.keys_in(own / KEYS)


def trust(key: Path, own: Path, name: str = "") -> str:
    """Trust a public key from now on, and return its fingerprint. Raises PackKeyError."""
    found = pack_signing.fingerprint(pack_signing.public_key(key))
    folder = own / KEYS
    try:
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(key, folder / f"{name or key.stem}{pack_signing.PUBLIC}")
    except OSError as error:
        raise WorkspaceReadOnlyError(path=folder) from error
    return found


def _verified(members: dict[str, bytes], path: Path, own: Path) -> Checked:
    signer, manifest = pack_signing.verified(members, trusted_keys(own), file=path)
    with tempfile.TemporaryDirectory(prefix="ieum-pack-") as room:
        _lay_out(Path(room), members)
        pack = load_pack(Path(room))
    _fits(pack, manifest, path)
    return Checked(pack, signer)


def _members(path: Path) -> dict[str, bytes]:
    """Return the files of a pack by their names inside it."""
    if path.is_dir():
        names = (file for file in sorted(path.rglob("*")) if file.is_file())
        return {file.relative_to(path).as_posix(): _bytes(file) for file in names}
    if path.suffix.casefold() == ".toml":
        if path.name == MAIN:
            return _members(path.parent)
        return {MAIN: _bytes(path)}
    return pack_archive.members_of(path)


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise FileUnreadableError(path=path) from error


def _lay_out(room: Path, members: dict[str, bytes]) -> None:
    for name, content in members.items():
        file = room / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)


@contextmanager
def _fresh(place: Path) -> Iterator[Path]:
    """Give a folder that takes its place when it is complete, and leaves nothing if it fails."""
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        room = Path(tempfile.mkdtemp(prefix=".incoming-", dir=place.parent))
    except OSError as error:
        raise WorkspaceReadOnlyError(path=place.parent) from error
    try:
        yield room
        room.rename(place)
    except OSError as error:
        raise WorkspaceReadOnlyError(path=place.parent) from error
    finally:
        shutil.rmtree(room, ignore_errors=True)
    pack_folders.forget()


def _there(pack: Pack) -> PackRow | None:
    try:
        return packs.row_of(pack.id, pack.version)
    except PackMissingError:
        return None


def _fits(pack: Pack, manifest: dict[str, object], path: Path) -> None:
    if (manifest["pack"], manifest["version"]) != (pack.id, pack.version):
        raise PackMemberError(file=path.name, member=pack_signing.MANIFEST, code="changed")


def _refuse_failed(pack: Pack) -> None:
    failed = [outcome.id for outcome in run_tests(pack) if not outcome.is_kept]
    if failed:
        raise PackTestsFailedError(pack=pack.id, version=pack.version, failed=failed)
