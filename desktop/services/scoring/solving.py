"""Chooses reviewers for cases: a network of flows, solved exactly and always the same.

Cases send what they need to reviewers; what they may send to reviewers of one region, and of one
organisation within it, is capped; what a reviewer takes is capped. These limits lie inside each
other like boxes, so the corners of the linear program are whole numbers already and no branching
is needed. That they are is checked, not believed.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from desktop.services.scoring.errors import AssignmentImpossibleError, AssignmentStoppedError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from uuid import UUID

    Pair = tuple[int, int]

FIT_INDUSTRY, FIT_SPECIALTY, ALREADY_THERE = 40, 30, 25  # what a pair is worth
EVEN_LOAD = 14  # what each further fifth of a fair share costs a reviewer
_TO_FAIR, _STEPS = 5, 10  # the load is made dearer up to twice the fair share
_WHOLE = 1e-6


class Limit(StrEnum):
    """The limits that can clash; their sentences stand in the views."""

    ADMISSIBLE = "admissible"  # too few reviewers who are not barred
    SPREAD = "spread"  # enough reviewers, too many of them from one region or organisation
    CAPACITY = "capacity"  # all loads together are too small
    LOAD = "load"  # the loads of those who may are too small


@dataclass(frozen=True)
class Seat:
    """One reviewer as the optimiser sees them."""

    id: UUID
    region: str
    organisation: str
    most: int
    industries: frozenset[str]
    specialties: frozenset[str]


@dataclass(frozen=True)
class Task:
    """One case as the optimiser sees it; barred and fixed: reviewers by id."""

    id: UUID
    industry: str
    solutions: frozenset[str]
    barred: frozenset[UUID] = frozenset()
    fixed: frozenset[UUID] = frozenset()
    before: frozenset[UUID] = frozenset()


@dataclass(frozen=True)
class Wanted:
    """What is asked of an assignment; 0 for a limit that nobody sets."""

    per_case: int = 3
    per_region: int = 2
    per_organisation: int = 1
    seed: int = 2018


@dataclass(frozen=True)
class Clash:
    """One limit that can't be kept: by how much, and for whom (ids of cases or reviewers)."""

    limit: Limit
    needed: int
    there: int
    who: tuple[UUID, ...] = ()


@dataclass(frozen=True)
class Solution:
    """Who judges what, in the order of the cases; worth: of all pairs together."""

    pairs: tuple[tuple[UUID, UUID], ...]
    worth: int
    seconds: float


def solve(
    tasks: Sequence[Task],
    seats: Sequence[Seat],
    wanted: Wanted,
    *,
    is_stopped: Callable[[], bool] = lambda: False,
) -> Solution:
    """Return the best assignment: experts first, loads even, what was there kept.

    Raises AssignmentImpossibleError, which names the limits that clash, and
    AssignmentStoppedError once `is_stopped` says so.
    """
    from time import monotonic

    began = monotonic()
    clashes = [*_plain_clashes(tasks, seats, wanted)]
    if clashes:
        raise AssignmentImpossibleError(clashes=tuple(clashes))
    program = _Program(tasks, seats, wanted)
    chosen = program.run(is_stopped)
    if chosen is None:
        raise AssignmentImpossibleError(clashes=tuple(program.overfull(is_stopped)))
    pairs = tuple((tasks[task].id, seats[seat].id) for task, seat in chosen)
    worth = sum(_fit(tasks[task], seats[seat]) for task, seat in chosen)
    return Solution(pairs, worth, monotonic() - began)


def may(task: Task, seat: Seat) -> bool:
    """Return whether a reviewer may judge a case at all."""
    return seat.id not in task.barred and seat.most > 0


def _fit(task: Task, seat: Seat) -> int:
    """Return what a pair is worth: knowing the industry, knowing the systems, being there."""
    knows = bool(task.industry) and task.industry in seat.industries
    builds = bool(task.solutions & seat.specialties)
    return FIT_INDUSTRY * knows + FIT_SPECIALTY * builds + ALREADY_THERE * (seat.id in task.before)


