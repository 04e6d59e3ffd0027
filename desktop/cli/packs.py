"""`ieum pack`: lists, checks, tests, compares, signs, verifies and installs packs of rules."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from desktop.cli.shared import as_script, desk_of, fail, say, say_json, say_table
from desktop.cli.spoken import Command, Group
from desktop.views.shared.language import tr

if TYPE_CHECKING:
    from collections.abc import Iterator

    from desktop.services.programmes.pack import Pack
    from desktop.services.programmes.pack_testing import TestOutcome
    from desktop.services.programmes.packs import PackRow


def add_to(app: typer.Typer) -> None:
    """Add the commands of this file."""
    room = typer.Typer(
        name="pack",
        cls=Group,
        help=tr("공고의 규칙 묶음을 다룹니다."),
        no_args_is_help=True,
        rich_markup_mode=None,
    )
    room.command("list", cls=Command, help=tr("있는 규칙 묶음을 보여 줍니다."))(list_all)
    room.command("check", cls=Command, help=tr("규칙 묶음에서 고칠 곳을 찾습니다."))(check)
    room.command("test", cls=Command, help=tr("규칙 묶음에 든 시험을 해 봅니다."))(run_own_tests)
    room.command("diff", cls=Command, help=tr("두 규칙 묶음이 어떻게 다른지 보여 줍니다."))(diff)
    room.command("copy", cls=Command, help=tr("규칙 묶음을 고칠 수 있는 파일로 옮겨 적습니다."))(
        copy
    )
    room.command("sign", cls=Command, help=tr("규칙 묶음에 서명해 zip으로 만듭니다."))(sign)
    room.command("verify", cls=Command, help=tr("서명과 내용이 맞는지 봅니다."))(verify)
    room.command("install", cls=Command, help=tr("서명된 규칙 묶음을 설치합니다."))(install)
    room.command("trust", cls=Command, help=tr("공개키를 믿을 수 있는 것으로 등록합니다."))(trust)
    room.command("keys", cls=Command, help=tr("서명에 쓸 열쇠 한 쌍을 만듭니다."))(make_keys)
    app.add_typer(room)


def _wanted() -> Any:
    return typer.Argument(metavar="PACK", help=tr("묶음의 코드(뒤에 @판 번호), 또는 파일·폴더·zip"))


def list_all(context: typer.Context, as_json: Annotated[bool, as_script()] = False) -> None:
    """List the packs that ship and those of the workspace, the newest year first."""
    from desktop.services.programmes import packs
    from desktop.views.shared.explain import explain

    with _library(context):
        rows = packs.list_packs()
        broken = [explain(error) for error in packs.broken_packs()]
    if as_json:
        say_json({"packs": rows, "broken": broken})
        return
    titles = [tr("코드"), tr("판 번호"), tr("연도"), tr("이름"), tr("어디에서")]
    say_table(titles, [_line(row) for row in rows])
    for sentence in broken:
        say(sentence)


def _line(row: PackRow) -> list[str]:
    from desktop.views.shared.pack_words import origin_words, pack_title

    return [row.id, row.version, str(row.year), pack_title(row), origin_words(row.origin)]


def check(
    context: typer.Context,
    wanted: Annotated[list[str], _wanted()],
    as_json: Annotated[bool, as_script()] = False,
) -> None:
    """Check packs; the exit code is 1 when one of them can't be used."""
    from desktop.services.programmes.errors import PackBrokenError
    from desktop.views.shared.explain import explain

    told: list[dict[str, str]] = []
    with _library(context):
        for word in wanted:
            try:
                _pack_of(word)
            except PackBrokenError as error:
                mistakes = error.facts["mistakes"]
                assert isinstance(mistakes, tuple)
                told += [{"pack": word, "mistake": explain(one)} for one in mistakes]
    if as_json:
        say_json(told)
    elif told:
        for one in told:
            say(one["mistake"])
    else:
        say(tr("고칠 곳이 없습니다."))
    if told:
        raise typer.Exit(1)


def run_own_tests(
    context: typer.Context,
    wanted: Annotated[str, _wanted()],
    as_json: Annotated[bool, as_script()] = False,
) -> None:
    """Run a pack's own tests; the exit code is 1 when one of them is not kept."""
    from desktop.services.programmes.pack_testing import run_tests

    with _library(context):
        outcomes = run_tests(_pack_of(wanted))
    if as_json:
        say_json({"tests": outcomes})
    else:
        _tell(outcomes)
    if any(not one.is_kept for one in outcomes):
        raise typer.Exit(1)


def _tell(outcomes: tuple[TestOutcome, ...]) -> None:
    from desktop.views.shared.pack_words import difference_words

    for one in outcomes:
        say(f"{tr('통과') if one.is_kept else tr('다름')}  {one.id}")
        for difference in one.differences:
            say(f"      {difference_words(difference)}")
    kept = sum(one.is_kept for one in outcomes)
    say(tr("시험 {count}건 가운데 {kept}건 통과", count=len(outcomes), kept=kept))


def diff(
    context: typer.Context,
    one: Annotated[str, _wanted()],
    other: Annotated[str, _wanted()],
    as_json: Annotated[bool, as_script()] = False,
) -> None:
    """Show what is otherwise in the second pack."""
    from desktop.services.programmes.pack_diff import compare

    with _library(context):
        changes = compare(_pack_of(one), _pack_of(other))
    if as_json:
        say_json({"changes": changes})
        return
    for change in changes:
        say(f"{change.place}: {change.before or '—'} → {change.after or '—'}")
    if not changes:
        say(tr("다른 곳이 없습니다."))


