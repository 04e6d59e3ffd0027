"""What is wrong in a pack: where, why, what was probably meant."""

from __future__ import annotations

from desktop.services.programmes import errors
from desktop.views.shared.explain.core import explain, sentence
from desktop.views.shared.language import tr

sentence(errors.PackMissingError, "사업 규칙 ‘{pack} {version}’이 이 컴퓨터에 없습니다.")
sentence(errors.PackTwiceError, "사업 규칙 ‘{pack} {version}’이 두 파일에 있습니다: {files}")

sentence(
    errors.PackNotZipError,
    "{file} 파일은 규칙 묶음(zip)이 아니거나 손상되었습니다. 보낸 곳에서 다시 받아 주세요.",
)
sentence(
    errors.PackUnsignedError,
    "{file}에 서명이 없어 설치하지 않았습니다. 서명한 묶음을 받아 주세요.",
)
sentence(
    errors.PackSignatureError,
    "{file}의 서명이 내용과 맞지 않아 설치하지 않았습니다. 보낸 곳에서 다시 받아 주세요.",
)
sentence(
    errors.PackUntrustedError,
    "{file}에 서명한 열쇠({key}…)를 모릅니다. 믿을 수 있으면 공개키를 먼저 등록해 주세요.",
)
sentence(
    errors.PackKeyError,
    "{path} 파일에는 서명에 쓸 수 있는 Ed25519 열쇠가 없습니다. 다른 파일을 골라 주세요.",
)
sentence(
    errors.PackThereError,
    "사업 규칙 ‘{pack} {version}’이 이미 있고 내용이 다릅니다. 판 번호를 올려 주세요.",
)
sentence(
    errors.PackShippedError,
    "‘{pack} {version}’은 프로그램에 든 규칙이라 그대로 둡니다. 사본을 만들어 고쳐 주세요.",
)
sentence(
    errors.PackInUseError,
    "‘{pack} {version}’으로 진행 중인 사례나 공고가 {count}건 있어 지울 수 없습니다.",
)

_TOLD_AT_ONCE = 3
_LONGEST_FOUND = 60

