"""The mechanism: a sentence per type of failure, its facts filled in."""

from __future__ import annotations

from functools import singledispatch
from typing import TYPE_CHECKING, Any

from desktop.views.shared.language import tr

if TYPE_CHECKING:
    from collections.abc import Callable

    from db.errors import DeskError


@singledispatch
def explain(error: Exception) -> str:
    """Return the sentence that a person reads about `error`, in the chosen language."""
    return tr(
        "예상하지 못한 문제가 생겼습니다({kind}). 저장하지 않은 변경은 없으며, 프로그램은 계속"
        " 쓸 수 있습니다.",
        kind=type(error).__name__,
    )


def sentence(kind: type[DeskError], text: str) -> None:
    """Say `text`, with the error's facts in its braces, for every failure of `kind`."""
    explain.register(kind)(_filled(text))


def _filled(text: str) -> Callable[[Any], str]:
    return lambda error: tr(text, **error.facts)
