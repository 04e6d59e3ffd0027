"""What can go wrong with a file that somebody hands in as a paper."""

from __future__ import annotations

from datetime import date
from typing import Any

from desktop.services import errors
from desktop.services.applications.folders.errors import ArchiveRefusedError
from desktop.services.programmes.paper_rules import PaperFormat
from desktop.views.shared.day_words import day_text
from desktop.views.shared.explain.core import explain
from desktop.views.shared.language import tr

_MEGABYTE = 1_000_000
_NOT_TAKEN = "‘{name}’ 파일을 받지 않았습니다. 내용과 날짜를 확인해 주세요."
_REFUSED = {
    "several": "한 서류에는 파일 하나만 넣을 수 있습니다({count}개를 놓았습니다).",
    "folder": "‘{name}’은(는) 폴더입니다. 폴더 안의 파일을 넣어 주세요.",
    "empty": "‘{name}’ 파일이 비어 있어 받지 않았습니다. 보낸 곳에서 다시 받아 주세요.",
    "size": "‘{name}’ 파일이 {size} MB로 너무 큽니다(최대 {limit} MB). 줄여서 다시 넣어 주세요.",
    "kind": "‘{name}’의 내용이 받을 수 있는 형식이 아닙니다. 받는 형식: {allowed}",
    "drm": "‘{name}’ 파일은 문서보안(DRM)으로 잠겨 있습니다. 보안을 푼 파일을 넣어 주세요.",
    "password": "‘{name}’ 파일에 암호가 걸려 있습니다. 암호를 없앤 파일을 넣어 주세요.",
    "broken": "‘{name}’ 파일이 손상되어 열리지 않습니다. 보낸 곳에서 다시 받아 주세요.",
}
_DAYS = {
    "issued_later": "발급일({day})이 오늘({limit})보다 늦습니다. 날짜를 확인해 주세요.",
    "order": "유효기간({day})이 발급일({limit})보다 빠릅니다. 날짜를 확인해 주세요.",
    "expired": "‘{name}’의 유효기간({day})이 기준일({limit}) 전에 끝나 받지 않았습니다.",
}


@explain.register(errors.PaperRefusedError)
def _(error: errors.PaperRefusedError) -> str:
    known = {"name": error.name, "count": error.facts.get("count", 0)}
    if error.code == "size":
        known["limit"] = int(str(error.limit)) // _MEGABYTE
        known["size"] = -(-int(str(error.size)) // _MEGABYTE)
    if error.code == "kind":
        allowed: Any = error.facts.get("allowed") or ()
        known["allowed"] = ", ".join(paper_format_words(one) for one in allowed)
    return tr(_REFUSED.get(str(error.code), _NOT_TAKEN), **known)


@explain.register(errors.PaperNotValidError)
def _(error: errors.PaperNotValidError) -> str:
    return tr(
        _DAYS.get(str(error.code), _NOT_TAKEN),
        name=error.name,
        day=_day(error.day),
        limit=_day(error.limit),
    )


def _day(value: object) -> str:
    return day_text(value) if isinstance(value, date) else str(value)


def paper_format_words(kind: object) -> str:
    """Return how people call a kind of file."""
    words = {
        PaperFormat.HWP: tr("한글(HWP)"),
        PaperFormat.PDF: "PDF",
        PaperFormat.WORD: tr("워드"),
        PaperFormat.SLIDES: tr("파워포인트"),
        PaperFormat.SHEET: tr("엑셀"),
        PaperFormat.IMAGE: tr("그림"),
        PaperFormat.ZIP: "ZIP",
    }
    return words[PaperFormat(str(kind))]


_ARCHIVES = {
    "not_zip": "{path} 파일은 ZIP이 아닙니다. 기업마다 폴더가 든 ZIP을 골라 주세요.",
    "broken": "{path} 파일이 손상되었습니다({part}). 보낸 곳에서 다시 받아 주세요.",
    "password": "{path} 파일에 암호가 걸려 있습니다({part}). 암호를 없앤 ZIP을 골라 주세요.",
    "path": "{path} 안에 폴더를 벗어나는 이름이 있어 열지 않았습니다: {part}",
    "size": "{path} 파일이 너무 큽니다. 나누어 압축한 뒤 가져와 주세요.",
    "inflates": "{path} 파일은 풀면 비정상적으로 커져서 열지 않았습니다. 보낸 곳에 확인해 주세요.",
    "many": "{path} 안에 파일이 너무 많습니다(최대 {limit:,}개). 나누어 가져와 주세요.",
    "empty": "{path} 안에 파일이 없습니다. 기업마다 폴더가 든 ZIP을 골라 주세요.",
    "changed": "{path} 파일이 그 사이 바뀌었습니다. 다시 골라 주세요.",
}


@explain.register(ArchiveRefusedError)
def _(error: ArchiveRefusedError) -> str:
    known = {"path": error.path, "part": error.part, "limit": error.limit}
    said = _ARCHIVES.get(str(error.code))
    if said is None:
        return tr("{path} 파일을 가져올 수 없습니다. 가져온 것은 없습니다.", path=error.path)
    return tr(said, **known)
