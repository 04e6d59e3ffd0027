"""The command itself: its help in both languages, its options, its start."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop import __version__
from desktop.cli.spoken import workspace_first
from desktop.views.shared import language
from desktop.views.shared.language import Language
from tests.cli.runs import ROOT, answer_of, run, run_alone

if TYPE_CHECKING:
    from pathlib import Path

COMMANDS = [
    "gui",
    "demo",
    "import",
    "cases",
    "case",
    "companies",
    "docs",
    "undo",
    "redo",
    "history",
    "backup",
    "restore",
    "verify",
    "self-check",
]
HEAVY = {"PySide6", "pandas", "numpy", "matplotlib", "sqlalchemy", "sqlmodel", "pydantic", "docx"}


def test_given_help_then_nothing_heavy_is_loaded() -> None:
    """Somebody who asks what there is does not wait for a database or a window."""
    asked = (
        "import json, sys\n"
        "from desktop.cli import main\n"
        "sys.argv = ['ieum', '--help']\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        "print(json.dumps(sorted(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", asked], cwd=ROOT, capture_output=True, encoding="utf-8", check=True
    )

    loaded = {name.partition(".")[0] for name in json.loads(done.stdout.splitlines()[-1])}

    assert not loaded & HEAVY


@pytest.mark.parametrize("command", COMMANDS)
def test_given_a_command_then_its_help_is_there_in_both_languages(command: str) -> None:
    korean = run(command, "--help")
    language.choose(Language.ENGLISH)
    english = run(command, "--help")

    assert (korean.exit_code, english.exit_code) == (0, 0)
    assert "사용법:" in korean.stdout
    assert "Usage:" in english.stdout
    assert not any("\uac00" <= sign <= "\ud7a3" for sign in english.stdout)


@pytest.mark.parametrize(("chosen", "heading"), [("ko", "명령:"), ("en", "Commands:")])
def test_given_a_language_in_the_environment_then_the_program_speaks_it(
    chosen: str, heading: str
) -> None:
    done = run_alone("--help", IEUM_LANGUAGE=chosen)

    assert done.returncode == 0
    assert heading in done.stdout


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the settings lie in other places")
def test_given_a_language_in_the_settings_then_the_program_speaks_it(tmp_path: Path) -> None:
    (tmp_path / "ieum").mkdir()
    (tmp_path / "ieum" / "settings.toml").write_text('language = "en"\n')

    done = run_alone("--help", XDG_CONFIG_HOME=str(tmp_path), IEUM_LANGUAGE="")

    assert "Commands:" in done.stdout


def test_given_a_pipe_then_korean_arrives_whatever_the_console_speaks(world: Path) -> None:
    done = run_alone("cases", "--json", "-w", world, PYTHONIOENCODING="ascii", LC_ALL="C")

    assert done.returncode == 0
    assert any(
        "\uac00" <= sign <= "\ud7a3" for sign in json.loads(done.stdout)["cases"][0]["company"]
    )


def test_given_a_missing_workspace_when_run_alone_then_there_is_no_traceback(
    tmp_path: Path,
) -> None:
    done = run_alone("cases", "-w", tmp_path / "nothing")

    assert done.returncode == 1
    assert "Traceback" not in done.stderr


def test_given_the_version_then_it_is_that_of_the_program() -> None:
    assert run("--version").stdout.split() == ["ieum", __version__]


@pytest.mark.parametrize(
    "words",
    [
        ("-w", "{world}", "cases", "--json"),
        ("cases", "-w", "{world}", "--json"),
        ("cases", "--json", "--workspace={world}"),
        ("cases", "--json", "--workspace", "{world}"),
    ],
)
def test_given_a_workspace_anywhere_then_it_is_the_one(world: Path, words: tuple[str, ...]) -> None:
    assert answer_of(run(*(word.format(world=world) for word in words)))["count"] > 0


def test_given_a_workspace_without_folder_then_the_command_is_refused() -> None:
    assert run("cases", "--workspace").exit_code == 2


@given(st.lists(st.sampled_from(["cases", "-w", "F", "--workspace", "--workspace=F", "--", "x"])))
def test_given_any_words_then_none_is_lost_and_those_behind_two_dashes_stay(
    words: list[str],
) -> None:
    moved = workspace_first(words)

    assert sorted(moved) == sorted(words)
    end = words.index("--") if "--" in words else len(words)
    assert moved[end:] == words[end:]


def test_given_a_day_that_is_none_then_nothing_is_made(tmp_path: Path) -> None:
    result = run("demo", "--today", "2026-13-45", "--no-window", "-w", tmp_path / "world")

    assert result.exit_code == 1
    assert "2026-13-45" in result.stderr
    assert not list(tmp_path.glob("*world*"))


def test_given_a_folder_with_other_files_then_the_demo_world_stays_out(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("x")

    result = run("demo", "--no-window", "-w", tmp_path)

    assert result.exit_code == 1
    assert [file.name for file in tmp_path.iterdir() if file.name != "home"] == ["letter.txt"]


def test_given_the_same_seed_then_the_demo_world_is_the_same(world: Path, tmp_path: Path) -> None:
    again = tmp_path / "again"
    run("demo", "--companies", 30, "--today", "2026-11-22", "--no-window", "-w", again)

    worlds = [
        [row["number"] for row in answer_of(run("cases", "--json", "-w", one))["cases"]]
        for one in (world, again)
    ]

    assert worlds[0] == worlds[1]
