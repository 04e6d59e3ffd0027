"""`ieum hub`: runs a center's hub, lets computers in, carries files, keeps backups."""

from __future__ import annotations

import time
from contextlib import contextmanager
from pathlib import Path  # noqa: TC003 - typer reads the annotations at run time
from typing import TYPE_CHECKING, Annotated, Any

import typer

from desktop.cli import nation
from desktop.cli.shared import as_script, fail, say, say_failure, say_json, say_table, show_progress
from desktop.cli.spoken import Command, Group
from desktop.views.shared.language import tr

if TYPE_CHECKING:
    from collections.abc import Iterator

    from db.hub.folder import Handled
    from db.hub.receive import Device
    from db.hub.store import Hub

DATABASE = "IEUM_HUB_DATABASE"
WATCH_SECONDS = 5.0


def add_to(app: typer.Typer) -> None:
    """Add the commands of this file."""
    room = typer.Typer(
        name="hub",
        cls=Group,
        help=tr("센터의 허브를 돌립니다. 컴퓨터들의 변경을 한 순서로 모읍니다."),
        no_args_is_help=True,
        rich_markup_mode=None,
    )
    for name, help_text, command in (
        ("serve", tr("허브를 시작합니다. 끝낼 때는 Ctrl+C를 누르세요."), serve),
        ("code", tr("컴퓨터 한 대를 등록할 번호를 만듭니다."), code),
        ("devices", tr("등록된 컴퓨터를 보여 줍니다."), devices),
        ("shut-out", tr("컴퓨터의 등록을 해제합니다."), shut_out),
        ("import", tr("컴퓨터가 내보낸 파일을 받아들입니다."), take),
        ("export", tr("컴퓨터 한 대에 줄 파일을 만듭니다."), export),
        ("folder", tr("공유 폴더의 파일을 받아들이고 나눠 줍니다."), folder),
        ("backup", tr("허브 전체를 파일 하나에 백업합니다."), backup),
        ("restore", tr("백업을 빈 곳에 풀어 허브로 만듭니다."), restore),
        ("publish", tr("센터 허브를 전국 서버가 읽게 합니다."), nation.publish),
        ("subscribe", tr("전국 서버가 센터 허브를 따라가게 합니다."), nation.subscribe),
    ):
        room.command(name, cls=Command, help=help_text)(command)
    room.command("enrol", cls=Command, hidden=True)(code)
    app.add_typer(room)


def _at() -> Any:
    return typer.Option(
        "--folder",
        metavar="FOLDER",
        help=tr("허브의 폴더. 열쇠, 첨부, 데이터베이스가 여기에 있습니다."),
    )


def _database() -> Any:
    return typer.Option(
        "--database",
        metavar="URL",
        envvar=DATABASE,
        help=tr("PostgreSQL의 주소. 없으면 폴더 안에 데이터베이스를 만듭니다."),
    )


def _device() -> Any:
    return typer.Argument(metavar="DEVICE", help=tr("컴퓨터 번호, 또는 그 앞부분"))


@contextmanager
def _opened(at: Path | None, database: str) -> Iterator[Hub]:
    """Open the hub, on a PostgreSQL of its own where no other is named."""
    from db.hub.embedded import Embedded
    from db.hub.store import Hub
    from desktop import paths

    place = at or paths.default_workspace().with_name("hub")
    server = None
    with nation.reaching():
        if not database:
            server = Embedded(place / "postgres")
            server.start()
            database = server.make_database("ieum_hub")
        hub = Hub(database, place)
        try:
            yield hub
        finally:
            hub.close()
            if server is not None:
                server.stop()


@contextmanager
def _begun(at: Path | None, database: str) -> Iterator[Hub]:
    """Open a hub that has begun, and bring it up to date."""
    with _opened(at, database) as hub:
        hub.begin("")
        yield hub


def serve(
    centre: Annotated[
        str, typer.Option("--centre", help=tr("센터 코드. 처음 시작할 때 한 번 필요합니다."))
    ] = "",
    host: Annotated[str, typer.Option(help=tr("듣는 주소"))] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65_535, help=tr("듣는 포트"))] = 8733,
    tls_cert: Annotated[
        Path | None, typer.Option("--tls-cert", metavar="FILE", help=tr("TLS 인증서 (PEM)"))
    ] = None,
    tls_key: Annotated[
        Path | None, typer.Option("--tls-key", metavar="FILE", help=tr("TLS 개인키 (PEM)"))
    ] = None,
    insecure: Annotated[
        bool, typer.Option("--insecure", help=tr("TLS 프록시 뒤에서 평문 HTTP로 듣습니다."))
    ] = False,
    at: Annotated[Path | None, _at()] = None,
    database: Annotated[str, _database()] = "",
) -> None:
    """Run the hub until it is asked to end; requests under way are finished."""
    from db.hub import serving
    from desktop import __version__

    address = serving.Address(host, port, _file(tls_cert), _file(tls_key), insecure)
    address.check()
    with _opened(at, database) as hub:
        hub.begin(centre)
        scheme = "https" if tls_cert else "http"
        say(
            tr(
                "{centre} 센터의 허브가 {url}에서 듣습니다.",
                centre=hub.standing().centre,
                url=f"{scheme}://{host}:{port}",
            )
        )
        serving.log_to_stderr()
        serving.run(hub, address, version=__version__)
    say(tr("허브를 끝냈습니다."))


