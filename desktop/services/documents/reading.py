"""Reads what a template asks for, and finds what keeps it from being filled at all."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from desktop.services.documents.complaints import Complaint, ComplaintCode
from desktop.services.documents.docx_package import foreign_content, open_document
from desktop.services.documents.template_text import half_open, parts, prints_markup

if TYPE_CHECKING:
    from collections.abc import Iterable

    from desktop.services.documents.grammar import FieldUse, FormEnvironment
    from desktop.services.documents.template_text import TemplatePart

_ENDS = {"for": "endfor", "if": "endif"}


def dangers(template: bytes) -> list[Complaint]:
    """Return what keeps a template from being filled at all, whatever fields it names.

    Raises TemplateUnreadableError if the file is no Word document.
    """
    return list(_read(template)[0])


def uses(template: bytes) -> list[tuple[TemplatePart, FieldUse]]:
    """Return every place where the template asks for a field, in reading order."""
    return list(_read(template)[1])


def used_fields(template: bytes) -> list[str]:
    """Return the dotted names that a template asks for, loop variables resolved, sorted."""
    return sorted({use.name for _, use in uses(template)})


@lru_cache(maxsize=16)  # a batch fills one template a thousand times
def _read(
    template: bytes,
) -> tuple[tuple[Complaint, ...], tuple[tuple[TemplatePart, FieldUse], ...]]:
    from desktop.services.documents import grammar

    complaints = foreign_content(template)
    if complaints:
        return tuple(complaints), ()
    room = grammar.environment()
    found: list[tuple[TemplatePart, FieldUse]] = []
    for part in parts(open_document(template)):
        broken = [*_broken_paragraphs(part)] or [*_broken_blocks(part, room)]
        complaints += broken
        if broken:
            continue
        reading = grammar.read(room.parse(part.source))
        complaints += [
            Complaint(offence.code, part.place(offence.line), offence.written, part=part.name)
            for offence in reading.offences
        ]
        found += [(part, use) for use in reading.uses]
    return tuple(complaints), tuple(found)


def _broken_paragraphs(part: TemplatePart) -> Iterable[Complaint]:
    """Yield tags that are not closed where they were opened; nothing after them can be trusted."""
    for paragraph in part.paragraphs:
        tag = half_open(paragraph)
        if tag:
            yield Complaint(ComplaintCode.UNCLOSED_TAG, paragraph[:80], tag, part=part.name)
        elif prints_markup(paragraph):
            yield Complaint(ComplaintCode.FORBIDDEN, paragraph[:80], "{{p", part=part.name)


def _broken_blocks(part: TemplatePart, room: FormEnvironment) -> Iterable[Complaint]:
    """Yield loops and conditions without an end, ends without a beginning, and bad spelling."""
    from jinja2 import TemplateSyntaxError

    try:
        opened = _unbalanced(part, room)
        if opened is not None:
            yield opened
            return
        room.parse(part.source)
    except TemplateSyntaxError as error:
        written = error.message or ""
        place = part.place(error.lineno)
        yield Complaint(ComplaintCode.BROKEN_TAG, place, written, part=part.name)


def _unbalanced(part: TemplatePart, room: FormEnvironment) -> Complaint | None:
    """Return the first `for` or `if` that is not ended, or an end that nothing began."""
    opened: list[tuple[str, int]] = []
    at_block_start = False
    for line, kind, text in room.lex(part.source):
        if kind == "block_begin":
            at_block_start = True
        elif at_block_start and kind == "name":
            at_block_start = False
            if text in _ENDS:
                opened.append((text, line))
            elif text in _ENDS.values():
                if not opened:
                    return _unclosed(part, text, line)
                if _ENDS[opened[-1][0]] != text:
                    break
                opened.pop()
    return _unclosed(part, *opened[-1]) if opened else None


def _unclosed(part: TemplatePart, word: str, line: int) -> Complaint:
    suggestion = "{% " + _ENDS[word] + " %}" if word in _ENDS else ""
    return Complaint(ComplaintCode.UNCLOSED_TAG, part.place(line), word, suggestion, part.name)
