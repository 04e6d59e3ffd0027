"""A search that is worth keeping has a name, and an owner or none."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from db.errors import NotFoundError, RefusedValueError
from db.words import Changed
from desktop.services import filters
from tests.factory import make_staff

if TYPE_CHECKING:
    from desktop.services.workspace import Workspace

QUERY = "단계:구축 담당:@나 기한:<14일"


def test_given_searches_then_i_see_mine_and_everybodys_of_that_page(workspace: Workspace) -> None:
    me = workspace.write(lambda session: make_staff(session).id).value
    other = workspace.write(lambda session: make_staff(session, name="최과장").id).value
    for page, name, owner in (
        ("cases", "내 것", me),
        ("cases", "모두", None),
        ("cases", "남의 것", other),
        ("companies", "기업", me),
    ):
        workspace.write(
            lambda s, p=page, n=name, o=owner: filters.add(s, p, name=n, query=QUERY, owner_id=o)
        )

    rows = workspace.read(lambda session: filters.list_filters(session, "cases", me=me))

    assert [(row.name, row.shared) for row in rows] == [("내 것", False), ("모두", True)]
    assert rows[0].query == QUERY


def test_given_a_kept_search_when_kept_again_then_it_takes_the_new_words(
    workspace: Workspace,
) -> None:
    first = workspace.write(lambda s: filters.add(s, "cases", name="급한 것", query="a"))
    second = workspace.write(lambda s: filters.add(s, "cases", name=" 급한 것 ", query=QUERY))

    rows = workspace.read(lambda session: filters.list_filters(session, "cases"))

    assert first.value == second.value
    assert first.changed == {Changed.FILTERS}
    assert [row.query for row in rows] == [QUERY]


def test_given_a_kept_search_then_it_can_be_renamed_and_let_go(workspace: Workspace) -> None:
    key = workspace.write(lambda s: filters.add(s, "cases", name="급한 것", query=QUERY)).value

    changed = workspace.write(lambda s: filters.edit(s, key, {"name": "이번 주"})).value
    workspace.write(lambda session: filters.remove(session, key))

    assert changed == ["name"]
    assert workspace.read(lambda session: filters.list_filters(session, "cases")) == []
    with pytest.raises(NotFoundError):
        workspace.write(lambda session: filters.remove(session, key))


@pytest.mark.parametrize(("name", "query"), [("", QUERY), ("가" * 81, QUERY), ("a", "가" * 1001)])
def test_given_a_name_or_words_that_do_not_fit_then_they_are_refused(
    workspace: Workspace, name: str, query: str
) -> None:
    with pytest.raises(RefusedValueError):
        workspace.write(lambda session: filters.add(session, "cases", name=name, query=query))
