"""Takes a file for a required paper: looks at it, asks for its days, keeps both or nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QApplication

from db.errors import DeskError
from db.words import Action
from desktop.services.applications import paper_files
from desktop.views.shared.case_words import titled
from desktop.views.shared.explain import explain
from desktop.views.shared.in_place.asking import Asked, FieldsQuestion
from desktop.views.shared.in_place.editors import DateEdit
from desktop.views.shared.language import tr

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date
    from pathlib import Path

    from sqlmodel import Session

    from desktop.services.applications.papers import PaperRow
    from desktop.services.attachments import StoredFile
    from desktop.views.shared.in_place.part import Part


class PaperTaking:
    """One file on its way to one paper; what is refused is told to `complain`."""

    def __init__(self, part: Part, row: PaperRow, complain: Callable[[str], object]) -> None:
        self._part = part
        self._row = row
        self._complain = complain

    def take(self, files: Sequence[Path]) -> None:
        """Take what was dropped or picked, if it is one file of a kind that is taken."""
        self._complain("")
        try:
            file = paper_files.only_one(files)
        except DeskError as error:
            self._complain(explain(error))
            return
        rule, blobs = self._row.rule, self._part.operations.workspace.blobs
        self._part.operations.run(
            lambda: paper_files.take(blobs, file, rule),
            owner=self._part,
            then=self._ask if self._row.asks_days else self._keep,
            otherwise=self._refuse,
        )

    def _ask(self, stored: StoredFile) -> None:
        """Ask from when until when the paper holds, before anything is kept."""
        issued, valid = DateEdit(today=self._part.today), DateEdit(today=self._part.today)
        issued.set_value(self._row.issued_on)
        name = titled(self._row.title, self._row.code)
        days = FieldsQuestion(
            tr("{paper} 날짜", paper=name),
            _why(self._row),
            tr("서류 받기"),
            [
                Asked("issued_on", tr("발급일"), issued, required=True),
                Asked("valid_to", tr("유효기간"), valid),
            ],
            parent=QApplication.activeModalWidget() or self._part,
        )

        def propose(day: date | None) -> None:
            if valid.value() is None:
                valid.set_value(paper_files.valid_until(self._row.rule, day))

        issued.value_changed.connect(propose)
        days.then_write(
            self._part.operations,
            lambda session, values: self._write(session, stored, **values),
            action=Action.ATTACHMENT_ADD,
        )

    def _keep(self, stored: StoredFile) -> None:
        self._part.operations.write(
            lambda session: self._write(session, stored),
            action=Action.ATTACHMENT_ADD,
            owner=self._part,
            otherwise=self._refuse,
        )

    def _write(self, session: Session, stored: StoredFile, **days: Any) -> None:
        blobs = self._part.operations.workspace.blobs
        today = self._part.today()
        paper_files.keep(session, blobs, self._row.id, stored, today=today, **days)

    def _refuse(self, error: Exception) -> None:
        if isinstance(error, DeskError):
            self._complain(explain(error))
        else:
            self._part.operations.broke.emit(error)


def _why(row: PaperRow) -> str:
    """Return what the pack says about how long the paper holds."""
    rule = row.rule
    if rule is not None and rule.valid_months is not None:
        return tr("발급일부터 {months}개월 동안 유효합니다.", months=rule.valid_months)
    if rule is not None and rule.valid_days is not None:
        return tr("발급일부터 {days}일 동안 유효합니다.", days=rule.valid_days)
    return tr("서류에 적힌 날짜를 적어 주세요. 취소하면 파일도 저장하지 않습니다.")
