"""A machine of hypothesis that lets people work on three computers, and the carrier misbehave."""

from __future__ import annotations

from collections import Counter
from copy import deepcopy
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as some
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from db.base import Merging
from db.sync import merge as merging
from tests.sync import judge
from tests.sync.world import (
    FIELDS,
    LATER,
    Computer,
    Hub,
    Typed,
    added,
    as_change,
    conflicts_of,
    edited,
    rule_of,
)

if TYPE_CHECKING:
    from db.sync.merge import Op

NAMES = ("A", "B", "C")
happened: Counter[str] = Counter()  # how often each situation came up, over all histories

_who = some.sampled_from(NAMES)
_which = some.integers(0, 3)
_values: dict[str, some.SearchStrategy[Any]] = {
    "name": some.sampled_from(["가", "나", "다"]),
    "cost": some.integers(0, 3),
    "most": some.one_of(some.none(), some.integers(0, 5)),
    "words": some.sampled_from(["", "MES", "MES, ERP", "ERP, SCM"]),
}
_field_and_value = some.sampled_from(sorted(_values)).flatmap(
    lambda name: some.tuples(some.just(name), _values[name])
)


class Sync(RuleBasedStateMachine):
    """People add, edit, remove and settle; batches and feeds are lost, doubled, late and cut."""

    atomic = False  # another machine allows atomic changes, for which the judge has other rules

    @initialize()
    def begin(self) -> None:
        """Give everybody two rows, so that there is something to meet on."""
        self.hub = Hub()
        self.computers = {name: Computer(name) for name in NAMES}
        self.typed: list[Typed] = []
        self.carried: list[list[Typed]] = []  # batches on sticks, to come late or again
        self.yesterday: Hub | None = None
        self._type("A", [added("r0"), added("r1")])
        self.push("A")
        for name in NAMES:
            self.computers[name].pull(self.hub)

    # --- what people do -------------------------------------------------------------------------

    def _type(self, who: str, ops: list[Op], *, atomic: bool = False) -> None:
        self.typed.append(self.computers[who].type(self.hub, ops, atomic=atomic))

    def _rows(self, who: str) -> list[str]:
        view = self.computers[who].view(self.hub)
        return sorted(pk for (_, pk), row in view.items() if row.values is not None)

    @rule(who=_who)
    def add(self, who: str) -> None:
        """Add a row."""
        self._type(who, [added(f"{who}{len(self.typed)}")])

    @rule(who=_who, which=_which, what=_field_and_value)
    def edit(self, who: str, which: int, what: tuple[str, Any]) -> None:
        """Edit one field of a row."""
        rows = self._rows(who)
        self._type(who, [edited(rows[which % len(rows)], **dict([what]))])

    @rule(who=_who, which=_which, one=_field_and_value, other=_field_and_value)
    def edit_twice(
        self, who: str, which: int, one: tuple[str, Any], other: tuple[str, Any]
    ) -> None:
        """Edit a row and the next one together."""
        rows = self._rows(who)
        self._type(
            who,
            [
                edited(rows[which % len(rows)], **dict([one])),
                edited(rows[(which + 1) % len(rows)], **dict([other])),
            ],
            atomic=self.atomic,
        )

    @rule(who=_who, which=_which, gone=some.integers(0, 1))
    def remove_or_restore(self, who: str, which: int, gone: int) -> None:
        """Remove a row, or bring it back."""
        rows = self._rows(who)
        self._type(who, [edited(rows[which % len(rows)], deleted=gone)])

    @rule(one=_who, other=_who, what=_field_and_value, value=some.data())
    def meet_on_one_field(
        self, one: str, other: str, what: tuple[str, Any], value: some.DataObject
    ) -> None:
        """Let two people edit the same field, and push both, one after the other."""
        self._type(one, [edited("r0", **dict([what]))])
        self._type(other, [edited("r0", **{what[0]: value.draw(_values[what[0]])})])
        if one != other:
            happened["two people on one field"] += 1
        self.push(one)
        self.push(other)

    @rule(one=_who, other=_who, third=_who, first=some.booleans())
    def remove_against_an_edit(self, one: str, other: str, third: str, *, first: bool) -> None:
        """Let somebody remove a row that somebody else edits, in either order."""
        self._type(one, [edited("r1", deleted=1)])
        self._type(other, [edited("r1", name=third)])
        if one != other:
            happened["removal first" if first else "edit first"] += 1
        self.push(one if first else other)
        self.push(other if first else one)

    @rule(who=_who, which=_which, data=some.data())
    def settle(self, who: str, which: int, data: some.DataObject) -> None:
        """Look at what is new, and decide about a conflict with all that is known of it."""
        self.pull(who, None)
        open_here = conflicts_of(self.computers[who].view(self.hub))
        if not open_here:
            return
        (_, pk), name, heads = open_here[which % len(open_here)]
        value = data.draw(some.sampled_from([head.value for head in heads]))
        predicted = any(head.n >= LATER for head in heads)
        happened["settled a predicted conflict" if predicted else "settled"] += 1
        self._type(who, [edited(pk, **{name: value})])

    @rule(one=_who, other=_who, data=some.data())
    def foresee(self, one: str, other: str, data: some.DataObject) -> None:
        """Let the feed bring an edit of a field that somebody has edited and not yet sent."""
        self._type(one, [edited("r0", name="가")])
        self.pull(other, None)
        self._type(other, [edited("r0", name="나")])
        self.push(other)
        self.settle(one, data.draw(_which), data)

    # --- what the carrier does ------------------------------------------------------------------

    @rule(who=_who)
    def push(self, who: str) -> None:
        """Carry everything unconfirmed to the hub; it may know parts of it."""
        self._deliver(list(self.computers[who].pending))

    def _deliver(self, batch: list[Typed], *, crash: bool = False) -> None:
        self._count_meetings(batch)
        happened[f"batch {self.hub.receive(batch, crash=crash)}"] += 1

    @rule(who=_who)
    def put_on_a_stick(self, who: str) -> None:
        """Write a batch to a file that arrives some time, or never."""
        self.carried.append(list(self.computers[who].pending))

    @precondition(lambda self: self.carried)
    @rule(which=_which)
    def a_stick_arrives(self, which: int) -> None:
        """Read one of the files, perhaps again, perhaps long after others."""
        self._deliver(self.carried[which % len(self.carried)])
        happened["stick"] += 1

    @rule(who=_who)
    def push_without_the_first(self, who: str) -> None:
        """Carry a batch whose first change was lost; it must be refused."""
        for name in ("가", "나"):
            self._type(who, [edited("r0", name=name)])
        known = self.hub.turns[who]
        batch = [typed for typed in self.computers[who].pending if typed.turn > known][1:]
        assert self.hub.receive(batch) == "gap"
        happened["gap"] += 1

    @rule(who=_who)
    def crash_while_merging(self, who: str) -> None:
        """Let the hub die in the middle; nothing may have happened."""
        before = deepcopy((self.hub.rows, self.hub.last, self.hub.turns))
        self._deliver(list(self.computers[who].pending), crash=True)
        assert (self.hub.rows, self.hub.last, self.hub.turns) == before

    @rule(who=_who, changes=some.one_of(some.none(), some.integers(1, 3)))
    def pull(self, who: str, changes: int | None) -> None:
        """Take the feed, or only its first pages."""
        computer = self.computers[who]
        predicted_is_what_comes(self, who)
        waiting = len(computer.pending)
        if computer.pull(self.hub, changes=changes) and waiting:
            happened["feed meets unconfirmed changes"] += 1
        if len(computer.pending) < waiting:
            happened["confirmed by the feed"] += 1

    # --- what must always hold ------------------------------------------------------------------

    def _count_meetings(self, batch: list[Typed]) -> None:
        """Count what the hub is about to see for the first time."""
        for typed in batch:
            if typed.turn <= self.hub.turns[typed.device]:
                continue
            for op in typed.ops:
                row = self.hub.rows.get((op.table, op.pk))
                for name, value in op.fields.items() if row and op.kind == "update" else ():
                    self._count_heads(typed, value, row.heads.get(name, ()) if row else ())

    @staticmethod
    def _count_heads(typed: Typed, value: Any, heads: tuple[merging.Head, ...]) -> None:
        own = [head for head in heads if head.device == typed.device]
        known = [head for head in heads if head not in own and head.n <= typed.seen]
        apart = [head for head in heads if head not in own and head.n > typed.seen]
        happened["overwrites own"] += bool(own)
        happened["overwrites what it knew of another"] += bool(known)
        happened["knows one of two sides"] += bool(known or own) and bool(apart)
        happened["equal values agree"] += any(head.value == value for head in apart)
        happened["stands beside another"] += any(head.value != value for head in apart)

    def check(self) -> None:
        """Ask the judge."""
        judge.check(self.hub)

    def teardown(self) -> None:
        """Let everything arrive everywhere; all must see the same, and every edit be there."""
        if not hasattr(self, "hub"):
            return
        for computer in self.computers.values():
            assert self.hub.receive(computer.pending) in ("taken", "known", "empty")
        for computer in self.computers.values():
            computer.pull(self.hub)
            assert not computer.pending
            assert computer.view(self.hub) == self.hub.rows
        judge.check_every_edit_is_there(self.hub, self.typed)
        self.check()
        happened["histories"] += 1


