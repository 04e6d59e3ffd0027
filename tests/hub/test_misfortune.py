"""Stories of a laptop that is killed again and again, and of one whose disk is full."""

from __future__ import annotations

import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from db.errors import DiskFullError
from desktop.services.security.verify import verify
from tests.factory import make_case, make_company, make_note
from tests.hub.real import Laptop

if TYPE_CHECKING:
    from pathlib import Path

    from sqlmodel import Session

    from db.hub.store import Hub

DEATHS = 8
# Writes as people do until it is killed, and says so after each change that was kept.
_WRITER = """
import sys
from pathlib import Path
from desktop.services.workspace import Workspace
from tests.factory import make_company
workspace = Workspace.open(Path(sys.argv[1]), centre="GN")
while True:
    workspace.write(lambda s: make_company(s, name="살아남은 기업"))
    print("kept", flush=True)
"""


def test_given_a_program_that_is_killed_again_and_again_then_what_was_kept_reaches_the_hub(
    empty_workspace: Path, tmp_path: Path, hub: Hub
):
    laptop = Laptop.fresh(empty_workspace, tmp_path / "가", hub, "가")
    kept = 0
    for death in range(DEATHS):
        laptop.close()
        kept += _write_until_killed(laptop.folder, after=1 + death % 4)
        laptop.restart()
        if death % 3 == 1:  # a batch that never arrived, and one that did
            laptop.batches()
            laptop.push()

    laptop.sync()

    with hub.connection() as connection:
        (there,) = connection.execute("SELECT count(*) FROM company").fetchone()  # type: ignore[misc]
        orders = connection.execute("SELECT turn FROM hub.hub_change ORDER BY turn").fetchall()
    here = len(laptop.rows("company"))
    assert here == there >= kept >= DEATHS
    assert [turn for (turn,) in orders] == list(range(1, len(orders) + 1))
    assert verify(laptop.workspace).is_clean
    laptop.close()


def _write_until_killed(folder: Path, *, after: int) -> int:
    """Return how many changes a writer says were kept before it died."""
    with subprocess.Popen(
        [sys.executable, "-c", _WRITER, str(folder)], stdout=subprocess.PIPE, text=True
    ) as writer:
        assert writer.stdout is not None
        for _ in range(after):
            assert writer.stdout.readline() == "kept\n"
        writer.send_signal(signal.SIGKILL)
        return after + writer.stdout.read().count("kept")


def _much(session: Session) -> None:
    for number in range(300):
        case = make_case(session, make_company(session, name=f"기업 {number}"))
        make_note(session, case, text="글 " * 900)


def test_given_a_full_disk_when_a_feed_comes_then_nothing_is_applied_until_there_is_room(
    empty_workspace: Path, tmp_path: Path, hub: Hub
):
    first = Laptop.fresh(empty_workspace, tmp_path / "가", hub, "가")
    second = Laptop.fresh(empty_workspace, tmp_path / "나", hub, "나")
    first.write(_much)
    first.sync()
    feed = second.feed()
    (pages,) = second.ask("PRAGMA page_count")[0]
    _limit(second, int(pages) + 20)

    with pytest.raises(DiskFullError):
        second.take(feed)

    assert second.rows("company") == {}
    assert second.seen == 0
    assert verify(second.workspace).is_clean
    _limit(second, 10_000_000)
    second.take(feed)
    assert second.rows("note") == first.rows("note")
    first.close()
    second.close()


def _limit(laptop: Laptop, pages: int) -> None:
    """Let the database grow to so many pages, as a full disk would."""
    laptop.workspace.receive(
        lambda connection: (
            connection.execute(f"PRAGMA max_page_count = {pages}").fetchone(),
            set(),
        )
    )
