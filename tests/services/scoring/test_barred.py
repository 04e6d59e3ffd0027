"""No barred reviewer sees, scores, votes on or opens a file of a case: by any way there is."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import select

import desktop.services.scoring as package
from db.errors import DeskError
from db.tables import (
    Attachment,
    BonusClaim,
    Case,
    Company,
    Conflict,
    Contact,
    Decision,
    Meeting,
    MeetingMember,
    Partner,
    Recusal,
    Reviewer,
    Score,
    Scorecard,
    Supplier,
    Vote,
)
from db.words import BarReason, BonusState, MeetingState, ScorecardState, VoteChoice
from desktop.services.companies.names import normalise_name
from desktop.services.scoring import agendas, barred, bonuses, cards, meetings
from desktop.services.scoring.barred import Reader
from desktop.services.scoring.errors import BarredError, NotAssignedError, StaffOnlyError
from desktop.services.scoring.keys import key_of
from desktop.services.scoring.solving import Solution
from tests.factory import (
    keep,
    make_announcement,
    make_assignment,
    make_company,
    make_conflict,
    make_contact,
    make_eligible_case,
    make_partner,
    make_reviewer,
    make_round,
    make_supplier,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sqlmodel import Session

    from db.tables import EvaluationRound
    from desktop.services.workspace import Workspace

# Small pools, so that people and firms run into each other all the time.
_BRNS = ["", "1111111119", "2222222227"]
_ORGANISATIONS = ["", "가람정밀", "(주)나래시스템", "다솜연구원"]
_PEOPLE = ["김하늘", "이바다", "박들"]
_PHONES = ["", "010-0000-1111", "01000001111", "055-000-2222"]


STAFF = Reader(staff=True)
_NOWHERE = Path("nowhere")  # who gets so far is told that the bytes are missing
_TRIED = 2  # pairs of one world that go through every door; each takes most of a second


class _World(NamedTuple):
    round: EvaluationRound
    meeting: Meeting
    cases: list[Case]
    reviewers: list[Reviewer]
    secrets: dict[UUID, list[str]]
    files: dict[UUID, UUID]


class _Plan(NamedTuple):
    """What hypothesis chose: which name, number and telephone each side has."""

    reviewers: list[tuple[str, str, str, str]]
    cases: list[tuple[str, str, str, str, int, int]]
    declared: list[tuple[int, int, int]]


_PLANS = st.builds(
    _Plan,
    st.lists(
        st.tuples(
            st.sampled_from(_PEOPLE), st.sampled_from(_BRNS),
            st.sampled_from(_ORGANISATIONS), st.sampled_from(_PHONES),
        ),
        min_size=1, max_size=3,
    ),
    st.lists(
        st.tuples(
            st.sampled_from(_BRNS), st.sampled_from(_PEOPLE), st.sampled_from(_PHONES),
            st.sampled_from(_ORGANISATIONS[1:]), st.integers(0, 2), st.integers(0, 2),
        ),
        min_size=1, max_size=3,
    ),
    st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2), st.integers(0, 2)), max_size=3),
)  # fmt: skip


def _make(session: Session, plan: _Plan) -> _World:
    """Build the world; everybody was asked to judge everything, and has done so already."""
    call = make_announcement(session)
    found = make_round(session, call, blind=False)
    firms = _firms(session)
    people = [
        make_reviewer(session, name=name, brn=brn, organisation=firm, phone=phone)
        for name, brn, firm, phone in plan.reviewers
    ]
    made: list[Case] = []
    secrets, files = {}, {}
    for at, (brn, person, phone, firm, supplier, partner) in enumerate(plan.cases):
        company = make_company(
            session, name=f"{firm} 비밀{at}", brn=brn, representative=person, phone=phone
        )
        case = make_eligible_case(
            session, call, company, number=f"SECRET-{at}", title=f"숨긴과제{at}",
            supplier_id=firms["supplier"][supplier], partner_id=firms["partner"][partner],
        )  # fmt: skip
        made.append(case)
        file = keep(
            session,
            Attachment(
                case_id=case.id,
                centre="GN",
                name=f"계획서비밀{at}.pdf",
                size=3,
                sha256=f"{at}" * 64,
            ),
        )
        files[case.id] = file.id
        secrets[case.id] = [str(case.id), case.id.hex, case.number, f"비밀{at}", f"숨긴과제{at}"]
    meeting = keep(
        session, Meeting(round_id=found.id, quorum=1, state=MeetingState.OPEN, title="심의")
    )
    world = _World(found, meeting, made, people, secrets, files)
    _fill(session, world)
    for reviewer, case, kind in plan.declared:
        if reviewer < len(people) and case < len(made):
            target = made[case]
            key = ("company_id", "supplier_id", "partner_id")[kind]
            if getattr(target, key) is not None:
                make_conflict(session, people[reviewer], **{key: getattr(target, key)})
    return world


def _firms(session: Session) -> dict[str, list[UUID | None]]:
    """Return two suppliers and two large firms, each with somebody who can be reached."""
    suppliers = [
        make_supplier(session, name="나래시스템", brn=_BRNS[1]),
        make_supplier(session, name="라온소프트", brn=""),
    ]
    partners = [make_partner(session, name="가람전자"), make_partner(session, name="다솜 연구원")]
    keep(session, Contact(supplier_id=suppliers[1].id, name="이바다", mobile="010 0000 1111"))
    keep(session, Contact(partner_id=partners[0].id, name="최누리", phone="055-000-2222"))
    return {
        "supplier": [None, *(one.id for one in suppliers)],
        "partner": [None, *(one.id for one in partners)],
    }


def _fill(session: Session, world: _World) -> None:
    """Lay cards, votes and claims into the tables, past every check."""
    for person in world.reviewers:
        keep(
            session,
            MeetingMember(
                id=key_of(MeetingMember, world.meeting.id, person.id),
                meeting_id=world.meeting.id, reviewer_id=person.id, attended=True,
            ),
        )  # fmt: skip
        for case in world.cases:
            make_assignment(session, world.round, case, person)
            card = keep(
                session,
                Scorecard(
                    id=key_of(Scorecard, world.round.id, case.id, person.id), centre="GN",
                    case_id=case.id, round_id=world.round.id, reviewer_id=person.id,
                    opinion=world.secrets[case.id][3],
                ),
            )  # fmt: skip
            keep(
                session,
                Score(
                    id=key_of(Score, card.id, "level_gap"), centre="GN", case_id=case.id,
                    scorecard_id=card.id, criterion="level_gap", level=3,
                ),
            )  # fmt: skip


def _expected(session: Session, person: Reviewer, case: Case) -> bool:
    """Say whether a reviewer is tied to a case, asked plainly and without the gate's own code."""
    company = session.get(Company, case.company_id)
    assert company is not None
    firms: list[Any] = [company]
    for table, key in ((Supplier, case.supplier_id), (Partner, case.partner_id)):
        if key is not None:
            firms.append(session.get(table, key))
    digits = "".join(filter(str.isdigit, person.phone))
    for firm in firms:
        if person.brn and person.brn == firm.brn:
            return True
        mine, theirs = normalise_name(person.organisation), normalise_name(firm.name)
        if mine and mine == theirs:
            return True
        contacts = [
            one
            for one in session.exec(select(Contact))
            if firm.id in (one.company_id, one.supplier_id, one.partner_id)
        ]
        ways = [getattr(firm, "phone", ""), *(w for c in contacts for w in (c.phone, c.mobile))]
        if digits and digits in ["".join(filter(str.isdigit, way)) for way in ways]:
            return True
        names = [getattr(firm, "representative", ""), *(one.name for one in contacts)]
        if person.name in names:
            return True
    declared = session.exec(select(Conflict).where(Conflict.reviewer_id == person.id)).all()
    keys = {key for one in declared for key in (one.company_id, one.supplier_id, one.partner_id)}
    return bool(keys & {firm.id for firm in firms})


