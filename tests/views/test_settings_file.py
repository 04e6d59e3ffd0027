"""The settings of a computer: kept whole, read with care."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import HealthCheck, given
from hypothesis import settings as trying
from hypothesis import strategies as st

from desktop import settings
from desktop.settings import Settings
from desktop.views.shared.language import Language

if TYPE_CHECKING:
    from pathlib import Path


def test_given_chosen_settings_when_kept_then_the_next_start_reads_the_same(tmp_path: Path) -> None:
    chosen = Settings(
        workspace=tmp_path / "자료",
        language=Language.ENGLISH,
        theme="dark",
        scale=125,
        rail_collapsed=True,
        lists={"cases": {"hidden": ["owner"], "widths": {"company": 333}}},
        splitters={"history": [700, 420]},
        window=[10, 20, 1300, 800, 1],
    )

    settings.keep(chosen, tmp_path / "new folder" / "settings.toml")

    assert settings.load(tmp_path / "new folder" / "settings.toml") == chosen


def test_given_a_value_that_cannot_be_used_then_it_alone_is_left_out(tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    file.write_text('theme = "pink"\nscale = 125\nfuture = 1\n', "utf-8")

    read = settings.load(file)

    assert (read.theme, read.scale) == ("light", 125)


@trying(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.binary(max_size=200))
def test_given_any_bytes_for_a_file_then_the_program_starts(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "settings.toml"
    file.write_bytes(content)

    assert isinstance(settings.load(file), Settings)


def test_given_no_file_then_the_defaults_hold(tmp_path: Path) -> None:
    assert settings.load(tmp_path / "missing.toml") == Settings()
