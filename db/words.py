"""The words that everybody shares: closed lists with one code word per Korean term.

The Korean and English of each word stand in `desktop/views/labels.py`, the meaning and source in
`docs/glossary.md`.
"""

from __future__ import annotations

from enum import StrEnum


class Stage(StrEnum):
    """The four rooms that a case travels through, in order."""

    APPLICATION = "application"
    MATCHING = "matching"
    BUILDOUT = "buildout"
    AFTERCARE = "aftercare"

    @property
    def position(self) -> int:
        """Return 0 for application up to 3 for after-care."""
        return _PLACES[self]


_PLACES = {stage: place for place, stage in enumerate(Stage)}


class CaseState(StrEnum):
    """Whether a case is still on the road."""

    OPEN = "open"
    ON_HOLD = "on_hold"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"
    REJECTED = "rejected"
    CANCELLED = "cancelled"


class Role(StrEnum):
    """What a person may do."""

    STAFF = "staff"
    OFFICER = "officer"
    HEAD = "head"
    EVALUATOR = "evaluator"
    PARTNER = "partner"
    AUDITOR = "auditor"


class SizeClass(StrEnum):
    """기업규모 (domain 9.4)."""

    MICRO = "micro"
    SMALL = "small"
    MEDIUM = "medium"
    MIDSIZE = "midsize"
    LARGE = "large"


class OperatingState(StrEnum):
    """Whether a company is in business, as its tax register says."""

    OPERATING = "operating"
    SUSPENDED = "suspended"
    CLOSED = "closed"


class ComplexKind(StrEnum):
    """Kinds of industrial complex (domain 9.3)."""

    NATIONAL = "national"
    GENERAL = "general"
    URBAN_HIGH_TECH = "urban_high_tech"
    AGRICULTURAL = "agricultural"


class FundingSource(StrEnum):
    """Who pays (domain 0.2, 5.2)."""

    NATIONAL = "national"
    PROVINCE = "province"
    CITY = "city"
    PARTNER = "partner"
    COMPANY = "company"


class FundingForm(StrEnum):
    """How somebody pays."""

    CASH = "cash"
    IN_KIND = "in_kind"


class LegalRegime(StrEnum):
    """The law that money stands under (domain 0.1)."""

    CONTRIBUTION = "contribution"
    NATIONAL_SUBSIDY = "national_subsidy"
    LOCAL_SUBSIDY = "local_subsidy"
    PRIVATE_CONTRIBUTION = "private_contribution"
    OWN = "own"


class Severity(StrEnum):
    """What a rule does when it is not met."""

    BLOCKS = "blocks"
    WARNS = "warns"
    BONUS = "bonus"


class FindingResult(StrEnum):
    """What checking one rule found."""

    PASS = "pass"
    FAIL = "fail"
    EXCEPTION = "exception"
    UNKNOWN = "unknown"


class KpiDirection(StrEnum):
    """Whether more or less is better."""

    UP = "up"
    DOWN = "down"


class KpiBasis(StrEnum):
    """How a KPI value became known; the three are never mixed in one figure."""

    MEASURED = "measured"
    CLAIMED = "claimed"
    ESTIMATED = "estimated"


class SystemLevel(StrEnum):
    """구축시스템 스마트화 수준, KS X 9001-1 (domain 4.1)."""

    NONE = "none"
    BASIC = "basic"
    MIDDLE_1 = "middle_1"
    MIDDLE_2 = "middle_2"
    ADVANCED = "advanced"


class EligibilityState(StrEnum):
    """요건검토 (domain 2.4)."""

    IN_REVIEW = "in_review"
    SUPPLEMENT_ASKED = "supplement_asked"
    ELIGIBLE = "eligible"
    INELIGIBLE = "ineligible"


class EvaluationState(StrEnum):
    """기술성평가 (domain 2.4)."""

    WAITING = "waiting"
    SHORTLISTED = "shortlisted"
    RESERVE = "reserve"
    DROPPED = "dropped"


class SelectionState(StrEnum):
    """심의 (domain 2.4)."""

    WAITING = "waiting"
    SELECTED = "selected"
    DROPPED = "dropped"
    WITHDRAWN = "withdrawn"


