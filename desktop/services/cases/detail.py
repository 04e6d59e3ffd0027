"""Reads everything that the page of one case shows: the head at once, each tab when it opens."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlmodel import select

from db.tables import Announcement, Case, Company, FundingLine, Partner, Site, Staff, Supplier
from db.tables.application import ApplicationFields
from db.tables.company import CompanyFields
from db.words import KpiBasis, MatchState, Stage
from desktop.services import deadlines, parts, rows
from desktop.services.aftercare import kpis, tickets, visits
from desktop.services.applications import eligibility, intake, papers
from desktop.services.applications.forms import FormView, application_forms
from desktop.services.buildout import agreements, inspections, milestones, payments
from desktop.services.case_rules import rules_of
from desktop.services.cases import blockers as gates
from desktop.services.companies import contacts
from desktop.services.matching import explanations

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from sqlmodel import Session

    from db.words import CaseState, FundingSource
    from desktop.services.aftercare.improvement import Overall
    from desktop.services.aftercare.kpis import KpiRow
    from desktop.services.aftercare.tickets import TicketRow
    from desktop.services.aftercare.visits import VisitRow
    from desktop.services.applications.eligibility import EligibilityDetail
    from desktop.services.applications.intake import MissingItem
    from desktop.services.applications.papers import PaperRow
    from desktop.services.buildout.agreements import AgreementDetail
    from desktop.services.buildout.inspections import InspectionRow
    from desktop.services.buildout.milestones import MilestoneRow
    from desktop.services.buildout.payments import PaymentRow, SourceAccount
    from desktop.services.case_rules import CaseRules
    from desktop.services.companies.contacts import ContactRow
    from desktop.services.deadlines import DeadlineRow
    from desktop.services.matching.explanations import FundingLineRow, MatchDetail
    from desktop.services.matching.funding_plan import FundingPlan
    from desktop.services.programmes.rule_shape import Title


class StepState(StrEnum):
    """How a stage stands to its case."""

    DONE = "done"
    NOW = "now"
    BLOCKED = "blocked"  # the stage of now, with something in the way
    AHEAD = "ahead"


@dataclass(frozen=True)
class StageStep:
    """One step of the stepper; `blocked_by` counts what really blocks leaving it."""

    stage: Stage
    state: StepState
    blocked_by: int


@dataclass(frozen=True)
class SourceMoney:
    """What one source pays, in won, in cash and in kind."""

    source: FundingSource
    amount: int


@dataclass(frozen=True)
class CaseDetail:
    """The head of a case.

    money: from the lines of its match, empty before there is one; money_is_fixed tells whether the
    match is confirmed. blockers: of the next step, warnings among them.
    """

    id: UUID
    number: str
    title: str
    stage: Stage
    state: CaseState
    steps: tuple[StageStep, ...]
    blockers: tuple[gates.Blocker, ...]
    total_cost: int
    money: tuple[SourceMoney, ...]
    money_is_fixed: bool
    next_deadline: DeadlineRow | None
    company_id: UUID
    company: str
    brn: str
    site_id: UUID | None
    site: str | None
    owner_id: UUID | None
    owner: str | None
    partner_id: UUID | None
    partner: str | None
    supplier_id: UUID | None
    supplier: str | None
    announcement_id: UUID | None
    announcement: str | None
    pack: str
    pack_version: str
    track: str
    track_title: Title | None
    tracks: tuple[tuple[str, Title], ...]
    needs_partner: bool
    version: int


@dataclass(frozen=True)
class ApplicationTab:
    """Application, company and papers as they may be edited in place.

    values and company_values: what to show and to hand back as `expected`. plan: who would pay how
    much of the applied cost, None where there is no cost or no pack.
    """

    application_id: UUID
    version: int
    values: Mapping[str, Any]
    company_id: UUID
    company_values: Mapping[str, Any]
    contacts: tuple[ContactRow, ...]
    papers: tuple[PaperRow, ...]
    missing: tuple[MissingItem, ...]
    forms: tuple[FormView, ...]
    eligibility: EligibilityDetail
    plan: FundingPlan | None
    rules: CaseRules


@dataclass(frozen=True)
class MatchingTab:
    """The match of a case, or what one would come to."""

    needs_partner: bool
    match: MatchDetail | None
    plan: FundingPlan | None
    papers: tuple[PaperRow, ...]


@dataclass(frozen=True)
class BuildoutTab:
    """Agreement, who pays how much of it, milestones, inspections and payments."""

    agreement: AgreementDetail | None
    funding: tuple[FundingLineRow, ...]
    rules: CaseRules
    milestones: tuple[MilestoneRow, ...]
    inspections: tuple[InspectionRow, ...]
    payments: tuple[PaymentRow, ...]
    accounts: tuple[SourceAccount, ...]
    papers: tuple[PaperRow, ...]


@dataclass(frozen=True)
class AftercareTab:
    """Visits, tickets and outcome indicators; `overall` keeps the bases apart."""

    visits: tuple[VisitRow, ...]
    tickets: tuple[TicketRow, ...]
    open_tickets: int
    kpis: tuple[KpiRow, ...]
    overall: Mapping[KpiBasis, Overall]
    papers: tuple[PaperRow, ...]
    rules: CaseRules


def case_detail(session: Session, case_id: UUID, *, today: date | None = None) -> CaseDetail:
    """Return the head of a case. Raises NotFoundError."""
    day = today or date.today()
    case = rows.find(session, Case, case_id)
    company = rows.find(session, Company, case.company_id)
    rules = rules_of(case)
    match = parts.match_of(session, case_id)
    ahead = gates.blockers(session, case_id, today=day)
    return rows.shown(
        CaseDetail,
        case,
        company=company.name,
        brn=company.brn,
        site=_name(session, Site, case.site_id),
        owner=_name(session, Staff, case.owner_id),
        partner=_name(session, Partner, case.partner_id),
        supplier=_name(session, Supplier, case.supplier_id),
        announcement=_title(session, case.announcement_id),
        steps=tuple(_step(case, stage, gates.count(ahead)) for stage in Stage),
        blockers=tuple(ahead),
        money=_money(parts.lines_of(session, match)),
        money_is_fixed=match is not None and match.state is MatchState.CONFIRMED,
        next_deadline=deadlines.next_deadline(session, case_id, today=day),
        track_title=rules.track.title if rules.track is not None else None,
        tracks=tuple((one.code, one.title) for one in rules.pack.tracks) if rules.pack else (),
        needs_partner=rules.needs_partner,
    )


def application_tab(
    session: Session, case_id: UUID, *, today: date | None = None
) -> ApplicationTab:
    """Return what the first tab shows."""
    case = rows.find(session, Case, case_id)
    company = rows.find(session, Company, case.company_id)
    application = parts.application_of(session, case_id)
    review = eligibility.show(session, case_id, today=today)
    forms = application_forms(session, case_id, known=review.known)
    return ApplicationTab(
        application_id=application.id,
        version=application.version,
        values=rows.values_of(application, ApplicationFields),
        company_id=company.id,
        company_values=rows.values_of(company, CompanyFields),
        contacts=tuple(contacts.list_contacts(session, company_id=company.id)),
        papers=_papers(session, case_id, Stage.APPLICATION),
        missing=tuple(intake.completeness(session, case_id, known=review.known, forms=forms)),
        forms=forms,
        eligibility=review,
        plan=explanations.preview(session, case_id),
        rules=rules_of(case),
    )


def matching_tab(session: Session, case_id: UUID) -> MatchingTab:
    """Return what the second tab shows."""
    case = rows.find(session, Case, case_id)
    return MatchingTab(
        needs_partner=rules_of(case).needs_partner,
        match=explanations.show(session, case_id),
        plan=explanations.preview(session, case_id),
        papers=_papers(session, case_id, Stage.MATCHING),
    )


def buildout_tab(session: Session, case_id: UUID, *, today: date | None = None) -> BuildoutTab:
    """Return what the third tab shows."""
    day = today or date.today()
    return BuildoutTab(
        agreement=agreements.show(session, case_id),
        funding=explanations.kept_lines(session, case_id),
        rules=rules_of(rows.find(session, Case, case_id)),
        milestones=tuple(milestones.list_milestones(session, case_id, today=day)),
        inspections=tuple(inspections.list_inspections(session, case_id)),
        payments=tuple(payments.list_payments(session, case_id)),
        accounts=tuple(payments.accounts(session, case_id)),
        papers=_papers(session, case_id, Stage.BUILDOUT),
    )


def aftercare_tab(session: Session, case_id: UUID, *, today: date | None = None) -> AftercareTab:
    """Return what the fourth tab shows."""
    day = today or date.today()
    asked = tickets.list_tickets(session, case_id, today=day)
    return AftercareTab(
        visits=tuple(visits.list_visits(session, case_id, today=day)),
        tickets=tuple(asked),
        open_tickets=sum(not ticket.is_over for ticket in asked),
        kpis=tuple(kpis.list_kpis(session, case_id)),
        overall={basis: kpis.overall(session, case_id, basis) for basis in KpiBasis},
        papers=_papers(session, case_id, Stage.AFTERCARE),
        rules=rules_of(rows.find(session, Case, case_id)),
    )


def _step(case: Case, stage: Stage, blocked_by: int) -> StageStep:
    if stage.position < case.stage.position:
        return StageStep(stage, StepState.DONE, 0)
    if stage.position > case.stage.position:
        return StageStep(stage, StepState.AHEAD, 0)
    return StageStep(stage, StepState.BLOCKED if blocked_by else StepState.NOW, blocked_by)


def _money(lines: list[FundingLine]) -> tuple[SourceMoney, ...]:
    """Return the won of each source that pays anything, the state first."""
    sums: dict[FundingSource, int] = {}
    for line in lines:
        sums[line.source] = sums.get(line.source, 0) + line.amount
    return tuple(SourceMoney(source, amount) for source, amount in sums.items() if amount)


def _papers(session: Session, case_id: UUID, stage: Stage) -> tuple[PaperRow, ...]:
    return tuple(one for one in papers.list_papers(session, case_id) if one.stage is stage)


def _name(session: Session, table: Any, row_id: UUID | None) -> str | None:
    """Return a name, also of somebody who was hidden meanwhile."""
    if row_id is None:
        return None
    statement = select(table.name).where(table.id == row_id)
    return session.exec(statement.execution_options(with_deleted=True)).first()


def _title(session: Session, announcement_id: UUID | None) -> str | None:
    found = session.get(Announcement, announcement_id) if announcement_id is not None else None
    return found.title if found is not None else None
