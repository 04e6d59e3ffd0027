"""What can be refused in scoring: barred reviewers, cards, assignments, meetings."""

from __future__ import annotations

from typing import Final

from desktop.services.scoring import errors
from desktop.services.scoring.solving import Clash, Limit
from desktop.views.shared.explain.core import explain, sentence
from desktop.views.shared.language import tr

sentence(
    errors.BarredError,
    "이해충돌로 이 사례를 보거나 평가할 수 없는 위원입니다. 다른 위원을 배정해 주세요.",
)
sentence(errors.NotAssignedError, "이 사례를 맡은 위원이 아닙니다. 배정을 확인해 주세요.")
sentence(errors.StaffOnlyError, "센터 담당자만 할 수 있는 일입니다.")
sentence(errors.AssignmentStoppedError, "배정을 그만두었습니다. 바뀐 것은 없습니다.")

REFUSED: Final = {
    "no_criterion": "이 평가표에 없는 항목입니다. 화면을 새로 고친 뒤 다시 해 주세요.",
    "beyond_scale": "등급이 평가표의 범위를 벗어났습니다. 다시 골라 주세요.",
    "not_scoring": "평가 중인 회차가 아닙니다. 회차를 시작한 뒤 다시 해 주세요.",
    "closed": "마감된 회차입니다. 다시 열어야 고칠 수 있습니다.",
    "submitted": "이미 제출한 평가표입니다. 담당자가 돌려주면 고칠 수 있습니다.",
    "not_submitted": "아직 제출하지 않은 평가표입니다.",
    "other_case": "다른 사례의 자료입니다. 이 사례의 것을 골라 주세요.",
    "no_item": "이 공고에 없는 우대 항목입니다.",
    "no_points": "규칙에 점수가 없는 항목입니다. 인정할 점수를 적어 주세요.",
    "begun": "이미 평가를 시작한 위원은 뺄 수 없습니다.",
    "one_firm": "이해관계는 기업, 공급기업, 대기업 가운데 하나에 대해 적습니다.",
    "opinion_missing": "등급이 없는 항목에는 자료가 없는 까닭을 적어 주세요.",
}
MEETING: Final = {
    "not_open": "심의 중인 회의가 아닙니다. 회의를 연 뒤 다시 해 주세요.",
    "closed": "끝난 회의입니다. 고칠 수 없습니다.",
    "not_a_member": "이 회의의 위원이 아닙니다.",
    "not_there": "참석하지 않은 위원은 표결할 수 없습니다. 참석을 먼저 표시해 주세요.",
    "recused": "이 사례에서 회피한 위원입니다.",
    "no_quorum": "의사정족수에 모자랍니다. 참석과 제척을 확인해 주세요.",
    "no_majority": "출석위원 과반수의 뜻이 모이지 않았습니다. 표결을 마저 받아 주세요.",
    "not_scored": "이 회차에서 심의할 사례가 아닙니다.",
}
_OTHER = "규칙에 맞지 않아 저장하지 않았습니다."


@explain.register
def _(error: errors.ScoringRefusedError) -> str:
    return tr(REFUSED.get(str(error.code), _OTHER))


@explain.register
def _(error: errors.MeetingRefusedError) -> str:
    return tr(MEETING.get(str(error.code), _OTHER))


@explain.register
def _(error: errors.AssignmentImpossibleError) -> str:
    clashes = error.facts.get("clashes")
    told = [clash for clash in clashes if isinstance(clash, Clash)] if isinstance(
        clashes, list | tuple
    ) else []  # fmt: skip
    first = tr("모든 조건을 지키는 배정이 없습니다.")
    return " ".join([first, *dict.fromkeys(clash_words(clash) for clash in _largest(told))])


def clash_words(clash: Clash) -> str:
    """Return which limit clashes and by how much, for one that stands for all of its kind."""
    facts = {"needed": f"{clash.needed:,}", "there": f"{clash.there:,}"}
    match clash.limit:
        case Limit.ADMISSIBLE:
            return tr(
                "위원 {needed}명이 필요한데 이해충돌이 없는 위원이 {there}명뿐인 사례가 있습니다.",
                **facts,
            )
        case Limit.SPREAD:
            return tr(
                "위원 {needed}명이 필요한데 지역·기관 분산을 지키면 {there}명까지인 사례가"
                " 있습니다.",
                **facts,
            )
        case Limit.CAPACITY:
            return tr(
                "필요한 평가는 {needed}건인데 위원들의 최대 배정을 모두 더해도 {there}건입니다.",
                **facts,
            )
        case Limit.LOAD:
            return tr(
                "맡을 수 있는 위원 {count}명의 최대 배정이 모두 {there}건인데 {needed}건이"
                " 필요합니다.",
                count=len(clash.who),
                **facts,
            )


def _largest(clashes: list[Clash]) -> list[Clash]:
    """Return one clash of each kind, the one that is furthest away."""
    worst: dict[Limit, Clash] = {}
    for clash in clashes:
        known = worst.get(clash.limit)
        if known is None or clash.needed - clash.there > known.needed - known.there:
            worst[clash.limit] = clash
    return list(worst.values())
