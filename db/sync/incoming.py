"""Applies a feed of the hub in one transaction: rows, journal, conflicts, and how far it came.

The caller holds a writing transaction. Nothing is committed here, so a crash at any point leaves
everything as it was, and what is applied twice changes nothing.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from db.sync import conflict_rows, own, parked, segments, stored, wire
from db.sync.bulk import LARGE, Bulk, let_speak, quieten
from db.sync.careful import Careful, Told
from db.sync.entries import Entries, root_in, stored_now
from db.sync.merge import Head, Op
from db.sync_errors import ClonedError, GapError

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

    from db.sync.own import Key, Me, OwnChange
    from db.sync.wire import Transaction

_AT_ONCE = ("insert", "update")


@dataclass(frozen=True)
class Feed:
    """What a file of the hub holds, proven and opened.

    name: for failures. first, last: hub numbers. acked: how far the hub has taken own turns.
    told: what else it said. body: the packed body, to be kept where a feed is large.
    """

    name: str
    first: int
    last: int
    acked: int
    transactions: list[Transaction]
    told: dict[str, Any] = field(default_factory=dict)
    body: bytes = b""


@dataclass
class Applied:
    """What applying did. confirmed: own changes that got their number; tables: that were touched.

    conflicts, settled: fields that came into conflict, or out of it.
    """

    received: int = 0
    confirmed: int = 0
    conflicts: int = 0
    settled: int = 0
    rejected: int = 0
    parked: int = 0
    rows: int = 0
    seen: int = 0
    tables: set[str] = field(default_factory=set)


def apply(connection: sqlite3.Connection, feed: Feed) -> Applied:
    """Apply a feed and return what it did; nothing where all of it is known.

    Raises GapError where something before it has not arrived, ClonedError where it confirms what
    this computer never sent, BatchBrokenError where it edits rows that nobody added.
    """
    here = own.me(connection)
    if feed.first > here.seen + 1:
        raise GapError(name=feed.name, have=here.seen, first=feed.first)
    with wire.garbage_waits():
        return _Apply(connection, feed, here).run()


class _Apply:
    """One feed on its way into the tables."""

    def __init__(self, connection: sqlite3.Connection, feed: Feed, here: Me) -> None:
        self._connection, self._feed, self._here = connection, feed, here
        self._applied = Applied(seen=max(here.seen, feed.last))
        self._entries = Entries.begin(connection)
        self._own = {one.key: one for one in own.unconfirmed(connection)}
        self._new = [
            (at, one) for at, one in enumerate(feed.transactions) if last_of(one) > here.seen
        ]
        self._foreign = [one for _at, one in self._new if one.header["key"] not in self._own]
        size = sum(len(one.rows) for one in self._foreign)
        self._large = size >= LARGE and bool(feed.body)
        self._tables = {shape[0] for one in self._foreign for shape in one.shapes}
        self._parked = parked.Parked(connection)
        self._bulk = Bulk(connection)
        self._segment = segments.Segment()
        self._waiting: list[segments.Op] = []  # journaled once it is known what their rows were
        self._again = self._known_already()
        self._careful = self._rows_that_need_care()

    def run(self) -> Applied:
        """Apply everything and return what was done."""
        self._connection.execute("PRAGMA defer_foreign_keys = ON")
        quieten(self._connection, self._tables, large=self._large)
        for at, one in self._new:
            self._bring_in(at, one)
        self._bulk.write()
        self._take_rejected()
        for key, before in self._careful.began.items():
            after = self._careful.here[key]
            if after is not None and before != after:
                stored.write(self._connection, *key, before, after)
                self._applied.tables.add(key[0])
        self._lay_journal()
        let_speak(self._connection, self._tables, large=self._large)
        self._keep_conflicts()
        self._close()
        return self._applied

    def _bring_in(self, at: int, one: Transaction) -> None:
        key = one.header["key"]
        if key in self._own:
            self._take_confirmed(self._own.pop(key), one)
        elif key in self._again:
            self._take_again(one)
        elif one.echo:
            raise ClonedError(device=self._here.device, label=one.label)
        else:
            self._take_foreign(at, one)

    def _take_confirmed(self, change: OwnChange, one: Transaction) -> None:
        """Give an own change its number, and show what the hub made of it."""
        self._applied.confirmed += 1
        self._connection.execute(
            "UPDATE journal_transaction SET n = ? WHERE id = ?", (last_of(one), change.id)
        )
        followed = self._careful.changes.get(change.id)
        if followed is not None:
            for op in followed.ops:
                self._careful.confirm(op.op, self._told(one, op.place))
            self._careful.settled(change.id)
            self._decide(last_of(one), set())

    def _take_again(self, one: Transaction) -> None:
        """Follow a change that is known here under a number that a restored hub has lost."""
        self._connection.execute(
            "UPDATE journal_transaction SET n = ? WHERE key = ?",
            (last_of(one), one.header["key"]),
        )
        for place, op in enumerate(self._ops_again(one)):
            if stored.known_columns(op.table):
                self._careful.confirm(op, self._told(one, place))
        self._decide(last_of(one), set())

    def _take_foreign(self, at: int, one: Transaction) -> None:
        """Bring in somebody else's change: what is plain at once, the rest with care."""
        self._applied.received += 1
        self._applied.rows += len(one.rows)
        first, number = self._entries.seq + 1, self._entries.upcoming()
        odd = [place for place, shape in enumerate(one.shapes) if not _is_plain(shape)]
        if not odd and not self._careful.rows:
            self._take_plain(at, one, number, list(range(len(one.rows))))
        else:
            careful = self._careful.rows
            plain: list[int] = []
            others: list[int] = []
            for place, row in enumerate(one.rows):
                apart = row[0] in odd or (one.shapes[row[0]][0], row[1]) in careful
                (others if apart else plain).append(place)
            self._take_plain(at, one, number, plain, others)
            self._take_others(one, number, others)
        self._entries.foreign(one, last_of(one), first)
        if odd or self._careful.rows:
            self._decide(last_of(one), set())

    def _take_plain(
        self,
        at: int,
        one: Transaction,
        number: int,
        places: list[int],
        others: Sequence[int] = (),
    ) -> None:
        if not places:
            return
        first = self._entries.seq + 1
        rows = one.rows if not others else [one.rows[place] for place in places]
        self._bulk.add(one.shapes, rows, range(first, first + len(rows)))
        self._entries.reserve(len(rows))
        if self._large:
            self._segment.add(at, number, first, list(others), len(rows))
            return
        for seq, (shape, pk, *values) in enumerate(rows, start=first):
            table, kind, columns = one.shapes[shape]
            self._waiting.append((seq, number, table, pk, kind, columns, values, None))

    def _take_others(self, one: Transaction, number: int, places: list[int]) -> None:
        """Confirm the ops that need care, and journal what they changed here."""
        touched: dict[Key, dict[str, Any]] = {}
        reopened: list[Op] = []
        for place in places:
            shape, pk, *values = one.rows[place]
            table, kind, columns = one.shapes[shape]
            op = Op(table, pk, kind, dict(zip(columns, values, strict=True)))
            known = stored.known_columns(table)
            if not op.fields.keys() <= known:
                self._parked.add(op, self._told(one, place), one.header["key"])
            if not known:
                continue
            self._careful.confirm(op, self._told(one, place))
            if kind == "reopen":
                reopened.append(op)
            else:
                fields = {"deleted": 1} if kind == "delete" else op.fields
                fields = {name: v for name, v in fields.items() if name in known}
                touched[table, pk] = touched.get((table, pk), {}) | fields
        self._decide(number, {*touched, *((op.table, op.pk) for op in reopened)}, foreign=True)
        for op in reopened:
            self._entries.op(number, op.table, op.pk, self._root(op), "reopen", op.fields)
        for key, fields in touched.items():
            here = self._careful.here[key] or {}
            waits = {name: value for name, value in fields.items() if here.get(name) != value}
            if waits:
                op = Op(*key, "waits", waits)
                self._entries.op(number, *key, self._root(op), "waits", waits)

    def _decide(self, n: int, within: set[Key], *, foreign: bool = False) -> None:
        """Journal what is shown otherwise now.

        foreign: `n` is the change in hand, and only rows `within` belong to it.
        """
        found = list(self._careful.differences(within if foreign else None))
        first = self._entries.seq + 1
        change = n if foreign else self._entries.upcoming()
        for key, before, after in found:
            if before is None:
                self._entries.op(change, *key, root_in(key[0], after), "insert", after)
                continue
            changed = {k: [before[k], v] for k, v in after.items() if before[k] != v}
            self._entries.op(change, *key, root_in(key[0], after), "update", changed)
        if found and not foreign:
            self._entries.decided(n, first)

    def _root(self, op: Op) -> str:
        here = self._careful.here[op.table, op.pk]
        return "" if here is None else root_in(op.table, here)

    def _told(self, one: Transaction, place: int) -> Told:
        heads = one.heads.get(place, {})
        return Told(
            n=one.n + place,
            device=one.device or self._here.device,
            shown=one.shown.get(place, {}),
            heads={name: tuple(map(Head.of_json, kept)) for name, kept in heads.items()},
        )

    def _take_rejected(self) -> None:
        """Take back what the hub did not accept; the journal keeps what was typed."""
        for told in self._feed.told.get("rejected", ()):
            change = self._own.pop(told["key"], None)
            if change is None:
                continue
            self._applied.rejected += 1
            self._connection.execute(
                "UPDATE journal_transaction SET n = 0 WHERE id = ?", (change.id,)
            )
            self._connection.execute(
                "INSERT INTO sync_rejected (tx, turn, code, facts, at) VALUES (?, ?, ?, ?, ?)",
                (
                    told["key"],
                    told["turn"],
                    told["code"],
                    json.dumps(told.get("facts", {}), ensure_ascii=False),
                    stored_now(),
                ),
            )
            self._careful.settled(change.id)
            self._decide(self._applied.seen, set())

    def _lay_journal(self) -> None:
        before = self._bulk.before
        if self._large:
            self._segment.write(self._connection, self._feed.body, before)
        for op in self._waiting:
            was = before.get(op[0])
            self._entries.add_op(segments.entry((*op[:7], was), was[1] if was else ""))
        self._entries.write()
        self._applied.tables |= self._bulk.tables

    def _keep_conflicts(self) -> None:
        """Write down which fields are in conflict, and what the hub holds below own changes."""
        for (table, pk), state, is_below in self._careful.states():
            here = self._careful.here[table, pk]
            root = "" if here is None else root_in(table, here)
            turned = conflict_rows.keep(self._connection, table, pk, root, state.heads)
            self._applied.conflicts += turned.opened
            self._applied.settled += turned.settled
            self._careful.keep((table, pk), is_below=is_below)

    def _close(self) -> None:
        self._applied.parked = self._parked.ops
        self._connection.execute(
            "UPDATE journal_context SET seen = max(seen, ?)", (self._feed.last,)
        )
        self._connection.execute(
            "UPDATE sync_self SET acked = max(acked, ?), confirmed_at = ?",
            (self._feed.acked, stored_now()),
        )

    def _known_already(self) -> set[str]:
        """Return the keys of foreign changes that the journal has under another number."""
        keys = json.dumps([one.header["key"] for one in self._foreign])
        return {
            key
            for (key,) in self._connection.execute(
                "SELECT key FROM journal_transaction WHERE key IN (SELECT value FROM json_each(?))",
                (keys,),
            )
        }

    def _rows_that_need_care(self) -> Careful:
        above = {one.id: (one, own.rows_of(self._connection, one)) for one in self._own.values()}
        rows = {row for _one, touched in above.values() for row in touched}
        rows |= set(self._connection.execute("SELECT tbl, pk FROM sync_conflict"))
        rows = self._touched(rows) if rows else set()
        rows |= set(self._connection.execute("SELECT tbl, pk FROM sync_confirmed"))
        for _at, one in self._new:
            rows |= self._told_of(one)
        for told in self._feed.told.get("rejected", ()):
            if told["key"] in self._own:
                rows |= above[self._own[told["key"]].id][1]
        rows |= self._added_twice()
        return Careful(self._connection, self._here.device, rows, above)

    def _touched(self, rows: set[Key]) -> set[Key]:
        keys = {pk for _table, pk in rows}
        return {
            (one.shapes[row[0]][0], row[1])
            for one in self._foreign
            for row in one.rows
            if row[1] in keys
        } & rows

    def _told_of(self, one: Transaction) -> set[Key]:
        """Return the rows of which the hub says more than what was typed."""
        places = {*one.shown, *one.heads}
        change = self._own.get(one.header["key"])
        if change is not None:
            if not places and not own.has_erased(self._connection, change):
                return set()
            ops = own.with_ops(self._connection, change).ops
            return {op.key for op in ops if op.place in places or op.op.kind == "delete"}
        if one.header["key"] in self._again:
            return {(op.table, op.pk) for op in self._ops_again(one)}
        special = {at for at, shape in enumerate(one.shapes) if not _is_plain(shape)}
        if not places and not special:
            return set()
        return {
            (one.shapes[row[0]][0], row[1])
            for place, row in enumerate(one.rows)
            if place in places or row[0] in special
        }

    def _ops_again(self, one: Transaction) -> list[Op]:
        if one.rows:
            return list(one.each_op())
        return own.ops_of_key(self._connection, one.header["key"])

    def _added_twice(self) -> set[Key]:
        """Return the rows that are added although they are here, or in this feed, already."""
        keys: dict[str, list[str]] = defaultdict(list)
        for one in self._foreign:
            adding = {at for at, shape in enumerate(one.shapes) if shape[1] == "insert"}
            for row in one.rows:
                if row[0] in adding:
                    keys[one.shapes[row[0]][0]].append(row[1])
        found: set[Key] = set()
        for table, added in keys.items():
            if stored.known_columns(table):
                twice = stored.there(self._connection, table, added)
                if len(set(added)) < len(added):
                    twice |= {key for key, number in Counter(added).items() if number > 1}
                found |= {(table, key) for key in twice}
        return found


def last_of(one: Transaction) -> int:
    """Return the hub number of a change's last op; one without ops takes a number, too."""
    return one.n + max(one.ops or len(one.rows), 1) - 1


def _is_plain(shape: tuple[str, str, tuple[str, ...]]) -> bool:
    table, kind, columns = shape
    return kind in _AT_ONCE and stored.known_columns(table).issuperset(columns)
