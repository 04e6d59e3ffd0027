"""Tells the region codes from the words of an address."""

from __future__ import annotations

from functools import cache, lru_cache

from db.words import CodeKind
from desktop.services import codes

_REMEMBERED = 4096  # beginnings of addresses; the country has some 250 of them


@cache
def _provinces() -> dict[str, str]:
    found: dict[str, str] = {}
    for entry in codes.entries(CodeKind.SIDO):
        found[entry.name] = entry.code
        if entry.short:
            found[entry.short] = entry.code
    # Addresses written before the special self-governing provinces keep the old names.
    found.setdefault("강원도", found.get("강원", ""))
    found.setdefault("전라북도", found.get("전북", ""))
    return found


@cache
def _cities() -> dict[tuple[str, str], str]:
    return {(entry.parent, entry.name): entry.code for entry in codes.entries(CodeKind.SIGUNGU)}


def region_of(text: str) -> tuple[str, str]:
    """Return (시도 code, 시군구 code) of an address such as "경상남도 창원시 성산구 …".

    Empty where it is not understood. A city with districts is told by both words.
    """
    return _of_words(tuple(text.split(maxsplit=3)[:3]))


@lru_cache(_REMEMBERED)
def _of_words(words: tuple[str, ...]) -> tuple[str, str]:
    sido = _provinces().get(words[0], "") if words else ""
    if not sido:
        return "", ""
    for name in (" ".join(words[1:3]), "".join(words[1:3]), *words[1:2]):
        code = _cities().get((sido, name))
        if code:
            return sido, code
    return sido, ""
