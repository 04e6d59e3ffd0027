"""Whoever writes a pack reads a sentence for each mistake: where, why, what was meant."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from desktop.services import programmes
from desktop.services.programmes.errors import PackBrokenError
from desktop.services.programmes.facts import FactKind
from desktop.services.programmes.packs import load_pack
from desktop.views.shared import language
from desktop.views.shared.explain import explain, packs
from desktop.views.shared.language import Language

PACK = """\
id = "trial-2030"
version = "1.2"
programme = "trial"
year = 2030
title = { ko = "시험", en = "Trial" }

[[track]]
code = "one"
title = { ko = "하나", en = "One" }

[[track.funding.line]]
source = "company"
regime = "own"
takes = "rest"

[[rule]]
id = "small"
expression = "employees < 50"
severity = "blocks"
"""


def _codes() -> set[str]:
    """Return every code with which the services refuse something in a pack."""
    found = {f"value_of_kind_{kind}" for kind in ("flag", "count", "number", "won", "day")}
    for file in Path(programmes.__path__[0]).glob("*.py"):
        for call in ast.walk(ast.parse(file.read_text("utf-8"))):
            if not isinstance(call, ast.Call) or not call.args:
                continue
            name = getattr(call.func, "id", getattr(call.func, "attr", ""))
            first = call.args[0]
            if name in {"mistake", "_mistake", "ExpressionError"} and isinstance(
                first, ast.Constant
            ):
                found.add(first.value)
    return found


def test_given_every_code_of_a_mistake_then_it_has_a_sentence() -> None:
    codes = _codes()

    assert len(codes) > 50
    assert codes - set(packs.WHY) == set()
    assert FactKind.FLAG in {code.removeprefix("value_of_kind_") for code in codes}


@pytest.mark.parametrize(
    ("was", "now", "korean", "english"),
    [
        ("employees < 50", "employes < 50",
         "trial.toml 18행: ‘rule[1].expression’ — 그런 이름의 사실이 없습니다. 적힌 값: employes "
         "수식의 1번째 글자입니다. 혹시 ‘employees’ 아닌가요?",
         "Did you mean ‘employees’?"),
        ("severity", "severty", "혹시 ‘severity’ 아닌가요?", "‘rule[1].severty’ is not known."),
        ("year = 2030", "year = 1999", "2014보다 작을 수 없습니다. 적힌 값: 1999",
         "It can't be below 2014. Found: 1999"),
        ('takes = "rest"', 'takes = "all"', "다음 가운데 하나여야 합니다:", "It has to be one of:"),
        ("employees < 50", "(employees < 50", "수식이 끝나지 않았거나", "not complete"),
    ],
)  # fmt: skip
def test_given_a_mistake_then_its_sentence_says_where_why_and_what_was_meant(
    tmp_path: Path, was: str, now: str, korean: str, english: str
) -> None:
    path = tmp_path / "trial.toml"
    path.write_text(PACK.replace(was, now), encoding="utf-8")
    with pytest.raises(PackBrokenError) as broken:
        load_pack(path)

    assert korean in explain(broken.value)
    try:
        language.choose(Language.ENGLISH)
        assert english in explain(broken.value)
    finally:
        language.choose(Language.KOREAN)
