"""The canary story: each cell of a center is unique; a firm's bytes hold just those it may see.

Disclosures come and go, cases are edited, accepted, taken back, files get lost. After each step the
firm's database, the file that travelled and what PostgreSQL shows to the firm's roles are searched
for every canary of the center. Long form: set IEUM_LEAK_STEPS and IEUM_LEAK_SEED.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from db.base import metadata
from db.hub import access, projection
from db.journal import journaled
from db.sync import envelope, wire
from desktop.services.sync import partner_slate
from tests.hub.partner import canaries
from tests.hub.partner.firms import Center as Sender
from tests.hub.partner.firms import korean_day

if TYPE_CHECKING:
    from pathlib import Path
    from uuid import UUID

    import psycopg

    from desktop.services.sync.slate_store import SlateStore

STEPS = int(os.environ.get("IEUM_LEAK_STEPS", "150"))
SEED = int(os.environ.get("IEUM_LEAK_SEED", "20261130"))
FIRMS, CASES = 3, 6
_PARTS = ("application", "kpi", "agreement", "milestone", "inspection", "note", "visit", "ticket")


class Story:
    """A center of canaries, its firms, and one computer of each."""

    def __init__(self, hub: psycopg.Connection, folder: Path, seed: int) -> None:
        self.center = canaries.Center(hub, seed)
        self.sender, self.folder = Sender(hub), folder
        self.chance = self.center.chance
        self.done: Counter[str] = Counter()
        self._lay_out()
        self.stores: dict[UUID, SlateStore] = {}
        for firm in self.firms:
            self.stores[firm] = self.sender.computer(folder / firm.hex, firm)

    def _lay_out(self) -> None:
        add = self.center.add
        self.firms = [add("partner") for _ in range(FIRMS)]
        for firm in self.firms:
            add("pool", partner_id=firm)
            add("contact", partner_id=firm)
        programme = add("programme")
        self.shared = add("company")
        self.cases = [self._case(add("announcement", programme_id=programme)) for _ in range(CASES)]
        for table in metadata.sorted_tables:  # the others, each after those that it refers to
            if table.name in journaled() and not any(self.center.live(table.name)):
                self._fill(table.name)

    def _case(self, announcement: UUID) -> UUID:
        add, chance = self.center.add, self.chance
        company = self.shared if chance.random() < 0.3 else add("company")
        case = add(
            "case", company_id=company, site_id=add("site", company_id=company),
            supplier_id=add("supplier"), announcement_id=announcement, owner_id=add("staff"),
            partner_id=chance.choice(self.firms),
        )  # fmt: skip
        for table in _PARTS:
            add(table, case_id=case)
        add("kpi_value", case_id=case, kpi_id=next(self.center.live("kpi", case_id=case))["id"])
        for source in ("national", "partner"):
            add("payment", case_id=case, source=source)
        self._match(case)
        return case

    def _match(self, case: UUID) -> UUID:
        firm = self.chance.choice(self.firms)
        state = self.chance.choice(["proposed", "accepted", "confirmed", "declined"])
        match = self.center.add("match", case_id=case, partner_id=firm, state=state)
        for _ in range(2):
            self.center.add("funding_line", case_id=case, match_id=match)
        return match

    def _fill(self, table: str) -> None:
        keys: dict[str, Any] = {}
        for column in metadata.tables[table].columns:
            for key in column.foreign_keys:
                found = next(self.center.live(key.column.table.name), None)
                if found is not None and not column.nullable:
                    keys[column.name] = found["id"]
        if table == "disclosure":
            keys |= {"from_on": korean_day(5), "until_on": korean_day(9), "revoked_on": None}
        self.center.add(table, **keys)

    # what happens ------------------------------------------------------------------------------

    def disclose(self) -> bool:
        """Let a firm see a case."""
        begins = korean_day(self.chance.choice([-3, -1, 0, 0, 2]))
        self.center.add(
            "disclosure", case_id=self.chance.choice(self.cases),
            partner_id=self.chance.choice(self.firms), from_on=begins,
            until_on=begins + timedelta(days=self.chance.choice([2, 30])), revoked_on=None,
        )  # fmt: skip
        return True

    def _given(self) -> UUID | None:
        live = [row["id"] for row in self.center.live("disclosure", revoked_on=None)]
        return self.chance.choice(live) if live else None

    def revoke(self) -> bool:
        """Take a disclosure back."""
        given = self._given()
        if given is not None:
            self.center.change("disclosure", given, revoked_on=korean_day())
        return given is not None

    def expire(self) -> bool:
        """Let the time of a disclosure be over."""
        given = self._given()
        if given is not None:
            self.center.change("disclosure", given, from_on=korean_day(-9), until_on=korean_day(-1))
        return given is not None

    def edit(self) -> bool:
        """Change a cell anywhere."""
        table = self.chance.choice([name for name in sorted(journaled()) if self.center.rows[name]])
        self.center.edit(table, self.chance.choice(list(self.center.rows[table])))
        return True

    def decide(self) -> bool:
        """Let a match get another state, or another firm."""
        match = self.chance.choice(list(self.center.rows["match"]))
        state = self.chance.choice(["proposed", "accepted", "declined", "confirmed", "held"])
        self.center.change("match", match, state=state)
        if self.chance.random() < 0.3:
            self.center.change("match", match, partner_id=self.chance.choice(self.firms))
        return True

    def offer_anew(self) -> bool:
        """Offer a case to another firm while the older match stands."""
        self._match(self.chance.choice(self.cases))
        return True

    def remove(self) -> bool:
        """Remove a row, or bring it back."""
        table = self.chance.choice(["application", "kpi", "match", "funding_line", "case", "site"])
        row = self.center.rows[table][self.chance.choice(list(self.center.rows[table]))]
        self.center.change(table, row["id"], deleted=not row["deleted"])
        return True

    def repoint(self) -> bool:
        """Give a case another workplace, supplier or company."""
        name = self.chance.choice(["site", "supplier"])
        rows = list(self.center.rows[name])
        self.center.change(
            "case", self.chance.choice(self.cases), **{f"{name}_id": self.chance.choice(rows)}
        )
        return True

    def answer(self) -> bool:
        """Let an answer of a firm stand at the center."""
        self.center.add(
            "partner_answer", case_id=self.chance.choice(self.cases),
            partner_id=self.chance.choice(self.firms),
        )  # fmt: skip
        return True

    def lose(self) -> bool:
        """Make a file that never arrives."""
        firm = self.chance.choice(self.firms)
        self.sender.slate(self.stores[firm])
        return True

    def new_computer(self) -> bool:
        """Give a firm a new computer."""
        firm = self.chance.choice(self.firms)
        place = self.folder / f"{firm.hex}-{self.done['new_computer']}"
        self.stores[firm] = self.sender.computer(place, firm)
        return True

    # what is looked at -------------------------------------------------------------------------

    def look(self, firm: UUID) -> None:
        """Bring a computer up to date and search all that it has and got."""
        allowed = self.center.allowed(firm)
        store = self.stores[firm]
        content = self.sender.slate(store)
        _, body = envelope.unseal(
            content, public=self.sender.keys.public, identity=store.keys.identity
        )
        travelled = canaries.traces_in(wire.unpacked(body).decode())
        assert travelled - self._told_to_go(body) - {firm.hex} <= allowed
        assert not canaries.traces_in(content.decode("utf-8", "ignore")) - _addresses(content)
        if partner_slate.apply(store, content).revoked:
            assert not allowed
            self.done["closed"] += 1
            self.new_place(firm)
            return
        assert _cells(store) == allowed
        opened = store._connection.serialize().decode("utf-8", "ignore")
        own = {store.standing.device, store.standing.epoch, firm.hex}
        assert {mark for mark in canaries.traces_in(opened) if not mark.isdigit()} - own - _keys(
            store
        ) <= allowed
        self.done["full" if allowed else "empty"] += 1

    def new_place(self, firm: UUID) -> None:
        """Enrol a computer again whose slate was closed."""
        place = self.folder / f"{firm.hex}-again-{self.done['closed']}"
        self.stores[firm] = self.sender.computer(place, firm)

    def ask_as_role(self, firm: UUID) -> None:
        """Read whatever PostgreSQL gives to the firm's roles, column by column."""
        allowed = self.center.allowed(firm)
        connection = self.center.connection
        found: set[str] = set()
        for kind in access.READERS:
            with connection.transaction(), access.reading_for(connection, firm, kind):
                for table, shown in projection.allowed().items():
                    names = ", ".join(f'"{name}"' for name in shown.of(kind))
                    if names:
                        for row in connection.execute(f'SELECT {names} FROM "{table}"'):
                            found |= {m for value in row if (m := canaries.trace(value))}
        assert found == allowed

    @staticmethod
    def _told_to_go(body: bytes) -> set[str]:
        gone = json.loads(wire.unpacked(body))["gone"]
        return {key for keys in gone.values() for key in keys}


