"""The agreement of the matching stage: who builds what with whose money, and what follows.

The wording of the articles is our own. Periods that the announcement sets are fields, not text.
"""

from __future__ import annotations

from forms.cells import QUIET, SHADE, TEXT_POINTS, Cell, Run, label, money, total, value
from forms.kit import Form

_MARKS = " ①②③④⑤"


def agreement() -> Form:
    """Return D14 협약서 with any number of parties, funding lines, costs and indicators."""
    form = Form("협약서", subtitle="{{ 사업.이름 }}")
    _summary(form)
    _parties(form)
    form.text(
        "위 당사자는 아래 조항에 뜻을 같이하고 이 협약을 맺는다.",
        before=10,
        after=6,
        align="center",
    )
    _subject(form)
    _money(form)
    _conduct(form)
    _afterwards(form)
    _seals(form)
    _annex(form)
    return form


def _summary(form: Form) -> None:
    table = form.table(24, 72, 22, 56)
    table.row(
        label("협약번호"), value("{{ 협약.번호 }}"), label("문서번호"), value("{{ 문서.번호 }}")
    )
    table.row(label("과제명"), value("{{ 과제.이름 }}", span=3))
    table.row(
        label("과제번호"), value("{{ 과제.번호 }}"), label("지원유형"), value("{{ 사업.유형 }}")
    )
    table.row(
        label("구축기간"),
        value("{{ 협약.구축시작|날짜 }} ~ {{ 협약.구축종료|날짜 }}"),
        label("집중 AS"),
        value("{% if 협약.집중AS종료 %}~ {{ 협약.집중AS종료|날짜 }}{% endif %}"),
    )
    amount = (
        Run("{{ 재원.합계|원 }}", bold=True, points=11),
        Run("  (부가가치세 별도)", colour=QUIET, points=8.5),
    )
    table.row(
        label("총사업비"),
        Cell((amount,)),
        label("목표 수준"),
        value("{{ 과제.수준전 }}{% if 과제.목표수준 %} → {{ 과제.목표수준 }}{% endif %}"),
    )


def _parties(form: Form) -> None:
    form.heading("협약 당사자")
    table = form.table(14, 24, 54, 24, 58)
    table.head("호칭", "역할", "기관·기업명(사업자등록번호)", "대표자", "주소")
    number = (Run("{{ 당.사업자번호 }}", colour=QUIET, points=8.5),)
    table.loop(
        "협약.당사자",
        "당",
        value("{{ 당.호칭 }}", align="center"),
        value("{{ 당.역할 }}", align="center"),
        Cell(((Run("{{ 당.이름 }}", bold=True),), number)),
        value("{{ 당.대표자 }}", align="center"),
        value("{{ 당.주소 }}"),
        empty="",
    )


def _article(form: Form, title: str, *sentences: str) -> None:
    """Write one article; several sentences become numbered paragraphs."""
    form.text(Run(title, bold=True, points=10.5), before=7, after=2, keep=True)
    for number, sentence in enumerate(sentences, start=1):
        _sentence(form, sentence, number=number if len(sentences) > 1 else 0)


def _sentence(form: Form, sentence: str, *, number: int = 0, keep: bool = False) -> None:
    mark = f"{_MARKS[number]} " if number else ""
    form.text(mark + sentence, hanging=4.5 if mark else 0, after=2, align="justify", keep=keep)


def _subject(form: Form) -> None:
    _article(
        form,
        "제1조(목적)",
        "이 협약은 「{{ 사업.이름 }}」에 따라 수행하는 과제 「{{ 과제.이름 }}」에 관하여 당사자가 "
        "누리는 권리와 지는 의무를 정함을 목적으로 한다.",
    )
    _article(
        form,
        "제2조(협약기간)",
        '구축기간은 {{ 협약.구축시작|날짜("글") }}부터 {{ 협약.구축종료|날짜("글") }}까지로 한다.',
        "구축기간이 끝난 다음 날부터 {{ 협약.집중AS개월|빈칸(4) }}개월을 집중 AS 기간으로 하고, "
        '협약기간은 집중 AS 기간이 끝나는 {{ 협약.집중AS종료|날짜("글") }}까지로 한다.',
    )
    _article(
        form,
        "제3조(과제의 내용)",
        "과제의 내용과 일정은 당사자가 함께 확인한 사업계획서에 따르고, 성과지표와 그 목표는 "
        "별지 2와 같다.",
    )


