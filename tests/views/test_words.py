"""Every word, table and field that is kept has a Korean and an English label."""

from __future__ import annotations

import inspect
from enum import StrEnum

import pytest

import db.journal
import db.tables  # noqa: F401 - makes every table known
from db import words
from db.base import metadata
from desktop.views import field_labels, labels
from desktop.views.shared import language
from desktop.views.shared.language import Language

# Tables that no person looks into: the journal's own, those of sync, and Alembic's.
_INNER = {
    "journal_transaction", "journal_op", "journal_context", "journal_segment", "alembic_version",
    "sync_self", "sync_confirmed", "sync_conflict", "sync_parked", "sync_rejected", "sync_file",
}  # fmt: skip

LISTS = [
    kind
    for _, kind in inspect.getmembers(words, inspect.isclass)
    if issubclass(kind, StrEnum) and kind is not StrEnum
]


def _is_korean(text: str) -> bool:
    return any("가" <= letter <= "힣" for letter in text)


@pytest.mark.parametrize("kind", LISTS, ids=lambda kind: kind.__name__)
def test_given_a_word_list_then_every_member_has_a_label_in_both_languages(
    kind: type[StrEnum],
) -> None:
    known = labels.labelled()[kind]

    assert set(known) == {member.value for member in kind}
    for korean, english in known.values():
        assert korean.strip()
        assert english.strip()
        assert not _is_korean(english)


def test_given_the_labels_then_none_is_for_a_list_that_is_gone() -> None:
    assert set(labels.labelled()) == set(LISTS)


def test_given_the_tables_then_each_has_a_label_and_no_label_is_left_over() -> None:
    kept = set(metadata.tables) - _INNER

    assert field_labels.labelled_tables() == kept


def test_given_the_fields_then_each_has_a_label_and_no_label_is_left_over() -> None:
    kept = {
        column.name
        for name, table in metadata.tables.items()
        if name not in _INNER
        for column in table.columns
    }

    assert kept - field_labels.labelled_fields() == set()
    assert field_labels.labelled_fields() - kept == set()


def test_given_another_language_then_labels_are_said_in_it() -> None:
    try:
        language.choose(Language.ENGLISH)
        assert labels.label(words.Stage.BUILDOUT) == "Build-out"
        assert not _is_korean(field_labels.field_label("total_cost"))
        assert not _is_korean(field_labels.table_label("case"))
    finally:
        language.choose(Language.KOREAN)

    assert labels.label(words.Stage.BUILDOUT) == "구축"
    assert labels.label(None) == ""
