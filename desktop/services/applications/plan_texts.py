"""What an applicant wrote about the plan, and the shingles by which two texts are compared."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from typing import TYPE_CHECKING

from sqlalchemy import func, select

import db.tables  # noqa: F401 - makes the tables known
from db.base import metadata

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from uuid import UUID

    from sqlmodel import Session

SHINGLE = 5  # letters; two syllables of Korean are a word, five are a turn of phrase
_SENTENCE = 30  # letters; a shorter answer is a name or a number
_AT_ONCE = 500


def texts_of(session: Session, cases: Collection[UUID] | None = None) -> Iterator[tuple[UUID, str]]:
    """Yield the case and the text of each application that lives; of all cases if none is named."""
    if cases is None:
        yield from _read(session, None)
        return
    wanted = list(cases)
    for at in range(0, len(wanted), _AT_ONCE):
        yield from _read(session, wanted[at : at + _AT_ONCE])


def _read(session: Session, cases: list[UUID] | None) -> Iterator[tuple[UUID, str]]:
    application, case = metadata.tables["application"].c, metadata.tables["case"].c
    statement = (
        select(application.case_id, application.project_title, application.summary)
        .join_from(metadata.tables["application"], metadata.tables["case"])
        .where(application.deleted.is_(False), case.deleted.is_(False))
    )
    if cases is not None:
        statement = statement.where(application.case_id.in_(cases))
    answers = _long_answers(session, cases)
    for case_id, title, summary in session.execute(statement):
        yield case_id, "\n".join(part for part in (title, summary, *answers[case_id]) if part)


def _long_answers(session: Session, cases: list[UUID] | None) -> dict[UUID, list[str]]:
    """Return the answers in which somebody wrote whole sentences, by case, in a steady order."""
    answer = metadata.tables["application_answer"].c
    statement = (
        select(answer.case_id, answer.value)
        .where(
            answer.deleted.is_(False),
            func.length(answer.value) >= _SENTENCE,
            func.substr(answer.value, 1, 1).not_in(("[", "{")),  # tables and choices
        )
        .order_by(answer.form_code, answer.field_code)
    )
    if cases is not None:
        statement = statement.where(answer.case_id.in_(cases))
    found: dict[UUID, list[str]] = defaultdict(list)
    for case_id, value in session.execute(statement):
        found[case_id].append(value)
    return found


def letters(text: str) -> str:
    """Return the letters and digits of a text; spaces, signs and case make no difference."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return "".join(filter(str.isalnum, plain))


def shingles(text: str) -> frozenset[str]:
    """Return all runs of five letters of a text."""
    plain = letters(text)
    return frozenset(plain[at : at + SHINGLE] for at in range(len(plain) - SHINGLE + 1))


def jaccard(one: frozenset[str], other: frozenset[str]) -> float:
    """Return which share of all shingles both texts have: 0.0 to 1.0, 0.0 for two empty texts."""
    together = len(one | other)
    return len(one & other) / together if together else 0.0
