"""Reads a pack from its files and says exactly what is wrong with them."""

from __future__ import annotations

import re
import tomllib
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from desktop import paths
from desktop.services.errors import FileTooLargeError, FileUnreadableError
from desktop.services.programmes import layers
from desktop.services.programmes.errors import (
    MissingKeyError,
    PackBrokenError,
    PackMistakeError,
    PackSyntaxError,
    UnknownKeyError,
    UnknownReferenceError,
    WrongValueError,
)
from desktop.services.programmes.expression_errors import nearest
from desktop.services.programmes.pack import Pack
from desktop.services.programmes.rule_shape import MISTAKE, known_keys
from desktop.services.programmes.toml_lines import KeyPath, key_lines, line_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from pydantic_core import ErrorDetails

SHARED = "shared"  # the folder of what several packs have in common
MAIN = "pack.toml"  # of a pack that is a folder
_LARGEST = 8 * 1024**2  # bytes of one file
_LIMITS = (
    "ge",
    "le",
    "gt",
    "lt",
    "min_length",
    "max_length",
    "pattern",
    "max_digits",
    "decimal_places",
)
_HINTS = ("meant", "position", "allowed")
_PLACE = re.compile(r"\(at line (\d+), column \d+\)")


def packs_folder() -> Path:
    """Return the folder of the packs that ship with the program."""
    return paths.seed() / "packs"


def load_pack(path: Path) -> Pack:
    """Return the pack in a TOML file, or in a folder with `pack.toml` and more files beside it.

    The shared files that it is based on (ADR 0015) are laid under it first. Raises PackBrokenError
    with every mistake that was found, each with its file, line and key, FileUnreadableError.
    """
    return _validated(content_of(path), path)


def pack_from(content: Mapping[str, Any], path: Path) -> Pack:
    """Return the pack that `content` holds; `path` is what mistakes name, and need not be there.

    Raises PackBrokenError.
    """
    return _validated(layers.placed(content, path), path)


def _validated(content: layers.PlacedTable, path: Path) -> Pack:
    try:
        return Pack.model_validate(content)
    except ValidationError as error:
        mistakes = [_mistake(content, detail) for detail in _without_echoes(error.errors())]
        raise _broken(path, mistakes) from error


def content_of(path: Path) -> layers.PlacedTable:
    """Return what a pack and its shared files say together. Raises PackBrokenError."""
    path = path / MAIN if path.is_dir() else path
    own = _read(path, path)
    try:
        if path.name == MAIN:
            for file in sorted(path.parent.glob("*.toml")):
                if file != path:
                    own = layers.joined(own, _read(file, path))
        below = layers.PlacedTable(own.place)
        for at, name in enumerate(layers.bases_of(own)):
            below = layers.laid_over(below, _shared(path, name, own, at))
        return layers.with_likenesses(layers.laid_over(below, own))
    except layers.StrangePartError as error:
        raise _broken(path, [_strange(error)]) from error


def _read(path: Path, pack_file: Path) -> layers.PlacedTable:
    """Return one file with the places of its keys. Raises PackBrokenError."""
    try:
        text = _bytes_of(path).decode("utf-8")
        return layers.placed(tomllib.loads(text, parse_float=Decimal), path)
    except UnicodeDecodeError as error:
        raise _broken(pack_file, [_not_utf8(path, error)]) from error
    except tomllib.TOMLDecodeError as error:
        raise _broken(pack_file, [_not_toml(path, error)]) from error
    except RecursionError as error:
        raise _broken(pack_file, [_not_toml(path, None)]) from error


def _bytes_of(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            found = file.read(_LARGEST + 1)
    except OSError as error:
        raise FileUnreadableError(path=path) from error
    if len(found) > _LARGEST:
        raise FileTooLargeError(path=path, size=path.stat().st_size, limit=_LARGEST)
    return found


def _shared(path: Path, name: str, own: layers.PlacedTable, at: int) -> layers.PlacedTable:
    """Return a shared file: one beside the pack, else one that ships."""
    folders = [path.parent / SHARED, packs_folder() / SHARED]
    found = {file.stem: file for folder in reversed(folders) for file in folder.glob("*.toml")}
    if name not in found:
        place = layers.place_of(own, ("based_on", at))
        raise layers.StrangePartError(place, name, found)
    stamp = found[name].stat()
    try:
        return _read_once(found[name], stamp.st_mtime_ns, stamp.st_size)
    except PackBrokenError as error:
        raise PackBrokenError(file=path.name, mistakes=error.facts["mistakes"]) from error


@lru_cache(maxsize=32)
def _read_once(file: Path, _changed_ns: int, _size: int) -> layers.PlacedTable:
    """Return a shared file, parsed once while it stays as it is; nobody changes what comes out."""
    return _read(file, file)


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
    try:
        text = place.file.read_text("utf-8")
    except OSError:
        return None  # a draft has no file yet
    return line_of(place.path, key_lines(text))


def _broken(path: Path, mistakes: list[PackMistakeError]) -> PackBrokenError:
    """Return all mistakes in the order of lines; one that several tracks share is told once."""
    told: dict[tuple[object, ...], PackMistakeError] = {}
    for one in mistakes:
        place = tuple(one.facts[name] for name in ("file", "line", "key"))
        told.setdefault((*place, str(one.facts["expected"])), one)
    ordered = sorted(told.values(), key=lambda one: one.facts["line"] or 0)  # type: ignore[arg-type,return-value]
    return PackBrokenError(file=path.name, mistakes=tuple(ordered))


def _not_utf8(path: Path, error: UnicodeDecodeError) -> PackMistakeError:
    line = error.object[: error.start].count(b"\n") + 1
    return PackSyntaxError(file=path.name, line=line, key="", expected="utf8", limit=None, found="")


def _not_toml(path: Path, error: tomllib.TOMLDecodeError | None) -> PackMistakeError:
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
