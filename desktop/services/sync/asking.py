"""Asks a hub over HTTP: signed requests, its refusals as failures, a wrong clock set right once."""

from __future__ import annotations

import hashlib
import json
import secrets
import time
from typing import TYPE_CHECKING, Any, Self

from db import sync_errors
from db.sync_errors import HubBusyError, HubUnreachableError, SyncError

if TYPE_CHECKING:
    from collections.abc import Mapping

    import httpx

    from db.sync.keys import Keys

_SECONDS = 60
_WAIT_SECONDS = 30  # where a busy hub does not say how long


class Hub:
    """A hub as one computer sees it; without `keys` only what is open to everybody is answered.

    client: goes there, for tests and for networks with rules of their own.
    """

    def __init__(
        self,
        url: str,
        *,
        device: str = "",
        keys: Keys | None = None,
        client: httpx.Client | None = None,
    ) -> None:
        import httpx

        self.url = url.rstrip("/")
        self._device, self._keys = device, keys
        self._client = client or httpx.Client(base_url=self.url, timeout=_SECONDS)
        self._closes = client is None
        self._ahead = 0  # seconds by which the hub's clock is ahead of ours

    def __enter__(self) -> Self:
        """Return itself; the line closes at the end."""
        return self

    def __exit__(self, *_failure: object) -> None:
        """Close the line."""
        self.close()

    def close(self) -> None:
        """Close the line, unless somebody else opened it."""
        if self._closes:
            self._client.close()

    def ask(
        self,
        method: str,
        path: str,
        *,
        content: bytes = b"",
        query: Mapping[str, int | str] | None = None,
    ) -> bytes:
        """Return the body of the answer.

        Raises HubUnreachableError, HubBusyError, and what the hub says is wrong.
        """
        answer = self._send(method, path, content, query or {})
        if self._is_about_the_clock(answer):
            self._ahead = int(answer.json()["now"]) - int(time.time())
            answer = self._send(method, path, content, query or {})
        if answer.is_success:
            return answer.content
        raise self._failure(answer)

    def ask_json(self, method: str, path: str, **told: str) -> dict[str, Any]:
        """Return a JSON answer. Raises as `ask`."""
        content = json.dumps(told).encode() if told else b""
        try:
            found: dict[str, Any] = json.loads(self.ask(method, path, content=content))
        except ValueError as error:
            raise HubUnreachableError(name=self.url, why="answer") from error
        return found

    def _send(
        self, method: str, path: str, content: bytes, query: Mapping[str, int | str]
    ) -> httpx.Response:
        import httpx

        request = self._client.build_request(
            method, path, params=dict(query) or None, content=content or None
        )
        if self._keys is not None:
            request.headers.update(self._proof(method, request.url.raw_path.decode(), content))
        try:
            return self._client.send(request)
        except httpx.HTTPError as error:
            raise HubUnreachableError(name=self.url, why=type(error).__name__) from error

    def _proof(self, method: str, target: str, content: bytes) -> dict[str, str]:
        assert self._keys is not None
        at, nonce = str(int(time.time()) + self._ahead), secrets.token_hex(16)
        told = "\n".join((method, target, at, nonce, hashlib.sha256(content).hexdigest()))
        return {
            "Ieum-Device": self._device,
            "Ieum-At": at,
            "Ieum-Nonce": nonce,
            "Ieum-Signature": self._keys.sign(told.encode()).hex(),
        }

    @staticmethod
    def _is_about_the_clock(answer: httpx.Response) -> bool:
        return answer.status_code == 401 and _told(answer).get("error") == "clock"

    def _failure(self, answer: httpx.Response) -> SyncError:
        told = _told(answer)
        kind = getattr(sync_errors, str(told.get("error", "")), None)
        if isinstance(kind, type) and issubclass(kind, SyncError):
            facts = told.get("facts")
            return kind(**facts if isinstance(facts, dict) else {})
        if answer.status_code in (429, 503):
            wait = answer.headers.get("Retry-After", "")
            seconds = int(wait) if wait.isdigit() else _WAIT_SECONDS
            return HubBusyError(name=self.url, seconds=seconds)
        return HubUnreachableError(name=self.url, why=str(answer.status_code))


def _told(answer: httpx.Response) -> dict[str, Any]:
    try:
        told = answer.json()
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}
