"""Fills a Word template with values: bytes in, bytes out, nothing else touched.

Neither side is trusted. The template may be anybody's file and is refused unless it is a plain
form; the values may hold anything a person can type and are printed as text, whatever they say.
"""

from __future__ import annotations

import math
import re
from datetime import date
from typing import TYPE_CHECKING, Any

from desktop.services.documents.complaints import Complaint, ComplaintCode, UnfitReason
from desktop.services.documents.docx_package import close_document, open_document
from desktop.services.documents.errors import (
    DocumentTooLargeError,
    TemplateRefusedError,
    UnfitValueError,
    ValuesMissingError,
)
from desktop.services.documents.reading import dangers, used_fields
from desktop.services.documents.template_text import parts

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from desktop.services.documents.grammar import FormEnvironment
    from desktop.services.documents.template_text import TemplatePart

LONGEST_TEXT = 20_000
MOST_ROWS = 1_000
MOST_LEVELS = 5
MOST_CHARACTERS = 10_000_000
# What XML can't carry, what docxtpl takes for a new paragraph (\a) or page (\f), lone surrogates.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_LINE_ENDS = re.compile("\r\n?|\x85|\u2028|\u2029")


def fill(
    template: bytes, values: Mapping[str, object], *, made_at: datetime, title: str = ""
) -> bytes:
    """Return the template with every tag replaced; equal arguments give equal bytes.

    values: nested plain dict, list, str, int, float, bool, date and None, of exactly these types.
    made_at: aware UTC, kept in the file as the time of its making.

    Raises TemplateUnreadableError, TemplateRefusedError, ValuesMissingError, UnfitValueError and
    DocumentTooLargeError.
    """
    from desktop.services.documents import grammar

    complaints = dangers(template)
    if complaints:
        raise TemplateRefusedError(complaints=complaints)
    plain = _plain(dict(values), "", 0)
    absent = [name for name in used_fields(template) if _is_absent(name.split("."), plain)]
    if absent:
        raise ValuesMissingError(fields=absent)
    form = open_document(template)
    room = grammar.environment()
    for part in parts(form):
        _put_back(form, part, form.resolve_listing(_filled(part, room, plain)))
    return close_document(form.docx, title=_clean(title), made_at=made_at)


def _filled(part: TemplatePart, room: FormEnvironment, values: Mapping[str, Any]) -> str:
    written: list[str] = []
    characters = 0
    for piece in room.from_string(part.source).generate(values):
        characters += len(piece)
        if characters > MOST_CHARACTERS:
            raise DocumentTooLargeError(limit=MOST_CHARACTERS)
        written.append(piece)
    return "".join(written).replace("\n<w:p", "<w:p")


def _put_back(form: Any, part: TemplatePart, xml: str) -> None:
    from docx.oxml import parse_xml

    try:
        parse_xml(xml)
    except SyntaxError as error:
        complaint = Complaint(ComplaintCode.BROKEN_LAYOUT, place="", part=part.name)
        raise TemplateRefusedError(complaints=[complaint]) from error
    if not part.key:
        tree = form.fix_tables(xml)
        form.fix_docpr_ids(tree)
        form.map_tree(tree)
        return
    form.map_headers_footers_xml(part.key, xml.encode())


def _plain(value: object, place: str, level: int) -> Any:
    """Return a copy of exactly the plain types; anything else, subclasses too, is refused.

    A subclass of str could say that it is safe markup, and an object could bring its methods.
    """
    if value is None or type(value) in (int, bool, date):
        return value
    if type(value) is str:
        if len(value) > LONGEST_TEXT:
            raise _unfit(place, UnfitReason.TOO_LONG, value)
        return _clean(value)
    if type(value) is float and math.isfinite(value):
        return value
    if level >= MOST_LEVELS:
        raise _unfit(place, UnfitReason.TOO_DEEP, value)
    if type(value) is list:
        if len(value) > MOST_ROWS:
            raise _unfit(place, UnfitReason.TOO_MANY, value)
        return [_plain(row, place, level + 1) for row in value]
    if type(value) is dict:
        return {
            _name(key, place): _plain(v, f"{place}.{key}", level + 1) for key, v in value.items()
        }
    raise _unfit(place, UnfitReason.TYPE, value)


def _name(key: object, place: str) -> str:
    if type(key) is not str or not key.isidentifier():
        raise _unfit(place, UnfitReason.NAME, key)
    return key


def _unfit(place: str, reason: UnfitReason, value: object) -> UnfitValueError:
    return UnfitValueError(field=place.strip("."), reason=reason, found=type(value).__name__)


def _clean(text: str) -> str:
    """Return the text with one kind of line end and without what no printer can print."""
    return _UNPRINTABLE.sub("", _LINE_ENDS.sub("\n", text))


def _is_absent(steps: list[str], values: Any) -> bool:
    """Say whether the way along `steps` ends early, in any row of a table."""
    if not steps:
        return False
    if isinstance(values, list):
        return any(_is_absent(steps, row) for row in values)
    if not isinstance(values, dict) or steps[0] not in values:
        return True
    return _is_absent(steps[1:], values[steps[0]])
