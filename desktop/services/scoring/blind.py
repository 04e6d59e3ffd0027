"""Hides who applies: names, contacts and numbers give way to circles, in file names too."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sqlmodel import col, select

from db.tables import Case, Company, Contact, EvaluationRound
from desktop.services import rows
from desktop.services.companies.names import normalise_name
from desktop.services.scoring.keys import key_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from sqlmodel import Session

HIDDEN = "○○○"
_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # without letters and digits that look alike
_LETTERS = 6
_SHORTEST = 2  # one syllable alone is a word, not a name
_LONG_ENOUGH = 3
_PATTERNS = (
    re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"),
    re.compile(r"(?<!\d)\d{3}-?\d{2}-?\d{5}(?!\d)"),  # 사업자등록번호
    re.compile(r"(?<!\d)\d{6}-?\d{7}(?!\d)"),  # 법인등록번호
    re.compile(r"(?<!\d)0\d{1,2}[-. )]?\d{3,4}[-. ]?\d{4}(?!\d)"),
    re.compile(r"(?:https?://|www\.)\S+"),
)


def alias(round_id: UUID, case_id: UUID) -> str:
    """Return how a case is called where nobody may know whose it is; the same on every computer."""
    number = key_of(EvaluationRound, round_id, case_id).int
    letters = ""
    for _ in range(_LETTERS):
        number, at = divmod(number, len(_ALPHABET))
        letters += _ALPHABET[at]
    return f"{letters[:3]}-{letters[3:]}"


def secrets_of(session: Session, case_id: UUID) -> tuple[str, ...]:
    """Return what has to be hidden of a case: the names of the company and of its people."""
    case = rows.find(session, Case, case_id)
    company = rows.find(session, Company, case.company_id)
    people = session.exec(select(Contact.name).where(col(Contact.company_id) == company.id))
    named = {company.name, normalise_name(company.name), company.representative, *people}
    return tuple(sorted((one.strip() for one in named if _is_name(one)), key=len, reverse=True))


def hide(text: str, secrets: Iterable[str]) -> str:
    """Return the text without the secrets, however they are spaced, and without any contact."""
    for secret in secrets:
        letters = [re.escape(letter) for letter in secret if not letter.isspace()]
        text = re.sub(r"\s*".join(letters), HIDDEN, text, flags=re.IGNORECASE)
    for pattern in _PATTERNS:
        text = pattern.sub(HIDDEN, text)
    return text


def hide_file_name(name: str, secrets: Iterable[str]) -> str:
    """Return a file name without the secrets; its ending stays."""
    stem, dot, ending = name.rpartition(".")
    return f"{hide(stem, secrets)}{dot}{ending}" if dot else hide(name, secrets)


def _is_name(text: str) -> bool:
    plain = "".join(text.split())
    return len(plain) >= (_SHORTEST if not plain.isascii() else _LONG_ENOUGH)