def _addresses(content: bytes) -> set[str]:
    label = envelope.label_of(content)
    return {label.to, label.epoch}


def _cells(store: SlateStore) -> set[str]:
    found = set()
    for table in store.tables():
        for row in store.rows(f'SELECT * FROM "{table}"'):
            found |= canaries.traces_in(json.dumps(list(row.values()), ensure_ascii=False))
    return found


def _keys(store: SlateStore) -> set[str]:
    return {store.keys.public, store.standing.hub_key}


@pytest.fixture
def story(hub: psycopg.Connection, tmp_path: Path) -> Story:
    return Story(hub, tmp_path, SEED)


def test_given_a_center_of_canaries_when_much_happens_then_each_firm_has_just_what_it_may_see(
    story: Story,
):
    happenings = (
        [story.disclose] * 4 + [story.edit] * 4 + [story.decide] * 2 + [story.revoke] * 2
        + [story.expire, story.remove, story.repoint, story.offer_anew, story.answer]
        + [story.lose, story.new_computer]
    )  # fmt: skip
    for step in range(STEPS):
        happens = story.chance.choice(happenings)
        story.done[happens.__name__] += happens()
        story.look(story.firms[step % FIRMS])
        if step % 8 == 0:
            story.ask_as_role(story.chance.choice(story.firms))
            story.done["asked_as_role"] += 1

    assert story.done["full"] > STEPS // 3
    assert story.done["closed"] > 0
    rare = [one.__name__ for one in happenings if story.done[one.__name__] < STEPS // 60]
    assert not rare, story.done


def test_given_the_canaries_then_a_cell_that_is_let_through_would_be_seen(
    story: Story, monkeypatch: pytest.MonkeyPatch
):
    """The story above is worth something only if it fails when a policy is missing."""
    story.disclose()
    story.center.change(
        "disclosure", list(story.center.rows["disclosure"])[-1],
        from_on=korean_day(), until_on=korean_day(3), partner_id=story.firms[0],
    )  # fmt: skip
    story.look(story.firms[0])

    story.center.connection.execute("ALTER TABLE funding_line DISABLE ROW LEVEL SECURITY")

    with pytest.raises(AssertionError):
        story.look(story.firms[0])
