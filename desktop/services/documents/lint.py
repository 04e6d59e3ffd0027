"""Tells the author of a template what to repair, before a single document is made with it."""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from desktop.services.documents import docx_writer, reading
from desktop.services.documents.complaints import Complaint, ComplaintCode
from desktop.services.documents.errors import (
    TemplateRefusedError,
    UnfitValueError,
)
from desktop.services.documents.fields import nested
from desktop.services.documents.filters import FILTERS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from desktop.services.documents.fields import FieldSpec
    from desktop.services.documents.grammar import FieldUse

CLOSE_ENOUGH = 55.0  # of 100; below it a suggestion would rather confuse
_TRIAL_TIME = datetime(2000, 1, 1, tzinfo=UTC)


def lint(template: bytes, known_fields: Mapping[str, FieldSpec]) -> list[Complaint]:
    """Return everything that has to be repaired, in reading order; empty for a good template.

    A template without complaints has also been filled, with the examples of its fields and blank.
    Raises TemplateUnreadableError if the file is no Word document.
    """
    complaints = [_with_filter_meant(found) for found in reading.dangers(template)]
    for part, use in reading.uses(template):
        wrong = _wrong_with(use, known_fields)
        if wrong is not None:
            code, suggestion = wrong
            place = part.place(use.line)
            complaints.append(Complaint(code, place, use.written, suggestion, part.name))
    return complaints or _tried(template, known_fields)


def _tried(template: bytes, known: Mapping[str, FieldSpec]) -> list[Complaint]:
    """Return what goes wrong when the template is filled with examples, or with blanks."""
    own = [spec for spec in known.values() if not spec.row_of]
    examples = nested({spec.name: spec.example for spec in own})
    blanks = nested({spec.name: [] if spec.has_rows else None for spec in own})
    try:
        for values in (examples, blanks):
            docx_writer.fill(template, values, made_at=_TRIAL_TIME)
    except TemplateRefusedError as error:
        return error.complaints
    except UnfitValueError as error:
        written = str(error.facts["field"])
        return [Complaint(ComplaintCode.UNFIT_FILTER, place="", field=written)]
    return []


def _wrong_with(use: FieldUse, known: Mapping[str, FieldSpec]) -> tuple[ComplaintCode, str] | None:
    """Return what is wrong with one use of a field and what was meant, or None."""
    from desktop.services.documents.grammar import Purpose

    spec = known.get(use.name)
    if spec is None:
        if any(name.startswith(use.name + ".") for name in known):
            return ComplaintCode.ROWS_PRINTED, ""
        return ComplaintCode.UNKNOWN_FIELD, _field_meant(use, known)
    if use.purpose is Purpose.LOOPS and not spec.has_rows:
        return ComplaintCode.NOT_ROWS, ""
    if use.purpose is Purpose.PRINTS and spec.has_rows:
        return ComplaintCode.ROWS_PRINTED, _loop_over(use.name)
    if spec.row_of and spec.row_of != use.row_of:
        return ComplaintCode.OUTSIDE_LOOP, _loop_over(spec.row_of)
    return None


def _loop_over(name: str) -> str:
    return "{%tr for 줄 in " + name + " %}"


def _with_filter_meant(complaint: Complaint) -> Complaint:
    if complaint.code is not ComplaintCode.UNKNOWN_FILTER:
        return complaint
    return replace(
        complaint, suggestion=_closest(complaint.field, {name: name for name in FILTERS})
    )


def _field_meant(use: FieldUse, known: Mapping[str, FieldSpec]) -> str:
    """Return the known name nearest to what was written, as it would be written there."""
    if use.row_of:
        columns = [spec for spec in known.values() if spec.row_of == use.row_of]
        written = use.name.removeprefix(use.row_of + ".")
        meant = _closest(written, _spellings(columns))
        variable = use.written.split(".")[0]
        return variable + meant.removeprefix(use.row_of) if meant else ""
    from desktop.services.documents.grammar import Purpose

    wants_rows = use.purpose is Purpose.LOOPS
    fitting = [s for s in known.values() if not s.row_of and s.has_rows == wants_rows]
    return _closest(use.name, _spellings(fitting))


def _spellings(specs: Iterable[FieldSpec]) -> dict[str, str]:
    """Return what people call the fields: whole name; last word and label if only one has it."""
    names: dict[str, str] = {}
    shared: set[str] = set()
    for spec in specs:
        for spelling in {spec.name.rpartition(".")[2], spec.label}:
            if names.setdefault(spelling, spec.name) != spec.name:
                shared.add(spelling)
    unique = {spelling: name for spelling, name in names.items() if spelling not in shared}
    return unique | {spec.name: spec.name for spec in specs}


def _closest(written: str, names: Mapping[str, str]) -> str:
    """Return the value in `names` whose spelling comes nearest; compares letters, not syllables."""
    from rapidfuzz import fuzz, process

    def letters(text: str) -> str:
        return unicodedata.normalize("NFD", text).casefold()

    found = process.extractOne(
        written, sorted(names), scorer=fuzz.ratio, processor=letters, score_cutoff=CLOSE_ENOUGH
    )
    return names[found[0]] if found else ""