def _file(named: Path | None) -> Path | None:
    if named is not None and not named.is_file():
        raise fail(tr("‘{path}’ 파일이 없습니다.", path=named))
    return named


def code(
    hours: Annotated[int, typer.Option(min=1, max=720, help=tr("몇 시간 동안 쓸 수 있는지"))] = 24,
    partner: Annotated[
        str, typer.Option("--partner", help=tr("대기업의 컴퓨터이면 그 기업의 번호"))
    ] = "",
    at: Annotated[Path | None, _at()] = None,
    database: Annotated[str, _database()] = "",
) -> None:
    """Make a code that enrols one computer."""
    from uuid import UUID

    try:
        firm = UUID(partner) if partner else None
    except ValueError:
        raise fail(tr("‘{typed}’은(는) 기업 번호가 아닙니다.", typed=partner)) from None
    with _begun(at, database) as hub:
        made = hub.new_code(partner=firm, hours=hours)
    say(made)
    say(tr("{hours}시간 안에 컴퓨터 한 대에서 쓸 수 있습니다.", hours=hours))


def devices(
    as_json: Annotated[bool, as_script()] = False,
    at: Annotated[Path | None, _at()] = None,
    database: Annotated[str, _database()] = "",
) -> None:
    """List the computers: how far each has come, and when it was last heard."""
    with _begun(at, database) as hub:
        known, newest = hub.devices(), hub.newest()
    if as_json:
        say_json(known)
        return
    say_table(
        [tr("컴퓨터"), tr("이름"), tr("변경"), tr("받은 번호"), tr("마지막 연결"), tr("상태")],
        [
            [
                one.device.hex[:12],
                one.label,
                f"{one.turn:,}",
                f"{one.seen:,} / {newest:,}",
                f"{one.heard_at.astimezone():%Y-%m-%d %H:%M}" if one.heard_at else "",
                tr("해제됨") if one.shut_out_at else tr("대기업") if one.partner else "",
            ]
            for one in known
        ],
    )


def shut_out(
    device: Annotated[str, _device()],
    at: Annotated[Path | None, _at()] = None,
    database: Annotated[str, _database()] = "",
) -> None:
    """Take nothing more from a computer, and give it nothing."""
    with _begun(at, database) as hub:
        found = _found(hub, device)
        hub.shut_out(found.device.hex)
    say(tr("‘{label}’의 등록을 해제했습니다.", label=found.label))


def _found(hub: Hub, typed: str) -> Device:
    """Return the one computer whose id begins so, or whose name it is."""
    plain = typed.replace("-", "").lower()
    found = [
        one
        for one in hub.devices()
        if one.shut_out_at is None and (one.device.hex.startswith(plain) or one.label == typed)
    ]
    if len(found) != 1:
        raise fail(
            tr("‘{typed}’은(는) 컴퓨터 {count}대에 맞습니다.", typed=typed, count=len(found))
        )
    return found[0]


def take(
    files: Annotated[list[Path], typer.Argument(metavar="FILE…", help=tr("컴퓨터에서 온 파일"))],
    receipts: Annotated[
        Path | None, typer.Option("--receipts", metavar="DIR", help=tr("받음 확인 파일을 둘 폴더"))
    ] = None,
    at: Annotated[Path | None, _at()] = None,
    database: Annotated[str, _database()] = "",
) -> None:
    """Merge files, each whole or not at all; the files stay where they are."""
    from db.errors import DeskError
    from db.sync import envelope

    failed = 0
    with _begun(at, database) as hub:
        for file in files:
            try:
                taken = hub.take(_read(file))
            except DeskError as error:
                say_failure(error)
                failed += 1
                continue
            say(
                tr(
                    "{name}: 변경 {changes}건, 이미 받은 것 {known}건, 받지 못한 것 {refused}건",
                    name=file.name,
                    changes=f"{taken.changes:,}",
                    known=f"{taken.known:,}",
                    refused=f"{len(taken.refused):,}",
                )
            )
            if receipts is not None:
                receipt = hub.receipt(taken)
                receipts.mkdir(parents=True, exist_ok=True)
                (receipts / envelope.label_of(receipt).name).write_bytes(receipt)
    if failed:
        raise typer.Exit(1)


