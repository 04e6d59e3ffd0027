"""The cards of the company page, each edited in place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget
from typing_extensions import override

from db.words import Action, OperatingState, SizeClass
from desktop.services.companies import contacts, sites
from desktop.services.companies.numbers import format_brn
from desktop.views.field_labels import field_label
from desktop.views.labels import label
from desktop.views.shared.card import Card
from desktop.views.shared.case_tones import STAGE_ICONS, STAGE_TONES, STATE_TONES
from desktop.views.shared.date_edit import DateEdit
from desktop.views.shared.in_place.editors import LongText, TextEdit, whole, word_choice
from desktop.views.shared.in_place.facts import FactCard, small_button, tool, widen
from desktop.views.shared.in_place.grid import EditGrid, Line, cell
from desktop.views.shared.language import tr
from desktop.views.shared.money_words import spoken_won, won
from desktop.views.shared.number_edit import NumberEdit
from desktop.views.shared.row_model import RIGHT, Column, RowModel
from desktop.views.shared.table import DataTable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop.services.companies.contacts import ContactRow
    from desktop.services.companies.detail import CompanyCase, CompanyDetail, SiteRow
    from desktop.views.shared.in_place.part import Part

_TEXTS = ("brn", "crn", "representative", "phone", "email", "homepage", "ksic")
_MOST_CASES_IN_SIGHT = 6


class CompanyCard(FactCard):
    """What is known about the company itself."""

    def __init__(self, part: Part) -> None:
        super().__init__(tr("기업 정보"), columns=4)
        self.form = part.form("company", Action.COMPANY_EDIT)
        self.add(self.form, "name", TextEdit(field_label("name")), required=True, span=2)
        for name in _TEXTS:
            shown = {"brn": lambda value: format_brn(str(value or ""))}.get(name)
            self.add(self.form, name, TextEdit(field_label(name)), to_shown=shown)
        self.add(
            self.form, "size_class", word_choice(SizeClass, field_label("size_class"), empty=True)
        )
        self.add(self.form, "size_basis_date", DateEdit(field_label("size_basis_date")))
        self.add(self.form, "size_valid_to", DateEdit(field_label("size_valid_to")))
        employees = NumberEdit(field_label("employees"), unit=tr("명"), smallest=0)
        self.add(self.form, "employees", employees, to_stored=whole)
        self.add(self.form, "founded", DateEdit(field_label("founded")))
        state = word_choice(OperatingState, field_label("operating_state"))
        self.add(self.form, "operating_state", state)
        self.add(self.form, "operating_state_on", DateEdit(field_label("operating_state_on")))
        self.add(self.form, "complex_name", TextEdit(field_label("complex_name")))
        self.add(self.form, "address", TextEdit(field_label("address")), span=2)
        self.add(self.form, "products", LongText(field_label("products")), span=2)

    def show_company(self, found: CompanyDetail) -> None:
        """Show a reading of the company."""
        self.form.show(found.id, found.values)
        self.set_error(
            "crn",
            tr("검증 숫자가 맞지 않습니다. 번호를 확인해 주세요.") if found.crn_is_odd else None,
        )


def _cases_columns() -> tuple[Column[CompanyCase], ...]:
    return (
        Column("과제번호", lambda r: r.number, key="number", width=130),
        Column("과제명", lambda r: r.title, key="title", stretch=True, width=200),
        Column("공고", lambda r: r.announcement or "", key="announcement", width=170),
        Column(
            "단계",
            lambda r: label(r.stage),
            key="stage",
            width=110,
            pill=lambda r: STAGE_TONES[r.stage],
            icon=lambda r: STAGE_ICONS[r.stage],
        ),
        Column(
            "상태",
            lambda r: label(r.state),
            key="state",
            width=90,
            pill=lambda r: STATE_TONES[r.state],
        ),
        Column("대기업", lambda r: r.partner or "", key="partner", width=110),
        Column(
            "총사업비",
            lambda r: won(r.total_cost),
            sort=lambda r: r.total_cost,
            key="cost",
            width=120,
            align=RIGHT,
            tip=lambda r: spoken_won(r.total_cost),
        ),
    )


class CasesCard(Card):
    """The cases of the company, the newest first.

    Signals:
        case_wanted: the person opened one; carries its id.
    """

    case_wanted = Signal(object)

    def __init__(self) -> None:
        super().__init__(tr("사례"))
        self.rows: RowModel[CompanyCase] = RowModel(_cases_columns())
        self.table = DataTable(tr("이 기업의 사례"))
        self.table.setProperty("frame", "none")
        self.table.show_model(self.rows)
        self.table.set_empty_state("folder-kanban", tr("아직 사례가 없습니다"))
        self.table.opened.connect(lambda row: self.case_wanted.emit(row.id))
        self.add(self.table)

    def show_cases(self, cases: Sequence[CompanyCase]) -> None:
        """Show the cases; the table is as high as they are, up to a point."""
        self.rows.set_rows(list(cases))
        lines = min(len(cases) or 3, _MOST_CASES_IN_SIGHT) + 1
        self.table.setFixedHeight(self.table.verticalHeader().defaultSectionSize() * lines + 6)


class _FieldsLine(Line[Any]):
    """A line of text fields of one row, with a button that takes the row off."""

    def __init__(
        self, part: Part, table: str, action: Action, fields: Sequence[str], remove: Any, name: str
    ) -> None:
        self._form = part.form(table, action)
        self._fields = fields
        self._row_id: Any = None
        self._cells: list[QWidget] = []
        for field in fields:
            edit = TextEdit(f"{name} {field_label(field)}")
            bound = cell(edit.accessibleName(), edit)
            self._form.bind(field, bound)
            self._cells.append(bound)
        button = tool("trash-2", tr("{name} 지우기", name=name))
        button.clicked.connect(
            lambda: part.write(lambda session: remove(session, self._row_id), action=action)
        )
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(button)
        self._cells.append(holder)

    @override
    def cells(self) -> list[QWidget]:
        return self._cells

    @override
    def show(self, row: Any) -> None:
        self._row_id = row.id
        self._form.show(row.id, {field: getattr(row, field) for field in self._fields})


class _ListCard(Card):
    """A card with a small table that grows by a button.

    Signals:
        add_wanted: the person wants another row.
    """

    add_wanted = Signal()

    def __init__(self, title: str, add: str, fields: Sequence[str], empty: str) -> None:
        super().__init__(title)
        widen(self)
        self.fields = fields
        self._empty = empty
        self.add_button = small_button(add, "plus")
        self.add_button.clicked.connect(self.add_wanted)
        self.add_action(self.add_button)

    def _grid_of(self, make: Any) -> EditGrid[Any]:
        titles = [(field_label(name), 3) for name in self.fields]
        grid: EditGrid[Any] = EditGrid(
            self.title.text(), [*titles, ("", 0)], make, empty=self._empty
        )
        self.add(grid)
        return grid


class SitesCard(_ListCard):
    """The workplaces."""

    def __init__(self, part: Part) -> None:
        super().__init__(
            tr("사업장"),
            tr("사업장 추가"),
            ("name", "sub_number", "address", "phone", "factory_number"),
            tr("등록한 사업장이 없습니다."),
        )
        self.grid = self._grid_of(
            lambda row: _FieldsLine(
                part, "site", Action.COMPANY_EDIT, self.fields, sites.remove, row.name
            )
        )

    def show_sites(self, found: Sequence[SiteRow]) -> None:
        """Show the workplaces."""
        self.grid.show_rows(found)


class ContactsCard(_ListCard):
    """The people to talk to."""

    def __init__(self, part: Part) -> None:
        super().__init__(
            tr("연락처"),
            tr("연락처 추가"),
            ("name", "department", "title", "phone", "mobile", "email"),
            tr("등록한 연락처가 없습니다."),
        )
        self.grid = self._grid_of(
            lambda row: _FieldsLine(
                part, "contact", Action.CONTACT_EDIT, self.fields, contacts.remove, row.name
            )
        )

    def show_contacts(self, found: Sequence[ContactRow]) -> None:
        """Show the people."""
        self.grid.show_rows(found)
