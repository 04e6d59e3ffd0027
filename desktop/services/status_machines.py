"""The moves between states that an official may make (domain 2.4), as one table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from db.words import (
    AgreementState,
    CaseState,
    ChangeRequestState,
    EligibilityState,
    EvaluationState,
    PaymentState,
    ReportState,
    SelectionState,
    Verdict,
)
from desktop.services.errors import MoveRefusedError, StillOpenError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from enum import StrEnum

    State = StrEnum | None


@dataclass(frozen=True)
class Machine:
    """The states of one thing: where it starts, and where each state may lead.

    A state may always stay what it is. A state without moves is the end of its road.
    one_open: of all things of a case only one may be on the road at a time.
    """

    name: str
    start: State
    moves: Mapping[State, tuple[State, ...]]
    one_open: bool = False

    def allowed(self, now: State) -> tuple[State, ...]:
        """Return the states that may follow; none for one that the table does not know."""
        return self.moves.get(now, ())

    def ends(self) -> frozenset[State]:
        """Return the states that nothing follows."""
        return frozenset(state for state, after in self.moves.items() if not after)

    def check(self, now: State, then: State) -> None:
        """Raise MoveRefusedError for a move that is not in the table."""
        if then not in self.moves or (then != now and then not in self.allowed(now)):
            raise MoveRefusedError(machine=self.name, now=now, then=then, allowed=self.allowed(now))

    def check_new(self, others: Iterable[State]) -> None:
        """Raise StillOpenError where a new thing would be a second one on the road."""
        still = [state for state in others if state not in self.ends()]
        if self.one_open and still:
            raise StillOpenError(machine=self.name, state=still[0])


# 요건검토. A decision stands until somebody reopens the review, so that nothing turns by a slip.
ELIGIBILITY: Final = Machine(
    "eligibility",
    EligibilityState.IN_REVIEW,
    {
        EligibilityState.IN_REVIEW: (
            EligibilityState.SUPPLEMENT_ASKED,
            EligibilityState.ELIGIBLE,
            EligibilityState.INELIGIBLE,
        ),
        EligibilityState.SUPPLEMENT_ASKED: (
            EligibilityState.IN_REVIEW,
            EligibilityState.ELIGIBLE,
            EligibilityState.INELIGIBLE,
        ),
        EligibilityState.ELIGIBLE: (EligibilityState.IN_REVIEW,),
        EligibilityState.INELIGIBLE: (EligibilityState.IN_REVIEW,),
    },
)

# 기술성평가. A reserve moves up when somebody before it falls out.
EVALUATION: Final = Machine(
    "evaluation",
    EvaluationState.WAITING,
    {
        EvaluationState.WAITING: (
            EvaluationState.SHORTLISTED,
            EvaluationState.RESERVE,
            EvaluationState.DROPPED,
        ),
        EvaluationState.RESERVE: (EvaluationState.SHORTLISTED, EvaluationState.DROPPED),
        EvaluationState.SHORTLISTED: (),
        EvaluationState.DROPPED: (),
    },
)

# 심의. Who was selected may still give up before the agreement.
SELECTION: Final = Machine(
    "selection",
    SelectionState.WAITING,
    {
        SelectionState.WAITING: (
            SelectionState.SELECTED,
            SelectionState.DROPPED,
            SelectionState.WITHDRAWN,
        ),
        SelectionState.SELECTED: (SelectionState.WITHDRAWN,),
        SelectionState.DROPPED: (),
        SelectionState.WITHDRAWN: (),
    },
)

# 협약. Before signing, papers may turn out to be wrong and go back to any earlier step.
_BEFORE_SIGNING = (AgreementState.PAPERS, AgreementState.RECEIVED, AgreementState.REVIEWED)
AGREEMENT: Final = Machine(
    "agreement",
    AgreementState.PAPERS,
    {
        **{
            state: (
                *(other for other in _BEFORE_SIGNING if other is not state),
                AgreementState.SIGNED,
                AgreementState.TERMINATED,
            )
            for state in _BEFORE_SIGNING
        },
        AgreementState.SIGNED: (AgreementState.TERMINATED,),
        AgreementState.TERMINATED: (),
    },
)

# 보고서. What was returned starts again at the company.
REPORT: Final = Machine(
    "report",
    ReportState.DRAFT,
    {
        ReportState.DRAFT: (ReportState.COMPANY_ASKED,),
        ReportState.COMPANY_ASKED: (ReportState.IN_REVIEW, ReportState.RETURNED),
        ReportState.IN_REVIEW: (ReportState.APPROVED, ReportState.RETURNED),
        ReportState.RETURNED: (ReportState.DRAFT, ReportState.COMPANY_ASKED),
        ReportState.APPROVED: (),
    },
)

# 협약변경. Only one at a time; what was returned is asked for anew.
CHANGE_REQUEST: Final = Machine(
    "change_request",
    ChangeRequestState.REQUESTED,
    {
        ChangeRequestState.REQUESTED: (ChangeRequestState.RECEIVED, ChangeRequestState.RETURNED),
        ChangeRequestState.RECEIVED: (ChangeRequestState.APPROVED, ChangeRequestState.RETURNED),
        ChangeRequestState.APPROVED: (),
        ChangeRequestState.RETURNED: (),
    },
    one_open=True,
)

# 지급. An approval falls when what it was about changes, or with its agreement.
PAYMENT: Final = Machine(
    "payment",
    PaymentState.WAITING,
    {
        PaymentState.WAITING: (PaymentState.APPROVED, PaymentState.RETURNED),
        PaymentState.APPROVED: (PaymentState.PAID, PaymentState.RETURNED, PaymentState.WAITING),
        PaymentState.RETURNED: (PaymentState.WAITING, PaymentState.APPROVED),
        PaymentState.PAID: (),
    },
)

# 점검과 감리. No order is laid down between the judgements: each visit comes to one of them, and
# whoever judged may correct it.
INSPECTION: Final = Machine(
    "inspection",
    None,
    {
        None: (*Verdict,),
        Verdict.ADEQUATE: (None, Verdict.SUPPLEMENT, Verdict.POOR),
        Verdict.SUPPLEMENT: (None, Verdict.ADEQUATE, Verdict.POOR),
        Verdict.POOR: (None, Verdict.ADEQUATE, Verdict.SUPPLEMENT),
    },
)

# 사업포기, 탈락, 협약취소. What has left the road comes back to it before it goes elsewhere.
_LEFT = (CaseState.CLOSED, CaseState.WITHDRAWN, CaseState.REJECTED, CaseState.CANCELLED)
CASE: Final = Machine(
    "case",
    CaseState.OPEN,
    {
        CaseState.OPEN: (CaseState.ON_HOLD, *_LEFT),
        CaseState.ON_HOLD: (CaseState.OPEN, *_LEFT),
        **dict.fromkeys(_LEFT, (CaseState.OPEN,)),
    },
)

MACHINES: Final[tuple[Machine, ...]] = (
    ELIGIBILITY, EVALUATION, SELECTION, AGREEMENT, REPORT, CHANGE_REQUEST, PAYMENT, INSPECTION,
    CASE,
)  # fmt: skip
