"""Reads a template the way it will be filled: its parts, its tags and where each of them stands."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

LONGEST_PLACE = 80
_TAGS = re.compile(r"<[^>]*>")
_PARAGRAPH = re.compile(r"<w:p([ >])")
_OPENING = re.compile(r"\{\{|\{%|\{#")
_CLOSING = {"{{": "}}", "{%": "%}", "{#": "#}"}
_ANY_MARK = re.compile(r"\{\{|\{%|\{#|\}\}|%\}|#\}")
_PRINTED_ROW = re.compile(r"\{\{\s*(r|p|tr|tc)\s")
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


@dataclass(frozen=True)
class TemplatePart:
    """The body, a header or a footer, with its tags made whole."""

    name: str
    """body, header or footer."""
    source: str
    """Jinja in WordprocessingML; every paragraph starts a line, so a line number is a place."""
    paragraphs: tuple[str, ...]
    """The text of every paragraph as its author sees it, tags included."""
    key: str = ""
    """The relationship of a header or footer; empty for the body."""

    def place(self, line: int) -> str:
        """Return the text that stands at `line`, after the text before it if it is a bare tag."""
        lines = self.source.split("\n")
        here = _text(lines[line - 1]) if 0 < line <= len(lines) else ""
        if here and not (here.startswith(("{{", "{%")) and here.endswith(("}}", "%}"))):
            return here[:LONGEST_PLACE]
        before = (_text(earlier) for earlier in reversed(lines[: max(line - 1, 0)]))
        label = next((text for text in before if text), "")
        return f"{label[-LONGEST_PLACE // 2 :]} │ {here}"[:LONGEST_PLACE] if label else here


def parts(template: Any) -> list[TemplatePart]:
    """Return the parts of a docxtpl template that will be filled, in reading order."""
    from docx.oxml import parse_xml

    found = [_part("body", template, template.docx._element.body)]  # noqa: SLF001
    for name, uri in (("header", template.HEADER_URI), ("footer", template.FOOTER_URI)):
        for key, part in template.get_headers_footers(uri):
            found.append(_part(name, template, parse_xml(part.blob), key=key))
    return found


def half_open(paragraph: str) -> str:
    """Return the tag that is opened and not closed within the paragraph, or the stray closing."""
    rest = paragraph
    while mark := _ANY_MARK.search(rest):
        if not _OPENING.fullmatch(mark.group()):
            return mark.group()
        after = rest[mark.end() :]
        closing = after.find(_CLOSING[mark.group()])
        another = _OPENING.search(after)
        if closing < 0 or (another is not None and another.start() < closing):
            return rest[mark.start() : mark.start() + LONGEST_PLACE // 2]
        rest = after[closing + 2 :]
    return ""


def prints_markup(paragraph: str) -> bool:
    """Say whether a tag like `{{p …}}` would put a value outside of any text."""
    return _PRINTED_ROW.search(paragraph) is not None


def _part(name: str, template: Any, element: Any, *, key: str = "") -> TemplatePart:
    source = template.patch_xml(template.xml_to_string(element))
    source = _PARAGRAPH.sub(r"\n<w:p\1", source.replace("\n", " "))
    return TemplatePart(name, source, tuple(_paragraphs(element)), key)


def _paragraphs(element: Any) -> Iterator[str]:
    for paragraph in element.iter(f"{_W}p"):
        texts = (
            text.text or ""
            for text in paragraph.iter(f"{_W}t")
            if next(text.iterancestors(f"{_W}p")) is paragraph
        )
        yield "".join(texts)


def _text(xml: str) -> str:
    return " ".join(_TAGS.sub("", xml).split())
