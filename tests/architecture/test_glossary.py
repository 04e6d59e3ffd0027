"""The glossary is the law for names: what the code keeps or lists stands in it."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from tests.architecture.conftest import Module


@pytest.fixture(scope="module")
def rows(root: Path) -> list[list[str]]:
    """Return the cells of every row: Korean term, code word, meaning, source."""
    lines = (root / "docs" / "glossary.md").read_text("utf-8").splitlines()
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if "|" in line]
    return [row for row in cells if row[0] != "용어" and not set(row[0]) <= set("-: ")]


@pytest.fixture(scope="module")
def code_words(rows: list[list[str]]) -> set[str]:
    """Return every code word of the glossary."""
    return {word for row in rows for word in re.findall(r"`([^`]+)`", row[1])}


def test_given_a_row_then_it_tells_term_word_meaning_and_source(rows: list[list[str]]) -> None:
    incomplete = [row for row in rows if len(row) != 4 or not all(row)]

    assert len(rows) >= 60
    assert not incomplete


def test_given_a_term_then_it_stands_there_once(rows: list[list[str]]) -> None:
    terms = [row[0] for row in rows]

    assert sorted(terms) == sorted(set(terms))


def test_given_a_table_then_the_glossary_has_its_name(
    modules: list[Module], code_words: set[str]
) -> None:
    tables = {
        node.name
        for module in modules
        if module.path.startswith("db/tables/")
        for node in ast.walk(module.tree)
        if isinstance(node, ast.ClassDef) and any(word.arg == "table" for word in node.keywords)
    }

    assert not sorted(tables - code_words)


def test_given_a_list_of_words_then_the_glossary_has_its_name(
    modules: list[Module], code_words: set[str]
) -> None:
    lists = {
        node.name
        for module in modules
        if module.path == "db/words.py"
        for node in module.tree.body
        if isinstance(node, ast.ClassDef)
    }

    assert not sorted(lists - code_words)
