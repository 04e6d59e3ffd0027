"""Every sentence that a person reads is spoken in both languages, and only by the views."""

from __future__ import annotations

import ast
import string
import tomllib
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.architecture.conftest import Module

Allowed = dict[str, dict[str, str]]


@pytest.fixture(scope="module")
def allowed(root: Path) -> Allowed:
    """Return where Korean may stand, by floor: a path or folder and the reason."""
    listed = root / "tests" / "architecture" / "korean_allowed.toml"
    return tomllib.loads(listed.read_text("utf-8"))


@pytest.fixture(scope="module")
def english(root: Path) -> dict[str, str]:
    """Return every translated sentence, and insist on text and on one translation each."""
    sentences: dict[str, str] = {}
    for file in sorted((root / "desktop/resources/language/en").glob("*.toml")):
        for korean, translated in tomllib.loads(file.read_text("utf-8")).items():
            assert isinstance(translated, str), f"{file.name}: {korean} is not a text"
            assert translated.strip(), f"{file.name}: {korean} has no words"
            assert sentences.setdefault(korean, translated) == translated, (
                f"{file.name}: {korean} is translated differently elsewhere"
            )
    return sentences


def is_below(path: str, places: dict[str, str]) -> bool:
    """Say whether `path` is one of `places`, or lies in a folder of them."""
    return path in places or any(p.endswith("/") and path.startswith(p) for p in places)


def speaks(path: str) -> bool:
    """Say whether a file is of the floors that talk to people."""
    return path.startswith("desktop/") and not path.startswith("desktop/services/")


def calls(modules: list[Module]) -> Iterator[tuple[str, ast.Call]]:
    """Yield where tr() is called, and the call."""
    for module in modules:
        for node in ast.walk(module.tree):
            if isinstance(node, ast.Call) and _name(node.func) == "tr" and node.args:
                yield f"{module.path}:{node.lineno}", node


def _name(function: ast.expr) -> str:
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def _joins(node: ast.AST) -> bool:
    """Say whether an expression makes a text out of pieces."""
    if isinstance(node, ast.Call):
        return _name(node.func) in {"format", "join", "replace"}
    return isinstance(node, ast.JoinedStr | ast.BinOp)


def braces(sentence: str) -> set[str]:
    """Return the names of the facts that a sentence wants."""
    return {
        name.split(".")[0].split("[")[0]
        for _, name, _, _ in string.Formatter().parse(sentence)
        if name is not None
    }


def test_given_tr_then_its_sentence_is_one_whole_text(modules: list[Module]) -> None:
    """A sentence that is put together at run time is in no catalogue; one that is chosen may be."""
    pieced = [where for where, call in calls(modules) if any(map(_joins, ast.walk(call.args[0])))]

    assert not pieced


def test_given_a_sentence_in_the_views_then_english_has_it_too(
    modules: list[Module], english: dict[str, str], allowed: Allowed
) -> None:
    """Tables of sentences that meet tr() later are found too: every Korean text counts."""
    handed_over = [
        (where, call.args[0].value)
        for where, call in calls(modules)
        if isinstance(call.args[0], ast.Constant)
    ]
    standing = [
        (f"{module.path}:{line}", text)
        for module in modules
        if speaks(module.path) and not is_below(module.path, allowed["views"])
        for line, text in module.korean_texts()
        if text not in allowed["names"]
    ]

    untranslated = sorted(
        f"{where} {text}" for where, text in {*handed_over, *standing} if text not in english
    )

    assert not untranslated, "\n".join(untranslated)


def test_given_a_translation_then_somebody_says_it(
    modules: list[Module], english: dict[str, str]
) -> None:
    said = {text for module in modules if speaks(module.path) for _, text in module.texts()}

    assert not sorted(english.keys() - said)


def test_given_a_translation_then_it_wants_the_same_facts(english: dict[str, str]) -> None:
    apart = {
        korean: (braces(korean), braces(translated))
        for korean, translated in english.items()
        if braces(korean) != braces(translated)
    }

    assert not apart


def test_given_tr_with_facts_then_they_are_those_of_the_sentence(modules: list[Module]) -> None:
    apart: dict[str, Any] = {}
    for where, call in calls(modules):
        given = {keyword.arg for keyword in call.keywords}
        if isinstance(call.args[0], ast.Constant) and None not in given:
            wanted = braces(call.args[0].value)
            # Without facts nothing is filled in: tr() hands the braces on as they are.
            if given and given != wanted:
                apart[where] = (wanted, given)

    assert not apart


def test_given_a_service_or_a_table_then_it_writes_no_korean(
    modules: list[Module], allowed: Allowed
) -> None:
    written = [
        f"{module.path}:{line} {text}"
        for module in modules
        if not speaks(module.path) and not is_below(module.path, allowed["services"])
        for line, text in module.korean_texts()
    ]

    assert not written, "\n".join(written)


def test_given_the_places_where_korean_is_allowed_then_each_is_still_in_use(
    modules: list[Module], allowed: Allowed
) -> None:
    korean = [module.path for module in modules if module.korean_texts()]
    places = allowed["services"] | allowed["views"]

    idle = [place for place in places if not any(is_below(path, {place: ""}) for path in korean)]

    assert not idle
