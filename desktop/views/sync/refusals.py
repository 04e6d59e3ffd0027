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
        case "unknown_row":
            return tr("허브에 없는 자료를 고친 변경입니다.")
        case "no_grant":
            return tr("이 자료를 고칠 권한이 없거나 권한의 기한이 지났습니다.")
        case "unknown_table" | "unknown_field":
            return tr("허브의 프로그램이 아직 모르는 항목입니다. 허브를 최신판으로 바꿔야 합니다.")
        case "refused_value":
            return tr("허브의 규칙에 맞지 않는 값입니다.")
    kind = getattr(sync_errors, code, None) or getattr(errors, code, None)
    if isinstance(kind, type) and issubclass(kind, DeskError):
        return explain(kind(**facts))
    return tr("까닭: {code}.", code=code)
