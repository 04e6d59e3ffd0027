"""`ieum nation`: gathers the centers' hubs in one national PostgreSQL (docs/adr/0013)."""

from __future__ import annotations

import os
from contextlib import contextmanager
from pathlib import Path  # noqa: TC003 - typer reads the annotations at run time
from typing import TYPE_CHECKING, Annotated, Any

import typer

from desktop.cli.shared import as_script, fail, say, say_json, say_table
from desktop.cli.spoken import Command, Group
from desktop.views.shared.language import tr

if TYPE_CHECKING:
    from collections.abc import Iterator

PASSWORD = "IEUM_NATION_PASSWORD"


def add_to(app: typer.Typer) -> None:
    """Add the commands of this file."""
    room = typer.Typer(
        name="nation",
        cls=Group,
        help=tr("여러 센터의 허브를 전국 데이터베이스 하나로 모읍니다."),
        no_args_is_help=True,
        rich_markup_mode=None,
    )
    for name, help_text, command in (
        ("publish", tr("센터 허브를 전국 서버가 읽게 합니다."), publish),
        ("withdraw", tr("센터 허브의 공개를 멈춥니다."), withdraw),
        ("subscribe", tr("전국 서버가 센터 허브를 따라가게 합니다."), subscribe),
        ("unsubscribe", tr("전국 서버가 센터 허브를 더 따라가지 않게 합니다."), unsubscribe),
        ("follow", tr("선이 없는 센터를 파일로 받기로 합니다."), follow),
        ("take", tr("센터 허브의 파일을 전국 데이터베이스에 들입니다."), take),
        ("status", tr("어디까지 왔는지 보여 줍니다."), status),
    ):
        room.command(name, cls=Command, help=help_text)(command)
    app.add_typer(room)


@contextmanager
def reaching() -> Iterator[None]:
    """Say in one sentence that a server does not answer."""
    import psycopg

    try:
        yield
    except psycopg.OperationalError as error:
        why = str(error).strip().splitlines()[-1]
        raise fail(
            tr(
                "PostgreSQL 서버에 연결할 수 없습니다. 주소와 계정을 확인해 주세요. ({why})",
                why=why,
            )
        ) from error


def _hub() -> Any:
    return typer.Option("--hub", metavar="URL", help=tr("센터 허브의 PostgreSQL 주소"))


def _nation() -> Any:
    return typer.Option("--nation", metavar="URL", help=tr("전국 PostgreSQL의 주소"))


def _centre() -> Any:
    return typer.Argument(metavar="CENTRE", help=tr("센터 코드"))


def publish(
    hub: Annotated[str, _hub()],
    without: Annotated[
        list[str] | None, typer.Option("--without", help=tr("센터에만 둘 표 (여러 번)"))
    ] = None,
    prepare: Annotated[
        bool, typer.Option("--prepare", help=tr("서버 설정 wal_level을 바꿉니다."))
    ] = False,
) -> None:
    """Let the nation's server read a center's hub."""
    from db.hub import nation

    if prepare and _let_publish(hub):
        say(tr("서버 설정을 바꾸었습니다. 서버를 다시 시작한 뒤 이 명령을 한 번 더 하세요."))
        return
    password = os.environ.get(PASSWORD, "")
    if not password:
        raise fail(tr("환경 변수 {name}에 전국 서버가 쓸 비밀번호를 넣어 주세요.", name=PASSWORD))
    unknown = sorted(set(without or ()) - set(nation.published_tables()))
    if unknown:
        raise fail(tr("그런 표가 없습니다: {tables}", tables=", ".join(unknown)))
    with reaching():
        tables = nation.publish(hub, password=password, without=without or ())
    say(
        tr(
            "표 {count}개를 공개했습니다. 전국 서버에서 사용자 {user}(으)로 구독하세요.",
            count=len(tables),
            user=nation.READER,
        )
    )


def _let_publish(hub: str) -> bool:
    from db.hub import nation

    with reaching():
        return nation.let_publish(hub)


def withdraw(hub: Annotated[str, _hub()]) -> None:
    """Stop publishing a center's hub."""
    from db.hub import nation

    with reaching():
        nation.withdraw(hub)
    say(tr("공개를 멈추었습니다. 전국에 간 자료는 그대로 있습니다."))


