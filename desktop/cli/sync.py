"""`ieum sync`, `ieum enrol`, `ieum conflicts`, `ieum carry`: exchanging changes with the hub."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003 - typer reads the annotations at run time
from typing import TYPE_CHECKING, Annotated, Any

import typer

from desktop.cli.shared import (
    as_script,
    desk_of,
    fail,
    say,
    say_facts,
    say_json,
    say_table,
    show_progress,
)
from desktop.cli.spoken import Command, Group
from desktop.views.shared.language import tr

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop.services.sync.conflicts import Choice, Conflict
    from desktop.services.sync.files import Preview
    from desktop.services.sync.run import SyncReport
    from desktop.services.workspace import Workspace

_SHORT = 8  # signs of an id that are shown, and enough to name it


def add_to(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command("sync", cls=Command, help=tr("허브와 자료를 맞춥니다."))(sync)
    app.command("enrol", cls=Command, help=tr("이 컴퓨터를 허브에 등록합니다."))(enrol)
    app.command("carry", cls=Command, help=tr("다른 컴퓨터의 파일을 대신 옮깁니다."))(carry)
    room = typer.Typer(
        name="conflicts",
        cls=Group,
        help=tr("여러 컴퓨터에서 다르게 바뀐 값을 보고 정리합니다."),
        invoke_without_command=True,
        rich_markup_mode=None,
    )
    room.callback()(list_all)
    room.command("settle", cls=Command, help=tr("충돌에서 쓸 값을 고릅니다."))(settle)
    app.add_typer(room)


def enrol(
    context: typer.Context,
    url: Annotated[str, typer.Argument(metavar="URL", help=tr("허브 주소"))],
    code: Annotated[str, typer.Argument(metavar="CODE", help=tr("허브 관리자에게 받은 등록 번호"))],
    label: Annotated[str, typer.Option(help=tr("허브에 보일 이 컴퓨터의 이름"))] = "",
) -> None:
    """Make this computer known to the hub, and exchange changes for the first time."""
    from desktop.services.sync import enrolling, meeting

    with desk_of(context).open() as workspace:
        enrolling.enrol(workspace, url, code, label=label or workspace.device)
        say(tr("허브에 등록했습니다: {url}", url=url))
        _say_report(meeting.meet_hub(workspace, progress=show_progress), as_json=False)


def sync(
    context: typer.Context,
    hub: Annotated[str, typer.Option("--hub", metavar="URL", help=tr("허브 주소"))] = "",
    folder: Annotated[
        Path | None, typer.Option("--folder", metavar="DIR", help=tr("공유 폴더"))
    ] = None,
    export: Annotated[
        Path | None,
        typer.Option("--export", metavar="FILE", help=tr("가지고 나갈 파일을 만듭니다.")),
    ] = None,
    source: Annotated[
        Path | None,
        typer.Option("--import", metavar="FILE", help=tr("허브에서 온 파일을 받습니다.")),
    ] = None,
    dry: Annotated[
        bool, typer.Option("--dry-run", help=tr("무엇이 바뀔지만 보여 줍니다(--import와 함께)."))
    ] = False,
    one_way: Annotated[
        bool,
        typer.Option("--one-way", help=tr("돌아오는 길이 없는 곳으로 보냅니다(--export와 함께).")),
    ] = False,
    plain: Annotated[
        bool,
        typer.Option("--unsealed", help=tr("내용을 검사하는 망연계를 위해 암호화하지 않습니다.")),
    ] = False,
    as_json: Annotated[bool, as_script()] = False,
) -> None:
    """Exchange changes by the way that is named, or with the hub that this computer belongs to."""
    ways = [way for way in (hub, folder, export, source) if way]
    if len(ways) > 1:
        raise fail(tr("--hub, --folder, --export, --import 가운데 하나만 고를 수 있습니다."))
    with desk_of(context).open() as workspace:
        if export is not None:
            _export(workspace, export, one_way=one_way, plain=plain, as_json=as_json)
        elif source is not None:
            _take(workspace, source, dry=dry, as_json=as_json)
        else:
            _meet(workspace, hub, folder, as_json=as_json)


def _export(
    workspace: Workspace, target: Path, *, one_way: bool, plain: bool, as_json: bool
) -> None:
    from desktop.services.sync import files

    line = files.export_file(workspace, target, seal="none" if plain else "age", one_way=one_way)
    if as_json:
        say_json({"file": line.name, "first": line.first, "last": line.last, "size": line.size})
        return
    say(
        tr(
            "변경 {first}~{last}을(를) {target}에 담았습니다({size}바이트).",
            first=line.first,
            last=line.last,
            target=target,
            size=f"{line.size:,}",
        )
    )


def _take(workspace: Workspace, source: Path, *, dry: bool, as_json: bool) -> None:
    from desktop.services.sync import files

    if dry:
        preview = files.look_into(workspace, source)
        if as_json:
            say_json(preview)
        else:
            _say_preview(preview)
        return
    _say_report(files.import_file(workspace, source, progress=show_progress), as_json=as_json)


def _say_preview(preview: Preview) -> None:
    from desktop.views.field_labels import field_label, table_label
    from desktop.views.labels import label

    say_facts(
        {
            tr("파일"): f"{preview.name} ({label(preview.kind)})",
            tr("만든 때"): f"{preview.made_at.astimezone():%Y-%m-%d %H:%M}",
            tr("변경"): f"{preview.changes:,}",
            tr("새 충돌"): f"{preview.conflicts:,}",
            tr("먼저 올 것"): ", ".join(f"{one.first}~{one.last}" for one in preview.missing),
        }
    )
    if preview.known:
        say(tr("이미 모두 반영된 파일입니다."))
    for one in preview.fields:
        mark = tr("  ← 이 컴퓨터에서도 바꿈") if one.own else ""
        say(f"{table_label(one.table)}  {field_label(one.field)}: {one.old} → {one.new}{mark}")


def _meet(workspace: Workspace, url: str, folder: Path | None, *, as_json: bool) -> None:
    from desktop.services.sync import meeting

    if folder is None:
        report = meeting.meet_hub(workspace, url=url, progress=show_progress)
    else:
        report = meeting.meet_in_folder(workspace, folder, progress=show_progress)
    _say_report(report, as_json=as_json)


def _say_report(report: SyncReport, *, as_json: bool) -> None:
    if as_json:
        say_json(report)
        return
    say_facts(
        {
            tr("보낸 변경"): f"{report.sent:,}",
            tr("받은 변경"): f"{report.received:,}",
            tr("새 충돌"): f"{report.conflicts:,}",
            tr("정리된 충돌"): f"{report.settled:,}",
            tr("거절된 변경"): f"{report.rejected:,}",
        }
    )
    if report.conflicts:
        say(tr("‘ieum conflicts’로 충돌을 볼 수 있습니다."))


def carry(
    context: typer.Context,
    source: Annotated[Path, typer.Argument(metavar="FILE", help=tr("옮길 파일"))],
    target: Annotated[Path, typer.Argument(metavar="TARGET", help=tr("둘 곳"))],
) -> None:
    """Copy somebody else's sealed file unread, and note it in the register."""
    from desktop.services.sync import files

    with desk_of(context).open() as workspace:
        line = files.carry(workspace, source, target)
    say(tr("{name}을(를) {target}에 옮겼습니다.", name=line.name, target=target))