def _plain_clashes(tasks: Sequence[Task], seats: Sequence[Seat], wanted: Wanted) -> Iterator[Clash]:
    """Yield the clashes that counting alone shows, so that they can be told by name."""
    for task in tasks:
        able = [seat for seat in seats if may(task, seat)]
        fixed = [seat for seat in able if seat.id in task.fixed]
        need = max(wanted.per_case, len(fixed))
        if len(able) < need:
            yield Clash(Limit.ADMISSIBLE, need, len(able), (task.id,))
        elif (room := max(_room(able, wanted), len(fixed))) < need:
            yield Clash(Limit.SPREAD, need, room, (task.id,))
    needed = sum(max(wanted.per_case, len(task.fixed - task.barred)) for task in tasks)
    there = sum(seat.most for seat in seats)
    if there < needed:
        yield Clash(Limit.CAPACITY, needed, there)


def _room(able: Iterable[Seat], wanted: Wanted) -> int:
    """Return how many reviewers of `able` one case may have together."""
    regions: dict[str, dict[str, int]] = {}
    for seat in able:
        firms = regions.setdefault(seat.region, {})
        name = seat.organisation or str(seat.id)
        firms[name] = min(firms.get(name, 0) + 1, wanted.per_organisation or len(name) + 10**6)
    return sum(
        min(sum(firms.values()), wanted.per_region or 10**6) if region else sum(firms.values())
        for region, firms in regions.items()
    )


