"""Says what is wrong with a cell, in words that tell how to mend it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.services.exchange.cells import ProblemCode
from desktop.services.exchange.planning import Why
from desktop.views.field_labels import field_label, table_label
from desktop.views.shared.language import tr

if TYPE_CHECKING:
    from desktop.services.exchange.cells import Problem

_WORDS = {
    ProblemCode.MISSING: "값이 없습니다.",
    ProblemCode.KEY_MISSING: "반드시 있어야 하는 값이 없습니다.",
    ProblemCode.WRONG_KIND: "이 열에 맞지 않는 값입니다.",
    ProblemCode.NOT_A_NUMBER: "숫자로 읽을 수 없습니다.",
    ProblemCode.FRACTION: "소수점 아래가 있습니다. 정수로 고쳐 주세요.",
    ProblemCode.NEGATIVE: "0보다 작을 수 없습니다.",
    ProblemCode.TOO_LARGE: "지나치게 큰 값입니다. 단위를 확인해 주세요.",
    ProblemCode.AMBIGUOUS_AMOUNT: "금액의 단위를 알 수 없습니다. 원 단위로 적어 주세요.",
    ProblemCode.NOT_A_DATE: "날짜로 읽을 수 없습니다. 예: 2026-03-08",
    ProblemCode.DATE_INCOMPLETE: "연·월·일이 모두 있어야 합니다. 예: 2026-03-08",
    ProblemCode.DATE_AMBIGUOUS: "연도를 알 수 없는 날짜입니다. 네 자리 연도로 적어 주세요.",
    ProblemCode.DATE_OUT_OF_RANGE: "1950년부터 2099년 사이의 날짜가 아닙니다.",
    ProblemCode.BRN_MALFORMED: "사업자등록번호는 숫자 열 자리입니다.",
    ProblemCode.BRN_CHECK_DIGIT: "사업자등록번호의 검증 숫자가 맞지 않습니다. 다시 확인해 주세요.",
    ProblemCode.CRN_MALFORMED: "법인등록번호는 숫자 열세 자리입니다.",
    ProblemCode.CRN_CHECK_DIGIT: "법인등록번호의 검증 숫자가 맞지 않습니다. 확인이 필요합니다.",
    ProblemCode.SUB_NUMBER_MALFORMED: "종사업장번호는 숫자 네 자리입니다.",
    ProblemCode.NAME_WITHOUT_LETTERS: "이름에 글자가 없습니다.",
    ProblemCode.TOO_LONG: "글이 너무 깁니다. 줄여 주세요.",
    ProblemCode.PHONE_UNUSUAL: "전화번호 모양이 낯섭니다. 확인이 필요합니다.",
    ProblemCode.EMAIL_UNUSUAL: "이메일 모양이 낯섭니다. 확인이 필요합니다.",
    ProblemCode.KSIC_MALFORMED: "업종코드로 읽을 수 없습니다.",
    ProblemCode.KSIC_SEVERAL: "업종코드가 여러 개라 첫 번째만 가져옵니다.",
    ProblemCode.NOT_YES_OR_NO: "예 또는 아니오로 읽을 수 없습니다. 예, 아니오, ○, ×로 적어 주세요.",
    ProblemCode.UNKNOWN_WORD: "알 수 없는 값입니다.",
    ProblemCode.PERCENT_FROM_RATIO: "비율로 적힌 값을 퍼센트로 바꾸었습니다.",
    ProblemCode.FORMULA_FAILED: "수식이 오류를 보입니다. 값으로 바꾸어 주세요.",
    ProblemCode.FORMULA_NOT_CALCULATED: "계산되지 않은 수식입니다. 엑셀에서 다시 저장해 주세요.",
    ProblemCode.DUPLICATE_IN_SHEET: "같은 내용이 앞에도 있습니다.",
}

_WHY = {
    Why.NUMBER: "사업자등록번호가 같습니다.",
    Why.FACTORY: "공장관리번호가 같습니다.",
    Why.CASE: "과제를 찾았습니다.",
    Why.NAME: "이름이 같습니다. 같은 기업인지 확인해 주세요.",
    Why.NAME_PHONE: "이름과 전화번호가 같습니다.",
    Why.NAME_ADDRESS: "이름과 주소가 같습니다.",
    Why.SIMILAR_PHONE: "이름이 비슷하고 전화번호가 같습니다. 확인해 주세요.",
    Why.SIMILAR_ADDRESS: "이름이 비슷하고 주소가 같습니다. 확인해 주세요.",
    Why.SAME_CASE: "같은 공고에 같은 과제가 이미 있습니다. 정하지 않으면 가져오지 않습니다.",
    Why.TWICE: "이 파일의 앞 행과 같습니다. 정하지 않으면 가져오지 않습니다.",
}


def field_words(code: str) -> str:
    """Return what people call an import field: `기업 · 이름`, or an indicator by its code."""
    table, _, name = code.partition(".")
    if table == "kpi":
        return tr("성과 지표 {code}", code=name)
    if table == "value":
        return field_label(name)
    return f"{table_label(table)} · {field_label(name)}"


def say_problem(problem: Problem) -> str:
    """Return one sentence: the column, what is wrong, and what stood there."""
    words = tr(_WORDS[problem.code])
    heading = problem.heading or (field_words(problem.field) if problem.field else "")
    said = f"[{heading}] {words}" if heading else words
    if problem.code is ProblemCode.DUPLICATE_IN_SHEET:
        said += " " + tr("({line}행)", line=problem.facts.get("line"))
    return f"{said} ‘{problem.text}’" if problem.text else said


def say_why(why: Why) -> str:
    """Return why a row is taken for a company that is there."""
    return tr(_WHY[why])
