"""`ieum slate`: a large firm's computer reads what a center shows it, and answers."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path  # noqa: TC003 - typer reads the annotations at run time
from typing import TYPE_CHECKING, Annotated, Any

import typer

from desktop.cli.shared import as_script, desk_of, fail, say, say_facts, say_json, say_table
from desktop.cli.spoken import Command, Group
from desktop.views.shared.language import tr

if TYPE_CHECKING:
    from collections.abc import Iterator

    from desktop.services.sync.partner_slate import Applied, SlateCase
    from desktop.services.sync.slate_store import SlateStore

FOLDER = "slate"


def add_to(app: typer.Typer) -> None:
    """Add the commands of this file."""
    room = typer.Typer(
        name="slate",
        cls=Group,
        help=tr("대기업이 센터의 제안목록을 보고 회신합니다."),
        no_args_is_help=True,
        rich_markup_mode=None,
    )
    for name, help_text, command in (
        ("enrol", tr("이 컴퓨터를 센터의 허브에 등록합니다."), enrol),
        ("fetch", tr("회신을 보내고 새 제안목록을 받습니다."), fetch),
        ("import", tr("파일로 받은 제안목록이나 확인서를 들입니다."), take_in),
        ("export", tr("보내지 않은 회신을 파일로 냅니다."), put_out),
        ("list", tr("볼 수 있는 사례를 보여 줍니다."), list_all),
        ("show", tr("사례 하나를 보여 줍니다. 누가 보았는지 센터에 남습니다."), show),
        ("answer", tr("사례에 회신합니다."), answer),
        ("open", tr("제안목록을 창으로 엽니다."), open_window),
    ):
        room.command(name, cls=Command, help=help_text)(command)
    app.add_typer(room)


def _folder(context: typer.Context) -> Path:
    return desk_of(context).folder / FOLDER


@contextmanager
def _slate(context: typer.Context) -> Iterator[SlateStore]:
    from desktop.services.sync import slate_hub

    store = slate_hub.open_slate(_folder(context))
    try:
        yield store
    finally:
        store.close()


def enrol(
    context: typer.Context,
    url: Annotated[str, typer.Argument(metavar="URL", help=tr("허브의 주소"))],
    code: Annotated[str, typer.Argument(metavar="CODE", help=tr("센터에서 받은 등록 번호"))],
    label: Annotated[str, typer.Option("--label", help=tr("센터에서 이 컴퓨터를 부를 이름"))] = "",
) -> None:
    """Make this computer one of a large firm's at a hub."""
    from desktop.services.sync import slate_hub

    store = slate_hub.enrol(_folder(context), url, code, label=label)
    say(tr("{centre} 센터의 허브에 등록했습니다.", centre=store.standing.centre))
    store.close()


def fetch(context: typer.Context) -> None:
    """Send answers, then take the newest slate in."""
    from desktop.services.sync import slate_hub

    with _slate(context) as store:
        done = slate_hub.exchange(store)
        _tell(done.applied, done.rejected)


def take_in(
    context: typer.Context,
    source: Annotated[Path, typer.Argument(metavar="FILE", help=tr("센터에서 온 파일"))],
) -> None:
    """Take a slate or a receipt in that came as a file."""
    from db.sync import envelope
    from db.words import FileKind
    from desktop.services.sync import partner_slate, slate_answers

    content = _read(source)
    with _slate(context) as store:
        if envelope.label_of(content).kind is FileKind.RECEIPT:
            rejected = slate_answers.confirm(store, content)
            say(tr("확인서를 반영했습니다. 센터가 받지 않은 회신 {count}건.", count=rejected))
            return
        applied = partner_slate.apply(store, content)
        _tell(applied, applied.rejected)


def put_out(
    context: typer.Context,
    target: Annotated[Path, typer.Argument(metavar="FOLDER", help=tr("파일을 둘 폴더"))],
) -> None:
    """Write what waits into a file for the center."""
    from db.sync import envelope
    from desktop.services.sync import slate_answers

    with _slate(context) as store:
        content = slate_answers.outgoing(store)
    if content is None:
        say(tr("보낼 회신이 없습니다."))
        return
    target.mkdir(parents=True, exist_ok=True)
    file = target / envelope.label_of(content).name
    file.write_bytes(content)
    say(str(file))


