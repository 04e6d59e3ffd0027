"""Stories of forms that a pack brings: what is asked when, where answers lie, what is open."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import select

from db.errors import NotFoundError, RefusedValueError, StaleRecordError
from db.tables import Application, ApplicationAnswer, Case, Company, Contact, Site
from db.words import Action, SystemLevel
from desktop.services import records
from desktop.services.applications import eligibility, intake, papers
from desktop.services.applications.answer_values import as_text, as_value, checked
from desktop.services.applications.answering import save_answers
from desktop.services.applications.answers import answer_id
from desktop.services.applications.forms import application_forms
from desktop.services.companies.numbers import format_brn
from desktop.services.history.taking_back import undo
from desktop.services.programmes.facts import MISSING
from tests.factory import make_brn
from tests.services import road
from tests.services.applications.form_pack import with_form

if TYPE_CHECKING:
    from uuid import UUID

    from desktop.services.applications.forms import FieldView
    from desktop.services.programmes.pack import Pack
    from desktop.services.workspace import Workspace


@pytest.fixture
def form_pack(monkeypatch: pytest.MonkeyPatch) -> Pack:
    return with_form(monkeypatch, papers={"bonus_evidence": "root_industry"})


@pytest.fixture
def case(workspace: Workspace, form_pack: Pack) -> UUID:
    assert form_pack.form("d01") is not None
    return workspace.write(road.opened).value


def _fields(workspace: Workspace, case: UUID) -> dict[str, FieldView]:
    (form,) = workspace.read(lambda s: application_forms(s, case))
    return {field.rule.code: field for field in form.fields()}


def _save(workspace: Workspace, case: UUID, **answers: Any) -> list[str]:
    changes = {f"d01.{code}": value for code, value in answers.items()}
    return workspace.write(
        lambda s: save_answers(s, case, changes), action=Action.APPLICATION_EDIT
    ).value


def test_given_a_pack_with_a_form_when_read_then_columns_and_answers_stand_together(
    workspace: Workspace, case: UUID
) -> None:
    _save(workspace, case, purpose="수기 실적 집계를 없앤다.", defect_rate="2.50")

    fields = _fields(workspace, case)

    assert fields["title"].value == "공정 실시간 관리 MES 구축"
    assert fields["cost"].value == 100_000_000
    assert fields["target"].value == "middle_1"
    assert fields["contact_name"].value == "박담당"
    assert fields["purpose"].value == "수기 실적 집계를 없앤다."
    assert fields["defect_rate"].value == Decimal("2.50")
    assert fields["robots"].value is None


def test_given_a_question_with_a_condition_then_it_waits_for_the_answer_that_opens_it(
    workspace: Workspace, case: UUID
) -> None:
    assert not _fields(workspace, case)["robot_count"].is_shown

    _save(workspace, case, robots=True)
    assert _fields(workspace, case)["robot_count"].is_missing

    _save(workspace, case, robots=False)
    fields = _fields(workspace, case)
    assert not fields["robot_count"].is_shown
    assert not fields["robots"].is_missing  # a no is an answer


def test_given_answers_of_every_kind_when_kept_then_they_are_read_in_their_type(
    workspace: Workspace, case: UUID
) -> None:
    table = [{"name": "협동로봇", "count": 2, "price": 35_000_000}, {"name": ""}]
    answers: dict[str, Any] = {
        "robots": True,
        "robot_count": Decimal(2),
        "wanted_areas": ["safety", "process"],
        "equipment": table,
        "contact_email": "plan@example.invalid",
        "parent_number": format_brn(make_brn(7)),
        "visit_wish": date(2026, 5, 4),
        "target": "basic",
        "title": "스마트 주조 라인",
    }
    assert sorted(_save(workspace, case, **answers)) == sorted(f"d01.{code}" for code in answers)

    fields = _fields(workspace, case)
    assert fields["robot_count"].value == 2
    assert fields["wanted_areas"].value == ("process", "safety")
    assert fields["equipment"].value == (table[0],)
    assert fields["parent_number"].value == make_brn(7)
    asked = workspace.read(lambda s: s.exec(select(Application)).one())
    assert asked.project_title == "스마트 주조 라인"
    assert asked.target_level is SystemLevel.BASIC
    assert asked.wanted_visit_on == date(2026, 5, 4)
    assert _save(workspace, case, **answers) == []


def test_given_a_site_or_contact_that_is_not_there_when_answered_then_it_begins(
    workspace: Workspace, case: UUID
) -> None:
    def take_contact_off(session: Any) -> None:
        for contact in session.exec(select(Contact)):
            contact.deleted = True

    workspace.write(take_contact_off)
    _save(workspace, case, contact_name="최담당", site_address="경남 김해시 가온로 1")

    contacts = workspace.read(lambda s: s.exec(select(Contact)).all())
    (site,) = workspace.read(lambda s: s.exec(select(Site)).all())
    kept = workspace.read(lambda s: s.get(Case, case))
    assert [contact.name for contact in contacts] == ["최담당"]
    assert kept is not None
    assert kept.site_id == site.id


@pytest.mark.parametrize(
    ("code", "value", "limit"),
    [
        ("defect_rate", 101, "less_than_equal"),
        ("defect_rate", -1, "greater_than_equal"),
        ("robot_count", 1.5, "count"),
        ("contact_email", "plan at example", "email"),
        ("parent_number", "123-45-67890", "business_number"),
        ("target", "advanced", "choice"),
        ("wanted_areas", ["cooking"], "choices"),
        ("visit_wish", date(2025, 12, 31), "before"),
        ("purpose", "가" * 2001, "string_too_long"),
        ("equipment", [{"name": str(at)} for at in range(4)], "too_many_rows"),
        ("title", "가" * 301, "string_too_long"),  # a limit of the column itself
        ("cost", 2**60, "number"),
    ],
)
def test_given_an_answer_beyond_its_limits_when_kept_then_it_is_refused_by_its_key(
    workspace: Workspace, case: UUID, code: str, value: Any, limit: str
) -> None:
    before = _fields(workspace, case)[code].value

    with pytest.raises(RefusedValueError) as refused:
        _save(workspace, case, **{code: value})

    assert refused.value.field == f"d01.{code}"
    assert refused.value.limit == limit
    assert _fields(workspace, case)[code].value == before


def test_given_somebody_answered_first_when_the_same_field_is_kept_then_it_is_stale(
    workspace: Workspace, case: UUID
) -> None:
    _save(workspace, case, purpose="처음")

    with pytest.raises(StaleRecordError):
        workspace.write(
            lambda s: save_answers(s, case, {"d01.purpose": "나중"}, expected={"d01.purpose": None})
        )

    seen = {"d01.purpose": "처음", "d01.defect_rate": None}
    for key, value in (("d01.purpose", "나중"), ("d01.defect_rate", 3)):
        workspace.write(
            lambda s, k=key, v=value: save_answers(s, case, {k: v}, expected={k: seen[k]})
        )
    fields = _fields(workspace, case)
    assert (fields["purpose"].value, fields["defect_rate"].value) == ("나중", Decimal(3))


def test_given_an_answer_when_undone_and_given_again_then_it_is_the_same_row(
    workspace: Workspace, case: UUID
) -> None:
    _save(workspace, case, purpose="하나")
    undo(workspace)
    assert _fields(workspace, case)["purpose"].value is None

    _save(workspace, case, purpose="둘")

    (row,) = workspace.read(lambda s: s.exec(select(ApplicationAnswer)).all())
    assert row.id == answer_id(case, "d01", "purpose")
    assert row.value == "둘"


def test_given_a_question_that_the_pack_does_not_ask_when_answered_then_it_is_refused(
    workspace: Workspace, case: UUID
) -> None:
    for key in ("d01.unknown", "d99.purpose", "purpose"):
        with pytest.raises(NotFoundError):
            workspace.write(lambda s, k=key: save_answers(s, case, {k: "x"}))


def test_given_a_form_when_counted_then_what_is_open_is_told_once_and_by_its_question(
    workspace: Workspace, case: UUID
) -> None:
    def keys() -> list[tuple[str, str]]:
        found = workspace.read(lambda s: intake.completeness(s, case))
        return [(item.section, item.field) for item in found if item.section != "papers"]

    assert keys() == [("form", "d01.purpose"), ("form", "d01.robots")]

    _save(workspace, case, purpose="필요", robots=True, cost=None)
    assert keys() == [("form", "d01.cost"), ("form", "d01.robot_count")]
    _save(workspace, case, robot_count=1, cost=90_000_000)
    assert keys() == []


def test_given_a_fact_that_a_question_answers_when_rules_ask_then_they_know_it(
    workspace: Workspace, form_pack: Pack
) -> None:
    case = workspace.write(lambda s: road.opened(s, tax_arrears=None)).value
    assert workspace.read(lambda s: eligibility.facts(s, case))["tax_arrears"] is MISSING
    assert ("form", "d01.arrears") in [
        (item.section, item.field)
        for item in workspace.read(lambda s: intake.completeness(s, case))
    ]

    _save(workspace, case, arrears=True)

    assert workspace.read(lambda s: eligibility.facts(s, case))["tax_arrears"] is True
    assert form_pack.rules


def test_given_a_paper_with_a_condition_then_it_is_asked_for_once_the_answer_needs_it(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_form(monkeypatch, papers={"tax_certificate": "root_industry"})
    case = workspace.write(road.opened).value

    def needed() -> bool:
        listed = workspace.read(lambda s: papers.list_papers(s, case))
        return next(one.required for one in listed if one.code == "tax_certificate")

    assert not needed()
    asked = workspace.read(lambda s: s.exec(select(Application)).one())
    workspace.write(
        lambda s: records.save_fields(s, "application", asked.id, {"root_industry": True})
    )
    assert needed()
    open_ones = workspace.read(lambda s: intake.completeness(s, case))
    assert ("papers", "tax_certificate") in [(one.section, one.field) for one in open_ones]


def test_given_a_company_column_when_answered_then_the_company_itself_is_changed(
    workspace: Workspace, case: UUID
) -> None:
    _save(workspace, case, title="", cost=0)

    fields = _fields(workspace, case)
    assert fields["title"].is_missing
    assert fields["cost"].is_missing
    assert workspace.read(lambda s: s.exec(select(Company)).one()).name == "한빛정밀"


_KINDS = {
    "purpose": st.text(min_size=1, max_size=80).map(str.strip).filter(bool),
    "defect_rate": st.decimals(0, 100, places=3),
    "robot_count": st.integers(1, 10**6),
    "robots": st.booleans(),
    "visit_wish": st.dates(date(2026, 1, 1)),
    "wanted_areas": st.sets(st.sampled_from(["process", "quality", "safety"]), min_size=1),
    "equipment": st.lists(
        st.fixed_dictionaries(
            {"name": st.text(min_size=1, max_size=9).map(str.strip).filter(bool)},
            optional={"count": st.integers(0, 99), "price": st.integers(0, 10**12)},
        ),
        min_size=1,
        max_size=3,
    ),
}


@given(
    drawn=st.sampled_from(sorted(_KINDS)).flatmap(
        lambda code: st.tuples(st.just(code), _KINDS[code])
    )
)
def test_given_any_answer_when_written_and_read_then_it_is_the_same(drawn: tuple[str, Any]) -> None:
    code, value = drawn
    field = _FORM.field(code)

    answer = checked(field, value)

    assert as_value(field, as_text(field, answer)) == answer
    assert checked(field, answer) == answer


def _form() -> Any:
    with pytest.MonkeyPatch.context() as patched:
        return with_form(patched).form("d01")


_FORM = _form()
