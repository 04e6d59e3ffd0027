"""Makes the input for a value that is none of the sides', by what the field holds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from desktop.services.sync.disagreements import Kind, kind_of, words_of
from desktop.views.shared.choice_edit import ChoiceEdit
from desktop.views.shared.conflicts.words import field_words
from desktop.views.shared.date_edit import DateEdit
from desktop.views.shared.in_place.editors import LongText, broken, typed_number, whole, word_choice
from desktop.views.shared.language import tr
from desktop.views.shared.money_edit import MoneyEdit
from desktop.views.shared.number_edit import NumberEdit

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from desktop.services.sync.conflicts import Conflict


def can_edit(part: Conflict) -> bool:
    """Return whether a person may type another value; of keys and lists one side is chosen."""
    return kind_of(part.table, part.field) is not Kind.OTHER


def editor_of(part: Conflict, value: Any) -> QWidget | None:
    """Return an input that holds `value`, or None where nothing can be typed."""
    name = field_words(part)
    editor: Any
    match kind_of(part.table, part.field):
        case Kind.TEXT:
            editor = LongText(name, fewest_lines=2)
        case Kind.WON:
            editor = MoneyEdit(name)
        case Kind.NUMBER | Kind.PART:
            editor = NumberEdit(name)
        case Kind.DAY:
            editor = DateEdit(name)
        case Kind.YES_NO:
            editor = ChoiceEdit(name, [(True, tr("예")), (False, tr("아니오"))])
        case Kind.WORD:
            words = words_of(part.table, part.field)
            if words is None:
                return None
            editor = word_choice(words, name, empty=True)
        case _:
            return None
    editor.set_value(typed_number(value) if isinstance(value, float) else value)
    return editor  # type: ignore[no-any-return]


def value_of(part: Conflict, editor: Any) -> Any:
    """Return what stands in the input, as the tables mean it."""
    if hasattr(editor, "take"):
        editor.take()
    kind, value = kind_of(part.table, part.field), editor.value()
    if kind is Kind.NUMBER:
        return whole(value)
    return broken(value) if kind is Kind.PART else value
