"""What the database finds is what a plain loop over all cases would find."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from db.words import CaseState, Stage
from desktop.services import codes
from desktop.services.cases import listing
from desktop.services.companies.names import initials, normalise_name
from desktop.services.search.spoken import join, say
from desktop.services.search.words import Field
from tests.factory import make_case, make_company, make_deadline, make_partner, make_site

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlmodel import Session

    from desktop.services.workspace import Workspace

TODAY = date(2026, 7, 1)
FIRST = ["대성", "두리", "세림", "한빛", "대한", "가온누리"]
SECOND = ["정밀", "산업", "테크", "기공", ""]
PLACES = ["48120", "48730", "26440", "51110", ""]
INDUSTRIES = ["30399", "30121", "25922", ""]


@dataclass(frozen=True)
class Plain:
    """What a loop looks at."""

    name: str
    brn: str
    number: str
    title: str
    stage: Stage
    state: CaseState
    partner: str
    place: str
    ksic: str
    cost: int
    employees: int | None
    due: date | None


Keeps = "Callable[[Plain], bool]"


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Workspace, list[Plain]]]:
    """Return sixty random cases, in a workspace and as plain values."""
    from desktop.services.workspace import Workspace

    folder: Path = tmp_path_factory.mktemp("plain") / "workspace"
    workspace = Workspace.create(folder, centre="GN")
    yield workspace, workspace.write(_random_cases).value
    workspace.close()


def _random_cases(session: Session) -> list[Plain]:
    chance = random.Random(20260701)
    partners = [make_partner(session, name=name) for name in ("가람전자", "나래중공업")]
    return [_random_case(session, chance, partners, number) for number in range(60)]


def _random_case(session, chance, partners, number):  # noqa: ANN001, ANN202 - a part of one given
    name = chance.choice(["(주)", ""]) + chance.choice(FIRST) + chance.choice(SECOND)
    place, ksic = chance.choice(PLACES), chance.choice(INDUSTRIES)
    company = make_company(
        session,
        name=name,
        sido=place[:2],
        sigungu=place,
        ksic=ksic,
        employees=chance.choice([None, 5, 20, 80]),
    )
    site = None
    if chance.random() < 0.4:
        elsewhere, other = chance.choice(PLACES), chance.choice(INDUSTRIES)
        site = make_site(session, company, sido=elsewhere[:2], sigungu=elsewhere, ksic=other)
        place, ksic = elsewhere or place, other or ksic
    partner = chance.choice([None, *partners])
    case = make_case(
        session,
        company,
        number=f"2026-GN-{number:04d}",
        title=chance.choice(["", "MES 구축", "스마트 물류"]),
        stage=chance.choice(list(Stage)),
        state=chance.choice(list(CaseState)),
        site_id=site.id if site else None,
        partner_id=partner.id if partner else None,
        total_cost=chance.choice([0, 50_000_000, 100_000_000, 200_000_000]),
    )
    days = [TODAY + timedelta(days=chance.randrange(-30, 60)) for _ in range(chance.randrange(4))]
    open_days = []
    for day in days:
        done = chance.random() < 0.4
        make_deadline(session, case, due=day, done_on=day if done else None)
        if not done:
            open_days.append(day)
    return Plain(
        name,
        company.brn,
        case.number,
        case.title,
        case.stage,
        case.state,
        partner.name if partner else "",
        place,
        ksic,
        case.total_cost,
        company.employees,
        min(open_days, default=None),
    )


def word(typed: str) -> tuple[str, Keeps]:
    def keeps(case: Plain) -> bool:
        key = normalise_name(typed)
        return (
            key in normalise_name(case.name)
            or typed in initials(case.name)
            or (typed.isdigit() and typed in case.brn)
            or typed.lower() in case.number.lower()
            or typed.lower() in case.title.lower()
        )

    return typed, keeps


def in_region(typed: str) -> tuple[str, Keeps]:
    found = codes.regions_named(typed)
    return say(Field.REGION, typed), lambda case: bool({case.place, case.place[:2]} & found)


def due_within(days: int) -> tuple[str, Keeps]:
    last = TODAY + timedelta(days=days)
    return f"기한:<={days}일", lambda case: case.due is not None and case.due <= last


def due_between(first: int, length: int) -> tuple[str, Keeps]:
    low, high = TODAY + timedelta(days=first), TODAY + timedelta(days=first + length)
    clause = f"due:{low.isoformat()}..{high.isoformat()}"
    return clause, lambda case: case.due is not None and low <= case.due <= high


def one_of(field: Field, *members: Stage | CaseState) -> tuple[str, Keeps]:
    name = field.value
    return say(field, *members), lambda case: getattr(case, name) in members


CLAUSES = st.one_of(
    st.sampled_from(["대", "대성", "정밀", "ㄷㅅ", "ㅅㄹ", "0012", "gn-00", "mes", "물류"]).map(
        word
    ),
    st.sampled_from(["경남", "창원", "부산", "강원", "함안", "춘천"]).map(in_region),
    st.integers(0, 60).map(due_within),
    st.tuples(st.integers(0, 40), st.integers(0, 40)).map(lambda pair: due_between(*pair)),
    st.lists(st.sampled_from(Stage), min_size=1, max_size=3, unique=True).map(
        lambda stages: one_of(Field.STAGE, *stages)
    ),
    st.lists(st.sampled_from(CaseState), min_size=1, max_size=3, unique=True).map(
        lambda states: one_of(Field.STATE, *states)
    ),
    st.sampled_from(
        [
            ("기한:없음", lambda case: case.due is None),
            ("기한:지남", lambda case: case.due is not None and case.due < TODAY),
            ("대기업:가람", lambda case: case.partner == "가람전자"),
            ("대기업:ㄴㄹ", lambda case: case.partner == "나래중공업"),
            ("대기업:없음", lambda case: not case.partner),
            ("업종:30", lambda case: case.ksic.startswith("30")),
            ("업종:금속", lambda case: case.ksic.startswith("25")),
            ("업종:없음", lambda case: not case.ksic),
            ("지역:없음", lambda case: not case.place),
            ("금액:>5천만", lambda case: case.cost > 50_000_000),
            ("금액:5천만..1억", lambda case: 50_000_000 <= case.cost <= 100_000_000),
            ("종업원:<50", lambda case: case.employees is not None and case.employees < 50),
            ("종업원:없음", lambda case: case.employees is None),
        ]
    ),
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(st.tuples(CLAUSES, st.booleans()), max_size=4))
def test_given_any_query_then_it_finds_what_a_plain_loop_finds(
    world: tuple[Workspace, list[Plain]], asked: list[tuple[tuple[str, Keeps], bool]]
) -> None:
    workspace, cases = world
    query = join(*(f"{'-' * negated}{clause}" for (clause, _), negated in asked))

    found = workspace.read(lambda session: listing.find(session, query, today=TODAY))
    rows = workspace.read(lambda session: listing.rows(session, found.ids))

    expected = [
        case for case in cases if all(keeps(case) is not negated for (_, keeps), negated in asked)
    ]
    assert {row.number for row in rows} == {case.number for case in expected}
    assert [row.due for row in rows] == sorted(
        (case.due for case in expected), key=lambda due: (due is None, due)
    )
