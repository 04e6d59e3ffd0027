"""Stories about finding the line of a key."""

from __future__ import annotations

from desktop.services.programmes.toml_lines import key_lines, line_of

TEXT = '''\
# a = 1 is a comment [not a table]
a = 1
title = { ko = "가", en = "[A]" }
note = """
b = 2
[c]
"""

[table]
list = [
    "x = 1",  # ]
    ["y"],
]
after = 'z = [1'

[[item]]
id = 1
[[item.part]]
x.y = 2
[[item.part]]
[item.one]
z = 3

[[item]]
id = 2
[[item.part]]
x = 9
'''


def test_given_a_file_when_read_then_every_key_has_its_line() -> None:
    lines = key_lines(TEXT)

    assert lines == {
        ("a",): 2,
        ("title",): 3,
        ("note",): 4,
        ("table",): 9,
        ("table", "list"): 10,
        ("table", "after"): 14,
        ("item", 0): 16,
        ("item", 0, "id"): 17,
        ("item", 0, "part", 0): 18,
        ("item", 0, "part", 0, "x"): 19,
        ("item", 0, "part", 0, "x", "y"): 19,
        ("item", 0, "part", 1): 20,
        ("item", 0, "one"): 21,
        ("item", 0, "one", "z"): 22,
        ("item", 1): 24,
        ("item", 1, "id"): 25,
        ("item", 1, "part", 0): 26,
        ("item", 1, "part", 0, "x"): 27,
    }


def test_given_a_key_without_its_own_line_when_asked_then_what_holds_it_answers() -> None:
    lines = key_lines(TEXT)

    assert line_of(("title", "en"), lines) == 3
    assert line_of(("item", 1, "missing"), lines) == 24
    assert line_of(("nowhere",), lines) is None
