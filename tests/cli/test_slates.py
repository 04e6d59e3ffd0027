"""Stories of the commands of a large firm's computer and of the nation."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

import psycopg
import pytest

from db.hub import nation
from db.hub.store import Hub
from db.sync import envelope
from desktop.services.sync.slate_store import SlateStore, Standing
from tests.cli.runs import answer_of, run
from tests.factory import make_partner
from tests.hub.partner.conftest import engine_on, writing
from tests.hub.partner.firms import make_disclosure, make_full_case

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from db.hub.embedded import Embedded


@pytest.fixture
def hub(embedded: Embedded, tmp_path: Path) -> Iterator[Hub]:
    made = Hub(embedded.make_database("cli_slates"), tmp_path / "hub")
    made.begin("GN")
    yield made
    made.close()
    embedded.drop_database("cli_slates")


def enrolled(hub: Hub, folder: Path) -> UUID:
    """Make a folder a firm's, with one disclosed case at the hub; return the computer's id."""
    from db.base import new_id
    from db.sync.keys import new_keys

    engine = engine_on(hub.url)
    with writing(engine) as session:
        partner = make_partner(session)
        make_disclosure(session, make_full_case(session, partner, number="2026-GN-7"), partner)
    engine.dispose()
    keys, device = new_keys(), new_id()
    told = hub.enrol(
        hub.new_code(partner=partner.id), device.hex, keys.public, keys.recipient, "검토용"
    )
    standing = Standing(
        device=device.hex, centre=told.centre, epoch=told.epoch.hex, hub_url="",
        hub_key=told.key, hub_seal=told.seal, partner=partner.id.hex,
    )  # fmt: skip
    SlateStore.create(folder / "slate", keys, standing).close()
    return device


def test_given_a_firm_without_a_line_when_files_go_to_and_fro_then_its_answer_arrives(
    hub: Hub, tmp_path: Path
):
    folder = tmp_path / "firm"
    device = enrolled(hub, folder)
    slate = tmp_path / "slate.ieum-sync"
    made = run(
        "hub", "export", slate, "--device", device.hex, "--plain", "--folder", hub.folder,
        "--database", hub.url,
    )  # fmt: skip
    assert made.exit_code == 0, made.output
    assert envelope.label_of(slate.read_bytes()).seal == "age"

    assert run("slate", "import", slate, "-w", folder).exit_code == 0
    (case,) = answer_of(run("slate", "list", "--json", "-w", folder))
    assert case["number"] == "2026-GN-7"
    assert "2026-GN-7" in run("slate", "list", "-w", folder).stdout
    shown = run("slate", "show", "2026-GN-7", "--reader", "정검토", "-w", folder)
    assert "가나정밀" in shown.stdout
    said = run("slate", "answer", "2026-GN-7", "approve", "--author", "정검토", "-w", folder)
    assert said.exit_code == 0, said.output
    put_out = run("slate", "export", tmp_path / "out", "-w", folder)
    assert put_out.exit_code == 0, put_out.output
    (batch,) = (tmp_path / "out").iterdir()

    receipt = tmp_path / "receipt.ieum-sync"
    receipt.write_bytes(hub.receive(batch.read_bytes()))

    assert "0건" in run("slate", "import", receipt, "-w", folder).stdout
    assert "없습니다" in run("slate", "export", tmp_path / "out", "-w", folder).stdout
    with psycopg.connect(hub.url) as connection:
        assert connection.execute("SELECT kind FROM partner_answer").fetchall() == [("approve",)]


def test_given_what_is_wrong_when_a_firm_types_it_then_one_sentence_says_what(
    hub: Hub, tmp_path: Path
):
    folder = tmp_path / "firm"

    assert "등록되지 않았습니다" in run("slate", "list", "-w", folder).output
    enrolled(hub, folder)
    broken = tmp_path / "broken.ieum-sync"
    broken.write_bytes(b"IEUM1\x00")
    assert "손상" in run("slate", "import", broken, "-w", folder).output
    lost = run("slate", "import", tmp_path / "none", "-w", folder)
    assert lost.exit_code == 1
    assert "읽을 수 없습니다" in lost.output
    assert "없습니다" in run("slate", "show", "X", "--reader", "정", "-w", folder).output
    wrong = run("slate", "answer", "X", "maybe", "--author", "정", "-w", folder)
    assert "approve" in wrong.output
    assert "연결할 수 없습니다" in run("slate", "fetch", "-w", folder).output


def test_given_the_nation_when_asked_then_it_tells_centers_and_what_is_missing(
    hub: Hub, embedded: Embedded, monkeypatch: pytest.MonkeyPatch
):
    national = embedded.make_database("cli_nation")
    followed = run(
        "nation", "follow", "GN", "--nation", national, "--device", UUID(int=1), "--hub-key", "00"
    )
    assert followed.exit_code == 0, followed.output

    told = answer_of(run("nation", "status", "--nation", national, "--json"))

    assert [one["centre"] for one in told["centers"]] == ["GN"]
    assert "GN" in run("nation", "status", "--nation", national, "--hub", hub.url).stdout
    assert "IEUM_NATION_PASSWORD" in run("nation", "publish", "--hub", hub.url).output
    monkeypatch.setenv("IEUM_NATION_PASSWORD", "x")
    assert "wal_level" in run("nation", "publish", "--hub", hub.url).output
    odd = run("nation", "publish", "--hub", hub.url, "--without", "nothing")
    assert "nothing" in odd.output
    away = run("nation", "status", "--nation", "postgresql://localhost:1/none")
    assert away.exit_code == 1
    assert "연결할 수 없습니다" in away.output
    assert nation.centers(national)[0].way == "files"
    embedded.drop_database("cli_nation")
