"""How forms say the words of the program; from `templates/words.toml`."""

from __future__ import annotations

import tomllib
from functools import cache
from typing import Any

from desktop import paths
from desktop.services.documents.errors import TemplateMissingError


@cache  # ships with the program and does not change while it runs
def _lists() -> dict[str, Any]:
    path = paths.templates() / "words.toml"
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise TemplateMissingError(path=path) from error


def said(kind: str, word: object) -> str:
    """Return how a form says a word of the list `kind`; nothing for nothing."""
    return "" if word is None or word == "" else str(_lists()[kind][str(word)])


def known(kind: str, word: object) -> str:
    """Return how a form says a word, or the word itself where the list does not know it."""
    return str(_lists()[kind].get(str(word), word))


def reason(kind: str, **facts: str) -> str:
    """Return the reason called `kind` with its facts filled in."""
    return str(_lists()["reason"][kind]).format(**facts)


def party(kind: str) -> dict[str, str]:
    """Return how an agreement calls a party, its role and its duty."""
    return dict(_lists()["party"][kind])