# How each public function that takes a reader is called, for a reviewer and a case.
_CALLS: dict[str, Any] = {
    "assigning.assign": lambda f, s, w, r, p, c: f(s, w.round.id, c, p, reader=r),
    "assigning.board": lambda f, s, w, r, p, c: f(s, w.round.id, reader=r),
    "assigning.keep": lambda f, s, w, r, p, c: f(
        s, w.round.id, Solution(((c, p),), 0, 0.0), reader=r
    ),
    "assigning.plan": None,  # names nothing but keys, for the optimiser; staff only, see below
    "assigning.unassign": lambda f, s, w, r, p, c: f(s, w.round.id, c, p, reader=r),
    "barred.admit": lambda f, s, w, r, p, c: f(s, r, c),
    "barred.admitted": lambda f, s, w, r, p, c: f(s, r, [one.id for one in w.cases]),
    "barred.staff_only": None,  # takes no case
    "bonuses.claim": lambda f, s, w, r, p, c: f(s, c, "crisis", reader=r),
    "bonuses.count_all": lambda f, s, w, r, p, c: f(s, w.cases, reader=r),
    "bonuses.decide": lambda f, s, w, r, p, c: f(s, c, "crisis", BonusState.REFUSED, reader=r),
    "bonuses.sheet": lambda f, s, w, r, p, c: f(s, c, reader=r),
    "bonuses.withdraw": lambda f, s, w, r, p, c: f(s, c, "crisis", reader=r),
    "cards.card": lambda f, s, w, r, p, c: f(s, w.round.id, c, p, reader=r),
    "cards.grade": lambda f, s, w, r, p, c: f(
        s, w.round.id, c, p, "level_gap", {"level": 5}, reader=r
    ),
    "cards.pile": lambda f, s, w, r, p, c: f(s, w.round.id, p, reader=r),
    "cards.reopen": lambda f, s, w, r, p, c: f(s, w.round.id, c, p, reader=r),
    "cards.say": lambda f, s, w, r, p, c: f(s, w.round.id, c, p, "좋습니다", reader=r),
    "cards.submit": lambda f, s, w, r, p, c: f(s, w.round.id, c, p, reader=r),
    "files.is_blind": None,  # tells about the round alone
    "files.list_files": lambda f, s, w, r, p, c: f(s, w.round.id, c, reader=r),
    "files.open_file": lambda f, s, w, r, p, c: f(s, _NOWHERE, w.round.id, w.files[c], reader=r),
    "meetings.add": lambda f, s, w, r, p, c: f(s, w.round.id, {}, [p], reader=r),
    "agendas.agenda": lambda f, s, w, r, p, c: f(s, w.meeting.id, reader=r),
    "meetings.attend": lambda f, s, w, r, p, c: f(s, w.meeting.id, p, there=True, reader=r),
    "meetings.close": None,  # would end the meeting for the calls that follow; takes no case
    "meetings.decide": lambda f, s, w, r, p, c: f(s, w.meeting.id, c, reader=r),
    "meetings.edit": lambda f, s, w, r, p, c: f(s, w.meeting.id, {"place": "1층"}, reader=r),
    "meetings.open_meeting": lambda f, s, w, r, p, c: f(s, w.meeting.id, reader=r),
    "meetings.recuse": lambda f, s, w, r, p, c: f(s, w.meeting.id, c, p, reader=r),
    "meetings.set_members": lambda f, s, w, r, p, c: f(
        s, w.meeting.id, [one.id for one in w.reviewers], reader=r
    ),
    "meetings.take_back": lambda f, s, w, r, p, c: f(s, w.meeting.id, c, reader=r),
    "meetings.unrecuse": lambda f, s, w, r, p, c: f(s, w.meeting.id, c, p, reader=r),
    "meetings.vote": lambda f, s, w, r, p, c: f(s, w.meeting.id, c, p, VoteChoice.SELECT, reader=r),
    "ranking.case_cards": lambda f, s, w, r, p, c: f(s, w.round.id, c, reader=r),
    "ranking.ranking": lambda f, s, w, r, p, c: f(s, w.round.id, reader=r),
}

