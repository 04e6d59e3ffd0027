"""Reads, checks and writes the numbers that tell companies apart (formulas: domain 9.5)."""

from __future__ import annotations

import re
from operator import mul

_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}  # ！…～ to !…~
_SPACES = dict.fromkeys((0x00A0, 0x1680, 0x202F, 0x205F, 0x3000, *range(0x2000, 0x200B)), " ")
_HYPHENS = dict.fromkeys((0x2010, 0x2011, 0x2012, 0x2013, 0x2014, 0x2015, 0x2212, 0xFE63), "-")
_NARROW: dict[int, int | str] = {**_FULL_WIDTH, **_SPACES, **_HYPHENS, 0xFFE6: "₩"}

_BETWEEN_DIGITS = re.compile(r"[\s.\-·]+")
_BRN_WEIGHTS = (1, 3, 7, 1, 3, 7, 1, 3, 5)
_BRN_LENGTH = 10
_CRN_LENGTH = 13
_SUB_NUMBER_LENGTH = 4


def narrow(text: str) -> str:
    """Return `text` with full-width signs, odd spaces and odd hyphens as their ASCII twins.

    Unlike NFKC it leaves "²", "①" and "㎡" alone, which would turn into digits and letters.
    """
    return text if text.isascii() else text.translate(_NARROW)


def normalise_brn(text: str) -> str | None:
    """Return the ten digits of a 사업자등록번호, or None if these are not ten digits."""
    return _digits(text, _BRN_LENGTH)


def brn_is_valid(brn: str) -> bool:
    """Say whether ten digits carry the right check digit; all zeros is a placeholder, so no."""
    if len(brn) != _BRN_LENGTH or not _is_digits(brn) or not brn.strip("0"):
        return False
    digits = list(map(int, brn))
    total: int = sum(map(mul, digits, _BRN_WEIGHTS)) + digits[8] * 5 // 10
    return (10 - total % 10) % 10 == digits[9]


def format_brn(brn: str) -> str:
    """Return "124-81-00998" for "1248100998", anything else unchanged."""
    if len(brn) != _BRN_LENGTH or not _is_digits(brn):
        return brn
    return f"{brn[:3]}-{brn[3:5]}-{brn[5:]}"


def normalise_crn(text: str) -> str | None:
    """Return the thirteen digits of a 법인등록번호, or None if these are not thirteen digits."""
    return _digits(text, _CRN_LENGTH)


def crn_is_valid(crn: str) -> bool:
    """Say whether thirteen digits carry the right check digit.

    Only ever warn: numbers given out from about 2025 may not follow it (domain 9.5, not verified).
    """
    if len(crn) != _CRN_LENGTH or not _is_digits(crn) or not crn.strip("0"):
        return False
    digits = [int(digit) for digit in crn]
    total = sum(digit * (1 + place % 2) for place, digit in enumerate(digits[:12]))
    return (10 - total % 10) % 10 == digits[12]


def format_crn(crn: str) -> str:
    """Return "130111-0006246" for "1301110006246", anything else unchanged."""
    if len(crn) != _CRN_LENGTH or not _is_digits(crn):
        return crn
    return f"{crn[:6]}-{crn[6:]}"


def normalise_sub_number(text: str) -> str | None:
    """Return a 종사업장번호 as four digits ("1" is "0001"), or None if it is none."""
    digits = narrow(text).strip()
    if not _is_digits(digits) or len(digits) > _SUB_NUMBER_LENGTH:
        return None
    return digits.zfill(_SUB_NUMBER_LENGTH)


def _digits(text: str, length: int) -> str | None:
    if len(text) == length and _is_digits(text):
        return text
    digits = _BETWEEN_DIGITS.sub("", narrow(text))
    return digits if len(digits) == length and _is_digits(digits) else None


def _is_digits(text: str) -> bool:
    return text.isascii() and text.isdigit()
