"""Stories of a nation without a line to its centers: it lives on the files of their hubs."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

import psycopg
import pytest
import zstandard

from db.engine import HEAD
from db.hub import nation, nation_files
from db.journal import columns_of
from db.sync import envelope, wire
from db.sync.keys import Keys, new_keys
from db.sync_errors import (
    BatchBrokenError,
    BatchTooNewError,
    GapError,
    HubRestoredError,
    NotForUsError,
    OtherCentreError,
    WrongSignatureError,
)
from db.words import FileKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from db.hub.embedded import Embedded

EPOCH = "e" * 32
NOTE = dict.fromkeys(columns_of("note"))


class Sender:
    """A center's hub as far as the nation sees it: the files that it gives."""

    def __init__(self, centre: str) -> None:
        self.centre, self.keys, self.device = centre, new_keys(), uuid4()
        self.n = 0

    def file(self, kind: FileKind, body: bytes, reader: Keys, **label: Any) -> bytes:
        """Return a file for the nation."""
        told = {
            "kind": kind, "sender": envelope.HUB, "to": self.device.hex, "centre": self.centre,
            "epoch": EPOCH, "first": 0, "last": self.n, "acked": 0, "revision": HEAD, "clock": 0,
            "seal": "age",
        } | label  # fmt: skip
        return envelope.seal(envelope.Label(**told), body, self.keys, recipients=[reader.recipient])

    def snapshot(self, reader: Keys, notes: list[dict[str, Any]], **label: Any) -> bytes:
        """Return everything, which here is notes."""
        names = columns_of("note")
        head = {"n": self.n, "tables": [{"name": "note", "columns": names, "rows": len(notes)}]}
        lines = [json.dumps(head)] + [
            "\t".join("\\N" if note[name] is None else str(note[name]) for name in names)
            for note in notes
        ]
        body = zstandard.ZstdCompressor().compress(("\n".join(lines) + "\n").encode())
        return self.file(FileKind.SNAPSHOT, body, reader, **label)

    def feed(self, reader: Keys, *ops: tuple[str, str, dict[str, Any]], **more: Any) -> bytes:
        """Return one change after what was told: kind, key and fields of notes."""
        shown = more.pop("shown", {})
        first = self.n + 1
        self.n += len(ops)
        header = dict.fromkeys(wire.HEADER, "") | {"facts": {}}
        shapes = [("note", kind, tuple(fields)) for kind, _, fields in ops]
        rows = [[at, pk, *fields.values()] for at, (_, pk, fields) in enumerate(ops)]
        change = wire.Transaction(header, 1, shapes, rows, n=first, shown=shown)
        label = {"first": first, "last": self.n} | more
        return self.file(FileKind.FEED, wire.pack([change]), reader, **label)


def note(text: str, centre: str = "GN", **more: Any) -> dict[str, Any]:
    """Return a note as it travels."""
    values = {
        "id": uuid4().hex, "centre": centre, "deleted": 0, "text": text,
        "created_at": "2026-11-30 00:00:00.000000",
    }  # fmt: skip
    return NOTE | values | more


@pytest.fixture
def national(embedded: Embedded) -> Iterator[psycopg.Connection]:
    name = f"nation_{uuid4().hex[:8]}"
    with psycopg.connect(embedded.make_database(name), autocommit=True) as connection:
        connection.execute("SET TimeZone = 'UTC'")
        yield connection
    embedded.drop_database(name)


@pytest.fixture
def keys() -> Keys:
    return new_keys()


@pytest.fixture
def sender(national: psycopg.Connection) -> Sender:
    return followed(national, "GN")


def followed(national: psycopg.Connection, centre: str) -> Sender:
    one = Sender(centre)
    nation_files.follow(national, centre, device=one.device, hub_key=one.keys.public)
    return one