class _Program:
    """The linear program: one column per pair that may be, and the steps of each load."""

    def __init__(self, tasks: Sequence[Task], seats: Sequence[Seat], wanted: Wanted) -> None:
        self._tasks, self._seats, self._wanted = tasks, seats, wanted
        self._pairs: list[Pair] = [
            (at, seat_at)
            for at, task in enumerate(tasks)
            for seat_at, seat in enumerate(seats)
            if may(task, seat)
        ]
        self._fixed = {
            at for at, (task, seat) in enumerate(self._pairs) if seats[seat].id in tasks[task].fixed
        }
        self._rows: list[tuple[list[int], list[float], float, float]] = []
        self._costs = self._worths()
        self._upper = [1.0] * len(self._pairs)
        self._needs()
        self._spread()
        self._load_rows: dict[int, int] = {}
        self._loads()

    def run(self, is_stopped: Callable[[], bool]) -> list[Pair] | None:
        """Return the chosen pairs, None where no assignment keeps every limit."""
        values = _optimum(self._costs, self._upper, self._rows, self._wanted.seed, is_stopped)
        if values is None:
            return None
        chosen = values[: len(self._pairs)]
        if any(_WHOLE < value < 1 - _WHOLE for value in chosen):
            raise ArithmeticError("half a reviewer")  # the boxes would not lie inside each other
        return [pair for pair, value in zip(self._pairs, chosen, strict=True) if value > 1 - _WHOLE]

    def overfull(self, is_stopped: Callable[[], bool]) -> Iterator[Clash]:
        """Yield whose load would have to grow, and by how much in all, so that it works."""
        costs = [0.0] * len(self._costs)
        upper = list(self._upper)
        rows = [(list(at), list(by), low, high) for at, by, low, high in self._rows]
        extra: dict[int, int] = {}
        for seat, row in self._load_rows.items():
            extra[seat] = len(costs)
            costs.append(1.0)
            upper.append(float(len(self._tasks)))
            rows[row][0].append(extra[seat])
            rows[row][1].append(-1.0)
        values = _optimum(costs, upper, rows, self._wanted.seed, is_stopped)
        if values is None:
            everybody = tuple(task.id for task in self._tasks)
            yield Clash(Limit.SPREAD, self._wanted.per_case, 0, everybody)
            return
        more = {seat: round(values[at]) for seat, at in extra.items() if values[at] > _WHOLE}
        who = tuple(self._seats[seat].id for seat in more)
        there = sum(self._seats[seat].most for seat in more)
        yield Clash(Limit.LOAD, there + sum(more.values()), there, who)

    def _worths(self) -> list[float]:
        """Return the cost of each pair: what it is worth, and a seeded grain against ties."""
        from random import Random

        grains = Random(self._wanted.seed)
        return [
            -_fit(self._tasks[task], self._seats[seat]) + grains.random() / 1_000
            for task, seat in self._pairs
        ]

    def _needs(self) -> None:
        by_task: dict[int, list[int]] = {at: [] for at, _ in enumerate(self._tasks)}
        for at, (task, _) in enumerate(self._pairs):
            by_task[task].append(at)
        for columns in by_task.values():
            fixed = [at for at in columns if at in self._fixed]
            need = float(max(self._wanted.per_case, len(fixed)))
            self._row(columns, need, need)
            for at in fixed:
                self._row([at], 1.0, 1.0)

    def _spread(self) -> None:
        """Cap regions, and organisations inside them; what was fixed by hand may break a cap."""
        boxes: dict[tuple[int, str, str], list[int]] = {}
        for at, (task, seat) in enumerate(self._pairs):
            region, firm = self._seats[seat].region, self._seats[seat].organisation
            if region and self._wanted.per_region:
                boxes.setdefault((task, region, ""), []).append(at)
            if firm and self._wanted.per_organisation:
                boxes.setdefault((task, region, firm), []).append(at)
        for (_, _, firm), columns in boxes.items():
            cap = self._wanted.per_organisation if firm else self._wanted.per_region
            fixed = sum(at in self._fixed for at in columns)
            if len(columns) > cap:
                self._row(columns, 0.0, float(max(cap, fixed)))

    def _loads(self) -> None:
        """Let each reviewer take what they may, each fifth of a fair share dearer than the last."""
        fair = -(-self._wanted.per_case * len(self._tasks) // max(len(self._seats), 1))
        by_seat: dict[int, list[int]] = {}
        for at, (_, seat) in enumerate(self._pairs):
            by_seat.setdefault(seat, []).append(at)
        for seat, columns in by_seat.items():
            most = self._seats[seat].most
            edges = [min(most, fair * step // _TO_FAIR) for step in range(_STEPS)] + [most]
            steps = []
            for step, (before, after) in enumerate(pairwise(edges)):
                steps.append(len(self._costs))
                self._costs.append(float(EVEN_LOAD * step))
                self._upper.append(float(after - before))
            self._load_rows[seat] = len(self._rows)
            signs = [1.0] * len(columns) + [-1.0] * len(steps)
            fixed = sum(at in self._fixed for at in columns)
            self._rows.append(
                ([*columns, *steps], signs, float("-inf"), float(max(0, fixed - most)))
            )

    def _row(self, columns: list[int], low: float, high: float) -> None:
        self._rows.append((columns, [1.0] * len(columns), low, high))


def _optimum(
    costs: list[float],
    upper: list[float],
    rows: list[tuple[list[int], list[float], float, float]],
    seed: int,
    is_stopped: Callable[[], bool],
) -> list[float] | None:
    """Return the values of the cheapest corner, None where there is none."""
    import highspy
    import numpy as np

    program = highspy.HighsLp()
    program.num_col_, program.num_row_ = len(costs), len(rows)
    program.col_cost_ = np.array(costs)
    program.col_lower_ = np.zeros(len(costs))
    program.col_upper_ = np.array(upper)
    program.row_lower_ = np.array([low for _, _, low, _ in rows])
    program.row_upper_ = np.array([high for _, _, _, high in rows])
    program.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    program.a_matrix_.start_ = np.cumsum([0, *(len(columns) for columns, *_ in rows)])
    program.a_matrix_.index_ = np.array([at for columns, *_ in rows for at in columns])
    program.a_matrix_.value_ = np.array([sign for _, signs, *_ in rows for sign in signs])
    solver: Any = highspy.Highs()  # type: ignore[no-untyped-call]
    for name, value in (
        ("output_flag", False),
        ("threads", 1),
        ("random_seed", seed),
        ("presolve", "off"),  # it takes longer than the whole solving without it (4.3 s, 0.6 s)
        ("solver", "simplex"),  # it ends in a corner, and corners are whole numbers here
    ):
        solver.setOptionValue(name, value)

    def look(event: Any) -> None:
        if is_stopped():
            event.interrupt()

    solver.cbSimplexInterrupt += look
    solver.passModel(program)
    solver.run()
    state = solver.getModelStatus()
    if is_stopped() or state == highspy.HighsModelStatus.kInterrupt:
        raise AssignmentStoppedError
    if state in (
        highspy.HighsModelStatus.kInfeasible,
        highspy.HighsModelStatus.kUnboundedOrInfeasible,
    ):
        return None
    if state != highspy.HighsModelStatus.kOptimal:
        raise ArithmeticError(str(state))
    return list(solver.getSolution().col_value)
