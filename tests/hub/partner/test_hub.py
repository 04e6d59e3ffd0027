"""Stories of a firm's computer at a real hub, in the very bytes that travel."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

import httpx
import psycopg
import pytest
from sqlmodel import select

from db import engine as engines
from db.base import new_id
from db.hub import access, backup
from db.hub.store import Hub
from db.sync import envelope, wire
from db.sync.keys import new_keys
from db.sync_errors import NotForUsError, SlateClosedError, UnknownDeviceError
from db.tables import PartnerAnswer, SlateView
from db.words import AnswerKind
from desktop.services.sync import partner_slate, slate_answers, slate_hub
from desktop.services.sync.slate_store import SlateStore, Standing
from tests.factory import make_partner
from tests.hub.laptop import Laptop
from tests.hub.partner.conftest import engine_on, writing
from tests.hub.partner.firms import korean_day, make_disclosure, make_full_case
from tests.hub.test_server import served

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlalchemy import Engine

    from db.tables import Case, Disclosure


class World:
    """A hub with a disclosed case and a hidden one, and a firm's computer that is enrolled."""

    def __init__(self, hub: Hub, engine: Engine, folder: Path) -> None:
        self.hub, self.engine, self.folder = hub, engine, folder
        with writing(engine) as session:
            partner = make_partner(session)
            self.case = make_full_case(session, partner)
            self.hidden = make_full_case(session, partner)
            self.given = make_disclosure(session, self.case, partner)
        self.partner = partner.id
        keys, device = new_keys(), new_id().hex
        told = hub.enrol(
            hub.new_code(partner=self.partner), device, keys.public, keys.recipient, "검토용"
        )
        assert told.partner == self.partner
        standing = Standing(
            device=device, centre=told.centre, epoch=told.epoch.hex, hub_url="",
            hub_key=told.key, hub_seal=told.seal, partner=self.partner.hex,
        )  # fmt: skip
        self.store = SlateStore.create(folder, keys, standing)

    @property
    def device(self) -> str:
        """Return the computer's id."""
        return self.store.standing.device

    def fetch(self) -> partner_slate.Applied:
        """Apply the next slate."""
        return partner_slate.apply(self.store, self.hub.slate(self.device, self.store.standing.m))

    def send(self) -> int:
        """Send what waits and take the receipt in; return how much was not taken."""
        content = slate_answers.outgoing(self.store)
        assert content is not None
        return slate_answers.confirm(self.store, self.hub.receive(content))

    def change(self, row: Disclosure | Case, **values: object) -> None:
        """Change a row at the hub."""
        with writing(self.engine) as session:
            session.add(row)
            for name, value in values.items():
                setattr(row, name, value)

    def kept(self, table: type[PartnerAnswer | SlateView]) -> list[PartnerAnswer | SlateView]:
        """Return what the hub keeps of a table."""
        with writing(self.engine) as session:
            return list(session.exec(select(table)))


