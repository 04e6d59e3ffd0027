"""Draws A4 forms the Korean public way: ruled tables, shaded labels, boxes to tick, seals.

Everything a form needs is a method of Form or Table, so that all forms look like one family. Text
may hold the tags of a template; a tag never leaves its run, so Word keeps it in one piece.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from forms.cells import (
    FONT,
    LINE,
    LINE_POINTS,
    NAVY,
    QUIET,
    TEXT_POINTS,
    Cell,
    Run,
    label,
    lines_of,
    value,
)
from forms.ink import dress, edge_cell, fill_cell, rule_table, set_compatibility, write, write_field

if TYPE_CHECKING:
    from collections.abc import Sequence

PAGE_WIDTH, PAGE_HEIGHT = 210, 297  # mm
SIDE, TOP, BOTTOM = 18, 17, 17
WIDTH = PAGE_WIDTH - 2 * SIDE
NOTE = "※ 서식 항목은 공고 서식과 대조가 필요합니다."


class Form:
    """One A4 document, written from top to bottom."""

    def __init__(self, title: str, *, wide_letters: bool = True, subtitle: str = "") -> None:
        self.document = Document()
        self._clear_template()
        self._set_page()
        self._set_styles()
        self._footer()
        self._title(title, subtitle, spread=4 if wide_letters else 1)

    # -- what forms are made of

    def heading(self, text: str, *, remark: str = "", new_page: bool = False) -> None:
        """Write a section heading that stays with what follows; the remark stands to the right."""
        paragraph = self._paragraph([Run("■ ", colour=NAVY, points=8)], before=11, after=3)
        write(paragraph, Run(text, bold=True, points=11, colour=NAVY))
        if remark:
            stops = paragraph.paragraph_format.tab_stops
            stops.add_tab_stop(Mm(WIDTH), WD_TAB_ALIGNMENT.RIGHT)
            write(paragraph, Run("\t" + remark, points=8.5, colour=QUIET))
        paragraph.paragraph_format.keep_with_next = True
        paragraph.paragraph_format.page_break_before = new_page or None

    def table(self, *widths: float) -> Table:
        """Begin a ruled table with columns of these widths in mm; they fill the whole line."""
        if round(sum(widths), 1) != WIDTH:
            raise ValueError(sum(widths))
        return Table(self.document, widths)

    def text(
        self,
        *runs: str | Run,
        align: str = "left",
        before: float = 0,
        after: float = 4,
        line: float = 16.5,
        hanging: float = 0,
        keep: bool = False,
    ) -> None:
        """Write a paragraph; measures in points, `hanging` in mm."""
        pieces = [Run(run, points=10) if isinstance(run, str) else run for run in runs]
        paragraph = self._paragraph(pieces, align=align, before=before, after=after, line=line)
        if hanging:
            paragraph.paragraph_format.left_indent = Mm(hanging)
            paragraph.paragraph_format.first_line_indent = Mm(-hanging)
        paragraph.paragraph_format.keep_with_next = keep
        paragraph.paragraph_format.widow_control = True

    def tag(self, tag: str) -> None:
        """Write a paragraph that steers and disappears: {%p if … %}."""
        self._paragraph([Run(tag, points=7, colour=QUIET)])

    def signatures(self, *rows: tuple[str, str, str], date: str = "", addressee: str = "") -> None:
        """Write date, who signs (what, office, name) and to whom, all kept on one page."""
        if date:
            self.text(Run(date, points=11), align="center", before=11, after=5, keep=True)
        table = Table(self.document, (26, 34, 58, 28, 28), ruled=False)
        for what, office, name in rows:
            cells = table.row(
                value(""),
                Cell(lines_of(what, bold=True), "left"),
                value(office),
                Cell(((Run(name, points=10.5, bold=True),),), "center"),
                Cell(((Run("(서명 또는 인)", colour=QUIET, points=8.5),),), "right"),
                height=9.5,
                keep=True,
            )
            for cell in cells[1:]:
                edge_cell(cell, bottom=(4, LINE))
        if addressee:
            runs = Run(addressee, bold=True, points=14), Run("  귀중", points=11)
            self.text(*runs, align="left", before=9, after=0, line=20)

    # -- how it is done

    def _paragraph(
        self,
        runs: Sequence[Run],
        *,
        align: str = "left",
        before: float = 0,
        after: float = 0,
        line: float = LINE_POINTS,
    ) -> Any:
        paragraph = self.document.add_paragraph()
        dress(paragraph, align, line)
        paragraph.paragraph_format.space_before = Pt(before)
        paragraph.paragraph_format.space_after = Pt(after)
        for run in runs:
            write(paragraph, run)
        return paragraph

    def _title(self, title: str, subtitle: str, *, spread: float) -> None:
        table = Table(self.document, (WIDTH,), ruled=False)
        lines = [(Run(title, bold=True, points=21, colour=NAVY, spread=spread),)]
        if subtitle:
            lines.append((Run(subtitle, points=10, colour=QUIET),))
        cell = table.row(Cell(tuple(lines), "center"), height=15 + 5 * bool(subtitle))[0]
        dress(cell.paragraphs[0], "center", 30)
        edge_cell(cell, top=(24, NAVY), bottom=(8, NAVY))
        self._paragraph([], line=6)

    def _clear_template(self) -> None:
        body = self.document.element.body
        for child in [c for c in body if c.tag != qn("w:sectPr")]:
            body.remove(child)

    def _set_page(self) -> None:
        section = self.document.sections[0]
        section.orientation = WD_ORIENT.PORTRAIT
        section.page_width, section.page_height = Mm(PAGE_WIDTH), Mm(PAGE_HEIGHT)
        section.left_margin = section.right_margin = Mm(SIDE)
        section.top_margin, section.bottom_margin = Mm(TOP), Mm(BOTTOM)
        section.header_distance, section.footer_distance = Mm(9), Mm(8)
        for grid in section._sectPr.findall(qn("w:docGrid")):  # noqa: SLF001
            section._sectPr.remove(grid)  # noqa: SLF001  # a grid would stretch Korean lines

    def _set_styles(self) -> None:
        styles = self.document.styles
        fonts = styles.element.find(f".//{qn('w:rPrDefault')}//{qn('w:rFonts')}")
        for attribute in list(fonts.attrib):
            del fonts.attrib[attribute]
        for name in ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"):
            fonts.set(qn(name), FONT)
        language = styles.element.find(f".//{qn('w:rPrDefault')}//{qn('w:lang')}")
        language.set(qn("w:val"), "en-US")  # with Korean, dates would break within a number
        language.set(qn("w:eastAsia"), "ko-KR")
        normal = styles["Normal"]
        normal.font.name, normal.font.size = FONT, Pt(TEXT_POINTS)
        normal.element.rPr.rFonts.set(qn("w:eastAsia"), FONT)
        for gap in ("w:autoSpaceDE", "w:autoSpaceDN"):  # no gap between 2026 and 년
            off = OxmlElement(gap)
            off.set(qn("w:val"), "0")
            normal.element.get_or_add_pPr().append(off)
        normal.paragraph_format.space_before = normal.paragraph_format.space_after = Pt(0)
        set_compatibility(self.document.settings.element)

    def _footer(self) -> None:
        section = self.document.sections[0]
        line = section.footer.paragraphs[0]
        line.style = self.document.styles["Normal"]
        stops = line.paragraph_format.tab_stops
        stops.add_tab_stop(Mm(WIDTH / 2), WD_TAB_ALIGNMENT.CENTER)
        stops.add_tab_stop(Mm(WIDTH), WD_TAB_ALIGNMENT.RIGHT)
        quiet = Run("", points=8, colour=QUIET)
        write(line, replace(quiet, text="서식 {{ 서식.코드 }} · {{ 서식.판 }}판\t"))
        write_field(line, "PAGE", quiet)
        write(line, replace(quiet, text=" / "))
        write_field(line, "NUMPAGES", quiet)
        write(line, replace(quiet, text="\t{{ 문서.번호 }}"))
        for text in ("{%p if not 서식.대조됨 %}", NOTE, "{%p endif %}"):
            paragraph = section.footer.add_paragraph()
            dress(paragraph, "left", 10)
            write(paragraph, Run(text, points=7, colour=QUIET))


class Table:
    """A table under construction; rows never break over pages unless they say so."""

    def __init__(self, document: Any, widths: Sequence[float], *, ruled: bool = True) -> None:
        self._widths = widths
        self._table = document.add_table(rows=0, cols=len(widths))
        self._table.alignment = WD_TABLE_ALIGNMENT.CENTER
        self._table.autofit = False
        rule_table(self._table, ruled=ruled)
        for column, width in zip(self._table.columns, widths, strict=True):
            column.width = Mm(width)

    def row(
        self,
        *cells: Cell,
        height: float = 7.2,
        header: bool = False,
        may_split: bool = False,
        keep: bool = False,
    ) -> list[Any]:
        """Add a row at least `height` mm high and return its cells."""
        row = self._table.add_row()
        row.height = Mm(height)
        properties = row._tr.get_or_add_trPr()  # noqa: SLF001
        if not may_split:
            properties.append(OxmlElement("w:cantSplit"))
        if header:
            properties.append(OxmlElement("w:tblHeader"))
        at, made = 0, []
        for cell in cells:
            last = at + cell.span - 1
            place = row.cells[at]
            if cell.span > 1:
                place = place.merge(row.cells[last])
            place.width = Mm(sum(self._widths[at : last + 1]))
            fill_cell(place, cell, keep=keep or header)
            made.append(place)
            at += cell.span
        if at != len(self._widths):
            raise ValueError(at)
        return made

    def head(self, *texts: str) -> None:
        """Add the row of column names; it is repeated on every page."""
        self.row(*(label(text) for text in texts), header=True, height=7.6)

    def loop(
        self,
        rows: str,
        variable: str,
        *cells: Cell,
        empty: str = "해당 없음",
        keep: bool = False,
    ) -> None:
        """Add one row for each entry of the field `rows`, or a row that says there is none.

        keep: the rows stay with the one that follows, for short tables that end in a sum.
        """
        width = len(self._widths)
        self.steer("{%tr for " + variable + " in " + rows + " %}")
        self.row(*cells, keep=keep)
        self.steer("{%tr endfor %}")
        if empty:
            self.steer("{%tr if not " + rows + " %}")
            quiet = ((Run(empty, colour=QUIET),),)
            self.row(Cell(quiet, "center", width))
            self.steer("{%tr endif %}")

    def steer(self, tag: str) -> None:
        """Add a row that steers and disappears: {%tr for … %}."""
        run = Run(tag, points=7, colour=QUIET)
        self.row(Cell(((run,),), "left", len(self._widths)), height=4)
