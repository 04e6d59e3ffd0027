"""The locks are whole: every wish pinned, every pin hashed, every Windows wheel on record."""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name, parse_wheel_filename

if TYPE_CHECKING:
    from pathlib import Path

LOCKS = ("linux-py311.txt", "windows-py311.txt")


def pins(root: Path, name: str) -> dict[str, tuple[str, set[str]]]:
    """Return per package of a lock its version and the hashes that are let in."""
    found: dict[str, tuple[str, set[str]]] = {}
    package = ""
    for line in (root / "packaging" / "locks" / name).read_text("utf-8").splitlines():
        if pin := re.match(r"([a-z0-9][a-z0-9.-]*)==(\S+)", line):
            package = pin[1]
            found[package] = (pin[2], set())
        elif hashed := re.match(r"\s+--hash=sha256:([0-9a-f]{64})", line):
            found[package][1].add(hashed[1])
    return found


def wishes(root: Path) -> list[Requirement]:
    """Return everything that pyproject.toml and the tools list ask for."""
    project = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))
    tools = (root / "packaging" / "locks" / "tools.in").read_text("utf-8").splitlines()
    lines = [
        *project["build-system"]["requires"],
        *project["project"]["dependencies"],
        *project["project"]["optional-dependencies"]["hub"],
        *project["project"]["optional-dependencies"]["dev"],
        *(line for line in tools if line and not line.startswith("#")),
    ]
    return [Requirement(line) for line in lines]


@pytest.mark.parametrize("lock", LOCKS)
def test_given_the_wishes_of_the_project_then_the_lock_pins_a_version_that_fits_each(
    root: Path, lock: str
) -> None:
    pinned = pins(root, lock)

    unmet = [
        str(wish)
        for wish in wishes(root)
        if (name := canonicalize_name(wish.name)) not in pinned
        or not wish.specifier.contains(pinned[name][0])
    ]

    assert not unmet, f"run packaging/lock.py: {lock} has nothing for {unmet}"


@pytest.mark.parametrize("lock", LOCKS)
def test_given_a_lock_then_every_package_has_a_hash_and_nothing_else_stands_in_it(
    root: Path, lock: str
) -> None:
    lines = (root / "packaging" / "locks" / lock).read_text("utf-8").splitlines()

    strange = [
        line
        for line in lines[1:]
        if not re.fullmatch(r"[a-z0-9][a-z0-9.-]*==\S+ \\", line)
        and not re.fullmatch(r"    --hash=sha256:[0-9a-f]{64}( \\)?", line)
    ]

    assert not strange
    assert all(hashes for _, hashes in pins(root, lock).values())


def test_given_the_windows_lock_then_every_package_has_a_wheel_that_windows_can_use(
    root: Path, windows_wheels: dict[str, dict[str, str | bool]]
) -> None:
    pinned = pins(root, "windows-py311.txt")
    assert set(windows_wheels) == set(pinned), "run packaging/lock.py"

    for package, wheel in windows_wheels.items():
        name, version, _, tags = parse_wheel_filename(str(wheel["file"]))
        assert (name, str(version)) == (package, pinned[package][0])
        assert wheel["sha256"] in pinned[package][1], f"{package}: wheel is not let in"
        assert any(_runs_on_windows(tag.interpreter, tag.abi, tag.platform) for tag in tags), (
            f"{package}: {wheel['file']} does not run on 64-bit Windows with CPython 3.11"
        )


def _runs_on_windows(interpreter: str, abi: str, platform: str) -> bool:
    """Say whether CPython 3.11 on 64-bit Windows takes a wheel with this tag."""
    if platform not in {"any", "win_amd64"}:
        return False
    if abi == "none":
        return interpreter in {"py3", "cp311", "py311"}
    if abi == "abi3":
        return interpreter.startswith("cp3") and int(interpreter.removeprefix("cp3")) <= 11
    return (interpreter, abi) == ("cp311", "cp311")


def test_given_both_locks_then_a_package_has_one_version_on_both_systems(root: Path) -> None:
    linux, windows = (pins(root, lock) for lock in LOCKS)

    apart = {
        name: (linux[name][0], windows[name][0])
        for name in linux.keys() & windows.keys()
        if linux[name][0] != windows[name][0]
    }

    assert not apart
    assert not linux.keys() - windows.keys()
