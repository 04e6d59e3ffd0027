"""Opens a small window below a button that explains an amount, step by step, to its source."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from desktop.services.matching.money import ReasonCode
from desktop.views.shared import look
from desktop.views.shared.case_words import line_name, origin_words, percent, reason_words
from desktop.views.shared.in_place.facts import caption
from desktop.views.shared.language import tr
from desktop.views.shared.money_words import won
from desktop.views.shared.pill import StatusPill
from desktop.views.shared.tokens import Space, Tone

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop.services.matching.explanations import ExplainedAmount
    from desktop.services.programmes.rule_shape import RuleShape

_WIDTH = 400


def why_words(amount: ExplainedAmount) -> list[str]:
    """Return every step of the way to an amount as sentences, for readers who see no window."""
    steps = [reason_words(reason) for reason in amount.reasons]
    return steps or [tr("사업 규칙이 없어 이유를 알 수 없습니다.")]


def is_verified(amount: ExplainedAmount) -> bool:
    """Return whether every rule behind an amount was checked against the announcement."""
    rules = (one for one in amount.reasons if one.code is ReasonCode.RULE)
    return all(bool(one.facts.get("verified")) for one in rules)


def show_why(below: QWidget, amount: ExplainedAmount) -> QFrame:
    """Show why a source pays what it pays; Esc or a click elsewhere closes the window."""
    name = line_name(amount.source, amount.form)
    title = tr("{source} {amount}원", source=name, amount=won(amount.amount))
    popup, column = _popup(below, title, why_words(amount))
    column.addWidget(caption(tr("총사업비의 {share}", share=percent(amount.share))))
    if not amount.reasons:
        column.addWidget(caption(why_words(amount)[0], role="secondary"))
    for reason in amount.reasons:
        if reason.code is not ReasonCode.RULE:
            column.addWidget(caption(reason_words(reason), role="secondary"))
            continue
        clause = str(reason.facts.get("clause") or tr("근거"))
        checked = bool(reason.facts.get("verified"))
        _add_rule(column, clause, origin_words(reason.facts), verified=checked)
    return _opened(popup, below)


def show_origins(below: QWidget, title: str, rules: Sequence[tuple[str, RuleShape]]) -> QFrame:
    """Show where rules come from, each under its own words."""
    said = [(words, origin_words(rule.model_dump()), rule.verified) for words, rule in rules]
    popup, column = _popup(below, title, ["\n".join((words, *origin)) for words, origin, _ in said])
    for words, origin, verified in said:
        _add_rule(column, words, origin, verified=verified)
    return _opened(popup, below)


def _popup(below: QWidget, title: str, said: Sequence[str]) -> tuple[QFrame, QVBoxLayout]:
    popup = QFrame(below, Qt.WindowType.Popup)
    popup.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    popup.setProperty("popup", "true")
    popup.setAccessibleName(title)
    popup.setAccessibleDescription("\n".join(said))
    popup.setFixedWidth(look.px(_WIDTH))
    column = QVBoxLayout(popup)
    column.setContentsMargins(*(look.px(Space.MEDIUM),) * 4)
    column.setSpacing(look.px(Space.SMALL))
    head = QLabel(title)
    head.setProperty("role", "strong")
    head.setTextFormat(Qt.TextFormat.PlainText)
    head.setWordWrap(True)
    column.addWidget(head)
    return popup, column


def _opened(popup: QFrame, below: QWidget) -> QFrame:
    fit(popup)
    place_below(popup, below)
    popup.show()
    popup.setFocus()
    return popup


def fit(popup: QFrame) -> None:
    """Make a small window as high as its words need in its width, and no higher."""
    column = popup.layout()
    if column is not None:
        popup.setFixedHeight(column.totalHeightForWidth(popup.width()))


def place_below(popup: QWidget, below: QWidget) -> None:
    """Put a small window below a widget, within the screen."""
    corner = below.mapToGlobal(QPoint(0, below.height() + look.px(2)))
    screen = below.screen().availableGeometry()
    corner.setX(max(screen.left(), min(corner.x(), screen.right() - popup.width())))
    corner.setY(max(screen.top(), min(corner.y(), screen.bottom() - popup.height())))
    popup.move(corner)


def _add_rule(column: QVBoxLayout, clause: str, origin: Sequence[str], *, verified: bool) -> None:
    """Show a rule, where it was read, and whether anybody has checked it."""
    line = QFrame()
    line.setProperty("rule", "true")
    column.addWidget(line)
    column.addWidget(caption(clause, role="body"))
    for said in origin:
        column.addWidget(caption(said))
    if not verified:
        column.addWidget(StatusPill(tr("공고 원문으로 검증 안 됨"), Tone.WARNING))
