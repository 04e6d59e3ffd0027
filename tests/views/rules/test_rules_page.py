"""Tells how rules are read, changed in a copy, tested, tried, and put under a case."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QLineEdit
from sqlmodel import select

from db.tables import Announcement, Case
from db.words import EligibilityState, Severity
from desktop.services.programmes import pack_library, pack_signing, packs
from desktop.services.programmes.errors import PackMissingError
from desktop.services.programmes.pack_lines import LineKind
from desktop.services.programmes.packs import Origin
from desktop.settings import Settings
from desktop.views.cases.case.rules_dialog import RulesDialog
from desktop.views.rules.page import RulesPage
from desktop.views.shared import theme
from desktop.views.shared.tokens import Theme
from tests.services import road
from tests.services.programmes.test_what_changes import BEFORE, OTHER
from tests.views.cases.case_window import kept, settled, shown

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from uuid import UUID

    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot

    from desktop.services.programmes.pack_lines import PackLine
    from desktop.services.workspace import Workspace
    from desktop.views.shared.operations import Operations

TESTED = (
    OTHER
    + """
[[test]]
id = "소상공인만 적합"
track = "type1-basic"
facts = { size_class = "micro" }
findings = { size = "pass" }
"""
)


@pytest.fixture(autouse=True)
def _dressed(qapp: QApplication) -> None:
    theme.apply(qapp, Theme.LIGHT)


@pytest.fixture
def case(workspace: Workspace) -> UUID:
    """Return a case under the first rules; the other rules are there too."""
    pack_library.keep_written(workspace.packs, BEFORE)
    pack_library.keep_written(workspace.packs, TESTED)
    return kept(workspace, lambda s: road.opened(s, pack="before-2026"))


@pytest.fixture
def opened(qtbot: QtBot, operations: Operations, case: UUID) -> Callable[[], RulesPage]:
    """Return how to open the page at the other rules."""

    def open_page() -> RulesPage:
        page = RulesPage(operations, Settings())
        qtbot.addWidget(page)
        page.resize(1366, 768)
        page.show()
        qtbot.waitUntil(lambda: page.shown is not None)
        row = packs.row_of("other-2031", "1.0")
        page.packs.set_value(row)
        page.packs.value_chosen.emit(row)
        settled(qtbot, operations)
        return page

    return open_page


def line(page: RulesPage, kind: LineKind, name: str) -> PackLine:
    return next(one for one in page.rules.rows.rows if (one.kind, one.name) == (kind, name))


def pick(page: RulesPage, one: PackLine) -> None:
    page.rules.table.select((one.kind, one.place))
    assert page.rules.card.line == one


def test_given_a_pack_when_opened_then_its_rules_and_what_nobody_verified_are_read(
    opened: Callable[[], RulesPage],
) -> None:
    page = opened()

    assert "여기에서 고침" in page.header.subtitle.text()
    assert {one.kind for one in page.rules.rows.rows} >= {
        LineKind.ELIGIBILITY,
        LineKind.FUNDING,
        LineKind.PAPER,
        LineKind.DAY,
    }
    pick(page, line(page, LineKind.ELIGIBILITY, "size"))
    assert page.rules.card.says.text() == "size_class == 'micro'"
    assert "공고 원문으로 검증 안 됨" in page.rules.card.origin.text()
    page.rules.unverified.setChecked(True)
    assert all(not one.rule.verified for one in page.rules.rows.rows)
    assert not page.rules.card.inputs


def test_given_a_copy_when_a_rule_is_changed_and_saved_then_it_is_a_new_version(
    qtbot: QtBot, operations: Operations, workspace: Workspace, opened: Callable[[], RulesPage]
) -> None:
    page = opened()
    page.copy.click()
    qtbot.waitUntil(lambda: page.draft is not None)
    pick(page, line(page, LineKind.ELIGIBILITY, "size"))

    choice = page.rules.card.inputs["severity"].field.editor
    choice.set_value(Severity.WARNS)  # type: ignore[attr-defined]
    page.rules.card.apply.click()
    qtbot.waitUntil(lambda: page.draft is not None and bool(page.draft.changed))
    page.save_as("1.1")
    qtbot.waitUntil(lambda: page.row is not None and page.row.version == "1.1")
    settled(qtbot, operations)

    assert packs.pack("other-2031", "1.1").rules[0].severity is Severity.WARNS
    assert packs.pack("other-2031", "1.0").rules[0].severity is Severity.BLOCKS
    assert page.draft is None
    assert (workspace.packs / "other-2031-1.1" / "pack.toml").is_file()


def test_given_a_value_that_does_not_fit_then_it_is_said_beside_the_rule_and_nothing_changes(
    qtbot: QtBot, operations: Operations, opened: Callable[[], RulesPage]
) -> None:
    page = opened()
    page.copy.click()
    qtbot.waitUntil(lambda: page.draft is not None)
    pick(page, line(page, LineKind.ELIGIBILITY, "size"))

    text = page.rules.card.inputs["expression"].field.editor
    text.setPlainText("size_klass == 'micro'")  # type: ignore[attr-defined]
    page.rules.card.apply.click()
    settled(qtbot, operations)

    assert page.rules.card.banner.sentence.text() == (
        "그런 이름의 사실이 없습니다. 수식의 1번째 글자입니다. 혹시 ‘size_class’ 아닌가요?"
    )
    assert page.draft is not None
    assert page.draft.changed == ()
    assert not page.save.isEnabled()


def test_given_a_share_and_a_cap_when_changed_then_the_table_says_them(
    qtbot: QtBot, operations: Operations, opened: Callable[[], RulesPage]
) -> None:
    page = opened()
    page.begin_draft()
    qtbot.waitUntil(lambda: page.draft is not None)
    pick(page, line(page, LineKind.FUNDING, "national.cash"))

    share = page.rules.card.inputs["max_share"].field.editor
    assert isinstance(share, QLineEdit)
    assert share.text() == "50%"
    share.setText("45%")
    page.rules.card.apply.click()
    qtbot.waitUntil(lambda: page.draft is not None and bool(page.draft.changed))
    settled(qtbot, operations)

    index = page.rules.rows.index(
        page.rules.rows.rows.index(line(page, LineKind.FUNDING, "national.cash")), 2
    )
    assert "45 % 이내" in index.data()


def test_given_a_changed_copy_when_its_tests_run_then_what_broke_is_told(
    qtbot: QtBot, operations: Operations, opened: Callable[[], RulesPage]
) -> None:
    page = opened()
    page.show_mode("tests")
    qtbot.waitUntil(lambda: "1건 통과" in page.tests.banner.sentence.text())
    page.begin_draft()
    qtbot.waitUntil(lambda: page.draft is not None)

    page.change(
        next(one for one in page.rules.rows.rows if one.name == "size"),
        {"expression": "size_class == 'large'"},
    )

    qtbot.waitUntil(lambda: "0건 통과" in page.tests.banner.sentence.text())
    assert page.tests.rows.rows[0].differences[0].name == "size"
    settled(qtbot, operations)


def test_given_the_lab_when_rules_are_tried_then_regions_and_turned_cases_are_shown(
    qtbot: QtBot, operations: Operations, case: UUID, opened: Callable[[], RulesPage]
) -> None:
    page = opened()
    page.show_mode("lab")
    qtbot.waitUntil(page.lab.go.isEnabled)
    wanted: list[object] = []
    page.case_wanted.connect(wanted.append)

    page.lab.go.click()
    qtbot.waitUntil(lambda: bool(page.lab.turned.rows))
    page.lab.by_case.opened.emit(page.lab.turned.rows[0])
    settled(qtbot, operations)

    assert [(row.name, row.passes_after) for row in page.lab.regions.rows] == [("경남", 0)]
    assert page.lab.turned.rows[0].after is EligibilityState.INELIGIBLE
    assert wanted == [case]


def test_given_a_lab_under_way_when_stopped_then_that_is_said(
    qtbot: QtBot, operations: Operations, opened: Callable[[], RulesPage]
) -> None:
    page = opened()
    page.show_mode("lab")
    qtbot.waitUntil(page.lab.go.isEnabled)

    page.lab.start()
    page.lab.progress.cancelled.emit()
    settled(qtbot, operations)

    assert "그만두었습니다" in page.lab.banner.sentence.text()
    assert not page.lab.regions.rows
    assert page.lab.go.isEnabled()


def test_given_zips_when_installed_then_only_a_trusted_one_is_taken(
    qtbot: QtBot,
    operations: Operations,
    tmp_path: Path,
    opened: Callable[[], RulesPage],
) -> None:
    source, zipped = tmp_path / "new.toml", tmp_path / "new.zip"
    source.write_text(OTHER.replace("other-2031", "new-2032"), encoding="utf-8")
    pack_signing.make_keys(tmp_path / "a.key", tmp_path / "a.pub")
    pack_library.sign(source, tmp_path / "a.key", zipped)
    page = opened()

    page.install_from(zipped)
    qtbot.waitUntil(page.banner.action.isVisible)
    refused = page.banner.sentence.text()
    page.trust_and_install(tmp_path / "a.pub", zipped)
    qtbot.waitUntil(lambda: page.row is not None and page.row.id == "new-2032")
    settled(qtbot, operations)

    assert "공개키를 먼저 등록해" in refused
    assert page.row is not None
    assert page.row.origin is Origin.SIGNED


def test_given_a_case_when_other_rules_are_chosen_then_what_changes_is_seen_before(
    qtbot: QtBot, operations: Operations, workspace: Workspace, case: UUID
) -> None:
    page = shown(qtbot, operations, case)

    page.head.rules_wanted.emit()
    dialog = page.findChild(RulesDialog)
    assert dialog is not None
    settled(qtbot, operations)
    dialog.packs.set_value(packs.row_of("other-2031", "1.0"))
    dialog.packs.value_chosen.emit(None)
    settled(qtbot, operations)

    lines = {(one.about, one.name): (one.before, one.after) for one in dialog.rows.rows}
    assert "처음 규칙" in dialog.now.text()
    assert lines["요건", "소상공인만"] == ("충족", "미충족")
    assert lines["재원", "국비"] == ("30,000,000", "40,000,000")
    assert lines["서류", "안전 진단서"] == ("—", "필요")
    assert workspace.read(lambda s: s.get_one(Case, case)).pack == "before-2026"
    dialog.go.click()
    settled(qtbot, operations)
    assert workspace.read(lambda s: s.get_one(Case, case)).pack == "other-2031"


def test_given_a_new_version_when_an_announcement_should_use_it_then_differences_come_first(
    qtbot: QtBot, operations: Operations, workspace: Workspace, opened: Callable[[], RulesPage]
) -> None:
    page = opened()

    dialog = page.use()
    assert dialog is not None
    settled(qtbot, operations)

    told = {dialog.rows.index(at, 1).data(): at for at in range(dialog.rows.rowCount())}
    size = [dialog.rows.index(told["소상공인만"], column).data() for column in (3, 4)]
    assert size == [
        "차단 · size_class in ['micro', 'small']",
        "차단 · size_class == 'micro' · 검증 안 됨",
    ]
    assert dialog.rows.index(told["안전 진단서"], 3).data() == "—"
    assert "진행 중인 사례 1건은 시작할 때의 규칙을 지킵니다" in dialog.banner.sentence.text()
    dialog.go.click()
    settled(qtbot, operations)
    kept_now = workspace.read(lambda s: s.exec(select(Announcement)).one())
    assert (kept_now.pack, kept_now.pack_version) == ("other-2031", "1.0")
    assert workspace.read(lambda s: s.exec(select(Case.pack)).one()) == "before-2026"


def test_given_a_version_that_somebody_stands_on_when_removed_then_it_stays(
    qtbot: QtBot, operations: Operations, opened: Callable[[], RulesPage]
) -> None:
    page = opened()
    page.remove()
    qtbot.waitUntil(lambda: page.row is not None and page.row.id != "other-2031")
    settled(qtbot, operations)
    with pytest.raises(PackMissingError):
        packs.row_of("other-2031", "1.0")

    first = packs.row_of("before-2026", "1.0")
    page.packs.set_value(first)
    page.packs.value_chosen.emit(first)
    settled(qtbot, operations)
    page.remove()
    settled(qtbot, operations)

    assert "2건" in page.banner.sentence.text()
    assert packs.row_of("before-2026", "1.0") == first
