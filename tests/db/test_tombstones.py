"""Stories of removed rows: people no longer see them, wherever they look, unless asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import exists, func, union_all
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from db.tables import Case, Company, Note
from tests.factory import make_case, make_company, make_note

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from desktop.services.workspace import Workspace

Keys = dict[str, "UUID"]


@pytest.fixture
def keys(workspace: Workspace) -> Keys:
    """Return a living case of a living company, and a living case of a removed one, with notes."""

    def _lay_out(session: Session) -> Keys:
        living, gone = make_company(session, name="산 회사"), make_company(session, name="간 회사")
        cases = make_case(session, living), make_case(session, gone)
        notes = make_note(session, cases[0]), make_note(session, cases[0], text="지움")
        gone.deleted = notes[1].deleted = True
        return {
            "living": living.id,
            "gone": gone.id,
            "case": cases[0].id,
            "lonely case": cases[1].id,
            "note": notes[0].id,
            "gone note": notes[1].id,
        }

    return workspace.write(_lay_out).value


Other = aliased(Company)
Part = select(Company).subquery()
Inner = aliased(Company, Part)

LOOKS: dict[str, Callable[[Session], Any]] = {
    "select": lambda s: {c.name for c in s.exec(select(Company))},
    "columns": lambda s: set(s.exec(select(Company.name))),
    "where": lambda s: set(s.exec(select(Company.name).where(col(Company.name).contains("회사")))),
    "aliased": lambda s: {c.name for c in s.exec(select(Other))},
    "aliased columns": lambda s: set(s.exec(select(Other.name))),
    "subquery": lambda s: {c.name for c in s.exec(select(Inner))},
    "join": lambda s: set(s.exec(select(Company.name).join(Case))),
    "join to it": lambda s: set(s.exec(select(Company.name).select_from(Case).join(Company))),
    "join to alias": lambda s: set(
        s.exec(select(Other.name).select_from(Case).join(Other, Other.id == Case.company_id))
    ),
    "scalars": lambda s: set(s.scalars(select(Company.name))),
    "execute": lambda s: set(s.execute(select(Company.name)).scalars()),
    "group": lambda s: {n for n, _ in s.exec(select(Company.name, func.count()).group_by("name"))},
    "in": lambda s: set(
        s.exec(
            select(Company.name).where(col(Company.id).in_(select(Case.company_id).join(Company)))
        )
    ),
    "union": lambda s: set(
        s.execute(union_all(select(Company.name), select(Other.name))).scalars()
    ),
}


@pytest.mark.parametrize("look", LOOKS.values(), ids=LOOKS.keys())
@pytest.mark.usefixtures("keys")
def test_given_a_removed_company_when_looked_for_by_any_way_then_only_the_living_one_shows(
    workspace: Workspace, look: Callable[[Session], Any]
):
    assert workspace.read(look) == {"산 회사"}


def test_given_a_removed_company_when_got_by_its_key_then_it_is_not_there(
    workspace: Workspace, keys: Keys
):
    assert workspace.read(lambda s: s.get(Company, keys["gone"])) is None
    assert workspace.read(lambda s: s.get(Company, keys["living"])) is not None


def test_given_removed_rows_when_counted_then_they_do_not_count(workspace: Workspace, keys: Keys):
    counts = workspace.read(
        lambda s: (
            s.exec(select(func.count()).select_from(Note)).one(),
            s.exec(select(func.count(Company.id))).one(),
            s.exec(select(select(func.count(Note.id)).scalar_subquery())).one(),
        )
    )

    assert counts == (1, 1, 1)


def test_given_a_case_of_a_removed_company_when_joined_then_the_case_shows_only_in_outer_joins(
    workspace: Workspace, keys: Keys
):
    inner = workspace.read(lambda s: set(s.exec(select(Case.id).join(Company))))
    outer = workspace.read(
        lambda s: set(s.exec(select(Case.id, Company.name).join(Company, isouter=True)))
    )
    has_company = workspace.read(
        lambda s: set(s.exec(select(Case.id).where(exists().where(Company.id == Case.company_id))))
    )

    assert inner == has_company == {keys["case"]}
    assert outer == {(keys["case"], "산 회사"), (keys["lonely case"], None)}


def test_given_the_option_when_looked_for_then_removed_rows_show(workspace: Workspace, keys: Keys):
    def _with_deleted(session: Session) -> Any:
        everyone = select(Company.name).execution_options(with_deleted=True)
        gone = session.get(Company, keys["gone"], execution_options={"with_deleted": True})
        return set(session.exec(everyone)), gone is not None

    assert workspace.read(_with_deleted) == ({"산 회사", "간 회사"}, True)


def test_given_a_row_removed_in_this_transaction_when_looked_for_then_it_is_gone_at_once(
    workspace: Workspace, keys: Keys
):
    def _remove(session: Session) -> list[str]:
        session.get_one(Company, keys["living"]).deleted = True
        return list(session.exec(select(Company.name)))

    assert workspace.write(_remove).value == []


def test_given_a_row_that_came_back_when_refreshed_then_it_is_whole(
    workspace: Workspace, keys: Keys
):
    def _bring_back(session: Session) -> str:
        option = {"with_deleted": True}
        company = session.get_one(Company, keys["gone"], execution_options=option)
        company.deleted = False
        session.flush()
        session.expire(company)
        return company.name

    assert workspace.write(_bring_back).value == "간 회사"
