"""Writes the hash locks, and the proof that every locked package has a Windows wheel.

Run it with the interpreter of the checkout: `.venv/bin/python packaging/lock.py`. Versions that
are locked stay unless they no longer fit; `--upgrade` moves all of them, `--upgrade-package NAME`
one. No address of an index and no path of a machine gets into the files (docs/adr/0009).
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path
from urllib.parse import unquote, urlsplit

from packaging.utils import canonicalize_name, parse_wheel_filename

ROOT = Path(__file__).resolve().parent.parent
LOCKS = ROOT / "packaging" / "locks"
PLATFORMS = {
    "linux-py311.txt": "x86_64-manylinux_2_34",  # uv's default, 2_28, has no PySide6
    "windows-py311.txt": "x86_64-pc-windows-msvc",
}
PYTHON = "3.11"
HEADER = "# Locked with hashes for CPython 3.11 by packaging/lock.py; do not edit.\n"


def main() -> None:
    """Resolve for both platforms, then record the wheels that Windows gets."""
    wishes = sys.argv[1:]
    runtime: set[str] = set()
    for name, platform in PLATFORMS.items():
        lock = LOCKS / name
        _resolve(
            platform, lock, "--extra", "hub", "--extra", "dev", "packaging/locks/tools.in", *wishes
        )
        lock.write_text(HEADER + _only_pins(lock.read_text("utf-8")), "utf-8", newline="\n")
        runtime |= _runtime_names(platform, lock)
    wheels = _windows_wheels(LOCKS / "windows-py311.txt", runtime)
    record = LOCKS / "windows-wheels.json"
    record.write_text(json.dumps(wheels, indent=1) + "\n", "utf-8", newline="\n")
    print(f"{len(wheels)} packages locked, {len(runtime)} of them ship")


def _uv(*arguments: str) -> None:
    command = [sys.executable, "-m", "uv", "pip", "compile", "--quiet", "--no-header"]
    subprocess.run([*command, "--python-version", PYTHON, *arguments], cwd=ROOT, check=True)


def _resolve(platform: str, lock: Path, *arguments: str) -> None:
    _uv(
        "pyproject.toml",
        "--python-platform", platform,
        "--only-binary", ":all:",
        "--generate-hashes", "--no-annotate", "--no-emit-index-url", "--no-emit-find-links",
        "--output-file", str(lock),
        *arguments,
    )  # fmt: skip


def _only_pins(text: str) -> str:
    """Return the pins and their hashes; a comment or an option might name a machine."""
    kept = [line for line in text.splitlines() if re.match(r"\s+--hash=|[a-z0-9]", line)]
    return "\n".join(kept) + "\n"


def _runtime_names(platform: str, lock: Path) -> set[str]:
    """Return what is installed for people and for a hub, without the extra `dev`; that ships."""
    with tempfile.TemporaryDirectory() as folder:
        plain = Path(folder) / "runtime.txt"
        plain.write_text(lock.read_text("utf-8"), "utf-8")  # keeps the locked versions
        _resolve(platform, plain, "--extra", "hub")
        return set(re.findall(r"^([a-z0-9][a-z0-9.-]*)==", plain.read_text("utf-8"), re.MULTILINE))


def _windows_wheels(lock: Path, runtime: set[str]) -> dict[str, dict[str, str | bool]]:
    """Return per package the wheel that CPython 3.11 on 64-bit Windows would take."""
    with tempfile.TemporaryDirectory() as folder:
        pylock = Path(folder) / "pylock.toml"
        _uv(
            str(lock), "--no-deps", "--format", "pylock.toml",
            "--python-platform", PLATFORMS[lock.name], "--only-binary", ":all:",
            "--output-file", str(pylock),
        )  # fmt: skip
        packages = tomllib.loads(pylock.read_text("utf-8"))["packages"]
    found: dict[str, dict[str, str | bool]] = {}
    for package in packages:
        wheel = _native_first(package["wheels"])
        found[canonicalize_name(package["name"])] = {
            "version": package["version"],
            "file": _file_name(wheel["url"]),
            "sha256": wheel["hashes"]["sha256"],
            "ships": package["name"] in runtime,
        }
    return dict(sorted(found.items()))


def _native_first(wheels: list[dict[str, object]]) -> dict[str, object]:
    """Return the wheel made for Windows; a pure one only where there is no other."""
    return min(wheels, key=lambda wheel: "any" in _platforms(str(wheel["url"])))


def _platforms(url: str) -> set[str]:
    return {tag.platform for tag in parse_wheel_filename(_file_name(url))[3]}


def _file_name(url: str) -> str:
    return unquote(urlsplit(url).path).rsplit("/", 1)[-1]


if __name__ == "__main__":
    main()
