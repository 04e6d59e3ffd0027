"""Says every sentence of the program in the language that the person chose.

Korean is the source: the sentence itself is the key. English lies in
`resources/language/en/*.toml`, one file per area. No Qt here, so that the command line can
speak without loading a window.
"""

from __future__ import annotations

import tomllib
from enum import StrEnum
from functools import cache

from desktop import paths


class Language(StrEnum):
    """A language of the screen."""

    KOREAN = "ko"
    ENGLISH = "en"


_chosen = Language.KOREAN


def choose(language: Language) -> None:
    """Speak `language` from now on; open windows have to be built again."""
    global _chosen  # the one place that knows which language is spoken
    _chosen = language


def chosen() -> Language:
    """Return the language that is spoken now."""
    return _chosen


@cache
def english() -> dict[str, str]:
    """Return every translated sentence, keyed by its Korean source.

    Raises ValueError when two areas translate one sentence differently.
    """
    sentences: dict[str, str] = {}
    for file in sorted((paths.resources() / "language" / "en").glob("*.toml")):
        for korean, translated in tomllib.loads(file.read_text("utf-8")).items():
            if sentences.setdefault(korean, translated) != translated:
                raise ValueError(f"{file.name}: two translations of {korean!r}")
    return sentences


def tr(sentence: str, **facts: object) -> str:
    """Return `sentence` in the chosen language with `facts` filled into its braces.

    A sentence without translation is shown in Korean; a test makes sure that none is left.
    """
    spoken = english().get(sentence, sentence) if _chosen is Language.ENGLISH else sentence
    return spoken.format(**facts) if facts else spoken
