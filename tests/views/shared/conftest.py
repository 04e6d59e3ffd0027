"""Dresses the program for tests of shared widgets."""

from __future__ import annotations

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from typing import TYPE_CHECKING

import pytest

from desktop.views.shared import language, theme
from desktop.views.shared.language import Language
from desktop.views.shared.tokens import Theme

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtWidgets import QApplication


@pytest.fixture(autouse=True)
def _dressed(qapp: QApplication) -> Iterator[None]:
    """Every widget is tried as the person sees it: light, Korean, one style sheet."""
    if not qapp.styleSheet():
        theme.apply(qapp, Theme.LIGHT)
    yield
    language.choose(Language.KOREAN)
