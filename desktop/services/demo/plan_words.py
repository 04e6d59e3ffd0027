"""What invented companies write about their plans: no two quite the same, some of them alike."""

from __future__ import annotations

from random import Random

_NOW = (
    "수기로 적던 생산 실적을 하루 뒤에야 엑셀로 모은다.",
    "설비가 멈춘 시간을 작업자의 기억에 의존해 적는다.",
    "불량의 원인을 찾는 데 평균 사흘이 걸린다.",
    "자재 재고를 한 달에 한 번 세어 본다.",
    "납기 문의에 현장을 돌아보고 나서야 답한다.",
    "작업 지시서를 종이로 나누어 주고 저녁에 거둔다.",
    "검사 성적서를 손으로 옮겨 적어 고객사에 보낸다.",
)
_BUILD = (
    "{line} 라인에 단말기 {count}대를 두고 실적을 바로 모은다.",
    "{line} 설비 {count}대에 계측기를 달아 가동 신호를 받는다.",
    "{line} 공정의 온도와 압력을 {count}곳에서 잰다.",
    "{line} 공정에 바코드 발행기 {count}대를 들여 로트를 추적한다.",
    "{line} 검사대 {count}곳의 측정값을 자동으로 저장한다.",
    "{line} 창고 {count}곳의 입출고를 현장에서 등록한다.",
)
_LINES = ("사출", "프레스", "주조", "절삭", "도장", "조립", "용접", "열처리", "포장", "도금")
_USE = (
    "모은 자료로 설비 보전 계획을 세운다.",
    "이상이 보이면 담당자에게 바로 알린다.",
    "로트마다 원자재와 작업 조건을 되짚는다.",
    "공정별 원가를 주 단위로 견준다.",
    "납기와 재고를 한 화면에서 본다.",
    "작업 표준을 화면으로 보여 주고 확인을 받는다.",
)
_AIM = (
    "불량률을 {share} % 줄이는 것이 목표다.",
    "시간당 생산량을 {share} % 높이려 한다.",
    "납기 준수율을 {share} %p 올리려 한다.",
    "재고를 {share} % 줄여 창고를 한 곳 비운다.",
    "설비 가동률을 {share} %p 높인다.",
)


def plan_words(key: str) -> str:
    """Return the summary of the plan of one case; the same for the same key.

    The chance of the world is left alone, so that nothing else in it changes.
    """
    chance = Random(f"plan {key}")
    lines = chance.sample(_LINES, 2)
    built = [
        sentence.format(line=line, count=chance.randint(2, 24))
        for line, sentence in zip(lines, chance.sample(_BUILD, 2), strict=True)
    ]
    aim = chance.choice(_AIM).format(share=chance.randint(5, 40))
    return " ".join((*chance.sample(_NOW, 2), *built, *chance.sample(_USE, 2), aim))
