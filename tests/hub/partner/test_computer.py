"""Stories of a large firm's own computer: what it shows, what it forgets, what it sends back."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from db.base import now
from db.sync import envelope, wire
from db.sync.keys import keep_keys, new_keys
from db.sync_errors import (
    AnswerRefusedError,
    BatchBrokenError,
    GapError,
    HubRestoredError,
    NotForUsError,
    SlateClosedError,
    WrongSignatureError,
)
from db.words import AnswerKind, DeclineReason
from desktop.services.sync import partner_slate, slate_answers
from desktop.services.sync.slate_store import FILE, KEYS, LAST, SlateStore
from tests.factory import make_partner
from tests.hub.partner.conftest import writing
from tests.hub.partner.firms import Center, korean_day, make_disclosure, make_full_case

if TYPE_CHECKING:
    from pathlib import Path
    from uuid import UUID

    from psycopg import Connection
    from sqlalchemy import Engine

    from db.tables import Case, Disclosure


class World:
    """Two cases disclosed to a firm whose computer has applied the first slate."""

    def __init__(self, hub: Connection, engine: Engine, folder: Path) -> None:
        self.engine, self.folder = engine, folder
        with writing(engine) as session:
            partner = make_partner(session)
            self.cases = [make_full_case(session, partner) for _ in range(2)]
            self.given = [
                make_disclosure(session, self.cases[0], partner),
                make_disclosure(session, self.cases[1], partner, until_on=korean_day(3)),
            ]
        self.partner: UUID = partner.id
        self.center = Center(hub)
        self.store = self.center.computer(folder, partner.id)
        self.fetch()

    def fetch(self, **more: object) -> partner_slate.Applied:
        """Apply the next slate."""
        return partner_slate.apply(self.store, self.center.slate(self.store, **more))  # type: ignore[arg-type]

    def change(self, row: Disclosure | Case, **values: object) -> None:
        """Change a row at the center."""
        with writing(self.engine) as session:
            session.add(row)
            for name, value in values.items():
                setattr(row, name, value)


@pytest.fixture
def world(hub: Connection, engine: Engine, tmp_path: Path) -> World:
    return World(hub, engine, tmp_path / "slate")


def test_given_a_slate_when_opened_again_then_the_cases_are_there_and_looking_is_noted(
    world: World,
):
    world.store.close()
    store = SlateStore.open(world.folder)

    first, _ = partner_slate.list_cases(store)
    shown = partner_slate.open_case(store, first.id, reader="정검토")

    assert shown.parts["company"][0]["name"].startswith("가나정밀")
    assert shown.parts["company"][0]["brn"] is None
    assert "brn" in shown.later["company"]
    assert [row["reader"] for row in store.rows("SELECT reader FROM viewing")] == ["정검토"]


def test_given_a_slate_then_nothing_of_it_can_be_read_on_the_disk_without_the_key(world: World):
    files = b"".join(file.read_bytes() for file in world.folder.iterdir())

    assert b"SQLite format" not in files
    assert world.cases[0].number.encode() not in files
    keep_keys(new_keys(), world.folder / KEYS)
    with pytest.raises(NotForUsError):
        SlateStore.open(world.folder)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE company SET name = 'x'", "DELETE FROM \"case\"", "DROP TABLE match",
        "INSERT INTO disclosure (id) VALUES ('x')", "CREATE TABLE own (x)",
        "ATTACH DATABASE 'elsewhere' AS other", "ALTER TABLE company RENAME TO firm",
    ],
)  # fmt: skip
def test_given_a_slate_when_anything_but_answers_is_written_then_sqlite_refuses(
    world: World, statement: str
):
    with pytest.raises(sqlite3.DatabaseError), world.store.adding() as connection:
        connection.execute(statement)


def test_given_two_cases_when_one_is_taken_back_then_no_byte_of_it_is_left(world: World):
    opened = world.store._connection.serialize()
    assert world.cases[1].number.encode() in opened

    world.change(world.given[1], revoked_on=korean_day())
    applied = world.fetch()

    assert not applied.revoked
    opened = world.store._connection.serialize()
    assert world.cases[1].number.encode() not in opened
    assert world.cases[1].id.hex.encode() not in opened
    assert world.cases[0].number.encode() in opened


def test_given_all_is_taken_back_when_told_then_file_and_key_go_and_last_words_stay_sealed(
    world: World,
):
    partner_slate.open_case(world.store, world.cases[0].id.hex, reader="정검토")
    public = world.store.keys.public
    for given in world.given:
        world.change(given, revoked_on=korean_day())

    assert world.fetch().revoked

    assert not (world.folder / FILE).exists()
    assert not (world.folder / KEYS).exists()
    with pytest.raises(SlateClosedError):
        SlateStore.open(world.folder)
    last = (world.folder / LAST).read_bytes()
    _, body = envelope.unseal(last, public=public, identity=world.center.keys.identity)
    assert wire.unpack(body)[0][0].header["action"] == "partner.view"


def test_given_no_contact_when_the_last_day_passes_then_the_case_goes_by_itself_and_stays_away(
    world: World,
):
    later = now() + timedelta(days=4)

    assert partner_slate.end_what_is_over(world.store, now=later) == 1

    assert [one.id for one in partner_slate.list_cases(world.store)] == [world.cases[0].id.hex]
    assert world.cases[1].number.encode() not in world.store._connection.serialize()
    # A clock that is put back opens nothing again, and answers nothing.
    assert partner_slate.end_what_is_over(world.store, now=now()) == 0
    assert len(partner_slate.list_cases(world.store)) == 1


def test_given_no_contact_when_all_days_have_passed_then_file_and_key_go(world: World):
    with pytest.raises(SlateClosedError):
        partner_slate.end_what_is_over(world.store, now=now() + timedelta(days=90))

    assert not (world.folder / KEYS).exists()


def test_given_answers_when_packed_then_they_are_chained_and_go_until_they_are_confirmed(
    world: World,
):
    case = world.cases[0].id.hex
    partner_slate.open_case(world.store, case, reader="정검토")
    slate_answers.answer(
        world.store, case, AnswerKind.SUPPLEMENT, author="정검토", text="견적서를 보여 주세요."
    )
    content = slate_answers.outgoing(world.store)
    assert content is not None

    label, body = envelope.unseal(
        content, public=world.store.keys.public, identity=world.center.keys.identity
    )
    changes, _ = wire.unpack(body)

    assert (label.first, label.last, label.acked) == (1, 2, 1)
    assert [one.turn for one in changes] == [1, 2]
    assert changes[0].header["prev"] == ""
    assert len(changes[1].header["prev"]) == 64
    assert {op.table for one in changes for op in one.each_op()} == {
        "partner_answer", "slate_view",
    }  # fmt: skip
    assert slate_answers.answers_to(world.store, case)[0].under_way
    assert slate_answers.outgoing(world.store) is not None  # not confirmed: it goes again
    world.fetch(acked=2)
    assert slate_answers.outgoing(world.store) is None
    assert not slate_answers.answers_to(world.store, case)[0].under_way


def test_given_an_answer_that_was_not_taken_when_told_then_its_author_sees_why(world: World):
    case = world.cases[0].id.hex
    slate_answers.answer(world.store, case, AnswerKind.APPROVE, author="정검토")
    key = world.store.rows("SELECT key FROM outgoing")[0]["key"]

    applied = world.fetch(acked=1, rejected=[{"key": key, "turn": 1, "code": "moved", "facts": {}}])

    assert applied.rejected == 1
    assert [one.code for one in slate_answers.answers_to(world.store, case)] == ["moved"]


def test_given_half_an_answer_when_given_then_it_is_refused_with_what_is_missing(world: World):
    case = world.cases[0].id.hex

    def refused(kind: AnswerKind, key: str = case, **more: object) -> str:
        with pytest.raises(AnswerRefusedError) as failure:
            slate_answers.answer(world.store, key, kind, author="정검토", **more)  # type: ignore[arg-type]
        return str(failure.value.code)

    assert refused(AnswerKind.COMMENT, text="  ") == "text"
    assert refused(AnswerKind.DECLINE) == "reason"
    assert refused(AnswerKind.APPROVE, "0" * 32) == "not_shown"
    assert refused(AnswerKind.HOLD, now=now() + timedelta(days=90)) == "ended"
    slate_answers.answer(
        world.store, case, AnswerKind.DECLINE, author="정검토", reason=DeclineReason.FIT
    )
    assert len(slate_answers.answers_to(world.store, case)) == 1


def test_given_files_that_are_not_right_when_applied_then_refused_and_nothing_changes(
    world: World, hub: Connection, tmp_path: Path
):
    before = world.store._connection.serialize()
    fine = world.center.slate(world.store, after=0)
    other = world.center.computer(tmp_path / "other", world.partner)
    stranger = Center(hub, epoch=world.center.epoch)

    def refused(content: bytes) -> type:
        with pytest.raises(Exception) as failure:  # noqa: PT011 - the type is what is compared
            partner_slate.apply(world.store, content)
        return failure.type

    assert refused(fine[:-1]) is BatchBrokenError
    assert refused(fine[:40]) is BatchBrokenError
    assert refused(stranger.slate(world.store, after=0)) is WrongSignatureError
    assert refused(world.center.slate(other, after=0)) is NotForUsError
    assert world.store._connection.serialize() == before


def test_given_an_older_file_when_applied_after_a_newer_then_it_brings_nothing_back(world: World):
    old = world.center.slate(world.store, after=0)
    world.change(world.given[1], revoked_on=korean_day())
    world.fetch()

    assert partner_slate.apply(world.store, old).shown == 0
    assert len(partner_slate.list_cases(world.store)) == 1


def test_given_a_file_that_was_missed_when_the_next_comes_then_the_gap_is_named(world: World):
    for title in ("하나", "둘"):
        world.change(world.cases[0], title=title)
        skipped = world.center.slate(world.store, after=1)
        late = world.center.slate(world.store, after=2)

    with pytest.raises(GapError):
        partner_slate.apply(world.store, late)
    partner_slate.apply(world.store, skipped)
    assert partner_slate.list_cases(world.store)[0].values["title"] == "둘"


def test_given_a_hub_that_was_restored_when_it_tells_a_part_then_the_whole_is_asked_for(
    world: World,
):
    world.center.epoch = "0" * 32
    world.change(world.cases[0], title="복원 뒤")

    with pytest.raises(HubRestoredError):
        world.fetch()
    world.fetch(after=0)

    assert world.store.standing.epoch == "0" * 32
    assert partner_slate.list_cases(world.store)[0].values["title"] == "복원 뒤"


def test_given_a_korean_evening_when_the_day_changes_there_then_it_counts_by_the_korean_day():
    assert slate_answers.korean_day(datetime(2026, 11, 30, 15, 0, tzinfo=UTC)) == "2026-12-01"
    assert slate_answers.korean_day(datetime(2026, 11, 30, 14, 59, tzinfo=UTC)) == "2026-11-30"
