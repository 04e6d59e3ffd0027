"""Asks what is needed to belong to a hub, and how a file shall go out."""

from __future__ import annotations

import platform
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QFileDialog, QWidget

from desktop.views.shared.choice_edit import ChoiceEdit
from desktop.views.shared.in_place.asking import Asked, FieldsQuestion
from desktop.views.shared.in_place.editors import TextEdit
from desktop.views.shared.language import tr
from desktop.views.sync import carrying

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop.views.shared.operations import Operations
    from desktop.views.shared.travelling import Travelling


def enrolment_fields() -> list[Asked]:
    """Return the three things that a computer has to know before it can enrol."""
    label = TextEdit(tr("이 컴퓨터의 이름"))
    label.set_value(platform.node())
    return [
        Asked(
            "url",
            tr("허브 주소"),
            TextEdit(tr("허브 주소")),
            required=True,
            help_text=tr("예: https://hub.center.example:8443"),
        ),
        Asked(
            "code",
            tr("등록 번호"),
            TextEdit(tr("등록 번호")),
            required=True,
            help_text=tr("허브 관리자가 알려 준 한 번만 쓰는 번호입니다."),
        ),
        Asked(
            "label",
            tr("이 컴퓨터의 이름"),
            label,
            required=True,
            help_text=tr("다른 사람이 이 컴퓨터를 알아볼 이름입니다."),
        ),
    ]


def ask_enrolment(
    parent: QWidget,
    operations: Operations,
    travelling: Travelling,
    done: Callable[[Any], object],
) -> FieldsQuestion:
    """Ask, enrol and meet the hub; the dialog stays open while the hub refuses."""
    question = FieldsQuestion(
        tr("허브에 등록하기"),
        tr(
            "이 컴퓨터의 열쇠를 만들어 허브에 등록합니다. 여기에 적힌 주소 말고는 어디에도 연결하지"
            " 않습니다."
        ),
        tr("등록하기"),
        enrolment_fields(),
        parent=parent,
    )

    def start(
        values: dict[str, Any],
        went_well: Callable[[Any], object],
        went_wrong: Callable[[Exception], object],
    ) -> None:
        work = carrying.enrol_and_meet(
            operations.workspace,
            values["url"].strip(),
            values["code"].strip(),
            values["label"].strip(),
        )
        travelling.start(
            tr("허브에 등록하는 중입니다."), work, then=went_well, otherwise=went_wrong
        )

    question.then_try(start, operations, done=done)
    return question


def ask_export(parent: QWidget, write: Callable[..., object]) -> FieldsQuestion:
    """Ask how a file shall go out, then where to."""
    seal = ChoiceEdit(
        tr("봉인"),
        [
            ("age", tr("허브만 열 수 있게 봉인")),
            ("none", tr("봉인하지 않음(내용을 검사하는 망연계용)")),
        ],
    )
    way = ChoiceEdit(
        tr("돌아오는 길"),
        [(False, tr("확인서가 돌아옴")), (True, tr("한 방향(돌아오지 않음)"))],
    )
    question = FieldsQuestion(
        tr("파일로 내보내기"),
        tr(
            "허브가 아직 확인하지 않은 변경을 한 파일로 만듭니다. 확인이 올 때까지 다시 내보내도"
            " 겹치지 않습니다."
        ),
        tr("저장할 곳 고르기"),
        [
            Asked("seal", tr("봉인"), seal),
            Asked("one_way", tr("돌아오는 길"), way),
            Asked("note", tr("비고"), TextEdit(tr("비고"))),
        ],
        parent=parent,
    )

    def choose(values: dict[str, Any]) -> None:
        chosen = QFileDialog.getExistingDirectory(parent, tr("저장할 곳"))
        if chosen:
            write(
                Path(chosen),
                seal=str(values["seal"]),
                one_way=bool(values["one_way"]),
                note=str(values["note"] or ""),
            )

    question.then(choose)
    return question
