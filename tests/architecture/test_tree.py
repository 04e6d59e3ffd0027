"""The tree keeps its shape: no hidden packages, no words of a machine, one version."""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

# Put together here, so that this file does not hold what it looks for.
OF_A_MACHINE = re.compile(
    "|".join(
        (
            r"(?<![\w.])/(?:work|opt|root|home/\w+|mnt|srv)/",
            r"\b[A-Z]:\\+Users\\",
            "file:" + "///",
            "extra-" + "index-url",
            "--find" + "-links",
            "pypi" + r"\.org",
            "python" + "hosted",
            "registry" + r"\.npmjs",
            "deb" + r"\.debian",
        )
    )
)
BINARY = {".otf", ".ttf", ".png", ".jpg", ".docx", ".hwpx", ".xlsx", ".pdf", ".ico", ".db", ".zip"}


@pytest.mark.parametrize("folder", ["packaging", "templates", "tests"])
def test_given_a_plain_folder_then_no_init_makes_it_a_package(root: Path, folder: str) -> None:
    """`packaging/__init__.py` would hide the library of that name, which pandas imports."""
    assert not list((root / folder).rglob("__init__.py"))


def test_given_the_floors_then_every_folder_with_code_is_a_package(root: Path) -> None:
    bare = {
        file.parent.relative_to(root).as_posix()
        for top in ("db", "desktop")
        for file in (root / top).rglob("*.py")
        if not (file.parent / "__init__.py").is_file() and "migrations" not in file.parts
    }

    assert not bare


def test_given_tracked_files_then_none_names_a_machine_or_a_registry(
    root: Path, tracked: list[Path]
) -> None:
    named = [
        f"{path}:{number}"
        for path in tracked
        if path.suffix not in BINARY
        for number, line in enumerate((root / path).read_text("utf-8").splitlines(), 1)
        if OF_A_MACHINE.search(line)
    ]

    assert not named


def test_given_the_version_then_it_stands_in_one_place(root: Path, tracked: list[Path]) -> None:
    project = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))
    stated = [
        path.as_posix()
        for path in tracked
        if path.suffix in {".py", ".spec", ".nsi", ".bat"}
        and re.search(r"^__version__\s*=", (root / path).read_text("utf-8"), re.MULTILINE)
    ]

    assert stated == ["desktop/__init__.py"]
    assert "version" not in project["project"]
    assert project["tool"]["hatch"]["version"]["path"] == "desktop/__init__.py"


def test_given_a_file_of_code_then_its_first_sentence_says_what_it_is(
    root: Path, tracked: list[Path]
) -> None:
    silent = [
        path.as_posix()
        for path in tracked
        if path.suffix == ".py"
        and "versions" not in path.parts
        and (text := (root / path).read_text("utf-8").strip())
        and not re.match(r'(#!.*\n)?[rb]?"""[^\s"]', text)
    ]

    assert not silent


def test_given_a_decision_then_it_has_the_five_parts(root: Path) -> None:
    parts = ["Summary", "Context", "Decision", "Consequences", "Alternatives considered"]
    decisions = sorted((root / "docs" / "adr").glob("[0-9]*.md"))
    assert decisions

    for number, decision in enumerate(decisions, 1):
        text = decision.read_text("utf-8")
        assert decision.name.startswith(f"{number:04}-")
        assert re.findall(r"^## (.+)$", text, re.MULTILINE) == parts, decision.name


def test_given_a_link_in_the_outer_documents_then_it_leads_somewhere(
    root: Path, tracked: list[Path]
) -> None:
    broken = [
        f"{path}: {target}"
        for path in tracked
        if path.suffix == ".md"
        for target in re.findall(
            r"\]\((?!https?:|#|mailto:)([^)#\s]+)", (root / path).read_text("utf-8")
        )
        if not (root / path.parent / target).exists()
    ]

    assert not broken
