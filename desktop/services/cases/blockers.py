"""Says what keeps a case from its next stage, each thing with the place where it is mended."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlmodel import select

from db.tables import Case, Milestone
from db.words import (
    AgreementState,
    CaseState,
    EligibilityState,
    FindingResult,
    MatchState,
    MilestoneKind,
    Severity,
    Stage,
)
from desktop.services import parts, rows
from desktop.services.applications import eligibility, intake
from desktop.services.case_rules import rules_of
from desktop.services.matching import matches

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from uuid import UUID

    from sqlmodel import Session


@dataclass(frozen=True)
class Jump:
    """Where to go: a tab of the case, a section of it, a field or a row in the section."""

    tab: Stage
    section: str
    field: str = ""
    id: UUID | None = None


@dataclass(frozen=True)
class Blocker:
    """One thing in the way. `facts` fill the sentence that belongs to `code`."""

    code: str
    jump: Jump
    severity: Severity = Severity.BLOCKS
    facts: Mapping[str, Any] = field(default_factory=dict, hash=False)


def blockers(
    session: Session, case_id: UUID, *, to: Stage | None = None, today: date | None = None
) -> list[Blocker]:
    """Return what stands between a case and the stage `to`, its next one if none is named.

    Only those of severity BLOCKS keep it; the others warn. A stage that lies behind has none.
    """
    case = rows.find(session, Case, case_id)
    day = today or date.today()
    found: list[Blocker] = []
    if case.state is not CaseState.OPEN:
        found.append(
            Blocker("case.not_open", Jump(case.stage, "head"), facts={"state": case.state})
        )
    stages = list(Stage)
    target = to.position if to is not None else min(case.stage.position + 1, len(stages) - 1)
    for stage in stages[case.stage.position : target]:
        found += gate(session, case, stage, today=day)
    return found


def gate(session: Session, case: Case, stage: Stage, *, today: date) -> list[Blocker]:
    """Return what keeps a case from leaving `stage`; after-care has no stage behind it."""
    if stage is Stage.APPLICATION:
        return list(_application_gate(session, case, today))
    if stage is Stage.MATCHING:
        return list(_matching_gate(session, case))
    if stage is Stage.BUILDOUT:
        return list(_buildout_gate(session, case, today))
    return []


def count(found: list[Blocker]) -> int:
    """Return how many of them really block."""
    return sum(blocker.severity is Severity.BLOCKS for blocker in found)


def _application_gate(session: Session, case: Case, today: date) -> Iterator[Blocker]:
    tab = Stage.APPLICATION
    if rules_of(case).pack is None:
        facts = {"pack": case.pack, "version": case.pack_version}
        yield Blocker("pack.missing", Jump(tab, "case", "announcement_id"), facts=facts)
    known = eligibility.facts(session, case.id, today=today)
    for item in intake.completeness(session, case.id, known=known):
        code = "papers.missing" if item.section == "papers" else "application.missing"
        asked: dict[str, Any] = {"section": item.section, "field": item.field}
        asked |= {"title": item.title} if item.title is not None else {}
        yield Blocker(code, Jump(tab, item.section, item.field), facts=asked)
    review = parts.review_of(session, case.id)
    decided = review.state if review is not None else EligibilityState.IN_REVIEW
    found = eligibility.findings(session, case.id, known=known)
    failed = eligibility.failures(found)
    for finding in failed:
        facts = {"rule": finding.rule_id, "clause": finding.clause}
        yield Blocker("eligibility.failed", Jump(tab, "eligibility", finding.rule_id), facts=facts)
    if decided is not EligibilityState.ELIGIBLE:
        facts = {"state": decided}
        yield Blocker("eligibility.not_decided", Jump(tab, "eligibility"), facts=facts)
    for finding in found:
        serious = finding.severity is Severity.BLOCKS and finding not in failed
        if serious and finding.result in (FindingResult.UNKNOWN, FindingResult.FAIL):
            facts = {"rule": finding.rule_id, "clause": finding.clause}
            jump = Jump(tab, "eligibility", finding.rule_id)
            yield Blocker("eligibility.unknown", jump, Severity.WARNS, facts)


def _matching_gate(session: Session, case: Case) -> Iterator[Blocker]:
    tab = Stage.MATCHING
    match = parts.match_of(session, case.id)
    needs_partner = rules_of(case).needs_partner
    if case.supplier_id is None:
        yield Blocker("supplier.missing", Jump(tab, "supplier", "supplier_id"), Severity.WARNS)
    if match is None:
        # Without a large firm the lines follow from the rules alone, and advancing writes them.
        if needs_partner:
            yield Blocker("match.missing", Jump(tab, "match"))
        elif case.total_cost <= 0:
            yield Blocker("match.no_cost", Jump(Stage.APPLICATION, "application", "total_cost"))
        return
    if match.state is not MatchState.CONFIRMED:
        facts = {"state": match.state}
        yield Blocker("match.not_confirmed", Jump(tab, "match", "state", match.id), facts=facts)
    paid = sum(line.amount for line in parts.lines_of(session, match))
    if paid != match.total_cost:
        sums = {"sum": paid, "cost": match.total_cost}
        yield Blocker("match.sum_differs", Jump(tab, "lines"), facts=sums)
    if rules_of(case).track is None:
        return
    for problem in matches.problems(session, case.id):
        if problem.code != "sum_differs":
            broken = {"finding": problem.code, **problem.facts}
            yield Blocker("match.bounds", Jump(tab, "lines"), problem.severity, broken)


def _buildout_gate(session: Session, case: Case, today: date) -> Iterator[Blocker]:
    tab = Stage.BUILDOUT
    agreement = parts.agreement_of(session, case.id)
    if agreement is None or agreement.state is not AgreementState.SIGNED:
        yield Blocker("agreement.not_signed", Jump(tab, "agreement", "signed_on"))
    if parts.passed_on(session, case.id) is None:
        yield Blocker("inspection.final_missing", Jump(tab, "inspections"))
    build_end = agreement.build_end if agreement is not None else None
    completed = session.exec(
        select(Milestone).where(
            Milestone.case_id == case.id, Milestone.kind == MilestoneKind.COMPLETION
        )
    ).all()
    over = build_end is not None and build_end < today
    if not over and not any(milestone.done_on for milestone in completed):
        jump = Jump(tab, "milestones", MilestoneKind.COMPLETION)
        yield Blocker("milestone.completion_open", jump, facts={"build_end": build_end})
