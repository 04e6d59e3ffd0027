"""Lays a pack over the shared files that it is based on, and remembers where each part stands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, Self, TypeGuard

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from desktop.services.programmes.toml_lines import KeyPath

# The first of these that a table has names it among its neighbours.
_NAMES = (("id",), ("code",), ("source", "form"), ("kind",), ("name",))
_ABSENT, _LIKE, _BASED_ON = "absent", "like", "based_on"


class Place(NamedTuple):
    """Where something stands: the file, and the path of keys within it."""

    file: Path
    path: KeyPath


class StrangePartError(Exception):
    """Something is said of a part that is not there; the loader makes a mistake of it."""

    def __init__(self, place: Place, found: object, known: Iterable[object]) -> None:
        super().__init__(found)
        self.place = place
        self.found = _spoken(found)
        self.known = sorted(_spoken(one) for one in known)


class PlacedTable(dict[str, Any]):
    """A TOML table that knows where it stands, and where each of its keys does."""

    def __init__(self, place: Place) -> None:
        super().__init__()
        self.place = place
        self.places: dict[str, Place] = {}

    def put(self, key: str, value: object, place: Place) -> None:
        """Keep a value together with its place."""
        self[key], self.places[key] = value, place

    def copied(self) -> Self:
        """Return a table of its own with the same values and places."""
        copy = type(self)(self.place)
        copy.update(self)
        copy.places.update(self.places)
        return copy


def placed(content: Mapping[str, Any], file: Path) -> PlacedTable:
    """Return what a TOML file holds, every table with its place."""
    return _placed(content, Place(file, ()))


def place_of(content: PlacedTable, path: Sequence[str | int]) -> Place:
    """Return where `path` stands, or would stand if it were there."""
    place: Place = content.place
    value: Any = content
    for at, part in enumerate(path):
        if isinstance(value, PlacedTable) and part in value:
            place, value = value.places[str(part)], value[str(part)]
        elif isinstance(value, list) and isinstance(part, int) and part < len(value):
            place, value = Place(place.file, (*place.path, part)), value[part]
        else:
            return Place(place.file, (*place.path, *path[at:]))
        if isinstance(value, PlacedTable):
            place = value.place
    return place


def laid_over(base: PlacedTable, own: PlacedTable) -> PlacedTable:
    """Return `base` with everything that `own` says otherwise.

    Tables are laid over key by key; the entries of a list of tables are recognised by their id,
    code, source and form, or kind. Those that `own` adds come last, those that it calls `absent`
    go. Every other value is replaced. Raises StrangePartError.
    """
    whole = base.copied()
    whole.place = own.place
    for key, value in own.items():
        under, place = base.get(key), own.places[key]
        if isinstance(under, PlacedTable) and isinstance(value, PlacedTable):
            value = laid_over(under, value)
        elif _is_of_tables(under) and _is_of_tables(value):
            value = _entries_over(under, value)
        whole.put(key, value, place)
    return whole


def joined(one: PlacedTable, other: PlacedTable) -> PlacedTable:
    """Return what two files of the same pack say; lists of tables follow each other.

    Raises StrangePartError where both say the same key.
    """
    whole = one.copied()
    for key, value in other.items():
        there = whole.get(key)
        if _is_of_tables(there) and _is_of_tables(value):
            value = [*there, *value]
        elif key in whole:
            raise StrangePartError(other.places[key], key, [])
        whole.put(key, value, other.places[key])
    return whole


def with_likenesses(content: PlacedTable) -> PlacedTable:
    """Return a pack in which each track that is `like` an earlier one has that track's rules.

    Raises StrangePartError where no earlier track has the code.
    """
    tracks = content.get("track")
    if not _is_of_tables(tracks):
        return content
    whole = content.copied()
    done: dict[object, PlacedTable] = {}
    for track in tracks:
        code = track.get("code")
        if _LIKE not in track:
            done.setdefault(code, track)
            continue
        wanted = track[_LIKE]
        if wanted not in done:
            raise StrangePartError(track.places[_LIKE], wanted, done)
        own = track.copied()
        del own[_LIKE]
        done.setdefault(code, laid_over(done[wanted], own))
    whole["track"] = [done.get(track.get("code"), track) for track in tracks]
    return whole


def bases_of(content: PlacedTable) -> list[str]:
    """Return the names of the shared files that a pack is based on; what is no name is left out."""
    named = content.get(_BASED_ON, [])
    return [one for one in named if isinstance(one, str)] if isinstance(named, list) else []


def _placed(content: Mapping[str, Any], place: Place) -> PlacedTable:
    table = PlacedTable(place)
    for key, value in content.items():
        at = Place(place.file, (*place.path, key))
        table.put(key, _value(value, at), at)
    return table


def _value(value: Any, place: Place) -> Any:
    if isinstance(value, dict):
        return _placed(value, place)
    if isinstance(value, list):
        return [_value(one, Place(place.file, (*place.path, at))) for at, one in enumerate(value)]
    return value


def _is_of_tables(value: object) -> TypeGuard[list[PlacedTable]]:
    return (
        isinstance(value, list)
        and bool(value)
        and all(isinstance(one, PlacedTable) for one in value)
    )


def _entries_over(base: list[PlacedTable], own: list[PlacedTable]) -> list[PlacedTable]:
    """Return the entries of both; an entry twice in one file stays twice, for others to refuse."""
    whole: list[PlacedTable | None] = list(base)
    known = {name: at for at, one in enumerate(base) if (name := _name(one)) is not None}
    for entry in own:
        name = _name(entry)
        at = known.pop(name, None) if name is not None else None
        if entry.get(_ABSENT) is True:
            if at is None:
                raise StrangePartError(entry.place, name, [_name(one) for one in base])
            whole[at] = None
        elif at is None:
            whole.append(entry)
        else:
            whole[at] = laid_over(base[at], entry)
    return [one for one in whole if one is not None]


def _name(entry: PlacedTable) -> tuple[object, ...] | None:
    keys = next((names for names in _NAMES if names[0] in entry), None)
    if keys is None:
        return None
    values = tuple(entry.get(key, "cash" if key == "form" else None) for key in keys)
    return values if all(isinstance(one, str) for one in values) else None


def _spoken(name: object) -> str:
    return " ".join(str(part) for part in name) if isinstance(name, tuple) else str(name)
