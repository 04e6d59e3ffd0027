"""The world that all measures share: made once, kept in the temporary folder of this computer."""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
import time
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from db.engine import HEAD
from db.words import Action
from desktop.services import setup
from desktop.services.demo import world
from desktop.services.workspace import Workspace

TODAY = date(2026, 11, 22)
SEED = 2018
_NOTES = "made.json"


@dataclass(frozen=True)
class World:
    """A workspace with many companies, and how long it took to make."""

    folder: Path
    companies: int
    rows: int
    seconds: float


def shared(companies: int) -> World:
    """Return the world of this size; it is made when it is not there yet."""
    place = Path(tempfile.gettempdir()) / "ieum-benchmarks" / f"{companies}-{_fingerprint()}"
    notes = place / _NOTES
    if not notes.exists():
        shutil.rmtree(place, ignore_errors=True)
        rows, seconds = make(place / "workspace", companies)
        notes.write_text(json.dumps({"rows": rows, "seconds": seconds}))
    made = json.loads(notes.read_text())
    return World(place / "workspace", companies, made["rows"], made["seconds"])


def _fingerprint() -> str:
    """Return a digest of all that a world follows from, so that an old one is not measured."""
    digest = hashlib.sha256(HEAD.encode())
    for file in sorted(Path(world.__file__).parent.glob("*.py")):
        digest.update(file.read_bytes())
    return digest.hexdigest()[:12]


def make(folder: Path, companies: int) -> tuple[int, float]:
    """Make a demo world in `folder`; return its rows and the seconds that it took."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    begun = time.perf_counter()
    workspace = setup.begin(folder, centre="GN", person="Benchmark")
    written = workspace.write(
        lambda session: world.make(session, companies=companies, seed=SEED, today=TODAY),
        action=Action.DEMO,
    )
    workspace.close()
    return written.value, time.perf_counter() - begun


def opened(folder: Path) -> Workspace:
    """Open a world as the window would."""
    workspace = Workspace.open(folder)
    workspace.centre = workspace.read(setup.centre_of)
    workspace.person = workspace.read(lambda session: setup.who_works_here(session, ""))
    return workspace
