"""A half-heard name on the telephone leads to its case in three seconds."""

from __future__ import annotations

import shutil
from datetime import date
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from db.words import Stage
from desktop.services.suggest import Hit, Matched, suggest
from desktop.services.workspace import Workspace
from tests.factory import make_agreement, make_case, make_company, make_contact, make_deadline

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlmodel import Session

    from desktop.services.suggest import Suggestion

TODAY = date(2026, 7, 1)


def ask(workspace: Workspace, text: str, limit: int = 12) -> list[Suggestion]:
    return workspace.read(lambda session: suggest(session, text, today=TODAY, limit=limit))


def four_companies(session: Session) -> None:
    company = make_company(session, name="(주)대성정밀", brn="1248100998", representative="김대표")
    make_contact(session, company, name="박담당", mobile="010-1234-5678")
    case = make_case(
        session, company, number="2025-GN-0417", title="공정 MES 구축", stage=Stage.BUILDOUT
    )
    make_agreement(session, case, build_end=date(2026, 12, 31))
    make_deadline(session, case, due=date(2026, 7, 9))
    make_company(session, name="신대성정밀공업", brn="2208162517")
    make_company(session, name="대성정밀기계", brn="1208147521")
    make_case(session, make_company(session, name="두리", brn=""), number="2026-GN-0001")


@pytest.fixture(scope="module")
def told(empty_workspace: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """Return one workspace with the story's rows, for all questions that change nothing."""
    folder = tmp_path_factory.mktemp("told") / "workspace"
    shutil.copytree(empty_workspace, folder)
    opened = Workspace.open(folder, centre="GN")
    opened.write(four_companies)
    yield opened
    opened.close()


@pytest.mark.parametrize(
    ("typed", "matched"),
    [
        ("ㄷㅅㅈㅁ", Matched.INITIALS),
        ("대성정밀", Matched.NAME),
        ("대성 정밀", Matched.NAME),
        ("대성", Matched.NAME),
        ("대ㅅ", Matched.NAME),
        ("eotjdwjdalf", Matched.KEYS),
        ("eotjdw", Matched.KEYS),
        ("etwa", Matched.KEYS),
        ("124-81-00998", Matched.NUMBER),
        ("12481", Matched.NUMBER),
        ("박담당", Matched.PERSON),
        ("김대표", Matched.PERSON),
        ("1234-5678", Matched.PERSON),
    ],
)
def test_given_what_somebody_half_heard_then_the_first_hit_is_the_company(
    told: Workspace, typed: str, matched: Matched
) -> None:
    first = ask(told, typed)[0]

    assert (first.company, first.hit, first.matched) == ("(주)대성정밀", Hit.COMPANY, matched)
    assert first.number == "1248100998"
    assert (first.stage, first.due, first.build_end) == (
        Stage.BUILDOUT,
        date(2026, 7, 9),
        date(2026, 12, 31),
    )


@pytest.mark.parametrize(
    ("typed", "matched"),
    [("2025-GN-0417", Matched.NUMBER), ("0417", Matched.NUMBER), ("mes", Matched.TITLE),
     ("단계:구축", Matched.QUERY), ("-두리", Matched.QUERY)],
)  # fmt: skip
def test_given_a_part_of_a_case_then_the_first_hit_is_the_case(
    told: Workspace, typed: str, matched: Matched
) -> None:
    first = ask(told, typed)[0]

    assert (first.hit, first.matched, first.number) == (Hit.CASE, matched, "2025-GN-0417")


def test_given_a_name_then_better_matches_stand_first_and_cases_follow(
    told: Workspace,
) -> None:
    hits = ask(told, "대성정밀")

    assert [(hit.company, hit.matched) for hit in hits] == [
        ("(주)대성정밀", Matched.NAME),
        ("대성정밀기계", Matched.NAME),
        ("신대성정밀공업", Matched.NAME),
        ("(주)대성정밀", Matched.COMPANY),
    ]


def test_given_many_hits_then_only_so_many_are_suggested(workspace: Workspace) -> None:
    workspace.write(lambda session: [make_case(session, f"두리 {n}") for n in range(20)])

    assert len(ask(workspace, "두리", limit=12)) == 12


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    st.one_of(
        st.text(max_size=12), st.sampled_from(["-", '"', ":", "()", "주", "ㅏ", "*", "[", "%"])
    )
)
def test_given_any_text_then_suggesting_never_fails(workspace: Workspace, text: str) -> None:
    assert len(ask(workspace, text)) <= 12