class MatchState(StrEnum):
    """How far a co-investment match has come."""

    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    HELD = "held"
    DECLINED = "declined"
    CONFIRMED = "confirmed"


class DisclosurePurpose(StrEnum):
    """Why a large firm may see a case."""

    SELECTION = "selection"
    BUILDOUT = "buildout"
    OUTCOME = "outcome"


class DisclosureState(StrEnum):
    """Whether a large firm may see the case today."""

    PLANNED = "planned"
    IN_FORCE = "in_force"
    ENDED = "ended"
    REVOKED = "revoked"


class AnswerKind(StrEnum):
    """What a large firm hands over from its own computer (slates 3.8)."""

    COMMENT = "comment"
    SUPPLEMENT = "supplement"
    APPROVE = "approve"
    HOLD = "hold"
    DECLINE = "decline"


class DeclineReason(StrEnum):
    """Why a large firm declines (slates 3.8); stays inside the center."""

    FIT = "fit"
    FEASIBILITY = "feasibility"
    COST = "cost"
    SUPPLIER = "supplier"
    INTEREST = "interest"
    DOUBLE_FUNDING = "double_funding"
    FINANCE = "finance"
    SCHEDULE = "schedule"
    OTHER = "other"


class AgreementState(StrEnum):
    """협약 (domain 2.4)."""

    PAPERS = "papers"
    RECEIVED = "received"
    REVIEWED = "reviewed"
    SIGNED = "signed"
    TERMINATED = "terminated"


class ReportState(StrEnum):
    """보고서 (domain 2.4)."""

    DRAFT = "draft"
    COMPANY_ASKED = "company_asked"
    IN_REVIEW = "in_review"
    APPROVED = "approved"
    RETURNED = "returned"


class ChangeRequestState(StrEnum):
    """협약변경 (domain 2.4)."""

    REQUESTED = "requested"
    RECEIVED = "received"
    APPROVED = "approved"
    RETURNED = "returned"


class MilestoneKind(StrEnum):
    """The fixed points of a build-out (domain 2.3)."""

    KICKOFF = "kickoff"
    DESIGN = "design"
    INSTALLATION = "installation"
    MIDTERM = "midterm"
    TRIAL_RUN = "trial_run"
    COMPLETION = "completion"


class InspectionKind(StrEnum):
    """점검과 감리 (domain 2.3)."""

    SITE_CHECK = "site_check"
    MIDTERM = "midterm"
    MIDTERM_AUDIT = "midterm_audit"
    FINAL_AUDIT = "final_audit"
    FINAL = "final"


class Verdict(StrEnum):
    """점검 판정: 적정 | 보완 | 미흡 (domain 2.4)."""

    ADEQUATE = "adequate"
    SUPPLEMENT = "supplement"
    POOR = "poor"


class PaymentKind(StrEnum):
    """선금 · 중도금 · 잔금 (domain 5.2)."""

    ADVANCE = "advance"
    INTERIM = "interim"
    BALANCE = "balance"


class PaymentState(StrEnum):
    """지급 (domain 2.4)."""

    WAITING = "waiting"
    APPROVED = "approved"
    RETURNED = "returned"
    PAID = "paid"


class VisitKind(StrEnum):
    """Why somebody goes to a factory."""

    REGULAR = "regular"
    INTENSIVE = "intensive"
    TICKET = "ticket"
    CONSULTING = "consulting"


class OperationState(StrEnum):
    """가동 상태 of a built system (domain 3.3)."""

    NORMAL = "normal"
    PARTIAL = "partial"
    STOPPED = "stopped"
    SCRAPPED = "scrapped"


class TicketKind(StrEnum):
    """AS 요청 (domain 2.5, D31)."""

    REPAIR = "repair"
    PART = "part"
    FEATURE = "feature"
    SECURITY = "security"
    UPGRADE = "upgrade"
    MAINTENANCE = "maintenance"
    OPERATION = "operation"
    TRAINING = "training"


class TicketState(StrEnum):
    """How far a ticket has come."""

    OPEN = "open"
    WITH_SUPPLIER = "with_supplier"
    SOLVED = "solved"
    CLOSED = "closed"


