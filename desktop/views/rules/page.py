"""The rules of announcements: read, changed in a copy, tested, tried on past applications."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from PySide6.QtWidgets import (
    QFileDialog,
    QMenu,
    QPushButton,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from db.errors import DeskError
from db.words import Changed
from desktop.services.programmes import (
    pack_drafts,
    pack_folders,
    pack_library,
    pack_signing,
    pack_use,
    packs,
)
from desktop.services.programmes.errors import PackBrokenError, PackUntrustedError
from desktop.services.programmes.pack_lines import lines_of
from desktop.services.programmes.packs import Origin
from desktop.views.rules.announcement_dialog import AnnouncementDialog
from desktop.views.rules.lab_view import LabView
from desktop.views.rules.table_view import RulesTable
from desktop.views.rules.tests_view import TestsView
from desktop.views.shared import icons, look
from desktop.views.shared.banner import Banner
from desktop.views.shared.choice_edit import ChoiceEdit
from desktop.views.shared.dialogs import Verb, ask, ask_text, confirm
from desktop.views.shared.explain import explain
from desktop.views.shared.explain.packs import without_place
from desktop.views.shared.flow_layout import FlowLayout
from desktop.views.shared.in_place.facts import tool
from desktop.views.shared.language import tr
from desktop.views.shared.pack_words import origin_words, pack_title
from desktop.views.shared.page import Page
from desktop.views.shared.page_header import PageHeader
from desktop.views.shared.segmented import SegmentedControl
from desktop.views.shared.tokens import Space, Tone

if TYPE_CHECKING:
    from desktop.services.programmes.pack import Pack
    from desktop.services.programmes.pack_drafts import Draft
    from desktop.services.programmes.pack_lines import PackLine
    from desktop.services.programmes.packs import PackRow
    from desktop.settings import Settings
    from desktop.views.shared.operations import Operations

_RULES, _TESTS, _LAB = "rules", "tests", "lab"


@dataclass(frozen=True)
class _Reading:
    """The packs that are here, and what is wrong with those that can't be used."""

    rows: tuple[PackRow, ...]
    broken: tuple[str, ...]