def texts(national: psycopg.Connection, centre: str = "GN") -> list[str]:
    found = national.execute(
        "SELECT text FROM note WHERE centre = %s AND NOT deleted ORDER BY text", (centre,)
    )
    return [text for (text,) in found]


def test_given_a_snapshot_and_feeds_when_taken_then_the_nation_shows_what_the_center_shows(
    national: psycopg.Connection, sender: Sender, keys: Keys
):
    old, new, gone = note("처음\\t글"), note("새 글"), note("지운 글")
    nation_files.take(national, sender.snapshot(keys, [old, gone]), keys)

    content = sender.feed(
        keys,
        ("insert", new["id"], new),
        ("update", old["id"], {"text": "고친 글"}),
        ("update", old["id"], {"text": "늦은 글"}),
        ("delete", gone["id"], {}),
        shown={2: {"text": "먼저 온 글"}},
    )
    taken = nation_files.take(national, content, keys)

    assert taken == nation_files.Taken("GN", 4, 3)
    assert texts(national) == ["먼저 온 글", "새 글"]
    again = nation_files.take(national, content, keys)
    assert (again.n, again.rows) == (4, 0)


def test_given_two_centers_with_the_same_key_when_taken_then_neither_touches_the_other(
    national: psycopg.Connection, sender: Sender, keys: Keys
):
    other = followed(national, "BS")
    mine = note("경남")
    nation_files.take(national, sender.snapshot(keys, [mine]), keys)

    nation_files.take(national, other.snapshot(keys, [note("부산", "BS", id=mine["id"])]), keys)
    nation_files.take(national, other.feed(keys, ("delete", mine["id"], {})), keys)

    assert (texts(national), texts(national, "BS")) == (["경남"], [])


def test_given_a_snapshot_with_rows_of_another_center_when_taken_then_it_is_refused_whole(
    national: psycopg.Connection, sender: Sender, keys: Keys
):
    followed(national, "BS")
    nation_files.take(national, sender.snapshot(keys, [note("그대로")]), keys)

    with pytest.raises(BatchBrokenError):
        nation_files.take(national, sender.snapshot(keys, [note("a"), note("b", "BS")]), keys)

    assert texts(national) == ["그대로"]


def test_given_files_that_are_not_right_when_taken_then_refused_and_nothing_changes(
    national: psycopg.Connection, sender: Sender, keys: Keys
):
    nation_files.take(national, sender.snapshot(keys, [note("그대로")]), keys)
    update = ("update", uuid4().hex, {"text": "x"})
    sender.n = 5

    def refused(content: bytes) -> type:
        with pytest.raises(Exception) as failure:  # noqa: PT011 - the type is what is compared
            nation_files.take(national, content, keys)
        return failure.type

    assert refused(sender.feed(keys, update)) is GapError
    assert refused(sender.feed(keys, update, epoch="f" * 32)) is HubRestoredError
    assert refused(sender.feed(keys, update, revision="9999")) is BatchTooNewError
    assert refused(sender.feed(keys, update, to="0" * 32)) is NotForUsError
    assert refused(sender.feed(keys, update, centre="BS")) is OtherCentreError
    assert refused(sender.feed(keys, update)[:-3]) is BatchBrokenError
    sender.keys = new_keys()
    assert refused(sender.snapshot(keys, [])) is WrongSignatureError
    assert texts(national) == ["그대로"]
    (row,) = nation.centers(psycopg.conninfo.make_conninfo(national.info.dsn))
    assert (row.centre, row.way, row.n) == ("GN", "files", 0)


def test_given_a_nation_when_a_program_keeps_more_then_columns_are_added_and_rows_stay(
    national: psycopg.Connection, sender: Sender, keys: Keys
):
    nation_files.take(national, sender.snapshot(keys, [note("그대로")]), keys)
    national.execute("ALTER TABLE note DROP COLUMN company_id")

    nation.prepare(national)

    assert national.execute("SELECT company_id FROM note").fetchall() == [(None,)]
    assert isinstance(sender.device, UUID)
