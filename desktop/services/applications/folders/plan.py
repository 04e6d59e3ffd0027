"""Plans what a ZIP of folders brings: folder by folder to a case, file by file to a paper.

Nothing is kept here; a person looks at the plan, changes it, and only then it is taken in.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.services.applications import papers
from desktop.services.applications.folders.archive import Part, Reader, opened, parts_of
from desktop.services.applications.folders.filing import paper_of
from desktop.services.applications.folders.matching import FolderMatch, OpenCases
from desktop.services.applications.paper_files import USUAL_BYTES, format_of
from desktop.services.errors import PaperRefusedError
from desktop.services.programmes.paper_rules import USUAL_FORMATS

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from sqlmodel import Session

    from desktop.services.applications.folders.matching import CaseChoice
    from desktop.services.applications.papers import PaperRow

    Told = Callable[[int, int], None]

_WRAPPERS = 3  # how deep the folders of the companies may lie


class FileState(StrEnum):
    """What is going to happen to a file."""

    PAPER = "paper"  # it becomes the file of a paper
    ATTACHMENT = "attachment"  # it lies with the case, as no paper
    SKIPPED = "skipped"
    REFUSED = "refused"  # its content is not what may be handed in


@dataclass
class PlannedFile:
    """One file. refusal: why its content is refused. taken: the paper has a file already."""

    part: Part
    refusal: PaperRefusedError | None = None
    paper: PaperRow | None = None
    state: FileState = FileState.SKIPPED
    taken: bool = False

    @property
    def id(self) -> int:
        """Return what tells it from the others."""
        return self.part.number


@dataclass
class PlannedFolder:
    """One folder with the case that was found or chosen for it."""

    name: str
    match: FolderMatch
    files: list[PlannedFile]
    case: CaseChoice | None = None
    papers: list[PaperRow] = field(default_factory=list)

    @property
    def id(self) -> str:
        """Return what tells it from the others."""
        return self.name

    @property
    def is_asked(self) -> bool:
        """Return whether a person has to say which case it is."""
        return self.case is None

    @property
    def filed(self) -> list[PlannedFile]:
        """Return the files that will be kept."""
        kept = (FileState.PAPER, FileState.ATTACHMENT)
        return [one for one in self.files if self.case is not None and one.state in kept]


@dataclass
class Plan:
    """Everything that a ZIP would bring; choices: all open cases, for folders that are asked."""

    path: Path
    folders: list[PlannedFolder]
    choices: tuple[CaseChoice, ...]

    @property
    def count(self) -> int:
        """Return how many files will be kept."""
        return sum(len(folder.filed) for folder in self.folders)

    @property
    def asked(self) -> int:
        """Return for how many folders a person has to say which case they are."""
        return sum(folder.is_asked for folder in self.folders)


def look(session: Session, path: Path, *, told: Told = lambda _done, _of: None) -> Plan:
    """Return what a ZIP would bring; looks at the content of each file.

    told: hears how many files of how many were looked at, and may raise to stop.
    Raises ArchiveRefusedError, FileUnreadableError.
    """
    parts = parts_of(path)
    cases = OpenCases(session)
    refusals: dict[int, PaperRefusedError | None] = {}
    with opened(path) as reader:
        for done, part in enumerate(parts):
            pause = partial(told, done, len(parts))
            pause()
            refusals[part.number] = _refusal(reader, part, pause)
    told(len(parts), len(parts))
    folders = []
    for name, own in _by_company(parts).items():
        files = [PlannedFile(part, refusal=refusals[part.number]) for part in own]
        folder = PlannedFolder(name, cases.find(name), files)
        choose_case(session, folder, folder.match.choices[0] if folder.match.certain else None)
        folders.append(folder)
    return Plan(path, folders, cases.choices)


def choose_case(session: Session, folder: PlannedFolder, case: CaseChoice | None) -> None:
    """Say which case a folder belongs to, and file its files anew; None: to none."""
    folder.case = case
    folder.papers = papers.list_papers(session, case.case_id) if case is not None else []
    filed: set[UUID] = set()
    for file in folder.files:
        file.paper, file.taken, file.state = None, False, FileState.SKIPPED
        if file.refusal is not None:
            file.state = FileState.REFUSED
        elif case is not None:
            _file(file, folder.papers, filed)


def choose_paper(folder: PlannedFolder, file: PlannedFile, paper: PaperRow | None) -> None:
    """Say which paper a file is; one that another file was filed as goes over to this one."""
    if file.refusal is not None:
        return
    for other in folder.files:
        if paper is not None and other is not file and other.paper is paper:
            other.paper, other.state = None, FileState.ATTACHMENT
    file.paper = paper
    file.taken = paper is not None and paper.attachment_id is not None
    file.state = FileState.PAPER if paper is not None else FileState.ATTACHMENT


def skip(file: PlannedFile) -> None:
    """Leave a file where it is."""
    if file.refusal is None:
        file.paper, file.state = None, FileState.SKIPPED


def _file(file: PlannedFile, known: list[PaperRow], filed: set[UUID]) -> None:
    """File one file; a paper takes one file, and one that has a file keeps it."""
    paper = paper_of(file.part, known)
    if paper is None or paper.id in filed:
        file.state = FileState.ATTACHMENT
        return
    filed.add(paper.id)
    file.paper = paper
    file.taken = paper.attachment_id is not None
    file.state = FileState.SKIPPED if file.taken else FileState.PAPER


def _refusal(reader: Reader, part: Part, pause: Callable[[], None]) -> PaperRefusedError | None:
    """Return why the content of a file may not be handed in, None where it may."""
    if part.size > USUAL_BYTES:
        return PaperRefusedError(code="size", name=part.name, size=part.size, limit=USUAL_BYTES)
    content = reader.content(part, limit=USUAL_BYTES, pause=pause)
    try:
        format_of(Path(part.name), content, formats=USUAL_FORMATS)
    except PaperRefusedError as error:
        return error
    return None


def _by_company(parts: tuple[Part, ...]) -> dict[str, list[Part]]:
    """Return the files by the folder of their company; folders around all of them are passed by.

    Files beside the folders stand under an empty name.
    """
    depth = 0
    while depth < _WRAPPERS and _is_wrapped(parts, depth):
        depth += 1
    found: dict[str, list[Part]] = defaultdict(list)
    for part in parts:
        found[part.folders[depth] if len(part.folders) > depth else ""].append(part)
    return dict(found)


def _is_wrapped(parts: tuple[Part, ...], depth: int) -> bool:
    """Say whether one folder holds everything, and folders again."""
    names = {part.folders[depth] if len(part.folders) > depth else "" for part in parts}
    return len(names) == 1 and "" not in names and all(len(p.folders) > depth + 1 for p in parts)
