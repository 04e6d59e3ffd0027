"""The field dictionary: every name that a template may ask for, and what a case must answer.

Values are nested plain dictionaries that follow the dots: `{"기업": {"이름": "한빛정밀"}}`; the
rows of a table are a list of dictionaries.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from desktop import paths
from desktop.services.documents.catalog import PROGRAM_GROUP
from desktop.services.documents.errors import TemplateMissingError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from desktop.services.documents.catalog import DocumentTemplate


class FieldKind(StrEnum):
    """What a field holds."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    DATE = "date"
    MONEY = "money"
    NUMBER = "number"
    COUNT = "count"
    YES_NO = "yes_no"
    CHOICE = "choice"
    ROWS = "rows"


@dataclass(frozen=True)
class FieldSpec:
    """One name that templates may use."""

    name: str
    kind: FieldKind
    label: str
    label_en: str
    group: str
    """What its group is called for people: 도입기업."""
    source: str
    """Where the field was seen; K marks those that are usual but unverified."""
    example: object
    needed: bool = False
    """Whether a document that uses the field can't be made without it."""
    choices: tuple[str, ...] = ()
    row_of: str = ""
    """The rows whose column this is; empty for a field of its own."""

    @property
    def has_rows(self) -> bool:
        """Say whether the field is a table to loop over."""
        return self.kind is FieldKind.ROWS


@cache  # ships with the program and does not change while it runs
def dictionary() -> Mapping[str, FieldSpec]:
    """Return every known field by its dotted name, in the order in which people look for them."""
    path = paths.templates() / "fields.toml"
    try:
        lists = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise TemplateMissingError(path=path) from error
    groups, entries = lists["group"], lists["field"]
    return MappingProxyType({name: _spec(name, entries, groups) for name in entries})


def missing(document: DocumentTemplate, values: Mapping[str, object]) -> list[str]:
    """Return the needed fields that are blank, in the order of the dictionary.

    A column is named if it is blank in any row; columns of a table without rows are not.
    """
    used = set(document.fields)
    return [
        name
        for name, spec in dictionary().items()
        if name in used and spec.needed and _is_missing(spec, values)
    ]


def prepared(document: DocumentTemplate, values: Mapping[str, object]) -> dict[str, object]:
    """Return exactly the values that the document uses, ready for `docx_writer.fill`.

    Blank optional fields become None, so that they print as empty lines; values that the form does
    not use are left out. The group 서식 is filled in from the manifest.
    """
    known = dictionary()
    chosen = [known[name] for name in document.fields if name in known]
    flat: dict[str, object] = {}
    for spec in chosen:
        if spec.has_rows:
            columns = [column for column in chosen if column.row_of == spec.name]
            flat[spec.name] = [_row(row, columns) for row in _rows(values, spec.name)]
        elif not spec.row_of:
            flat[spec.name] = _value(values, spec.name)
    form = {"코드": document.kind.value, "판": document.version, "대조됨": document.verified}
    return nested({**flat, PROGRAM_GROUP.rstrip("."): form})


def sample(document: DocumentTemplate) -> dict[str, object]:
    """Return invented values of a whole document, as complete as a case can be."""
    return prepared(document, nested({**_examples(), **document.example}))


def _examples() -> dict[str, object]:
    known = dictionary()
    return {name: spec.example for name, spec in known.items() if not spec.row_of}


def nested(flat: Mapping[str, object]) -> dict[str, object]:
    """Return `{"기업": {"이름": …}}` for `{"기업.이름": …}`."""
    tree: dict[str, object] = {}
    for name, value in flat.items():
        *groups, last = name.split(".")
        level = tree
        for group in groups:
            inner = level.setdefault(group, {})
            if not isinstance(inner, dict):
                raise TypeError(name)
            level = inner
        level[last] = value
    return tree


def _spec(name: str, entries: Mapping[str, Any], groups: Mapping[str, str]) -> FieldSpec:
    entry = entries[name]
    above = name.rpartition(".")[0]
    return FieldSpec(
        name=name,
        kind=FieldKind(entry["kind"]),
        label=entry["label"],
        label_en=entry["en"],
        group=groups[name.partition(".")[0]],
        source=entry["source"],
        example=entry.get("example"),
        needed=entry.get("needed", False),
        choices=tuple(entry.get("choices", ())),
        row_of=above if above in entries else "",
    )


def _is_missing(spec: FieldSpec, values: Mapping[str, object]) -> bool:
    if spec.row_of:
        column = spec.name.removeprefix(spec.row_of + ".")
        return any(_blank(row.get(column)) for row in _rows(values, spec.row_of))
    return _blank(_value(values, spec.name))


def _value(values: Mapping[str, object], name: str) -> object:
    """Return the value at a dotted name, None if any step of the way is not there."""
    found: object = values
    for step in name.split("."):
        found = found.get(step) if isinstance(found, dict) else None
    return None if _blank(found) else found


def _rows(values: Mapping[str, object], name: str) -> list[dict[str, object]]:
    rows = _value(values, name)
    return rows if isinstance(rows, list) else []


def _row(row: Mapping[str, object], columns: Iterable[FieldSpec]) -> dict[str, object]:
    names = [column.name.rpartition(".")[2] for column in columns]
    return {name: None if _blank(row.get(name)) else row[name] for name in names}


def _blank(value: object) -> bool:
    return value is None or value == [] or (isinstance(value, str) and not value.strip())
