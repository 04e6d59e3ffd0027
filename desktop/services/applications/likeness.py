"""Tells which plans read alike: a fact with its number, never a judgement about anybody."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from sqlmodel import col, select

from db.tables import Announcement, Case, Company
from desktop.services import rows
from desktop.services.applications.plan_texts import jaccard, shingles, texts_of
from desktop.services.applications.sketch_book import PLACES, signatures, sketch_book

if TYPE_CHECKING:
    from pathlib import Path

    from sqlmodel import Session

    from desktop.services.applications.sketch_book import SketchBook

FEWEST_SHINGLES = 30  # about seven words; shorter texts are alike by chance
WORTH_TELLING = 0.3  # of 1; below it two plans share the words of their trade
_LOOKED_AT = 40  # candidates by sketch whose texts are compared letter by letter
_SLACK = 0.15  # how far below a sketch may estimate: about one and a half of its errors


@dataclass(frozen=True)
class SimilarPlan:
    """Another application whose text is like this one; share: of all shingles, exactly."""

    case_id: UUID
    number: str
    company_id: UUID
    company: str
    year: int | None
    share: float
    same_company: bool


@dataclass(frozen=True)
class Likeness:
    """What comparing one plan with all others found.

    compared: how many others were looked at. too_short: the text says too little to compare.
    """

    plans: tuple[SimilarPlan, ...]
    compared: int
    too_short: bool = False


def similar_plans(session: Session, folder: Path, case_id: UUID, *, most: int = 5) -> Likeness:
    """Return the applications that read most like this one, the most similar first.

    folder: of the workspace, where the sketches lie; they follow the changes first.
    """
    case = rows.find(session, Case, case_id)
    own = shingles(dict(texts_of(session, [case_id])).get(case_id, ""))
    with sketch_book(folder) as book:
        book.follow(session)
        if len(own) < FEWEST_SHINGLES:
            return Likeness((), 0, too_short=True)
        candidates, compared = _candidates(book, case_id, own)
    texts = texts_of(session, candidates)
    shares = {other: jaccard(own, shingles(text)) for other, text in texts}
    best = sorted(
        (other for other, share in shares.items() if share >= WORTH_TELLING),
        key=lambda other: (-shares[other], other),
    )[:most]
    return Likeness(_shown(session, case, best, shares), compared)


def _candidates(book: SketchBook, case_id: UUID, own: frozenset[str]) -> tuple[list[UUID], int]:
    """Return the cases whose sketches promise enough, the best first, and how many there were."""
    import numpy as np

    found = [
        (key, signature)
        for key, count, signature in book.sketches()
        if count >= FEWEST_SHINGLES and key != case_id.bytes
    ]
    if not found:
        return [], 0
    others = np.frombuffer(b"".join(signature for _, signature in found), np.uint32)
    mine = np.frombuffer(signatures([own])[0], np.uint32)
    estimates = (others.reshape(-1, PLACES) == mine).mean(axis=1)
    order = np.argsort(-estimates, kind="stable")[:_LOOKED_AT]
    promising = [at for at in order if estimates[at] >= WORTH_TELLING - _SLACK]
    return [UUID(bytes=found[at][0]) for at in promising], len(found)


def _shown(
    session: Session, case: Case, others: list[UUID], shares: dict[UUID, float]
) -> tuple[SimilarPlan, ...]:
    found = session.exec(
        select(Case, Company.name, Announcement.year)
        .join(Company, col(Company.id) == col(Case.company_id))
        .outerjoin(Announcement, col(Announcement.id) == col(Case.announcement_id))
        .where(col(Case.id).in_(others))
    )
    known = {
        other.id: SimilarPlan(
            case_id=other.id,
            number=other.number,
            company_id=other.company_id,
            company=name,
            year=year,
            share=shares[other.id],
            same_company=other.company_id == case.company_id,
        )
        for other, name, year in found
    }
    return tuple(known[other] for other in others if other in known)
