"""Says where things lie: the user's data, this program's own files, frozen or from source."""

from __future__ import annotations

import sys
from pathlib import Path

import platformdirs

_HERE = Path(__file__).resolve().parent


def bundle() -> Path:
    """Return the folder that holds `templates/`; PyInstaller unpacks data beside the code."""
    if getattr(sys, "frozen", False):
        return Path(getattr(sys, "_MEIPASS", _HERE.parent))
    return _HERE.parent


def resources() -> Path:
    """Return the folder of fonts, icons and languages."""
    return _HERE / "resources"


def templates() -> Path:
    """Return the folder of the document templates, in a checkout, a wheel or a frozen build."""
    inside_wheel = _HERE / "bundled" / "templates"
    return inside_wheel if inside_wheel.is_dir() else bundle() / "templates"


def seed() -> Path:
    """Return the folder of the shipped code lists and programme packs."""
    return _HERE.parent / "db" / "seed"


def default_workspace() -> Path:
    """Return the folder of the database that opens when none is named."""
    return platformdirs.user_data_path("ieum", appauthor=False) / "workspace"


def settings_file() -> Path:
    """Return the file that keeps the settings of this computer."""
    return platformdirs.user_config_path("ieum", appauthor=False) / "settings.toml"


def log_folder() -> Path:
    """Return the folder of the log files."""
    return platformdirs.user_log_path("ieum", appauthor=False)


def identities() -> Path:
    """Return the folder of this account's keys for sync; never inside a workspace."""
    return platformdirs.user_data_path("ieum", appauthor=False) / "identities"
