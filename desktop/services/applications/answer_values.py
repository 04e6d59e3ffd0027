"""Writes answers of a form as text and reads them back; says which value a field refuses."""

from __future__ import annotations

import json
import re
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from db.errors import RefusedValueError
from desktop.services.companies.numbers import brn_is_valid, normalise_brn
from desktop.services.programmes.form_rules import FieldKind
from desktop.services.rows import LARGEST_NUMBER

if TYPE_CHECKING:
    from desktop.services.programmes.form_rules import Column, FormField

LONGEST_TEXT = 20_000  # letters of one answer
MOST_ROWS = 300  # of a table
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_PHONE = re.compile(r"\+?[\d\-. ()]{7,25}(?:\s*(?:#|~|x|,|/).*)?")
_NUMBERS = {FieldKind.NUMBER, FieldKind.PERCENT}
_COUNTS = {FieldKind.COUNT, FieldKind.WON}


def checked(field: FormField | Column, value: Any) -> Any:
    """Return an answer in the type of its field, None where nothing was answered.

    Raises RefusedValueError with the code of the field and the limit that the answer breaks.
    """
    if value is None or value == "" or value == [] or value == ():
        return None
    try:
        found = _typed(field, value)
    except (TypeError, ValueError, InvalidOperation) as error:
        raise _refused(field, value, str(field.kind)) from error
    _hold_to_bounds(field, found)
    return found


def as_text(field: FormField, value: Any) -> str:
    """Return a checked answer as it is kept."""
    if value is None:
        return ""
    if field.kind is FieldKind.FLAG:
        return "true" if value else "false"
    if field.kind in (FieldKind.CHOICES, FieldKind.TABLE):
        return json.dumps(value, ensure_ascii=False, default=_plain)
    return value.isoformat() if isinstance(value, date) else str(value)


def as_value(field: FormField, text: str) -> Any:
    """Return a kept answer in the type of its field; None for what can't be read any more."""
    if not text:
        return None
    try:
        if field.kind is FieldKind.TABLE:
            return tuple(_row(field, row) for row in json.loads(text))
        raw = json.loads(text) if field.kind is FieldKind.CHOICES else text
        return _typed(field, raw)
    except (TypeError, ValueError, InvalidOperation, RefusedValueError):
        return None  # the pack has changed what it asks here


def _typed(field: FormField | Column, value: Any) -> Any:
    match field.kind:
        case FieldKind.FLAG:
            return _flag(value)
        case FieldKind.COUNT | FieldKind.WON:
            return _whole(value)
        case FieldKind.NUMBER | FieldKind.PERCENT:
            return _number(value)
        case FieldKind.DAY:
            return value if isinstance(value, date) else date.fromisoformat(str(value))
        case FieldKind.CHOICE:
            return _choice(field, str(value))
        case FieldKind.CHOICES:
            given = {str(one) for one in value}
            known = [one.code for one in field.choices]
            if not given <= set(known):
                raise ValueError
            return tuple(code for code in known if code in given)
        case FieldKind.TABLE:
            return _table(field, value)
        case _:
            return _text(field, str(value).strip())


def _flag(value: Any) -> bool:
    words = {"true": True, "false": False}
    return value if isinstance(value, bool) else words[str(value)]


def _whole(value: Any) -> int:
    number = Decimal(str(value))
    if isinstance(value, bool) or number != number.to_integral_value():
        raise ValueError
    return int(number)


def _number(value: Any) -> Decimal:
    number = Decimal(str(value))
    if isinstance(value, bool) or not number.is_finite():
        raise ValueError
    return number


def _choice(field: FormField | Column, code: str) -> str:
    if code not in {one.code for one in field.choices}:
        raise ValueError
    return code


def _text(field: FormField | Column, text: str) -> str | None:
    if field.kind is FieldKind.EMAIL and text and not _EMAIL.fullmatch(text):
        raise ValueError
    if field.kind is FieldKind.PHONE and text and not _PHONE.fullmatch(text):
        raise ValueError
    if field.kind is FieldKind.BUSINESS_NUMBER and text:
        number = normalise_brn(text)
        if number is None or not brn_is_valid(number):
            raise ValueError
        return number
    return text or None


def _table(field: Any, value: Any) -> tuple[dict[str, Any], ...]:
    rows = [_row(field, row) for row in value]
    return tuple(row for row in rows if row)


def _row(field: Any, row: Any) -> dict[str, Any]:
    """Return one row of a table: the columns that were filled in."""
    known = {column.code: column for column in field.columns}
    found = {code: checked(known[code], one) for code, one in row.items() if code in known}
    return {code: one for code, one in found.items() if one is not None}


def _hold_to_bounds(field: FormField | Column, value: Any) -> None:
    if field.kind in _NUMBERS | _COUNTS and abs(value) > LARGEST_NUMBER:
        raise _refused(field, value, "number")
    longest = getattr(field, "longest", None)
    if isinstance(value, str) and len(value) > (longest or LONGEST_TEXT):
        raise _refused(field, value, "string_too_long", longest or LONGEST_TEXT)
    if field.kind is FieldKind.TABLE and len(value) > (longest or MOST_ROWS):
        raise _refused(field, len(value), "too_many_rows", longest or MOST_ROWS)
    for name, limit in (("lowest", "greater_than_equal"), ("earliest", "before")):
        bound = getattr(field, name, None)
        if bound is not None and value < bound:
            raise _refused(field, value, limit, _shown(bound))
    for name, limit in (("highest", "less_than_equal"), ("latest", "after")):
        bound = getattr(field, name, None)
        if bound is not None and value > bound:
            raise _refused(field, value, limit, _shown(bound))


def _shown(bound: Any) -> Any:
    whole = isinstance(bound, Decimal) and bound == bound.to_integral_value()
    return int(bound) if whole else bound


def _refused(
    field: FormField | Column, value: object, limit: str, bound: object = None
) -> RefusedValueError:
    return RefusedValueError(
        table="application_answer", field=field.code, value=value, limit=limit, bound=bound
    )


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)
