"""Stories of letting large firms see a case, from the page of the case."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from db.tables import PartnerAnswer
from db.words import AnswerKind, DeclineReason, DisclosureState, Stage
from desktop.services.matching import disclosures
from tests.factory import keep, make_partner
from tests.services import road
from tests.services.road import TODAY
from tests.views.cases.case_window import kept, question, settled, shown, typed

if TYPE_CHECKING:
    from uuid import UUID

    from pytestqt.qtbot import QtBot

    from desktop.services.workspace import Workspace
    from desktop.views.shared.operations import Operations


def card_of(page: Any) -> Any:
    return page.tabs[Stage.MATCHING].disclosures


def test_given_a_case_when_a_firm_is_let_in_and_taken_back_then_the_card_says_so(
    qtbot: QtBot, workspace: Workspace, operations: Operations
) -> None:
    case_id = kept(workspace, road.matching)
    firm = kept(workspace, lambda s: make_partner(s).id)
    page = shown(qtbot, operations, case_id)
    page.show_stage(Stage.MATCHING)
    card = card_of(page)
    assert card.grid.lines == {}

    card.allow.click()
    dialog = question(page)
    dialog.fields["partner_id"].editor.set_value(firm)
    dialog.buttons["yes"].click()
    settled(qtbot, operations)
    (line,) = card.grid.lines.values()
    assert (line.partner.text(), line.row.state) == ("가람전자", DisclosureState.IN_FORCE)

    line.revoke.click()
    typed(qtbot, question(page).fields["reason"].editor, "경쟁사로 확인", enter=False)
    question(page).buttons["yes"].click()
    settled(qtbot, operations)

    (line,) = card.grid.lines.values()
    assert line.row.state is DisclosureState.REVOKED
    assert not line.revoke.isVisible()


def test_given_a_firm_that_is_let_in_when_asked_again_then_the_dialog_says_why_not(
    qtbot: QtBot, workspace: Workspace, operations: Operations
) -> None:
    case_id = kept(workspace, road.matching)
    firm = kept(workspace, lambda s: make_partner(s).id)
    kept(workspace, lambda s: _allow(s, case_id, firm))
    page = shown(qtbot, operations, case_id)
    page.show_stage(Stage.MATCHING)

    card_of(page).allow.click()
    dialog = question(page)
    dialog.fields["partner_id"].editor.set_value(firm)
    dialog.buttons["yes"].click()
    settled(qtbot, operations)

    assert dialog.isVisible()
    assert "이미" in dialog.banner.sentence.text()
    dialog.close()


def test_given_answers_of_a_firm_then_they_stand_below_with_their_reason(
    qtbot: QtBot, workspace: Workspace, operations: Operations
) -> None:
    case_id = kept(workspace, road.matching)
    firm = kept(workspace, lambda s: make_partner(s).id)
    kept(workspace, lambda s: _allow(s, case_id, firm))
    kept(
        workspace,
        lambda s: keep(
            s,
            PartnerAnswer(
                case_id=case_id, partner_id=firm, kind=AnswerKind.DECLINE, author="정검토",
                reason=DeclineReason.COST, text="자부담이 큽니다.",
            ),
        ),
    )  # fmt: skip

    page = shown(qtbot, operations, case_id)
    page.show_stage(Stage.MATCHING)
    (line,) = card_of(page).answers.lines.values()

    assert line.text.text() == "비용 과다 · 자부담이 큽니다."


def _allow(session: Any, case_id: UUID, firm: UUID) -> UUID:
    days = {"from_on": TODAY, "until_on": TODAY + timedelta(days=30)}
    return disclosures.allow(session, case_id, firm, days, today=TODAY)
