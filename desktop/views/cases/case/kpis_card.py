"""Outcome indicators: before, target, the values of each survey, and what became of them.

Measured, claimed and estimated values are looked at one kind at a time and never mixed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from typing_extensions import override

from db.words import Action, KpiBasis
from desktop.services.aftercare import kpis
from desktop.views.cases.case.terms_line import TermsLine, kpi_terms
from desktop.views.labels import label
from desktop.views.shared import look
from desktop.views.shared.card import Card
from desktop.views.shared.case_words import figure, titled, unclear_words
from desktop.views.shared.in_place.asking import Asked, FieldsQuestion
from desktop.views.shared.in_place.editors import ChoiceEdit, NumberEdit, broken, typed_number
from desktop.views.shared.in_place.facts import caption, small_button, tool, widen
from desktop.views.shared.in_place.grid import EditGrid, Line, beside, cell, words
from desktop.views.shared.language import tr
from desktop.views.shared.segmented import SegmentedControl

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from uuid import UUID

    from PySide6.QtWidgets import QWidget
    from sqlmodel import Session

    from desktop.services.aftercare.improvement import Overall
    from desktop.services.aftercare.kpis import KpiRow, KpiValueRow
    from desktop.services.case_rules import CaseRules
    from desktop.services.programmes.indicators import Indicator
    from desktop.views.shared.in_place.part import Part

PERIODS = (0, 6, 12, 24, 36)  # months after the build end (domain 3.3)
_AROUND_A_NUMBER = 22  # px; padding and border of an input
_LOWEST = -(10**12)


class KpiLine(Line["KpiRow"]):
    """One indicator with its values of one basis."""

    def __init__(self, card: KpisCard, row: KpiRow) -> None:
        self._card = card
        self.row = row
        part = card.part
        self._fields = part.form("kpi", Action.KPI_EDIT)
        self._values = part.form("kpi_value", Action.KPI_EDIT, save=self._save_value)
        self.name = words()
        self._cells: list[QWidget] = [self.name]
        self.editors: dict[str, NumberEdit] = {}
        for column, word in (("baseline", tr("구축 전")), ("target", tr("목표"))):
            self._cells.append(self._input(self._fields, column, word))
        for months in PERIODS:
            word = tr("{months}개월", months=months)
            self._cells.append(self._input(self._values, str(months), word))
        self.improvement, self.achievement = words(right=True), words(right=True)
        self.remove = tool("trash-2", tr("{kpi} 지우기", kpi=row.name))
        self.remove.setProperty("small", "true")
        self.remove.clicked.connect(self._remove)
        self._cells += [self.improvement, self.achievement, beside(self.remove)]

    def _input(self, form: Any, column: str, word: str) -> QWidget:
        editor = NumberEdit(f"{self.row.name} {word}", places=4, smallest=_LOWEST)
        editor.setMinimumWidth(0)
        field = cell(editor.accessibleName(), editor)
        form.bind(column, field, to_stored=broken, to_shown=typed_number)
        self.editors[column] = editor
        return field

    @override
    def cells(self) -> list[QWidget]:
        return self._cells

    @override
    def show(self, row: KpiRow) -> None:
        self.row = row
        star = "★ " if row.key else ""
        self.name.setText(f"{star}{self._card.title_of(row)} ({row.unit})")
        way = label(row.direction) if row.direction is not None else ""
        weight = tr("가중치 {weight}", weight=f"{row.weight:g}")
        self.name.setToolTip(" · ".join(part for part in (row.code, way, weight) if part))
        self._fields.show(row.id, {"baseline": row.baseline, "target": row.target})
        basis = self._card.basis
        # Another basis is another row of values: what is shown belongs to both.
        self._values.row_id = None if self._basis_changed(basis) else self._values.row_id
        found = {value.period_months: value for value in row.values if value.basis is basis}
        self._values.show(
            row.id,
            {str(months): found[months].value if months in found else None for months in PERIODS},
        )
        self._show_outcome(row.latest(basis))
        for editor in self.editors.values():
            # As narrow as the column may be, a number is never cut.
            needed = editor.fontMetrics().horizontalAdvance(editor.text())
            editor.setMinimumWidth(needed + look.px(_AROUND_A_NUMBER))

    def _basis_changed(self, basis: KpiBasis) -> bool:
        before, self._basis = getattr(self, "_basis", None), basis
        return before is not basis

    def _show_outcome(self, latest: KpiValueRow | None) -> None:
        for cell_, name in ((self.improvement, "improvement"), (self.achievement, "achievement")):
            if latest is None:
                cell_.setText("—")
                cell_.setToolTip(tr("아직 재지 않았습니다."))
                continue
            number = getattr(latest.outcome, name)
            change = tr("변화량 {change}", change=figure(latest.outcome.change, self.row.unit))
            cell_.setText(figure(number))
            cell_.setToolTip("\n".join(part for part in (unclear_words(number), change) if part))

    def _save_value(
        self,
        session: Session,
        kpi_id: UUID,
        changes: Mapping[str, Any],
        *,
        expected: Mapping[str, Any],
    ) -> object:
        """Add, change or take off the value of one period in the basis that is shown."""
        (column, value), basis = next(iter(changes.items())), self._basis
        months = int(column)
        known = next(
            (
                one
                for kpi in kpis.list_kpis(session, _needed(self._card.part.case_id))
                for one in kpi.values
                if (kpi.id, one.period_months, one.basis) == (kpi_id, months, basis)
            ),
            None,
        )
        if known is None:
            today = self._card.part.today()
            given = {"period_months": months, "value": value, "basis": basis, "measured_on": today}
            return None if value is None else kpis.add_value(session, kpi_id, given)
        if value is None:
            kpis.remove_value(session, known.id)
            return None
        return kpis.edit_value(
            session, known.id, {"value": value}, expected={"value": expected[column]}
        )

    def _remove(self) -> None:
        row_id = self.row.id
        self._card.part.write(lambda session: kpis.remove(session, row_id), action=Action.KPI_EDIT)


def _needed(case_id: Any) -> Any:
    assert case_id is not None
    return case_id


class KpisCard(Card):
    """All indicators of a case, one basis at a time."""

    def __init__(self, part: Part) -> None:
        super().__init__(tr("성과 지표"))
        widen(self)
        self.part = part
        self.basis = KpiBasis.MEASURED
        self._rows: Sequence[KpiRow] = ()
        self._overall: Mapping[KpiBasis, Overall] = {}
        self._offered: tuple[Indicator, ...] = ()
        self.choice = SegmentedControl(
            tr("값의 근거"), [(basis.value, label(basis)) for basis in KpiBasis]
        )
        self.choice.chosen.connect(self._choose)
        self.add_button = small_button(tr("지표 추가"), "plus")
        self.add_button.clicked.connect(self.ask)
        self.add_action(self.add_button)
        self.summary = caption(indented=True)
        self.grid: EditGrid[KpiRow] = EditGrid(
            tr("성과 지표"),
            [
                (tr("지표"), 6), (tr("구축 전"), 2), (tr("목표"), 2),
                *((tr("{months}개월", months=months), 2) for months in PERIODS),
                (tr("개선률"), 2), (tr("달성률"), 2), ("", 0),
            ],
            lambda row: KpiLine(self, row),
            empty=tr("아직 성과 지표가 없습니다."),
            right=frozenset(range(1, 10)),
        )  # fmt: skip
        self.set_up = small_button(tr("핵심 지표 넣기"), "plus")
        self.set_up.clicked.connect(self._set_up)
        self.terms = TermsLine(tr("성과 지표 규칙"))
        for widget in (beside(self.choice, indented=True), self.grid, self.summary, self.terms):
            self.add(widget)
        self._beginning = beside(self.set_up)
        self.add(self._beginning)
        self.say_source(
            tr(
                "개선률 = (구축 후 − 구축 전) ÷ 구축 전, 달성률 = (구축 후 − 구축 전) ÷"
                " (목표 − 구축 전). 공식 산식은 공개되지 않아 통상의 산식을 씁니다."
            )
        )
        self.source.setWordWrap(True)

    def show_kpis(
        self,
        rows: Sequence[KpiRow],
        overall: Mapping[KpiBasis, Overall],
        offered: tuple[Indicator, ...],
        rules: CaseRules,
    ) -> None:
        """Show the indicators, their weighted achievement by basis, and how they are weighed."""
        self.terms.show_terms(kpi_terms(rules))
        self._rows, self._overall, self._offered = rows, overall, offered
        self.grid.show_rows(rows)
        self._beginning.setVisible(not rows)
        self.summary.setText(self._summary() if rows else "")

    def title_of(self, row: KpiRow) -> str:
        """Return the name of an indicator in the chosen language where the program knows it."""
        known = next((one for one in self._offered if one.code == row.code), None)
        return titled(known.title) if known is not None else row.name

    def _summary(self) -> str:
        parts = []
        for basis in KpiBasis:
            overall = self._overall.get(basis)
            if overall is None or not overall.counted:
                continue
            parts.append(
                tr("{basis} {figure} (지표 {count}/{all})", basis=label(basis),
                   figure=figure(overall.figure), count=len(overall.counted),
                   all=len(overall.counted) + len(overall.left_out))
            )  # fmt: skip
        if not parts:
            return tr("종합달성도: 값이 있는 지표가 없습니다.")
        return tr("종합달성도: {parts}", parts=" · ".join(parts))

    def _choose(self, key: str) -> None:
        self.basis = KpiBasis(key)
        self.grid.show_rows(self._rows)

    def _set_up(self) -> None:
        case_id = self.part.case_id
        if case_id is not None:
            self.part.write(lambda session: kpis.set_up(session, case_id), action=Action.KPI_EDIT)

    def ask(self) -> FieldsQuestion:
        """Ask which indicator to add."""
        case_id = self.part.case_id
        taken = {row.code for row in self._rows}
        offered: list[tuple[object, str]] = [
            (one.code, f"{one.code} {titled(one.title)} ({one.unit})")
            for one in self._offered
            if one.code not in taken
        ]
        question = FieldsQuestion(
            tr("지표 추가"),
            tr("사업에서 고를 수 있는 지표입니다."),
            tr("지표 추가하기"),
            [
                Asked("code", tr("지표"), ChoiceEdit("", offered), required=True),
                Asked("baseline", tr("구축 전"), NumberEdit(places=4, smallest=_LOWEST)),
                Asked("target", tr("목표"), NumberEdit(places=4, smallest=_LOWEST)),
            ],
            parent=self,
        )
        question.then_write(
            self.part.operations,
            lambda session, values: kpis.add(session, case_id, values),  # type: ignore[arg-type]
            action=Action.KPI_EDIT,
        )
        return question
