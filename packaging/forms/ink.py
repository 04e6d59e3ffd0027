"""Writes runs, cells, lines and fields in WordprocessingML where python-docx has no word for it."""

from __future__ import annotations

from typing import Any

from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt, RGBColor
from forms.cells import LINE, LINE_POINTS, NAVY, Cell, Run

_ALIGN = {
    "left": WD_ALIGN_PARAGRAPH.LEFT,
    "center": WD_ALIGN_PARAGRAPH.CENTER,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
    "justify": WD_ALIGN_PARAGRAPH.JUSTIFY,
}


def fill_cell(place: Any, cell: Cell, *, keep: bool) -> None:
    """Write a cell into its place; keep: on the same page as what follows."""
    properties = place._tc.get_or_add_tcPr()  # noqa: SLF001
    if cell.fill:
        shade = OxmlElement("w:shd")
        for name, setting in (("val", "clear"), ("color", "auto"), ("fill", cell.fill)):
            shade.set(qn(f"w:{name}"), setting)
        properties.append(shade)
    vertical = OxmlElement("w:vAlign")
    vertical.set(qn("w:val"), "top" if cell.from_top else "center")
    properties.append(vertical)
    for number, line in enumerate(cell.lines):
        paragraph = place.add_paragraph() if number else place.paragraphs[0]
        dress(paragraph, cell.align, LINE_POINTS)
        paragraph.paragraph_format.keep_with_next = keep
        if cell.from_top and not number:
            paragraph.paragraph_format.space_before = Pt(3)
        for run in line:
            write(paragraph, run)


def dress(paragraph: Any, align: str, line: float) -> None:
    """Give a paragraph exact lines: Korean fonts differ widely in what they call a line."""
    paragraph.alignment = _ALIGN[align]
    paragraph.paragraph_format.line_spacing_rule = WD_LINE_SPACING.EXACTLY
    paragraph.paragraph_format.line_spacing = Pt(line)


def write(paragraph: Any, run: Run) -> Any:
    """Add one run of text to a paragraph and return it."""
    written = paragraph.add_run(run.text)
    written.font.name, written.font.size = run.font, Pt(run.points)
    written.font.bold = run.bold or None
    written.font.color.rgb = RGBColor.from_string(run.colour)
    written._element.rPr.rFonts.set(qn("w:eastAsia"), run.font)  # noqa: SLF001
    if run.spread:
        spacing = OxmlElement("w:spacing")
        spacing.set(qn("w:val"), str(round(run.spread * 20)))
        size = written._element.rPr.find(qn("w:sz"))  # noqa: SLF001
        size.addprevious(spacing)
    return written


def write_field(paragraph: Any, instruction: str, dress: Run) -> None:
    """Write a field of Word's own, such as the number of the page."""
    for kind in ("begin", "instruction", "separate", "text", "end"):
        run = write(paragraph, dress)._element  # noqa: SLF001
        if kind == "instruction":
            part = OxmlElement("w:instrText")
            part.text = instruction
        elif kind == "text":
            part = OxmlElement("w:t")
            part.text = "1"
        else:
            part = OxmlElement("w:fldChar")
            part.set(qn("w:fldCharType"), kind)
        run.append(part)


def rule_table(table: Any, *, ruled: bool) -> None:
    """Give a table its lines, open at both sides, and room inside its cells."""
    properties = table._tbl.tblPr  # noqa: SLF001
    style = properties.find(qn("w:tblStyle"))
    if style is not None:
        properties.remove(style)
    borders = OxmlElement("w:tblBorders")
    strong, fine = ("single", 10, NAVY), ("single", 4, LINE)
    none = ("nil", 0, "auto")
    sides = {"top": strong, "left": none, "bottom": strong, "right": none}
    inner = {"insideH": fine, "insideV": fine}
    for side, (kind, size, colour) in (sides | inner).items():
        borders.append(_border(side, kind if ruled else "nil", size, colour))
    layout = properties.find(qn("w:tblLayout"))
    layout.addprevious(borders)
    margins = OxmlElement("w:tblCellMar")
    for side, width in (("top", 28), ("left", 85), ("bottom", 28), ("right", 85)):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), str(width))
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    layout.addnext(margins)


def edge_cell(cell: Any, **sides: tuple[int, str]) -> None:
    """Give a cell lines of its own: side=(eighths of a point, colour)."""
    borders = OxmlElement("w:tcBorders")
    for side, (size, colour) in sides.items():
        borders.append(_border(side, "single", size, colour))
    cell._tc.get_or_add_tcPr().find(qn("w:tcW")).addnext(borders)  # noqa: SLF001


def _border(side: str, kind: str, size: int, colour: str) -> Any:
    border = OxmlElement(f"w:{side}")
    for name, setting in (("val", kind), ("sz", str(size)), ("space", "0"), ("color", colour)):
        border.set(qn(f"w:{name}"), setting)
    return border


def set_compatibility(settings: Any) -> None:
    """Say that the file is of today's Word; else it opens in a mode for old ones."""
    compat = OxmlElement("w:compat")
    setting = OxmlElement("w:compatSetting")
    for name, text in (
        ("name", "compatibilityMode"),
        ("uri", "http://schemas.microsoft.com/office/word"),
        ("val", "15"),
    ):
        setting.set(qn(f"w:{name}"), text)
    compat.append(setting)
    for old in settings.findall(qn("w:compat")):
        settings.remove(old)
    math_properties = settings.find(
        "{http://schemas.openxmlformats.org/officeDocument/2006/math}mathPr"
    )
    if math_properties is not None:
        math_properties.addprevious(compat)
    else:
        settings.append(compat)
