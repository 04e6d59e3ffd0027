"""The options and pages of commands that list: words to look for, how many lines, how many left."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import typer

from desktop.cli.shared import warn
from desktop.views.shared.language import tr

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sqlmodel import Session

    from desktop.services.search.found import Found, Ids

SHOWN = 50


def query_words() -> Any:
    """Return the argument of everything that is searched like the lists of the window."""
    hint = tr("검색어: 이름, 초성, 번호, 단계:구축, 기한:<14일 … (빼기는 -- 뒤에: -- -상태:종료)")
    return typer.Argument(metavar="QUERY", help=hint)


def limit_of() -> Any:
    """Return the option that says how many lines are shown."""
    return typer.Option(min=0, help=tr("보여 줄 줄 수(0은 모두)"))


def page_of(
    session: Session, found: Found, read: Callable[[Session, Ids], list[Any]], limit: int
) -> tuple[Found, list[Any]]:
    """Return the lines of what was found, up to `limit`."""
    pages = pages_of(found.ids, min(limit or found.count, found.count))
    return found, [row for page in pages for row in read(session, page)]


def pages_of(ids: Ids, end: int) -> Iterator[Ids]:
    """Yield the keys in pages that the services read at once."""
    from desktop.services.cases.listing import MOST_ROWS

    for at in range(0, end, MOST_ROWS):
        yield ids[at : min(at + MOST_ROWS, end)]


def tell_count(count: int, shown: int) -> None:
    """Say how many there are beside those that are shown."""
    if shown < count:
        sentence = tr(
            "모두 {count}건 중 {shown}건(모두 보려면 --limit 0)",
            count=f"{count:,}",
            shown=f"{shown:,}",
        )
    else:
        sentence = tr("모두 {count}건", count=f"{count:,}")
    warn(sentence)
