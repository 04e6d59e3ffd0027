"""What is kept: one file per thing, all of them known here."""

from db.tables.access import AccessEntry
from db.tables.agreement import Agreement
from db.tables.announcement import Announcement, Programme
from db.tables.application import Application, ApplicationAnswer, EligibilityReview, Paper
from db.tables.attachment import Attachment
from db.tables.case import Case, StageChange
from db.tables.check_out import CheckOut
from db.tables.code import Code
from db.tables.company import Company
from db.tables.contact import Contact
from db.tables.deadline import Deadline
from db.tables.disclosure import Disclosure, PartnerAnswer, SlateView
from db.tables.document import Document
from db.tables.evaluation import Assignment, EvaluationRound
from db.tables.exchange import ImportMapping, ImportRun
from db.tables.inspection import Inspection
from db.tables.journal import JournalContext, JournalOp, JournalTransaction
from db.tables.kpi import Kpi, KpiValue
from db.tables.match import FundingLine, Match
from db.tables.meeting import Decision, Meeting, MeetingMember, Recusal, Vote
from db.tables.milestone import Milestone
from db.tables.note import Note
from db.tables.partner import Partner, Pool
from db.tables.payment import Payment
from db.tables.reviewer import Conflict, Reviewer
from db.tables.saved_filter import SavedFilter
from db.tables.scorecard import BonusClaim, Score, Scorecard
from db.tables.site import Site
from db.tables.staff import Staff
from db.tables.supplier import Supplier
from db.tables.sync import (
    JournalSegment,
    SyncConfirmed,
    SyncConflict,
    SyncFile,
    SyncParked,
    SyncRejected,
    SyncSelf,
)
from db.tables.ticket import Ticket
from db.tables.visit import Visit

__all__ = [
    "AccessEntry",
    "Agreement",
    "Announcement",
    "Application",
    "ApplicationAnswer",
    "Assignment",
    "Attachment",
    "BonusClaim",
    "Case",
    "CheckOut",
    "Code",
    "Company",
    "Conflict",
    "Contact",
    "Deadline",
    "Decision",
    "Disclosure",
    "Document",
    "EligibilityReview",
    "EvaluationRound",
    "FundingLine",
    "ImportMapping",
    "ImportRun",
    "Inspection",
    "JournalContext",
    "JournalOp",
    "JournalSegment",
    "JournalTransaction",
    "Kpi",
    "KpiValue",
    "Match",
    "Meeting",
    "MeetingMember",
    "Milestone",
    "Note",
    "Paper",
    "Partner",
    "PartnerAnswer",
    "Payment",
    "Pool",
    "Programme",
    "Recusal",
    "Reviewer",
    "SavedFilter",
    "Score",
    "Scorecard",
    "Site",
    "SlateView",
    "Staff",
    "StageChange",
    "Supplier",
    "SyncConfirmed",
    "SyncConflict",
    "SyncFile",
    "SyncParked",
    "SyncRejected",
    "SyncSelf",
    "Ticket",
    "Visit",
    "Vote",
]
