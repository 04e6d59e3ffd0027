"""Carries files over HTTP: signed requests, pieces that resume, the hub's clock instead of ours."""

from __future__ import annotations

import hashlib
import json
import secrets
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from db import sync_errors
from db.sync_errors import BatchBrokenError, HubBusyError, HubUnreachableError, SyncError
from db.words import Carrier as CarrierWord
from desktop.services.sync.carriers import Arrived

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    import httpx

    from db.sync.keys import Keys
    from desktop.services.sync.carriers import Told

PIECE = 4 * 1024 * 1024  # bytes that travel at once
_AT_ONCE = 8 * 1024 * 1024  # a batch up to here goes in one request
_SECONDS = 60.0
_CLOCK, _BUSY, _OK, _PARTIAL = 401, 429, 200, 206


@dataclass
class HubLine:
    """The line to a hub; device and keys are needed for all but `tell` and `enrol`."""

    url: str
    device: str = ""
    keys: Keys | None = None
    client: httpx.Client | None = None
    limit_ops: int = 50_000
    word: CarrierWord = CarrierWord.HUB
    answers: bool = True
    _offset: int = field(default=0, init=False)  # seconds that this clock is behind the hub's

    @property
    def other_side(self) -> str:
        """Return where it goes, for the register."""
        return self.url

    def tell(self) -> dict[str, Any]:
        """Return who the hub says it is. Raises HubUnreachableError."""
        return dict(self._ask("GET", "/v1/hub").json())

    def enrol(self, asked: dict[str, str]) -> dict[str, Any]:
        """Return what the hub answers to a code. Raises CodeRefusedError."""
        return dict(self._ask("POST", "/v1/enrol", json.dumps(asked).encode()).json())

    def send(self, name: str, content: bytes, told: Told) -> bytes:
        """Hand over a batch, in pieces where it is large, and return the receipt."""
        if len(content) <= _AT_ONCE:
            receipt = self.signed("POST", "/v1/batches", content).content
            told(len(content), len(content))
            return receipt
        digest = hashlib.sha256(content).hexdigest()
        self.send_pieces(f"/v1/uploads/{digest}", content, told)
        return self.signed("POST", f"/v1/batches/{digest}").content

    def send_pieces(self, path: str, content: bytes, told: Told) -> None:
        """Send what the hub does not have yet; who was cut off goes on where it was."""
        at = int(self.signed("HEAD", path).headers.get("Upload-Offset", "0"))
        while at < len(content):
            piece = content[at : at + PIECE]
            headers = {"Upload-Offset": str(at), "Upload-Length": str(len(content))}
            answer = self.signed("PATCH", path, piece, headers=headers, also=(409,))
            at = int(answer.headers["Upload-Offset"])
            told(at, len(content))

    def still_lies(self, name: str) -> bool:
        """Return False: what was sent was answered."""
        return False

    def arrived(self, seen: Callable[[], int], told: Told) -> Iterator[Arrived]:
        """Yield feeds until nothing new comes."""
        done = 0
        while True:
            before = seen()
            path = f"/v1/feed?after={before}&limit={self.limit_ops}"
            content = self.signed("GET", path).content
            done += len(content)
            told(done, done)
            yield Arrived("feed", content)
            if seen() == before:
                return

    def done(self, file: Arrived) -> None:
        """Do nothing; the hub keeps its order."""

    def refused(self, file: Arrived) -> None:
        """Do nothing; the hub gives it again."""

    def fetch(self, path: str, target: Path, told: Told) -> None:
        """Download into a file, going on where an earlier attempt stopped."""
        import httpx

        target.parent.mkdir(parents=True, exist_ok=True)
        have = target.stat().st_size if target.exists() else 0
        headers = {"Range": f"bytes={have}-"} if have else {}
        try:
            with self._client().stream(
                "GET", self.url + path, headers=headers | self._proof("GET", path, b"")
            ) as answer:
                if answer.status_code == 416:  # all of it is here
                    return
                if answer.status_code not in (_OK, _PARTIAL):
                    answer.read()
                    raise _failure(answer, self.url)
                mode = "ab" if answer.status_code == _PARTIAL else "wb"
                whole = int(answer.headers.get("Content-Length", 0)) + (have if mode == "ab" else 0)
                done = have if mode == "ab" else 0
                with target.open(mode) as opened:
                    for piece in answer.iter_bytes(PIECE):
                        opened.write(piece)
                        done += len(piece)
                        told(done, whole)
        except httpx.HTTPError as error:
            raise _unreachable(self.url, error) from error

    def signed(
        self,
        method: str,
        path: str,
        body: bytes = b"",
        *,
        headers: dict[str, str] | None = None,
        also: tuple[int, ...] = (),
    ) -> httpx.Response:
        """Return the answer to a request that proves who asks; also: codes that are no failure."""
        for attempt in (1, 2):
            proof = self._proof(method, path, body)
            answer = self._send(method, path, body, (headers or {}) | proof)
            told = _told(answer) if answer.status_code == _CLOCK else {}
            if attempt == 1 and told.get("error") == "clock":
                self._offset = int(told["now"]) - int(time.time())
                continue
            break
        if answer.is_success or answer.status_code in also:
            return answer
        raise _failure(answer, self.url)

    def _ask(self, method: str, path: str, body: bytes = b"") -> httpx.Response:
        answer = self._send(method, path, body, {})
        if not answer.is_success:
            raise _failure(answer, self.url)
        return answer

    def _send(self, method: str, path: str, body: bytes, headers: dict[str, str]) -> httpx.Response:
        import httpx

        try:
            return self._client().request(method, self.url + path, content=body, headers=headers)
        except httpx.HTTPError as error:
            raise _unreachable(self.url, error) from error

    def _client(self) -> httpx.Client:
        import httpx

        if self.client is None:
            self.client = httpx.Client(timeout=httpx.Timeout(_SECONDS, connect=10.0))
        return self.client

    def close(self) -> None:
        """Let go of the connections."""
        if self.client is not None:
            self.client.close()
            self.client = None

    def _proof(self, method: str, path: str, body: bytes) -> dict[str, str]:
        assert self.keys is not None
        at, nonce = str(int(time.time()) + self._offset), secrets.token_hex(16)
        digest = hashlib.sha256(body).hexdigest()
        said = "\n".join((method, path, at, nonce, digest)).encode()
        return {
            "Ieum-Device": self.device,
            "Ieum-At": at,
            "Ieum-Nonce": nonce,
            "Ieum-Signature": self.keys.sign(said).hex(),
        }


def _told(answer: httpx.Response) -> dict[str, Any]:
    try:
        told = answer.json()
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}


def _failure(answer: httpx.Response, url: str) -> SyncError:
    """Return the failure that the hub named, with its facts."""
    told = _told(answer)
    facts = told.get("facts", {})
    if answer.status_code == _BUSY:
        return HubBusyError(name=url, seconds=int(answer.headers.get("Retry-After", 5)))
    kind = getattr(sync_errors, str(told.get("error", "")), None)
    if isinstance(kind, type) and issubclass(kind, SyncError):
        return kind(**{str(name): value for name, value in facts.items()})
    if answer.status_code == 404:
        return BatchBrokenError(name=url, why="missing")
    return HubUnreachableError(name=url, why=f"HTTP {answer.status_code}")


def _unreachable(url: str, error: Exception) -> HubUnreachableError:
    reason = "certificate" if "certificate" in str(error).lower() else type(error).__name__
    return HubUnreachableError(name=url, why=reason)