# What is not about one case: it may answer, but has to leave the barred case out.
_OF_MANY = {
    "assigning.board", "assigning.keep", "barred.admitted", "bonuses.count_all", "cards.pile",
    "meetings.add", "agendas.agenda", "meetings.attend", "meetings.edit",
    "meetings.open_meeting", "meetings.set_members", "ranking.ranking",
}  # fmt: skip

# What takes no reader: the gate's own parts, arithmetic, and what names no case.
_NO_READER = {
    "barred.bar_of", "barred.bars", "barred.cases_of", "barred.reader_of", "barred.refuse_barred",
    "blind.alias", "blind.hide", "blind.hide_file_name", "blind.secrets_of",
    "bonus_points.count", "intervals.rank_intervals", "keys.ensured", "keys.kept", "keys.key_of",
    "packs.bonus_rules", "packs.card_rules", "packs.own_region_barred", "points.half_up",
    "points.leanings", "points.of_card", "points.of_criterion", "points.ranks", "points.together",
    "reviewers.add", "reviewers.conflicts_of", "reviewers.declare", "reviewers.edit",
    "reviewers.firms_called",
    "reviewers.list_reviewers", "reviewers.remove", "reviewers.withdraw",
    "rounds.add", "rounds.close", "rounds.edit", "rounds.list_rounds", "rounds.remove",
    "rounds.reopen", "rounds.start", "solving.may", "solving.solve",
    "ties.declared_by", "ties.firms_of", "ties.known_of", "ties.narrowed", "ties.tie",
}  # fmt: skip


