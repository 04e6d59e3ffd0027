"""Finds the line of every key of a TOML file, which the parser does not tell."""

from __future__ import annotations

import re

KeyPath = tuple[str | int, ...]

# Strings and comments may hold brackets and signs that mean nothing.
_SILENT = re.compile(
    r'"""(?:\\.|[^\\])*?"""|\'\'\'.*?\'\'\'|"(?:\\.|[^"\\\n])*"|\'[^\'\n]*\'|\#[^\n]*', re.DOTALL
)
_HEADER = re.compile(r"\s*(\[\[?)\s*([\w.\- ]+?)\s*\]\]?\s*$")
_KEY = re.compile(r"\s*([\w\-]+(?:\s*\.\s*[\w\-]+)*)\s*=(.*)$")


def key_lines(text: str) -> dict[KeyPath, int]:
    """Return the line, from 1, where each key and table of `text` begins.

    Tables of an array are numbered from 0. Keys inside inline tables and quoted keys are not found;
    `line_of` then falls back to what holds them.
    """
    lines: dict[KeyPath, int] = {}
    counts: dict[KeyPath, int] = {}
    table: KeyPath = ()
    depth = 0
    for number, line in enumerate(_SILENT.sub(_blank, text).splitlines(), start=1):
        key = None if depth else _KEY.match(line)
        header = None if depth or key else _HEADER.match(line)
        if header:
            table = _open_table(header[2].split("."), header[1] == "[[", counts)
            lines.setdefault(table, number)
        elif key:
            path = table
            for part in key[1].split("."):
                path = (*path, part.strip())
                lines.setdefault(path, number)
            depth = _open_brackets(key[2])
        else:
            depth += _open_brackets(line)
    return lines


def line_of(path: KeyPath, lines: dict[KeyPath, int]) -> int | None:
    """Return the line of `path`, or of the nearest thing that holds it; None for the whole file."""
    while path and path not in lines:
        path = path[:-1]
    return lines.get(path)


def _blank(found: re.Match[str]) -> str:
    """Keep only the line breaks, so that the lines below keep their numbers."""
    return '""' + "\n" * found[0].count("\n") if found[0][0] != "#" else ""


def _open_table(parts: list[str], is_array: bool, counts: dict[KeyPath, int]) -> KeyPath:
    """Return the path of a header, with the number of each table of an array that it lies in."""
    path: KeyPath = ()
    for at, part in enumerate(parts):
        path = (*path, part.strip())
        if is_array and at == len(parts) - 1:
            counts[path] = counts.get(path, -1) + 1
        if path in counts:
            path = (*path, counts[path])
    return path


def _open_brackets(text: str) -> int:
    return sum(text.count(sign) for sign in "[{") - sum(text.count(sign) for sign in "]}")
