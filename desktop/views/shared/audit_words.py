"""The words of the file that is given to an auditor, in the language that is chosen."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from desktop.services.security.audit import Words
from desktop.views.field_labels import field_label, table_label
from desktop.views.labels import label
from desktop.views.shared.language import tr


def words() -> Words:
    """Return the words of now."""
    return Words(
        titles=(
            tr("언제"), tr("변경"), tr("누가"), tr("컴퓨터"), tr("사유"), tr("자료"), tr("번호"),
            tr("항목"), tr("전"), tr("후"),
        ),
        readme=tr(
            "이음 변경 기록입니다. changes.xlsx는 사람이 읽는 표이고, changes.jsonl은 같은 변경을"
            " 해시와 함께 담은 원본입니다. manifest.json에 각 파일의 SHA-256이 있고,"
            " manifest.sig는 그 파일의 Ed25519 서명입니다. ‘ieum audit check 파일’로 인터넷 없이"
            " 검사할 수 있습니다."
        )
        + "\n",
        action=label,
        table=table_label,
        field=field_label,
        value=value_words,
    )  # fmt: skip


def value_words(value: Any) -> str:
    """Return a value as a cell of the sheet says it; a key as it is stored."""
    match value:
        case None:
            return ""
        case bool():
            return tr("예") if value else tr("아니오")
        case StrEnum():
            return label(value)
        case datetime():
            return value.astimezone().strftime("%Y-%m-%d %H:%M:%S")
        case date():
            return value.isoformat()
    return str(value)
