"""`ieum import`: takes a sheet in without asking; what a person has to decide is left for one."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path  # noqa: TC003 - typer reads the annotations at run time
from typing import TYPE_CHECKING, Annotated, Any

import typer

from db.words import ImportKind
from desktop.cli.shared import (
    as_script,
    desk_of,
    fail,
    say,
    say_facts,
    say_json,
    show_progress,
    warn,
)
from desktop.cli.spoken import Command
from desktop.views.shared.language import tr

if TYPE_CHECKING:
    from uuid import UUID

    from sqlmodel import Session

    from desktop.services.exchange.planning import PlannedRow
    from desktop.services.exchange.sheet import Sheet
    from desktop.services.exchange.taken_in import TakenIn

SOME_ROWS_LEFT = 3
_PROBLEMS_SHOWN = 20


def add_to(app: typer.Typer) -> None:
    """Add the commands of this file."""
    words = tr(
        "엑셀·CSV·ODS 파일을 가져옵니다. 읽지 못한 행이나 사람이 정해야 할 행이 남으면 종료 코드는"
        " 3입니다."
    )
    app.command("import", cls=Command, help=words)(take_sheet)


def take_sheet(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help=tr("가져올 파일"))],
    kind: Annotated[
        ImportKind | None, typer.Option(help=tr("무엇의 목록인지(없으면 열 이름으로 짐작)"))
    ] = None,
    mapping: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help=tr('열 맞춤(TOML 또는 JSON): "업체명" = "company.name"')),
    ] = None,
    sheet: Annotated[str | None, typer.Option(metavar="NAME", help=tr("시트 이름"))] = None,
    call: Annotated[
        str, typer.Option(metavar="TITLE", help=tr("신청을 받은 공고의 이름(없으면 가장 새 공고)"))
    ] = "",
    take_doubtful: Annotated[
        bool, typer.Option("--take-doubtful", help=tr("같은 기업일 수 있는 행도 새 기업으로"))
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help=tr("저장하지 않고 어떻게 될지만 봅니다."))
    ] = False,
    report: Annotated[
        Path | None, typer.Option(metavar="OUT.xlsx", help=tr("읽지 못한 행을 담을 파일"))
    ] = None,
    as_json: Annotated[bool, as_script()] = False,
) -> None:
    """Read, map, check and keep a sheet, all of it or nothing, as one change."""
    from desktop.services.exchange import sheet as sheets
    from desktop.services.exchange import taking_in

    with desk_of(context).open() as workspace:
        found = workspace.read(lambda session: sheets.look(session, file, sheet=sheet, kind=kind))
        if mapping is not None:
            found.mapping = _mapping_from(mapping, found)
        workspace.read(lambda session: _check(session, found, call))
        doubtful = 0 if take_doubtful else _leave_doubtful(found.planned)
        taken = None
        if not dry_run and found.planned:
            assert found.checked is not None
            taken = taking_in.take_in(
                workspace,
                found.planned,
                found.kind,
                file=file,
                refused=len(found.checked.refused),
                announcement_id=found.announcement_id,
                told=show_progress,
            ).value
    if report is not None:
        _write_report(report, found)
    _tell(found, taken, doubtful=doubtful, as_json=as_json)
    _end(found, doubtful)


def _mapping_from(file: Path, found: Sheet) -> dict[int, str]:
    """Return the mapping that a file holds by headings, as places; what is unknown is refused."""
    from desktop.services.errors import FileUnreadableError
    from desktop.services.exchange.fields import fields_of

    try:
        text = file.read_text("utf-8-sig")
        words = json.loads(text) if file.suffix.lower() == ".json" else tomllib.loads(text)
    except (OSError, ValueError) as error:
        raise FileUnreadableError(path=file) from error
    places = {" ".join(heading.split()): at for at, heading in enumerate(found.header.columns)}
    codes = {field.code for field in fields_of(found.kind)}
    for heading, code in words.items():
        if " ".join(heading.split()) not in places:
            raise fail(tr("파일에 ‘{heading}’ 열이 없습니다.", heading=heading))
        if code not in codes:
            raise fail(tr("‘{code}’은(는) 가져올 수 있는 항목이 아닙니다.", code=code))
    return {places[" ".join(heading.split())]: code for heading, code in words.items()}


def _check(session: Session, found: Sheet, call: str) -> None:
    from desktop.services.exchange import sheet as sheets

    if found.kind is ImportKind.APPLICANTS:
        found.announcement_id = _call_named(session, call)
    sheets.check(session, found)


def _call_named(session: Session, title: str) -> UUID | None:
    """Return the announcement with this title, the newest one where none is named."""
    from desktop.services import announcements

    known = announcements.list_announcements(session)
    if not title:
        return known[0].id if known else None
    named = [one.id for one in known if one.title == title]
    if not named:
        raise fail(tr("‘{title}’ 공고가 없습니다. 이름을 확인해 주세요.", title=title))
    return named[0]


def _leave_doubtful(planned: list[PlannedRow]) -> int:
    """Hold back new companies that may be there already; return how many a person has to see."""
    from desktop.services.exchange.planning import Intent

    doubtful = [row for row in planned if row.has_to_be_decided and row.intent is Intent.ADD]
    for row in doubtful:
        row.intent = Intent.SKIP
    return len(doubtful)


def _write_report(target: Path, found: Sheet) -> None:
    from db.errors import WorkspaceReadOnlyError
    from desktop.services.exchange.report import write_problem_rows
    from desktop.views.exchange.problem_words import say_problem

    assert found.checked is not None
    titles = (tr("원본 행"), tr("사유"))
    try:
        write_problem_rows(
            target,
            found.content,
            found.header,
            found.checked.refused,
            reason=say_problem,
            titles=titles,
        )
    except OSError as error:
        raise WorkspaceReadOnlyError(path=target) from error


def _tell(found: Sheet, taken: TakenIn | None, *, doubtful: int, as_json: bool) -> None:
    from desktop.services.exchange.planning import Intent

    assert found.checked is not None
    intents = [row.intent for row in found.planned]
    counts = {
        "rows": len(found.checked.rows),
        "refused": len(found.checked.refused),
        "doubtful": doubtful,
        **{str(intent): intents.count(intent) for intent in Intent},
    }
    if as_json:
        say_json(_as_plain(found, counts, taken))
        return
    _say_counts(found, counts, taken)
    for row in found.checked.refused[:_PROBLEMS_SHOWN]:
        _say_problems(row.line, row.problems)
    left = len(found.checked.refused) - _PROBLEMS_SHOWN
    if left > 0:
        warn(tr("… 그 밖에 {count}행(--report로 모두 받을 수 있습니다)", count=f"{left:,}"))


def _as_plain(found: Sheet, counts: dict[str, int], taken: TakenIn | None) -> dict[str, Any]:
    assert found.checked is not None
    columns = found.header.columns
    return {
        "file": found.path,
        "sheet": found.content.sheet,
        "kind": found.kind,
        "mapping": {columns[at]: code for at, code in sorted(found.mapping.items())},
        "counts": counts,
        "taken": taken,
        "refused": [{"line": row.line, "problems": row.problems} for row in found.checked.refused],
    }


def _say_counts(found: Sheet, counts: dict[str, int], taken: TakenIn | None) -> None:
    from desktop.views.labels import label

    say_facts(
        {
            tr("파일"): f"{found.path.name} · {found.content.sheet}",
            tr("종류"): label(found.kind),
            tr("읽은 행"): f"{counts['rows']:,}",
            tr("더할 행"): f"{counts['add']:,}",
            tr("고칠 행"): f"{counts['update']:,}",
            tr("건너뛸 행"): f"{counts['skip']:,}",
            tr("사람이 정할 행"): f"{counts['doubtful']:,}",
            tr("읽지 못한 행"): f"{counts['refused']:,}",
        }
    )
    if taken is None:
        say(tr("저장하지 않았습니다."))
        return
    say(
        tr(
            "더한 기업 {added}곳, 고친 기업 {changed}곳, 더한 사례 {cases}건, 더한 값 {values}개",
            added=f"{taken.companies_added:,}",
            changed=f"{taken.companies_changed:,}",
            cases=f"{taken.cases_opened:,}",
            values=f"{taken.values_added:,}",
        )
    )
    if taken.unknown_words:
        warn(tr("모르는 말이라 비워 두었습니다: {words}", words=", ".join(taken.unknown_words)))


def _say_problems(line: int, problems: list[Any]) -> None:
    from desktop.views.exchange.problem_words import say_problem

    for problem in problems:
        warn(tr("{line}행: {problem}", line=line, problem=say_problem(problem)))


def _end(found: Sheet, doubtful: int) -> None:
    """Give the exit code: 1 when nothing could be read, 3 when rows are left, else 0."""
    assert found.checked is not None
    if not found.planned:
        raise typer.Exit(1)
    if found.checked.refused or doubtful:
        raise typer.Exit(SOME_ROWS_LEFT)
