"""The places of the window: what stands in the rail, and how each page is made when first seen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop.views.shared.language import tr

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop.settings import Settings
    from desktop.views.shared.operations import Operations
    from desktop.views.shared.page import Page

    Maker = Callable[[Operations, Settings], Page]


@dataclass(frozen=True)
class Place:
    """One page and its line in the rail.

    `word` is empty for a page that the rail does not name; `within` is the line that is marked
    while it is seen.
    """

    name: str
    icon: str
    word: str
    make: Maker
    at_bottom: bool = False
    within: str = ""


# Pages are imported when they are first seen: what is not visible is not loaded.
def _today(operations: Operations, settings: Settings) -> Page:
    from desktop.views.today.page import TodayPage

    return TodayPage(operations, settings)


def _cases(operations: Operations, settings: Settings) -> Page:
    from desktop.views.cases.list_page import CaseListPage

    return CaseListPage(operations, settings)


def _case(operations: Operations, settings: Settings) -> Page:
    from desktop.views.cases.case_page import CasePage

    return CasePage(operations, settings)


def _companies(operations: Operations, settings: Settings) -> Page:
    from desktop.views.companies.list_page import CompanyListPage

    return CompanyListPage(operations, settings)


def _company(operations: Operations, settings: Settings) -> Page:
    from desktop.views.companies.company_page import CompanyPage

    return CompanyPage(operations, settings)


def _import(operations: Operations, settings: Settings) -> Page:
    from desktop.views.exchange.wizard import ImportWizard

    return ImportWizard(operations, settings)


def _matching(operations: Operations, settings: Settings) -> Page:
    from desktop.views.matching.page import MatchingPage

    return MatchingPage(operations, settings)


def _evaluation(operations: Operations, settings: Settings) -> Page:
    from desktop.views.scoring.page import EvaluationPage

    return EvaluationPage(operations, settings)


def _documents(operations: Operations, settings: Settings) -> Page:
    from desktop.views.documents.page import DocumentsPage

    return DocumentsPage(operations, settings)


def _reports(operations: Operations, settings: Settings) -> Page:
    from desktop.views.reports.page import ReportsPage

    return ReportsPage(operations, settings)


def _sync(operations: Operations, settings: Settings) -> Page:
    from desktop.views.sync.page import SyncPage

    return SyncPage(operations, settings)


def _history(operations: Operations, settings: Settings) -> Page:
    from desktop.views.history.page import HistoryPage

    return HistoryPage(operations, settings)


def _rules(operations: Operations, settings: Settings) -> Page:
    from desktop.views.rules.page import RulesPage

    return RulesPage(operations, settings)


def _settings(operations: Operations, settings: Settings) -> Page:
    from desktop.views.settings.page import SettingsPage

    return SettingsPage(operations, settings)


def places() -> list[Place]:
    """Return every place, the rail's in its order; words are in the chosen language."""
    return [
        Place("today", "calendar-check", tr("오늘"), _today),
        Place("cases", "folder-kanban", tr("사례"), _cases),
        Place("companies", "factory", tr("기업"), _companies),
        Place("evaluation", "clipboard-check", tr("평가"), _evaluation),
        Place("matching", "handshake", tr("매칭"), _matching),
        Place("documents", "file-text", tr("문서"), _documents),
        Place("reports", "chart-column", tr("보고"), _reports),
        Place("sync", "refresh-cw", tr("동기화"), _sync),
        Place("history", "history", tr("기록"), _history, at_bottom=True),
        Place("settings", "settings", tr("설정"), _settings, at_bottom=True),
        Place("case", "", "", _case, within="cases"),
        Place("company", "", "", _company, within="companies"),
        Place("import", "", "", _import),
        Place("rules", "", "", _rules, within="settings"),
    ]