def _public() -> Iterator[tuple[str, Callable[..., Any]]]:
    """Yield every public function of the package by its short name."""
    for found in pkgutil.iter_modules(package.__path__):
        module = importlib.import_module(f"{package.__name__}.{found.name}")
        for name, function in inspect.getmembers(module, callable):
            own = getattr(function, "__module__", "") == module.__name__
            if own and not inspect.isclass(function) and not name.startswith("_"):
                yield f"{found.name}.{name}", function


def test_given_the_package_then_every_public_function_is_held_to_the_gate() -> None:
    asks = {
        name for name, function in _public() if "reader" in inspect.signature(function).parameters
    }
    rest = {name for name, _ in _public()} - asks

    assert asks == set(_CALLS)
    assert rest == _NO_READER


def _kept(session: Session, person: UUID, case: UUID) -> list[object]:
    """Return all that a reviewer has said about a case, as it is kept."""
    session.flush()
    found: list[object] = []
    for table in (Scorecard, Vote):
        statement = select(table).where(table.case_id == case, table.reviewer_id == person)
        found += [one.model_dump() for one in session.exec(statement)]
    scores = select(Score).join(Scorecard, Scorecard.id == Score.scorecard_id)  # type: ignore[arg-type]
    statement = scores.where(Scorecard.case_id == case, Scorecard.reviewer_id == person)
    return found + [one.model_dump() for one in session.exec(statement)]


class _UndoneError(Exception):
    """Lets a transaction fall."""


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(_PLANS)
def test_given_any_world_then_no_barred_reviewer_gets_near_a_case(
    workspace: Workspace, plan: _Plan
) -> None:
    functions = dict(_public())

    def story(session: Session) -> None:
        world = _make(session, plan)
        pairs = [(person, case) for person in world.reviewers for case in world.cases]
        tied = [(person, case) for person, case in pairs if _expected(session, person, case)]
        bars = barred.bars(
            session, [case.id for case in world.cases], [person.id for person in world.reviewers]
        )
        assert tied == [pair for pair in pairs if bars.of(pair[0].id, pair[1].id)]
        for person, case in tied[:_TRIED]:
            _try_everything(session, functions, world, person, case)
        raise _UndoneError

    with pytest.raises(_UndoneError):
        workspace.write(story)


