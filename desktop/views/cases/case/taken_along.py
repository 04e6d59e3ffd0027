"""Says above a case who has it with them at a factory, and lets one take it along or give it back.

It warns and stops nobody: what is edited meanwhile may become a conflict, which a person settles.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout
from typing_extensions import override

from db.words import Action
from desktop.services.cases import check_out
from desktop.views.shared.banner import Banner
from desktop.views.shared.date_edit import DateEdit
from desktop.views.shared.day_words import day_text
from desktop.views.shared.in_place.asking import Asked, FieldsQuestion
from desktop.views.shared.in_place.editors import TextEdit
from desktop.views.shared.in_place.part import Part
from desktop.views.shared.language import tr
from desktop.views.shared.tokens import Tone

if TYPE_CHECKING:
    from uuid import UUID

    from sqlmodel import Session

    from desktop.services.cases.check_out import TakenAlong
    from desktop.services.workspace import Written

_USUAL_DAYS = 2
# These say something about the case's whereabouts; nothing of the case itself is edited.
_NO_EDIT = frozenset(
    {
        Action.CASE_TAKE_ALONG,
        Action.CASE_GIVE_BACK,
        Action.UNDO,
        Action.REDO,
        Action.FILTER_EDIT,
        Action.VIEW,
    }
)


class TakenAlongBanner(Part):
    """Out of sight while nobody has the case with them.

    Signals:
        held_elsewhere: whether somebody else, or another computer, has the case now.
    """

    held_elsewhere = Signal(bool)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.taken: tuple[TakenAlong, ...] = ()
        self._warned = False
        self.banner = Banner()
        self.banner.acted.connect(self._give_back)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.banner)
        self.operations.written.connect(self._warn)
        self.hide()

    @override
    def open(self, case_id: UUID) -> None:
        super().open(case_id)
        self.taken, self._warned = (), False
        self.hide()

    @override
    def read(self, session: Session, case_id: UUID) -> tuple[TakenAlong, ...]:
        return tuple(check_out.of_case(session, case_id, today=self.today()))

    @override
    def show_answer(self, answer: tuple[TakenAlong, ...]) -> None:
        self.taken = answer
        self.setVisible(bool(answer))
        self._say()
        self.held_elsewhere.emit(bool(self._others()))

    def ask(self) -> FieldsQuestion | None:
        """Ask until when the case is away, and take it along."""
        case_id = self.case_id
        if case_id is None:
            return None
        until = DateEdit(tr("언제까지"), today=self.today)
        until.set_value(self.today() + timedelta(days=_USUAL_DAYS))
        question = FieldsQuestion(
            tr("현장 방문으로 가져가기"),
            tr(
                "다른 사람이 이 사례를 열면 누가 언제까지 가져갔는지 보입니다. 고칠 수는 있으며,"
                " 기한이 지나면 저절로 풀립니다."
            ),
            tr("가져가기"),
            [
                Asked("until", tr("언제까지"), until, required=True),
                Asked("note", tr("비고"), TextEdit(tr("비고"))),
            ],
            parent=self.window(),
        )
        question.then_write(
            self.operations,
            lambda session, values: check_out.take_along(
                session,
                case_id,
                until=values["until"],
                note=values["note"] or "",
                today=self.today(),
                device=self.operations.workspace.device,
            ),
            action=Action.CASE_TAKE_ALONG,
        )
        return question

    # --- inside ---------------------------------------------------------------------------------

    def _is_mine(self, one: TakenAlong) -> bool:
        workspace = self.operations.workspace
        return one.staff_id == workspace.person and one.device == workspace.device

    def _others(self) -> list[TakenAlong]:
        return [one for one in self.taken if not self._is_mine(one)]

    def _say(self) -> None:
        others = self._others()
        if others:
            said = _sentence(others)
            if self._warned:
                said = tr(
                    "{who} 저장은 했지만, 그 사이 같은 칸을 고쳤다면 충돌로 남아 나중에 골라야"
                    " 합니다.",
                    who=said,
                )
            self._show(said, Tone.WARNING, tr("돌아온 것으로 표시"))
        elif self.taken:
            said = tr(
                "이 컴퓨터로 현장에 가져간 사례입니다({until}까지). 다른 컴퓨터에는 맞춘 뒤부터"
                " 보입니다.",
                until=day_text(self.taken[0].until),
            )
            self._show(said, Tone.INFORMATION, tr("현장에서 돌아옴"))

    def _show(self, sentence: str, tone: Tone, action: str) -> None:
        """Say it, but not again what stands there: a screen reader would read it each time."""
        if self.banner.isHidden() or self.banner.sentence.text() != sentence:
            self.banner.say(sentence, tone, action=action)

    def _give_back(self) -> None:
        back = [one.id for one in self._others() or self.taken]

        def work(session: Session) -> None:
            for key in back:
                check_out.give_back(session, key)

        self.write(work, action=Action.CASE_GIVE_BACK)

    def _warn(self, _written: Written[Any], action: Action) -> None:
        """Say from the first edit on that it may become a conflict."""
        if self._others() and action not in _NO_EDIT and self.isVisible():
            self._warned = True
            self._say()


def _sentence(others: list[TakenAlong]) -> str:
    first = others[0]
    said = tr(
        "{who} 님이 {until}까지 현장에 가져갔습니다({device}).",
        who=first.who or tr("누군가"),
        until=day_text(first.until),
        device=first.device or "?",
    )
    if len(others) > 1:
        said = tr("{said} 그 밖에 {count}명 더 있습니다.", said=said, count=len(others) - 1)
    notes = " · ".join(one.note for one in others if one.note)
    return f"{said} {notes}" if notes else said
