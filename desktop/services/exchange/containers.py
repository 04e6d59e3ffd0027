"""Takes one stream out of an OLE2 file, however damaged the file is, and wraps one up anew.

The parser of workbooks trusts the tables of such a file: a wrong number makes it ask for more
memory than there is, which ends the whole program. So it only ever sees files written here.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass

_END, _FREE, _TABLE = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD
_HEADER = 512
_MINI_SECTOR = 64
_MINI_LIMIT = 4096  # shorter streams lie in the small sectors
_ENTRY = 128
_FIRST_TABLES = 109  # places of table sectors that the header itself holds
_WIDE_SECTOR = 4096


class ContainerBrokenError(ValueError):
    """The tables of an OLE2 file contradict each other."""


@dataclass(frozen=True, slots=True)
class _Entry:
    name: str
    start: int
    size: int


def stream_of(content: bytes, names: tuple[str, ...]) -> bytes:
    """Return the first stream of one of the names; raises ContainerBrokenError."""
    try:
        return _Container(content).stream(names)
    except (struct.error, IndexError, OverflowError) as error:
        raise ContainerBrokenError from error


class _Container:
    """The tables of an OLE2 file, walked with a limit on every step."""

    def __init__(self, content: bytes) -> None:
        shift = struct.unpack_from("<H", content, 30)[0]
        if shift not in {9, 12}:
            raise ContainerBrokenError
        self._content = content
        self._size = 1 << shift
        self._sectors = max(0, -(-len(content) // self._size) - 1)
        self._table = self._read_table()
        directory = struct.unpack_from("<I", content, 48)[0]
        self._entries = self._read_entries(self._chain(directory))

    def stream(self, names: tuple[str, ...]) -> bytes:
        """Return the stream of an entry, out of the large or the small sectors."""
        for name in names:
            for entry in self._entries[1:]:
                if entry.name == name:
                    return self._read(entry)
        raise ContainerBrokenError

    def _read(self, entry: _Entry) -> bytes:
        if entry.size > len(self._content):
            raise ContainerBrokenError
        if entry.size >= _MINI_LIMIT:
            found = self._chain(entry.start)
        else:
            small = self._chain(struct.unpack_from("<I", self._content, 60)[0])
            table = struct.unpack(f"<{len(small) // 4}I", small)
            root = self._chain(self._entries[0].start)
            count = len(root) // _MINI_SECTOR
            places = _follow(table, entry.start, limit=count)
            found = b"".join(root[at * _MINI_SECTOR : (at + 1) * _MINI_SECTOR] for at in places)
        if len(found) < entry.size:
            raise ContainerBrokenError
        return found[: entry.size]

    def _read_table(self) -> tuple[int, ...]:
        """Return which sector follows which."""
        places = list(struct.unpack_from(f"<{_FIRST_TABLES}I", self._content, 76))
        more = struct.unpack_from("<I", self._content, 68)[0]
        for _ in range(self._sectors):
            if more in {_END, _FREE}:
                break
            *further, more = struct.unpack(f"<{self._size // 4}I", self._sector(more))
            places.extend(further)
        used = [place for place in places if place < self._sectors]
        table = b"".join(map(self._sector, used[: self._sectors]))
        return struct.unpack(f"<{len(table) // 4}I", table)

    def _read_entries(self, directory: bytes) -> list[_Entry]:
        entries = []
        for at in range(0, len(directory) - _ENTRY + 1, _ENTRY):
            length = min(struct.unpack_from("<H", directory, at + 64)[0], 64)
            name = directory[at : at + max(length - 2, 0)].decode("utf-16-le", "replace")
            start, size = struct.unpack_from("<II", directory, at + 116)
            entries.append(_Entry(name, start, size))
        return entries

    def _chain(self, start: int) -> bytes:
        places = _follow(self._table, start, limit=self._sectors)
        return b"".join(map(self._sector, places))

    def _sector(self, place: int) -> bytes:
        at = (place + 1) * self._size
        return self._content[at : at + self._size].ljust(self._size, b"\0")


def _follow(table: tuple[int, ...], start: int, *, limit: int) -> list[int]:
    """Return the sectors of a chain; a chain that never ends is broken."""
    places: list[int] = []
    while start != _END:
        if start >= limit or len(places) >= limit:
            raise ContainerBrokenError
        places.append(start)
        start = table[start]
    return places


def wrapped(stream: bytes, name: str) -> bytes:
    """Return an OLE2 file that holds nothing but `stream` under `name`."""
    count = max(-(-max(len(stream), _MINI_LIMIT) // _WIDE_SECTOR), 1)
    per_table = _WIDE_SECTOR // 4
    tables = 1
    while tables * per_table < tables + 1 + count:
        tables += 1
    first = tables + 1
    table = [*[_TABLE] * tables, _END, *range(first + 1, first + count), _END]
    header = bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 16
    # version 3, although its sectors are wide: a version 4 without small sectors is refused
    header += struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 12, 6) + b"\0" * 6
    header += struct.pack("<IIIIIIIII", 1, tables, tables, 0, _MINI_LIMIT, _END, 0, _END, 0)
    header += struct.pack(f"<{tables}I", *range(tables)).ljust(_FIRST_TABLES * 4, b"\xff")
    directory = _entry("Root Entry", kind=5, start=_END, size=0, child=1)
    directory += _entry(name, kind=2, start=first, size=max(len(stream), _MINI_LIMIT))
    return b"".join(
        (
            header.ljust(_WIDE_SECTOR, b"\0"),
            struct.pack(f"<{len(table)}I", *table).ljust(tables * _WIDE_SECTOR, b"\xff"),
            directory.ljust(_WIDE_SECTOR, b"\0"),
            stream.ljust(count * _WIDE_SECTOR, b"\0"),
        )
    )


def _entry(name: str, *, kind: int, start: int, size: int, child: int = _FREE) -> bytes:
    letters = (name + "\0").encode("utf-16-le")
    head = letters.ljust(64, b"\0") + struct.pack("<HBB", len(letters), kind, 1)
    links = struct.pack("<III", _FREE, _FREE, child)
    return head + links + b"\0" * 36 + struct.pack("<IQ", start, size)
