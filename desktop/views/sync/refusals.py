"""Says why the hub did not take a change, and what its author can do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from db import errors, sync_errors
from db.errors import DeskError
from desktop.views.shared.explain import explain
from desktop.views.shared.language import tr

if TYPE_CHECKING:
    from collections.abc import Mapping


def why_rejected(code: str, facts: Mapping[str, Any]) -> str:
    """Return the sentence for a code of the hub; an unknown code is named, not hidden."""
    match code:
        case "unknown_row" | "row":
            return tr("허브에 없는 자료를 고친 변경입니다.")
        case "not_allowed":
            return tr("이 자료를 고칠 권한이 없거나 권한의 기한이 지났습니다.")
        case "key_differs":
            return tr("다른 변경과 같은 식별자를 쓰는 변경입니다. 이 컴퓨터를 새로 등록해 주세요.")
        case "fixed_field":
            return tr("한 번 정해지면 바꿀 수 없는 항목입니다.")
        case "not_shown":
            return tr("이 컴퓨터에 보이지 않는 자료를 고친 변경입니다.")
        case "moved":
            return tr("적는 동안 센터에서 먼저 바꾼 값입니다. 새 값을 보고 다시 적어 주세요.")
        case "refused" | "value":
            return tr("허브의 규칙에 맞지 않는 값입니다.")
    kind = getattr(sync_errors, code, None) or getattr(errors, code, None)
    if isinstance(kind, type) and issubclass(kind, DeskError):
        return explain(kind(**facts))
    return tr("까닭: {code}.", code=code)