def copy(
    context: typer.Context,
    wanted: Annotated[str, _wanted()],
    out: Annotated[Path, typer.Option(metavar="FILE", help=tr("만들 TOML 파일"))],
    name: Annotated[str, typer.Option("--id", help=tr("새 묶음의 코드"))] = "",
) -> None:
    """Write a pack out with everything that it says, in a file to change; none is written over."""
    from desktop.services.programmes import pack_drafts

    with _library(context):
        content = pack_drafts.as_content(_pack_of(wanted))
    text = pack_drafts.text_of(content | ({"id": name} if name else {}))
    try:
        with out.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except FileExistsError:
        raise fail(tr("{file} 파일이 이미 있습니다. 다른 이름을 적어 주세요.", file=out)) from None
    say(tr("옮겨 적었습니다: {file}", file=out))


def sign(
    context: typer.Context,
    wanted: Annotated[str, _wanted()],
    key: Annotated[Path, typer.Option(metavar="FILE", help=tr("서명할 비밀키"))],
    out: Annotated[Path, typer.Option(metavar="FILE", help=tr("만들 zip 파일"))],
) -> None:
    """Write a signed zip; a broken pack, or one that breaks its own tests, is not signed."""
    from desktop.services.programmes import pack_library

    with _library(context):
        pack = pack_library.sign(_path_of(wanted), key, out)
    say(
        tr(
            "‘{pack} {version}’에 서명했습니다: {file}",
            pack=pack.id,
            version=pack.version,
            file=out,
        )
    )


def verify(
    context: typer.Context,
    wanted: Annotated[str, _wanted()],
    as_json: Annotated[bool, as_script()] = False,
) -> None:
    """Check the signature of a zip, or of a pack that was installed from one."""
    from desktop.services.programmes import pack_library

    with _library(context) as own:
        path = _path_of(wanted)
        checked = pack_library.verify(path.parent if path.suffix == ".toml" else path, own)
    signer = checked.signer
    assert signer is not None  # what is not signed raises
    if as_json:
        say_json({"id": checked.pack.id, "version": checked.pack.version, "signer": signer})
        return
    say(
        tr(
            "‘{pack} {version}’은 온전합니다. 서명: {name} ({key})",
            pack=checked.pack.id,
            version=checked.pack.version,
            name=signer.name,
            key=signer.fingerprint[:16],
        )
    )


def install(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="ZIP", help=tr("서명된 zip 파일"))],
) -> None:
    """Take a signed pack into the workspace; nothing changes if anything is wrong with it."""
    from desktop.services.programmes import pack_library

    with _library(context) as own:
        row = pack_library.install(file, own)
    say(
        tr(
            "‘{pack} {version}’을(를) 설치했습니다: {folder}",
            pack=row.id,
            version=row.version,
            folder=row.path.parent,
        )
    )


def trust(
    context: typer.Context,
    key: Annotated[Path, typer.Argument(metavar="KEY", help=tr("공개키 파일(.pub)"))],
    name: Annotated[str, typer.Option(help=tr("누구의 열쇠인지"))] = "",
) -> None:
    """Trust the owner of a public key: what they sign can be installed."""
    from desktop.services.programmes import pack_library

    with _library(context) as own:
        print_of_key = pack_library.trust(key, own, name)
    say(tr("등록했습니다. 열쇠의 지문: {print}", print=print_of_key))


def make_keys(
    name: Annotated[str, typer.Argument(metavar="NAME", help=tr("열쇠의 이름"))],
    folder: Annotated[Path, typer.Option("--out", metavar="DIR", help=tr("둘 폴더"))] = Path(),
) -> None:
    """Make a pair of keys: NAME.key stays with you, NAME.pub goes to whoever should trust you."""
    from desktop.services.programmes import pack_signing

    private, public = folder / f"{name}.key", folder / f"{name}.pub"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        print_of_key = pack_signing.make_keys(private, public)
    except FileExistsError:
        raise fail(
            tr("{file} 파일이 이미 있습니다. 다른 이름을 적어 주세요.", file=private)
        ) from None
    say(tr("열쇠를 만들었습니다. 비밀키 {private}은(는) 남에게 주지 마세요.", private=private))
    say(tr("공개키 {public}의 지문: {print}", public=public, print=print_of_key))


@contextmanager
def _library(context: typer.Context) -> Iterator[Path]:
    """Give the folder of the workspace's packs, which need not be there."""
    from desktop.services.programmes import pack_folders

    own = desk_of(context).folder / pack_folders.PACKS
    pack_folders.bring(own)
    try:
        yield own
    finally:
        pack_folders.take_away(own)


def _pack_of(word: str) -> Pack:
    from desktop.services.programmes import pack_library, packs

    path = Path(word)
    if path.exists():
        return pack_library.check(path)
    name, _, version = word.partition("@")
    return packs.pack(name, version)


def _path_of(word: str) -> Path:
    from desktop.services.programmes import packs

    path = Path(word)
    if path.exists():
        return path
    name, _, version = word.partition("@")
    return packs.row_of(name, version).path
