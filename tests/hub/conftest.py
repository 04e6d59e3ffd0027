"""A hub on a real PostgreSQL, and computers that speak to it in the bytes that travel."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING

import pytest

from db.hub.store import Hub
from tests.hub.laptop import Laptop

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from db.hub.embedded import Embedded

_numbers = count(1)


@pytest.fixture(scope="session")
def begun(embedded: Embedded, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return the name of a database that is a hub already; migrating each time would be slow."""
    name = "hub_begun"
    hub = Hub(embedded.make_database(name), tmp_path_factory.mktemp(name))
    hub.begin("GN")
    hub.close()
    return name


@pytest.fixture
def make_hub(embedded: Embedded, begun: str, tmp_path: Path) -> Iterator[Callable[[], Hub]]:
    """Return what makes an empty hub of the center GN on a database of its own."""
    made: list[tuple[Hub, str]] = []

    def make() -> Hub:
        name = f"hub_{next(_numbers)}"
        hub = Hub(embedded.make_database(name, like=begun), tmp_path / name)
        made.append((hub, name))
        return hub

    yield make
    for hub, name in made:
        hub.close()
        embedded.drop_database(name)


@pytest.fixture
def hub(make_hub: Callable[[], Hub]) -> Hub:
    """Return an empty hub."""
    return make_hub()


@pytest.fixture
def laptop(hub: Hub) -> Laptop:
    """Return a computer that the hub knows."""
    return Laptop.enrolled(hub)
