"""What the tests of the house look at: its files, its syntax trees, its locks."""

from __future__ import annotations

import ast
import json
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

HANGUL = re.compile("[\uac00-\ud7a3]")
ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Module:
    """One Python file: where it lies, from the root, and its syntax tree."""

    path: str
    tree: ast.Module

    def documentation(self) -> set[int]:
        """Return the ids of the constants that are docstrings, of attributes too."""
        return {
            id(node.value)
            for node in ast.walk(self.tree)
            if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        }

    def texts(self) -> list[tuple[int, str]]:
        """Return line and text of every string that the program could show or store.

        Pieces of f-strings are among them; docstrings are not.
        """
        documentation = self.documentation()
        return [
            (node.lineno, node.value)
            for node in ast.walk(self.tree)
            if isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and id(node) not in documentation
        ]

    def korean_texts(self) -> list[tuple[int, str]]:
        """Return line and text of every string with a Hangul syllable in it."""
        return [(line, text) for line, text in self.texts() if HANGUL.search(text)]


@pytest.fixture(scope="session")
def root() -> Path:
    """Return the top folder of the checkout."""
    return ROOT


@pytest.fixture(scope="session")
def tracked() -> list[Path]:
    """Return every file that git keeps, from the root."""
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    paths = [Path(name) for name in listed.split("\0") if name]
    return [path for path in paths if (ROOT / path).is_file()]


@pytest.fixture(scope="session")
def modules() -> list[Module]:
    """Return every Python file of the program, migrations left out: they stand alone."""
    return [
        Module(file.relative_to(ROOT).as_posix(), ast.parse(file.read_text("utf-8")))
        for top in ("db", "desktop")
        for file in sorted((ROOT / top).rglob("*.py"))
        if "migrations" not in file.parts
    ]


@pytest.fixture(scope="session")
def windows_wheels() -> dict[str, dict[str, str | bool]]:
    """Return per locked package its version, Windows wheel, hash, and whether it ships."""
    record = ROOT / "packaging" / "locks" / "windows-wheels.json"
    wheels: dict[str, dict[str, str | bool]] = json.loads(record.read_text("utf-8"))
    return wheels
