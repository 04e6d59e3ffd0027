"""The tests of a pack: what each expects, and what came out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.services.programmes.pack_testing import run_tests
from desktop.views.shared import look
from desktop.views.shared.banner import Banner
from desktop.views.shared.case_words import titled
from desktop.views.shared.language import tr
from desktop.views.shared.pack_words import difference_words
from desktop.views.shared.row_model import Column, RowModel
from desktop.views.shared.table import DataTable
from desktop.views.shared.tokens import Space, Tone

if TYPE_CHECKING:
    from desktop.services.programmes.pack import Pack
    from desktop.services.programmes.pack_testing import TestOutcome
    from desktop.views.shared.operations import Operations


def _result(one: TestOutcome) -> str:
    return tr("통과") if one.is_kept else tr("다름")


def _differences(one: TestOutcome) -> str:
    return " · ".join(difference_words(difference) for difference in one.differences)


class TestsView(QWidget):
    """Runs the tests of a pack when it is shown."""

    __test__ = False  # no test of ours, though its name begins like one

    def __init__(self, operations: Operations) -> None:
        super().__init__()
        self._operations = operations
        self._pack: Pack | None = None
        self.banner = Banner()
        columns: tuple[Column[Any], ...] = (
            Column(
                "결과", _result, key="result", width=92, sort=lambda one: one.is_kept,
                pill=lambda one: Tone.SUCCESS if one.is_kept else Tone.DANGER,
            ),
            Column("시험", lambda one: one.id, key="test", width=280, tip=lambda one: one.id),
            Column("유형", self._track, key="track", width=160),
            Column("다른 점", _differences, key="differences", stretch=True, tip=_differences),
        )  # fmt: skip
        self.rows: RowModel[TestOutcome] = RowModel(columns)
        self.table = DataTable(tr("규칙 묶음의 시험"))
        self.table.show_model(self.rows)
        self.table.set_empty_state(
            "clipboard-check",
            tr("이 묶음에는 시험이 없습니다."),
            explanation=tr("공고의 예시를 [[test]]로 적어 두면 규칙을 고칠 때마다 확인합니다."),
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(Space.SMALL))
        column.addWidget(self.banner)
        column.addWidget(self.table, 1)

    def show_pack(self, pack: Pack) -> None:
        """Run the tests of a pack, off the screen's thread, and show what came out."""
        self._pack = pack
        self._operations.run(
            lambda: run_tests(pack), owner=self, then=lambda found: self._show(pack, found)
        )

    def _show(self, pack: Pack, found: tuple[TestOutcome, ...]) -> None:
        if pack is not self._pack:
            return  # an answer about what was shown before
        self.rows.show(sorted(found, key=lambda one: one.is_kept))
        kept = sum(one.is_kept for one in found)
        if not found:
            self.banner.quiet()
            return
        sentence = tr("시험 {count}건 가운데 {kept}건 통과", count=len(found), kept=kept)
        self.banner.say(sentence, Tone.SUCCESS if kept == len(found) else Tone.DANGER)

    def _track(self, one: TestOutcome) -> str:
        track = self._pack.track(one.track) if self._pack is not None else None
        return titled(track.title if track is not None else None, one.track)