@pytest.fixture(scope="module")
def begun(embedded: object, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return the name of the database of a hub that has begun, to copy."""
    hub = Hub(embedded.make_database("hub_pattern"), tmp_path_factory.mktemp("hub"))  # type: ignore[attr-defined]
    hub.begin("GN")
    hub.close()
    return "hub_pattern"


@pytest.fixture
def world(embedded: object, begun: str, tmp_path: Path) -> Iterator[World]:
    name = f"firm_{new_id().hex[-8:]}"
    with psycopg.connect(embedded.url(), autocommit=True) as connection:  # type: ignore[attr-defined]
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {begun}")
    hub = Hub(embedded.url(name), tmp_path / "hub")  # type: ignore[attr-defined]
    engine = engine_on(hub.url)
    yield World(hub, engine, tmp_path / "slate")
    engine.dispose()
    hub.close()
    embedded.drop_database(name)  # type: ignore[attr-defined]


def test_given_a_disclosed_case_when_the_firm_answers_then_the_hub_keeps_it_and_staff_get_it(
    world: World,
):
    world.fetch()
    case = world.case.id.hex
    partner_slate.open_case(world.store, case, reader="정검토")
    slate_answers.answer(world.store, case, AnswerKind.APPROVE, author="정검토", text="좋습니다.")

    assert world.send() == 0

    (answer,) = world.kept(PartnerAnswer)
    assert isinstance(answer, PartnerAnswer)
    assert (answer.kind, answer.slate_number, answer.centre) == (AnswerKind.APPROVE, 1, "GN")
    (view,) = world.kept(SlateView)
    assert isinstance(view, SlateView)
    assert view.reader == "정검토"
    assert slate_answers.outgoing(world.store) is None
    staff = Laptop.enrolled(world.hub)
    _, changes, _ = staff.opened(world.hub.feed(staff.device, 0))
    assert [one.header["action"] for one in changes] == ["partner.answer", "partner.view"]
    world.fetch()
    assert [one.under_way for one in slate_answers.answers_to(world.store, case)] == [False]


def test_given_a_receipt_for_a_firm_then_it_does_not_tell_how_much_goes_on_at_the_center(
    world: World,
):
    staff = Laptop.enrolled(world.hub)
    edit = ("case", "update", world.hidden.id.hex, {"title": "숨은 일"})
    for _ in range(3):
        world.hub.receive(staff.batch(staff.change(edit)))
    world.fetch()
    case = world.case.id.hex
    slate_answers.answer(world.store, case, AnswerKind.COMMENT, author="정검토", text="질문")
    content = slate_answers.outgoing(world.store)
    assert content is not None

    receipt = world.hub.receive(content)

    hub_key, identity = world.store.standing.hub_key, world.store.keys.identity
    label, body = envelope.unseal(receipt, public=hub_key, identity=identity)
    _, told = wire.unpack(body)
    assert told == {"acked": 1, "n": 1, "rejected": []}
    assert (label.first, label.last) == (2, 1)


def test_given_a_firms_computer_when_it_asks_for_what_staff_get_then_it_is_refused(
    world: World, tmp_path: Path
):
    with pytest.raises(NotForUsError):
        world.hub.feed(world.device, 0)
    with pytest.raises(NotForUsError):
        world.hub.write_snapshot(world.device, tmp_path / "snapshot")
    staff = Laptop.enrolled(world.hub)
    with pytest.raises(UnknownDeviceError):
        world.hub.slate(staff.device, 0)
    assert not (tmp_path / "snapshot").exists()


def test_given_a_firms_computer_when_it_sends_edits_of_staff_then_each_is_rejected_and_told(
    world: World,
):
    world.fetch()
    forged = Laptop(
        keys=world.store.keys, device=world.device, epoch=world.store.standing.epoch,
        hub_seal=world.store.standing.hub_seal, hub_key=world.store.standing.hub_key, seen=1,
    )  # fmt: skip
    edits = [
        ("case", "update", world.case.id.hex, {"total_cost": 1}),
        ("disclosure", "update", world.given.id.hex, {"until_on": "2099-01-01"}),
        ("company", "delete", world.case.company_id.hex, {}),
        ("disclosure", "reopen", world.given.id.hex, {"until_on": []}),
    ]
    changes = [forged.change(edit, action="partner.answer") for edit in edits]
    changes.append(forged.change(edits[0], action="case.edit"))

    _, _, told = forged.opened(world.hub.receive(forged.batch(*changes)))

    assert [one["code"] for one in told["rejected"]] == ["not_allowed"] * 5
    assert told["acked"] == 5
    with writing(world.engine) as session:
        session.add(world.case)
        session.refresh(world.case)
        assert world.case.total_cost == 100_000_000
        assert not world.case.deleted
    _, body = envelope.unseal(
        world.hub.slate(world.device, 1), public=forged.hub_key, identity=forged.keys.identity
    )
    assert b"not_allowed" in wire.unpacked(body)


def test_given_a_disclosure_that_was_revoked_when_an_answer_comes_late_then_it_is_told_why(
    world: World,
):
    with writing(world.engine) as session:
        partner = session.get(type(make_partner(session)), world.partner)
        assert partner is not None
        other = make_disclosure(session, world.hidden, partner)
    world.fetch()
    slate_answers.answer(world.store, world.hidden.id.hex, AnswerKind.HOLD, author="정검토")
    partner_slate.open_case(world.store, world.hidden.id.hex, reader="정검토")

    world.change(other, revoked_on=korean_day())

    assert world.send() == 1
    assert world.kept(PartnerAnswer) == []
    assert len(world.kept(SlateView)) == 1  # that somebody looked is kept all the same
    (own,) = slate_answers.answers_to(world.store, world.hidden.id.hex)
    assert own.code == "not_shown"


def test_given_a_lost_laptop_when_it_is_shut_out_then_whoever_connects_it_loses_the_slate(
    world: World,
):
    world.fetch()

    world.hub.shut_out(world.device)

    assert world.fetch().revoked
    with pytest.raises(SlateClosedError):
        SlateStore.open(world.folder)


def test_given_a_hub_of_an_older_program_when_it_is_opened_then_its_guards_stand_again(
    world: World,
):
    with psycopg.connect(world.hub.url) as connection:
        before = connection.execute("SELECT count(*) FROM pg_policies").fetchone()
        access.lift(connection)
        assert connection.execute(
            "SELECT count(*) FROM pg_policies WHERE policyname LIKE 'ieum%'"
        ).fetchone() == (0,)

    world.hub.begin("GN")

    with psycopg.connect(world.hub.url) as connection:
        assert connection.execute("SELECT count(*) FROM pg_policies").fetchone() == before
        assert not access.install(connection)
    assert isinstance(UUID(world.device), UUID)
    assert engines.HEAD


def test_given_a_hub_restored_from_yesterday_when_the_firm_meets_it_then_nothing_is_lost(
    world: World, embedded: object, tmp_path: Path
):
    world.fetch()
    case = world.case.id.hex
    backup.backup(world.hub, tmp_path / "yesterday.zip")
    slate_answers.answer(world.store, case, AnswerKind.APPROVE, author="정검토")
    assert world.send() == 0
    world.fetch()
    slate_answers.answer(world.store, case, AnswerKind.COMMENT, author="정검토", text="질문")
    elsewhere = Hub(embedded.make_database("firm_elsewhere"), tmp_path / "elsewhere")  # type: ignore[attr-defined]
    backup.restore(elsewhere, tmp_path / "yesterday.zip")

    with served(elsewhere) as url, httpx.Client(base_url=url) as client:
        done = slate_hub.exchange(world.store, client=client)

    assert done.rejected == 0
    with psycopg.connect(elsewhere.url) as connection:
        kinds = connection.execute("SELECT kind FROM partner_answer ORDER BY slate_number")
        assert {kind for (kind,) in kinds} == {"approve", "comment"}
        assert not access.install(connection)
    assert slate_answers.outgoing(world.store) is None
    elsewhere.close()
    embedded.drop_database("firm_elsewhere")  # type: ignore[attr-defined]


def test_given_guards_that_are_away_although_the_hub_believes_in_them_then_they_are_put_back(
    world: World,
):
    with psycopg.connect(world.hub.url) as connection:
        connection.execute("DROP POLICY ieum_partner_select ON public.company")
        connection.execute('ALTER TABLE public."case" DISABLE ROW LEVEL SECURITY')

        assert access.install(connection)

        assert not access.install(connection)
