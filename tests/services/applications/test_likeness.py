"""Stories of plans that read alike: told with their number, quickly, and never about oneself."""

from __future__ import annotations

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.tables import Application, Case
from db.words import Action
from desktop.services import bulk, records, rows
from desktop.services.applications.answering import save_answers
from desktop.services.applications.likeness import similar_plans
from desktop.services.applications.plan_texts import jaccard, shingles
from desktop.services.applications.sketch_book import FILE, sketch_book
from desktop.services.history.taking_back import undo
from tests.factory import make_application, make_case, make_company
from tests.services.applications.form_pack import with_form

if TYPE_CHECKING:
    from uuid import UUID

    from desktop.services.applications.likeness import Likeness
    from desktop.services.workspace import Workspace

PLAN = (
    "수기로 적던 생산 실적을 현장 단말기로 바로 모으고, 사출 공정의 온도와 압력을 감시하여"
    " 불량이 나기 전에 작업자에게 알린다. 모은 자료는 설비 보전 계획과 납기 약속에 쓴다."
)
OTHER = (
    "주물사를 재생하는 설비에 계측기를 달아 전력과 가스 사용량을 기록하고, 용해로마다 원단위를"
    " 견주어 낭비를 찾는다. 결과는 매달 탄소 배출량 보고에 그대로 옮긴다."
)


def _plan(session: Any, text: str, *, company: Any = None, title: str = "") -> UUID:
    case = make_case(session, company)
    make_application(session, case, summary=text, project_title=title)
    return case.id


def _likeness(workspace: Workspace, case: UUID, **more: int) -> Likeness:
    return workspace.read(lambda s: similar_plans(s, workspace.folder, case, **more))


def test_given_plans_when_one_is_compared_then_the_alike_ones_come_with_their_exact_share(
    workspace: Workspace,
) -> None:
    def begin(session: Any) -> Any:
        twin = _plan(session, PLAN)
        near = _plan(session, PLAN.replace("사출", "프레스").replace("납기 약속", "재고 관리"))
        _plan(session, OTHER)
        return _plan(session, f"  {PLAN.replace(',', ' · ')}"), twin, near

    case, twin, near = workspace.write(begin).value

    found = _likeness(workspace, case)

    assert [plan.case_id for plan in found.plans] == [twin, near]
    assert found.plans[0].share == 1.0
    changed = PLAN.replace("사출", "프레스").replace("납기 약속", "재고 관리")
    assert found.plans[1].share == pytest.approx(jaccard(shingles(PLAN), shingles(changed)))
    assert found.compared == 3
    assert not found.plans[0].same_company


def test_given_plans_of_one_company_when_compared_then_that_is_said(workspace: Workspace) -> None:
    def begin(session: Any) -> Any:
        company = make_company(session)
        _plan(session, PLAN, company=company)
        return _plan(session, PLAN, company=company)

    case = workspace.write(begin).value

    assert [plan.same_company for plan in _likeness(workspace, case).plans] == [True]


