"""Stories of a firm's computer and a real server: one meeting is sending, then fetching."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx
import psycopg
import pytest

from db.sync_errors import (
    CodeRefusedError,
    HubUnreachableError,
    NotForUsError,
    SlateClosedError,
    UnknownDeviceError,
)
from db.words import AnswerKind
from desktop.services.sync import asking, partner_slate, slate_answers, slate_hub
from tests.factory import make_note, make_partner
from tests.hub.partner.conftest import engine_on, writing
from tests.hub.partner.firms import korean_day, make_disclosure, make_full_case
from tests.hub.test_server import served

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from db.hub.store import Hub
    from db.tables import Disclosure
    from desktop.services.sync.slate_store import SlateStore


class World:
    """A served hub, a firm's computer that enrolled over the line, and all that came over it."""

    def __init__(self, hub: Hub, url: str, folder: Path) -> None:
        self.hub, self.folder = hub, folder
        self.engine = engine_on(hub.url)
        with writing(self.engine) as session:
            partner, other = make_partner(session), make_partner(session, name="다른전자")
            self.case = make_full_case(session, partner, title="보이는 과제")
            hidden = make_full_case(session, other, title="숨은 과제")
            make_note(session, self.case, text="숨은 메모")
            self.given = make_disclosure(session, self.case, partner)
            make_disclosure(session, hidden, other)
        self.came: list[bytes] = []
        self.client = httpx.Client(base_url=url, event_hooks={"response": [self._note]})
        code = hub.new_code(partner=partner.id)
        self.store: SlateStore = slate_hub.enrol(
            folder, url, code, label="검토용", client=self.client
        )

    def _note(self, answer: httpx.Response) -> None:
        self.came.append(answer.read() + repr(answer.headers.raw).encode())

    def meet(self) -> slate_hub.Exchanged:
        """Meet the hub once."""
        return slate_hub.exchange(self.store, client=self.client)

    def revoke(self, given: Disclosure) -> None:
        """Take the disclosure back."""
        with writing(self.engine) as session:
            session.add(given)
            given.revoked_on = korean_day()


@pytest.fixture
def world(hub_served: tuple[Hub, str], tmp_path: Path) -> Iterator[World]:
    made = World(*hub_served, tmp_path / "slate")
    yield made
    made.client.close()
    made.engine.dispose()


@pytest.fixture
def hub_served(make_hub: object, tmp_path: Path) -> Iterator[tuple[Hub, str]]:
    hub: Hub = make_hub()  # type: ignore[operator]
    with served(hub) as url:
        yield hub, url


def test_given_a_firms_computer_when_it_meets_the_hub_then_slate_comes_and_answers_go(
    world: World,
):
    assert world.meet().applied.m == 1
    (case,) = partner_slate.list_cases(world.store)
    partner_slate.open_case(world.store, case.id, reader="정검토")
    slate_answers.answer(world.store, case.id, AnswerKind.APPROVE, author="정검토")

    done = world.meet()

    assert (done.applied.m, done.rejected) == (2, 0)  # its own answer comes back to all of its
    with psycopg.connect(world.hub.url) as connection:
        assert connection.execute("SELECT kind, author FROM partner_answer").fetchall() == [
            ("approve", "정검토")
        ]
        assert connection.execute("SELECT reader FROM slate_view").fetchall() == [("정검토",)]


def test_given_all_that_came_over_the_line_then_nothing_hidden_is_in_it_and_nothing_is_plain(
    world: World,
):
    world.meet()
    slate_answers.answer(
        world.store, world.case.id.hex, AnswerKind.COMMENT, author="정검토", text="질문"
    )
    world.meet()
    opened = world.store._connection.serialize()

    whole = b"".join(world.came)

    assert len(world.came) >= 4
    for text in ("숨은 과제", "숨은 메모", "다른전자"):
        assert text.encode() not in opened
        assert text.encode() not in whole
    assert "보이는 과제".encode() in opened
    assert "보이는 과제".encode() not in whole


def test_given_the_last_disclosure_is_taken_back_when_it_meets_the_hub_then_looks_are_still_told(
    world: World,
):
    world.meet()
    partner_slate.open_case(world.store, world.case.id.hex, reader="정검토")
    world.revoke(world.given)

    assert world.meet().applied.revoked

    with pytest.raises(SlateClosedError):
        slate_hub.open_slate(world.folder)
    with psycopg.connect(world.hub.url) as connection:
        assert connection.execute("SELECT reader FROM slate_view").fetchall() == [("정검토",)]


def test_given_a_lost_laptop_when_it_was_shut_out_then_its_next_meeting_removes_the_slate(
    world: World,
):
    world.meet()
    slate_answers.answer(world.store, world.case.id.hex, AnswerKind.HOLD, author="도둑")
    world.hub.shut_out(world.store.standing.device)

    assert world.meet().applied.revoked

    with psycopg.connect(world.hub.url) as connection:
        assert connection.execute("SELECT count(*) FROM partner_answer").fetchone() == (0,)


def test_given_a_firms_computer_when_it_asks_for_what_is_of_staff_then_the_server_refuses(
    world: World,
):
    here = world.store.standing
    hub = asking.Hub(here.hub_url, device=here.device, keys=world.store.keys, client=world.client)

    for path in ("/v1/feed", "/v1/snapshot"):
        with pytest.raises(NotForUsError):
            hub.ask("GET", path)
    with pytest.raises(HubUnreachableError):
        hub.ask("GET", "/v1/blobs/" + "0" * 64)
    stranger = asking.Hub(here.hub_url, device="0" * 32, keys=world.store.keys, client=world.client)
    with pytest.raises(UnknownDeviceError):
        stranger.ask("GET", "/v1/slate")


def test_given_a_clock_that_is_wrong_by_a_year_when_it_meets_the_hub_then_it_is_set_right(
    world: World, monkeypatch: pytest.MonkeyPatch
):
    real = asking.time.time
    monkeypatch.setattr(asking.time, "time", lambda: real() - 365 * 86_400)

    assert world.meet().applied.m == 1


def test_given_a_code_for_staff_when_a_firm_enrols_with_it_then_it_is_refused(
    world: World, tmp_path: Path
):
    code = world.hub.new_code()

    with pytest.raises(CodeRefusedError):
        slate_hub.enrol(
            tmp_path / "other", world.store.standing.hub_url, code, label="", client=world.client
        )
    assert not (tmp_path / "other").exists()


def test_given_no_line_when_it_meets_the_hub_then_answers_stay_for_the_next_time(
    world: World,
):
    world.meet()
    slate_answers.answer(world.store, world.case.id.hex, AnswerKind.HOLD, author="정검토")

    with (
        httpx.Client(base_url="http://127.0.0.1:1") as nowhere,
        pytest.raises(HubUnreachableError),
    ):
        slate_hub.exchange(world.store, client=nowhere)

    assert slate_answers.outgoing(world.store) is not None
    assert world.meet().rejected == 0
