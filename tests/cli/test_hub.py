"""Stories of `ieum hub`: an administrator begins a hub, lets computers in, carries and keeps."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from typing import TYPE_CHECKING

import httpx
import pytest

from db.hub.store import Hub
from db.sync import envelope
from db.words import FileKind
from tests.cli.runs import ROOT, answer_of, run
from tests.hub.laptop import Laptop
from tests.hub.test_receive import company

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from typer.testing import Result

    from db.hub.embedded import Embedded


@pytest.fixture
def database(embedded: Embedded) -> Iterator[str]:
    """Return the address of an empty database."""
    yield embedded.make_database("hub_of_the_command")
    embedded.drop_database("hub_of_the_command")


@pytest.fixture
def hub(database: str, tmp_path: Path) -> Iterator[Hub]:
    """Return a hub of GN that the command works on."""
    opened = Hub(database, tmp_path / "hub")
    opened.begin("GN")
    yield opened
    opened.close()


def ieum_hub(hub: Hub, *words: object) -> Result:
    """Run `ieum hub` on this hub."""
    return run("hub", *words, "--folder", hub.folder, "--database", hub.url)


def test_given_no_hub_when_asked_for_a_code_then_one_sentence_says_how_to_begin(
    database: str, tmp_path: Path
) -> None:
    answer = run("hub", "code", "--folder", tmp_path, "--database", database)

    assert answer.exit_code == 1
    assert "ieum hub serve --centre" in answer.stderr


def test_given_a_code_of_the_command_then_a_computer_gets_in_and_is_listed_and_shut_out(
    hub: Hub,
) -> None:
    code = ieum_hub(hub, "code", "--hours", 2).stdout.split()[0]
    laptop = Laptop()
    hub.enrol(code, laptop.device, laptop.keys.public, laptop.keys.recipient, "현장 노트북")

    table = ieum_hub(hub, "devices").stdout
    (listed,) = answer_of(ieum_hub(hub, "devices", "--json"))
    gone = ieum_hub(hub, "shut-out", "현장 노트북")
    again = ieum_hub(hub, "shut-out", laptop.device[:8])

    assert "현장 노트북" in table
    assert listed["label"] == "현장 노트북"
    assert (gone.exit_code, again.exit_code) == (0, 1)
    assert "해제됨" in ieum_hub(hub, "devices").stdout


def test_given_files_of_a_computer_when_taken_in_then_a_receipt_and_a_feed_go_back(
    hub: Hub, tmp_path: Path
) -> None:
    laptop = Laptop.enrolled(hub)
    batch, broken = tmp_path / "batch", tmp_path / "broken"
    batch.write_bytes(laptop.batch(laptop.change(company())))
    broken.write_bytes(b"no file of ours")

    taken = ieum_hub(hub, "import", batch, broken, "--receipts", tmp_path / "receipts")
    fed = ieum_hub(hub, "export", tmp_path / "feed", "--device", laptop.device[:10])
    whole = ieum_hub(
        hub, "export", tmp_path / "whole", "--device", laptop.device, "--snapshot", "--plain"
    )

    assert taken.exit_code == 1  # one of them could not be read; the other one was taken
    assert "변경 1건" in taken.stdout
    assert "손상" in taken.stderr
    (receipt,) = (tmp_path / "receipts").iterdir()
    assert laptop.opened(receipt.read_bytes())[2]["acked"] == 1
    assert (fed.exit_code, whole.exit_code) == (0, 0)
    assert len(laptop.opened((tmp_path / "feed").read_bytes())[1]) == 1
    label = envelope.label_of((tmp_path / "whole").read_bytes())
    assert (label.kind, label.seal, label.last) == (FileKind.SNAPSHOT, "none", 1)


def test_given_a_shared_folder_then_batches_are_merged_in_turn_and_feeds_laid_out(
    hub: Hub, tmp_path: Path
) -> None:
    author, reader = Laptop.enrolled(hub), Laptop.enrolled(hub)
    lair = tmp_path / "shared" / "to-hub" / author.device
    lair.mkdir(parents=True)
    first, second = author.change(company()), author.change(company())
    late, early = author.batch(second), author.batch(first)
    for content in (late, early):
        (lair / envelope.label_of(content).name).write_bytes(content)
    (lair / f"half{envelope.SUFFIX}").write_bytes(early[:200])

    answer = ieum_hub(hub, "folder", tmp_path / "shared")
    ieum_hub(hub, "folder", tmp_path / "shared")

    assert answer.exit_code == 0
    assert hub.newest() == 2
    assert len(list((lair / "done").iterdir())) == 2
    assert {file.suffix for file in (lair / "refused").iterdir()} == {envelope.SUFFIX, ".json"}
    (feed,) = (tmp_path / "shared" / f"to-{reader.device}").iterdir()  # once, not at every look
    assert len(reader.opened(feed.read_bytes())[1]) == 2


def test_given_a_hub_when_kept_and_restored_then_it_goes_on_elsewhere(
    hub: Hub, embedded: Embedded, tmp_path: Path
) -> None:
    laptop = Laptop.enrolled(hub)
    hub.take(laptop.batch(laptop.change(company())))
    elsewhere = embedded.make_database("hub_restored")
    place = ("--folder", tmp_path / "elsewhere", "--database", elsewhere)

    kept = ieum_hub(hub, "backup", tmp_path / "hub.zip")
    restored = run("hub", "restore", tmp_path / "hub.zip", *place)
    twice = run("hub", "restore", tmp_path / "hub.zip", *place)

    assert (kept.exit_code, restored.exit_code, twice.exit_code) == (0, 0, 1)
    assert "1번까지" in restored.stdout
    (listed,) = answer_of(run("hub", "devices", "--json", *place))
    assert listed["turn"] == 1
    embedded.drop_database("hub_restored")


def test_given_a_hub_of_its_own_when_served_and_asked_to_end_then_its_database_ends_too(
    tmp_path: Path,
) -> None:
    with socket.socket() as opened:
        opened.bind(("127.0.0.1", 0))
        port = opened.getsockname()[1]
    words = ["hub", "serve", "--centre", "GN", "--port", port, "--folder", tmp_path / "h"]
    process = subprocess.Popen(
        [sys.executable, "-m", "desktop", *map(str, words)],
        cwd=ROOT,
        env={**os.environ, "IEUM_LANGUAGE": "en"},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        encoding="utf-8",
    )

    while True:
        assert process.poll() is None
        try:
            if httpx.get(f"http://127.0.0.1:{port}/health").json() == {"ok": True}:
                break
        except httpx.TransportError:
            pass
    process.send_signal(signal.SIGTERM)
    said, _ = process.communicate()

    assert process.returncode == 0
    assert "The hub of center GN listens" in said
    assert "The hub has ended." in said
    assert not (tmp_path / "h" / "postgres" / "postmaster.pid").exists()


def test_given_an_address_of_the_network_then_it_wants_a_certificate(hub: Hub) -> None:
    plain = ieum_hub(hub, "serve", "--host", "0.0.0.0")
    missing = ieum_hub(hub, "serve", "--tls-cert", hub.folder / "no.pem")

    assert (plain.exit_code, missing.exit_code) == (1, 1)
    assert "--tls-cert" in plain.stderr
    assert "no.pem" in missing.stderr