def test_given_an_answer_of_whole_sentences_when_given_then_it_counts_as_the_plan(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_form(monkeypatch)
    case, other = workspace.write(lambda s: (_plan(s, ""), _plan(s, PLAN))).value
    assert _likeness(workspace, case).too_short

    workspace.write(lambda s: save_answers(s, case, {"d01.purpose": PLAN}))

    (plan,) = _likeness(workspace, case).plans
    assert (plan.case_id, plan.share) == (other, 1.0)


def test_given_a_text_of_few_words_when_compared_then_nothing_is_claimed(
    workspace: Workspace,
) -> None:
    def begin(session: Any) -> Any:
        _plan(session, "MES 구축")
        return _plan(session, "MES 구축")

    case = workspace.write(begin).value

    found = _likeness(workspace, case)
    assert found.too_short
    assert found.plans == ()


def test_given_a_sketched_plan_when_changed_deleted_or_taken_back_then_the_book_follows(
    workspace: Workspace,
) -> None:
    case, other = workspace.write(lambda s: (_plan(s, PLAN), _plan(s, OTHER))).value
    assert _likeness(workspace, case).plans == ()

    asked = workspace.read(lambda s: s.get(Application, _application(s, other)))
    assert asked is not None
    workspace.write(
        lambda s: records.save_fields(s, "application", asked.id, {"summary": PLAN}),
        action=Action.APPLICATION_EDIT,
    )
    assert [plan.case_id for plan in _likeness(workspace, case).plans] == [other]

    undo(workspace)
    assert _likeness(workspace, case).plans == ()

    workspace.write(lambda s: records.save_fields(s, "application", asked.id, {"summary": PLAN}))
    workspace.write(lambda s: rows.remove(rows.find(s, Case, other)))
    assert _likeness(workspace, case).plans == ()


def test_given_a_book_that_follows_when_nothing_changed_then_no_text_is_read_again(
    workspace: Workspace,
) -> None:
    case = workspace.write(lambda s: [_plan(s, PLAN), _plan(s, OTHER)]).value[0]

    def follow(session: Any) -> int:
        with sketch_book(workspace.folder) as book:
            return book.follow(session)

    assert workspace.read(follow) == 2
    assert workspace.read(follow) == 0
    workspace.write(
        lambda s: records.save_fields(s, "application", _application(s, case), {"summary": OTHER})
    )
    assert workspace.read(follow) == 1


@pytest.mark.parametrize("damage", ["no database at all", ""])
def test_given_a_damaged_or_lost_book_when_asked_then_it_is_made_again(
    workspace: Workspace, damage: str
) -> None:
    case = workspace.write(lambda s: [_plan(s, PLAN), _plan(s, PLAN)]).value[0]
    assert len(_likeness(workspace, case).plans) == 1

    (workspace.folder / FILE).write_bytes(damage.encode() * 400)

    assert len(_likeness(workspace, case).plans) == 1


def test_given_a_book_of_another_database_when_asked_then_only_this_one_counts(
    workspace: Workspace,
) -> None:
    case = workspace.write(lambda s: _plan(s, PLAN)).value
    _likeness(workspace, case)
    with sqlite3.connect(workspace.folder / FILE) as book:
        book.execute("UPDATE sketch SET case_id = x'00112233445566778899aabbccddeeff'")
        book.execute("UPDATE stand SET value = '1 another' WHERE name = 'journal'")
    book.close()

    found = _likeness(workspace, case)

    assert found.plans == ()
    assert found.compared == 0


def test_given_thousands_of_plans_when_one_is_compared_then_the_twin_is_found_among_them(
    workspace: Workspace,
) -> None:
    parts = [sentence for sentence in (PLAN + OTHER).replace(",", ".").split(".") if sentence]

    def begin(session: Any) -> Any:
        company = make_company(session).id
        many = bulk.Bulk(centre="GN")
        for number in range(3_000):
            mixed = " ".join(f"{part} {number * 7919 % 9973} 호기" for part in parts[::-1])
            case = many.add("case", company_id=company, number=f"N-{number}", pack="x")
            many.add("application", case_id=case, summary=f"{mixed} {number}", total_cost=0)
        many.write(session)
        return _plan(session, PLAN), _plan(session, PLAN)

    case, twin = workspace.write(begin).value

    found = _likeness(workspace, case, most=1)

    assert [plan.case_id for plan in found.plans] == [twin]
    assert found.compared == 3_001


@given(st.text(max_size=60), st.text(max_size=60))
def test_given_two_texts_then_their_share_is_the_same_from_both_sides(one: str, other: str) -> None:
    share = jaccard(shingles(one), shingles(other))

    assert 0 <= share <= 1
    assert share == jaccard(shingles(other), shingles(one))
    assert jaccard(shingles(one), shingles(one)) in (0.0, 1.0)


def _application(session: Any, case: UUID) -> UUID:
    from desktop.services import parts

    return parts.application_of(session, case).id


def test_given_two_who_ask_at_once_when_the_book_is_empty_then_both_get_the_same_answer(
    workspace: Workspace,
) -> None:
    case, twin = workspace.write(lambda s: (_plan(s, PLAN), _plan(s, PLAN))).value

    with ThreadPoolExecutor(2) as both:
        found = list(both.map(lambda _: _likeness(workspace, case), range(2)))

    assert [[plan.case_id for plan in one.plans] for one in found] == [[twin], [twin]]
