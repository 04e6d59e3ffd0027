"""Looking after data from the command line: steps back, backups, checks."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from db.words import Action
from desktop.services import setup
from desktop.services.companies import register
from desktop.services.workspace import DATABASE, Workspace
from tests.cli.runs import answer_of, run

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Run


def add_company(world: Path, name: str) -> None:
    """Add a company as the window would, and close the workspace again."""
    workspace = Workspace.open(world, centre="GN")
    try:
        workspace.person = workspace.read(lambda s: setup.who_works_here(s, ""))
        workspace.write(lambda s: register.add(s, {"name": name}), action=Action.COMPANY_ADD)
    finally:
        workspace.close()


def names(ieum: Run, word: str) -> list[str]:
    return [row["name"] for row in answer_of(ieum("companies", word, "--json"))["companies"]]


def test_given_a_change_when_the_program_was_restarted_then_undo_and_redo_still_reach_it(
    ieum: Run, world: Path
) -> None:
    add_company(world, "두리하나정밀")

    undone = ieum("undo")
    gone = names(ieum, "두리하나정밀")
    redone = ieum("redo")

    assert (undone.exit_code, redone.exit_code) == (0, 0)
    assert "기업 등록" in undone.stdout
    assert gone == []
    assert names(ieum, "두리하나정밀") == ["두리하나정밀"]


def test_given_nothing_to_take_back_then_one_sentence_says_so(ieum: Run) -> None:
    result = ieum("undo")

    assert result.exit_code == 1
    assert len(result.stderr.splitlines()) == 1


def test_given_an_older_change_then_it_is_taken_back_by_its_number(ieum: Run, world: Path) -> None:
    add_company(world, "두리하나정밀")
    add_company(world, "세나오나산업")
    older = answer_of(ieum("history", "--json", "--limit", 2))["changes"][1]

    result = ieum("undo", older["id"])

    assert result.exit_code == 0
    assert names(ieum, "두리하나정밀") == []
    assert names(ieum, "세나오나산업") == ["세나오나산업"]


def test_given_changes_then_the_history_names_who_what_and_how_much(ieum: Run, world: Path) -> None:
    add_company(world, "두리하나정밀")

    newest = answer_of(ieum("history", "--json"))["changes"][0]
    told = ieum("history").stdout.splitlines()[1]

    assert (newest["action"], newest["ops"]) == ("company.add", 1)
    assert newest["actor"]
    assert newest["actor"] in told
    assert "기업 등록" in told


def test_given_a_case_then_its_history_holds_only_what_touched_it(ieum: Run) -> None:
    number = answer_of(ieum("cases", "--json", "--limit", 1))["cases"][0]["number"]

    found = answer_of(ieum("history", "--case", number, "--json"))["changes"]

    assert [change["action"] for change in found] == ["demo"]


def test_given_a_backup_when_it_is_restored_then_everything_is_there_and_whole(
    ieum: Run, world: Path, tmp_path: Path
) -> None:
    add_company(world, "두리하나정밀")
    saved, elsewhere = tmp_path / "saved.ieum-backup", tmp_path / "elsewhere"

    backed_up = ieum("backup", saved)
    restored = run("restore", saved, "-w", elsewhere)
    checked = answer_of(run("verify", "--json", "-w", elsewhere))

    assert (backed_up.exit_code, restored.exit_code) == (0, 0)
    assert checked["clean"]
    assert checked["report"]["rows"] > 0
    assert answer_of(run("companies", "두리하나정밀", "--json", "-w", elsewhere))["count"] == 1


def test_given_a_folder_when_backing_up_then_the_file_there_has_a_name_of_its_own(
    ieum: Run, tmp_path: Path
) -> None:
    target = tmp_path / "backups"
    target.mkdir()

    assert ieum("backup", target).exit_code == 0

    assert [file.suffix for file in target.iterdir()] == [".ieum-backup"]


def test_given_data_in_the_way_then_restoring_needs_a_word_and_keeps_what_was_there(
    ieum: Run, world: Path, tmp_path: Path
) -> None:
    saved = tmp_path / "saved.ieum-backup"
    ieum("backup", saved)
    add_company(world, "두리하나정밀")

    refused = ieum("restore", saved)
    still_there = names(ieum, "두리하나정밀")
    replaced = ieum("restore", saved, "--replace")

    assert refused.exit_code == 1
    assert still_there == ["두리하나정밀"]
    assert replaced.exit_code == 0
    assert names(ieum, "두리하나정밀") == []
    aside = next(tmp_path.glob("world-before-restore-*"))
    assert answer_of(run("companies", "두리하나정밀", "--json", "-w", aside))["count"] == 1


def test_given_a_file_that_is_no_backup_then_nothing_is_touched(world: Path) -> None:
    before = (world / DATABASE).read_bytes()

    result = run("restore", __file__, "--replace", "-w", world)

    assert result.exit_code == 1
    assert (world / DATABASE).read_bytes() == before


def test_given_a_whole_workspace_then_each_part_of_the_check_says_so(ieum: Run) -> None:
    result = ieum("verify")

    assert result.exit_code == 0
    assert result.stdout.count("이상 없음") == 4


def test_given_a_row_that_changed_past_the_program_then_the_check_names_it(
    ieum: Run, world: Path
) -> None:
    with closing(sqlite3.connect(world / DATABASE)) as another_tool:
        another_tool.execute("UPDATE journal_context SET quiet = 1")
        another_tool.execute("UPDATE company SET name = 'X' WHERE id = (SELECT id FROM company)")
        another_tool.execute("UPDATE journal_context SET quiet = 0")
        another_tool.commit()

    result = ieum("verify")

    assert result.exit_code == 1
    assert result.stdout.count("이상 없음") == 3
    assert "differs  company" in result.stdout


@pytest.mark.parametrize("command", ["cases", "history", "verify", "undo"])
def test_given_a_folder_without_data_then_one_sentence_names_it(
    tmp_path: Path, command: str
) -> None:
    result = run(command, "-w", tmp_path / "nothing")

    assert result.exit_code == 1
    assert result.stdout == ""
    assert len(result.stderr.splitlines()) == 1
    assert "nothing" in result.stderr


def test_given_a_damaged_file_then_one_sentence_names_it(world: Path) -> None:
    (world / DATABASE).write_bytes(b"not a database" * 1000)

    result = run("cases", "-w", world)

    assert result.exit_code == 1
    assert len(result.stderr.splitlines()) == 1
