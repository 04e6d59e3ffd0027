"""Keeps the papers that a company has to hand in, as the pack lists them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlmodel import Field, SQLModel, col, select

from db.tables import Attachment, Case, Paper
from db.words import PaperState, Stage
from desktop.services import deadlines, rows
from desktop.services.applications.case_facts import facts
from desktop.services.bulk import Bulk
from desktop.services.case_rules import rules_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from sqlmodel import Session

    from desktop.services.programmes.pack import Paper as PaperRule
    from desktop.services.programmes.rule_shape import Title
    from desktop.services.programmes.terms import Facts

__all__ = ["PaperFields", "PaperRow", "edit", "ensure", "is_needed", "list_papers"]

_SETTLED = (PaperState.RECEIVED, PaperState.ACCEPTED, PaperState.NOT_NEEDED)


class PaperFields(SQLModel):
    """What staff write down about a paper."""

    state: PaperState = PaperState.MISSING
    issued_on: date | None = None
    valid_to: date | None = None
    note: str = Field(default="", max_length=500)


@dataclass(frozen=True)
class PaperRow:
    """One paper; `title` is None where the pack does not know the code (any more)."""

    id: UUID
    code: str
    title: Title | None
    stage: Stage
    required: bool
    verified: bool
    hint: str
    state: PaperState
    issued_on: date | None
    valid_to: date | None
    note: str
    attachment_id: UUID | None
    file_name: str
    rule: PaperRule | None

    @property
    def asks_days(self) -> bool:
        """Return whether the pack says how long this paper holds, or on which day it has to."""
        rule = self.rule
        return rule is not None and bool(rule.valid_days or rule.valid_months or rule.valid_on)

    @property
    def is_settled(self) -> bool:
        """Return whether nobody has to ask for it any more."""
        return not self.required or self.state in _SETTLED


def ensure(session: Session, case_id: UUID) -> int:
    """Add the papers of the case's track up to its stage; return how many.

    Those that another track wanted stay if they were handed in, and are hidden if not.
    """
    case = rows.find(session, Case, case_id)
    found = rules_of(case).pack
    if found is None:
        return 0
    rules = {
        paper.code: paper
        for paper in found.papers_for(case.track)
        if paper.stage.position <= case.stage.position
    }
    there_already = {paper.code: paper for paper in _of(session, case_id)}
    for code, paper in there_already.items():
        if code not in rules and paper.state is PaperState.MISSING and not paper.attachment_id:
            rows.remove(paper)
    missing = [code for code in rules if code not in there_already]
    fresh = Bulk(centre=case.centre)
    for code in missing:
        fresh.add("paper", case_id=case_id, code=code)
    fresh.write(session)
    return len(missing)


def edit(
    session: Session,
    paper_id: UUID,
    changes: Mapping[str, Any],
    *,
    expected: Mapping[str, Any] | None = None,
) -> list[str]:
    """Store changed fields of a paper and return their names."""
    paper, changed = rows.save(
        session, Paper, paper_id, changes, expected=expected, shape=PaperFields
    )
    if changed:
        deadlines.refresh(session, paper.case_id)
    return changed


def list_papers(session: Session, case_id: UUID, *, known: Facts | None = None) -> list[PaperRow]:
    """Return the papers in the order of the pack; unknown ones last.

    known: the facts of the case, where the caller has them already.
    """
    found = rules_of(rows.find(session, Case, case_id)).pack
    rules = {paper.code: paper for paper in found.papers} if found is not None else {}
    order = {code: place for place, code in enumerate(rules)}
    names = dict(
        session.exec(
            select(Attachment.id, Attachment.name).where(Attachment.case_id == case_id)
        ).all()
    )
    papers = sorted(_of(session, case_id), key=lambda paper: order.get(paper.code, len(order)))
    if known is None and any(rule.condition is not None for rule in rules.values()):
        known = facts(session, case_id)
    return [_shown(paper, rules.get(paper.code), names, known or {}) for paper in papers]


def is_needed(rule: PaperRule, known: Facts) -> bool:
    """Return whether a company has to hand the paper in.

    What is unknown counts as no: a paper is asked for once the answer that needs it is there.
    """
    return rule.required and (rule.condition is None or rule.condition.value(known) is True)


def _of(session: Session, case_id: UUID) -> list[Paper]:
    return list(session.exec(select(Paper).where(Paper.case_id == case_id).order_by(col(Paper.id))))


def _shown(
    paper: Paper, rule: PaperRule | None, names: Mapping[UUID, str], known: Facts
) -> PaperRow:
    return rows.shown(
        PaperRow,
        paper,
        title=rule.title if rule is not None else None,
        stage=rule.stage if rule is not None else Stage.APPLICATION,
        required=rule is not None and is_needed(rule, known),
        verified=rule.verified if rule is not None else False,
        hint=rule.note if rule is not None else "",
        rule=rule,
        file_name=names.get(paper.attachment_id, "") if paper.attachment_id else "",
    )
