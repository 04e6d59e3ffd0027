"""The lines of the palette: what each offers, in words, and how it is painted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetricsF
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem
from typing_extensions import override

from desktop.services.companies.names import initials, is_initials
from desktop.services.companies.numbers import format_brn
from desktop.services.suggest import Hit
from desktop.views.labels import label
from desktop.views.shared import icons, look, painting
from desktop.views.shared.case_tones import STAGE_ICONS, STAGE_TONES
from desktop.views.shared.day_words import day_text
from desktop.views.shared.language import tr
from desktop.views.shared.tokens import FontSize, Space

if TYPE_CHECKING:
    from PySide6.QtGui import QPainter

    from db.words import Stage
    from desktop.services.suggest import Suggestion
    from desktop.views.places import Place

LINE = Qt.ItemDataRole.UserRole
_HEIGHT = 36
_TALL = 54
_ICON = 18
_STEP_ICONS = {"undo": "undo-2", "redo": "redo-2"}


@dataclass(frozen=True)
class Line:
    """One line of the palette and what happens when it is taken.

    kind: case, company, place, step, keys, cases or companies (a search in a list).
    below: a second line; remark: at the right end, a key or a day.
    """

    icon: str
    words: str
    kind: str
    key: Any
    remark: str = ""
    below: str = ""
    stage: Stage | None = None

    @property
    def spoken(self) -> str:
        """Return the whole line for who can't see it."""
        parts = (self.words, self.below, label(self.stage), self.remark)
        return ", ".join(part for part in parts if part)


def commands(places: list[Place]) -> list[Line]:
    """Return the places and steps that are always there, each with its key."""
    named = [place for place in places if place.word]
    return [
        *(
            Line(place.icon, place.word, "place", place.name, f"Ctrl+{number % 10}")
            for number, place in enumerate(named, start=1)
        ),
        Line("upload", tr("자료 가져오기"), "place", "import", "Ctrl+I"),
        Line("list-checks", tr("공고 규칙"), "place", "rules"),
        Line("undo-2", tr("되돌리기"), "step", "undo", "Ctrl+Z"),
        Line("redo-2", tr("다시 실행"), "step", "redo", "Ctrl+Y"),
        Line("keyboard", tr("모든 키 보기"), "keys", "keys", "Ctrl+/"),
    ]


def fits(line: Line, text: str) -> bool:
    """Say whether a command is meant by what was typed, first consonants included."""
    wanted = "".join(text.casefold().split())
    words = "".join(line.words.casefold().split())
    return wanted in words or (is_initials(text) and wanted in initials(line.words))


def line_of(found: Suggestion) -> Line:
    """Return the line of a hit: whose it is, where it stands, and when its build-out ends."""
    is_company = found.hit is Hit.COMPANY
    number = format_brn(found.number) if is_company else found.number
    ends = tr("구축 종료 {day}", day=day_text(found.build_end)) if found.build_end else ""
    return Line(
        "factory" if is_company else "folder-kanban",
        found.company,
        found.hit.value,
        found.id,
        ends,
        "  ·  ".join(part for part in (number, found.title) if part),
        found.stage,
    )


def searches(text: str) -> list[Line]:
    """Return the lines that look for the same words in a whole list."""
    return [
        Line("search", tr("사례 목록에서 ‘{text}’ 찾기", text=text), "cases", text),
        Line("search", tr("기업 목록에서 ‘{text}’ 찾기", text=text), "companies", text),
    ]


class LineDelegate(QStyledItemDelegate):
    """Paints a line: icon, words, at the right the stage and the remark."""

    @override
    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        line: Line = index.data(LINE)
        return QSize(look.px(200), look.px(_TALL if line.below else _HEIGHT))

    @override
    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        line: Line = index.data(LINE)
        area = QRectF(option.rect)
        if option.state & QStyle.StateFlag.State_Selected:
            painting.rounded(painter, area, ground=look.colour("selection"))
        elif option.state & QStyle.StateFlag.State_MouseOver:
            painting.rounded(painter, area, ground=look.colour("hover"))
        inside = area.adjusted(look.px(Space.MEDIUM), 0, -look.px(Space.MEDIUM), 0)
        side = look.px(_ICON)
        drawing = QRectF(inside.left(), area.center().y() - side / 2, side, side)
        icons.draw(painter, line.icon, drawing, "secondary_text")
        inside.setLeft(drawing.right() + look.px(Space.MEDIUM))
        if line.below:
            self._paint_hit(painter, inside, line)
        else:
            width = self._paint_remark(painter, inside, line.remark)
            inside.setRight(inside.right() - width)
            painting.draw_text(painter, inside, line.words, look.colour("text"))

    def _paint_hit(self, painter: QPainter, inside: QRectF, line: Line) -> None:
        half = inside.height() / 2
        upper = QRectF(inside.left(), inside.top() + look.px(5), inside.width(), half - look.px(3))
        lower = upper.translated(0, half - look.px(5))
        if line.stage is not None:
            words = label(line.stage)
            pill = QRectF(upper)
            pill.setLeft(upper.right() - painting.pill_width(words))
            tone, icon = STAGE_TONES[line.stage], STAGE_ICONS[line.stage]
            painting.draw_pill(painter, pill, words, tone, icon=icon)
            upper.setRight(pill.left() - look.px(Space.SMALL))
        weight = QFont.Weight.DemiBold
        painting.draw_text(painter, upper, line.words, look.colour("text"), weight=weight)
        lower.setRight(lower.right() - self._paint_remark(painter, lower, line.remark))
        painting.draw_text(
            painter, lower, line.below, look.colour("secondary_text"), size=FontSize.CAPTION
        )

    @staticmethod
    def _paint_remark(painter: QPainter, inside: QRectF, remark: str) -> float:
        """Draw the remark at the right end; return how much room it takes."""
        if not remark:
            return 0.0
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        grey = look.colour("secondary_text")
        painting.draw_text(painter, inside, remark, grey, size=FontSize.CAPTION, align=right)
        letters = QFontMetricsF(look.font(FontSize.CAPTION))
        return letters.horizontalAdvance(remark) + look.px(Space.SMALL)
