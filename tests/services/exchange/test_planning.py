"""Which company of the register a row is taken for, and what a person is asked."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from db.tables import Company
from db.words import ImportKind
from desktop.services.companies import register
from desktop.services.exchange.planning import Intent, PlannedRow, Why, company_values, plan
from desktop.services.exchange.regions import region_of
from desktop.services.exchange.rows import CheckedRow
from desktop.services.exchange.taken_in import change_company
from tests.factory import make_brn, make_company

if TYPE_CHECKING:
    from desktop.services.workspace import Workspace

PHONE, ADDRESS = "055-000-1234", "경상남도 창원시 성산구 체험로 1"


def planned(workspace: Workspace, **company: Any) -> PlannedRow:
    """Return the plan of one applicant with these fields of a company."""
    values = {f"company.{name}": value for name, value in company.items()}
    rows = [CheckedRow(2, values)]
    return workspace.read(lambda s: plan(s, rows, ImportKind.APPLICANTS))[0]


@pytest.mark.parametrize(
    ("given", "why", "intent", "asks"),
    [
        ({"name": "가람정밀"}, Why.NAME, Intent.ADD, True),
        ({"name": "(주) 가람 정밀", "phone": "055 000 1234"}, Why.NAME_PHONE, Intent.UPDATE, False),
        ({"name": "가람정밀", "address": ADDRESS}, Why.NAME_ADDRESS, Intent.UPDATE, False),
        ({"name": "가람정밀사", "phone": "0550001234"}, Why.SIMILAR_PHONE, Intent.ADD, True),
        ({"name": "가람정밀사", "address": ADDRESS}, Why.SIMILAR_ADDRESS, Intent.ADD, True),
        ({"name": "가람정밀공업"}, None, Intent.ADD, False),
        ({"name": "두리", "phone": PHONE}, None, Intent.ADD, False),
    ],
)
def test_given_a_company_when_a_row_resembles_it_then_the_sign_decides_or_a_person(
    workspace: Workspace, given: dict[str, str], why: Why | None, intent: Intent, asks: bool
):
    workspace.write(
        lambda s: make_company(s, name="가람정밀", brn="", phone=PHONE, address=ADDRESS)
    )

    row = planned(workspace, **given)

    assert (row.why, row.intent, row.has_to_be_decided) == (why, intent, asks)


def test_given_two_numbers_then_the_same_name_is_two_companies(workspace: Workspace):
    workspace.write(lambda s: make_company(s, name="가람정밀", phone=PHONE, address=ADDRESS))

    row = planned(workspace, name="가람정밀", brn=make_brn(), phone=PHONE, address=ADDRESS)

    assert (row.why, row.company_id) == (None, None)


def test_given_a_removed_company_then_no_row_is_taken_for_it(workspace: Workspace):
    company = workspace.write(lambda s: make_company(s, name="가람정밀")).value
    workspace.write(lambda s: register.remove(s, company.id))

    assert planned(workspace, name="가람정밀", brn=company.brn).company_id is None


def test_given_known_and_empty_fields_then_the_first_are_compared_and_the_others_filled(
    workspace: Workspace,
):
    brn = make_brn()
    kept = {"brn": brn, "phone": "", "employees": None, "founded": date(2001, 2, 3)}
    workspace.write(
        lambda s: make_company(s, name="가람정밀", address="경남 창원시 체험로 9", **kept)
    )

    row = planned(
        workspace,
        name="(주)가람정밀",
        brn=brn,
        phone=PHONE,
        employees=12,
        address=ADDRESS,
        founded=date(2001, 2, 3),
    )

    assert row.fills == {"phone": PHONE, "employees": 12}
    assert [(one.field, one.theirs) for one in row.differences] == [("address", ADDRESS)]
    assert row.choices == {"address": "ours"}
    assert row.has_to_be_decided


def test_given_another_address_when_it_is_chosen_then_the_region_goes_with_it(workspace: Workspace):
    brn = make_brn()
    company = workspace.write(
        lambda s: make_company(s, brn=brn, address="경남 김해시 체험로 9", sigungu="48250")
    ).value
    row = planned(workspace, name=company.name, brn=brn, address=ADDRESS)
    assert workspace.write(lambda s: change_company(s, row)).value == 0

    row.choices["address"] = "theirs"
    workspace.write(lambda s: change_company(s, row))

    kept = workspace.read(lambda s: s.get_one(Company, company.id))
    assert (kept.address, kept.sido, kept.sigungu) == (ADDRESS, "48", "48123")


@pytest.mark.parametrize(
    ("text", "region"),
    [
        ("경상남도 창원시 성산구 체험로 1", ("48", "48123")),
        ("경남 김해시", ("48", "48250")),
        ("강원도 춘천시 체험로", ("51", "51110")),
        ("세종특별자치시 체험로 1", ("36", "")),
        ("체험로 1", ("", "")),
        ("", ("", "")),
    ],
)
def test_given_the_words_of_an_address_then_its_region_is_told(text: str, region: tuple[str, str]):
    found = region_of(text)

    assert found[0] == region[0]
    assert found[1] in {region[1], "36110"}
    told = company_values({"company.name": "가", "company.address": text})
    assert told.get("sido", "") == region[0]
