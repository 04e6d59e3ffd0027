"""Stories of the hub over HTTP: a real server on loopback, and requests as computers sign them."""

from __future__ import annotations

import hashlib
import secrets
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from db.base import new_id
from db.hub import serving
from db.hub.doorkeeper import Buckets, words
from db.hub.server import Limits, build
from db.hub.serving import Address
from db.sync.keys import new_keys
from db.sync_errors import InsecureError
from tests.hub.laptop import Laptop
from tests.hub.test_receive import company

if TYPE_CHECKING:
    from collections.abc import Iterator

    from db.hub.store import Hub


class Line:
    """A computer's line to a server: signs what it asks, as the carrier does."""

    def __init__(self, client: httpx.Client, laptop: Laptop) -> None:
        self.client = client
        self.laptop = laptop

    def ask(
        self,
        method: str,
        target: str,
        body: bytes = b"",
        *,
        signed: dict[str, str] | None = None,
        **headers: str,
    ) -> httpx.Response:
        """Ask as this computer; signed: headers of another signature."""
        told = headers | (self.signature(method, target, body) if signed is None else signed)
        return self.client.request(method, target, content=body, headers=told)

    def signature(
        self, method: str, target: str, body: bytes = b"", *, at: int | None = None
    ) -> dict[str, str]:
        """Return the headers that prove a request."""
        stamp, nonce = str(int(time.time()) if at is None else at), secrets.token_hex(8)
        covered = words(method, target, stamp, nonce, body)
        return {
            "Ieum-Device": self.laptop.device,
            "Ieum-At": stamp,
            "Ieum-Nonce": nonce,
            "Ieum-Signature": self.laptop.keys.sign(covered).hex(),
        }


@contextmanager
def served(hub: Hub, limits: Limits | None = None) -> Iterator[str]:
    """Run a server on a free port of loopback and give its address; end it as a service does."""
    server = serving.server(hub, Address(port=0))
    if limits is not None:
        server.config.app = build(hub, limits=limits)
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        while not server.started:
            assert thread.is_alive()
            time.sleep(0.005)
        port = server.servers[0].sockets[0].getsockname()[1]
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join()


@pytest.fixture
def client(hub: Hub) -> Iterator[httpx.Client]:
    """Return a client of a real server."""
    with served(hub) as url, httpx.Client(base_url=url, timeout=30) as opened:
        yield opened


@pytest.fixture
def line(client: httpx.Client, laptop: Laptop) -> Line:
    """Return the line of a computer that is enrolled."""
    return Line(client, laptop)


def _failure(answer: httpx.Response) -> tuple[int, str]:
    told: dict[str, Any] = answer.json()
    return answer.status_code, told["error"]


def test_given_a_code_when_a_computer_enrols_then_it_learns_the_hub_and_the_code_is_used(
    hub: Hub, client: httpx.Client
) -> None:
    keys = new_keys()
    asked = {
        "code": hub.new_code().lower(),
        "device": new_id().hex,
        "public": keys.public,
        "recipient": keys.recipient,
        "label": "현장 노트북",
        "revision": "0002",
    }
    told = client.get("/v1/hub").json()

    first = client.post("/v1/enrol", json=asked)
    again = client.post("/v1/enrol", json=asked)
    other = client.post("/v1/enrol", json=asked | {"device": new_id().hex})

    assert first.json() == again.json()
    assert (first.json()["centre"], first.json()["epoch"]) == ("GN", told["epoch"])
    assert (first.json()["key"], first.json()["seal"]) == (told["key"], told["seal"])
    assert _failure(other) == (403, "CodeRefusedError")
    (device,) = hub.devices()
    assert device.label == "현장 노트북"


def test_given_somebody_who_tries_codes_then_they_soon_have_to_wait(client: httpx.Client) -> None:
    asked = {
        "code": "A" * 16, "device": new_id().hex, "public": "0" * 64, "recipient": "", "label": "",
        "revision": "",
    }  # fmt: skip

    answers = [client.post("/v1/enrol", json=asked) for _ in range(12)]

    assert _failure(answers[0]) == (403, "CodeRefusedError")
    assert _failure(answers[-1]) == (429, "HubBusyError")
    assert int(answers[-1].headers["Retry-After"]) > 0


