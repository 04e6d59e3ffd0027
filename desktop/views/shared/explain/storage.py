"""What can go wrong with the database itself."""

from __future__ import annotations

from datetime import datetime

from db import errors
from desktop.views.field_labels import field_label
from desktop.views.shared.day_words import day_text
from desktop.views.shared.explain.core import explain, sentence
from desktop.views.shared.language import tr

sentence(
    errors.WorkspaceMissingError,
    "{path} 폴더에 이음 자료가 없습니다. 다른 폴더를 고르거나 새로 만들어 주세요.",
)
sentence(
    errors.WorkspaceBrokenError,
    "{path} 파일이 손상되어 열 수 없습니다. 파일은 그대로 두었으니 백업에서 복원해 주세요.",
)
sentence(
    errors.WorkspaceTooNewError,
    "{path} 자료는 더 새로운 프로그램({found})이 만들었습니다. 이 프로그램({known})을 최신판으로"
    " 바꾼 뒤 열어 주세요.",
)
sentence(
    errors.WorkspaceReadOnlyError,
    "{path}에 쓸 수 없습니다. 읽기 전용인지, 폴더 권한이 있는지 확인해 주세요.",
)
sentence(
    errors.WorkspaceBusyError,
    "다른 프로그램이 {path} 자료를 쓰고 있습니다. 잠시 뒤 다시 해 주세요. 저장된 것은 없습니다.",
)
sentence(
    errors.DiskFullError,
    "{path}가 있는 디스크에 빈 공간이 없습니다. 공간을 비운 뒤 다시 해 주세요. 저장된 것은"
    " 없습니다.",
)
sentence(errors.NotFoundError, "찾는 항목이 없습니다. 다른 곳에서 지웠을 수 있습니다.")
sentence(
    errors.NothingToUndoError,
    "되돌리거나 다시 실행할 변경이 없습니다.",
)
sentence(
    errors.SnapshotBrokenError,
    "{path} 백업 파일이 손상되었거나 이음 백업이 아닙니다. 다른 백업을 골라 주세요.",
)


@explain.register
def _(error: errors.StaleRecordError) -> str:
    return tr(
        "다른 곳에서 먼저 저장했습니다({who}, {when}). 새 내용을 불러왔으니 비교한 뒤 다시 저장해"
        " 주세요.",
        who=error.facts.get("who") or tr("다른 창"),
        when=_moment(error.facts.get("when")),
    )


@explain.register
def _(error: errors.RefusedValueError) -> str:
    field = error.facts.get("field")
    if field is None:
        return tr("값이 허용 범위를 벗어나 저장하지 않았습니다.")
    return tr(
        "‘{field}’ 값이 허용 범위를 벗어나 저장하지 않았습니다.", field=field_label(str(field))
    )


@explain.register
def _(error: errors.CannotUndoError) -> str:
    return tr(
        "이 변경 위에 다른 변경이 있어 되돌릴 수 없습니다({who}, {when}). 기록에서 나중 변경부터"
        " 되돌려 주세요.",
        who=error.facts.get("who") or tr("다른 창"),
        when=_moment(error.facts.get("when")),
    )


def _moment(when: object) -> str:
    """Return a moment as people read it, on the clock of this computer."""
    if not isinstance(when, datetime):
        return tr("조금 전")
    here = when.astimezone()
    return f"{day_text(here.date())} {here:%H:%M}"
