"""Stories of the file for an auditor: it tells every change, and shows when anybody touched it."""

from __future__ import annotations

import json
import zipfile
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from db.sync.keys import Keys, new_keys
from db.tables import Case
from db.words import Action
from desktop.services import history
from desktop.services.exchange.readers import read_sheet
from desktop.services.security.audit import CHANGES, MANIFEST, SHEET, SIGNATURE, Chosen, export
from desktop.services.security.audit_check import check
from desktop.services.security.errors import AuditBrokenError
from desktop.views.shared.audit_words import words
from tests.factory import make_case, make_company, make_staff

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from uuid import UUID

    from sqlmodel import Session

    from desktop.services.workspace import Workspace


@pytest.fixture
def keys() -> Keys:
    """Return the keys of this computer."""
    return new_keys()


@pytest.fixture
def cases(workspace: Workspace) -> list[UUID]:
    """Return two cases with some history; one of them was edited with a reason, and undone."""
    workspace.person = workspace.write(lambda s: make_staff(s, name="김가온").id).value
    two = [
        workspace.write(lambda s, name=name: make_case(s, name).id).value  # type: ignore[misc]
        for name in ("한빛", "두리")
    ]

    def _cost(session: Session) -> None:
        session.get_one(Case, two[0]).total_cost = 120_000_000

    workspace.write(_cost, action=Action.CASE_EDIT, reason="견적이 바뀜")
    history.undo(workspace)
    return two


def _lines(file: Path) -> list[dict[str, Any]]:
    with zipfile.ZipFile(file) as packed:
        return [json.loads(line) for line in packed.read(CHANGES).splitlines()]


def test_given_a_history_when_exported_then_every_change_is_told_and_the_file_is_whole(
    workspace: Workspace, cases: list[UUID], keys: Keys, tmp_path: Path
):
    told: list[tuple[int, int]] = []

    done = export(
        workspace, tmp_path / "a.zip", keys=keys, words=words(),
        progress=lambda done, of: told.append((done, of)),
    )  # fmt: skip
    checked = check(done.path, key=keys.public)

    assert (checked.centre, checked.changes, checked.key) == ("GN", 5, keys.public)
    edit = _lines(done.path)[3]
    assert (edit["who"], edit["covered"]["reason"]) == ("김가온", "견적이 바뀜")
    assert edit["ops"] == [
        ["case", "update", cases[0].hex, {"total_cost": [100_000_000, 120_000_000]}]
    ]
    assert told[-1] == (1000, 1000)
    assert [file.name for file in tmp_path.iterdir() if file.is_file()] == ["a.zip"]


def test_given_the_sheet_when_opened_then_it_says_who_changed_what_from_what_to_what(
    workspace: Workspace, cases: list[UUID], keys: Keys, tmp_path: Path
):
    done = export(
        workspace, tmp_path / "a.zip", keys=keys, words=words(), chosen=Chosen(case_id=cases[0])
    )
    with zipfile.ZipFile(done.path) as packed:
        packed.extract(SHEET, tmp_path)

    rows = read_sheet(tmp_path / SHEET).rows

    assert rows[0][1:5] == ("변경", "누가", "컴퓨터", "사유")
    cost = [row for row in rows if row[7] == "총사업비(원)" and row[8]]
    assert [(row[4], row[8], row[9]) for row in cost] == [
        ("견적이 바뀜", "100000000", "120000000"),
        ("", "120000000", "100000000"),
    ]


def test_given_one_case_when_exported_then_nothing_of_the_other_stands_in_the_file(
    workspace: Workspace, cases: list[UUID], keys: Keys, tmp_path: Path
):
    done = export(
        workspace, tmp_path / "a.zip", keys=keys, words=words(), chosen=Chosen(case_id=cases[0])
    )

    text = json.dumps(_lines(done.path), ensure_ascii=False)
    assert cases[0].hex in text
    assert cases[1].hex not in text
    assert check(done.path).changes == 3


def test_given_a_time_without_changes_when_exported_then_the_file_is_empty_and_whole(
    workspace: Workspace, cases: list[UUID], keys: Keys, tmp_path: Path
):
    before = Chosen(until=datetime(2020, 1, 1, tzinfo=UTC))

    done = export(workspace, tmp_path / "a.zip", keys=keys, words=words(), chosen=before)

    assert (done.changes, check(done.path).changes) == (0, 0)


def _signed_again(keys: Keys, change: Callable[[list[Any]], object]) -> Callable[[Path], None]:
    """Return what alters the lines and signs anew, as somebody who holds the keys could."""

    def _do(file: Path) -> None:
        import hashlib

        with zipfile.ZipFile(file) as packed:
            parts = {name: packed.read(name) for name in packed.namelist()}
        lines = [json.loads(line) for line in parts[CHANGES].splitlines()]
        change(lines)
        parts[CHANGES] = b"".join(json.dumps(line).encode() + b"\n" for line in lines)
        manifest = json.loads(parts[MANIFEST])
        manifest["sha256"][CHANGES] = hashlib.sha256(parts[CHANGES]).hexdigest()
        parts[MANIFEST] = json.dumps(manifest).encode()
        parts[SIGNATURE] = keys.sign(parts[MANIFEST]).hex().encode()
        with zipfile.ZipFile(file, "w") as packed:
            for name, content in parts.items():
                packed.writestr(name, content)

    return _do


@pytest.mark.parametrize(
    ("alter", "why"),
    [
        (lambda lines: lines[1]["ops"][0][3].update(name="몰래"), "altered"),
        (lambda lines: lines[3]["covered"].update(reason="다른 사유"), "altered"),
        (lambda lines: lines[3]["covered"].update(at="2020-01-01"), "altered"),
        (
            lambda lines: [line.update(id=line["id"] - 1) for line in lines[2:]] + [lines.pop(2)],
            "cut",
        ),
        (lambda lines: lines.pop(), "count"),
    ],
)
def test_given_lines_that_were_altered_and_signed_again_when_checked_then_the_chain_tells(
    workspace: Workspace, cases: list[UUID], keys: Keys, tmp_path: Path,
    alter: Callable[[list[Any]], object], why: str,
):  # fmt: skip
    done = export(workspace, tmp_path / "a.zip", keys=keys, words=words())
    _signed_again(keys, alter)(done.path)

    with pytest.raises(AuditBrokenError) as failure:
        check(done.path)

    assert failure.value.why == why


def test_given_a_touched_file_when_checked_then_it_is_refused(
    workspace: Workspace, cases: list[UUID], keys: Keys, tmp_path: Path
):
    done = export(workspace, tmp_path / "a.zip", keys=keys, words=words())
    whole = done.path.read_bytes()

    with pytest.raises(AuditBrokenError, match="signature"):
        check(done.path, key=new_keys().public)
    done.path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(AuditBrokenError, match="unreadable"):
        check(done.path)
    done.path.write_text("no file of ours", "utf-8")
    with pytest.raises(AuditBrokenError, match="unreadable"):
        check(done.path)


def test_given_a_text_that_looks_like_a_formula_when_exported_then_it_stays_a_text(
    workspace: Workspace, keys: Keys, tmp_path: Path
):
    workspace.write(lambda s: make_company(s, name="=1+1"))

    done = export(workspace, tmp_path / "a.zip", keys=keys, words=words())

    with zipfile.ZipFile(done.path) as packed:
        packed.extract(SHEET, tmp_path)
    with zipfile.ZipFile(tmp_path / SHEET) as book:
        assert b"<f>" not in book.read("xl/worksheets/sheet1.xml")
