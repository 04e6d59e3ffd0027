"""Every code of a refusal has a sentence of its own."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from desktop.services import errors
from desktop.views.shared.explain import explain

if TYPE_CHECKING:
    from db.errors import DeskError

REFUSALS = (errors.MatchRefusedError, errors.AgreementRefusedError, errors.PaymentRefusedError)


def codes_of(kind: type[DeskError]) -> list[str]:
    """Return the codes that a failure says of itself."""
    listed = re.sub(r"\([^)]*\)", "", (kind.__doc__ or "").split("Codes:")[1])
    return re.findall(r"[a-z_]+", listed)


@pytest.mark.parametrize("kind", REFUSALS)
def test_given_a_refusal_when_explained_then_its_code_has_a_sentence(kind: type[DeskError]) -> None:
    unknown = explain(kind(code="nothing_like_it"))

    assert len(codes_of(kind)) > 3
    assert [code for code in codes_of(kind) if explain(kind(code=code)) == unknown] == []
