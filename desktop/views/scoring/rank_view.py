"""The ranking: bars and intervals, how sure each place is, and which reviewer leans which way."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QSplitter, QVBoxLayout, QWidget

from desktop.services.scoring import bonuses, ranking
from desktop.services.scoring.errors import BarredError, NotAssignedError, StaffOnlyError
from desktop.views.scoring.rank_detail import RankDetail
from desktop.views.scoring.score_bar import ScoreDelegate, score_tip
from desktop.views.scoring.words import interval, places_words, points
from desktop.views.shared import look
from desktop.views.shared.banner import Banner
from desktop.views.shared.language import tr
from desktop.views.shared.row_delegate import RowDelegate
from desktop.views.shared.row_model import CENTRE, RIGHT, Column, RowModel
from desktop.views.shared.table import DataTable
from desktop.views.shared.tokens import Space, Tone

if TYPE_CHECKING:
    from uuid import UUID

    from sqlmodel import Session

    from desktop.services.scoring.barred import Reader
    from desktop.services.scoring.bonuses import BonusSheet
    from desktop.services.scoring.ranking import Ranking, RankRow, ReviewersCard
    from desktop.services.scoring.rounds import RoundRow
    from desktop.settings import Settings
    from desktop.views.shared.operations import Operations

    Detail = tuple[tuple[ReviewersCard, ...], BonusSheet]


class RankView(QWidget):
    """The list, and what is behind the chosen line.

    Signals:
        case_wanted: the person opened a case; carries its id.
        cards_wanted: the person asked for the scorecards.
    """

    case_wanted = Signal(object)
    cards_wanted = Signal()

    def __init__(
        self, operations: Operations, settings: Settings, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._operations = operations
        self._settings = settings
        self._reader: Reader | None = None
        self._round: RoundRow | None = None
        self.banner = Banner(closable=True)
        self.rows: RowModel[RankRow] = RowModel(_columns(), identity=lambda row: row.case_id)
        self.table = DataTable(tr("순위"))
        self.table.show_model(self.rows)
        self.table.set_compact(compact=settings.compact)
        plain = self.table.itemDelegate()
        assert isinstance(plain, RowDelegate)
        self._bars = ScoreDelegate(self.table, plain)
        names = [column.name for column in self.rows.columns]
        self.table.setItemDelegateForColumn(names.index("bar"), self._bars)
        self.table.opened.connect(lambda row: self.case_wanted.emit(row.case_id))
        self.table.picked.connect(self._pick)
        self.table.set_empty_state(
            "chart-column",
            tr("순위를 매길 사례가 없습니다"),
            explanation=tr("위원이 평가표를 제출하면 점수와 순위가 나타납니다."),
            action=tr("평가표 보기"),
            then=self.cards_wanted.emit,
        )
        self.note = QLabel()
        self.note.setProperty("role", "caption")
        self.note.setWordWrap(True)
        self.detail = RankDetail(operations)
        self._lay_out()

    def read_as(self, reader: Reader) -> None:
        """Take who works here."""
        self._reader = reader
        self.detail.read_as(reader)

    def show_round(self, row: RoundRow) -> None:
        """Read the ranking of a round."""
        self._round = row
        reader = self._reader
        if reader is None:
            return
        self._operations.read(
            lambda session: _ranking(session, row.id, reader), owner=self, then=self._show
        )

    # --- inside ---------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        left = QWidget()
        inside = QVBoxLayout(left)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(look.px(Space.SMALL))
        inside.addWidget(self.banner)
        inside.addWidget(self.table, 1)
        inside.addWidget(self.note)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setStyleSheet("QSplitter::handle { background: transparent; }")
        split.addWidget(left)
        split.addWidget(self.detail)
        split.setChildrenCollapsible(False)
        split.setStretchFactor(0, 1)
        split.setSizes(self._settings.splitters.get("ranking") or [look.px(795), look.px(340)])
        split.splitterMoved.connect(
            lambda *_: self._settings.splitters.__setitem__("ranking", split.sizes())
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(split, 1)

    def _show(self, found: Ranking | None) -> None:
        if found is None:
            self.rows.show([])
            return
        self.rows.show(found.rows)
        self.detail.show_leanings(found.leanings)
        unsure = sum(not row.is_sure for row in found.rows)
        self.note.setText(
            tr(
                "‘흔들림’은 가중치를 ±20% 바꾼 1,000번 가운데 90%에서의 순위입니다(시작값 {seed})."
                " 점수는 1/1000점까지 더하고 보이는 값만 반올림합니다. 미확정 {unsure}건.",
                seed=found.seed,
                unsure=f"{unsure:,}",
            )
        )
        if found.rows and not found.verified:
            self.banner.say(
                tr("공고에서 확인하지 못한 기본 평가표로 매긴 순위입니다."), Tone.WARNING
            )
        else:
            self.banner.quiet()
        if found.rows and self.table.current_row() is None:
            self.table.select(found.rows[0].case_id)
        self._pick(self.table.current_row())

    def _pick(self, row: RankRow | None) -> None:
        chosen, reader = self._round, self._reader
        if row is None or chosen is None or reader is None:
            self.detail.show_nothing()
            return
        key = chosen.id
        self._operations.read(
            lambda session: _detail(session, key, row.case_id, reader),
            owner=self,
            then=lambda found: self._show_detail(row, found),
        )

    def _show_detail(self, row: RankRow, found: Detail | None) -> None:
        current = self.table.current_row()
        if found is None or current is None or current.case_id != row.case_id:
            return  # another line was chosen meanwhile
        self.detail.show_case(current, *found)


def _ranking(session: Session, round_id: UUID, reader: Reader) -> Ranking | None:
    try:
        return ranking.ranking(session, round_id, reader=reader)
    except StaffOnlyError:
        return None


def _detail(session: Session, round_id: UUID, case_id: UUID, reader: Reader) -> Detail | None:
    """Return what is behind a line; nothing where it bars the reader by now."""
    try:
        cards = ranking.case_cards(session, round_id, case_id, reader=reader)
        return cards, bonuses.sheet(session, case_id, reader=reader)
    except (BarredError, NotAssignedError, StaffOnlyError):
        return None


def _state(row: RankRow) -> str:
    if row.total is None:
        return tr("평가 전")
    if row.cards < row.asked:
        return tr("제출 {cards}/{asked}", cards=row.cards, asked=row.asked)
    if not row.is_sure:
        return tr("미확인 있음")
    if row.passes is False:
        return tr("기준 미달")
    return tr("확정")


def _state_tone(row: RankRow) -> Tone:
    if row.total is None:
        return Tone.NEUTRAL
    if row.passes is False:
        return Tone.DANGER
    return Tone.SUCCESS if row.is_sure else Tone.WARNING


def _columns() -> tuple[Column[Any], ...]:
    return (
        Column(
            "순위",
            lambda r: str(r.rank or ""),
            key="rank",
            width=48,
            align=CENTRE,
            sort=lambda r: r.rank,
        ),
        Column(
            "흔들림",
            places_words,
            key="interval",
            width=60,
            align=CENTRE,
            sort=lambda r: r.interval.worst - r.interval.best if r.interval else None,
        ),
        Column(
            "사례",
            lambda r: r.title,
            key="title",
            width=120,
            tip=lambda r: f"{r.title}\n{r.number}",
        ),
        Column("지역", lambda r: r.region, key="region", width=98),
        Column(
            "지역 순위",
            lambda r: str(r.region_rank or ""),
            key="region_rank",
            width=64,
            align=CENTRE,
            sort=lambda r: r.region_rank,
        ),
        Column(
            "점수",
            lambda r: points(r.total, places=1) or "–",
            key="bar",
            width=120,
            sort=lambda r: r.total,
            tip=score_tip,
        ),
        Column(
            "총점",
            lambda r: points(r.total),
            key="total",
            width=58,
            align=RIGHT,
            sort=lambda r: r.total,
            tip=lambda r: interval(r.low, r.high) if r.low != r.high else "",
        ),
        Column(
            "가점",
            lambda r: points(r.bonus.points) if r.bonus.points else "",
            key="bonus",
            width=60,
            align=RIGHT,
            sort=lambda r: r.bonus.points,
        ),
        Column(
            "차이",
            lambda r: points(r.points.spread, places=1),
            key="spread",
            width=52,
            align=RIGHT,
            sort=lambda r: r.points.spread,
            tip=lambda r: tr(
                "위원 사이 최고와 최저의 차이 {spread}, 표준편차 {sigma}",
                spread=points(r.points.spread) or "–",
                sigma=points(r.points.deviation) or "–",
            ),
        ),
        Column("상태", _state, key="state", width=102, pill=_state_tone),
    )