def test_given_a_batch_when_sent_then_others_get_it(hub: Hub, line: Line) -> None:
    other = Line(line.client, Laptop.enrolled(hub))
    laptop = line.laptop

    receipt = line.ask("POST", "/v1/batches", laptop.batch(laptop.change(company())))
    fed = other.ask("GET", "/v1/feed?after=0&limit=100")

    assert (receipt.status_code, fed.status_code) == (200, 200)
    assert laptop.opened(receipt.content)[2]["acked"] == 1
    _label, transactions, told = other.laptop.opened(fed.content)
    assert (len(transactions), told["n"]) == (1, 1)


def test_given_a_line_that_breaks_when_a_batch_comes_in_pieces_then_it_is_gone_on_with(
    hub: Hub, line: Line
) -> None:
    content = line.laptop.batch(line.laptop.change(*[company() for _ in range(50)]))
    digest = hashlib.sha256(content).hexdigest()
    target = f"/v1/uploads/{digest}"
    length = {"Upload-Length": str(len(content))}
    third = len(content) // 3

    line.ask("PATCH", target, content[:third], **{"Upload-Offset": "0"}, **length)
    twice = line.ask("PATCH", target, content[:third], **{"Upload-Offset": "0"}, **length)
    early = line.ask("POST", f"/v1/batches/{digest}")
    at = int(line.ask("HEAD", target).headers["Upload-Offset"])
    line.ask("PATCH", target, content[at:], **{"Upload-Offset": str(at)}, **length)
    receipt = line.ask("POST", f"/v1/batches/{digest}")

    assert (twice.status_code, twice.headers["Upload-Offset"], at) == (409, str(third), third)
    assert _failure(early) == (400, "BatchBrokenError")
    assert receipt.status_code == 200
    assert hub.newest() == 50


def test_given_pieces_that_are_not_the_file_they_say_then_they_are_thrown_away(line: Line) -> None:
    digest = hashlib.sha256(b"this").hexdigest()
    target = f"/v1/blobs/{digest}"

    answer = line.ask("PATCH", target, b"that", **{"Upload-Offset": "0", "Upload-Length": "4"})

    assert _failure(answer) == (400, "BatchBrokenError")
    assert line.ask("HEAD", target).headers["Upload-Offset"] == "0"
    assert line.ask("GET", target).status_code == 404


def test_given_an_attachment_when_sent_in_pieces_then_others_get_it_in_pieces(
    hub: Hub, line: Line
) -> None:
    content = secrets.token_bytes(100_000)
    target = f"/v1/blobs/{hashlib.sha256(content).hexdigest()}"
    length = {"Upload-Length": str(len(content))}
    other = Line(line.client, Laptop.enrolled(hub))

    line.ask("PATCH", target, content[:60_000], **{"Upload-Offset": "0"}, **length)
    line.ask("PATCH", target, content[60_000:], **{"Upload-Offset": "60000"}, **length)
    rest = other.ask("GET", target, Range="bytes=90000-")

    assert other.ask("HEAD", target).headers["Upload-Length"] == str(len(content))
    assert (rest.status_code, rest.content) == (206, content[90_000:])
    assert other.ask("GET", target).content == content


def test_given_a_snapshot_when_the_line_breaks_then_the_same_file_goes_on(
    hub: Hub, line: Line
) -> None:
    hub.take(line.laptop.batch(line.laptop.change(*[company() for _ in range(100)])))

    whole = line.ask("GET", "/v1/snapshot")
    hub.take(line.laptop.batch(line.laptop.change(company())))
    rest = line.ask("GET", "/v1/snapshot", Range="bytes=1000-")

    assert rest.status_code == 206
    assert whole.content[1000:] == rest.content
    assert line.ask("GET", "/v1/snapshot").content != whole.content


def test_given_a_laptop_whose_clock_is_wrong_then_it_is_told_the_time_and_comes_in(
    line: Line,
) -> None:
    target = "/v1/feed?after=0"
    ten_years = 10 * 366 * 86_400

    late = line.ask(
        "GET", target, signed=line.signature("GET", target, at=int(time.time()) + ten_years)
    )
    now = late.json()["now"]
    corrected = line.ask("GET", target, signed=line.signature("GET", target, at=now))

    assert _failure(late) == (401, "clock")
    assert corrected.status_code == 200


