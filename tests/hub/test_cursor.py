"""Many computers write at once, and a hub that dies: nobody misses a change, none is lost."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import httpx
import pytest

from tests.hub.laptop import Laptop
from tests.hub.test_receive import company
from tests.hub.test_server import Line

if TYPE_CHECKING:
    from db.hub.store import Hub

WRITERS = 8
BATCHES = 12
KILLS = 3

_SERVE = """
import sys
from pathlib import Path
from db.hub import serving
from db.hub.serving import Address
from db.hub.store import Hub

server = serving.server(Hub(sys.argv[1], Path(sys.argv[2])), Address(port=int(sys.argv[3])))
server.run()
"""


def test_given_eight_computers_that_write_at_once_when_one_reads_along_then_it_misses_none(
    hub: Hub,
) -> None:
    writers = [Laptop.enrolled(hub) for _ in range(WRITERS)]
    reader = Laptop.enrolled(hub)

    def write(laptop: Laptop) -> list[str]:
        keys = []
        for _ in range(BATCHES):
            change = laptop.change(company(), company(), company())
            hub.take(laptop.batch(change))
            keys.append(change.header["key"])
        return keys

    read: list[str] = []
    numbers: list[int] = []

    def catch_up() -> None:
        _label, transactions, told = reader.opened(
            hub.feed(reader.device, reader.seen, limit_ops=7)
        )
        read.extend(one.header["key"] for one in transactions)
        numbers.extend(one.n for one in transactions)
        reader.seen = told["n"]

    with ThreadPoolExecutor(WRITERS) as threads:
        writing = [threads.submit(write, one) for one in writers]
        while not all(one.done() for one in writing):
            catch_up()
        written = [key for one in writing for key in one.result()]
    while reader.seen < hub.newest():
        catch_up()

    assert len(read) == len(set(read)) == WRITERS * BATCHES
    assert set(read) == set(written)
    assert numbers == list(range(1, 3 * WRITERS * BATCHES + 1, 3))


class Victim:
    """A hub in a process of its own, which is killed and started again on the same port."""

    def __init__(self, hub: Hub, port: int) -> None:
        self.command = [sys.executable, "-c", _SERVE, hub.url, str(hub.folder), str(port)]
        self.url = f"http://127.0.0.1:{port}"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it and wait until it listens."""
        self.process = subprocess.Popen(self.command)
        while True:
            assert self.process.poll() is None
            try:
                if httpx.get(f"{self.url}/health", timeout=5).status_code == 200:
                    return
            except httpx.TransportError:
                pass

    def kill(self) -> None:
        """End it as a loss of power would."""
        assert self.process is not None
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()


@pytest.fixture
def free_port() -> int:
    """Return a port that nobody listens on."""
    import socket

    with socket.socket() as opened:
        opened.bind(("127.0.0.1", 0))
        return int(opened.getsockname()[1])


def test_given_a_hub_that_is_killed_again_and_again_then_nothing_that_it_confirmed_is_lost(
    hub: Hub, free_port: int
) -> None:
    _ = hub.keys
    victim = Victim(hub, free_port)
    laptop, reader = Laptop.enrolled(hub), Laptop.enrolled(hub)
    confirmed: list[str] = []
    sent: list[str] = []
    waiting: list[bytes] = []

    with ThreadPoolExecutor(1) as threads:
        for round_ in range(KILLS):
            victim.start()
            with httpx.Client(base_url=victim.url, timeout=30) as client:
                line = Line(client, laptop)

                def send_until_it_dies(line: Line = line) -> None:
                    while True:
                        if not waiting:
                            change = laptop.change(*[company() for _ in range(20)])
                            waiting.append(laptop.batch(change))
                            sent.append(change.header["key"])
                        try:
                            answer = line.ask("POST", "/v1/batches", waiting[0])
                        except httpx.TransportError:
                            return
                        assert answer.status_code == 200, answer.text
                        waiting.clear()
                        confirmed.append(sent[-1])

                before = len(confirmed)
                sending = threads.submit(send_until_it_dies)
                while len(confirmed) < before + 3 + round_ and not sending.done():
                    time.sleep(0.001)
                victim.kill()
                sending.result()
    for content in waiting:  # what was not confirmed is sent again
        hub.take(content)
        confirmed.append(sent[-1])

    _label, transactions, _told = reader.opened(hub.feed(reader.device, 0, limit_ops=1_000_000))
    assert [one.header["key"] for one in transactions] == confirmed
    assert [one.n for one in transactions] == [1 + 20 * at for at in range(len(confirmed))]
    assert hub.newest() == 20 * len(confirmed)
