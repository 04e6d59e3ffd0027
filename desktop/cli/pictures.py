"""`ieum shots`: pictures of every page, for the guide and for looking at changes."""

from __future__ import annotations

import os
import re
import tempfile
from contextlib import ExitStack, chdir, suppress
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from db.words import Action, DocumentKind
from desktop.cli.shared import desk_of, fail, say
from desktop.cli.spoken import Command
from desktop.views.shared.language import Language, chosen, tr

if TYPE_CHECKING:
    from desktop.services.workspace import Workspace
    from desktop.settings import Settings
    from desktop.views.shots import Subjects

_COMPANIES, _SEED = 300, 2018
_WITH_DOCUMENTS = 5
_SIZE = re.compile(r"(\d{3,5})x(\d{3,5})")
_THEMES = ("light", "dark", "high_contrast")
_NOTHING_KEPT, _ALL_STEPS = 0, 2


def add_to(app: typer.Typer) -> None:
    """Add the commands of this file."""
    words = tr("모든 화면의 그림을 만듭니다. 자료를 고르지 않으면 작은 체험 자료로 합니다.")
    app.command("shots", cls=Command, help=words)(shots)


def shots(
    context: typer.Context,
    out: Annotated[Path, typer.Option(metavar="DIR", help=tr("그림을 둘 폴더"))],
    theme: Annotated[str, typer.Option(help=tr("색: light, dark, high_contrast"))] = "light",
    scale: Annotated[int, typer.Option(min=80, max=200, help=tr("크기(퍼센트)"))] = 100,
    language: Annotated[
        Language | None, typer.Option(help=tr("화면의 언어(없으면 지금 언어)"))
    ] = None,
    size: Annotated[str, typer.Option(metavar="WxH", help=tr("창의 크기"))] = "1366x768",
    only: Annotated[
        list[str] | None, typer.Option(metavar="NAME", help=tr("이 그림만(여러 번 쓸 수 있음)"))
    ] = None,
) -> None:
    """Open the window without a screen and save a picture of every page."""
    measure = _SIZE.fullmatch(size)
    if measure is None or theme not in _THEMES:
        raise fail(tr("크기는 1366x768처럼, 색은 light, dark, high_contrast로 적어 주세요."))
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from desktop.settings import Settings

    kept = Settings(theme=theme, scale=scale, language=language or chosen())
    folder = out.resolve()
    folder.mkdir(parents=True, exist_ok=True)
    with ExitStack() as until_done:
        # Pages show where the data lies; in a picture that should be no folder of this computer.
        room = Path(until_done.enter_context(tempfile.TemporaryDirectory()))
        named = desk_of(context).named
        source = named.resolve() if named else None
        until_done.enter_context(chdir(room))
        workspace = _opened(source, kept)
        until_done.callback(workspace.close)
        width, height = (int(side) for side in measure.groups())
        _take(workspace, kept, folder, size=(width, height), only=only or [], own=source is None)


def _opened(source: Path | None, kept: Settings) -> Workspace:
    """Open the named workspace, or make a small world that is the same every time."""
    from desktop import app
    from desktop.cli import pictures_sync
    from desktop.services import setup
    from desktop.services.demo import world

    if source is not None:
        return app.open_workspace(source, kept)
    workspace = setup.begin(Path(tr("체험 자료")), centre="GN", person="김가온")
    workspace.write(
        lambda session: world.make(
            session, companies=_COMPANIES, seed=_SEED, today=date.today(), centre="GN"
        ),
        action=Action.DEMO,
    )
    _make_documents(workspace)
    pictures_sync.let_somebody_else_type(workspace)
    return workspace


def _make_documents(workspace: Workspace) -> None:
    """Make the documents that the values of a few cases are enough for."""
    from desktop.services.cases import listing
    from desktop.services.documents import make
    from desktop.services.errors import FieldsMissingError
    from desktop.views.documents.page import FOLDER

    folder = workspace.folder / FOLDER
    found = workspace.read(lambda session: listing.find(session, "", today=date.today()))
    for case_id in found.ids[:_WITH_DOCUMENTS]:
        for kind in DocumentKind:
            work = partial(make.make, folder=folder, case_id=case_id, kind=kind)
            with suppress(FieldsMissingError):
                workspace.write(work, action=Action.DOCUMENT_MAKE)


def _take(
    workspace: Workspace,
    kept: Settings,
    folder: Path,
    *,
    size: tuple[int, int],
    only: list[str],
    own: bool,
) -> None:
    from desktop import app
    from desktop.views import shots as camera

    running = app.application(kept)
    window = app.build(workspace, kept)
    window.resize(*size)
    window.show()
    subjects = _subjects(workspace, steps=_ALL_STEPS if own else _NOTHING_KEPT)
    for name, picture in camera.shots(window, subjects):
        if not only or name in only:
            file = folder / f"{name}-{kept.theme.replace('_', '-')}.png"
            picture.save(str(file))
            say(str(file))
    window.close()
    window.operations.wait()
    running.processEvents()


def _subjects(workspace: Workspace, *, steps: int) -> Subjects:
    """Choose a case that has been everywhere, its company, and a sheet with every kind of row."""
    from desktop.services.cases import listing
    from desktop.services.companies.names import normalise_name
    from desktop.services.demo.sheet import write_applicants
    from desktop.views.shots import Subjects

    def choose(session: Any) -> Any:
        for query in ("stage:aftercare state:open", "stage:aftercare", ""):
            found = listing.find(session, query, today=date.today())
            if found.count:
                return listing.rows(session, found.ids[:1])[0]
        raise fail(tr("사례가 없는 자료로는 그림을 만들 수 없습니다."))

    row = workspace.read(choose)
    file = Path(tr("신청기업_체험.xlsx"))
    return Subjects(
        case_id=row.id,
        company_id=row.company_id,
        search=normalise_name(row.company)[:2],
        sheet=write_applicants(file, known=row.company, brn=row.brn),
        import_steps=steps,
        folder=Path(tr("이음 자료")),
    )