def _try_everything(
    session: Session,
    functions: dict[str, Callable[..., Any]],
    world: _World,
    person: Reviewer,
    case: Case,
) -> None:
    own = Reader(person.id)
    both = Reader(person.id, staff=True)
    other = next((one for one in world.reviewers if one.id != person.id), person)
    before = _kept(session, person.id, case.id)
    for name, call in _CALLS.items():
        if call is None:
            continue
        for reader, about in ((own, person), (both, person), (both, other), (STAFF, person)):
            step = session.begin_nested()
            refused = False
            try:
                told = repr(call(functions[name], session, world, reader, about.id, case.id))
            except DeskError as error:
                told, refused = repr(error), True
            kept = _kept(session, person.id, case.id)
            step.rollback()
            assert kept == before, (name, reader)
            if reader.reviewer_id is not None:
                leaked = [secret for secret in world.secrets[case.id] if secret in told]
                assert not leaked, (name, reader, leaked)
                assert refused or name in _OF_MANY, (name, reader)


def test_given_a_free_reviewer_then_the_same_calls_do_work(workspace: Workspace) -> None:
    """A gate that lets nobody through would pass the story above."""
    plan = _Plan([("김하늘", "", "", "")], [("", "박들", "", "가람정밀", 0, 0)], [])

    def story(session: Session) -> None:
        world = _make(session, plan)
        person, case = world.reviewers[0], world.cases[0]
        own = Reader(person.id)

        assert barred.bar_of(session, person.id, case.id) is None
        assert [
            row.case_id for row in cards.pile(session, world.round.id, person.id, reader=own)
        ] == [case.id]
        cards.grade(
            session, world.round.id, case.id, person.id, "level_gap", {"level": 5}, reader=own
        )
        meetings.vote(session, world.meeting.id, case.id, person.id, VoteChoice.SELECT, reader=own)
        assert "SECRET-0" in repr(agendas.agenda(session, world.meeting.id, reader=own))
        assert _kept(session, person.id, case.id) != []

    workspace.write(story)


@pytest.mark.parametrize("kind", ["company_id", "supplier_id", "partner_id"])
def test_given_a_declared_tie_then_it_bars_until_it_is_withdrawn(
    workspace: Workspace, kind: str
) -> None:
    def story(session: Session) -> None:
        call = make_announcement(session)
        case = make_eligible_case(
            session, call,
            supplier_id=make_supplier(session).id, partner_id=make_partner(session).id,
        )  # fmt: skip
        person = make_reviewer(session)
        conflict = make_conflict(session, person, **{kind: getattr(case, kind)})
        bar = barred.bar_of(session, person.id, case.id)
        assert bar is not None
        assert bar.reason is BarReason.DECLARED

        conflict.deleted = True
        session.flush()

        assert barred.bar_of(session, person.id, case.id) is None

    workspace.write(story)


def test_given_a_supplier_that_joins_later_then_its_people_are_barred_from_then_on(
    workspace: Workspace,
) -> None:
    def story(session: Session) -> None:
        call = make_announcement(session)
        case = make_eligible_case(session, call)
        supplier = make_supplier(session)
        person = make_reviewer(session, email="Lee@narae.example")
        keep(session, Contact(supplier_id=supplier.id, name="이다른", email="lee@narae.example"))
        assert barred.bar_of(session, person.id, case.id) is None

        case.supplier_id = supplier.id
        session.flush()

        bar = barred.bar_of(session, person.id, case.id)
        assert bar is not None
        assert (bar.reason, bar.firm) == (BarReason.PEOPLE, "나래시스템")

    workspace.write(story)