WHY = {
    "code_once": "같은 코드가 두 번 있습니다.",
    "at_least_one_track": "유형이 하나는 있어야 합니다.",
    "at_least_one_source": "재원이 하나는 있어야 합니다.",
    "lowest_and_highest": "낮은 쪽이 높은 쪽보다 크거나 늦습니다.",
    "share": '비율은 0.3, "30%", "3/10"처럼 적습니다.',
    "one_line_per_source_and_form": "재원과 형태가 같은 항목은 하나만 둡니다.",
    "one_unrounded_line_takes_rest": "나머지를 내는(rest) 재원은 하나이고, 내림하지 않습니다.",
    "groups_inside_each_other_or_apart": "재원 그룹은 일부만 겹칠 수 없습니다.",
    "minima_within_the_cost": "최소 비율의 합이 100%를 넘습니다.",
    "maxima_that_reach_the_cost": "최대 비율의 합이 100%가 되지 않아 아무도 다 낼 수 없습니다.",
    "minima_within_the_group": "재원들의 최소 비율이 그룹의 최대 비율을 넘습니다.",
    "maxima_that_reach_the_group": "재원들의 최대 비율이 그룹의 최소 비율에 못 미칩니다.",
    "known_fact": "그런 이름의 사실이 없습니다.",
    "test_for_this_fact": "이 사실에는 쓸 수 없는 비교입니다.",
    "no_value_here": "여기에는 value를 적지 않습니다.",
    "other_fact_of_same_kind": "other에는 같은 종류의 사실을 적습니다.",
    "value_of_this_fact": "이 사실에 맞는 값이 아닙니다.",
    "list_of_values_of_this_fact": "이 사실에 맞는 값의 목록이어야 합니다.",
    "expression_or_test": "expression을 적으면 fact, test, value, other는 적지 않습니다.",
    "declared_code": "이 묶음에 없는 코드입니다.",
    "one_value_in_a_column": "표의 열에는 표나 여러 개 고르기를 쓸 수 없습니다.",
    "choices_of_this_field": "고르는 칸에는 choice가 있어야 하고, 다른 칸에는 없어야 합니다.",
    "columns_of_this_table": "표에는 column이 있어야 하고, 다른 칸에는 없어야 합니다.",
    "bounds_of_a_number": "lowest와 highest는 수에만 씁니다.",
    "bounds_of_a_day": "earliest와 latest는 날짜에만 씁니다.",
    "length_of_a_text_or_table": "longest는 글이나 표에만 씁니다.",
    "choices_of_this_fact": "고를 수 있는 값이 이 사실의 낱말과 다릅니다.",
    "field_of_this_fact": "칸의 종류가 이 사실과 맞지 않습니다.",
    "fields_without_a_circle": "칸들이 서로의 답을 기다립니다.",
    "days_or_months": "유효기간은 일과 월 가운데 하나만 적습니다.",
    "grade_on_the_scale": "등급이 scale을 넘습니다.",
    "weights_that_add_up": "배점의 합이 weights_total과 다릅니다.",
    "passing_within_the_weights": "과락 점수가 배점의 합보다 큽니다.",
    "three_reviewers_to_drop_extremes": "최고·최저를 빼려면 평가위원이 셋은 있어야 합니다.",
    "cap_from_zero": "상한은 0보다 작을 수 없습니다.",
    "floor_up_to_zero": "감점의 하한은 0보다 클 수 없습니다.",
    "parts_of_this_line": 'computation = "parts"인 비목에만 part를 적습니다.',
    "share_and_source_together": "max_of_source와 of_source는 함께 적습니다.",
    "overhead_of_an_effort_line": "제경비와 기술료는 투입공수 방식에만 있습니다.",
    "something_expected": "시험에는 기대하는 결과가 하나는 있어야 합니다.",
    "total_cost_with_amounts": "amounts를 적으면 total_cost도 적습니다.",
    "no_amounts_where_nothing_is_payable": "나눌 수 없는 금액에는 amounts를 적지 않습니다.",
    "key": "이 항목이 빠졌습니다.",
    "greater_than_equal": "{limit}보다 작을 수 없습니다.",
    "less_than_equal": "{limit}보다 클 수 없습니다.",
    "greater_than": "{limit}보다 커야 합니다.",
    "string_too_long": "글자가 {limit}자를 넘습니다.",
    "string_too_short": "비어 있습니다.",
    "string_pattern_mismatch": "정해진 모양이 아닙니다.",
    "too_short": "하나는 있어야 합니다.",
    "int_type": "정수여야 합니다.",
    "int_from_float": "정수여야 합니다.",
    "int_parsing": "정수여야 합니다.",
    "bool_type": "true 또는 false여야 합니다.",
    "bool_parsing": "true 또는 false여야 합니다.",
    "string_type": "따옴표로 묶은 글이어야 합니다.",
    "tuple_type": "[ ]로 묶은 목록이어야 합니다.",
    "dict_type": "표여야 합니다.",
    "model_type": "표여야 합니다.",
    "model_attributes_type": "표여야 합니다.",
    "date_type": "2026-03-31처럼 날짜로 적습니다.",
    "date_from_datetime_parsing": "2026-03-31처럼 날짜로 적습니다.",
    "date_from_datetime_inexact": "2026-03-31처럼 날짜로 적습니다.",
    "decimal_type": "수여야 합니다.",
    "decimal_parsing": "수여야 합니다.",
    "decimal_max_places": "소수점 아래는 {limit}자리까지입니다.",
    "decimal_max_digits": "{limit}자리까지 적을 수 있습니다.",
    "finite_number": "끝이 있는 수여야 합니다.",
    "an_expression": "수식이 비어 있습니다.",
    "whole_expression": "수식이 끝나지 않았거나 여기에서 어긋납니다.",
    "shorter_expression": "수식이 너무 깁니다.",
    "simpler_expression": "수식이 너무 복잡합니다. 규칙을 나누어 주세요.",
    "smaller_number": "수가 너무 큽니다.",
    "sign_of_the_grammar": "수식에 쓸 수 없는 글자입니다.",
    "word_of_the_grammar": "수식에서는 이렇게 적지 않습니다.",
    "part_of_the_grammar": "수식에 쓸 수 없는 문법입니다.",
    "one_value": "값이 하나여야 합니다.",
    "a_list_of_values": "in 뒤에는 [ ]로 묶은 값이 옵니다.",
    "a_number": "수여야 합니다.",
    "yes_or_no": "예·아니오로 답할 수 있는 것이어야 합니다.",
    "value_of_same_kind": "서로 다른 종류라 비교할 수 없습니다.",
    "something_that_has_an_order": "크고 작음이 없는 값입니다.",
    "word_of_the_list": "이 사실에 없는 낱말입니다.",
    "word_of_the_same_list": "서로 다른 낱말 목록이라 비교할 수 없습니다.",
    "a_day_and_days": "날짜에는 날 수만 더하거나 뺄 수 있습니다.",
    "won_with_won": "금액에는 금액만 더하거나 뺄 수 있습니다.",
    "won_times_a_number": "금액과 금액은 곱할 수 없습니다.",
    "won_by_won_or_number": "수를 금액으로 나눌 수 없습니다.",
    "known_function": "그런 함수가 없습니다.",
    "this_many_values": "함수에 넣은 값의 수가 맞지 않습니다.",
    "values_of_this_function": "함수에 넣을 수 없는 값입니다.",
    "value_of_kind_flag": "규칙은 예·아니오로 답해야 합니다.",
    "value_of_kind_won": "금액이어야 합니다.",
    "value_of_kind_count": "수여야 합니다.",
    "value_of_kind_number": "수여야 합니다.",
    "value_of_kind_day": "날짜여야 합니다.",
}
"""The sentence of every code of `PackMistakeError.expected`; a test finds the codes in the code."""


