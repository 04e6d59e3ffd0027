"""Opens, prints and shows files with the programs of the system."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

if TYPE_CHECKING:
    from pathlib import Path


def open_file(path: Path) -> bool:
    """Open a file in its own program; return whether there is one."""
    return QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))


def print_file(path: Path) -> bool:
    """Send a file to the printer; where the system has no such verb, open it for printing."""
    if sys.platform == "win32":
        os.startfile(path, "print")
        return True
    return open_file(path)


def show_in_folder(path: Path) -> bool:
    """Show a file among its neighbours, marked where the system can do that."""
    if sys.platform == "win32":
        subprocess.Popen(["explorer", f"/select,{path}"])
        return True
    return QDesktopServices.openUrl(QUrl.fromLocalFile(str(path.parent)))
