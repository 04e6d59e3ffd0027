"""What can go wrong in the use cases: refused steps, amounts, papers, packs, documents."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from desktop.services import errors
from desktop.services.aftercare.errors import UnitMismatchError
from desktop.services.buildout.errors import ExtensionRefusedError
from desktop.services.documents import errors as documents
from desktop.services.security import errors as security
from desktop.views.labels import label
from desktop.views.shared.explain.core import explain, sentence
from desktop.views.shared.language import tr

sentence(errors.ReasonNeededError, "이 단계에는 사유가 필요합니다. 사유를 적은 뒤 다시 해 주세요.")
sentence(
    errors.InUseError,
    "다른 자료 {count}건이 쓰고 있어 지울 수 없습니다. 먼저 그 자료를 옮겨 주세요.",
)
sentence(errors.SameCompanyError, "같은 기업끼리는 합칠 수 없습니다. 다른 기업을 골라 주세요.")
sentence(errors.FileUnreadableError, "{path} 파일을 읽을 수 없습니다. 파일이 있는지 확인해 주세요.")
sentence(
    errors.FileMissingError,
    "‘{name}’의 내용이 이 컴퓨터에 없습니다. 파일을 가진 컴퓨터와 자료를 맞춰 주세요.",
)
sentence(
    errors.FileChangedError,
    "‘{name}’의 내용이 보관된 것과 달라 열지 않았습니다. 백업에서 복원해 주세요.",
)
sentence(
    ExtensionRefusedError,
    "구축기간은 최대 {at_most}개월, 한 번만 연장할 수 있습니다. 개월 수를 고쳐 주세요.",
)
sentence(UnitMismatchError, "단위 ‘{found}’를 ‘{expected}’로 바꿀 수 없습니다. 단위를 고쳐 주세요.")
sentence(security.StoppedError, "작업을 그만두었습니다. 바뀐 것은 없습니다.")


@explain.register
def _(error: security.AuditBrokenError) -> str:
    why = {
        "newer": tr("더 새로운 프로그램이 만든 파일입니다. 이 프로그램을 최신판으로 바꿔 주세요."),
        "signature": tr("서명이 맞지 않습니다. 만든 센터에 직접 확인해 주세요."),
        "part": tr("서명한 뒤에 내용이 바뀌었습니다."),
        "count": tr("변경 몇 건이 빠졌습니다."),
        "altered": tr("변경 {change}의 내용이 기록될 때와 다릅니다.", change=error.change),
        "cut": tr("변경 {change} 앞에 있던 변경이 빠졌습니다.", change=error.change),
    }.get(str(error.why), tr("감사용 기록 파일이 아니거나 손상되었습니다."))
    return tr("{path}: {why}", path=error.path, why=why)


sentence(
    security.FolderNotEmptyError,
    "{path} 폴더에 이미 자료가 있습니다. 빈 폴더를 고르거나 ‘바꾸기’를 선택해 주세요.",
)
sentence(documents.UnknownDocumentError, "‘{kind}’ 문서는 이 프로그램에 없습니다.")
sentence(
    documents.TemplateMissingError,
    "서식 파일 {path}이(가) 없습니다. 프로그램을 다시 설치하거나 서식을 되돌려 주세요.",
)
sentence(
    documents.TemplateUnreadableError,
    "서식이 워드 문서(.docx)가 아니거나 손상되었습니다. 서식을 다시 저장해 주세요.",
)
sentence(
    documents.DocumentTooLargeError,
    "문서가 지나치게 커져서 만들지 않았습니다({limit}자 초과). 값의 길이를 확인해 주세요.",
)
_MEGABYTE = 1_000_000

_REFUSED = {
    "partner_not_wanted": "이 유형에는 대기업이 참여하지 않습니다.",
    "partner_needed": "대기업을 먼저 골라 주세요.",
    "no_cost": "총사업비를 먼저 적어 주세요.",
    "already_decided": "이미 판정된 매칭입니다. 판정을 되돌린 뒤 고쳐 주세요.",
    "not_accepted": "대기업이 채택한 뒤에 확정할 수 있습니다.",
    "bounds": "재원의 비율이나 한도를 벗어났습니다. 금액을 고쳐 주세요.",
    "pool": "대기업 출연 재원이 모자랍니다. 남은 금액을 확인해 주세요.",
    "no_match": "확정된 매칭이 없습니다. 매칭을 먼저 확정해 주세요.",
    "dates_missing": "구축 시작일과 종료일을 적어 주세요.",
    "dates_order": "구축 종료일이 시작일보다 빠릅니다. 날짜를 고쳐 주세요.",
    "lines_differ": "재원의 합이 총사업비와 다릅니다. 금액을 맞춰 주세요.",
    "signed": "이미 체결된 협약입니다. 협약변경으로 고쳐 주세요.",
    "over_line": "지급액이 그 재원의 협약 금액을 넘습니다. 금액을 고쳐 주세요.",
    "order": "앞선 지급(선금·중도금)이 끝난 뒤에 할 수 있습니다.",
    "not_checked": "지급하기 전에 휴·폐업을 조회하고 조회일을 적어 주세요.",
    "not_operating": "휴업 또는 폐업한 기업에는 지급할 수 없습니다.",
    "not_signed": "협약을 체결한 뒤에 할 수 있습니다.",
    "final_check": "최종점검에서 ‘적정’을 받은 뒤에 잔금을 승인할 수 있습니다.",
    "not_approved": "승인한 뒤에 지급할 수 있습니다.",
    "paid": "이미 지급되었습니다.",
    "days": "열람 종료일이 시작일보다 빠릅니다. 날짜를 고쳐 주세요.",
    "past": "열람 종료일이 이미 지났습니다. 오늘 이후의 날짜를 골라 주세요.",
    "already": "이 대기업에는 그 기간에 이미 열람을 허용했습니다. 종료일을 옮겨 주세요.",
    "over": "이미 회수했거나 기간이 끝난 열람 허용입니다. 새로 허용해 주세요.",
}


@explain.register(errors.MatchRefusedError)
@explain.register(errors.AgreementRefusedError)
@explain.register(errors.PaymentRefusedError)
@explain.register(errors.DisclosureRefusedError)
def _refused(error: errors.MatchRefusedError) -> str:
    return tr(_REFUSED.get(str(error.code), "규칙에 맞지 않아 저장하지 않았습니다."))


@explain.register
def _(error: errors.MoveRefusedError) -> str:
    allowed: Any = error.facts.get("allowed")
    after = [label(state) for state in allowed if state] if isinstance(allowed, tuple) else []
    if not after:
        return tr("‘{now}’에서는 더 바꿀 수 없습니다.", now=_state(error.now))
    return tr(
        "‘{now}’에서 바로 ‘{then}’(으)로 바꿀 수 없습니다. 바꿀 수 있는 상태: {allowed}",
        now=_state(error.now),
        then=_state(error.then),
        allowed=", ".join(after),
    )


@explain.register
def _(error: errors.StillOpenError) -> str:
    return tr(
        "‘{state}’ 상태인 건이 아직 끝나지 않았습니다. 그것을 끝낸 뒤 새로 시작해 주세요.",
        state=_state(error.state),
    )


def _state(state: object) -> str:
    return label(state) if isinstance(state, StrEnum) else tr("판정 전")


@explain.register
def _(error: errors.BlockedError) -> str:
    blockers = error.facts.get("blockers")
    count = len(blockers) if isinstance(blockers, list | tuple) else 0
    return tr(
        "다음 단계로 갈 수 없는 이유가 {count}건 있습니다. 단계 표시를 눌러 확인해 주세요.",
        count=count,
    )


@explain.register
def _(error: errors.FileTooLargeError) -> str:
    return tr(
        "{path} 파일이 너무 큽니다(최대 {limit:,} MB). 나누거나 줄여서 다시 골라 주세요.",
        path=error.path,
        limit=int(str(error.limit)) // _MEGABYTE,
    )


@explain.register(errors.FieldsMissingError)
@explain.register(documents.ValuesMissingError)
def _missing(error: errors.FieldsMissingError) -> str:
    fields = error.facts.get("fields")
    names = ", ".join(str(name) for name in fields) if isinstance(fields, list | tuple) else ""
    return tr("아직 적지 않은 값이 있어 문서를 만들지 않았습니다: {fields}", fields=names)


@explain.register
def _(error: documents.TemplateRefusedError) -> str:
    return tr(
        "서식에 고칠 곳이 {count}군데 있어 쓰지 않았습니다. 서식 검사에서 확인해 주세요.",
        count=len(error.complaints),
    )


@explain.register
def _(error: documents.UnfitValueError) -> str:
    return tr("‘{field}’ 값을 서식에 넣을 수 없습니다. 값을 확인해 주세요.", field=error.field)