def list_all(context: typer.Context, as_json: Annotated[bool, as_script()] = False) -> None:
    """List the fields on which computers disagree, and the numbers that several rows carry."""
    from desktop.services.sync import conflicts

    if context.invoked_subcommand is not None:
        return
    with desk_of(context).open() as workspace:
        found = workspace.read(conflicts.list_conflicts)
        twice = workspace.read(conflicts.duplicates)
    if as_json:
        say_json({"conflicts": found, "duplicates": twice})
        return
    if not found and not twice:
        say(tr("충돌이 없습니다."))
        return
    titles = [tr("번호"), tr("자료"), tr("항목"), tr("값"), tr("누가"), tr("언제"), ""]
    say_table(titles, [line for one in found for line in _lines(one)])
    for same in twice:
        names = ", ".join(title for _, title in same.rows)
        say(tr("같은 번호 {number}: {names}", number=same.number, names=names))


def _lines(one: Conflict) -> Sequence[list[str]]:
    from desktop.views.field_labels import field_label, table_label
    from desktop.views.shared.audit_words import value_words

    lines = []
    for at, side in enumerate(one.sides, start=1):
        first = at == 1
        marks = [tr("보이는 값") if side.shown else "", tr("내 변경") if side.mine else ""]
        if one.predicted and first:
            marks.append(tr("예상"))
        lines.append(
            [
                one.id.hex[-_SHORT:] if first else "",
                f"{table_label(one.table)} {one.title}" if first else "",
                field_label(one.field) if first else "",
                f"{at}) {value_words(side.value)}",
                side.who or side.device,
                f"{side.at.astimezone():%Y-%m-%d %H:%M}" if side.at else "",
                ", ".join(mark for mark in marks if mark),
            ]
        )
    return lines


