"""Reads amounts of money as Korean sheets write them, to the won."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

from desktop.services.companies.numbers import narrow
from desktop.services.exchange.cells import Problem, ProblemCode, is_blank

if TYPE_CHECKING:
    from desktop.services.exchange.cells import Cell

LARGEST_AMOUNT = 10**15  # won; more than any programme of the country pays
LONGEST_AMOUNT = 28  # letters; longer text is a sentence, and Decimal is exact up to here

_SMALL = {"십": 10, "백": 100, "천": 1000}
_BIG = {"만": 10**4, "억": 10**8, "조": 10**12}
_SPELT_DIGITS = str.maketrans("일이삼사오육칠팔구", "123456789")

_PLAIN = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+", re.ASCII)
_TOKEN = re.compile(rf"{_PLAIN.pattern}|[십백천만억조]", re.ASCII)
_BEFORE = re.compile(r"^(?:일?금|[₩\\￦]|KRW)+", re.IGNORECASE)
_AFTER = re.compile(r"(?:원정?|KRW)$", re.IGNORECASE)
_UNIT = re.compile(
    r"(?:^|[(\[{<,/:_\s])"
    r"((?:[십백천만억조]{1,3}|1[0,]*000)?\s?원|KRW|억|천만|백만|십억)"
    r"(?=$|[)\]}>,/·_\s])",
    re.IGNORECASE,
)


def unit_in(heading: str) -> int | None:
    """Return the won that 1 stands for under a heading: 1000 for "매출액(천원)", or None."""
    found = _UNIT.search(narrow(heading))
    return unit_of(found[1]) if found else None


def unit_of(word: str) -> int:
    """Return the won in a word such as "백만원", "1,000원" or "억"."""
    unit = 1
    digits = "".join(filter(str.isdigit, word))
    if digits:
        unit = int(digits)
    for letter in word:
        unit *= _SMALL.get(letter) or _BIG.get(letter, 1)
    return unit


def parse_won(cell: Cell, *, unit: int = 1, signed: bool = False) -> int | Problem:
    """Return an amount in won, exactly.

    unit: the won that a bare number stands for; a number that names its own unit ignores it.
    signed: whether less than nothing makes sense here.
    Refuses fractions of a won and more than 10^15 won.
    """
    amount: int | Decimal | Problem
    if isinstance(cell, bool) or not isinstance(cell, (int, float, str)):
        return Problem(ProblemCode.WRONG_KIND)
    if isinstance(cell, float):
        amount = _of_float(cell, unit)
    elif isinstance(cell, str):
        amount = _of_text(cell, unit)
    else:
        amount = cell * unit
    if isinstance(amount, Decimal):
        amount = _whole(amount)
    return amount if isinstance(amount, Problem) else _within_limits(amount, signed=signed)


def _of_float(number: float, unit: int) -> int | Decimal | Problem:
    if number.is_integer():
        return int(number) * unit
    # 15 digits are what spreadsheets keep and show; the rest is noise of their arithmetic
    exact = Decimal(f"{number:.15g}")
    return exact * unit if exact.is_finite() else Problem(ProblemCode.NOT_A_NUMBER)


def _of_text(text: str, unit: int) -> int | Decimal | Problem:
    if text.isascii() and text.isdigit() and len(text) <= LONGEST_AMOUNT:
        return int(text) * unit
    if is_blank(text):
        return Problem(ProblemCode.MISSING)
    bare = "".join(narrow(text).split()).lstrip("'")
    if len(bare) > LONGEST_AMOUNT:
        return Problem(ProblemCode.NOT_A_NUMBER)
    bare, negative = _without_sign(bare)
    without = _AFTER.sub("", bare)
    in_won = without != bare
    if not any(map(str.isdigit, without)):
        without = without.translate(_SPELT_DIGITS)
    if _PLAIN.fullmatch(without):
        amount: Decimal | Problem = Decimal(without.replace(",", "")) * (1 if in_won else unit)
    else:
        amount = _of_words(without, in_won=in_won)
    if isinstance(amount, Problem):
        return amount
    return -amount if negative else amount


def _without_sign(text: str) -> tuple[str, bool]:
    """Return the amount without sign and currency, and whether it is below nothing.

    Accountants write a loss as (1,000), △1,000 or ▲1,000.
    """
    negative = False
    if text.startswith("(") and text.endswith(")"):
        text, negative = text[1:-1], True
    text = _BEFORE.sub("", text)
    if text[:1] in {"-", "△", "▲", "▵"}:
        text, negative = text[1:], True
    elif text.startswith("+"):
        text = text[1:]
    return _BEFORE.sub("", text), negative


def _of_words(text: str, *, in_won: bool) -> Decimal | Problem:
    """Return the won of "1억2,000만", "3백만", "1.2억", "120,000천"."""
    tokens = _TOKEN.findall(text)
    says_a_number = in_won or any(map(_is_number, tokens))
    if not tokens or not says_a_number or "".join(tokens) != text:
        return Problem(ProblemCode.NOT_A_NUMBER)
    amount = _fold(tokens, in_won=in_won)
    several = sum(map(_is_number, tokens)) > 1
    if isinstance(amount, Decimal) and several and "." in text:
        return Problem(ProblemCode.AMBIGUOUS_AMOUNT)
    return amount


def _fold(tokens: list[str], *, in_won: bool) -> Decimal | Problem:
    """Add up numbers and units from the left; units have to fall."""
    total = group = Decimal(0)
    number: Decimal | None = None
    last_small = last_big = LARGEST_AMOUNT * 10
    for token in tokens:
        if small := _SMALL.get(token):
            if small >= last_small:
                return Problem(ProblemCode.NOT_A_NUMBER)
            group += (Decimal(1) if number is None else number) * small
            number, last_small = None, small
        elif big := _BIG.get(token):
            if big >= last_big:
                return Problem(ProblemCode.NOT_A_NUMBER)
            nothing_named = number is None and not group and last_small > LARGEST_AMOUNT
            total += (Decimal(1) if nothing_named else group + (number or 0)) * big
            group, number, last_small, last_big = Decimal(0), None, LARGEST_AMOUNT * 10, big
        elif number is not None:
            return Problem(ProblemCode.NOT_A_NUMBER)
        else:
            number = Decimal(token.replace(",", ""))
    return _with_rest(total, group, number, last_big, in_won=in_won)


def _with_rest(
    total: Decimal, group: Decimal, number: Decimal | None, last_big: int, *, in_won: bool
) -> Decimal | Problem:
    """Add what stands after the last 만, 억 or 조, if it can mean one thing only.

    "1억 2,000" is said for 1억 2,000만 and written for 100,002,000: nobody can know.
    """
    rest = group + (number or 0)
    if last_big > LARGEST_AMOUNT or not rest:
        return total + rest
    if rest >= last_big:
        return Problem(ProblemCode.NOT_A_NUMBER)
    four_digits = 1000 <= rest < 10_000
    clear = (last_big == _BIG["만"] and four_digits) or (in_won and not group)
    return total + rest if clear else Problem(ProblemCode.AMBIGUOUS_AMOUNT)


def _is_number(token: str) -> bool:
    return token not in _SMALL and token not in _BIG


def _whole(amount: Decimal) -> int | Problem:
    if abs(amount) > LARGEST_AMOUNT:
        return Problem(ProblemCode.TOO_LARGE, {"limit": LARGEST_AMOUNT})
    whole = int(amount)
    return whole if whole == amount else Problem(ProblemCode.FRACTION)


def _within_limits(amount: int, *, signed: bool) -> int | Problem:
    if abs(amount) > LARGEST_AMOUNT:
        return Problem(ProblemCode.TOO_LARGE, {"limit": LARGEST_AMOUNT})
    if amount < 0 and not signed:
        return Problem(ProblemCode.NEGATIVE)
    return amount
