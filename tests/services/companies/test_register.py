"""Stories of the register: adding, finding doubles, contacts, workplaces."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from db.errors import NotFoundError, RefusedValueError
from db.tables import Company
from desktop.services.companies import contacts, register, sites
from desktop.services.errors import InUseError
from tests.factory import make_brn, make_case, make_company, make_site

if TYPE_CHECKING:
    from sqlmodel import Session

    from desktop.services.workspace import Workspace


def test_given_a_typed_company_when_added_then_numbers_are_digits_and_keys_follow_the_name(
    workspace: Workspace,
):
    brn = make_brn(7)
    typed = {"name": " (주)대성정밀 ", "brn": f"{brn[:3]}-{brn[3:5]}-{brn[5:]}"}

    added = workspace.write(lambda s: register.add(s, typed)).value

    company = workspace.read(lambda s: s.get(Company, added))
    assert company is not None
    assert (company.name, company.brn, company.centre) == ("(주)대성정밀", brn, "GN")
    assert (company.name_key, company.name_initials) == ("대성정밀", "ㄷㅅㅈㅁ")


def test_given_no_name_when_added_then_the_missing_field_is_named(workspace: Workspace):
    with pytest.raises(RefusedValueError) as refused:
        workspace.write(lambda s: register.add(s, {"brn": make_brn()}))

    assert (refused.value.field, refused.value.limit) == ("name", "missing")


def test_given_the_same_number_when_looked_up_then_it_is_the_surest_candidate(
    workspace: Workspace,
):
    brn = make_brn()
    same = workspace.write(lambda s: make_company(s, name="옛이름산업", brn=brn).id).value
    workspace.write(lambda s: make_company(s, name="대성정밀", phone="055-1", brn=make_brn()))

    found = workspace.read(
        lambda s: register.possible_duplicates(
            s, {"name": "대성정밀", "brn": brn, "phone": "055-1"}
        )
    )

    assert (found[0].id, found[0].score, found[0].why) == (same, 100, ("number",))
    assert found[1].why == ("name", "phone")


def test_given_another_spelling_and_a_slip_in_the_number_when_looked_up_then_it_is_found(
    workspace: Workspace,
):
    kept = workspace.write(
        lambda s: make_company(s, name="(주)대성정밀", brn="0000004321", representative="박가온").id
    ).value

    found = workspace.read(
        lambda s: register.possible_duplicates(
            s,
            {"name": "대성 정밀 주식회사", "brn": "0000004312", "representative": "박 가온"},
        )
    )

    assert [candidate.id for candidate in found] == [kept]
    assert found[0].why == ("name", "number_similar", "representative")
    assert 90 <= found[0].score < 100


def test_given_a_similar_name_without_a_second_sign_when_looked_up_then_it_is_left_out(
    workspace: Workspace,
):
    def _two(session: Session) -> Any:
        make_company(session, name="대성정공", phone="055-000-1111")
        near = make_company(session, name="대성정말", phone="055-000-2222")
        make_site(session, near, address="경남 창원시 성산구 공단로 1")
        return near.id

    near = workspace.write(_two).value

    found = workspace.read(
        lambda s: register.possible_duplicates(
            s, {"name": "대성정밀", "address": "경남 창원시 성산구 공단로1"}
        )
    )

    assert [(candidate.id, candidate.why) for candidate in found] == [
        (near, ("name_similar", "address"))
    ]


def test_given_the_company_itself_when_looked_up_then_it_is_not_its_own_double(
    workspace: Workspace,
):
    own = workspace.write(lambda s: make_company(s, name="대성정밀").id).value

    assert (
        workspace.read(lambda s: register.possible_duplicates(s, {"name": "대성정밀"}, besides=own))
        == []
    )


def test_given_a_company_with_a_case_when_removed_then_the_case_is_named(workspace: Workspace):
    company = workspace.write(lambda s: make_case(s).company_id).value

    with pytest.raises(InUseError) as used:
        workspace.write(lambda s: register.remove(s, company))

    assert (used.value.by, used.value.count) == ("case", 1)


def test_given_a_workplace_of_a_case_when_removed_then_it_stays(workspace: Workspace):
    def _site(session: Session) -> Any:
        site = make_site(session)
        make_case(session, session.get(Company, site.company_id), site_id=site.id)
        return site.id

    site = workspace.write(_site).value

    with pytest.raises(InUseError):
        workspace.write(lambda s: sites.remove(s, site))


def test_given_a_removed_workplace_when_removed_again_then_it_is_not_found(workspace: Workspace):
    company = workspace.write(lambda s: make_company(s).id).value
    site = workspace.write(lambda s: sites.add(s, company, {"name": "2공장"})).value
    workspace.write(lambda s: sites.remove(s, site))

    with pytest.raises(NotFoundError):
        workspace.write(lambda s: sites.remove(s, site))


def test_given_contacts_when_another_becomes_the_main_one_then_there_is_only_one(
    workspace: Workspace,
):
    company = workspace.write(lambda s: make_company(s).id).value
    first = workspace.write(lambda s: contacts.add(s, {"name": "박담당"}, company_id=company)).value
    second = workspace.write(
        lambda s: contacts.add(s, {"name": "이담당"}, company_id=company)
    ).value

    def _mains() -> Any:
        listed = workspace.read(lambda s: contacts.list_contacts(s, company_id=company))
        return [(contact.id, contact.main) for contact in listed]

    assert _mains() == [(first, True), (second, False)]

    workspace.write(lambda s: contacts.edit(s, second, {"main": True}))
    assert _mains() == [(second, True), (first, False)]

    workspace.write(lambda s: contacts.remove(s, second))
    assert _mains() == [(first, True)]
