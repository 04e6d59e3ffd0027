"""`ieum cases`, `ieum case` and `ieum companies`: what the lists and the page of a case show."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from desktop.cli.paging import SHOWN, limit_of, page_of, pages_of, query_words, tell_count
from desktop.cli.shared import (
    as_script,
    day_of,
    desk_of,
    fail,
    say,
    say_facts,
    say_json,
    say_table,
    warn,
)
from desktop.cli.spoken import Command
from desktop.views.shared.language import tr

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from uuid import UUID

    from sqlmodel import Session

    from desktop.services.cases.detail import CaseDetail
    from desktop.services.cases.listing import CaseRow
    from desktop.services.companies.listing import CompanyRow
    from desktop.services.deadlines import DeadlineRow
    from desktop.services.search.found import Found
    from desktop.services.workspace import Workspace

_CASE_TITLES = ("과제번호", "기업", "단계", "상태", "담당", "다음 기한", "할 일")
_COMPANY_TITLES = ("기업", "사업자등록번호", "지역", "업종", "사례", "현재 단계")
_DAY_TITLES = ("기한", "남은 날", "할 일", "근거")


def add_to(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command("cases", cls=Command, help=tr("사례를 찾습니다."))(cases)
    app.command("case", cls=Command, help=tr("사례 하나를 보여 줍니다."))(case)
    app.command("companies", cls=Command, help=tr("기업을 찾습니다."))(companies)


def cases(
    context: typer.Context,
    query: Annotated[list[str] | None, query_words()] = None,
    as_json: Annotated[bool, as_script()] = False,
    limit: Annotated[int, limit_of()] = SHOWN,
) -> None:
    """List cases as the case list does, the nearest deadline first."""
    from desktop.services.cases import listing

    desk = desk_of(context)
    with desk.open() as workspace:
        found, rows = workspace.read(
            lambda session: page_of(
                session,
                listing.find(
                    session, " ".join(query or []), today=date.today(), me=workspace.person
                ),
                listing.rows,
                limit,
            )
        )
    _tell_findings(found)
    if as_json:
        say_json({"count": found.count, "cases": rows})
        return
    titles = [tr(word) for word in _CASE_TITLES]
    say_table(titles, [_case_line(row) for row in rows])
    tell_count(found.count, len(rows))


def companies(
    context: typer.Context,
    query: Annotated[list[str] | None, query_words()] = None,
    as_json: Annotated[bool, as_script()] = False,
    limit: Annotated[int, limit_of()] = SHOWN,
) -> None:
    """List companies as the company list does, by name."""
    from desktop.services.companies import listing

    desk = desk_of(context)
    with desk.open() as workspace:
        found, rows = workspace.read(
            lambda session: page_of(
                session,
                listing.find(
                    session, " ".join(query or []), today=date.today(), me=workspace.person
                ),
                listing.rows,
                limit,
            )
        )
    _tell_findings(found)
    if as_json:
        say_json({"count": found.count, "companies": rows})
        return
    titles = [tr(word) for word in _COMPANY_TITLES]
    say_table(titles, [_company_line(row) for row in rows])
    tell_count(found.count, len(rows))


def case(
    context: typer.Context,
    number: Annotated[str, typer.Argument(metavar="NUMBER", help=tr("과제번호, 또는 그 끝자리"))],
    at: Annotated[str, typer.Option(help=tr("그날 끝의 모습(예: 2026-05-01)"))] = "",
    as_json: Annotated[bool, as_script()] = False,
) -> None:
    """Show the head of one case, what blocks its next step, and its days."""
    from desktop.services import deadlines
    from desktop.services.cases import detail

    today = date.today()
    with desk_of(context).open() as workspace:
        key = workspace.read(lambda session: case_called(session, number))
        if at:
            _say_as_of(workspace, key, day_of(at), as_json=as_json)
            return
        head = workspace.read(lambda session: detail.case_detail(session, key, today=today))
        days = workspace.read(lambda session: deadlines.list_deadlines(session, key, today=today))
        papers = workspace.read(lambda session: _paper_names(session, key))
    if as_json:
        say_json({"case": head, "deadlines": days})
        return
    _say_case(head, days, papers)


def _say_as_of(workspace: Workspace, key: UUID, day: date, *, as_json: bool) -> None:
    """Print all that belonged to a case when that day ended."""
    from desktop.services import history
    from desktop.views.field_labels import field_label, table_label
    from desktop.views.shared.audit_words import value_words

    end = datetime.combine(day + timedelta(days=1), time.min).astimezone()
    rows = workspace.read(lambda session: history.case_as_of(session, key, end))
    if as_json:
        say_json({"at": end, "rows": [{"table": t, "id": i, "fields": f} for t, i, f in rows]})
        return
    if not rows:
        raise fail(tr("{day}에는 이 사례가 아직 없었습니다.", day=day))
    for table, _, fields in rows:
        say(f"{table_label(table)}")
        said = {field_label(name): value_words(value) for name, value in fields.items()}
        say_facts({name: words for name, words in said.items() if words})


def case_called(session: Session, number: str) -> UUID:
    """Return the case with this number, or the only one whose number ends like that.

    Raises typer.Exit after naming the candidates, or that there is none.
    """
    from desktop.services.cases import listing

    found = listing.find(session, f'number:"{number}"', today=date.today())
    ending = [
        row
        for page in pages_of(found.ids, found.count)
        for row in listing.rows(session, page)
        if row.number.endswith(number)
    ]
    fitting = [row for row in ending if row.number == number] or ending
    if len(fitting) == 1:
        return fitting[0].id
    if not fitting:
        raise fail(
            tr("과제번호가 {number}인 사례가 없습니다. 번호를 확인해 주세요.", number=number)
        )
    raise fail(
        tr(
            "{number}(으)로 끝나는 사례가 {count}건 있습니다({named} …). 번호를 모두 적어 주세요.",
            number=number,
            count=len(fitting),
            named=", ".join(row.number for row in fitting[:5]),
        )
    )


def _tell_findings(found: Found) -> None:
    """Say which parts of the query have no effect, and what was probably meant."""
    for finding in found.findings:
        meant = finding.suggestion
        sentence = (
            tr(
                "‘{text}’을(를) 이해하지 못했습니다. ‘{meant}’인가요?",
                text=finding.text,
                meant=meant,
            )
            if meant
            else tr("‘{text}’을(를) 이해하지 못했습니다.", text=finding.text)
        )
        warn(sentence)


def _case_line(row: CaseRow) -> list[str]:
    from desktop.views.labels import label

    return [
        row.number,
        row.company,
        label(row.stage),
        label(row.state),
        row.owner,
        row.due.isoformat() if row.due else "",
        label(row.due_kind),
    ]


def _company_line(row: CompanyRow) -> list[str]:
    from desktop.services.companies.numbers import format_brn
    from desktop.views.labels import label

    return [
        row.name,
        format_brn(row.brn),
        row.region,
        row.ksic_name,
        str(row.cases),
        label(row.stage),
    ]


def _say_case(head: CaseDetail, days: Iterable[DeadlineRow], papers: Mapping[str, str]) -> None:
    from desktop.services.companies.numbers import format_brn
    from desktop.views.labels import label
    from desktop.views.shared.case_words import blocker_words

    say(f"{head.number}  {head.company}  {head.title}".rstrip())
    money = ", ".join(f"{label(one.source)} {one.amount:,}" for one in head.money)
    say_facts(
        {
            tr("단계"): f"{label(head.stage)} · {label(head.state)}",
            tr("사업자등록번호"): format_brn(head.brn),
            tr("담당"): head.owner or "",
            tr("대기업"): head.partner or "",
            tr("공급기업"): head.supplier or "",
            tr("공고"): head.announcement or "",
            tr("총사업비(원)"): f"{head.total_cost:,}",
            tr("재원(원)"): money,
        }
    )
    for blocker in head.blockers:
        say(f"{label(blocker.severity)}: {blocker_words(blocker, papers)}")
    still_open = [day for day in days if day.done_on is None]
    if still_open:
        titles = [tr(word) for word in _DAY_TITLES]
        rows = [
            [day.due.isoformat(), str(day.days_left), label(day.kind), f"{day.clause}".strip()]
            for day in still_open
        ]
        say_table(titles, rows)


def _paper_names(session: Session, case_id: UUID) -> dict[str, str]:
    """Return what the papers of a case are called, by their codes."""
    from desktop.services.applications import papers
    from desktop.views.shared.case_words import titled

    return {
        paper.code: titled(paper.title)
        for paper in papers.list_papers(session, case_id)
        if paper.title is not None
    }
