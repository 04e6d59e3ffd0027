"""Draws the document templates anew: `python packaging/make_templates.py`.

The files it writes are ordinary Word documents; whoever changes one in Word and keeps it should
change the drawing too, or take the form out of FORMS.
"""

from __future__ import annotations

import io
import sys
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

from forms import aftercare, agreement, application, buildout, selection

if TYPE_CHECKING:
    from collections.abc import Callable

    from forms.kit import Form

REPOSITORY = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(REPOSITORY))

FORMS: dict[str, tuple[str, Callable[[], Form]]] = {
    "application/eligibility_review.docx": ("요건검토서", application.eligibility_review),
    "application/score_summary.docx": ("기술성평가 집계표", selection.score_summary),
    "application/site_check.docx": ("현장확인서", application.site_check),
    "application/selection_minutes.docx": ("심의의결서", selection.selection_minutes),
    "matching/agreement.docx": ("협약서", agreement.agreement),
    "buildout/payment_request.docx": ("사업비 지급신청서", buildout.payment_request),
    "buildout/midterm_check.docx": ("중간점검표", buildout.midterm_check),
    "buildout/completion_check.docx": ("최종(완료)점검표", buildout.completion_check),
    "aftercare/aftercare_check.docx": ("사후관리 점검표", aftercare.aftercare_check),
}


def drawn(file: str) -> bytes:
    """Return one template as bytes, without any trace of who drew it."""
    from datetime import UTC, datetime

    from desktop.services.documents.docx_package import close_document

    title, draw = FORMS[file]
    return close_document(draw().document, title=title, made_at=datetime(2026, 1, 1, tzinfo=UTC))


def parts(template: bytes) -> dict[str, bytes]:
    """Return the parts of a .docx by name: what two files have in common if they are equal."""
    with zipfile.ZipFile(io.BytesIO(template)) as package:
        return {name: package.read(name) for name in package.namelist()}


def main() -> None:
    """Write every template whose drawing has changed."""
    for file in FORMS:
        target = REPOSITORY / "templates" / file
        new = drawn(file)
        if target.exists() and parts(target.read_bytes()) == parts(new):
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(new)
        print(f"wrote {target.relative_to(REPOSITORY)}")


if __name__ == "__main__":
    main()
