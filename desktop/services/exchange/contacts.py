"""Reads telephone numbers and mail addresses; an unusual one is kept as it is, with a warning."""

from __future__ import annotations

import re

from desktop.services.companies.numbers import narrow
from desktop.services.exchange.cells import Cell, Problem, ProblemCode, is_blank, text_of, tidy

LONGEST_PHONE = 40
LONGEST_EMAIL = 120

_SEOUL = re.compile(r"(02)(\d{3,4})(\d{4})", re.ASCII)
_AREA = re.compile(
    r"(01[016789]|03[1-3]|04[1-4]|05[1-5]|06[0-4]|070|080)(\d{3,4})(\d{4})", re.ASCII
)
_VIRTUAL = re.compile(r"(050\d)(\d{3,4})(\d{4})", re.ASCII)
_NATIONWIDE = re.compile(r"(1[568]\d\d)(\d{4})", re.ASCII)
_PATTERNS = (_AREA, _SEOUL, _VIRTUAL, _NATIONWIDE)

_LABEL = re.compile(r"^(?:TEL|T|전화|HP|H\.P|M|휴대폰)\s*[.:)]\s*", re.IGNORECASE)
_COUNTRY = re.compile(r"^(?:\+82|0082|\(82\)|82-)[\s\-(]*0?\)?")
_SIGNS = re.compile(r"[\s\-.()·]+")
_EMAIL = re.compile(r"[A-Z0-9._%+'\-]+@[A-Z0-9\-]+(?:\.[A-Z0-9\-]+)+", re.ASCII | re.IGNORECASE)


def parse_phone(cell: Cell) -> str | Problem:
    """Return "055-123-4567" for any spelling; the zero that a number cell loses comes back."""
    typed = cell if isinstance(cell, str) else text_of(cell)
    if is_blank(typed):
        return Problem(ProblemCode.MISSING)
    text = tidy(narrow(typed)).lstrip("'")
    bare = _SIGNS.sub("", _COUNTRY.sub("0", _LABEL.sub("", text)))
    for digits in (bare, "0" + bare):
        for pattern in _PATTERNS:
            if found := pattern.fullmatch(digits):
                return "-".join(found.groups())
    return Problem(ProblemCode.PHONE_UNUSUAL, kept=text[:LONGEST_PHONE])


def parse_email(cell: Cell) -> str | Problem:
    """Return a mail address, lower-cased behind the @."""
    typed = cell if isinstance(cell, str) else text_of(cell)
    if is_blank(typed):
        return Problem(ProblemCode.MISSING)
    text = tidy(narrow(typed))
    if _EMAIL.fullmatch(text) and len(text) <= LONGEST_EMAIL:
        name, _, host = text.rpartition("@")
        return f"{name}@{host.lower()}"
    return Problem(ProblemCode.EMAIL_UNUSUAL, kept=text[:LONGEST_EMAIL])
