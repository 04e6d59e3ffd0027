"""Searches that somebody keeps: their own and everybody's, by name, never twice the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from db.errors import NotFoundError, RefusedValueError
from db.words import Action
from desktop.services import filters, history
from tests.factory import make_staff

if TYPE_CHECKING:
    from desktop.services.workspace import Workspace


def test_given_searches_of_two_people_when_one_looks_then_theirs_and_the_shared_ones_are_there(
    workspace: Workspace,
) -> None:
    one, other = workspace.write(
        lambda s: (make_staff(s, name="김하나").id, make_staff(s, name="이두리").id)
    ).value
    workspace.write(
        lambda s: (
            filters.keep(s, "cases", name="내 마감", query="담당:@나 기한:<7일", owner=one),
            filters.keep(s, "cases", name="가을", query="연도:2026", owner=other),
            filters.keep(s, "cases", name="모두", query="단계:구축", owner=None),
            filters.keep(s, "companies", name="창원", query="지역:창원", owner=one),
        )
    )

    seen = workspace.read(lambda s: filters.list_filters(s, "cases", owner=one))

    assert [(kept.name, kept.query) for kept in seen] == [
        ("내 마감", "담당:@나 기한:<7일"),
        ("모두", "단계:구축"),
    ]


def test_given_a_kept_search_when_its_name_is_used_again_then_it_means_the_new_search(
    workspace: Workspace,
) -> None:
    first = workspace.write(
        lambda s: filters.keep(s, "cases", name=" 마감 ", query="기한:<7일", owner=None)
    ).value

    again = workspace.write(
        lambda s: filters.keep(s, "cases", name="마감", query="기한:<14일", owner=None)
    ).value

    kept = workspace.read(lambda s: filters.list_filters(s, "cases", owner=None))
    assert again == first
    assert [one.query for one in kept] == ["기한:<14일"]


def test_given_a_kept_search_when_it_is_removed_then_undo_brings_it_back(
    workspace: Workspace,
) -> None:
    key = workspace.write(
        lambda s: filters.keep(s, "cases", name="마감", query="기한:<7일", owner=None)
    ).value

    workspace.write(lambda s: filters.remove(s, key), action=Action.FILTER_EDIT)

    assert workspace.read(lambda s: filters.list_filters(s, "cases", owner=None)) == []
    with pytest.raises(NotFoundError):
        workspace.write(lambda s: filters.remove(s, key))

    history.undo(workspace)

    assert len(workspace.read(lambda s: filters.list_filters(s, "cases", owner=None))) == 1


@pytest.mark.parametrize(
    ("name", "query", "field"),
    [("  ", "x", "name"), ("마감", "", "query"), ("ㄱ" * 81, "x", "name")],
)
def test_given_no_name_or_too_long_a_one_then_nothing_is_kept(
    workspace: Workspace, name: str, query: str, field: str
) -> None:
    with pytest.raises(RefusedValueError) as refused:
        workspace.write(lambda s: filters.keep(s, "cases", name=name, query=query, owner=None))

    assert refused.value.field == field
