"""What ships beside the program may ship with it, and says so itself."""

from __future__ import annotations

import importlib.metadata
import re
import tomllib
from typing import TYPE_CHECKING, Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

Wheels = dict[str, dict[str, str | bool]]


@pytest.fixture(scope="module")
def licences(root: Path) -> dict[str, Any]:
    """Return packaging/licences.toml."""
    return tomllib.loads((root / "packaging" / "licences.toml").read_text("utf-8"))


def may_ship(expression: str, allowed: list[str]) -> bool:
    """Say whether one way to read an SPDX expression is allowed: any OR, every AND."""
    return any(
        all(part.strip("() ") in allowed for part in choice.split(" AND "))
        for choice in expression.split(" OR ")
    )


def test_given_the_locked_packages_then_each_has_its_licence_written_down(
    licences: dict[str, Any], windows_wheels: Wheels
) -> None:
    ships = {name for name, wheel in windows_wheels.items() if wheel["ships"]}

    assert set(licences["ships"]) == ships
    assert set(licences["tools"]) == windows_wheels.keys() - ships


def test_given_what_ships_then_every_licence_is_on_the_list(licences: dict[str, Any]) -> None:
    assets = {path: asset["licence"] for path, asset in licences["assets"].items()}

    refused = {
        name: licence
        for name, licence in (licences["ships"] | assets).items()
        if not may_ship(licence, licences["allowed"])
    }

    assert not refused


def test_given_the_list_of_allowed_licences_then_none_of_them_binds_the_whole_program(
    licences: dict[str, Any],
) -> None:
    binding = [
        name
        for name in licences["allowed"]
        if re.match(r"A?GPL|SSPL|BUSL|Elastic|PolyForm|CC-BY-(NC|SA|ND)", name)
    ]

    assert not binding


def _written(licences: dict[str, Any]) -> dict[str, str]:
    return licences["ships"] | licences["tools"]


def test_given_an_installed_package_when_it_states_its_licence_then_ours_says_the_same(
    licences: dict[str, Any],
) -> None:
    told_otherwise = {}
    for name, written in _written(licences).items():
        try:
            said = importlib.metadata.metadata(name)["License-Expression"]
        except importlib.metadata.PackageNotFoundError:
            continue  # a package of the other system
        if said is not None and said != written:
            told_otherwise[name] = (said, written)

    assert not told_otherwise


def test_given_an_installed_package_when_it_hints_at_gpl_then_ours_does_not_hide_it(
    licences: dict[str, Any],
) -> None:
    hidden = []
    for name, written in _written(licences).items():
        try:
            said = importlib.metadata.metadata(name)
        except importlib.metadata.PackageNotFoundError:
            continue
        # Whole texts of licences stand in some of these fields; they begin with a name.
        hints = [(said["License"] or "")[:80], *(said.get_all("Classifier") or [])]
        if any("GPL" in hint for hint in hints) and "GPL" not in written:
            hidden.append(name)

    assert not hidden


def test_given_what_the_program_asks_for_then_all_of_it_counts_as_shipped(
    root: Path, licences: dict[str, Any]
) -> None:
    project = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["project"]

    asked = [*project["dependencies"], *project["optional-dependencies"]["hub"]]
    needed = set(_closure([Requirement(line) for line in asked]))

    assert needed <= set(licences["ships"])


def _closure(wishes: list[Requirement]) -> Iterator[str]:
    """Yield the names of what is installed to meet `wishes`, and theirs in turn."""
    seen: set[tuple[str, frozenset[str]]] = set()
    while wishes:
        wish = wishes.pop()
        name, extras = canonicalize_name(wish.name), frozenset(wish.extras)
        if (name, extras) in seen:
            continue
        seen.add((name, extras))
        yield name
        wishes += [
            further
            for further in map(Requirement, importlib.metadata.requires(name) or [])
            if further.marker is None
            or any(further.marker.evaluate({"extra": extra}) for extra in (*extras, ""))
        ]


def test_given_the_works_of_others_in_the_checkout_then_their_licence_lies_beside_them(
    root: Path, licences: dict[str, Any], tracked: list[Path]
) -> None:
    folders = {
        path.parent.as_posix()
        for path in tracked
        if path.suffix in {".otf", ".ttf", ".woff2", ".svg"} and path.parts[0] != "docs"
    }

    assert folders <= {*licences["assets"], *licences["own"]}
    assert all(
        (root / folder / asset["text"]).is_file() for folder, asset in licences["assets"].items()
    )


def test_given_a_library_under_the_lgpl_then_the_text_ships_with_it(
    root: Path, licences: dict[str, Any]
) -> None:
    """The wheels of Qt and docxtpl bring no text of their own."""
    texts = {path.stem for path in (root / "packaging" / "licence-texts").iterdir()}

    used = {
        number
        for written in licences["ships"].values()
        for number in re.findall(r"LGPL-(\d\.\d)", written)
    }

    assert used
    assert {f"LGPL-{number.removesuffix('.0')}" for number in used} <= texts
    assert "GPL-3" in texts  # LGPL 3 is written as additions to it
