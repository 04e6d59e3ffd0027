"""Reads the value out of a cell: numbers, words, yes or no; never fails, but says what is wrong."""

from __future__ import annotations

import math
import re

from db.words import SizeClass, SystemLevel
from desktop.services.companies.numbers import (
    brn_is_valid,
    crn_is_valid,
    narrow,
    normalise_brn,
    normalise_crn,
    normalise_sub_number,
)
from desktop.services.exchange.cells import (
    BLANK_TEXTS,
    Cell,
    Problem,
    ProblemCode,
    is_blank,
    text_of,
    tidy,
)

LONGEST_NAME = 200
LONGEST_NUMBER = 40  # letters
LARGEST_COUNT = 10**9
LARGEST_NUMBER = 10**15
LARGEST_PERCENT = 10_000

_NUMBER = r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?"
_COUNT = re.compile(rf"({_NUMBER}) ?(?:명|인|개사|개소|개월|개|건|대|회|곳|필지|차|층)?", re.ASCII)
_MEASURE = re.compile(
    rf"({_NUMBER}) ?(?:㎡|m²|m2|제곱미터|개/h|개|명|인|시간|hr?|건|일|원|ppm|회|대|분|초|kg"
    "|톤|t|ea|%)?",
    re.ASCII | re.IGNORECASE,
)
_PERCENT = re.compile(rf"({_NUMBER}) ?(%p?|퍼센트|프로)?", re.ASCII | re.IGNORECASE)
_KSIC = re.compile(r"[A-U]? ?(\d{2,5})(?: ?\(.*\))?", re.ASCII | re.IGNORECASE)
_SEVERAL = re.compile(r"[,;/|\s]+(?![^(]*\))")

_YES = {
    "○", "◯", "●", "◎", "〇", "o", "ㅇ", "v", "✓", "✔", "√", "☑", "y", "yes", "true", "t", "1",
    "예", "네", "유", "있음", "해당", "해당됨", "여", "동의", "희망",
}  # fmt: skip
_NO = {
    "×", "x", "✕", "✗", "✘", "☐", "n", "no", "false", "f", "0",
    "아니오", "아니요", "무", "없음", "해당없음", "비해당", "미해당", "해당안됨", "부", "미동의",
    "미희망",
}  # fmt: skip
_SIZES = {
    "소상공인": SizeClass.MICRO, "소공인": SizeClass.MICRO, "소기업(소상공인)": SizeClass.MICRO,
    "소기업": SizeClass.SMALL, "중기업": SizeClass.MEDIUM, "중기": SizeClass.MEDIUM,
    "중견": SizeClass.MIDSIZE, "중견기업": SizeClass.MIDSIZE,
    "대기업": SizeClass.LARGE,
}  # fmt: skip
_LEVELS = {
    "ict미적용": SystemLevel.NONE, "미적용": SystemLevel.NONE,
    "기초": SystemLevel.BASIC, "기초수준": SystemLevel.BASIC, "기초단계": SystemLevel.BASIC,
    "중간1": SystemLevel.MIDDLE_1, "중간1수준": SystemLevel.MIDDLE_1, "중간ⅰ": SystemLevel.MIDDLE_1,
    "중간2": SystemLevel.MIDDLE_2, "중간2수준": SystemLevel.MIDDLE_2, "중간ⅱ": SystemLevel.MIDDLE_2,
    "고도": SystemLevel.ADVANCED, "고도화": SystemLevel.ADVANCED, "고도수준": SystemLevel.ADVANCED,
}  # fmt: skip


def parse_text(cell: Cell, *, limit: int = 300, lines: bool = False) -> str | Problem:
    """Return the tidied text; lines keeps its line breaks. Numbers and dates become their text."""
    text = tidy(cell if isinstance(cell, str) else text_of(cell), lines=lines)
    if text in BLANK_TEXTS:
        return Problem(ProblemCode.MISSING)
    return text if len(text) <= limit else Problem(ProblemCode.TOO_LONG, {"limit": limit})


def parse_name(cell: Cell, *, limit: int = LONGEST_NAME) -> str | Problem:
    """Return the name of a company or person as it is written, tidied; it has to have a letter."""
    name = parse_text(cell, limit=limit)
    if isinstance(name, str) and not any(map(str.isalpha, name)):
        return Problem(ProblemCode.NAME_WITHOUT_LETTERS)
    return name


def parse_brn(cell: Cell) -> str | Problem:
    """Return the ten digits of a 사업자등록번호 whose check digit is right."""
    text = _as_typed(cell)
    if is_blank(text):
        return Problem(ProblemCode.MISSING)
    brn = normalise_brn(text.lstrip("'"))
    if brn is None:
        return Problem(ProblemCode.BRN_MALFORMED)
    return brn if brn_is_valid(brn) else Problem(ProblemCode.BRN_CHECK_DIGIT)


def parse_crn(cell: Cell) -> str | Problem:
    """Return the thirteen digits of a 법인등록번호; a wrong check digit is a warning only."""
    text = _as_typed(cell)
    if is_blank(text):
        return Problem(ProblemCode.MISSING)
    crn = normalise_crn(text.lstrip("'"))
    if crn is None:
        return Problem(ProblemCode.CRN_MALFORMED)
    return crn if crn_is_valid(crn) else Problem(ProblemCode.CRN_CHECK_DIGIT, kept=crn)