def _read(file: Path) -> bytes:
    from desktop.services.errors import FileUnreadableError

    try:
        return file.read_bytes()
    except OSError as error:
        raise FileUnreadableError(path=file) from error


def export(
    target: Annotated[Path, typer.Argument(metavar="FILE", help=tr("만들 파일"))],
    device: Annotated[str, typer.Option("--device", help=tr("컴퓨터 번호, 또는 그 앞부분"))],
    after: Annotated[
        int, typer.Option("--after", min=-1, help=tr("이 번호 다음부터. 없으면 받은 것 다음부터"))
    ] = -1,
    snapshot: Annotated[
        bool, typer.Option("--snapshot", help=tr("변경 대신 지금의 자료 전체를 줍니다."))
    ] = False,
    plain: Annotated[
        bool, typer.Option("--plain", help=tr("봉하지 않습니다. 읽을 수 없으면 막는 망연계용."))
    ] = False,
    at: Annotated[Path | None, _at()] = None,
    database: Annotated[str, _database()] = "",
) -> None:
    """Write the file that brings one computer further."""
    seal = "none" if plain else "age"
    with _begun(at, database) as hub:
        found = _found(hub, device)
        if snapshot:
            label = hub.write_snapshot(found.device.hex, target, seal=seal)
        else:
            from db.sync import envelope

            start = found.seen if after < 0 else after
            if found.partner is None:
                content = hub.feed(found.device.hex, start, seal=seal)
            else:  # a large firm's computer gets its slate, and never one that anybody can read
                content = hub.slate(found.device.hex, start)
            label = envelope.label_of(content)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
    say(tr("{path}: {n}번까지 담았습니다.", path=target, n=f"{label.last:,}"))


def folder(
    shared: Annotated[Path, typer.Argument(metavar="DIR", help=tr("컴퓨터들과 함께 쓰는 폴더"))],
    watch: Annotated[bool, typer.Option("--watch", help=tr("끝내지 않고 계속 봅니다."))] = False,
    at: Annotated[Path | None, _at()] = None,
    database: Annotated[str, _database()] = "",
) -> None:
    """Take in what lies in a folder, and lay out what computers have not."""
    from db.hub import folder as carrying

    if not shared.is_dir():
        raise fail(tr("‘{path}’ 폴더가 없습니다.", path=shared))
    with _begun(at, database) as hub:
        while True:
            for one in carrying.once(hub, shared):
                _say_handled(one)
            if not watch:
                return
            time.sleep(WATCH_SECONDS)


def _say_handled(one: Handled) -> None:
    if one.failure is not None:
        say_failure(one.failure)
    elif one.taken is not None:
        say(
            tr(
                "{name}: 변경 {changes}건을 받았습니다.",
                name=one.file.name,
                changes=f"{one.taken.changes:,}",
            )
        )
    else:
        say(tr("{name}: 두었습니다.", name=one.file.name))


def backup(
    target: Annotated[Path, typer.Argument(metavar="FILE", help=tr("만들 백업 파일"))],
    at: Annotated[Path | None, _at()] = None,
    database: Annotated[str, _database()] = "",
) -> None:
    """Keep everything in one file, while people go on working."""
    from db.hub import backup as keeping

    with _begun(at, database) as hub:
        told = keeping.backup(hub, target, progress=show_progress)
    say(
        tr(
            "{centre} 센터의 허브를 {n}번까지 {path}에 백업했습니다. 허브의 열쇠가 들어 있으니"
            " 잠근 곳에 두세요.",
            centre=told["centre"],
            n=f"{told['n']:,}",
            path=target,
        )
    )


def restore(
    source: Annotated[Path, typer.Argument(metavar="FILE", help=tr("백업 파일"))],
    at: Annotated[Path | None, _at()] = None,
    database: Annotated[str, _database()] = "",
) -> None:
    """Make an empty place the hub that a backup holds."""
    from db.hub import backup as keeping

    with _opened(at, database) as hub:
        keeping.restore(hub, source)
        n = hub.newest()
    say(
        tr(
            "허브를 {n}번까지 복원했습니다. 컴퓨터들은 다음에 맞출 때 그 뒤의 변경을 다시"
            " 보냅니다.",
            n=f"{n:,}",
        )
    )
