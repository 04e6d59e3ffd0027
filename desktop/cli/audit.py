"""`ieum audit`: gives the changes to an auditor in a file that proves itself, and checks one."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path  # noqa: TC003 - typer reads the annotations at run time
from typing import TYPE_CHECKING, Annotated

import typer

from desktop.cli.shared import as_script, day_of, desk_of, say, say_facts, say_json, show_progress
from desktop.cli.spoken import Command, Group
from desktop.views.shared.language import tr

if TYPE_CHECKING:
    from db.sync.keys import Keys
    from desktop.services.workspace import Workspace


def add_to(app: typer.Typer) -> None:
    """Add the commands of this file."""
    room = typer.Typer(
        name="audit",
        cls=Group,
        help=tr("감사자에게 줄 변경 기록을 만들고 검사합니다."),
        no_args_is_help=True,
        rich_markup_mode=None,
    )
    room.command("export", cls=Command, help=tr("서명된 변경 기록 파일을 만듭니다."))(export)
    room.command("check", cls=Command, help=tr("변경 기록 파일을 검사합니다."))(check)
    app.add_typer(room)


def export(
    context: typer.Context,
    target: Annotated[Path, typer.Argument(metavar="FILE", help=tr("만들 파일, 또는 둘 폴더"))],
    case: Annotated[str, typer.Option(metavar="NUMBER", help=tr("이 사례의 변경만"))] = "",
    since: Annotated[str, typer.Option(help=tr("이 날부터(예: 2026-01-01)"))] = "",
    until: Annotated[str, typer.Option(help=tr("이 날까지"))] = "",
) -> None:
    """Write every change, or those of a case or a time, signed by this computer."""
    from db.words import AccessKind, Action
    from desktop.cli.lists import case_called
    from desktop.services.security import access
    from desktop.services.security.audit import ENDING, Chosen
    from desktop.services.security.audit import export as write
    from desktop.views.shared.audit_words import words

    if target.is_dir():
        target = target / f"ieum-{date.today().isoformat()}{ENDING}"
    with desk_of(context).open() as workspace:
        root = workspace.read(lambda session: case_called(session, case)) if case else None
        chosen = Chosen(
            case_id=root,
            since=_begin_of(day_of(since)) if since else None,
            until=_begin_of(day_of(until) + timedelta(days=1)) if until else None,
        )
        workspace.write(
            lambda s: access.note(s, AccessKind.EXPORT, "journal", None, case_id=root),
            action=Action.VIEW,
        )
        done = write(
            workspace, target, keys=_keys(workspace), words=words(), chosen=chosen,
            progress=show_progress,
        )  # fmt: skip
    say(tr("변경 {changes}건을 {file}에 담았습니다.", changes=f"{done.changes:,}", file=done.path))


def check(
    source: Annotated[Path, typer.Argument(metavar="FILE", help=tr("검사할 파일"))],
    key: Annotated[str, typer.Option(metavar="KEY", help=tr("서명했어야 할 공개키"))] = "",
    as_json: Annotated[bool, as_script()] = False,
) -> None:
    """Check signature, parts and every hash of a file; needs no workspace and no network."""
    from desktop.services.security.audit_check import check as look

    found = look(source, key=key)
    if as_json:
        say_json(found)
        return
    say_facts(
        {
            tr("센터"): found.centre,
            tr("만든 때"): found.made_at,
            tr("변경"): f"{found.changes:,}",
            tr("공개키"): found.key,
        }
    )
    say(tr("서명과 모든 변경이 온전합니다."))


def _begin_of(day: date) -> datetime:
    return datetime.combine(day, time.min).astimezone().astimezone(UTC)


def _keys(workspace: Workspace) -> Keys:
    """Return this computer's keys; one that has no hub gets some of its own for signing."""
    from desktop.services.security.signing import keys_for_signing

    return keys_for_signing(workspace)
