"""The README tells the truth: its commands exist, in both languages, and none is left out."""

from __future__ import annotations

import re
import subprocess
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    import typer


def commands(app: typer.Typer, before: str = "") -> set[str]:
    """Return every command of the program as people type it after `ieum`."""
    own = {
        before + (command.name or command.callback.__name__.replace("_", "-"))
        for command in app.registered_commands
        if command.callback is not None and not command.hidden
    }
    for group in app.registered_groups:
        if group.typer_instance is not None:
            name = group.name or group.typer_instance.info.name
            own |= commands(group.typer_instance, f"{before}{name} ")
            if group.typer_instance.info.invoke_without_command is True:
                own.add(f"{before}{name}")  # it does something by itself, too
    return own


@pytest.mark.parametrize("readme", ["README.md", "README.ko.md"])
def test_given_the_command_table_then_it_lists_just_what_the_program_can(
    root: Path, readme: str
) -> None:
    from desktop.cli import app

    told = re.findall(r"^\| `ieum ([^`]+)`", (root / readme).read_text("utf-8"), re.MULTILINE)
    # What a command wants besides is written in capitals or with a dash.
    named = {re.sub(r"( \[?[A-Z-][^ ]*)+$", "", words) for words in told}

    assert named == commands(app)


def test_given_the_two_readmes_then_they_show_the_same_commands_and_links(root: Path) -> None:
    shapes = [
        (
            re.findall(r"`(ieum [^`]+|packaging[^`]+)`", text),
            sorted(link for link in re.findall(r"\]\(([^)]+)\)", text) if "README" not in link),
        )
        for text in ((root / name).read_text("utf-8") for name in ("README.md", "README.ko.md"))
    ]

    assert [word.split(" FOLDER")[0].split(" 폴더")[0] for word in shapes[0][0]] == [
        word.split(" FOLDER")[0].split(" 폴더")[0] for word in shapes[1][0]
    ]
    assert shapes[0][1] == shapes[1][1]


@pytest.mark.parametrize("script", ["packaging/start", "packaging/test", ".ci/run"])
def test_given_a_script_then_a_checkout_can_run_it(root: Path, script: str) -> None:
    kept = subprocess.run(
        ["git", "ls-files", "--stage", script], cwd=root, capture_output=True, text=True, check=True
    ).stdout

    assert kept.startswith("100755 ")


def test_given_ci_then_it_begins_with_the_test_command_of_the_readme(root: Path) -> None:
    lines = (root / ".ci" / "run").read_text("utf-8").splitlines()
    shell = ("#", "set ", "cd ", "exec ")

    first = next(line for line in lines if line and not line.startswith(shell))

    assert first == "packaging/test"
    assert re.search(rf"^{first}\s", (root / "README.md").read_text("utf-8"), re.MULTILINE)