@explain.register
def _(error: errors.PackBrokenError) -> str:
    mistakes = error.facts.get("mistakes")
    lines = mistakes if isinstance(mistakes, list | tuple) else []
    said = " ".join(explain(mistake) for mistake in lines[:_TOLD_AT_ONCE])
    more = len(lines) - _TOLD_AT_ONCE
    if more > 0:
        said += " " + tr("그 밖에 {count}건이 더 있습니다.", count=more)
    return tr("사업 규칙 {file}을 쓸 수 없습니다. {mistakes}", file=error.file, mistakes=said)


@explain.register
def _(error: errors.PackMistakeError) -> str:
    said = tr(
        "{where} ‘{key}’ — {why} 적힌 값: {found}",
        where=_where(error),
        key=error.key,
        why=_why(error),
        found=_shortened(error.facts.get("found")),
    )
    return said + _hints(error)


def without_place(error: errors.PackBrokenError) -> str:
    """Return what is wrong with one rule to whoever is changing just that rule."""
    mistakes = error.facts.get("mistakes")
    lines = mistakes if isinstance(mistakes, list | tuple) else []
    return " ".join(_why(mistake) + _hints(mistake) for mistake in lines[:_TOLD_AT_ONCE])


def _why(error: errors.PackMistakeError) -> str:
    expected = error.facts.get("expected")
    if isinstance(expected, str) and expected in WHY:
        return tr(WHY[expected], limit=error.facts.get("limit"))
    return tr("다음 가운데 하나여야 합니다: {expected}.", expected=_listed(expected))


@explain.register
def _(error: errors.UnknownReferenceError) -> str:
    said = tr(
        "{where} ‘{key}’ — 이 묶음에 없는 코드입니다. 적힌 값: {found} 있는 코드: {expected}",
        where=_where(error),
        key=error.key,
        found=_shortened(error.facts.get("found")),
        expected=_shortened(_listed(error.facts.get("expected"))),
    )
    return said + _hints(error)


@explain.register
def _(error: errors.PackSyntaxError) -> str:
    return tr("{where} TOML 형식이 아니거나 UTF-8이 아닙니다.", where=_where(error))


@explain.register
def _(error: errors.MissingKeyError) -> str:
    return tr("{where} ‘{key}’이(가) 빠졌습니다.", where=_where(error), key=error.key)


@explain.register
def _(error: errors.UnknownKeyError) -> str:
    said = tr("{where} ‘{key}’은(는) 알 수 없는 항목입니다.", where=_where(error), key=error.key)
    return said + _hints(error)


@explain.register
def _(error: errors.PackTooLargeError) -> str:
    return tr(
        "{file}의 ‘{member}’이(가) 너무 커서 열지 않았습니다. 보낸 곳에 확인해 주세요.",
        file=error.file,
        member=error.member or error.file,
    )


MEMBERS = {
    "outside": "묶음 밖의 폴더를 가리킵니다.",
    "name": "쓸 수 없는 이름입니다.",
    "twice": "같은 이름이 두 번 있습니다.",
    "link": "파일이 아니라 링크입니다.",
    "encrypted": "암호가 걸려 있습니다.",
    "broken": "손상되었습니다.",
    "missing": "서명한 목록에는 있으나 들어 있지 않습니다.",
    "unlisted": "서명한 목록에 없습니다.",
    "changed": "서명한 뒤에 바뀌었습니다.",
}


@explain.register
def _(error: errors.PackMemberError) -> str:
    why = MEMBERS.get(str(error.code))
    return tr(
        "{file}의 ‘{member}’ — {why} 설치하지 않았습니다.",
        file=error.file,
        member=error.member,
        why=tr(why) if why else str(error.code),
    )


@explain.register
def _(error: errors.PackTestsFailedError) -> str:
    return tr(
        "‘{pack} {version}’이 스스로의 시험을 지키지 못합니다: {failed}",
        pack=error.pack,
        version=error.version,
        failed=_listed(error.failed),
    )


def _hints(error: errors.PackMistakeError) -> str:
    """Return the place within an expression and what was probably meant, where they are known."""
    said = ""
    if error.facts.get("position"):
        said += " " + tr("수식의 {position}번째 글자입니다.", position=error.facts["position"])
    if error.facts.get("meant"):
        said += " " + tr("혹시 ‘{meant}’ 아닌가요?", meant=error.facts["meant"])
    elif error.facts.get("allowed"):
        said += " " + tr("쓸 수 있는 값: {allowed}", allowed=_shortened(_listed(error.allowed)))
    return said


def _where(error: errors.PackMistakeError) -> str:
    if error.facts.get("line") is None:
        return f"{error.file}:"
    return tr("{file} {line}행:", file=error.file, line=error.line)


def _listed(expected: object) -> str:
    if isinstance(expected, list | tuple | set | frozenset):
        return ", ".join(str(one) for one in expected)
    return str(expected)


def _shortened(found: object) -> str:
    text = _listed(found)
    return text if len(text) <= _LONGEST_FOUND else text[: _LONGEST_FOUND - 1] + "…"
