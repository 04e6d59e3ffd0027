"""Many threads read one database at once; none closes what another one is using."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text

if TYPE_CHECKING:
    from sqlmodel import Session

    from desktop.services.workspace import Workspace

_THREADS = 12
_READINGS = 15


@pytest.mark.usefixtures("garbage_stays_here")
def test_given_more_threads_than_kept_connections_when_all_read_then_all_get_their_answer(
    workspace: Workspace,
) -> None:
    """Worker threads of the screen come and go, so there are more of them in time than at once."""
    together = threading.Barrier(_THREADS)
    answers: list[object] = []
    failures: list[Exception] = []

    def count(session: Session) -> object:
        numbers = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000)"
        return session.execute(text(f"{numbers} SELECT count(*) FROM n")).scalar_one()

    def read() -> None:
        together.wait()
        try:
            answers.extend(workspace.read(count) for _ in range(_READINGS))
        except Exception as error:
            failures.append(error)

    threads = [threading.Thread(target=read) for _ in range(_THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failures == []
    assert answers == [3000] * (_THREADS * _READINGS)
