"""Every failure that people can expect has a sentence, in both languages, with its facts in it."""

from __future__ import annotations

import importlib
import pkgutil
import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest

import db
import desktop.services
from db.errors import DeskError, RefusedValueError, StaleRecordError
from db.words import Stage
from desktop.services import errors
from desktop.services.cases.blockers import Blocker, Jump
from desktop.services.programmes.errors import PackMistakeError, PackSyntaxError, WrongValueError
from desktop.services.scoring import errors as refusals
from desktop.services.scoring.solving import Clash, Limit
from desktop.views.shared import language
from desktop.views.shared.explain import core, explain, scoring, services
from desktop.views.shared.language import Language

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import ModuleType

_FACTS = re.compile(r"Facts:(.*?)(?:\n\s*\n|Codes:|\Z)", re.DOTALL)
_ASIDE = re.compile(r"\([^()]*\)")
_CODE = re.compile(r"\b[a-z]+(?:_[a-z]+)*\b")

# Facts that are no plain text; everything else is told as a short one.
_VALUES: dict[str, Any] = {
    "blockers": [Blocker("papers", Jump(Stage.APPLICATION, "papers"))],
    "complaints": [object(), object()],
    "fields": ["company.name", "agreement.start"],
    "mistakes": [],
    "count": 3,
    "limit": 5_000_000,
    "size": 7_000_000,
    "rows": 10,
    "columns": 10,
    "row_limit": 100_000,
    "column_limit": 500,
    "months": 4,
    "at_most": 3,
    "line": 12,
    "when": datetime(2026, 11, 22, 3, 4, tzinfo=UTC),
}


def _modules(package: ModuleType) -> Iterator[ModuleType]:
    for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        if ".migrations" not in found.name and ".hub" not in found.name:
            yield importlib.import_module(found.name)


def _failures() -> list[type[DeskError]]:
    """Return every type of failure that storage and services know."""
    for package in (db, desktop.services):
        for _module in _modules(package):
            pass  # importing makes the types known
    found: list[type[DeskError]] = []
    waiting = [DeskError]
    while waiting:
        for kind in waiting.pop().__subclasses__():
            if kind.__module__.startswith(("db.", "desktop.services.")):
                found.append(kind)
                waiting.append(kind)
    return sorted(set(found), key=lambda kind: kind.__name__)


def _facts_of(kind: type[DeskError]) -> dict[str, Any]:
    """Return the facts that the docstring promises, or that of the first parent that says them."""
    for one in kind.__mro__:
        told = _FACTS.search(one.__dict__.get("__doc__") or "")
        if told:
            names = _CODE.findall(_ASIDE.sub("", told[1].split(".")[0]))
            known = [name for name in names if name not in {"none", "and", "what", "it"}]
            return {name: _VALUES.get(name, f"‹{name}›") for name in known}
    return {}


FAILURES = _failures()


@pytest.fixture(params=list(Language))
def spoken(request: pytest.FixtureRequest) -> Iterator[Language]:
    language.choose(request.param)
    yield request.param
    language.choose(Language.KOREAN)


def test_given_the_services_then_their_failures_are_found() -> None:
    assert len(FAILURES) > 40
    assert errors.BlockedError in FAILURES


@pytest.mark.parametrize("kind", FAILURES, ids=lambda kind: kind.__name__)
def test_given_a_failure_then_its_sentence_is_its_own_and_takes_its_facts(
    kind: type[DeskError], spoken: Language
) -> None:
    error = kind(**_facts_of(kind))

    sentence = explain(error)

    assert core.explain.dispatch(kind) is not core.explain.dispatch(Exception)
    assert kind.__name__ not in sentence
    assert not re.search(r"[{}]", sentence)
    assert any("가" <= letter <= "힣" for letter in sentence) is (spoken is Language.KOREAN)


def test_given_the_codes_of_a_refusal_then_each_has_a_sentence() -> None:
    documented: set[str] = set()
    for kind in (
        errors.MatchRefusedError,
        errors.AgreementRefusedError,
        errors.PaymentRefusedError,
        errors.DisclosureRefusedError,
    ):
        told = (kind.__doc__ or "").split("Codes:")[1]
        documented |= set(_CODE.findall(_ASIDE.sub("", told)))

    assert documented == set(services._REFUSED)


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        (refusals.ScoringRefusedError, scoring.REFUSED),
        (refusals.MeetingRefusedError, scoring.MEETING),
    ],
)
def test_given_the_codes_of_scoring_then_each_has_a_sentence(
    kind: type[DeskError], said: dict[str, str]
) -> None:
    told = (kind.__doc__ or "").split("Codes:")[1]

    assert set(_CODE.findall(_ASIDE.sub("", told))) == set(said)


def test_given_an_assignment_that_cannot_be_then_the_limits_are_named_with_their_numbers() -> None:
    clashes = [
        Clash(Limit.ADMISSIBLE, 3, 2, (UUID(int=1),)),
        Clash(Limit.ADMISSIBLE, 3, 1, (UUID(int=2),)),
        Clash(Limit.CAPACITY, 3_600, 3_540),
    ]

    sentence = explain(refusals.AssignmentImpossibleError(clashes=clashes))

    assert "3명이 필요한데 이해충돌이 없는 위원이 1명뿐" in sentence
    assert "2명뿐" not in sentence
    assert "3,600건인데" in sentence


def test_given_something_unexpected_then_the_person_hears_that_nothing_is_half_saved() -> None:
    assert "KeyError" in explain(KeyError("secret name"))
    assert "secret name" not in explain(KeyError("secret name"))


def test_given_a_refused_value_then_its_field_is_named_as_people_call_it() -> None:
    assert "총사업비" in explain(RefusedValueError(table="match", field="total_cost"))


def test_given_a_stale_record_then_the_moment_is_on_the_clock_of_this_computer() -> None:
    when = datetime(2026, 11, 22, 3, 4, tzinfo=UTC)
    here = when.astimezone()

    sentence = explain(StaleRecordError(who="이주임", when=when))

    assert "이주임" in sentence
    assert f"{here.year}. {here.month}. {here.day}. {here:%H:%M}" in sentence
    assert "조금 전" in explain(StaleRecordError(who=None, when=None))


def test_given_a_mistake_in_a_pack_then_where_it_stands_is_said_once() -> None:
    mistake = WrongValueError(
        file="a.toml", line=3, key="limit.1.at_most", expected=["a", "b"], limit=None, found="x"
    )
    unreadable = PackSyntaxError(
        file="a.toml", line=None, key="", expected="toml", limit=None, found=""
    )

    assert isinstance(mistake, PackMistakeError)
    assert explain(mistake).startswith("a.toml 3행: ‘limit.1.at_most’")
    assert "a, b" in explain(mistake)
    assert "None" not in explain(unreadable)
