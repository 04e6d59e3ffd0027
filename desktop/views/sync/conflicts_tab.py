"""Everything that people disagree on: a list, the sides of what is picked, one key to decide."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSplitter,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from db.errors import DeskError
from desktop.services.companies.numbers import format_brn
from desktop.services.sync.conflicts import Duplicate
from desktop.services.sync.disagreements import Disagreement
from desktop.views.shared import look
from desktop.views.shared.banner import Banner
from desktop.views.shared.card import Card
from desktop.views.shared.case_words import moment
from desktop.views.shared.choice_edit import ChoiceEdit
from desktop.views.shared.conflicts.deciding import decide
from desktop.views.shared.conflicts.settling import Settling
from desktop.views.shared.conflicts.words import (
    field_words,
    heading,
    state_tip,
    state_word,
    value_words,
    who_words,
)
from desktop.views.shared.explain import explain
from desktop.views.shared.language import tr
from desktop.views.shared.row_model import Column, RowModel
from desktop.views.shared.sync_words import clock_words
from desktop.views.shared.table import DataTable
from desktop.views.shared.tokens import Space, Tone
from desktop.views.sync.twice import TwicePanel

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from desktop.settings import Settings
    from desktop.views.shared.operations import Operations

    Line = Disagreement | Duplicate

_SPLITTER = "conflicts"
_ELSEWHERE = "elsewhere"


def identity(line: Line) -> Any:
    """Return what makes two readings the same line."""
    return line.id if isinstance(line, Disagreement) else (line.table, line.number)


def _what(line: Line) -> str:
    if isinstance(line, Duplicate):
        return tr("같은 사업자등록번호") if line.table == "company" else tr("같은 과제번호")
    return heading(line)


def _whose(line: Line) -> str:
    if isinstance(line, Duplicate):
        return ", ".join(title for _key, title in line.rows)
    return line.first.title


def _value(line: Line, at: int) -> str:
    if isinstance(line, Duplicate):
        return "" if at else _number(line)
    if at >= line.sides:
        return ""
    part = line.first
    return value_words(part, line.side(part, at).value, line.names).replace("\n", " ")


def _number(line: Duplicate) -> str:
    return format_brn(line.number) if line.table == "company" else line.number


def _tip(line: Line, at: int) -> str:
    if isinstance(line, Duplicate) or at >= line.sides:
        return ""
    part = line.first
    side = line.side(part, at)
    return f"{value_words(part, side.value, line.names)}\n{who_words(side)}"


def _state(line: Line) -> str:
    return tr("중복") if isinstance(line, Duplicate) else state_word(line)


def _tone(line: Line) -> Tone | None:
    if isinstance(line, Duplicate):
        return Tone.INFORMATION
    return Tone.NEUTRAL if line.predicted else Tone.WARNING


def _since(line: Line) -> str:
    if isinstance(line, Duplicate):
        return ""
    return clock_words(line.since, now=datetime.now(UTC))


_COLUMNS: tuple[Column[Any], ...] = (
    Column("무엇", _what, key="what", width=140, tip=_what),
    Column("어디", _whose, key="whose", width=134, tip=_whose),
    Column("보이는 값", lambda r: _value(r, 0), key="shown", width=112, tip=lambda r: _tip(r, 0)),
    Column("다른 값", lambda r: _value(r, 1), key="other", width=112, tip=lambda r: _tip(r, 1)),
    Column("상태", _state, key="state", width=80, pill=_tone,
           tip=lambda r: "" if isinstance(r, Duplicate) else state_tip(r)),
    Column("언제부터", _since, key="since", width=100,
           sort=lambda r: "" if isinstance(r, Duplicate) else r.since.isoformat(),
           tip=lambda r: "" if isinstance(r, Duplicate) else moment(r.since)),
)  # fmt: skip


class ConflictsTab(QWidget):
    """The list at the left, the decision at the right.

    Signals:
        case_wanted: the person wants to see a case; carries its id.
        company_wanted: the person wants to see a company; carries its id.
        reread: what is shown has to be read again.
    """

    case_wanted = Signal(object)
    company_wanted = Signal(object)
    reread = Signal()

    def __init__(self, operations: Operations, settings: Settings) -> None:
        super().__init__()
        self._operations = operations
        self._lines: tuple[Line, ...] = ()
        self._asked_case: UUID | None = None
        self._at = 0  # where the list stood when something was decided
        self.case = ChoiceEdit(tr("사례로 거르기"))
        self.case.setMinimumWidth(look.px(280))
        self.case.setMaximumWidth(look.px(400))
        self.case.value_chosen.connect(lambda _case: self._filter())
        self.count = QLabel()
        self.count.setProperty("role", "secondary")
        self.rows: RowModel[Line] = RowModel(_COLUMNS, identity=identity)
        self.table = DataTable(tr("충돌과 중복"))
        self.table.show_model(self.rows)
        self.table.set_compact(compact=settings.compact)
        self.table.set_empty_state(
            "circle-check",
            tr("정할 것이 없습니다"),
            explanation=tr(
                "두 사람이 서로 모르고 같은 칸을 고치면 두 값이 모두 여기에 남고, 사람이 고를"
                " 때까지 아무것도 잃지 않습니다."
            ),
        )
        self.table.selection_changed.connect(lambda _count: self._pick())
        self.table.installEventFilter(self)
        self.banner = Banner(closable=True)
        self.title = QLabel()
        self.title.setProperty("role", "card-title")
        self.title.setWordWrap(True)
        self.about = QLabel()
        self.about.setProperty("role", "secondary")
        self.about.setWordWrap(True)
        self.to_case = QPushButton(tr("사례 열기"))
        self.to_case.clicked.connect(self._open)
        self.settling = Settling()
        self.settling.decided.connect(self.decide)
        self.twice = TwicePanel(operations)
        self.twice.case_wanted.connect(self.case_wanted)
        self.twice.company_wanted.connect(self.company_wanted)
        self.table.opened.connect(lambda _row: self._open())
        self._lay_out(settings)
        self._pick()

    def show_lines(
        self, disagreements: Sequence[Disagreement], duplicates: Sequence[Duplicate]
    ) -> None:
        """Show a reading; what is picked stays, or the next one is picked in its place."""
        self._lines = (*disagreements, *duplicates)
        cases: dict[UUID, tuple[str, int]] = {}
        elsewhere = len(duplicates)
        for one in disagreements:
            if one.case_id is None:
                elsewhere += 1
            else:
                title, number = cases.get(one.case_id, (one.first.title, 0))
                cases[one.case_id] = (title, number + 1)
        choices: list[tuple[object, str]] = [
            (None, tr("모두 보기 ({count})", count=f"{len(self._lines):,}"))
        ]
        choices += [(key, f"{title} ({number:,})") for key, (title, number) in cases.items()]
        if elsewhere and cases:
            choices.append((_ELSEWHERE, tr("사례 밖 ({count})", count=f"{elsewhere:,}")))
        self.case.set_choices(choices)
        if self._asked_case is not None:
            self.case.set_value(self._asked_case)
            self._asked_case = None
        self._filter()

    def show_case(self, case_id: UUID | None) -> None:
        """Show what is in conflict in one case."""
        self._asked_case = case_id
        self.case.set_value(case_id)
        self._filter()

    def decide(self, choices: Sequence[Any], reason: str) -> None:
        """Write a decision and go on to the next line."""
        self._at = max(self.table.currentIndex().row(), 0)
        self.settling.setEnabled(False)
        decide(
            self._operations,
            choices,
            reason,
            owner=self,
            then=self._decided,
            otherwise=self._refused,
        )

    # --- inside ---------------------------------------------------------------------------------

    def _decided(self) -> None:
        self.banner.quiet()
        self.settling.setEnabled(True)
        self.reread.emit()

    def _refused(self, error: Exception) -> None:
        self.settling.setEnabled(True)
        if isinstance(error, DeskError):
            self.banner.say(explain(error), Tone.WARNING)
        else:
            self._operations.broke.emit(error)
        self.reread.emit()

    def _filter(self) -> None:
        chosen = self.case.value()
        lines = [line for line in self._lines if _fits(line, chosen)]
        self.rows.show(lines)
        self.count.setText(tr("{count}건", count=f"{len(lines):,}"))
        self.case.setVisible(len(self._lines) > 1)
        self.count.setVisible(len(self._lines) > 1)
        if lines and not self.table.selected_rows():
            at = min(self._at, len(lines) - 1)
            self.table.setCurrentIndex(self.table.model().index(at, 0))
        self._pick()

    def _pick(self) -> None:
        picked: list[Line] = self.table.selected_rows()
        disagreements = [one for one in picked if isinstance(one, Disagreement)]
        twice = picked[0] if len(picked) == 1 and isinstance(picked[0], Duplicate) else None
        self.twice.show_number(twice)
        self.settling.setVisible(bool(disagreements))
        self.settling.show_many(disagreements)
        self.card.setVisible(bool(self._lines))
        self.to_case.setVisible(len(disagreements) == 1 and disagreements[0].case_id is not None)
        if len(disagreements) == 1:
            one = disagreements[0]
            self.title.setText(heading(one))
            self.about.setText(
                "\n".join(part for part in (one.first.title, state_tip(one)) if part)
            )
        elif disagreements:
            self.title.setText(tr("{count}건을 골랐습니다", count=f"{len(disagreements):,}"))
            self.about.setText(
                ", ".join(dict.fromkeys(field_words(d.first) for d in disagreements))
            )
        elif twice is not None:
            self.title.setText(_what(twice))
            self.about.setText(_number(twice))
        else:
            self.title.setText("")
            self.about.setText(tr("왼쪽에서 고르면 값이 나란히 보입니다."))
        self.title.setVisible(bool(self.title.text()))
        self.about.setVisible(bool(self.about.text()))

    def _open(self) -> None:
        shown = self.settling.shown
        if len(shown) == 1 and shown[0].case_id is not None:
            self.case_wanted.emit(shown[0].case_id)
        elif len(shown) == 1 and shown[0].first.table == "company":
            self.company_wanted.emit(shown[0].first.row)

    def _lay_out(self, settings: Settings) -> None:
        tools = QHBoxLayout()
        tools.setSpacing(look.px(Space.SMALL))
        tools.addWidget(self.case)
        tools.addWidget(self.count)
        tools.addStretch(1)
        left = QWidget()
        rows = QVBoxLayout(left)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(look.px(Space.SMALL))
        rows.addLayout(tools)
        rows.addWidget(self.table, 1)
        inside = QWidget()
        inside.setProperty("ground", "none")
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, look.px(Space.SMALL), 0)
        column.setSpacing(look.px(Space.MEDIUM))
        head = QHBoxLayout()
        head.setSpacing(look.px(Space.SMALL))
        head.addWidget(self.title, 1)
        head.addWidget(self.to_case, 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(head)
        for widget in (self.about, self.banner, self.settling, self.twice):
            column.addWidget(widget)
        column.addStretch(1)
        area = QScrollArea()
        area.setWidget(inside)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.card = Card()
        self.card.setAccessibleName(tr("고른 것 정하기"))
        self.card.add(area, 1)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setProperty("gap", "true")
        split.setHandleWidth(look.px(Space.LARGE))
        split.setChildrenCollapsible(False)
        split.addWidget(left)
        split.addWidget(self.card)
        split.setStretchFactor(0, 1)
        split.setStretchFactor(1, 1)
        split.setSizes(settings.splitters.get(_SPLITTER) or [look.px(630), look.px(560)])
        split.splitterMoved.connect(
            lambda *_: settings.splitters.__setitem__(_SPLITTER, split.sizes())
        )
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(split)
        self.setFocusProxy(self.table)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Decide from the list by the keys of the sides."""
        if (
            watched is self.table
            and isinstance(event, QKeyEvent)
            and event.type() is QEvent.Type.KeyPress
            and not event.modifiers()
            and self.settling.isEnabled()
        ):
            return self.settling.press(event.key())
        return super().eventFilter(watched, event)


def _fits(line: Line, chosen: object) -> bool:
    if chosen is None:
        return True
    case_id = line.case_id if isinstance(line, Disagreement) else None
    return case_id is None if chosen == _ELSEWHERE else case_id == chosen