def parse_sub_number(cell: Cell) -> str | Problem:
    """Return a 종사업장번호 as four digits."""
    text = _as_typed(cell)
    if is_blank(text):
        return Problem(ProblemCode.MISSING)
    return normalise_sub_number(text.lstrip("'")) or Problem(ProblemCode.SUB_NUMBER_MALFORMED)


def parse_count(cell: Cell) -> int | Problem:
    """Return a whole number from 0 up; "1,234명" is 1234."""
    number = _number(cell, _COUNT)
    if isinstance(number, Problem):
        return number
    if not number.is_integer():
        return Problem(ProblemCode.FRACTION)
    if number < 0:
        return Problem(ProblemCode.NEGATIVE)
    return int(number) if number <= LARGEST_COUNT else _too_large(LARGEST_COUNT)


def parse_number(cell: Cell) -> float | Problem:
    """Return a measured quantity; a unit behind it is left out but never converted."""
    number = _number(cell, _MEASURE)
    if isinstance(number, Problem):
        return number
    return number if abs(number) <= LARGEST_NUMBER else _too_large(LARGEST_NUMBER)


def parse_percent(cell: Cell, *, ratio: bool = False) -> float | Problem:
    """Return points of a hundred: "50%" and 50 are 50.0.

    ratio: the column holds shares of one, as spreadsheets store cells shown as percent; a bare
    number is then taken times a hundred, which a warning tells.
    """
    number = _number(cell, _PERCENT)
    if isinstance(number, Problem):
        return number
    if abs(number) > LARGEST_PERCENT:
        return _too_large(LARGEST_PERCENT)
    if ratio and not isinstance(cell, str):
        return Problem(ProblemCode.PERCENT_FROM_RATIO, kept=float(f"{number * 100:.12g}"))
    return number


def parse_bool(cell: Cell) -> bool | Problem:
    """Return yes or no from ○ and ×, 예 and 아니오, 해당 and 미해당, Y and N, 1 and 0."""
    if isinstance(cell, bool):
        return cell
    if isinstance(cell, (int, float)):
        return bool(cell) if cell in {0, 1} else Problem(ProblemCode.NOT_YES_OR_NO)
    if not isinstance(cell, str):
        return Problem(ProblemCode.WRONG_KIND)
    word = _word(cell)
    if not word or is_blank(word):
        return Problem(ProblemCode.MISSING)
    if word in _YES:
        return True
    return False if word in _NO else Problem(ProblemCode.NOT_YES_OR_NO)


def parse_ksic(cell: Cell) -> str | Problem:
    """Return a KSIC code of two to five digits without its letter; the first of several."""
    text = narrow(_as_typed(cell)).strip().lstrip("'")
    if is_blank(text):
        return Problem(ProblemCode.MISSING)
    codes = [_KSIC.fullmatch(part) for part in _SEVERAL.split(text) if part]
    found = [code[1] for code in codes if code]
    if not found or len(found) != len(codes):
        return Problem(ProblemCode.KSIC_MALFORMED)
    if len(set(found)) > 1:
        return Problem(ProblemCode.KSIC_SEVERAL, {"codes": found}, kept=found[0])
    return found[0]


def parse_size(cell: Cell) -> SizeClass | Problem:
    """Return the size of a company; "중소기업" covers several, so it is a word we do not know."""
    word = _word(text_of(cell))
    if is_blank(word):
        return Problem(ProblemCode.MISSING)
    return _SIZES.get(word) or Problem(ProblemCode.UNKNOWN_WORD)


def parse_level(cell: Cell) -> SystemLevel | Problem:
    """Return a 스마트화 수준; the ladders of single years (레벨3, 고도화1) are not guessed at."""
    word = _word(text_of(cell))
    if is_blank(word):
        return Problem(ProblemCode.MISSING)
    return _LEVELS.get(word) or Problem(ProblemCode.UNKNOWN_WORD)


def _number(cell: Cell, pattern: re.Pattern[str]) -> float | Problem:
    if isinstance(cell, str):
        return _number_of_text(cell, pattern)
    if isinstance(cell, bool) or not isinstance(cell, (int, float)):
        return Problem(ProblemCode.WRONG_KIND)
    if isinstance(cell, int) and abs(cell) > LARGEST_NUMBER:
        return _too_large(LARGEST_NUMBER)
    return float(cell) if math.isfinite(cell) else Problem(ProblemCode.NOT_A_NUMBER)


def _number_of_text(text: str, pattern: re.Pattern[str]) -> float | Problem:
    if is_blank(text):
        return Problem(ProblemCode.MISSING)
    plain = " ".join(narrow(text).split()).lstrip("'")
    if len(plain) > LONGEST_NUMBER:
        return Problem(ProblemCode.NOT_A_NUMBER)
    negative = plain[:1] in {"△", "▲"}
    found = pattern.fullmatch(plain[1:] if negative else plain)
    if not found:
        return Problem(ProblemCode.NOT_A_NUMBER)
    number = float(found[1].replace(",", ""))
    return -number if negative else number


def _as_typed(cell: Cell) -> str:
    return cell if isinstance(cell, str) else text_of(cell)


def _word(text: str) -> str:
    return "".join(narrow(tidy(text)).casefold().split())


def _too_large(limit: int) -> Problem:
    return Problem(ProblemCode.TOO_LARGE, {"limit": limit})
