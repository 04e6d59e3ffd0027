"""The slate of a large firm: cases at the left, the chosen one at the right."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSplitter, QVBoxLayout, QWidget

from db.errors import DeskError
from db.words import AnswerKind, DeclineReason, MatchState
from desktop.services.sync import partner_slate, slate_answers, slate_hub
from desktop.views.labels import label
from desktop.views.partner.case_panel import CasePanel
from desktop.views.shared import icons, look
from desktop.views.shared.banner import Banner
from desktop.views.shared.explain import explain
from desktop.views.shared.in_place.asking import Asked, FieldsQuestion
from desktop.views.shared.in_place.editors import LongText, TextEdit, word_choice
from desktop.views.shared.language import tr
from desktop.views.shared.money_words import won
from desktop.views.shared.row_model import RIGHT, Column, RowModel
from desktop.views.shared.table import DataTable
from desktop.views.shared.tokens import Space, Tone

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from desktop.services.sync.slate_store import SlateStore
    from desktop.views.shared.operations import Operations


_LIST_WIDTH = 576


@dataclass(frozen=True)
class SlateLine:
    """One line of the list."""

    id: str
    number: str
    company: str
    cost: int
    state: str
    until: str


def _line(case: partner_slate.SlateCase) -> SlateLine:
    company = case.parts["company"][0] if case.parts.get("company") else {}
    return SlateLine(
        id=case.id,
        number=str(case.values["number"] or ""),
        company=str(company.get("name") or ""),
        cost=int(case.values["total_cost"] or 0),
        state=label(MatchState(case.state)) if case.state else "",
        until=case.until_on,
    )


def _columns() -> tuple[Column[Any], ...]:
    return (
        Column("기업", lambda r: r.company, key="company", width=132),
        Column("과제번호", lambda r: r.number, key="number", width=132),
        Column("총사업비", lambda r: won(r.cost), key="cost", width=104, align=RIGHT),
        Column("매칭", lambda r: r.state, key="state", width=64),
        Column("종료일", lambda r: r.until, key="until", width=108),
    )


class SlatePage(QWidget):
    """What a center shows to the firm; everything of the slate runs on one thread of its own."""

    def __init__(self, operations: Operations, folder: Path, *, reader: str = "") -> None:
        super().__init__()
        self.operations, self._folder = operations, folder
        self._store: SlateStore | None = None
        self.reader = reader
        self._chosen = ""
        self.banner = Banner()
        self.fetch = QPushButton(tr("보내고 새로 받기"))
        icons.wear(self.fetch, "refresh-cw")
        self.fetch.clicked.connect(self._meet)
        self.rows: RowModel[SlateLine] = RowModel(_columns())
        self.table = DataTable(tr("제안목록"))
        self.table.show_model(self.rows)
        self.table.set_empty_state(
            "handshake",
            tr("볼 수 있는 사례가 없습니다"),
            explanation=tr("센터가 열람을 허용하면 여기에 보입니다."),
        )
        self.table.opened.connect(lambda row: self.open_case(row.id))
        self.panel = CasePanel()
        self.panel.answer_wanted.connect(self.ask)
        self.panel.hide()
        self._lay_out()
        self.setWindowTitle(tr("제안목록"))
        self._do(lambda: slate_hub.open_slate(self._folder), self._opened)

    def open_case(self, case_id: str) -> None:
        """Show a case; the center learns who looked."""
        reader = self.reader

        def _read(store: SlateStore) -> Any:
            case = partner_slate.open_case(store, case_id, reader=reader)
            return case, slate_answers.answers_to(store, case_id)

        self._chosen = case_id
        self._with(_read, self._show_case)

    def ask(self, kind: AnswerKind) -> FieldsQuestion:
        """Ask for what belongs to an answer, and write it down."""
        name = TextEdit()
        name.set_value(self.reader)
        asked = [Asked("author", tr("회신하는 사람"), name, required=True)]
        if kind is AnswerKind.DECLINE:
            reason = word_choice(DeclineReason, "", empty=True)
            asked.append(Asked("reason", tr("사유"), reason, required=True))
        needs_text = kind in (AnswerKind.COMMENT, AnswerKind.SUPPLEMENT)
        asked.append(Asked("text", tr("내용"), LongText(), required=needs_text))
        question = FieldsQuestion(
            label(kind),
            tr("센터에는 다음에 ‘보내고 새로 받기’를 누를 때 갑니다."),
            tr("회신 적어 두기"),
            asked,
            parent=self,
        )
        question.then(lambda values: self._answer(kind, values))
        return question

    def close_slate(self) -> None:
        """Forget the opened slate; call when no work is under way."""
        if self._store is not None:
            self._store.close()

    def _answer(self, kind: AnswerKind, values: dict[str, Any]) -> None:
        case_id, said = self._chosen, dict(values)
        self.reader = str(said["author"])
        self._with(
            lambda store: slate_answers.answer(store, case_id, kind, **said),
            lambda _none: self.open_case(case_id),
        )

    def _meet(self) -> None:
        self.fetch.setEnabled(False)
        self._with(slate_hub.exchange, self._met)

    def _met(self, done: slate_hub.Exchanged) -> None:
        self.fetch.setEnabled(True)
        if done.applied.revoked:
            self._gone(tr("열람이 끝나 제안목록과 열쇠를 이 컴퓨터에서 지웠습니다."))
            return
        self.banner.say(
            tr("센터가 받지 않은 회신이 {count}건 있습니다.", count=done.rejected)
            if done.rejected
            else tr("보냈고, 새 제안목록을 받았습니다."),
            Tone.WARNING if done.rejected else Tone.SUCCESS,
        )
        self._list()

    def _gone(self, sentence: str) -> None:
        self._store = None
        self.rows.set_rows([])
        self.panel.hide()
        self.fetch.setEnabled(False)
        self.banner.say(sentence, Tone.WARNING)

    def _opened(self, store: SlateStore) -> None:
        self._store = store
        self._list()

    def _list(self) -> None:
        self._with(
            lambda store: [_line(case) for case in partner_slate.list_cases(store)],
            self.rows.show,
        )

    def _show_case(self, answer: Any) -> None:
        self.panel.show_case(*answer)
        self.panel.show()

    def _with(self, work: Callable[[SlateStore], Any], then: Callable[[Any], object]) -> None:
        store = self._store
        if store is not None:
            self._do(lambda: work(store), then)

    def _do(self, work: Callable[[], Any], then: Callable[[Any], object]) -> None:
        # One thread of its own: an answer must not meet a slate that is being taken in.
        self.operations.run(work, owner=self, then=then, otherwise=self._failed, apart=True)

    def _failed(self, error: Exception) -> None:
        self.fetch.setEnabled(self._store is not None)
        if isinstance(error, DeskError):
            self.banner.say(explain(error), Tone.DANGER)
        else:
            self.operations.broke.emit(error)

    def _lay_out(self) -> None:
        title = QLabel(tr("제안목록"))
        title.setProperty("role", "page-title")
        head = QHBoxLayout()
        head.addWidget(title, 1)
        head.addWidget(self.fetch)
        halves = QSplitter(Qt.Orientation.Horizontal)
        halves.setChildrenCollapsible(False)
        halves.addWidget(self.table)
        halves.addWidget(self.panel)
        halves.setStretchFactor(1, 1)
        halves.setSizes([look.px(_LIST_WIDTH), look.px(_LIST_WIDTH)])
        column = QVBoxLayout(self)
        column.setContentsMargins(*(look.px(Space.WIDE),) * 4)
        column.setSpacing(look.px(Space.MEDIUM))
        column.addLayout(head)
        column.addWidget(self.banner)
        column.addWidget(halves, 1)
