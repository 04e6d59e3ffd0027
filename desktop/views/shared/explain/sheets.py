"""What can go wrong with a sheet that somebody brings."""

from __future__ import annotations

from desktop.services.exchange import errors
from desktop.views.shared.explain.core import explain, sentence
from desktop.views.shared.language import tr

sentence(
    errors.SheetError,
    "{path} 파일을 가져올 수 없습니다. 가져온 것은 없으며 파일은 그대로입니다.",
)
sentence(
    errors.SheetFileMissingError, "{path} 파일이 없습니다. 옮기거나 지우지 않았는지 봐 주세요."
)
sentence(errors.SheetEmptyError, "{path} 파일에 내용이 없습니다. 자료가 든 파일을 골라 주세요.")
sentence(
    errors.SheetBrokenError,
    "{path} 파일이 손상되었거나 끝까지 저장되지 않았습니다. 보낸 곳에서 다시 받아 주세요.",
)
sentence(
    errors.SheetTextError,
    "{path} 파일의 글자를 알아볼 수 없습니다. 엑셀에서 ‘CSV UTF-8’로 다시 저장해 주세요.",
)
sentence(
    errors.SheetMissingError, "{path} 파일에 ‘{sheet}’ 시트가 없습니다. 있는 시트를 골라 주세요."
)
sentence(errors.SheetCancelledError, "{path} 읽기를 그만두었습니다. 가져온 것은 없습니다.")
sentence(
    errors.SheetInflatesError,
    "{path} 파일은 풀면 비정상적으로 커져서 열지 않았습니다. 보낸 곳에 확인해 주세요.",
)

_MEGABYTE = 1_000_000


@explain.register
def _(error: errors.SheetTooLargeError) -> str:
    return tr(
        "{path} 파일이 너무 큽니다({size:,} MB, 최대 {limit:,} MB). 나누어 저장한 뒤 가져와"
        " 주세요.",
        path=error.path,
        size=_megabytes(error.size),
        limit=_megabytes(error.limit),
    )


@explain.register
def _(error: errors.SheetTooLongError) -> str:
    return tr(
        "{path} 시트가 너무 큽니다. 한 번에 {row_limit:,}행, {column_limit:,}열까지 가져올 수"
        " 있습니다.",
        path=error.path,
        row_limit=error.row_limit,
        column_limit=error.column_limit,
    )


@explain.register
def _(error: errors.SheetProtectedError) -> str:
    if error.how == "drm":
        return tr(
            "{path} 파일은 문서보안(DRM)으로 잠겨 있습니다. 보안을 푼 파일을 골라 주세요.",
            path=error.path,
        )
    return tr(
        "{path} 파일에 암호가 걸려 있습니다. 엑셀에서 암호를 없앤 뒤 다시 골라 주세요.",
        path=error.path,
    )


@explain.register
def _(error: errors.SheetUnreadableError) -> str:
    if error.reason == "locked":
        return tr(
            "{path} 파일을 다른 프로그램이 열고 있습니다. 닫고 다시 해 주세요.", path=error.path
        )
    if error.reason == "folder":
        return tr("{path}은(는) 폴더입니다. 폴더 안의 파일을 골라 주세요.", path=error.path)
    return tr(
        "{path} 파일을 읽을 권한이 없습니다. 폴더와 파일 권한을 확인해 주세요.", path=error.path
    )


@explain.register
def _(error: errors.NotASheetError) -> str:
    return tr(
        "{path} 파일은 표가 아닙니다(내용: {found}). 엑셀(xlsx, xls), ODS, CSV 파일을 골라 주세요.",
        path=error.path,
        found=str(error.found).upper(),
    )


def _megabytes(size: object) -> int:
    return -(-int(str(size)) // _MEGABYTE)