def subscribe(
    centre: Annotated[str, _centre()],
    national: Annotated[str, _nation()],
    source: Annotated[
        str, typer.Option("--source", metavar="DSN", help=tr("전국 서버에서 본 센터 허브의 주소"))
    ],
) -> None:
    """Let the nation follow a center's hub."""
    from db.hub import nation

    with reaching():
        nation.subscribe(national, centre, source)
    say(tr("{centre} 센터를 따라갑니다. ‘ieum nation status’로 진행을 보세요.", centre=centre))


def unsubscribe(centre: Annotated[str, _centre()], national: Annotated[str, _nation()]) -> None:
    """Stop following a center's hub."""
    from db.hub import nation

    with reaching():
        nation.unsubscribe(national, centre)
    say(tr("{centre} 센터를 더 따라가지 않습니다. 받은 자료는 그대로 있습니다.", centre=centre))


def follow(
    centre: Annotated[str, _centre()],
    national: Annotated[str, _nation()],
    device: Annotated[str, typer.Option("--device", help=tr("허브에 등록한 전국 컴퓨터의 번호"))],
    hub_key: Annotated[str, typer.Option("--hub-key", help=tr("허브의 공개키"))],
) -> None:
    """Expect files of a center's hub."""
    from uuid import UUID

    import psycopg

    from db.hub import nation_files

    with reaching(), psycopg.connect(national, autocommit=True) as connection:
        nation_files.follow(connection, centre, device=UUID(device), hub_key=hub_key)
    say(tr("{centre} 센터의 파일을 받기로 했습니다. 전체 사본부터 들이세요.", centre=centre))


def take(
    files: Annotated[list[Path], typer.Argument(metavar="FILE…", help=tr("허브에서 온 파일"))],
    national: Annotated[str, _nation()],
    keys: Annotated[Path, typer.Option("--keys", help=tr("전국 컴퓨터의 열쇠 파일"))],
) -> None:
    """Bring files of hubs into the national database, each whole or not at all."""
    import psycopg

    from db.hub import nation_files
    from db.sync.keys import kept_keys
    from desktop.services.errors import FileUnreadableError

    kept = kept_keys(keys)
    if kept is None:
        raise FileUnreadableError(path=keys)
    with (
        reaching(),
        psycopg.connect(national, autocommit=True, options="-c timezone=UTC") as connection,
    ):
        for file in files:
            try:
                content = file.read_bytes()
            except OSError as error:
                raise FileUnreadableError(path=file) from error
            done = nation_files.take(connection, content, kept)
            say(
                tr(
                    "{name}: {centre} 센터 {n}번까지, {rows}건",
                    name=file.name,
                    centre=done.centre,
                    n=f"{done.n:,}",
                    rows=f"{done.rows:,}",
                )
            )


def status(
    hub: Annotated[str, _hub()] = "",
    national: Annotated[str, _nation()] = "",
    as_json: Annotated[bool, as_script()] = False,
) -> None:
    """Show who reads a hub, and which centers the nation has."""
    from db.hub import nation

    with reaching():
        readers = nation.readers(hub) if hub else []
        centers = nation.centers(national) if national else []
    if as_json:
        say_json({"readers": readers, "centers": centers})
        return
    if hub:
        titles = [tr("읽는 곳"), tr("연결"), tr("기다리는 로그(바이트)")]
        lines = [[one.slot, _yes(one.active), f"{one.waiting_bytes:,}"] for one in readers]
        say_table(titles, lines)
    if national:
        titles = [tr("센터"), tr("방법"), tr("연결"), tr("표"), tr("사례"), tr("실패"), tr("번호")]
        say_table(
            titles,
            [
                [
                    one.centre, one.way, _yes(one.running or one.way == "files"),
                    f"{one.tables_ready}/{one.tables}", f"{one.cases:,}", f"{one.failures:,}",
                    f"{one.n:,}",
                ]
                for one in centers
            ],
        )  # fmt: skip


def _yes(is_so: bool) -> str:
    return tr("예") if is_so else tr("아니요")
