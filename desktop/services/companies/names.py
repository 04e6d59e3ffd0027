"""Turns company names into what they are compared and searched by."""

from __future__ import annotations

import re
import unicodedata

_FIRST_SYLLABLE, _LAST_SYLLABLE = 0xAC00, 0xD7A3
_VOWEL_COUNT, _FINAL_COUNT = 21, 28
INITIALS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
_VOWELS = "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ"
_FINALS = "\0ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ"  # \0: no final consonant

# 두벌식: which jamo lies on which key; a shifted key without a jamo of its own is the plain one.
_KEYS = dict(
    zip(
        "rRseEfaqQtTdwWczxvgkoiOjpuPhynbml",
        "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎㅏㅐㅑㅒㅓㅔㅕㅖㅗㅛㅜㅠㅡㅣ",
        strict=True,
    )
)
_VOWEL_PAIRS = {
    "ㅗㅏ": "ㅘ", "ㅗㅐ": "ㅙ", "ㅗㅣ": "ㅚ", "ㅜㅓ": "ㅝ",
    "ㅜㅔ": "ㅞ", "ㅜㅣ": "ㅟ", "ㅡㅣ": "ㅢ",
}  # fmt: skip
_FINAL_PAIRS = {
    "ㄱㅅ": "ㄳ", "ㄴㅈ": "ㄵ", "ㄴㅎ": "ㄶ", "ㄹㄱ": "ㄺ", "ㄹㅁ": "ㄻ", "ㄹㅂ": "ㄼ",
    "ㄹㅅ": "ㄽ", "ㄹㅌ": "ㄾ", "ㄹㅍ": "ㄿ", "ㄹㅎ": "ㅀ", "ㅂㅅ": "ㅄ",
}  # fmt: skip
_CLUSTERS = str.maketrans({cluster: pair for pair, cluster in _FINAL_PAIRS.items()})
_PARTS = {whole: pair for pair, whole in (_VOWEL_PAIRS | _FINAL_PAIRS).items()}
_KEY_OF = {jamo: key for key, jamo in _KEYS.items()}

_MARKER = re.compile(r"[(\[{<]\s*[주유합재사의학복]\s*[)\]}>]")
_LEGAL_FORM = re.compile(
    "주식회사|유한책임회사|유한회사|합자회사|합명회사|농업회사법인|어업회사법인|영농조합법인"
    "|영어조합법인|재단법인|사단법인|의료법인|학교법인|사회복지법인"
)
_PLAIN = re.compile("[가-힣a-z0-9]+")
_LATIN_FORM = re.compile(
    r"(?<=\w)(?:[\s.,]+(?:co|company|corp|corporation|inc|incorporated|ltd|limited|llc))+[\s.,]*$"
)


def normalise_name(name: str) -> str:
    """Return the key by which two spellings of one company name are equal.

    Legal forms, spaces, signs and case go; letters of any script and digits stay. A name that is
    nothing but a legal form stays as it is, so that the key is empty for an empty name only.
    """
    key = name
    while not _is_settled(key) and (shorter := _one_pass(key)) != key:
        key = shorter
    return key


def _is_settled(name: str) -> bool:
    """Say whether nothing can go any more, without going through it: most names end so."""
    return _PLAIN.fullmatch(name) is not None and _LEGAL_FORM.search(name) is None


def _one_pass(name: str) -> str:
    plain = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())
    letters = _letters(_LATIN_FORM.sub("", _MARKER.sub(" ", plain)))
    return _LEGAL_FORM.sub("", letters) or letters or _letters(plain)


def _letters(text: str) -> str:
    return unicodedata.normalize("NFKC", "".join(filter(str.isalnum, text)))


def initials(name: str) -> str:
    """Return the first consonants of the normalised name: "ㄷㅅㅈㅁ" for "(주)대성정밀"."""
    return "".join(map(_initial, normalise_name(name)))


