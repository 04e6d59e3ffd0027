"""Looks after the data: undo, redo, history, backup, restore, verify, self-check."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path  # noqa: TC003 - typer reads the annotations at run time
from typing import TYPE_CHECKING, Annotated

import typer

from desktop.cli.shared import (
    as_script,
    desk_of,
    say,
    say_facts,
    say_json,
    say_table,
    show_progress,
)
from desktop.cli.spoken import Command
from desktop.views.shared.language import tr

if TYPE_CHECKING:
    from desktop.services.history import Change
    from desktop.services.security.problems import Problem, ProblemKind
    from desktop.services.security.verify import Report

_STEPS = {
    "database": "새 데이터베이스",
    "template": "문서 서식",
    "chart": "차트",
    "sheet": "엑셀 파일",
    "calendar": "공휴일 달력",
    "window": "창",
}


def add_to(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command("undo", cls=Command, help=tr("마지막 변경을 되돌립니다."))(undo)
    app.command("redo", cls=Command, help=tr("되돌린 변경을 다시 실행합니다."))(redo)
    app.command("history", cls=Command, help=tr("변경 기록을 보여 줍니다."))(list_history)
    app.command("backup", cls=Command, help=tr("자료 전체를 파일 하나에 백업합니다."))(backup)
    app.command("restore", cls=Command, help=tr("백업을 풀어 자료로 만듭니다."))(restore)
    app.command("verify", cls=Command, help=tr("자료가 온전한지 검사합니다."))(verify)
    app.command("self-check", cls=Command, help=tr("이 프로그램이 온전한지 검사합니다."))(
        self_check
    )


def undo(
    context: typer.Context,
    change: Annotated[
        int | None,
        typer.Argument(metavar="CHANGE", help=tr("되돌릴 변경의 번호(없으면 마지막 변경)")),
    ] = None,
) -> None:
    """Take back the newest change, or the one that is named."""
    from desktop.services import history

    with desk_of(context).open() as workspace:
        written = (
            history.undo(workspace)
            if change is None
            else history.undo_transaction(workspace, change)
        )
    say(tr("되돌린 변경: {change}", change=_named(written.value)))


def redo(context: typer.Context) -> None:
    """Do the change again that was taken back last."""
    from desktop.services import history

    with desk_of(context).open() as workspace:
        written = history.redo(workspace)
    say(tr("다시 실행한 변경: {change}", change=_named(written.value)))


def list_history(
    context: typer.Context,
    limit: Annotated[int, typer.Option(min=1, help=tr("보여 줄 줄 수"))] = 20,
    case: Annotated[str, typer.Option(metavar="NUMBER", help=tr("이 사례의 변경만"))] = "",
    as_json: Annotated[bool, as_script()] = False,
) -> None:
    """List changes, the newest first."""
    from desktop.cli.lists import case_called
    from desktop.services import history

    with desk_of(context).open() as workspace:
        root = workspace.read(lambda session: case_called(session, case)) if case else None
        changes = workspace.read(
            lambda session: history.list_changes(session, limit=limit, root=root)
        )
    if as_json:
        say_json({"changes": changes})
        return
    titles = [tr("번호"), tr("때"), tr("누가"), tr("무엇을"), tr("행"), ""]
    say_table(titles, [_change_line(change) for change in changes])


def backup(
    context: typer.Context,
    target: Annotated[Path, typer.Argument(metavar="FILE", help=tr("백업 파일, 또는 둘 폴더"))],
) -> None:
    """Write a backup; into a folder under a name with today's date."""
    from desktop.services.security import backup as backups

    if target.is_dir():
        target = target / f"ieum-{date.today().isoformat()}{backups.ENDING}"
    with desk_of(context).open() as workspace:
        backups.backup(workspace, target, progress=show_progress)
    say(tr("백업 파일을 만들었습니다: {file}", file=target))


def restore(
    context: typer.Context,
    source: Annotated[Path, typer.Argument(metavar="FILE", help=tr("백업 파일"))],
    replace: Annotated[
        bool, typer.Option("--replace", help=tr("있는 자료를 옆에 치워 두고 그 자리에 풉니다."))
    ] = False,
) -> None:
    """Lay a backup out as the workspace that is named; nothing that lies there is lost."""
    from desktop.services.security import backup as backups

    folder = desk_of(context).folder
    restored = backups.restore(source, folder, replace=replace, progress=show_progress)
    say(tr("복원했습니다: {folder}", folder=restored.folder))
    if restored.kept is not None:
        say(tr("전에 있던 자료는 여기에 있습니다: {folder}", folder=restored.kept))


def verify(context: typer.Context, as_json: Annotated[bool, as_script()] = False) -> None:
    """Check file, references, journal and attachments; the exit code is 1 when one is not whole."""
    from desktop.services.security import verify as verifying

    with desk_of(context).open() as workspace:
        report = verifying.verify(workspace, progress=show_progress)
    if as_json:
        say_json({"clean": report.is_clean, "report": report})
    else:
        _say_report(report)
    if not report.is_clean:
        raise typer.Exit(1)


def self_check() -> None:
    """Try the program itself on a workspace of its own, which is gone afterwards."""
    from desktop import self_check as checking

    for step in checking.steps():
        say(tr("{step}: 이상 없음", step=tr(_STEPS[step])))


def _named(change: Change) -> str:
    from desktop.views.labels import label

    return f"{change.id} {label(change.about)}"


def _change_line(change: Change) -> list[str]:
    from desktop.views.labels import label

    about = f"{label(change.action)}: {label(change.about)}" if change.undoes else ""
    return [
        str(change.id),
        f"{change.at.astimezone():%Y-%m-%d %H:%M}",
        change.actor,
        about or label(change.action),
        f"{change.ops:,}",
        tr("되돌려짐") if change.undone else "",
    ]


def _say_report(report: Report) -> None:
    """Print one line for each part of the check, then the places of the first problems."""
    found = Counter(_part_of(problem.kind) for problem in report.problems)
    # Only the first problems are listed, so a part that seems clean may not have been.
    cut_off = report.found > len(report.problems)
    say_facts(
        {
            name: tr("{count}건", count=f"{found[part]:,}{'+' if cut_off else ''}")
            if found[part]
            else tr("이상 없음")
            for part, name in _parts().items()
        }
    )
    say(
        tr(
            "{rows}행, 변경 {changes}건, 첨부 {files}개를 검사했습니다.",
            rows=f"{report.rows:,}",
            changes=f"{report.changes:,}",
            files=f"{report.files:,}",
        )
    )
    for problem in report.problems:
        say("  ".join(_where(problem)))


def _parts() -> dict[str, str]:
    return {
        "file": tr("데이터베이스 파일"),
        "references": tr("서로의 연결"),
        "journal": tr("기록을 다시 실행한 것과 같은지"),
        "attachments": tr("첨부 파일"),
    }


def _part_of(kind: ProblemKind) -> str:
    if kind.startswith("file_"):
        return "attachments"
    return {"damaged": "file", "dangling": "references"}.get(kind, "journal")


def _where(problem: Problem) -> list[str]:
    words = (problem.kind, problem.table, problem.row, problem.field, problem.detail)
    return [word for word in words if word]
