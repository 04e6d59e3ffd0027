"""`ieum docs`: lists the documents, makes one for a case, checks a template."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from desktop.cli.paging import SHOWN, limit_of, page_of, tell_count
from desktop.cli.shared import as_script, desk_of, say, say_json, say_table
from desktop.cli.spoken import Command, Group
from desktop.views.shared.language import tr

if TYPE_CHECKING:
    from db.words import DocumentKind
    from desktop.services.documents.register import RegisterRow


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
    room.command("make", cls=Command, help=tr("사례 하나의 문서를 만듭니다."))(make)
    room.command("lint", cls=Command, help=tr("서식에서 고칠 곳을 찾습니다."))(lint)
    app.add_typer(room)


def list_documents(
    context: typer.Context,
    words: Annotated[
        list[str] | None, typer.Argument(metavar="WORDS", help=tr("만든 문서에서 찾을 말"))
    ] = None,
    made: Annotated[bool, typer.Option("--made", help=tr("이미 만든 문서를 보여 줍니다."))] = False,
    limit: Annotated[int, limit_of()] = SHOWN,
    as_json: Annotated[bool, as_script()] = False,
) -> None:
    """List the forms that ship with the program, or the documents that were made."""
    if made or words:
        _list_made(context, " ".join(words or []), limit=limit, as_json=as_json)
    else:
        _list_forms(as_json=as_json)


def _list_made(context: typer.Context, words: str, *, limit: int, as_json: bool) -> None:
    from desktop.services.documents import register

    with desk_of(context).open() as workspace:
        found, rows = workspace.read(
            lambda session: page_of(session, register.find(session, words), register.rows, limit)
        )
    if as_json:
        say_json({"count": found.count, "documents": rows})
        return
    titles = [
        tr("문서번호"),
        tr("이름"),
        tr("과제번호"),
        tr("기업"),
        tr("만든 때"),
        tr("만든 사람"),
    ]
    say_table(titles, [_made_line(row) for row in rows])
    tell_count(found.count, len(rows))


def _made_line(row: RegisterRow) -> list[str]:
    when = f"{row.made_at.astimezone():%Y-%m-%d %H:%M}"
    return [row.number, row.title, row.case_number, row.company, when, row.made_by]


def _list_forms(*, as_json: bool) -> None:
    from desktop.services.documents import catalog
    from desktop.views.documents.words import title_of
    from desktop.views.labels import label

    documents = catalog.list_documents()
    if as_json:
        say_json({"documents": documents})
        return
    titles = [tr("코드"), tr("이름"), tr("문서"), tr("단계"), tr("판 번호"), tr("대조")]
    rows = [
        [
            one.kind.value,
            one.code_name,
            title_of(one),
            label(one.stage),
            one.version,
            tr("공고와 대조함") if one.verified else tr("대조 전"),
        ]
        for one in documents
    ]
    say_table(titles, rows)


def make(
    context: typer.Context,
    kind: Annotated[str, typer.Argument(metavar="KIND", help=tr("문서의 코드나 이름(docs list)"))],
    number: Annotated[str, typer.Argument(metavar="NUMBER", help=tr("과제번호, 또는 그 끝자리"))],
    out: Annotated[Path, typer.Option(metavar="DIR", help=tr("문서를 둘 폴더"))] = Path(),
    as_json: Annotated[bool, as_script()] = False,
) -> None:
    """Write a document of a case; an older file of the same name is never written over."""
    from db.words import Action
    from desktop.cli.lists import case_called
    from desktop.services.documents import make as making

    wanted = _kind_called(kind)
    with desk_of(context).open() as workspace:
        key = workspace.read(lambda session: case_called(session, number))
        made = workspace.write(
            lambda session: making.make(session, out, key, wanted),
            action=Action.DOCUMENT_MAKE,
            kind=wanted.value,
        ).value
    if as_json:
        say_json({"number": made.number, "kind": made.kind, "file": made.path})
    else:
        say(tr("문서를 만들었습니다: {file}", file=made.path))


def _kind_called(word: str) -> DocumentKind:
    """Return the document with this code or name. Raises UnknownDocumentError."""
    from desktop.services.documents import catalog
    from desktop.services.documents.errors import UnknownDocumentError

    for one in catalog.list_documents():
        if word.casefold() in (one.kind.value.casefold(), one.code_name, one.title):
            return one.kind
    raise UnknownDocumentError(kind=word)


def lint(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help=tr("서식 파일(.docx)"))],
    as_json: Annotated[bool, as_script()] = False,
) -> None:
    """Check templates; the exit code is 1 when one of them has to be repaired."""
    from desktop.services.documents import fields
    from desktop.services.documents import lint as linting
    from desktop.services.errors import FileUnreadableError
    from desktop.views.documents.words import complaint_words

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
        for file, one in found:
            say(f"{file.name}  {complaint_words(one)}")
    else:
        say(tr("고칠 곳이 없습니다."))
    if found:
        raise typer.Exit(1)
