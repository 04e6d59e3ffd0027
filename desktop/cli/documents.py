"""`ieum docs`: lists the documents, makes one for a case, checks a template."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003 - typer reads the annotations at run time
from typing import TYPE_CHECKING, Annotated

import typer

from desktop.cli.shared import as_script, say, say_json, say_table
from desktop.cli.spoken import Command, Group
from desktop.views.shared.language import chosen, tr

if TYPE_CHECKING:
    from desktop.services.documents.complaints import Complaint

_PLACE_WIDTH = 40
_WHY = {
    "unknown_field": "없는 항목",
    "unknown_filter": "없는 표시 방법",
    "not_rows": "여러 줄이 아닌 항목을 되풀이함",
    "rows_printed": "여러 줄인 항목을 되풀이 없이 씀",
    "outside_loop": "되풀이 밖에 있는 줄 항목",
    "unclosed_tag": "닫히지 않은 표시",
    "broken_tag": "잘못 적힌 표시",
    "forbidden": "서식에서 쓸 수 없는 식",
    "misplaced_tag": "채울 수 없는 자리(각주·메모)",
    "unfit_filter": "값과 맞지 않는 표시 방법",
    "broken_layout": "칸이나 줄을 넘는 되풀이",
    "foreign_content": "매크로·외부 내용",
    "tracked_changes": "남아 있는 변경 추적·메모",
    "too_large": "너무 큰 파일",
}


def add_to(app: typer.Typer) -> None:
    """Add the commands of this file."""
    room = typer.Typer(
        name="docs",
        cls=Group,
        help=tr("문서를 만들고 서식을 검사합니다."),
        no_args_is_help=True,
        rich_markup_mode=None,
    )
    room.command("list", cls=Command, help=tr("만들 수 있는 문서를 보여 줍니다."))(list_documents)
    room.command("lint", cls=Command, help=tr("서식에서 고칠 곳을 찾습니다."))(lint)
    app.add_typer(room)


def list_documents(
    as_json: Annotated[bool, as_script()] = False,
) -> None:
    """List the forms that ship with the program."""
    from desktop.services.documents import catalog
    from desktop.views.labels import label
    from desktop.views.shared.language import Language

    documents = catalog.list_documents()
    if as_json:
        say_json({"documents": documents})
        return
    english = chosen() is Language.ENGLISH
    titles = [tr("코드"), tr("이름"), tr("문서"), tr("단계"), tr("판 번호"), tr("대조")]
    rows = [
        [
            one.kind.value,
            one.code_name,
            one.title_en if english else one.title,
            label(one.stage),
            one.version,
            tr("공고와 대조함") if one.verified else tr("대조 전"),
        ]
        for one in documents
    ]
    say_table(titles, rows)


def lint(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help=tr("서식 파일(.docx)"))],
    as_json: Annotated[bool, as_script()] = False,
) -> None:
    """Check templates; the exit code is 1 when one of them has to be repaired."""
    from desktop.services.documents import fields
    from desktop.services.documents import lint as linting
    from desktop.services.errors import FileUnreadableError

    found = []
    for file in files:
        try:
            content = file.read_bytes()
        except OSError as error:
            raise FileUnreadableError(path=file) from error
        found += [(file, one) for one in linting.lint(content, fields.dictionary())]
    if as_json:
        say_json([{"file": file, "complaint": one} for file, one in found])
    elif found:
        titles = [tr("파일"), tr("까닭"), tr("적힌 것"), tr("고칠 말"), tr("자리")]
        say_table(titles, [_complaint_line(file, one) for file, one in found])
    else:
        say(tr("고칠 곳이 없습니다."))
    if found:
        raise typer.Exit(1)


def _complaint_line(file: Path, complaint: Complaint) -> list[str]:
    why = tr(_WHY[complaint.code])
    place = complaint.place.replace("\n", " ")[:_PLACE_WIDTH]
    return [file.name, why, complaint.field, complaint.suggestion, place]