class DeadlineKind(StrEnum):
    """Days that a rule or a promise sets."""

    PAPERS = "papers"
    SUPPLEMENT = "supplement"
    PARTNER_ANSWER = "partner_answer"
    AGREEMENT_SIGNING = "agreement_signing"
    CHANGE_REQUEST = "change_request"
    MILESTONE = "milestone"
    BUILD_END = "build_end"
    FINAL_CHECK = "final_check"
    SETTLEMENT = "settlement"
    INTENSIVE_CARE_END = "intensive_care_end"
    LEVEL_CERTIFICATE = "level_certificate"
    VISIT = "visit"
    KPI_SURVEY = "kpi_survey"
    TICKET_ANSWER = "ticket_answer"


class PaperState(StrEnum):
    """Whether a required paper is there."""

    MISSING = "missing"
    RECEIVED = "received"
    ACCEPTED = "accepted"
    RETURNED = "returned"
    NOT_NEEDED = "not_needed"


class RoundKind(StrEnum):
    """What reviewers look at in a round of evaluation (domain 2.1: SC0100, SC0300)."""

    TECHNICAL = "technical"
    SITE = "site"


class RoundState(StrEnum):
    """How far a round of evaluation has come."""

    PREPARING = "preparing"
    SCORING = "scoring"
    CLOSED = "closed"


class ScorecardState(StrEnum):
    """Whether a reviewer still writes on a scorecard."""

    OPEN = "open"
    SUBMITTED = "submitted"


class ConflictKind(StrEnum):
    """What ties a reviewer to a firm, as the reviewer or the centre has declared it."""

    EMPLOYMENT = "employment"
    KINSHIP = "kinship"
    ADVICE = "advice"
    SHARES = "shares"
    DISPUTE = "dispute"
    OTHER = "other"


class BarReason(StrEnum):
    """Why a reviewer may not touch a case; the first one that holds is told."""

    ORGANISATION = "organisation"
    DECLARED = "declared"
    PEOPLE = "people"
    NAMESAKE = "namesake"
    REGION = "region"


class BonusState(StrEnum):
    """우대사항: 신청 → 현장평가에서 해당 | 해당없음 (domain 1.4)."""

    CLAIMED = "claimed"
    CONFIRMED = "confirmed"
    REFUSED = "refused"


class MeetingState(StrEnum):
    """How far a meeting of the selection committee has come."""

    PLANNED = "planned"
    OPEN = "open"
    CLOSED = "closed"


class VoteChoice(StrEnum):
    """What a member of the committee votes for."""

    SELECT = "select"
    RESERVE = "reserve"
    REJECT = "reject"
    ABSTAIN = "abstain"


class SelectionOutcome(StrEnum):
    """심의 판정: 선정 | 예비 | 탈락 (domain 2.4)."""

    SELECTED = "selected"
    RESERVE = "reserve"
    REJECTED = "rejected"


class DocumentKind(StrEnum):
    """The documents that the program writes; codes of domain 2.5."""

    ELIGIBILITY_REVIEW = "D08"
    SCORE_SUMMARY = "D10"
    SITE_CHECK = "D11"
    SELECTION_MINUTES = "D12"
    AGREEMENT = "D14"
    PAYMENT_REQUEST = "D17"
    MIDTERM_CHECK = "D19"
    COMPLETION_CHECK = "D24"
    AFTERCARE_CHECK = "D30"


class ImportKind(StrEnum):
    """What a sheet holds."""

    APPLICANTS = "applicants"
    COMPANIES = "companies"
    KPI_VALUES = "kpi_values"


class CodeKind(StrEnum):
    """The code lists (domain 9)."""

    KSIC = "ksic"
    SIDO = "sido"
    SIGUNGU = "sigungu"
    CENTRE = "centre"
    COMPLEX = "complex"
    SOLUTION = "solution"


class Carrier(StrEnum):
    """How changes travel; the same bytes each way."""

    HUB = "hub"
    FOLDER = "folder"
    FILE = "file"


class FileKind(StrEnum):
    """What a carried file holds."""

    BATCH = "batch"
    FEED = "feed"
    RECEIPT = "receipt"
    SNAPSHOT = "snapshot"
    SLATE = "slate"


