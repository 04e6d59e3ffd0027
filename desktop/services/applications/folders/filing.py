"""Finds the required paper that a file is, by the words in its name and its folders."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop.services.applications.folders.archive import Part
    from desktop.services.applications.papers import PaperRow

_ALIKE = 80  # of 100; of the shorter of both names


def paper_of(part: Part, papers: Sequence[PaperRow]) -> PaperRow | None:
    """Return the paper whose word the file's name holds, the longest word first; None for none.

    The name of the file speaks before those of its folders, words of the pack before likeness.
    """
    for written in (part.name.rpartition(".")[0] or part.name, *reversed(part.folders[1:])):
        plain = _plain(written)
        found = [(word, paper) for paper in papers for word in _words(paper) if word in plain]
        if found:
            return max(found, key=lambda one: len(one[0]))[1]
    return _alike(_plain(part.name.rpartition(".")[0] or part.name), papers)


def _words(paper: PaperRow) -> list[str]:
    names = list(paper.rule.names) if paper.rule is not None else []
    if paper.title is not None:
        names += [paper.title.ko, paper.title.en]
    return [word for name in (*names, paper.code) if (word := _plain(name))]


def _plain(text: str) -> str:
    """Return a name without spaces, signs and case."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(filter(str.isalnum, folded))


def _alike(plain: str, papers: Sequence[PaperRow]) -> PaperRow | None:
    """Return the paper whose title is spelled almost like the file's name."""
    from rapidfuzz import fuzz

    scored = [
        (fuzz.ratio(plain, _plain(paper.title.ko)), place, paper)
        for place, paper in enumerate(papers)
        if paper.title is not None
    ]
    best = max(scored, key=lambda one: (one[0], -one[1]), default=None)
    return best[2] if best is not None and best[0] >= _ALIKE else None
