"""Cases that are sent down the road by chance, one sensible or odd step after the other."""

from __future__ import annotations

import shutil
import tempfile
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from sqlalchemy import text
from sqlmodel import col, select

from db import journal
from db.errors import DeskError, NothingToUndoError
from db.tables import Agreement, Case, Match, Payment, StageChange
from db.words import Action, AgreementState, FundingSource, MatchState, PaymentState, Severity
from desktop.services import deadlines, history, parts
from desktop.services.matching import matches
from desktop.services.security.verify import verify
from desktop.services.workspace import Workspace
from tests.factory import make_partner
from tests.services import road
from tests.services.steps import OFTEN, STEPS

if TYPE_CHECKING:
    from uuid import UUID

    from sqlmodel import Session


def _without_large_firm(session: Session, track: str) -> UUID:
    return road.matching(session, pack="gyeongnam-2024", track="autonomous")


BEGINNINGS = (
    road.opened, road.eligible, road.matching, road.matched, road.building, road.signed,
    road.signed, road.finished, road.cared_for, _without_large_firm,
)  # fmt: skip
ANY_STEP = [*sorted(STEPS), *OFTEN, *OFTEN]
TRACKS = ("type1-basic", "type1-advanced1")


@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    beginnings=some.lists(
        some.tuples(some.sampled_from(BEGINNINGS), some.sampled_from(TRACKS)),
        min_size=1,
        max_size=2,
    ),
    steps=some.lists(
        some.tuples(some.integers(0, 1), some.sampled_from(ANY_STEP), some.integers(0, 10**6)),
        min_size=10,
        max_size=40,
    ),
)
def test_given_any_steps_when_walked_then_money_days_and_stages_hold_and_all_can_be_undone(
    empty_workspace: Path, beginnings: list[Any], steps: list[tuple[int, str, int]]
):
    with tempfile.TemporaryDirectory(prefix="road-") as room:
        folder = Path(room) / "workspace"
        shutil.copytree(empty_workspace, folder)
        workspace = Workspace.open(folder, centre="GN")
        connection: Any = workspace._writing.raw_connection()
        connection.driver_connection.execute("PRAGMA synchronous = OFF")  # nobody pulls the plug
        connection.close()
        try:
            _walk(workspace, beginnings, steps)
        finally:
            workspace.close()


def _walk(workspace: Workspace, beginnings: list[Any], steps: list[tuple[int, str, int]]) -> None:
    def begin(session: Session) -> list[UUID]:
        for name in ("다온전자", "라온제철"):
            make_partner(session, name=name)
        return [make(session, track=track) for make, track in beginnings]

    cases = workspace.write(begin, action=Action.SEED).value  # which is never taken back
    _hold(workspace)
    start = _visible(workspace)
    for which, name, seed in steps:
        _take(workspace, cases[which % len(cases)], name, seed)
        _hold(workspace)
    end = _visible(workspace)
    undone = _all(workspace, history.undo)
    assert _visible(workspace) == start
    assert _all(workspace, history.redo) == undone
    assert _visible(workspace) == end
    report = verify(workspace)
    assert report.is_clean, report.problems


def _take(workspace: Workspace, case: UUID, name: str, seed: int) -> None:
    """Try a step; one that is refused leaves no trace."""
    before = _ops(workspace)
    try:
        workspace.write(
            lambda s: STEPS[name](s, case, Random(seed)),
            action=Action.CASE_EDIT,
        )
    except DeskError:
        assert _ops(workspace) == before


def _all(workspace: Workspace, step: Any) -> int:
    """Undo or redo until nothing is left, and return how often."""
    count = 0
    while True:
        try:
            step(workspace)
        except NothingToUndoError:
            return count
        count += 1


def _ops(workspace: Workspace) -> int:
    return workspace.read(lambda s: s.execute(text("SELECT max(seq) FROM journal_op")).scalar_one())


def _visible(workspace: Workspace) -> dict[str, list[Any]]:
    def read(session: Session) -> dict[str, list[Any]]:
        found = {}
        for table in journal.journaled():
            names = ", ".join(f'"{name}"' for name in journal.columns_of(table))
            rows = text(f'SELECT {names} FROM "{table}" WHERE NOT deleted ORDER BY id')
            found[table] = [tuple(row) for row in session.execute(rows)]
        return found

    return workspace.read(read)


def _hold(workspace: Workspace) -> None:
    """Hold the workspace against what is true at any moment."""
    keys = workspace.read(lambda s: s.exec(select(Case.id)).all())
    follow = workspace.write(lambda s: deadlines.refresh_all(s, keys))
    assert (follow.value, follow.transaction) == (0, None), "days differ from the rules"

    def look(session: Session) -> None:
        for key in keys:
            _money_holds(session, key)
            _stages_hold(session, key)

    workspace.read(look)


def _money_holds(session: Session, case_id: UUID) -> None:
    case = session.get_one(Case, case_id)
    live = session.exec(
        select(Match).where(Match.case_id == case_id, Match.state != MatchState.DECLINED)
    ).all()
    assert len(live) <= 1
    match = parts.match_of(session, case_id)
    lines = parts.lines_of(session, match)
    if match is not None:
        assert sum(line.amount for line in lines) == match.total_cost
    agreement = parts.agreement_of(session, case_id)
    if agreement is not None and agreement.state is AgreementState.SIGNED:
        assert match is not None
        assert match.state is MatchState.CONFIRMED
        assert agreement.total_cost == match.total_cost
    if match is not None and match.state is MatchState.CONFIRMED:
        assert (case.total_cost, case.partner_id) == (match.total_cost, match.partner_id)
        broken = matches.problems(session, case_id)
        assert not [one for one in broken if one.severity is Severity.BLOCKS]
    asked = session.exec(select(Payment).where(Payment.case_id == case_id)).all()
    for source in FundingSource:
        wanted = [
            one.amount
            for one in asked
            if one.source is source and one.state is not PaymentState.RETURNED
        ]
        assert sum(wanted) <= parts.cash_of(lines, source)
    assert all((one.paid_on is not None) == (one.state is PaymentState.PAID) for one in asked)


def _stages_hold(session: Session, case_id: UUID) -> None:
    steps = session.exec(
        select(StageChange).where(StageChange.case_id == case_id).order_by(col(StageChange.id))
    ).all()
    assert steps[0].from_stage is None
    for before, after in pairwise(steps):
        assert after.from_stage is before.to_stage
        assert abs(after.to_stage.position - before.to_stage.position) == 1
    assert steps[-1].to_stage is session.get_one(Case, case_id).stage
    live = session.exec(
        select(Agreement).where(
            Agreement.case_id == case_id, Agreement.state != AgreementState.TERMINATED
        )
    ).all()
    assert len(live) <= 1