class SyncState(StrEnum):
    """Where a change of this computer has come to."""

    HERE = "here"
    SENT = "sent"
    CONFIRMED = "confirmed"


class AccessKind(StrEnum):
    """What somebody looked at (안전성 확보조치 기준 8)."""

    PERSONAL_DATA = "personal_data"
    SLATE = "slate"
    ATTACHMENT = "attachment"
    EXPORT = "export"


class Changed(StrEnum):
    """What a page listens to; every kept table belongs to one of these."""

    COMPANIES = "companies"
    PARTNERS = "partners"
    SUPPLIERS = "suppliers"
    PROGRAMMES = "programmes"
    STAFF = "staff"
    CASES = "cases"
    APPLICATIONS = "applications"
    EVALUATION = "evaluation"
    MATCHES = "matches"
    BUILDOUT = "buildout"
    AFTERCARE = "aftercare"
    DEADLINES = "deadlines"
    DOCUMENTS = "documents"
    NOTES = "notes"
    FILTERS = "filters"
    CODES = "codes"
    SYNC = "sync"
    ACCESS = "access"


class Action(StrEnum):
    """The name of a change, as the history and "undo ..." show it."""

    UNKNOWN = "unknown"
    OUTSIDE = "outside"
    SEED = "seed"
    DEMO = "demo"
    UNDO = "undo"
    REDO = "redo"
    IMPORT = "import"
    COMPANY_ADD = "company.add"
    COMPANY_EDIT = "company.edit"
    COMPANY_MERGE = "company.merge"
    COMPANY_DELETE = "company.delete"
    CONTACT_EDIT = "contact.edit"
    PARTNER_EDIT = "partner.edit"
    SUPPLIER_EDIT = "supplier.edit"
    CASE_OPEN = "case.open"
    CASE_EDIT = "case.edit"
    CASE_ADVANCE = "case.advance"
    CASE_SEND_BACK = "case.send_back"
    CASE_ASSIGN = "case.assign"
    CASE_STATE = "case.state"
    CASE_BULK = "case.bulk"
    CASE_TAKE_ALONG = "case.take_along"
    CASE_GIVE_BACK = "case.give_back"
    APPLICATION_EDIT = "application.edit"
    PAPER_EDIT = "paper.edit"
    PAPERS_TAKE_IN = "papers.take_in"
    ELIGIBILITY_DECIDE = "eligibility.decide"
    REVIEWER_EDIT = "reviewer.edit"
    CONFLICT_EDIT = "conflict.edit"
    ROUND_EDIT = "round.edit"
    ROUND_ASSIGN = "round.assign"
    SCORE_EDIT = "score.edit"
    SCORE_SUBMIT = "score.submit"
    BONUS_EDIT = "bonus.edit"
    MEETING_EDIT = "meeting.edit"
    VOTE_RECORD = "vote.record"
    SELECTION_DECIDE = "selection.decide"
    MATCH_PROPOSE = "match.propose"
    MATCH_EDIT = "match.edit"
    MATCH_DECIDE = "match.decide"
    DISCLOSURE_EDIT = "disclosure.edit"
    PARTNER_ANSWER = "partner.answer"
    PARTNER_VIEW = "partner.view"
    AGREEMENT_EDIT = "agreement.edit"
    AGREEMENT_SIGN = "agreement.sign"
    MILESTONE_EDIT = "milestone.edit"
    INSPECTION_EDIT = "inspection.edit"
    PAYMENT_EDIT = "payment.edit"
    VISIT_EDIT = "visit.edit"
    TICKET_EDIT = "ticket.edit"
    KPI_EDIT = "kpi.edit"
    DEADLINE_EDIT = "deadline.edit"
    DOCUMENT_MAKE = "document.make"
    ATTACHMENT_ADD = "attachment.add"
    ATTACHMENT_REMOVE = "attachment.remove"
    NOTE_EDIT = "note.edit"
    FILTER_EDIT = "filter.edit"
    MAPPING_EDIT = "mapping.edit"
    STAFF_EDIT = "staff.edit"
    PROGRAMME_EDIT = "programme.edit"
    VIEW = "view"
    SYNC_APPLY = "sync.apply"
    CONFLICT_SETTLE = "conflict.settle"
