"""Changes a copy of a pack, step by step; what ships is never touched."""

from __future__ import annotations

import copy
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel

from desktop.services.programmes import pack_library, packs
from desktop.services.programmes.pack_reading import MAIN, pack_from

if TYPE_CHECKING:
    from collections.abc import Mapping

    from desktop.services.programmes.pack import Pack
    from desktop.services.programmes.packs import PackRow

KeyPath = tuple[str | int, ...]


@dataclass(frozen=True)
class Draft:
    """A copy under way; pack: as it is now. changed: the ways to what was changed, in order."""

    pack: Pack
    content: dict[str, Any]
    changed: tuple[KeyPath, ...] = ()


def begin(pack: Pack) -> Draft:
    """Return a copy of a pack that says everything by itself, shared files and usual rules too."""
    return Draft(pack, as_content(pack))


def change(draft: Draft, place: KeyPath, values: Mapping[str, Any]) -> Draft:
    """Return the draft with some values of one rule changed; None takes a value away.

    Raises PackBrokenError where the pack could not be used like that; the draft stays as it was.
    """
    content = copy.deepcopy(draft.content)
    part: Any = content
    for step in place:
        part = part[step]
    for name, value in values.items():
        if value is None or value == "":
            part.pop(name, None)
        else:
            part[name] = _plain(value)
    changed = (*(one for one in draft.changed if one != place), place)
    return replace(draft, pack=_checked(content), content=content, changed=changed)


def save(draft: Draft, own: Path, version: str) -> PackRow:
    """Keep the draft as a version of its own among the packs of the workspace.

    Raises PackBrokenError for a version that is none, PackThereError for one that is there.
    """
    content = {**draft.content, "version": version}
    _checked(content)
    return pack_library.keep_written(own, text_of(content))


def next_version(pack: Pack) -> str:
    """Return the version after the highest one of a pack that is here: 1.0 → 1.1."""
    there = [row.version for row in packs.list_packs() if row.id == pack.id]
    parts = list(packs.in_order(max([pack.version, *there], key=packs.in_order)))
    if len(parts) == 1:
        parts.append(0)
    return ".".join(str(part) for part in [*parts[:-1], parts[-1] + 1])


def as_content(pack: Pack) -> dict[str, Any]:
    """Return what a pack says as plain tables and lists, in the words of its files."""
    content: dict[str, Any] = _plain(pack)
    content.pop("based_on", None)
    content["days"] = _plain(pack.days)
    content["budget"] = _plain(pack.budget)
    return content


def text_of(content: Mapping[str, Any]) -> str:
    """Return the content of a pack as TOML."""
    import tomli_w

    return tomli_w.dumps(content)


def _checked(content: dict[str, Any]) -> Pack:
    return pack_from(content, Path(MAIN))


def _plain(value: Any) -> Any:
    """Return a value as TOML has it; what is not said is left out."""
    if isinstance(value, BaseModel):
        return {
            field.alias or name: _plain(getattr(value, name))
            for name, field in type(value).model_fields.items()
            if not _is_silent(getattr(value, name), field.get_default(call_default_factory=True))
        }
    if isinstance(value, dict):
        return {str(name): _plain(one) for name, one in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(one) for one in value]
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Fraction):
        return _share(value)
    return value


def _is_silent(value: Any, usual: Any) -> bool:
    """Return whether a value need not be written; no papers at all is not the same as none said."""
    if value is None:
        return True
    return not isinstance(value, BaseModel) and type(value) is type(usual) and bool(value == usual)


def _share(value: Fraction) -> Any:
    """Return an exact share: as a decimal number where it is one, else as 1/3."""
    rest = value.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    return Decimal(value.numerator) / Decimal(value.denominator) if rest == 1 else str(value)