def list_all(context: typer.Context, as_json: Annotated[bool, as_script()] = False) -> None:
    """List the cases that are shown."""
    from desktop.services.sync import partner_slate

    with _slate(context) as store:
        cases = partner_slate.list_cases(store)
    if as_json:
        say_json([{"id": one.id, "until": one.until_on, **one.values} for one in cases])
        return
    titles = [tr("과제번호"), tr("기업"), tr("총사업비"), tr("매칭"), tr("종료일")]
    say_table(titles, [_line(one) for one in cases])


def _line(case: SlateCase) -> list[str]:
    from db.words import MatchState
    from desktop.views.labels import label

    company = case.parts["company"][0] if case.parts.get("company") else {}
    state = label(MatchState(case.state)) if case.state else ""
    cost = f"{case.values['total_cost'] or 0:,}"
    return [case.values["number"] or "", company.get("name") or "", cost, state, case.until_on]


def show(
    context: typer.Context,
    number: Annotated[str, typer.Argument(metavar="CASE", help=tr("과제번호"))],
    reader: Annotated[str, typer.Option("--reader", help=tr("보는 사람"))],
    as_json: Annotated[bool, as_script()] = False,
) -> None:
    """Show one case; who looked is noted for the center."""
    from desktop.services.sync import partner_slate
    from desktop.views.field_labels import field_label, table_label
    from desktop.views.shared.said import say_value

    with _slate(context) as store:
        case_id = _id_of(store, number)
        case = partner_slate.open_case(store, case_id, reader=reader)
    if as_json:
        say_json({"case": case.values, "parts": case.parts})
        return
    say_facts(
        {field_label(k): say_value(v) for k, v in case.values.items() if not k.endswith("id")}
    )
    for table, rows in case.parts.items():
        for row in rows:
            say(f"\n{table_label(table)}")
            say_facts(
                {field_label(k): say_value(v) for k, v in row.items() if not k.endswith("id")}
            )


def answer(
    context: typer.Context,
    number: Annotated[str, typer.Argument(metavar="CASE", help=tr("과제번호"))],
    kind: Annotated[
        str,
        typer.Argument(
            metavar="KIND", help=tr("comment, supplement, approve, hold, decline 가운데 하나")
        ),
    ],
    author: Annotated[str, typer.Option("--author", help=tr("회신하는 사람"))],
    text: Annotated[str, typer.Option("--text", help=tr("내용"))] = "",
    reason: Annotated[str, typer.Option("--reason", help=tr("거절 사유의 코드"))] = "",
) -> None:
    """Write an answer down; it goes with the next fetch or export."""
    from db.words import AnswerKind, DeclineReason
    from desktop.services.sync import slate_answers

    chosen = _word(AnswerKind, kind)
    because = _word(DeclineReason, reason) if reason else None
    with _slate(context) as store:
        case_id = _id_of(store, number)
        slate_answers.answer(store, case_id, chosen, author=author, text=text, reason=because)
    say(tr("회신을 적어 두었습니다. 다음에 받거나 파일로 낼 때 함께 갑니다."))


def open_window(
    context: typer.Context,
    reader: Annotated[str, typer.Option("--reader", help=tr("보는 사람"))],
) -> None:
    """Open the slate in a window."""
    from desktop import app

    raise typer.Exit(app.run_slate(desk_of(context).folder, FOLDER, reader=reader))


def _word(words: Any, typed: str) -> Any:
    known = {one.value: one for one in words}
    if typed not in known:
        raise fail(
            tr("‘{typed}’은(는) 쓸 수 없습니다. 가능: {known}", typed=typed, known=", ".join(known))
        )
    return known[typed]


def _id_of(store: SlateStore, number: str) -> str:
    from desktop.services.sync import partner_slate

    found = [one.id for one in partner_slate.list_cases(store) if one.values["number"] == number]
    if not found:
        raise fail(tr("제안목록에 과제번호 ‘{number}’이(가) 없습니다.", number=number))
    return found[0]


def _read(source: Path) -> bytes:
    from desktop.services.errors import FileUnreadableError

    try:
        return source.read_bytes()
    except OSError as error:
        raise FileUnreadableError(path=source) from error


def _tell(applied: Applied, rejected: int) -> None:
    if applied.revoked:
        say(tr("열람이 끝나 제안목록과 열쇠를 이 컴퓨터에서 지웠습니다."))
        return
    say(
        tr(
            "제안목록 {number}번까지 받았습니다. 새로 보이는 것 {shown}건, 지워진 것 {gone}건.",
            number=applied.m,
            shown=applied.shown,
            gone=applied.gone,
        )
    )
    if rejected:
        say(
            tr(
                "센터가 받지 않은 회신이 {count}건 있습니다.",
                count=rejected,
            )
        )