class AtomicSync(Sync):
    """The same with changes that are taken as a whole or wait as a whole."""

    atomic = True

    @rule(who=_who, what=_field_and_value)
    def go_on_with_what_waits(self, who: str, what: tuple[str, Any]) -> None:
        """Edit again what an atomic change of one's own touched, before hearing that it waits."""
        self._type(who, [edited("r0", **dict([what])), edited("r1", cost=1)], atomic=True)
        self._type(who, [edited("r0", **dict([what]))])
        happened["goes on with what may wait"] += 1

    @rule(who=_who, cost=some.integers(0, 3))
    def add_a_pair(self, who: str, cost: int) -> None:
        """Add a row and edit another together, as moving money does."""
        pk = f"{who}{len(self.typed)}"
        self._type(who, [added(pk, cost=cost), edited("r0", cost=cost)], atomic=True)

    def _deliver(self, batch: list[Typed], *, crash: bool = False) -> None:
        fresh = [typed for typed in batch if typed.turn > self.hub.turns[typed.device]]
        gap = bool(batch) and batch[0].turn > self.hub.turns[batch[0].device] + 1
        for typed in () if crash or gap else fresh:
            self._count_meetings([typed])
            before, n = deepcopy(self.hub.rows), self.hub.last + 1
            self.hub.order(typed)
            if typed.atomic and judge.check_whole_or_not(before, self.hub.rows, typed, n):
                happened["atomic change waits"] += 1
            elif typed.atomic:
                happened["atomic change taken"] += 1
            else:
                judge.check_goes_on_waiting(before, self.hub.rows, typed)

    def check(self) -> None:
        """Every value that waits is one that somebody typed, and what is shown is one of them."""
        for (table, pk), name, heads in conflicts_of(self.hub.rows):
            shown = self.hub.rows[table, pk].values
            assert shown is not None
            if FIELDS[name] is Merging.PERSON:
                assert shown[name] in [head.value for head in heads]


def predicted_is_what_comes(machine: Sync, who: str) -> None:
    """Fail unless a computer that has all of the feed already shows what the hub will say."""
    computer = machine.computers[who]
    hub = deepcopy(machine.hub)
    if computer.held < len(hub.log):
        return
    foreseen = computer.view(hub)
    for typed in computer.pending:
        if typed.turn > hub.turns[who]:
            merging.merge(as_change(typed, hub.last + 1), hub.row, rule_of)
            hub.last += len(typed.ops)
    shown = {key: row.values for key, row in foreseen.items()}
    assert shown == {key: row.values for key, row in hub.rows.items()}
