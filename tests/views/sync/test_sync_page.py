"""Stories of the page of sync: where this computer stands, files, points to return to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt

from db.tables import Company, Staff, SyncFile, SyncParked, SyncRejected, SyncSelf
from db.words import Action, Carrier, FileKind
from desktop.services.security import snapshots
from desktop.views.shared import dialogs
from tests.factory import make_company, make_staff
from tests.services.sync.disputed import AT, enrolled
from tests.views.frame import focusable, given, press, settle

if TYPE_CHECKING:
    from pathlib import Path

    import pytest
    from pytestqt.qtbot import QtBot
    from sqlmodel import Session

    from desktop.services.workspace import Workspace
    from desktop.views.shared.operations import Operations
    from desktop.views.sync.page import SyncPage
    from tests.views.frame import Opened


def _page(opened: Opened) -> SyncPage:
    page: Any = opened("sync").page("sync")
    return page  # type: ignore[no-any-return]


def _files(session: Session) -> None:
    enrolled(session)
    who = make_staff(session, name="이주임")
    for out, failed in ((True, ""), (False, "GapError")):
        session.add(
            SyncFile(
                out=out,
                carrier=Carrier.FILE,
                kind=FileKind.BATCH if out else FileKind.FEED,
                name=f"GN-{int(out)}.ieum",
                sha256="ab" * 32,
                size=2_500,
                first=1,
                last=9,
                other_side="허브",
                person=who.id,
                note="=1+1",
                at=AT,
                failed=failed,
            )
        )


def _words(page: SyncPage) -> str:
    from PySide6.QtWidgets import QLabel

    shown = [w.text() for w in page.standing.findChildren(QLabel) if w.isVisibleTo(page)]
    return "\n".join(shown)


def test_given_no_hub_then_the_page_says_that_all_works_here_and_offers_to_enrol(
    opened: Opened,
) -> None:
    page = _page(opened)
    window: Any = page.window()

    assert "네트워크 없이도" in _words(page)
    assert page.standing.enrol.isVisible()
    assert not page.meet.isEnabled()
    assert not page._export.isEnabled()
    assert page._carry.isEnabled()
    assert window.bar.state.text() == "이 PC에 저장됨"
    assert window.rail.button("sync").count == 0


def test_given_a_hub_then_page_and_bar_say_how_far_the_changes_have_come(
    opened: Opened, workspace: Workspace
) -> None:
    given(workspace, enrolled)
    given(workspace, lambda s: make_company(s).id)

    page = _page(opened)
    window: Any = page.window()

    assert page.standing.figures[0].number.text() == "1"
    assert "사무실 PC" in _words(page)
    assert "https://hub.center.example" in _words(page)
    assert "빠진 것도, 거절된 것도 없습니다." in _words(page)
    assert window.bar.state.text() == "내 PC에만 1건"
    assert page.meet.isEnabled()


def test_given_another_page_when_the_state_in_the_bar_is_pressed_then_sync_opens(
    opened: Opened,
) -> None:
    window = opened("today")

    window.bar.state.click()

    assert window.pages.currentWidget() is window.page("sync")


def test_given_what_the_hub_did_not_take_then_it_says_why_and_leads_there(
    opened: Opened, workspace: Workspace, qtbot: QtBot, operations: Operations
) -> None:
    def refused(session: Session) -> None:
        from sqlalchemy import text

        enrolled(session)
        keys = session.execute(
            text("SELECT key FROM journal_transaction WHERE action = 'company.add'")
        )
        session.add(SyncRejected(tx=keys.scalars().first(), turn=1, code="not_allowed"))
        session.add(SyncParked(n=1, tx="aa", tbl="future", pk="bb", kind="insert", data="{}"))

    company = workspace.write(
        lambda s: make_company(s, name="한빛정밀").id, action=Action.COMPANY_ADD
    ).value
    given(workspace, refused)
    page = _page(opened)

    words = _words(page)
    assert "기업 등록" in words
    assert "한빛정밀" in words
    assert "권한" in words
    assert "최신판" in words
    see, seen = page.standing.links
    with qtbot.waitSignal(page.company_wanted) as wanted:
        see.click()
    assert wanted.args == [company]
    window: Any = page.window()
    assert window.rail.button("sync").count == 1

    window.go("sync")
    seen.click()
    settle(qtbot, operations)

    assert window.rail.button("sync").count == 0
    assert len(page.standing.links) == 1  # what was refused stays in sight


def test_given_files_that_travelled_then_the_register_shows_and_exports_them(
    opened: Opened, workspace: Workspace, qtbot: QtBot, operations: Operations, tmp_path: Path
) -> None:
    from openpyxl import load_workbook

    given(workspace, _files)
    page = _page(opened)
    page.show_mode("files")

    shown = page.register.table.model()
    cells = [[shown.index(r, c).data() for c in range(10)] for r in range(2)]
    assert {row[1] for row in cells} == {"반출", "반입"}
    assert {row[9] for row in cells} == {"확인 전", "거절"}

    target = tmp_path / "대장.xlsx"
    page.register.export(target)
    settle(qtbot, operations)

    sheet = load_workbook(target).worksheets[0]
    values = [cell.value for row in sheet.iter_rows() for cell in row if cell.value]
    assert values[0] == "반출입 대장"
    assert "ab" * 32 in values
    assert "=1+1" in values  # a text, not a formula


def test_given_a_point_when_returned_to_by_two_clicks_then_all_is_as_it_was(
    opened: Opened,
    workspace: Workspace,
    qtbot: QtBot,
    operations: Operations,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    given(workspace, lambda s: make_staff(s, name="이주임").id)
    snapshots.snapshot(workspace, "sync")
    given(workspace, lambda s: make_company(s, name="나중기업").id)
    page = _page(opened)
    page.show_mode("points")
    settle(qtbot, operations)
    asked: list[str] = []

    def confirm(_parent: object, _title: str, sentence: str, **_how: object) -> bool:
        asked.append(sentence)
        return True

    monkeypatch.setattr("desktop.views.sync.points_tab.confirm", confirm)
    assert dialogs.confirm is not confirm

    page.points.table.selectRow(0)
    with qtbot.waitSignal(page.page_wanted):
        page.points.back.click()
    settle(qtbot, operations)

    from sqlmodel import select

    assert len(asked) == 1
    assert workspace.read(lambda s: s.exec(select(Company)).all()) == []
    assert workspace.person == workspace.read(lambda s: s.exec(select(Staff.id)).one())
    words = [point.why for point in snapshots.list_snapshots(workspace.folder)]
    assert words == ["rewind", "sync"]
    given(workspace, lambda s: make_company(s, name="다시").id)  # it can be written to


def test_given_the_page_then_tab_reaches_everything_in_it_and_each_thing_has_a_name(
    opened: Opened, workspace: Workspace
) -> None:
    given(workspace, _files)
    page = _page(opened)

    for mode in ("standing", "conflicts", "files", "points"):
        page.show_mode(mode)
        for widget in focusable(page):
            text = getattr(widget, "text", str)()
            assert widget.accessibleName() or text, widget
    page.setFocus()
    press(Qt.Key.Key_Tab)
    assert page.isAncestorOf(page.window().focusWidget())


def test_given_one_computer_without_identity_then_nothing_is_asked_of_a_hub(
    opened: Opened, workspace: Workspace, qtbot: QtBot, operations: Operations
) -> None:
    window = opened("today")
    window.settings.sync_minutes = 1

    window.news.minute()
    settle(qtbot, operations)

    assert not window.news.travelling.is_under_way
    assert workspace.read(lambda s: s.get(SyncSelf, 1)) is None
