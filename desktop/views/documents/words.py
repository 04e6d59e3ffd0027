"""What forms, their fields and their faults are called."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.services.documents.complaints import Complaint, ComplaintCode
from desktop.services.documents.fields import dictionary
from desktop.views.shared.language import Language, chosen, tr

if TYPE_CHECKING:
    from desktop.services.documents.catalog import DocumentTemplate


def title_of(document: DocumentTemplate) -> str:
    """Return the name of a form in the chosen language."""
    return document.title_en if chosen() is Language.ENGLISH else document.title


def field_name(name: str) -> str:
    """Return what people call a field: its group and its label.

    A field that the dictionary does not have, such as the representative of one of the parties, is
    called by its own words.
    """
    spec = dictionary().get(name)
    if spec is None:
        return name.replace(".", " ")
    if chosen() is Language.ENGLISH:
        return spec.label_en
    return spec.label if spec.group in spec.label else f"{spec.group} {spec.label}"


def complaint_words(complaint: Complaint) -> str:
    """Return what is wrong with a form and how it is mended."""
    written = complaint.field
    said = {
        ComplaintCode.UNKNOWN_FIELD: tr("‘{written}’은(는) 없는 항목입니다.", written=written),
        ComplaintCode.UNKNOWN_FILTER: tr("‘{written}’은(는) 없는 꾸밈입니다.", written=written),
        ComplaintCode.NOT_ROWS: tr(
            "‘{written}’은(는) 값이 하나라서 줄을 되풀이할 수 없습니다.", written=written
        ),
        ComplaintCode.ROWS_PRINTED: tr(
            "‘{written}’은(는) 여러 줄이라서 되풀이 안에 적어야 합니다.", written=written
        ),
        ComplaintCode.OUTSIDE_LOOP: tr(
            "‘{written}’은(는) 되풀이 안에서만 쓸 수 있습니다.", written=written
        ),
        ComplaintCode.UNCLOSED_TAG: tr("‘{written}’ 표시가 닫히지 않았습니다.", written=written),
        ComplaintCode.BROKEN_TAG: tr("‘{written}’ 표시를 읽을 수 없습니다.", written=written),
        ComplaintCode.FORBIDDEN: tr(
            "‘{written}’처럼 계산하거나 부르는 표시는 쓸 수 없습니다.", written=written
        ),
        ComplaintCode.MISPLACED_TAG: tr(
            "‘{written}’은(는) 값이 채워지지 않는 곳(각주, 메모)에 있습니다.", written=written
        ),
        ComplaintCode.UNFIT_FILTER: tr(
            "‘{written}’의 값은 그 꾸밈으로 적을 수 없습니다.", written=written
        ),
        ComplaintCode.BROKEN_LAYOUT: tr(
            "‘{written}’이(가) 한 줄이나 칸에서 시작해 다른 곳에서 끝납니다.", written=written
        ),
        ComplaintCode.FOREIGN_CONTENT: tr(
            "매크로나 다른 파일에서 가져오는 내용이 있습니다: {written}", written=written
        ),
        ComplaintCode.TRACKED_CHANGES: tr(
            "변경 내용 추적이나 메모가 남아 있습니다. 모두 적용하거나 지워 주세요."
        ),
        ComplaintCode.TOO_LARGE: tr("서식 파일이 너무 큽니다."),
    }[complaint.code]
    parts = [said]
    if complaint.suggestion:
        parts.append(tr("혹시 ‘{suggestion}’인가요?", suggestion=complaint.suggestion))
    if complaint.place:
        parts.append(tr("있는 곳: {place}", place=complaint.place))
    return " ".join(parts)
