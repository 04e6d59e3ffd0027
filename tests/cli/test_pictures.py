"""Pictures of every page can be taken where there is no screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtGui import QImage

from db.words import Stage
from desktop.services.workspace import DATABASE
from desktop.views.places import places
from tests.cli.runs import run, run_alone

if TYPE_CHECKING:
    from pathlib import Path


def test_given_a_workspace_then_every_page_is_pictured_and_nothing_in_it_changes(
    world: Path, tmp_path: Path
) -> None:
    before = (world / DATABASE).read_bytes()
    out = tmp_path / "pictures"

    done = run_alone("shots", "-w", world, "--out", out, "--theme", "dark", "--language", "en")

    assert done.returncode == 0, done.stderr
    taken = {file.stem.removesuffix("-dark") for file in out.iterdir()}
    pages = {place.name for place in places()} - {"case", "import"}
    tabs = {f"case-{stage}" for stage in Stage}
    steps = {"welcome", "board", "sync-conflicts", "sync-files"}
    steps |= {"import-choose", "import-map", "palette"}
    assert taken == pages | tabs | steps
    picture = QImage(str(out / "today-dark.png"))
    assert (picture.width(), picture.height()) == (1366, 768)
    assert (world / DATABASE).read_bytes() == before


@pytest.mark.parametrize("wrong", [("--size", "wide"), ("--theme", "pink")])
def test_given_a_size_or_colours_that_are_none_then_one_sentence_says_how(
    tmp_path: Path, wrong: tuple[str, str]
) -> None:
    result = run("shots", "--out", tmp_path / "pictures", *wrong)

    assert result.exit_code == 1
    assert "1366x768" in result.stderr
