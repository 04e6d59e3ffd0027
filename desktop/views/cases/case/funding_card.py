"""Who pays how much: every line with its law, share and reason, the sum equal to the cost."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer
from typing_extensions import override

from db.words import Action, Severity
from desktop.services.cases import what_if
from desktop.services.matching import explanations, matches
from desktop.views.labels import label
from desktop.views.shared.banner import Banner
from desktop.views.shared.card import Card
from desktop.views.shared.case_words import (
    infeasible_words,
    line_name,
    money_words,
    percent,
    plan_words,
    spoken,
)
from desktop.views.shared.funding_amounts import FundingAmounts, mark_unverified
from desktop.views.shared.in_place.editors import MoneyEdit
from desktop.views.shared.in_place.facts import caption, small_button, widen
from desktop.views.shared.in_place.grid import EditGrid, Line, beside, cell, words
from desktop.views.shared.language import tr
from desktop.views.shared.money_words import parse_won, won
from desktop.views.shared.pill import StatusPill
from desktop.views.shared.tokens import Tone
from desktop.views.shared.why import fit, is_verified, show_why

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from PySide6.QtWidgets import QFrame, QWidget
    from sqlmodel import Session

    from desktop.services.matching.explanations import FundingLineRow, MatchDetail
    from desktop.services.matching.funding_plan import FundingPlan
    from desktop.views.shared.in_place.part import Part

_LOOK_AFTER_MS = 250


def _save(
    session: Session, line_id: UUID, changes: Mapping[str, Any], *, expected: Mapping[str, Any]
) -> object:
    return matches.edit_line(session, line_id, changes["amount"], expected=expected["amount"])


class FundingLine(Line["FundingLineRow"]):
    """One source in one form."""

    def __init__(self, card: FundingCard, row: FundingLineRow) -> None:
        self._card = card
        self.row = row
        part = card.part
        name = line_name(row.source, row.form)
        self._form = part.form("funding_line", Action.MATCH_EDIT, save=_save)
        self.amount = MoneyEdit(tr("{source} 금액", source=name))
        self._field = cell(self.amount.accessibleName(), self.amount)
        self._form.bind("amount", self._field, to_stored=lambda won: won or 0)
        self.name, self.regime = words(name), words(role="secondary")
        self.share = words(right=True)
        self.why = small_button(tr("왜?"))
        self.why.setAccessibleName(tr("{source} 금액의 이유", source=name))
        self.why.clicked.connect(self.explain)
        self._holder = beside(self.why)
        self._looking = QTimer(self.amount, singleShot=True, interval=_LOOK_AFTER_MS)
        self._looking.timeout.connect(self._look_ahead)
        self.amount.textEdited.connect(lambda _text: self._looking.start())
        self.amount.editingFinished.connect(self._looking.stop)

    @override
    def cells(self) -> list[QWidget]:
        return [self.name, self.regime, self._field, self.share, self._holder]

    @override
    def show(self, row: FundingLineRow) -> None:
        self.row = row
        self.regime.setText(label(row.regime))
        self.regime.setToolTip(row.clause)
        self._form.show(row.id, {"amount": row.amount})
        self._form.set_enabled(enabled=not self._card.is_fixed)
        self.share.setText(percent(row.share))
        self.why.setText(tr("직접 입력 · 왜?") if row.edited else tr("왜?"))
        self.why.setToolTip("")
        mark_unverified(self.why, verified=is_verified(row))

    def explain(self) -> QFrame:
        """Show the way to the amount; an amount typed by hand can be given back to the plan."""
        popup = show_why(self.why, self.row)
        if self.row.edited and not self._card.is_fixed:
            release = small_button(tr("계산한 금액으로 되돌리기"), "undo-2")
            release.clicked.connect(popup.close)
            release.clicked.connect(self._release)
            column = popup.layout()
            if column is not None:
                column.addWidget(release)
            fit(popup)
        return popup

    def _release(self) -> None:
        row_id = self.row.id
        self._card.part.write(
            lambda session: matches.release_line(session, row_id),
            action=Action.MATCH_EDIT,
            complain_at=self._field,
        )

    def _look_ahead(self) -> None:
        """Say while somebody types what the amount would do to the others."""
        amount = parse_won(self.amount.text())
        row_id = self.row.id
        if amount is None or amount == self.row.amount:
            self._card.say_ahead("")
            return
        self._card.part.operations.read(
            lambda session: what_if.plan_with(session, row_id, amount),
            owner=self.amount,
            then=self._card.show_ahead,
        )


class FundingCard(Card):
    """The lines of a match, or of the one that could be."""

    def __init__(self, part: Part) -> None:
        super().__init__(tr("재원"))
        widen(self)
        self.part = part
        self.is_fixed = False
        self.sum = StatusPill()
        self.add_action(self.sum)
        self.grid: EditGrid[FundingLineRow] = EditGrid(
            tr("재원"),
            [(tr("재원"), 3), (tr("법적 성격"), 3), (tr("금액"), 5), (tr("비율"), 2), ("", 3)],
            lambda row: FundingLine(self, row),
            right=frozenset({2, 3}),
        )
        self.ahead = caption(indented=True)
        self.preview = FundingAmounts()
        self.warning, self.danger = Banner(), Banner()
        self.recompute = small_button(tr("총사업비에 맞춰 다시 계산"), "refresh-cw")
        self.recompute.clicked.connect(self._recompute)
        self.pool = caption(indented=True)
        for widget in (self.danger, self.warning, self.grid, self.ahead, self.preview, self.pool):
            self.add(widget)
        self.add(beside(self.recompute))

    def show_match(self, match: MatchDetail | None, plan: FundingPlan | None) -> None:
        """Show the lines that are kept, or the plan where nothing is kept yet."""
        self.is_fixed = match is not None and match.is_fixed
        self.say_ahead("")
        self.grid.setVisible(match is not None)
        self.grid.show_rows(match.lines if match is not None else ())
        self.preview.setVisible(match is None)
        self._show_sum(match)
        if match is None:
            self._show_plan(plan)
            self.pool.hide()
            self.recompute.hide()
            return
        self.recompute.setVisible(match.case_cost != match.total_cost and not match.is_fixed)
        _say(self.danger, [money_words(one) for one in match.problems], Tone.DANGER)
        known = {money_words(one) for one in match.problems}
        warned = [money_words(one) for one in match.warnings]
        _say(self.warning, [one for one in warned if one not in known], Tone.WARNING)
        self._show_pool(match)

    def _show_sum(self, match: MatchDetail | None) -> None:
        self.sum.setVisible(match is not None)
        if match is None:
            return
        paid, cost = match.sum_of_lines, match.total_cost
        if paid == cost:
            self.sum.say(tr("합계 {sum}원 = 총사업비", sum=won(paid)), Tone.SUCCESS)
        else:
            self.sum.say(
                tr("합계 {sum}원, 총사업비 {cost}원", sum=won(paid), cost=won(cost)), Tone.DANGER
            )

    def _show_plan(self, plan: FundingPlan | None) -> None:
        self.danger.quiet()
        self.preview.show_amounts(explanations.explained(plan) if plan is not None else ())
        if plan is None:
            self.preview.say(tr("총사업비와 유형을 적으면 재원이 계산됩니다."))
            self.warning.quiet()
            return
        self.preview.say(tr("예상 재원"))
        said = plan_words(plan)
        blocks = any(severity is Severity.BLOCKS for severity, _ in said)
        _say(self.warning, [one for _, one in said], Tone.DANGER if blocks else Tone.WARNING)

    def _show_pool(self, match: MatchDetail) -> None:
        pool = match.pool
        self.pool.setVisible(pool is not None and pool.is_known)
        if pool is not None and pool.is_known:
            self.pool.setText(
                tr(
                    "{partner} {year}년 출연금 {pledged} 가운데 남은 금액 {left}",
                    partner=match.partner or "",
                    year=pool.year,
                    pledged=spoken(pool.cash.pledged),
                    left=spoken(pool.cash.left),
                )
            )

    def show_ahead(self, plan: FundingPlan) -> None:
        """Say what an amount that is being typed would come to."""
        if plan.infeasible is not None:
            self.say_ahead(infeasible_words(plan.infeasible), wrong=True)
            return
        breaches = [one for one in plan.findings if one.severity is Severity.BLOCKS]
        if breaches:
            self.say_ahead(" ".join(money_words(one) for one in breaches), wrong=True)
        else:
            self.say_ahead(tr("저장하면: {lines}", lines=_spoken_lines(plan)))

    def say_ahead(self, sentence: str, *, wrong: bool = False) -> None:
        """Say something about an amount that nobody has saved yet."""
        self.ahead.setProperty("role", "error" if wrong else "caption")
        self.ahead.style().unpolish(self.ahead)
        self.ahead.style().polish(self.ahead)
        self.ahead.setText(sentence)
        self.ahead.setVisible(bool(sentence))

    def _recompute(self) -> None:
        case_id = self.part.case_id
        if case_id is not None:
            self.part.write(
                lambda session: matches.recompute(session, case_id), action=Action.MATCH_EDIT
            )


def _say(banner: Banner, sentences: list[str], tone: Tone) -> None:
    if sentences:
        banner.say("\n".join(sentences), tone)
    else:
        banner.quiet()


def _spoken_lines(plan: FundingPlan) -> str:
    return " + ".join(
        f"{line_name(line.rule.source, line.rule.form)} {spoken(line.amount)}"
        f" ({percent(line.share)})"
        for line in plan.lines
        if line.amount
    )
