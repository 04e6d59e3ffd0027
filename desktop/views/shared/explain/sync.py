"""What can go wrong when changes travel; each says that nothing was applied and nothing is lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from db import sync_errors as errors  # noqa: TC001 - singledispatch reads the annotations
from desktop.views.shared.explain.core import explain
from desktop.views.shared.language import tr

if TYPE_CHECKING:
    from db.errors import DeskError

_MEGABYTE = 1_000_000
_ANSWER = {
    "not_shown": "이 제안목록에 없는 사례입니다. 새 제안목록을 받아 주세요.",
    "ended": "열람 기간이 끝난 사례에는 회신할 수 없습니다. 센터에 문의해 주세요.",
    "reason": "거절에는 사유를 골라 주세요.",
    "text": "의견이나 보완요청에는 내용을 적어 주세요.",
    "moved": "읽은 뒤에 사례가 바뀌었습니다. 새 제안목록을 받아 확인한 뒤 다시 회신해 주세요.",
}
_REPLICATION = {
    "wal_level": "서버 설정 wal_level을 logical로 바꾸고 서버를 다시 시작해 주세요.",
    "slots": "서버 설정 max_replication_slots를 늘려 주세요.",
    "senders": "서버 설정 max_wal_senders를 늘려 주세요.",
    "workers": "서버 설정 max_logical_replication_workers와 max_worker_processes를 늘려 주세요.",
    "rights": "이 계정에는 복제를 만들 권한이 없습니다. 데이터베이스 관리자로 다시 해 주세요.",
    "tables": "받는 서버에 없는 표가 있습니다. 받는 쪽 프로그램을 먼저 최신판으로 바꿔 주세요.",
}


def _told(error: DeskError, fact: str, otherwise: str = "") -> str:
    return str(error.facts.get(fact) or otherwise)


def _file(error: DeskError) -> str:
    return _told(error, "name", tr("이 파일"))


@explain.register
def _(error: errors.SyncError) -> str:
    return tr("‘{name}’을(를) 맞추지 못했습니다. 바뀐 것은 없습니다.", name=_file(error))


@explain.register
def _(error: errors.BatchBrokenError) -> str:
    return tr(
        "‘{name}’이(가) 잘렸거나 손상되었습니다. 파일은 그대로 두었으니, 보낸 쪽에서 다시 받아"
        " 주세요.",
        name=_file(error),
    )


@explain.register
def _(error: errors.BatchTooLargeError) -> str:
    size = error.facts.get("size")
    return tr(
        "‘{name}’을(를) 풀면 지나치게 커져서({size}MB) 열지 않았습니다. 보낸 쪽에 확인해 주세요.",
        name=_file(error),
        size=f"{int(size) // _MEGABYTE:,}" if isinstance(size, int) else "?",
    )


@explain.register
def _(error: errors.BatchTooNewError) -> str:
    return tr(
        "‘{name}’은(는) 더 새로운 프로그램({found})이 만들었습니다. 이 프로그램({known})을"
        " 최신판으로 바꾼 뒤 다시 해 주세요.",
        name=_file(error),
        found=_told(error, "found", "?"),
        known=_told(error, "known", "?"),
    )


@explain.register
def _(error: errors.WrongSignatureError) -> str:
    return tr(
        "‘{name}’의 서명이 맞지 않아 반영하지 않았습니다. 보낸 사람에게 직접 확인해 주세요.",
        name=_file(error),
    )


@explain.register
def _(error: errors.NotForUsError) -> str:
    return tr(
        "‘{name}’은(는) 다른 컴퓨터에 보낸 파일입니다. 열 수 없지만 대신 옮겨 줄 수는 있습니다.",
        name=_file(error),
    )


@explain.register
def _(error: errors.OtherCentreError) -> str:
    return tr(
        "‘{name}’은(는) 다른 센터({found})의 자료입니다. 이곳은 {known} 센터입니다.",
        name=_file(error),
        found=_told(error, "found", "?"),
        known=_told(error, "known", "?"),
    )


@explain.register
def _(error: errors.OtherHubError) -> str:
    return tr(
        "‘{name}’은(는) 이 컴퓨터가 등록된 허브에서 온 것이 아닙니다. 파일을 확인해 주세요.",
        name=_file(error),
    )


@explain.register
def _(error: errors.UnknownDeviceError) -> str:
    return tr(
        "허브가 이 컴퓨터를 알지 못하거나 등록을 해제했습니다({device}). 허브 관리자에게 등록"
        " 번호를 새로 받아 주세요. 적어 둔 내용은 이 컴퓨터에"
        " 그대로 있습니다.",
        device=_told(error, "device", "?")[:8],
    )


@explain.register
def _(error: errors.GapError) -> str:
    return tr(
        "‘{name}’보다 먼저 와야 할 파일이 빠졌습니다({have}까지 받았고, 이 파일은"
        " {first}부터입니다). 빠진 파일을 먼저 가져와 주세요.",
        name=_file(error),
        have=_told(error, "have", "0"),
        first=_told(error, "first", "?"),
    )


@explain.register
def _(error: errors.HubRestoredError) -> str:
    return tr(
        "허브가 백업에서 복원되었습니다. 한 번 더 맞추면 이 컴퓨터의 변경을 다시 보냅니다."
        " 잃은 것은 없습니다."
    )


@explain.register
def _(error: errors.ClonedError) -> str:
    return tr(
        "다른 컴퓨터가 같은 등록({label})을 쓰고 있습니다. 이 컴퓨터를 허브에 새로 등록해"
        " 주세요. 적어 둔 내용은 그대로 있습니다.",
        label=_told(error, "label", _told(error, "device", "?")[:8]),
    )


@explain.register
def _(error: errors.FutureClockError) -> str:
    return tr(
        "‘{name}’을(를) 만든 컴퓨터의 시계가 하루 넘게 앞서 있습니다({at}). 그 컴퓨터의 날짜를"
        " 바로잡아 주세요.",
        name=_file(error),
        at=_told(error, "at", "?"),
    )


@explain.register
def _(error: errors.HubUnreachableError) -> str:
    return tr(
        "허브({name})에 연결할 수 없습니다. 네트워크와 주소를 확인해 주세요. 변경은 이"
        " 컴퓨터에 남아 있고, 다음에 보냅니다.",
        name=_told(error, "name", "?"),
    )


@explain.register
def _(error: errors.HubBusyError) -> str:
    return tr(
        "허브가 바쁩니다. {seconds}초 뒤에 다시 해 주세요. 변경은 이 컴퓨터에 남아 있습니다.",
        seconds=_told(error, "seconds", "60"),
    )


@explain.register
def _(error: errors.CodeRefusedError) -> str:
    return tr(
        "등록 번호가 틀렸거나, 이미 쓰였거나, 기한이 지났습니다. 허브 관리자에게 새 번호를"
        " 받아 주세요."
    )


@explain.register
def _(error: errors.NotEnrolledError) -> str:
    return tr("이 컴퓨터는 아직 허브에 등록되지 않았습니다. 동기화 화면에서 먼저 등록해 주세요.")


@explain.register
def _(error: errors.ConflictMovedError) -> str:
    return tr(
        "보는 동안 이 값이 다시 바뀌었거나 이미 정리되었습니다. 새 내용을 확인한 뒤 골라 주세요."
    )


@explain.register
def _(error: errors.SlateClosedError) -> str:
    return tr(
        "{centre} 센터가 보여 준 제안목록은 열람 기간이 끝났거나 회수되었습니다. 이 컴퓨터에서"
        " 지웠습니다.",
        centre=_told(error, "centre", "?"),
    )


@explain.register
def _(error: errors.AnswerRefusedError) -> str:
    return tr(_ANSWER.get(str(error.code), "회신을 받아들일 수 없습니다. 센터에 문의해 주세요."))


@explain.register
def _(error: errors.ReplicationNotReadyError) -> str:
    return tr(
        "{name}에서 아직 복제할 수 없습니다({found}). {advice}",
        name=_told(error, "name", "?"),
        found=_told(error, "found", "?"),
        advice=tr(_REPLICATION.get(str(error.code), "서버의 로그를 확인해 주세요.")),
    )


@explain.register
def _(error: errors.ConflictUnconfirmedError) -> str:
    return tr(
        "함께 저장한 변경 전체가 기다리는 충돌입니다. 허브와 한 번 맞춘 뒤에 정할 수 있습니다."
    )


@explain.register
def _(error: errors.InsecureError) -> str:
    return tr(
        "{name}에서 암호화하지 않고 열 수는 없습니다. --tls-cert와 --tls-key를 주거나, 앞에 TLS"
        " 프록시가 있으면 --insecure를 붙여 주세요.",
        name=_told(error, "name", "?"),
    )


@explain.register
def _(error: errors.HubNotEmptyError) -> str:
    return tr(
        "이곳에는 이미 허브의 자료가 있어 백업을 풀지 않았습니다. 빈 데이터베이스나 빈 폴더를"
        " 정해 주세요."
    )


@explain.register
def _(error: errors.NothingToCarryError) -> str:
    return tr("허브가 이 컴퓨터의 변경을 모두 확인했습니다. 내보낼 것이 없습니다.")


@explain.register
def _(error: errors.HubNotBegunError) -> str:
    return tr("이곳에는 아직 허브가 없습니다. ‘ieum hub serve --centre 코드’로 먼저 시작해 주세요.")
