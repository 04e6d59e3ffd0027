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
from desktop.services.programmes import layers
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
from desktop.services.programmes.expression_errors import nearest
from desktop.services.programmes.pack import Pack
from desktop.services.programmes.rule_shape import MISTAKE, known_keys
from desktop.services.programmes.toml_lines import KeyPath, key_lines, line_of

if TYPE_CHECKING:
    from pathlib import Path

    from pydantic_core import ErrorDetails

SHARED = "shared"  # the folder of what several packs have in common
_LIMITS = ("ge", "le", "gt", "lt", "min_length", "max_length", "pattern")
_HINTS = ("meant", "position", "allowed")
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

    The shared files that it is based on (ADR 0015) are laid under it first. Raises PackBrokenError
    with every mistake that was found, each with its file, line and key.
    """
    content = _whole(path)
    try:
        return Pack.model_validate(content)
    except ValidationError as error:
        mistakes = [_mistake(content, detail) for detail in _without_echoes(error.errors())]
        raise _broken(path, mistakes) from error


def _whole(path: Path) -> layers.PlacedTable:
    """Return what a pack and its shared files say together. Raises PackBrokenError."""
    own = _read(path, path)
    try:
        below = layers.PlacedTable(own.place)
        for at, name in enumerate(layers.bases_of(own)):
            below = layers.laid_over(below, _shared(path, name, own, at))
        return layers.with_likenesses(layers.laid_over(below, own))
    except layers.StrangePartError as error:
        raise _broken(path, [_strange(error)]) from error


def _read(path: Path, pack_file: Path) -> layers.PlacedTable:
    """Return one file with the places of its keys. Raises PackBrokenError."""
    try:
        text = path.read_bytes().decode("utf-8")
        return layers.placed(tomllib.loads(text, parse_float=Decimal), path)
    except UnicodeDecodeError as error:
        raise _broken(pack_file, [_not_utf8(path, error)]) from error
    except tomllib.TOMLDecodeError as error:
        raise _broken(pack_file, [_not_toml(path, error)]) from error


def _shared(path: Path, name: str, own: layers.PlacedTable, at: int) -> layers.PlacedTable:
    """Return a shared file: one beside the pack, else one that ships."""
    folders = [path.parent / SHARED, packs_folder() / SHARED]
    found = {file.stem: file for folder in reversed(folders) for file in folder.glob("*.toml")}
    if name not in found:
        place = layers.place_of(own, ("based_on", at))
        raise layers.StrangePartError(place, name, found)
    return _read(found[name], path)


def _strange(error: layers.StrangePartError) -> PackMistakeError:
    return UnknownReferenceError(
        file=error.place.file.name,
        line=_line(error.place),
        key=_dotted(error.place.path),
        expected=error.known,
        limit=None,
        found=error.found,
    )


def _line(place: layers.Place) -> int | None:
    return line_of(place.path, key_lines(place.file.read_text("utf-8")))


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


def _without_echoes(details: list[ErrorDetails]) -> list[ErrorDetails]:
    """Leave out that a list is too short where that is so only because its members are wrong."""
    places = [detail["loc"] for detail in details]
    return [
        detail
        for detail in details
        if detail["type"] != "too_short"
        or not any(
            len(place) > len(detail["loc"]) and place[: len(detail["loc"])] == detail["loc"]
            for place in places
        )
    ]


def _mistake(content: layers.PlacedTable, detail: ErrorDetails) -> PackMistakeError:
    """Return what pydantic complains about as a mistake with its place in its file."""
    context: dict[str, Any] = detail.get("ctx", {})
    place = layers.place_of(content, (*detail["loc"], *context.get("at", ())))
    kind, expected = _kind_of(detail["type"], context)
    if kind is UnknownKeyError:
        context = {"meant": nearest(str(place.path[-1]), known_keys()), **context}
    return kind(
        file=place.file.name,
        line=_line(place),
        key=_dotted(place.path),
        expected=expected,
        limit=next((context[name] for name in _LIMITS if name in context), None),
        found=context.get("found", detail["input"]),
        **{name: context[name] for name in _HINTS if context.get(name)},
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
