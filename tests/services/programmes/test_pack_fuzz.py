"""Whatever somebody writes into a pack, they are told; the program never falls over it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop.services.programmes import pack_drafts
from desktop.services.programmes.errors import PackBrokenError
from desktop.services.programmes.pack import Pack
from desktop.services.programmes.pack_reading import load_pack
from desktop.services.programmes.pack_testing import run_tests
from desktop.views.shared.explain import explain
from tests.services.programmes.test_pack_parts import FULL_PACK

if TYPE_CHECKING:
    from pathlib import Path

LINES = FULL_PACK.splitlines()
KEYS = sorted({line.split(" = ")[0] for line in LINES if " = " in line})
VALUES = st.one_of(
    st.integers(-(10**20), 10**20).map(str),
    st.floats(allow_nan=True).map(str),
    st.text(max_size=12).map(lambda text: f'"{text}"'),
    st.sampled_from(
        [
            *("true", "2030-02-30", "2030-01-01", "[]", "{}", '["one"]', "[[]]", '""', "''", "nan"),
            *('"employees > "', '"x.y"', "1.5", "0x10", '"' + "(" * 900 + '"', "{ ko = 1 }"),
        ]
    ),
)
CHANGES = st.lists(
    st.tuples(
        st.sampled_from(["drop", "double", "value", "key", "insert", "swap"]),
        st.integers(0, len(LINES) - 1),
        st.integers(0, len(LINES) - 1),
        st.sampled_from(KEYS),
        VALUES,
    ),
    min_size=1,
    max_size=6,
)
MANY = settings(
    max_examples=250, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def changed(changes: list[tuple[str, int, int, str, str]]) -> str:
    """Return the pack with lines dropped, doubled, swapped, and given other keys and values."""
    lines = list(LINES)
    for how, at, other, key, value in changes:
        at, other = at % len(lines), other % len(lines)
        if how == "drop" and len(lines) > 1:
            del lines[at]
        elif how == "double":
            lines.insert(other, lines[at])
        elif how == "value":
            lines[at] = f"{lines[at].split(' = ')[0]} = {value}"
        elif how == "key":
            lines[at] = re.sub(r"^[\w]+ =", f"{key} =", lines[at])
        elif how == "insert":
            lines.insert(at, f"{key} = {value}")
        else:
            lines[at], lines[other] = lines[other], lines[at]
    return "\n".join(lines)


@given(CHANGES)
@MANY
def test_given_any_pack_when_read_then_it_works_or_every_mistake_is_a_sentence(
    tmp_path: Path, changes: list[tuple[str, int, int, str, str]]
) -> None:
    path = tmp_path / "fuzzed.toml"
    path.write_text(changed(changes), encoding="utf-8", errors="replace")

    told = _told(path)

    assert told
    assert not re.search(r"\{\w+\}", told)


def _told(path: Path) -> str:
    """Return what is wrong with a pack, or its id when it can be used to the end."""
    try:
        pack = load_pack(path)
    except PackBrokenError as error:
        mistakes = error.facts["mistakes"]
        assert isinstance(mistakes, tuple)
        return " ".join(explain(one) for one in mistakes)
    assert len(run_tests(pack)) == len(pack.tests)
    again = Pack.model_validate(pack_drafts.as_content(pack))
    assert [rule.id for rule in again.rules] == [rule.id for rule in pack.rules]
    return pack.id


@given(st.binary(max_size=400))
@MANY
def test_given_any_bytes_when_read_as_a_pack_then_they_are_refused_with_a_line(
    tmp_path: Path, content: bytes
) -> None:
    path = tmp_path / "bytes.toml"
    path.write_bytes(content)

    assert _told(path).startswith("bytes.toml")