def _money(form: Form) -> None:
    _article(form, "제4조(사업비와 재원)")
    first = "총사업비는 {{ 재원.합계|원 }}(부가가치세 별도)으로 하고, 재원은 아래 표와 같다."
    _sentence(form, first, number=1, keep=True)
    unit = Run("(단위: 원)", points=8.5, colour=QUIET)
    form.text(unit, align="right", after=2, line=12, keep=True)
    _funding_table(form)
    form.text("", after=0, line=5)
    second = "비목별 사업비는 별지 1과 같다. 부가가치세는 도입기업이 부담한다."
    _sentence(form, second, number=2)

    _article(form, "제5조(정부지원금의 지급)")
    _sentence(form, "정부지원금은 아래 표와 같이 나누어 지급한다.", number=1, keep=True)
    _payment_table(form)
    form.text("", after=0, line=5)
    second = "지급 조건을 갖추지 못한 동안에는 지급을 미룰 수 있고, 조건을 갖추면 바로 지급한다."
    _sentence(form, second, number=2)
    _spending(form)


def _funding_table(form: Form) -> None:
    table = form.table(50, 28, 29, 26, 29, 12)
    table.head("재원", "성격", "현금", "현물", "합계", "비율")
    table.loop(
        "재원.항목",
        "재",
        value("{{ 재.이름 }}"),
        value("{{ 재.근거 }}", align="center"),
        money("{{ 재.현금|수 }}"),
        money("{{ 재.현물|수 }}"),
        money("{{ 재.합계|수 }}"),
        money("{{ 재.비율|비율(0) }}"),
        empty="",
        keep=True,
    )
    table.row(
        total("합계", span=2, align="center"),
        total("{{ 재원.현금|수 }}"),
        total("{{ 재원.현물|수 }}"),
        total("{{ 재원.합계|수 }}"),
        total(""),
    )


def _payment_table(form: Form) -> None:
    table = form.table(30, 40, 104)
    table.head("구분", "금액(원)", "지급 시기와 조건")
    table.loop(
        "협약.지급",
        "지",
        value("{{ 지.구분 }}", align="center"),
        money("{{ 지.금액|수 }}"),
        value("{{ 지.조건 }}"),
        empty="별도로 정함",
    )


def _spending(form: Form) -> None:
    _article(
        form,
        "제6조(사업비의 관리)",
        "사업비는 사업계획서에 적은 용도로만 쓰고, 다른 돈과 구분되는 계정으로 관리한다.",
        "모든 지출은 거래를 확인할 수 있는 증빙으로 뒷받침하며, 현물은 그 가액과 투입 사실을 "
        "확인할 수 있어야 한다.",
    )


def _conduct(form: Form) -> None:
    _article(
        form, "제7조(당사자의 역할)", "당사자는 서로 협력하며, 각자의 주요 역할은 아래 표와 같다."
    )
    table = form.table(14, 40, 120)
    table.head("호칭", "당사자", "주요 역할")
    table.loop(
        "협약.당사자",
        "당",
        value("{{ 당.호칭 }}", align="center"),
        value("{{ 당.역할 }}", align="center"),
        value("{{ 당.의무 }}"),
        empty="",
    )
    _article(
        form,
        "제8조(보고와 점검)",
        "도입기업과 공급기업은 착수, 중간, 완료의 각 단계에서 진행 상황을 수행기관에 보고한다.",
        "수행기관은 현장을 방문하여 진행과 집행을 점검할 수 있고, 보완을 요구받은 당사자는 정해진 "
        "기한까지 조치하고 그 결과를 알린다.",
    )
    _article(
        form,
        "제9조(협약의 변경)",
        "사업비, 구축 사업장, 구축기간, 공급기업 등 중요한 내용을 바꾸려는 당사자는 사유가 생긴 "
        "날부터 {{ 협약.변경신청일수|빈칸(4) }}일 안에, 늦어도 종료일의 "
        "{{ 협약.변경마감개월|빈칸(4) }}개월 전까지 신청하여 미리 승인을 받는다.",
        "책임자, 대표자, 계좌 등 그 밖의 내용이 바뀌면 지체 없이 수행기관에 알린다.",
        "성과지표와 기능 구성은 당사자가 마음대로 바꿀 수 없다.",
    )


