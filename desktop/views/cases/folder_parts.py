"""The two halves of the dialog for a ZIP of folders: the folders, and the files of one of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop.services.applications.folders import plan as planning
from desktop.services.applications.folders.matching import FoundBy
from desktop.services.applications.folders.plan import FileState
from desktop.services.companies.names import normalise_name
from desktop.services.companies.numbers import format_brn
from desktop.views.cases.case.attachments_panel import size_words
from desktop.views.shared import look
from desktop.views.shared.case_words import titled
from desktop.views.shared.choice_edit import ChoiceEdit
from desktop.views.shared.explain import explain
from desktop.views.shared.language import tr
from desktop.views.shared.row_model import RIGHT, Column, RowModel
from desktop.views.shared.search_edit import SearchEdit
from desktop.views.shared.table import DataTable
from desktop.views.shared.tokens import Space, Tone

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop.services.applications.folders.matching import CaseChoice
    from desktop.services.applications.folders.plan import Plan, PlannedFile, PlannedFolder

_MOST_OFFERED = 40  # cases in the list at a time; typing narrows them
_ATTACH, _SKIP = "attach", "skip"


def found_words(found_by: FoundBy) -> str:
    """Return by what a folder was found."""
    return {
        FoundBy.NUMBER: tr("사업자번호가 같음"),
        FoundBy.CASE: tr("과제번호가 같음"),
        FoundBy.NAME: tr("이름이 같음"),
        FoundBy.SIMILAR: tr("이름이 비슷함"),
        FoundBy.NOTHING: tr("찾지 못함"),
    }[found_by]


def state_words(state: FileState) -> str:
    """Return what is going to happen to a file."""
    return {
        FileState.PAPER: tr("서류로"),
        FileState.ATTACHMENT: tr("첨부로"),
        FileState.SKIPPED: tr("가져오지 않음"),
        FileState.REFUSED: tr("받을 수 없음"),
    }[state]


_TONES = {
    FileState.PAPER: Tone.SUCCESS,
    FileState.ATTACHMENT: Tone.INFORMATION,
    FileState.SKIPPED: Tone.NEUTRAL,
    FileState.REFUSED: Tone.DANGER,
}


def case_words(case: CaseChoice) -> str:
    """Return a case as it is chosen."""
    number = format_brn(case.brn)
    return f"{case.company} · {case.number}" + (f" · {number}" if number else "")


def _folder(row: PlannedFolder) -> str:
    return row.name or tr("(폴더 밖의 파일)")


def _case(row: PlannedFolder) -> str:
    return case_words(row.case) if row.case is not None else ""


def _count(row: PlannedFolder) -> str:
    return f"{len(row.filed)}/{len(row.files)}"


def _note(row: PlannedFile) -> str:
    if row.refusal is not None:
        return explain(row.refusal)
    if row.taken and row.state is FileState.SKIPPED:
        return tr("이 서류에는 이미 파일이 있습니다.")
    return tr("있던 파일을 바꿉니다.") if row.taken else ""


def _paper(row: PlannedFile) -> str:
    return titled(row.paper.title, row.paper.code) if row.paper is not None else ""


FOLDER_COLUMNS: tuple[Column[Any], ...] = (
    Column(
        "상태", lambda row: tr("골라야 함") if row.is_asked else tr("정해짐"),
        pill=lambda row: Tone.WARNING if row.is_asked else Tone.SUCCESS, key="state", width=124,
    ),
    Column("폴더", _folder, tip=_folder, key="folder", width=260),
    Column("사례", _case, tip=_case, key="case", stretch=True),
    Column("근거", lambda row: found_words(row.match.found_by), key="found", width=120),
    Column("파일", _count, align=RIGHT, key="count", width=72),
)  # fmt: skip
FILE_COLUMNS: tuple[Column[Any], ...] = (
    Column(
        "처리", lambda row: state_words(row.state), pill=lambda row: _TONES[row.state], key="state",
        width=120,
    ),
    Column(
        "파일", lambda row: row.part.name, tip=lambda row: row.part.shown, key="name",
        stretch=True,
    ),
    Column(
        "크기", lambda row: size_words(row.part.size), sort=lambda row: row.part.size, align=RIGHT,
        key="size", width=76,
    ),
    Column("서류", _paper, tip=_paper, key="paper", width=190),
    Column("비고", _note, tip=_note, key="note", width=220),
)  # fmt: skip


class FoldersPart(QWidget):
    """All folders, and below them the case of the one in hand.

    Signals:
        picked: another folder is in hand; carries it, or None.
        case_chosen: the person said which case a folder is; carries folder and case.
    """

    picked = Signal(object)
    case_chosen = Signal(object, object)

    def __init__(self) -> None:
        super().__init__()
        self._choices: Sequence[CaseChoice] = ()
        self._folder: PlannedFolder | None = None
        self.rows: RowModel[PlannedFolder] = RowModel(FOLDER_COLUMNS)
        self.table = DataTable(tr("폴더"))
        self.table.show_model(self.rows)
        self.table.picked.connect(self._pick)
        self.search = SearchEdit(tr("기업, 과제번호로 찾기"))
        self.search.setFixedWidth(look.px(240))
        self.search.textChanged.connect(lambda _text: self._offer())
        self.case = ChoiceEdit(tr("이 폴더의 사례"))
        self.case.value_chosen.connect(self._choose)
        words = QLabel(tr("이 폴더의 사례"))
        words.setProperty("role", "label")
        words.setBuddy(self.case)
        row = QHBoxLayout()
        row.setSpacing(look.px(Space.SMALL))
        row.addWidget(words)
        row.addWidget(self.case, 1)
        row.addWidget(self.search)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(Space.SMALL))
        column.addWidget(self.table, 1)
        column.addLayout(row)

    def show_plan(self, plan: Plan) -> None:
        """Show the folders, those that are asked first, the first one in hand."""
        self._choices = plan.choices
        self.rows.set_rows(sorted(plan.folders, key=lambda one: not one.is_asked))
        self.table.setCurrentIndex(self.table.model().index(0, 0))

    def refresh(self) -> None:
        """Show what has become of the folders."""
        self.rows.set_rows(list(self.rows.rows))

    def _pick(self, folder: PlannedFolder | None) -> None:
        if folder is self._folder:
            return
        self._folder = folder
        self.search.clear()
        self._offer()
        self.picked.emit(folder)

    def _offer(self) -> None:
        """Offer what was found for the folder, or what fits to the words that were typed."""
        folder = self._folder
        if folder is None:
            return
        typed = self.search.text().strip()
        offered = _fitting(self._choices, typed) if typed else list(folder.match.choices)
        if folder.case is not None and folder.case not in offered:
            offered.insert(0, folder.case)
        nothing = tr("고르지 않음") if offered else tr("옆에서 기업을 찾아 주세요")
        self.case.set_choices([(None, nothing), *((one, case_words(one)) for one in offered)])
        self.case.set_value(folder.case)

    def _choose(self, case: Any) -> None:
        if self._folder is not None:
            self.case_chosen.emit(self._folder, case)


def _fitting(choices: Sequence[CaseChoice], typed: str) -> list[CaseChoice]:
    key, digits = normalise_name(typed), "".join(filter(str.isdigit, typed))
    found = [
        one
        for one in choices
        if (key and key in normalise_name(one.company))
        or typed.casefold() in one.number.casefold()
        or (len(digits) > 2 and digits in one.brn)
    ]
    return found[:_MOST_OFFERED]


class FilesPart(QWidget):
    """The files of one folder, and below them what the one in hand is.

    Signals:
        changed: the person said something else about a file.
    """

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._folder: PlannedFolder | None = None
        self.rows: RowModel[PlannedFile] = RowModel(FILE_COLUMNS)
        self.table = DataTable(tr("파일"))
        self.table.show_model(self.rows)
        self.table.picked.connect(lambda _row: self._offer())
        self.paper = ChoiceEdit(tr("이 파일은"))
        self.paper.value_chosen.connect(self._choose)
        words = QLabel(tr("이 파일은"))
        words.setProperty("role", "label")
        words.setBuddy(self.paper)
        row = QHBoxLayout()
        row.setSpacing(look.px(Space.SMALL))
        row.addWidget(words)
        row.addWidget(self.paper, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(Space.SMALL))
        column.addWidget(self.table, 1)
        column.addLayout(row)
        self.show_folder(None)

    def show_folder(self, folder: PlannedFolder | None) -> None:
        """Show the files of a folder."""
        same = folder is self._folder
        self._folder = folder
        self.rows.set_rows(list(folder.files) if folder is not None else [])
        if folder is not None and folder.files and not same:
            self.table.setCurrentIndex(self.table.model().index(0, 0))
        self._offer()

    def _file(self) -> PlannedFile | None:
        row: PlannedFile | None = self.table.current_row()
        return row

    def _offer(self) -> None:
        file, folder = self._file(), self._folder
        choosable = (
            file is not None
            and folder is not None
            and folder.case is not None
            and file.refusal is None
        )
        self.paper.setEnabled(choosable)
        papers = folder.papers if folder is not None else []
        self.paper.set_choices(
            [
                (_ATTACH, tr("서류가 아님 (첨부로 넣기)")),
                (_SKIP, tr("가져오지 않기")),
                *((one.code, titled(one.title, one.code)) for one in papers),
            ]
        )
        if file is not None:
            self.paper.set_value(_value(file))

    def _choose(self, value: Any) -> None:
        file, folder = self._file(), self._folder
        if file is None or folder is None:
            return
        if value == _SKIP:
            planning.skip(file)
        else:
            paper = next((one for one in folder.papers if one.code == value), None)
            planning.choose_paper(folder, file, paper)
        self.rows.set_rows(list(folder.files))
        self.changed.emit()


def _value(file: PlannedFile) -> str:
    if file.state is FileState.PAPER and file.paper is not None:
        return file.paper.code
    return _ATTACH if file.state is FileState.ATTACHMENT else _SKIP
