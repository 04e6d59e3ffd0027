"""Stories of the window in which a large firm reads its slate and answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import psycopg
import pytest
from PySide6.QtWidgets import QLabel

from db import engine as engines
from db.hub import access
from db.words import AnswerKind
from desktop.services.sync import partner_slate
from desktop.services.sync.slate_store import SlateStore
from desktop.views.partner.page import SlatePage
from desktop.views.shared.in_place.asking import FieldsQuestion
from tests.factory import make_partner
from tests.hub.partner.conftest import engine_on, writing
from tests.hub.partner.firms import Center, make_disclosure, make_full_case
from tests.views.cases.case_window import settled

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from db.hub.embedded import Embedded
    from desktop.views.shared.operations import Operations


@pytest.fixture
def slate(embedded: Embedded, tmp_path: Path) -> Iterator[Path]:
    """Return the folder of a slate with two cases."""
    url = embedded.make_database("slate_window")
    engine = engine_on(url)
    engines.migrate(engine)
    with psycopg.connect(url, autocommit=True) as connection:
        access.install(connection)
        with writing(engine) as session:
            partner = make_partner(session)
            for number in ("2026-GN-1", "2026-GN-2"):
                make_disclosure(session, make_full_case(session, number=number), partner)
        center = Center(connection)
        store = center.computer(tmp_path / "slate", partner.id)
        partner_slate.apply(store, center.slate(store))
        store.close()
    engine.dispose()
    yield tmp_path / "slate"
    embedded.drop_database("slate_window")


@pytest.fixture
def page(qtbot: QtBot, operations: Operations, slate: Path) -> Iterator[SlatePage]:
    opened = SlatePage(operations, slate, reader="정검토")
    qtbot.addWidget(opened)
    opened.show()
    qtbot.waitUntil(lambda: opened.rows.rowCount() == 2)
    yield opened
    settled(qtbot, operations)
    opened.close_slate()


def texts(page: SlatePage) -> list[str]:
    return [one.text() for one in page.panel.findChildren(QLabel)]


def shown(qtbot: QtBot, page: SlatePage) -> None:
    page.table.opened.emit(page.rows.rows[0])
    qtbot.waitUntil(page.panel.isVisible)


def answered(page: SlatePage, kind: AnswerKind, **values: Any) -> FieldsQuestion:
    page.panel.buttons[kind].click()
    question = next(one for one in page.findChildren(FieldsQuestion) if one.isVisible())
    for name, value in values.items():
        question.fields[name].editor.set_value(value)  # type: ignore[attr-defined]
    question.buttons["yes"].click()
    return question


def test_given_a_slate_when_a_case_is_opened_then_it_shows_what_may_be_seen_and_notes_who_looked(
    qtbot: QtBot, page: SlatePage, operations: Operations, slate: Path
) -> None:
    shown(qtbot, page)

    assert "공정 실시간 관리 MES 구축" in texts(page)
    assert "나머지 항목은 채택한 뒤에 보입니다." in texts(page)
    settled(qtbot, operations)
    store = SlateStore.open(slate)
    assert [row["reader"] for row in store.rows("SELECT reader FROM viewing")] == ["정검토"]
    store.close()


def test_given_a_case_when_answered_then_it_stands_there_until_it_is_sent(
    qtbot: QtBot, page: SlatePage
) -> None:
    shown(qtbot, page)

    answered(page, AnswerKind.SUPPLEMENT, text="견적서를 보여 주세요.")

    qtbot.waitUntil(lambda: any("견적서" in text and "보내기 전" in text for text in texts(page)))


def test_given_half_an_answer_when_given_then_the_dialog_stays_and_says_what_is_missing(
    qtbot: QtBot, page: SlatePage
) -> None:
    shown(qtbot, page)

    question = answered(page, AnswerKind.DECLINE)

    assert question.isVisible()
    question.close()


def test_given_no_line_to_the_hub_when_fetched_then_one_sentence_says_so(
    qtbot: QtBot, page: SlatePage
) -> None:
    page.fetch.click()

    qtbot.waitUntil(page.banner.isVisible)
    assert "연결할 수 없습니다" in page.banner.sentence.text()
    assert page.fetch.isEnabled()


def test_given_no_slate_when_opened_then_the_window_says_what_to_do(
    qtbot: QtBot, operations: Operations, tmp_path: Path
) -> None:
    page = SlatePage(operations, tmp_path / "none")
    qtbot.addWidget(page)
    page.show()

    qtbot.waitUntil(page.banner.isVisible)
    assert "등록되지 않았습니다" in page.banner.sentence.text()
    assert not page.fetch.isEnabled()