def settle(
    context: typer.Context,
    wanted: Annotated[list[str], typer.Argument(metavar="ID", help=tr("충돌의 번호, 또는 all"))],
    side: Annotated[int, typer.Option(min=0, help=tr("몇 번째 값을 쓸지"))] = 0,
    mine: Annotated[bool, typer.Option("--mine", help=tr("내 값을 씁니다."))] = False,
    theirs: Annotated[bool, typer.Option("--theirs", help=tr("다른 값을 씁니다."))] = False,
    reason: Annotated[str, typer.Option(help=tr("사유"))] = "",
) -> None:
    """Choose one side of each conflict; `ieum undo` lays them open again."""
    from db.words import Action
    from desktop.services.sync import conflicts

    if (side > 0) + mine + theirs != 1:
        raise fail(tr("--side, --mine, --theirs 가운데 하나를 골라 주세요."))
    with desk_of(context).open() as workspace:
        found = workspace.read(conflicts.list_conflicts)
        chosen = [
            _choice(one, side=side, mine=mine, reason=reason) for one in _named(found, wanted)
        ]
        workspace.write(
            lambda session: conflicts.settle(session, chosen),
            action=Action.CONFLICT_SETTLE,
            reason=reason,
        )
    say(tr("충돌 {count}건을 정리했습니다.", count=len(chosen)))


def _named(found: Sequence[Conflict], wanted: Sequence[str]) -> list[Conflict]:
    """Return the conflicts that are called so, by the end of their id."""
    if list(wanted) == ["all"]:
        return list(found)
    named = []
    for ending in wanted:
        fitting = [one for one in found if one.id.hex.endswith(ending.lower())]
        if len(fitting) != 1:
            raise fail(
                tr("‘{id}’라는 충돌이 없습니다. ‘ieum conflicts’로 확인해 주세요.", id=ending)
            )
        named += fitting
    return named


def _choice(one: Conflict, *, side: int, mine: bool, reason: str) -> Choice:
    from desktop.services.sync.conflicts import Choice

    fitting: list[Any]
    if side:
        fitting = list(one.sides[side - 1 : side])
    else:
        fitting = [each for each in one.sides if each.mine == mine]
    if len(fitting) != 1:
        raise fail(
            tr(
                "{id}: 고른 값이 하나로 정해지지 않습니다. --side로 번호를 적어 주세요.",
                id=one.id.hex[-_SHORT:],
            )
        )
    return Choice(one.id, n=fitting[0].n, reason=reason)
