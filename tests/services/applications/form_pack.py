"""A pack with a form of every kind of question, for stories; it stands on a shipped pack."""

from __future__ import annotations

import tomllib
from decimal import Decimal
from typing import TYPE_CHECKING

from desktop.services import case_rules
from desktop.services.programmes.packs import pack

if TYPE_CHECKING:
    import pytest

    from desktop.services.programmes.pack import Pack

FORM = """
[[form]]
code = "d01"
title = { ko = "과제 신청서", en = "Application" }
document = "D01"
step = "SB0100"
verified = false

[[form.section]]
code = "project"
title = { ko = "과제 개요", en = "The project" }
help = { ko = "공고의 과제 신청서에 적은 그대로 옮깁니다.", en = "As in the form of the call." }

[[form.section.field]]
code = "title"
title = { ko = "과제명", en = "Title" }
kind = "text"
required = true
keeps = "application.project_title"

[[form.section.field]]
code = "purpose"
title = { ko = "도입 필요성", en = "Why" }
kind = "long_text"
required = true
longest = 2000
prefill = "last_application"

[[form.section.field]]
code = "cost"
title = { ko = "총사업비", en = "Total cost" }
kind = "won"
required = true
keeps = "application.total_cost"

[[form.section.field]]
code = "target"
title = { ko = "목표 수준", en = "Target level" }
kind = "choice"
required = true
keeps = "application.target_level"
prefill = "last_application"
choice = [
    { code = "basic", title = { ko = "기초", en = "Basic" } },
    { code = "middle_1", title = { ko = "중간1", en = "Middle 1" } },
]

[[form.section.field]]
code = "defect_rate"
title = { ko = "현재 불량률", en = "Defect rate now" }
kind = "percent"
unit = "%"
lowest = 0
highest = 100

[[form.section.field]]
code = "robots"
title = { ko = "로봇을 들입니다", en = "Robots are part of it" }
kind = "flag"
required = true

[[form.section.field]]
code = "robot_count"
title = { ko = "로봇 대수", en = "Number of robots" }
kind = "count"
unit = "대"
required = true
lowest = 1
shown_if = "robots"

[[form.section.field]]
code = "wanted_areas"
title = { ko = "희망 컨설팅", en = "Advice wanted" }
kind = "choices"
choice = [
    { code = "process", title = { ko = "공정 개선", en = "Process" } },
    { code = "quality", title = { ko = "품질 관리", en = "Quality" } },
    { code = "safety", title = { ko = "작업 안전", en = "Safety" } },
]

[[form.section.field]]
code = "equipment"
title = { ko = "도입 장비", en = "Equipment" }
kind = "table"
longest = 3
column = [
    { code = "name", title = { ko = "품명", en = "Name" }, kind = "text", required = true },
    { code = "count", title = { ko = "수량", en = "Number" }, kind = "count", unit = "대" },
    { code = "price", title = { ko = "단가", en = "Price" }, kind = "won" },
]

[[form.section]]
code = "people"
title = { ko = "담당자와 사업장", en = "People and site" }

[[form.section.field]]
code = "contact_name"
title = { ko = "도입기업 담당자", en = "Contact" }
kind = "text"
required = true
keeps = "contact.name"

[[form.section.field]]
code = "contact_email"
title = { ko = "담당자 이메일", en = "E-mail of the contact" }
kind = "email"

[[form.section.field]]
code = "parent_number"
title = { ko = "모기업 사업자번호", en = "Business number of the parent" }
kind = "business_number"

[[form.section.field]]
code = "site_address"
title = { ko = "구축 사업장 주소", en = "Address of the site" }
kind = "text"
keeps = "site.address"

[[form.section.field]]
code = "visit_wish"
title = { ko = "현장평가 희망일", en = "Wanted day of the visit" }
kind = "day"
earliest = 2026-01-01
keeps = "application.wanted_visit_on"

[[form.section.field]]
code = "arrears"
title = { ko = "국세·지방세 체납", en = "Tax arrears" }
kind = "flag"
fact = "tax_arrears"
"""


def with_form(
    monkeypatch: pytest.MonkeyPatch,
    *,
    papers: dict[str, str] | None = None,
    valid_days: dict[str, int] | None = None,
) -> Pack:
    """Let every case of the shipped 상생형 have the form.

    papers: `needed_if` by the paper's code. valid_days: how long a paper holds, by its code.
    """
    shipped = pack("sangsaeng-2022")
    form = tomllib.loads(FORM, parse_float=Decimal)["form"]
    needed, days = papers or {}, valid_days or {}
    changed = shipped.model_dump(by_alias=True, exclude_defaults=True) | {"form": form}
    changed["paper"] = [
        paper.model_dump(by_alias=True)
        | {"needed_if": needed.get(paper.code, ""), "valid_days": days.get(paper.code)}
        for paper in shipped.papers
    ]
    own = type(shipped).model_validate(changed)
    monkeypatch.setattr(case_rules, "pack", lambda _id, _version="": own)
    return own