def test_given_a_request_that_is_not_what_was_signed_then_it_is_refused(
    hub: Hub, line: Line
) -> None:
    target = "/v1/feed?after=0"
    once = line.signature("GET", target)
    forged = Line(line.client, Laptop(device=line.laptop.device))

    assert line.ask("GET", target, signed=once).status_code == 200
    for wrong in (
        line.ask("GET", target, signed=once),  # the same again
        line.ask("GET", "/v1/feed?after=7", signed=line.signature("GET", target)),
        line.ask("POST", "/v1/batches", b"other", signed=line.signature("POST", "/v1/batches")),
        forged.ask("GET", target),
        line.ask("GET", target, signed=once | {"Ieum-Signature": "no hex"}),
    ):
        assert _failure(wrong) == (401, "WrongSignatureError")
    stranger = Line(line.client, Laptop())
    assert _failure(stranger.ask("GET", target)) == (403, "UnknownDeviceError")
    assert _failure(line.ask("GET", target, signed={})) == (403, "UnknownDeviceError")
    hub.shut_out(line.laptop.device)
    assert _failure(line.ask("GET", target)) == (403, "UnknownDeviceError")


def test_given_too_much_then_it_is_refused_before_it_is_kept(hub: Hub, line: Line) -> None:
    large = line.ask("POST", "/v1/batches", b"\0" * 8_000_001)
    digest = "0" * 64
    huge = line.ask(
        "PATCH", f"/v1/uploads/{digest}", b"x",
        **{"Upload-Offset": "0", "Upload-Length": "999999999999"},
    )  # fmt: skip
    outside = line.ask("HEAD", "/v1/blobs/..%2f..%2fkeys.json")

    assert _failure(large) == (413, "BatchTooLargeError")
    assert _failure(huge) == (413, "BatchTooLargeError")
    assert outside.status_code in (400, 404)
    assert hub.newest() == 0


def test_given_a_computer_that_asks_too_often_then_it_is_asked_to_wait(
    hub: Hub, laptop: Laptop
) -> None:
    limits = Limits(computer=Buckets(burst=3, each=60))
    with served(hub, limits) as url, httpx.Client(base_url=url) as client:
        line = Line(client, laptop)
        answers = [line.ask("GET", "/v1/feed?after=0") for _ in range(5)]

    assert [one.status_code for one in answers] == [200, 200, 200, 429, 429]


def test_given_a_broken_batch_then_the_refusal_names_it_and_its_facts(line: Line) -> None:
    line.laptop.change(company())

    answer = line.ask("POST", "/v1/batches", line.laptop.batch(line.laptop.change(company())))

    assert _failure(answer) == (409, "GapError")
    assert (answer.json()["facts"]["have"], answer.json()["facts"]["first"]) == (0, 2)


def test_given_a_hub_then_its_health_and_counts_are_told_without_names(line: Line) -> None:
    line.ask("POST", "/v1/batches", line.laptop.batch(line.laptop.change(company())))

    health = line.client.get("/health")
    counted = line.client.get("/metrics").text

    assert health.json() == {"ok": True}
    assert "ieum_hub_ops_total 1.0" in counted
    assert line.laptop.device[:8] not in counted


def test_given_an_address_of_the_network_then_plain_http_is_refused_unless_asked_for() -> None:
    with pytest.raises(InsecureError):
        Address(host="0.0.0.0").check()

    Address(host="0.0.0.0", insecure=True).check()
    Address(host="localhost").check()
    Address(host="::1").check()


def test_given_requests_under_way_when_the_server_is_asked_to_end_then_they_are_answered(
    hub: Hub, laptop: Laptop
) -> None:
    batch = laptop.batch(laptop.change(*[company() for _ in range(3_000)]))
    with httpx.Client(timeout=60) as client, ThreadPoolExecutor() as threads:
        with served(hub) as url:
            client.base_url = httpx.URL(url)
            sending = threads.submit(Line(client, laptop).ask, "POST", "/v1/batches", batch)
            while not (_merging(hub) or sending.done()):
                time.sleep(0.002)

        assert sending.result().status_code == 200

    assert hub.newest() == 3_000


def _merging(hub: Hub) -> bool:
    with hub.connection() as connection:
        found = connection.execute(
            "SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND granted"
        ).fetchone()
    return found is not None
