"""Stories of companies that apply again: what was said last time, and what of it is taken over."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from db.words import Action, SystemLevel
from desktop.services import parts
from desktop.services.applications.answering import save_answers
from desktop.services.applications.forms import application_forms
from desktop.services.applications.prefill import last_application, take_over
from desktop.services.history.taking_back import undo
from tests.factory import make_announcement, make_application, make_case, make_company
from tests.services.applications.form_pack import with_form

if TYPE_CHECKING:
    from uuid import UUID

    import pytest

    from db.tables import Application
    from desktop.services.workspace import Workspace


def _applied(session: Any, company: Any, received: date | None, **asked: Any) -> UUID:
    year = received.year if received else 2026
    call = make_announcement(session, title=f"{year}년 상생형", year=year)
    case = make_case(
        session, company, announcement_id=call.id, pack="sangsaeng-2022", pack_version="1",
        track="type1-basic",
    )  # fmt: skip
    make_application(session, case, received_on=received, **asked)
    return case.id


def test_given_a_company_that_comes_again_when_compared_then_only_differences_are_told(
    workspace: Workspace,
) -> None:
    def begin(session: Any) -> Any:
        company = make_company(session)
        _applied(session, company, date(2024, 3, 2), solutions="바코드", workers=20)
        last = _applied(
            session, company, date(2025, 3, 2), solutions="MES", workers=31,
            existing_systems="ERP", tax_arrears=True, target_level=SystemLevel.BASIC,
        )  # fmt: skip
        _applied(session, company, date(2027, 3, 2), solutions="AGV")
        now = _applied(
            session, company, date(2026, 3, 2), solutions="", workers=35,
            target_level=SystemLevel.BASIC,
        )  # fmt: skip
        return now, last

    case, last = workspace.write(begin).value

    found = workspace.read(lambda s: last_application(s, case))

    assert found is not None
    assert (found.case_id, found.year) == (last, 2025)
    told = {one.column: (one.before, one.now) for one in found.fields}
    assert told == {
        "solutions": ("MES", None),
        "existing_systems": ("ERP", None),
        "workers": (31, 35),
    }
    assert {one.column for one in found.open_fields} == {"solutions", "existing_systems"}


def test_given_last_time_when_taken_over_then_empty_fields_are_filled_as_one_change(
    workspace: Workspace,
) -> None:
    def begin(session: Any) -> Any:
        company = make_company(session)
        _applied(
            session, company, date(2025, 3, 2), solutions="MES", existing_systems="ERP", workers=31,
            sales=5_000_000_000,
        )  # fmt: skip
        return _applied(session, company, None, solutions="WMS", workers=None)

    case = workspace.write(begin).value

    changed = workspace.write(lambda s: take_over(s, case), action=Action.APPLICATION_EDIT).value
    assert changed == ["application.existing_systems"]
    one = workspace.write(lambda s: take_over(s, case, ["application.solutions"])).value
    assert one == ["application.solutions"]

    def now() -> Application:
        return workspace.read(lambda s: parts.application_of(s, case))

    assert (now().solutions, now().existing_systems, now().workers) == ("MES", "ERP", None)
    undo(workspace)
    undo(workspace)
    assert (now().solutions, now().existing_systems) == ("WMS", "")


def test_given_a_first_application_then_there_is_nothing_to_take_over(workspace: Workspace) -> None:
    case = workspace.write(lambda s: _applied(s, make_company(s), date(2026, 3, 2))).value

    assert workspace.read(lambda s: last_application(s, case)) is None
    assert workspace.write(lambda s: take_over(s, case)).value == []


def test_given_a_form_when_taken_over_then_answers_come_by_their_questions(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_form(monkeypatch)

    def begin(session: Any) -> Any:
        company = make_company(session)
        last = _applied(session, company, date(2025, 3, 2), target_level=SystemLevel.MIDDLE_1)
        answers = {"d01.purpose": "수기 집계", "d01.defect_rate": "2.5", "d01.robots": True}
        save_answers(session, last, answers)
        now = _applied(session, company, date(2026, 3, 2), project_title="새 과제")
        save_answers(session, now, {"d01.robots": True})
        return now

    case = workspace.write(begin).value

    found = workspace.read(lambda s: last_application(s, case))
    assert found is not None
    told = {one.key: (one.now, one.is_lasting) for one in found.fields}
    assert told == {
        "d01.title": ("새 과제", False),
        "d01.purpose": (None, True),
        "d01.target": (None, True),
        "d01.defect_rate": (None, False),
    }

    workspace.write(lambda s: take_over(s, case))
    (form,) = workspace.read(lambda s: application_forms(s, case))
    values = {field.rule.code: field.value for field in form.fields()}
    assert (values["purpose"], values["target"]) == ("수기 집계", "middle_1")
    assert (values["title"], values["defect_rate"]) == ("새 과제", None)