class RulesPage(Page):
    """One pack at a time, in three ways: its rules, its tests, the policy lab."""

    LISTENS: ClassVar[frozenset[Changed]] = frozenset({Changed.PROGRAMMES})

    def __init__(
        self, operations: Operations, settings: Settings, parent: QWidget | None = None
    ) -> None:
        super().__init__(operations, settings, parent)
        self.setWindowTitle(tr("공고 규칙"))
        self.draft: Draft | None = None
        self.row: PackRow | None = None
        self._pack: Pack | None = None
        self._wanted: tuple[str, str] | None = None
        self.header = PageHeader(tr("공고 규칙"))
        self.packs = ChoiceEdit(tr("규칙 묶음"))
        self.packs.setMinimumWidth(look.px(290))
        self.packs.value_chosen.connect(lambda row: self._choose(row))
        self.mode = SegmentedControl(
            tr("보기"),
            [
                (_RULES, tr("규칙"), "list-checks"),
                (_TESTS, tr("시험"), "clipboard-check"),
                (_LAB, tr("정책 실험"), "chart-column"),
            ],
        )
        self.mode.chosen.connect(self.show_mode)
        self.install = self._button(tr("묶음 설치"), "download", self._ask_file)
        self.copy = self._button(tr("사본 고치기"), "copy", self.begin_draft, kind="primary")
        self.drop = self._button(tr("고침 버리기"), "x", self._ask_drop)
        self.save = self._button(tr("새 판으로 저장"), "check", self._ask_version, kind="primary")
        self.more = tool("ellipsis", tr("이 묶음으로 할 일"))
        self.more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.deeds = QMenu(self.more)
        self.deeds.addAction(tr("공고에 쓰기")).triggered.connect(lambda _on=False: self.use())
        self.removal = self.deeds.addAction(tr("이 판 지우기"))
        self.removal.triggered.connect(lambda _on=False: self._ask_removal())
        self.more.setMenu(self.deeds)
        for widget in (self.more, self.install, self.drop, self.copy, self.save):
            self.header.add_action(widget)
        chosen = QWidget()
        chosen.setProperty("ground", "none")
        flow = FlowLayout(chosen)  # large letters in a small window need two lines
        for choice in (self.packs, self.mode):
            flow.addWidget(choice)
        self.banner = Banner(closable=True)
        self.banner.acted.connect(self._ask_key)
        self._untrusted: Path | None = None
        self.rules = RulesTable()
        self.rules.changed.connect(self.change)
        self.tests = TestsView(operations)
        self.lab = LabView(operations)
        self.lab.case_wanted.connect(self.case_wanted)
        self.body = QStackedWidget()
        for view in (self.rules, self.tests, self.lab):
            self.body.addWidget(view)
        column = QVBoxLayout(self)
        column.setContentsMargins(*(look.px(Space.WIDE),) * 4)
        column.setSpacing(look.px(Space.MEDIUM))
        column.addWidget(self.header)
        column.addWidget(chosen)
        column.addWidget(self.banner)
        column.addWidget(self.body, 1)
        self.setFocusProxy(self.packs)
        self._enable()

    @override
    def refresh(self) -> None:
        """Read which packs are here."""
        self.operations.run(_read, owner=self, then=self._offer)

    @override
    def place(self) -> Any:
        chosen = (self.row.id, self.row.version) if self.row is not None else None
        return chosen, self.mode.value(), self.draft

    @override
    def return_to(self, place: Any) -> None:
        self._wanted, mode, self.draft = place
        self.mode.set_value(mode)
        if self.draft is not None:
            self._pack = self.draft.pack

    @property
    def shown(self) -> Pack | None:
        """Return the pack that is shown: the draft while one is under way."""
        return self.draft.pack if self.draft is not None else self._pack

    def show_mode(self, mode: str) -> None:
        """Show the rules, the tests or the lab."""
        self.mode.set_value(mode)
        pack = self.shown
        views: dict[str, QWidget] = {_RULES: self.rules, _TESTS: self.tests, _LAB: self.lab}
        self.body.setCurrentWidget(views[mode])
        if pack is None:
            return
        if mode == _TESTS:
            self.tests.show_pack(pack)
        elif mode == _LAB:
            self.lab.show_pack(pack)
        else:
            changed = self.draft.changed if self.draft is not None else ()
            self.rules.show_pack(pack, drafting=self.draft is not None, changed=changed)

    # --- a copy under way -----------------------------------------------------------------------

    def begin_draft(self) -> None:
        """Begin to change a copy of the pack that is shown."""
        pack = self._pack
        if pack is None or self.draft is not None:
            return
        self.operations.run(lambda: pack_drafts.begin(pack), owner=self, then=self._take_draft)

    def change(self, line: PackLine, values: dict[str, Any]) -> None:
        """Change values of one rule of the copy; what does not fit is said beside the rule."""
        draft = self.draft
        if draft is None:
            return
        self.operations.run(
            lambda: pack_drafts.change(draft, line.place, values),
            owner=self,
            then=self._take_draft,
            otherwise=self._refuse,
        )

    def save_as(self, version: str) -> None:
        """Keep the copy as a version of its own."""
        draft, own = self.draft, self.operations.workspace.packs
        if draft is None:
            return
        self.operations.run(
            lambda: pack_drafts.save(draft, own, version),
            owner=self,
            then=self._saved,
            otherwise=self._say_wrong,
        )

    def drop_draft(self) -> None:
        """Forget the copy."""
        self.draft = None
        self.banner.quiet()
        self._show()

    def install_from(self, file: Path) -> None:
        """Take a signed pack in."""
        own = self.operations.workspace.packs
        self.operations.run(
            lambda: pack_library.install(file, own),
            owner=self,
            then=self._installed,
            otherwise=lambda error: self._not_installed(file, error),
        )

    def trust_and_install(self, key: Path, file: Path) -> None:
        """Trust whoever signed a pack from now on, and take the pack in."""
        own = self.operations.workspace.packs
        self.operations.run(
            lambda: pack_library.trust(key, own),
            owner=self,
            then=lambda _print: self.install_from(file),
            otherwise=self._say_wrong,
        )

    def use(self) -> AnnouncementDialog | None:
        """Let an announcement stand on the rules that are shown, after showing what differs."""
        if self.row is None:
            return None
        dialog = AnnouncementDialog(self.operations, self.row, parent=self)
        dialog.changed.connect(
            lambda title: self.said.emit(tr("공고의 규칙을 바꿨습니다: {title}", title=title))
        )
        dialog.open()
        dialog.finished.connect(dialog.deleteLater)
        return dialog

    def remove(self) -> None:
        """Remove the version that is shown, unless somebody stands on it."""
        row = self.row
        if row is not None:
            self.operations.read(  # only files are removed; the database says who stands on them
                lambda session: pack_use.remove(session, row.id, row.version),
                owner=self,
                then=lambda _none: self._removed(row),
                otherwise=self._say_wrong,
            )

    # --- inside ---------------------------------------------------------------------------------

    def _button(self, words: str, icon: str, then: Any, *, kind: str = "secondary") -> QPushButton:
        button = QPushButton(words)
        button.setProperty("kind", kind)
        icons.wear(button, icon, "on_solid" if kind == "primary" else "text")
        button.clicked.connect(lambda: then())
        return button

    def _offer(self, found: _Reading) -> None:
        self.packs.set_choices((row, f"{pack_title(row)} · {row.version}") for row in found.rows)
        wanted = self._wanted or ((self.row.id, self.row.version) if self.row else None)
        self._wanted = None
        row = next((one for one in found.rows if (one.id, one.version) == wanted), None)
        self.row = row or next(iter(found.rows), None)
        self.packs.set_value(self.row)
        if found.broken:
            self.banner.say("\n".join(found.broken), Tone.WARNING)
        self._load()

    def _choose(self, row: Any) -> None:
        if self.draft is not None and row != self.row and not self._may_drop():
            self.packs.set_value(self.row)
            return
        self.draft = None
        self.row = row
        self.banner.quiet()
        self._load()

    def _load(self) -> None:
        row = self.row
        if row is not None:
            self.operations.run(
                lambda: packs.pack(row.id, row.version),
                owner=self,
                then=lambda pack: self._take(row, pack),
                otherwise=self._say_wrong,
            )

    def _take(self, row: PackRow, pack: Pack) -> None:
        if row == self.row:
            self._pack = pack
            self._show()

    def _take_draft(self, draft: Draft) -> None:
        self.draft = draft
        self._show()
        if draft.changed:
            words = tr(
                "사본을 고치는 중입니다. 고친 규칙 {count}건, 아직 저장하지 않았습니다.",
                count=len(draft.changed),
            )
        else:
            words = tr("사본을 고치는 중입니다. 규칙을 골라 오른쪽에서 고쳐 주세요.")
        self.banner.say(words)

    def _show(self) -> None:
        pack, row = self.shown, self.row
        self._enable()
        if pack is None or row is None:
            return
        lines = lines_of(pack)
        unverified = sum(not line.rule.verified for line in lines)
        self.header.say(
            tr("공고 규칙"),
            subtitle=tr(
                "{origin} · 규칙 {count}건 · 검증 안 된 것 {unverified}건",
                origin=origin_words(row.origin),
                count=f"{len(lines):,}",
                unverified=f"{unverified:,}",
            ),
        )
        self.show_mode(self.mode.value())

    def _enable(self) -> None:
        drafting = self.draft is not None
        self.copy.setVisible(not drafting)
        self.copy.setEnabled(self._pack is not None)
        self.install.setVisible(not drafting)
        self.save.setVisible(drafting)
        self.save.setEnabled(drafting and bool(self.draft and self.draft.changed))
        self.drop.setVisible(drafting)
        self.more.setVisible(not drafting)
        self.more.setEnabled(self.row is not None)
        self.removal.setEnabled(self.row is not None and self.row.origin is not Origin.SHIPPED)

    def _refuse(self, error: Exception) -> None:
        if isinstance(error, PackBrokenError):
            self.rules.card.complain(without_place(error))
        elif isinstance(error, DeskError):
            self.rules.card.complain(explain(error))
        else:
            self.complain(error)

    def _say_wrong(self, error: Exception) -> None:
        if isinstance(error, DeskError):
            self.banner.say(explain(error), Tone.DANGER)
        else:
            self.complain(error)

    def _not_installed(self, file: Path, error: Exception) -> None:
        if isinstance(error, PackUntrustedError):
            self._untrusted = file
            self.banner.say(explain(error), Tone.WARNING, action=tr("공개키 등록"))
        else:
            self._say_wrong(error)

    def _ask_key(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(
            self, tr("믿을 수 있는 곳의 공개키"), "", f"*{pack_signing.PUBLIC}"
        )
        if chosen and self._untrusted is not None:
            self.trust_and_install(Path(chosen), self._untrusted)

    def _ask_removal(self) -> None:
        if self.row is None:
            return
        name = f"{pack_title(self.row)} · {self.row.version}"
        sentence = tr("‘{pack}’을(를) 이 자료에서 지웁니다. 되돌릴 수 없습니다.", pack=name)
        verb = tr("이 판 지우기")
        if confirm(self, verb, sentence, verb=verb, dangerous=True):
            self.remove()

    def _removed(self, row: PackRow) -> None:
        name = f"{row.id} {row.version}"
        self.said.emit(tr("‘{pack}’을(를) 지웠습니다.", pack=name))
        self.row = None
        self.refresh()

    def _saved(self, row: PackRow) -> None:
        self.draft = None
        self.banner.quiet()
        self._wanted = (row.id, row.version)
        self.said.emit(
            tr("‘{pack} {version}’을(를) 저장했습니다.", pack=row.id, version=row.version)
        )
        self.refresh()

    def _installed(self, row: PackRow) -> None:
        self._wanted = (row.id, row.version)
        self.said.emit(
            tr("‘{pack} {version}’을(를) 설치했습니다.", pack=row.id, version=row.version)
        )
        self.refresh()

    def _may_drop(self) -> bool:
        if self.draft is None or not self.draft.changed:
            return True
        verbs = [Verb("drop", tr("고침 버리기"), "danger")]
        sentence = tr("저장하지 않은 고침 {count}건이 사라집니다.", count=len(self.draft.changed))
        return ask(self, tr("고친 것을 버릴까요?"), sentence, verbs) == "drop"

    def _ask_drop(self) -> None:
        if self._may_drop():
            self.drop_draft()

    def _ask_version(self) -> None:
        if self.draft is None:
            return
        version = ask_text(
            self,
            tr("새 판으로 저장"),
            tr("판 번호를 적어 주세요. 진행 중인 사례는 시작할 때의 판을 지킵니다."),
            text=pack_drafts.next_version(self.draft.pack),
        )
        if version:
            self.save_as(version)

    def _ask_file(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(
            self, tr("설치할 규칙 묶음"), "", f"*{pack_library.ENDING}"
        )
        if chosen:
            self.install_from(Path(chosen))


def _read() -> _Reading:
    pack_folders.forget()  # the command line may have put a pack there
    return _Reading(packs.list_packs(), tuple(explain(one) for one in packs.broken_packs()))