def _afterwards(form: Form) -> None:
    _article(
        form,
        "제10조(결과물)",
        "구축된 시스템과 장비는 도입기업이 선량한 관리자의 주의로 사용·관리하며, 사후관리 기간에는 "
        "승인 없이 처분하거나 다른 용도로 쓰지 않는다.",
    )
    _article(
        form,
        "제11조(집중 AS와 사후관리)",
        "공급기업은 집중 AS 기간에 고장의 수리, 사용자 교육과 안정화를 성실히 수행한다.",
        "도입기업은 사후관리 기간에 활용 현황과 성과의 조사에 응하고 사실대로 답한다.",
    )
    _article(
        form,
        "제12조(정산과 반납)",
        "도입기업은 구축을 마친 날부터 {{ 협약.정산제출일수|빈칸(4) }}일 안에 집행 내역과 증빙을 "
        "제출하고 정산을 받는다.",
        "정산에서 인정되지 않은 금액, 쓰고 남은 금액과 그 이자는 재원별로 구분하여 반납한다.",
    )
    _article(
        form,
        "제13조(해지와 환수)",
        "거짓이나 부정한 방법으로 선정된 경우, 사업비를 다른 용도로 쓴 경우, 정당한 사유 없이 "
        "과제를 수행하지 않거나 보완 요구에 따르지 않은 경우에는 협약을 해지할 수 있다.",
        "협약이 해지되면 관련 법령과 지침에 따라 지급된 지원금을 환수하고 참여를 제한할 수 있다.",
    )
    _article(
        form,
        "제14조(자료의 보관)",
        "당사자는 사업비의 증빙과 과제 자료를 {{ 협약.증빙보관년수|빈칸(4) }}년 동안 보관하고, "
        "관계 기관이 법령에 따라 요구하면 제출한다.",
    )
    _article(
        form,
        "제15조(비밀과 개인정보)",
        "당사자는 과제를 수행하며 알게 된 서로의 영업비밀과 개인정보를 협약의 목적으로만 쓰고, "
        "협약이 끝난 뒤에도 보호한다.",
    )
    _article(
        form,
        "제16조(해석과 분쟁)",
        "이 협약에 없는 사항과 해석이 다른 사항은 관련 법령, 사업의 지침, 당사자의 협의 순으로 "
        "정하고, 그래도 정해지지 않는 분쟁은 수행기관의 소재지를 관할하는 법원이 다룬다.",
    )
    form.tag("{%p if 협약.특약 %}")
    _article(form, "제17조(특약)", "{{ 협약.특약 }}")
    form.tag("{%p endif %}")


def _seals(form: Form) -> None:
    form.text(
        "이 협약의 성립을 증명하기 위하여 협약서를 당사자의 수만큼 작성하고, 서명 또는 날인한 뒤 "
        "한 부씩 보관한다.",
        before=12,
        align="justify",
        keep=True,
    )
    form.text(
        Run('{{ 협약.체결일|날짜("글") }}', points=12, bold=True),
        align="center",
        before=10,
        after=8,
        keep=True,
    )
    table = form.table(38, 92, 44)
    table.steer("{%tr for 당 in 협약.당사자 %}")
    who = ((Run("“{{ 당.호칭 }}”", bold=True, points=10.5),), (Run("{{ 당.역할 }}"),))
    signs = (
        (Run("{{ 당.이름 }}", bold=True, points=11),),
        (Run("{{ 당.주소 }}", colour=QUIET, points=8.5),),
        (Run("대표자  "), Run("{{ 당.대표자 }}", bold=True, points=10.5)),
    )
    seal = ((Run("(서명 또는 인)", colour=QUIET, points=TEXT_POINTS),),)
    table.row(Cell(who, "center", fill=SHADE), Cell(signs), Cell(seal, "right"), height=21)
    table.steer("{%tr endfor %}")


def _annex(form: Form) -> None:
    form.heading("별지 1. 비목별 사업비", remark="(단위: 원, 부가가치세 별도)", new_page=True)
    table = form.table(58, 78, 38)
    table.head("비목", "산출 내역", "금액")
    table.loop(
        "사업비.비목",
        "비",
        value("{{ 비.이름 }}"),
        value("{{ 비.산출 }}"),
        money("{{ 비.금액|수 }}"),
        empty="사업계획서에 따름",
        keep=True,
    )
    table.row(total("합계", span=2, align="center"), total("{{ 사업비.합계|수 }}"))

    form.heading("별지 2. 성과지표와 목표", remark="★ 핵심지표")
    table = form.table(20, 66, 20, 24, 24, 20)
    table.head("구분", "성과지표", "단위", "구축 전", "목표", "가중치")
    table.loop(
        "성과.지표",
        "지",
        value("{{ 지.영역 }}", align="center"),
        value(
            "{% if 지.핵심 %}★ {% endif %}{{ 지.이름 }}{% if 지.특성 %} ({{ 지.특성 }}){% endif %}"
        ),
        value("{{ 지.단위 }}", align="center"),
        money("{{ 지.구축전|수 }}"),
        money("{{ 지.목표|수 }}"),
        money("{{ 지.가중치|수 }}"),
        empty="사업계획서에 따름",
    )

    form.heading("별지 3. 과제 개요")
    table = form.table(32, 142)
    table.row(label("기구축 시스템"), value("{{ 과제.기존시스템 }}"), keep=True)
    table.row(label("도입 시스템"), value("{{ 과제.도입시스템 }}"), keep=True)
    table.row(label("과제 개요"), value("{{ 과제.개요 }}"), height=22, may_split=True)
