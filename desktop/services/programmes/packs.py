"""Reads programme packs from their files and says exactly what is wrong with them."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from desktop import paths
from desktop.services.programmes.errors import (
    MissingKeyError,
    PackBrokenError,
    PackMissingError,
    PackMistakeError,
    PackSyntaxError,
    PackTwiceError,
    UnknownKeyError,
    UnknownReferenceError,
    WrongValueError,
)
from desktop.services.programmes.pack import Pack
from desktop.services.programmes.rule_shape import MISTAKE
from desktop.services.programmes.toml_lines import KeyPath, key_lines, line_of

if TYPE_CHECKING:
    from pathlib import Path

    from pydantic_core import ErrorDetails

_LIMITS = ("ge", "le", "gt", "lt", "min_length", "max_length", "pattern")
_PLACE = re.compile(r"\(at line (\d+), column \d+\)")


@dataclass(frozen=True)
class PackRow:
    """One pack that is there, ready to choose."""

    id: str
    version: str
    year: int
    programme: str
    title_ko: str
    title_en: str
    path: Path


def packs_folder() -> Path:
    """Return the folder of the packs that ship with the program."""
    return paths.seed() / "packs"


def load_pack(path: Path) -> Pack:
    """Return the pack in one TOML file.

    Raises PackBrokenError with every mistake that was found, each with its line and key.
    """
    try:
        text = path.read_bytes().decode("utf-8")
    except UnicodeDecodeError as error:
        raise _broken(path, [_not_utf8(path, error)]) from error
    try:
        content = tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        raise _broken(path, [_not_toml(path, error)]) from error
    try:
        return Pack.model_validate(content)
    except ValidationError as error:
        lines = key_lines(text)
        mistakes = [_mistake(path, detail, lines) for detail in error.errors()]
        raise _broken(path, mistakes) from error


def list_packs(folder: Path | None = None) -> tuple[PackRow, ...]:
    """Return the packs of a folder, newest year first; of those that ship if none is named.

    Raises PackBrokenError for the first pack that can't be read.
    """
    rows = [_row(path) for path in sorted((folder or packs_folder()).glob("*.toml"))]
    return tuple(sorted(rows, key=lambda row: (-row.year, row.id, row.version)))


@lru_cache(maxsize=32)
def pack(pack_id: str, version: str = "", folder: Path | None = None) -> Pack:
    """Return one pack, its highest version if none is named; read once.

    Raises PackMissingError, PackTwiceError, PackBrokenError.
    """
    rows = [row for row in list_packs(folder) if row.id == pack_id]
    wanted = version or max((row.version for row in rows), key=_in_order, default="")
    found = [row for row in rows if row.version == wanted]
    if not found:
        known = [f"{row.id} {row.version}" for row in list_packs(folder)]
        raise PackMissingError(pack=pack_id, version=version, known=known)
    if len(found) > 1:
        files = [row.path.name for row in found]
        raise PackTwiceError(pack=pack_id, version=wanted, files=files)
    return load_pack(found[0].path)


def _row(path: Path) -> PackRow:
    found = load_pack(path)
    return PackRow(
        found.id,
        found.version,
        found.year,
        found.programme,
        found.title.ko,
        found.title.en,
        path,
    )


def _in_order(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))


def _broken(path: Path, mistakes: list[PackMistakeError]) -> PackBrokenError:
    ordered = sorted(mistakes, key=lambda one: one.facts["line"] or 0)  # type: ignore[arg-type,return-value]
    return PackBrokenError(file=path.name, mistakes=tuple(ordered))


def _not_utf8(path: Path, error: UnicodeDecodeError) -> PackMistakeError:
    line = error.object[: error.start].count(b"\n") + 1
    return PackSyntaxError(file=path.name, line=line, key="", expected="utf8", limit=None, found="")


def _not_toml(path: Path, error: tomllib.TOMLDecodeError) -> PackMistakeError:
    place = _PLACE.search(str(error))
    line = int(place[1]) if place else None
    return PackSyntaxError(file=path.name, line=line, key="", expected="toml", limit=None, found="")


def _mistake(path: Path, detail: ErrorDetails, lines: dict[KeyPath, int]) -> PackMistakeError:
    """Return what pydantic complains about as a mistake with its place in the file."""
    context: dict[str, Any] = detail.get("ctx", {})
    place: KeyPath = (*detail["loc"], *context.get("at", ()))
    kind, expected = _kind_of(detail["type"], context)
    return kind(
        file=path.name,
        line=line_of(place, lines),
        key=_dotted(place),
        expected=expected,
        limit=next((context[name] for name in _LIMITS if name in context), None),
        found=context.get("found", detail["input"]),
    )


def _kind_of(code: str, context: dict[str, Any]) -> tuple[type[PackMistakeError], object]:
    if code == "extra_forbidden":
        return UnknownKeyError, "known_key"
    if code == "missing":
        return MissingKeyError, "key"
    if code == MISTAKE and "known" in context:
        return UnknownReferenceError, context["known"]
    return WrongValueError, context.get("expected", code)


def _dotted(place: KeyPath) -> str:
    """Return a path as people count: `track[2].funding.line[1].cap`."""
    text = ""
    for part in place:
        text += f"[{part + 1}]" if isinstance(part, int) else f".{part}"
    return text.lstrip(".")