def test_given_a_merged_company_then_ties_to_what_it_was_still_bar(workspace: Workspace) -> None:
    def story(session: Session) -> None:
        call = make_announcement(session)
        case = make_eligible_case(session, call)
        old = make_company(session, name="옛이름", duplicate_of=case.company_id, deleted=True)
        person = make_reviewer(session, organisation="주식회사 옛이름")
        declared = make_reviewer(session)
        make_conflict(session, declared, company_id=old.id)

        assert barred.bar_of(session, person.id, case.id) is not None
        assert barred.bar_of(session, declared.id, case.id) is not None

    workspace.write(story)


def test_given_a_contact_with_a_short_extension_then_equal_extensions_bar_nobody(
    workspace: Workspace,
) -> None:
    def story(session: Session) -> None:
        call = make_announcement(session)
        company = make_company(session, representative="")
        make_contact(session, company, name="다른 사람", phone="내선 101", mobile="")
        case = make_eligible_case(session, call, company)
        person = make_reviewer(session, phone="101")

        assert barred.bar_of(session, person.id, case.id) is None

    workspace.write(story)


def test_given_who_was_not_asked_then_nothing_is_shown(workspace: Workspace) -> None:
    def story(session: Session) -> None:
        call = make_announcement(session)
        found = make_round(session, call)
        case = make_eligible_case(session, call)
        person = make_reviewer(session)
        reader = Reader(person.id)

        with pytest.raises(NotAssignedError):
            cards.card(session, found.id, case.id, person.id, reader=reader)
        with pytest.raises(NotAssignedError):
            bonuses.sheet(session, case.id, reader=reader)
        with pytest.raises(StaffOnlyError):
            bonuses.claim(session, case.id, "crisis", reader=reader)
        assert barred.admitted(session, reader, [case.id]) == []
        assert session.exec(select(BonusClaim)).all() == []

    workspace.write(story)


def test_given_a_vote_and_then_a_bar_then_the_vote_counts_no_more(workspace: Workspace) -> None:
    plan = _Plan(
        [("김하늘", "", "", ""), ("이바다", "", "", "")], [("", "박들", "", "가람정밀", 0, 0)], []
    )

    def story(session: Session) -> None:
        world = _make(session, plan)
        case = world.cases[0]
        for card in session.exec(select(Scorecard)):
            card.state = ScorecardState.SUBMITTED
        for person in world.reviewers:
            meetings.vote(
                session, world.meeting.id, case.id, person.id, VoteChoice.SELECT,
                reader=Reader(person.id),
            )  # fmt: skip
        make_conflict(session, world.reviewers[0], company_id=case.company_id)

        row = agendas.agenda(session, world.meeting.id, reader=STAFF).cases[0]

        assert row.may_vote == (world.reviewers[1].id,)
        assert row.counts == {VoteChoice.SELECT: 1}
        assert row.rank.cards == 1
        assert row.ballots[world.reviewers[0].id].bar is BarReason.DECLARED
        meetings.decide(session, world.meeting.id, case.id, reader=STAFF)
        recused = session.exec(select(Recusal)).one()
        assert (recused.reviewer_id, recused.bar) == (world.reviewers[0].id, BarReason.DECLARED)
        assert session.exec(select(Decision)).one().case_id == case.id

    workspace.write(story)


def test_given_nobody_by_that_key_then_it_is_barred(workspace: Workspace) -> None:
    def story(session: Session) -> None:
        case = make_eligible_case(session, make_announcement(session))
        with pytest.raises(BarredError):
            barred.refuse_barred(session, UUID(int=1), case.id)
        with pytest.raises(BarredError):
            barred.refuse_barred(session, make_reviewer(session).id, UUID(int=1))

    workspace.write(story)