def _initial(letter: str) -> str:
    index = ord(letter) - _FIRST_SYLLABLE
    if 0 <= index <= _LAST_SYLLABLE - _FIRST_SYLLABLE:
        return INITIALS[index // (_VOWEL_COUNT * _FINAL_COUNT)]
    return letter


def is_initials(text: str) -> bool:
    """Say whether a person typed first consonants only, such as "ㄷㅅ" or "ㄱㅅ ㅈㅁ"."""
    letters = spread_initials(text)
    return bool(letters) and all(letter in INITIALS for letter in letters)


def spread_initials(text: str) -> str:
    """Return typed first consonants without spaces; input methods join ㄱㅅ into "ㄳ"."""
    return "".join(text.translate(_CLUSTERS).split())


def typed_in_english(text: str) -> str | None:
    """Return the Korean that was meant by keys typed in English mode: "eotjd" is "대성".

    The keyboard is 두벌식. None when the keys make neither whole syllables nor first consonants
    only ("etwa" is "ㄷㅅㅈㅁ"), or when there is Korean in the text already.
    """
    if not any(letter.isascii() and letter.isalpha() for letter in text):
        return None
    if any(letter.isalpha() and not letter.isascii() for letter in text):
        return None
    jamo = [_KEYS.get(letter) or _KEYS.get(letter.lower(), letter) for letter in text]
    if all(letter in INITIALS or not letter.isalpha() for letter in jamo):
        return "".join(jamo)
    return _composed(jamo)


def _composed(jamo: list[str]) -> str | None:
    """Return the syllables that a stream of jamo makes, or None if one is left over."""
    text: list[str] = []
    at = 0
    while at < len(jamo):
        if not jamo[at].isalpha():
            text.append(jamo[at])
            at += 1
            continue
        syllable, length = _syllable(jamo, at)
        if syllable is None:
            return None
        text.append(syllable)
        at += length
    return "".join(text)


def _syllable(jamo: list[str], at: int) -> tuple[str | None, int]:
    """Return the syllable that begins at `at` and how many keys it took."""
    first, vowel = jamo[at], "".join(jamo[at + 1 : at + 2])
    if first not in INITIALS or not vowel or vowel not in _VOWELS:
        return None, 0
    end = at + 2
    if end < len(jamo) and (joined := _VOWEL_PAIRS.get(vowel + jamo[end])):
        vowel, end = joined, end + 1
    final = _final(jamo, end)
    index = INITIALS.index(first) * _VOWEL_COUNT + _VOWELS.index(vowel)
    whole = _FIRST_SYLLABLE + index * _FINAL_COUNT + (_FINALS.index(final) if final else 0)
    return chr(whole), end - at + len(_PARTS.get(final, final))


def _final(jamo: list[str], at: int) -> str:
    """Return the final consonant that begins at `at`; the last one before a vowel moves on."""
    pair = "".join(jamo[at : at + 2])
    if pair in _FINAL_PAIRS and not _is_vowel(jamo, at + 2):
        return _FINAL_PAIRS[pair]
    first = pair[:1]
    if first and first in _FINALS[1:] and not _is_vowel(jamo, at + 1):
        return first
    return ""


def _is_vowel(jamo: list[str], at: int) -> bool:
    return at < len(jamo) and jamo[at] in _VOWELS


def keys_of(syllables: str) -> str:
    """Return the keys that type whole Korean syllables: "eotjd" for "대성"."""
    return "".join(map(_keys_of_letter, syllables))


def _keys_of_letter(letter: str) -> str:
    index = ord(letter) - _FIRST_SYLLABLE
    if not 0 <= index <= _LAST_SYLLABLE - _FIRST_SYLLABLE:
        return letter
    rest, final = divmod(index, _FINAL_COUNT)
    first, vowel = divmod(rest, _VOWEL_COUNT)
    whole = (INITIALS[first], _VOWELS[vowel], _FINALS[final] if final else "")
    return "".join(_KEY_OF[jamo] for part in whole for jamo in _PARTS.get(part, part))
