"""Finds the case that a folder belongs to: by business number, by case number, by name."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import select

import db.tables  # noqa: F401 - makes the tables known
from db.base import metadata
from db.words import CaseState, Stage
from desktop.services.companies.names import normalise_name
from desktop.services.companies.numbers import brn_is_valid, narrow, normalise_brn

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from uuid import UUID

    from sqlmodel import Session

_ALIKE = 70  # of 100; looser than for sheets, because a person always decides
_MOST_CHOICES = 5
_BRN = re.compile(r"(?<!\d)\d{3}[-. ]?\d{2}[-. ]?\d{5}(?!\d)")
_COUNTED = re.compile(r"^\s*[(\[]?\d{1,4}[)\]]?\s*[._)\-\s]\s*")  # "01_", "3. ", "(12) "
_ROUND = re.compile(r"[\[({<].*?[\])}>]")


class FoundBy(StrEnum):
    """Why a folder is taken for a case, the surest first."""

    NUMBER = "number"  # 사업자등록번호
    CASE = "case"  # 과제번호
    NAME = "name"
    SIMILAR = "similar"  # never certain: a person decides
    NOTHING = "nothing"


@dataclass(frozen=True)
class CaseChoice:
    """A case that a folder may belong to."""

    case_id: UUID
    number: str
    company: str
    brn: str


@dataclass(frozen=True)
class FolderMatch:
    """What was found for one folder; certain: the first choice is it."""

    found_by: FoundBy
    choices: tuple[CaseChoice, ...]
    certain: bool


class OpenCases:
    """All open cases with their companies, read once; those that still take papers come first."""

    def __init__(self, session: Session) -> None:
        case, company = metadata.tables["case"].c, metadata.tables["company"].c
        found = session.execute(
            select(case.id, case.number, case.stage, company.name, company.brn)
            .where(
                company.id == case.company_id,
                case.state.in_((CaseState.OPEN, CaseState.ON_HOLD)),
                case.deleted.is_(False),
            )
            .order_by(case.id.desc())
        )
        rows = sorted(found, key=lambda row: row[2] is not Stage.APPLICATION)
        self.choices = tuple(
            CaseChoice(key, number, name, brn) for key, number, _, name, brn in rows
        )
        self._applying = {row[0] for row in rows if row[2] is Stage.APPLICATION}
        self._by_brn: dict[str, list[CaseChoice]] = defaultdict(list)
        self._by_key: dict[str, list[CaseChoice]] = defaultdict(list)
        self._by_number: dict[str, CaseChoice] = {}
        for choice in self.choices:
            self._by_number.setdefault(choice.number.casefold(), choice)
            self._by_key[normalise_name(choice.company)].append(choice)
            if choice.brn:
                self._by_brn[choice.brn].append(choice)

    def find(self, folder: str) -> FolderMatch:
        """Return the cases that the folder of this name may belong to."""
        number = brn_in(folder)
        if number in self._by_brn:
            return self._match(FoundBy.NUMBER, self._by_brn[number])
        for written, choice in self._by_number.items():
            if written and written in folder.casefold():
                return FolderMatch(FoundBy.CASE, (choice,), certain=True)
        keys = list(dict.fromkeys(normalise_name(name) for name in names_in(folder)))
        for key in keys:
            if key in self._by_key:
                return self._match(FoundBy.NAME, self._by_key[key])
        similar = self._similar(keys)
        if similar:
            return FolderMatch(FoundBy.SIMILAR, tuple(similar), certain=False)
        return FolderMatch(FoundBy.NOTHING, (), certain=False)

    def _match(self, found_by: FoundBy, choices: Sequence[CaseChoice]) -> FolderMatch:
        """Return a match; one case that still takes papers is certain, several are asked."""
        applying = [choice for choice in choices if choice.case_id in self._applying]
        narrowed = applying or list(choices)
        companies = {choice.brn or choice.company for choice in narrowed}
        certain = len(narrowed) == 1 and len(companies) == 1
        return FolderMatch(found_by, tuple(choices[:_MOST_CHOICES]), certain=certain)

    def _similar(self, keys: Iterable[str]) -> list[CaseChoice]:
        from rapidfuzz import fuzz, process

        found: dict[UUID, CaseChoice] = {}
        for key in keys:
            if not key:
                continue
            alike = process.extract(
                key, self._by_key.keys(), scorer=fuzz.ratio, score_cutoff=_ALIKE,
                limit=_MOST_CHOICES,
            )  # fmt: skip
            for name, _, _ in alike:
                found |= {choice.case_id: choice for choice in self._by_key[name]}
        return list(found.values())[:_MOST_CHOICES]


def brn_in(folder: str) -> str:
    """Return the first 사업자등록번호 in a name that passes its check digit, or nothing."""
    for written in _BRN.findall(narrow(folder)):
        number = normalise_brn(written)
        if number is not None and brn_is_valid(number):
            return number
    return ""


def names_in(folder: str) -> tuple[str, ...]:
    """Return what may be the company's name: the whole, without its counter, number, brackets."""
    whole = narrow(folder).strip()
    bare = _BRN.sub(" ", _COUNTED.sub("", whole)).strip(" _-.")
    outside = _ROUND.sub(" ", bare).strip(" _-.")
    pieces = [piece for piece in re.split(r"[_\-]", bare) if piece.strip()]
    return tuple(dict.fromkeys(name for name in (whole, bare, outside, *pieces) if name))
