"""Says what is in conflict: whose value, from when and why, with the changed words marked."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from html import escape
from typing import TYPE_CHECKING, Any
from uuid import UUID

from desktop.services.companies.numbers import format_brn
from desktop.services.sync.disagreements import Kind, is_removal, kind_of
from desktop.views.field_labels import field_label, table_label
from desktop.views.shared import look
from desktop.views.shared.case_words import moment
from desktop.views.shared.language import tr
from desktop.views.shared.said import say_value

if TYPE_CHECKING:
    from desktop.services.sync.conflicts import Conflict, Side
    from desktop.services.sync.disagreements import Disagreement

_WORDS = re.compile(r"\s+|[^\s]+")
_MOST_WORDS = 2_000  # beyond it marking takes longer than looking


def value_words(part: Conflict, value: Any, names: Any) -> str:
    """Return a value of the field as people read it."""
    if is_removal(part):
        return tr("지움") if value else tr("그대로 둠")
    if isinstance(value, UUID):
        return str(names.get(value) or tr("(지정됨)"))
    if part.field == "brn" and value:
        return format_brn(str(value))
    said = say_value(value)
    won = kind_of(part.table, part.field) is Kind.WON and isinstance(value, int)
    return tr("{amount}원", amount=said) if won else said


def field_words(part: Conflict) -> str:
    """Return what is in conflict: the row and its field."""
    if is_removal(part):
        return tr("{table} 삭제", table=table_label(part.table))
    return f"{table_label(part.table)} · {field_label(part.field)}"


def heading(one: Disagreement) -> str:
    """Return what a person decides on in one line."""
    if len(one.parts) == 1:
        return field_words(one.first)
    return tr("{field} 외 {count}칸", field=field_words(one.first), count=len(one.parts) - 1)


def state_word(one: Disagreement) -> str:
    """Return whether the hub knows of it, and whether several parts wait together."""
    if one.is_bundle:
        return tr("묶음")
    return tr("예상") if one.predicted else tr("충돌")


def state_tip(one: Disagreement) -> str:
    """Return what the word of the state means."""
    if one.is_bundle:
        return tr("함께 저장한 {count}칸이 한 번에 정해집니다.", count=len(one.parts))
    if one.predicted:
        return tr("허브가 아직 알리지 않았지만, 보내면 충돌이 될 값입니다. 지금 정할 수 있습니다.")
    return tr("두 사람이 서로 모르고 같은 칸을 고쳤습니다.")


def who_words(side: Side) -> str:
    """Return who wrote a value and on which computer, as far as it is known."""
    if not (side.who or side.device or side.at):
        return tr("누가 적었는지 알려지지 않음")
    return "  ·  ".join(part for part in (side.who, side.device) if part) or tr("알 수 없음")


def when_words(side: Side) -> str:
    """Return when a value was written."""
    return moment(side.at) if side.at else ""


def sides_tip(one: Disagreement) -> str:
    """Return all sides, a line each, for the tip of a mark."""
    lines = []
    for part in one.parts:
        lines += [heading(one)] if len(one.parts) == 1 else [field_words(part)]
        for number, side in enumerate(part.sides, 1):
            said = value_words(part, side.value, one.names)
            lines.append(f"{number}  {said}  ({who_words(side)})")
    return "\n".join(lines)


def marked(before: str | None, now: str) -> str:
    """Return `now` as HTML, words that are not in `before` marked; escaped, lines kept."""
    parts = _WORDS.findall(now)
    if before is None or len(parts) > _MOST_WORDS:
        return _html(now)
    older = _WORDS.findall(before)
    html = []
    for kind, _a, _b, first, last in SequenceMatcher(
        None, older, parts, autojunk=False
    ).get_opcodes():
        text = "".join(parts[first:last])
        html.append(_html(text) if kind == "equal" or not text.strip() else _mark(text))
    return "".join(html)


def _mark(text: str) -> str:
    # Never by colour alone: marked words are bold and underlined as well.
    ground, letters = look.colour("warning_ground").name(), look.colour("warning_text").name()
    return (
        f'<span style="background-color:{ground}; color:{letters}; font-weight:600;'
        f' text-decoration:underline">{_html(text)}</span>'
    )


def _html(text: str) -> str:
    return escape(text).replace("\n", "<br>")
