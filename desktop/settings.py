"""The settings of this computer, typed, kept as a TOML file."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import tomli_w
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from desktop import paths
from desktop.views.shared.language import Language


class Settings(BaseModel):
    """What a person chose on this computer; a broken or missing value falls back to its default."""

    model_config = ConfigDict(validate_assignment=True, extra="ignore")

    workspace: Path | None = None
    language: Language = Language.KOREAN
    theme: str = Field(default="light", pattern="^(light|dark|high_contrast|system)$")
    scale: int = Field(default=100, ge=80, le=200)  # percent, on top of the system's own
    compact: bool = False
    centre: str = Field(default="", max_length=16)
    person: str = ""  # id of the member of staff who works here
    rail_collapsed: bool = False
    lists: dict[str, dict[str, Any]] = Field(default_factory=dict)  # columns of each list
    splitters: dict[str, list[int]] = Field(default_factory=dict)
    sync_minutes: int | None = Field(default=None, ge=0, le=24 * 60)  # 0: when asked
    sync_folder: Path | None = None  # the shared folder that was used last
    window: list[int] = Field(default_factory=list)  # x, y, width, height, 1 where maximised


def load(file: Path | None = None) -> Settings:
    """Return the settings kept in `file`; a value that can't be used is left out, not fatal."""
    file = file or paths.settings_file()
    try:
        found: dict[str, Any] = tomllib.loads(file.read_text("utf-8"))
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError):
        return Settings()
    try:
        return Settings.model_validate(found)
    except ValidationError as error:
        wrong = {str(problem["loc"][0]) for problem in error.errors()}
        return Settings.model_validate({k: v for k, v in found.items() if k not in wrong})


def keep(settings: Settings, file: Path | None = None) -> None:
    """Write the settings beside their final name, then rename, so that a crash leaves the old."""
    file = file or paths.settings_file()
    file.parent.mkdir(parents=True, exist_ok=True)
    fresh = file.with_suffix(".new")
    fresh.write_text(tomli_w.dumps(settings.model_dump(mode="json", exclude_none=True)), "utf-8")
    fresh.replace(file)
