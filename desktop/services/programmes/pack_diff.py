"""Compares two packs, part by part, by the names of their parts and not by their places."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel

if TYPE_CHECKING:
    from collections.abc import Iterator

    from desktop.services.programmes.pack import Pack

_NAMES = ("id", "code", "kind", "grade")


class ChangeKind(StrEnum):
    """What became of something."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True)
class PackChange:
    """One value that differs; place: dotted names, `rule.tax.severity`; before, after: as text."""

    place: str
    kind: ChangeKind
    before: str
    after: str


def compare(one: Pack, other: Pack) -> tuple[PackChange, ...]:
    """Return what is otherwise in `other`, in the order of the parts."""
    return tuple(_changes("", _plain(one), _plain(other)))


def _changes(place: str, before: Any, after: Any) -> Iterator[PackChange]:
    if isinstance(before, dict) and isinstance(after, dict):
        for name in dict.fromkeys([*before, *after]):
            inner = f"{place}.{name}" if place else str(name)
            if name not in after:
                yield PackChange(inner, ChangeKind.REMOVED, _said(before[name]), "")
            elif name not in before:
                yield PackChange(inner, ChangeKind.ADDED, "", _said(after[name]))
            else:
                yield from _changes(inner, before[name], after[name])
    elif before != after:
        yield PackChange(place, ChangeKind.CHANGED, _said(before), _said(after))


def _plain(value: Any) -> Any:
    """Return a part as tables: lists of named parts become tables by their names."""
    if isinstance(value, BaseModel):
        fields = type(value).model_fields
        return {
            field.alias or name: _plain(getattr(value, name))
            for name, field in fields.items()
            if getattr(value, name) not in (None, "")
        }
    if isinstance(value, Mapping):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        if value and all(isinstance(one, BaseModel) for one in value):
            return {_name(one, at): _plain(one) for at, one in enumerate(value)}
        return tuple(_plain(one) for one in value)
    return value.value if isinstance(value, Enum) else value


def _name(part: Any, at: int) -> str:
    if hasattr(part, "source") and hasattr(part, "form"):
        return f"{part.source}.{part.form}"
    named = (str(getattr(part, name)) for name in _NAMES if hasattr(part, name))
    return next(named, str(at + 1))


def _said(value: Any) -> str:
    """Return a value as one text; a whole part is told by the values that it has."""
    if isinstance(value, dict):
        return ", ".join(f"{name}: {_said(one)}" for name, one in value.items())
    if isinstance(value, tuple):
        return ", ".join(_said(one) for one in value)
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Fraction) and value.denominator != 1:
        percent = value * 100
        return f"{float(percent):g}%" if percent.denominator in (1, 2, 4, 5, 10) else str(value)
    return str(value)
