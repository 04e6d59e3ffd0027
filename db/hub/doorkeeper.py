"""Proves who asks, and how often: signed requests, nonces that work once, buckets that run dry."""

from __future__ import annotations

import hashlib
import threading
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from db.sync.keys import is_signed
from db.sync_errors import HubBusyError, WrongSignatureError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from db.hub.receive import Device

CLOCK_SECONDS = 300  # a request older or newer than this is not believed
_MOST_NONCES = 200_000


class ClockError(Exception):
    """The request was signed by a clock too far from the hub's; `now` tells the hub's."""

    def __init__(self, now: int) -> None:
        super().__init__(now)
        self.now = now


@dataclass(frozen=True)
class Signed:
    """What a request says of itself. target: path and query as they came."""

    method: str
    target: str
    body: bytes
    headers: Mapping[str, str]

    @property
    def device(self) -> str:
        """Return the id of the computer that says it asks."""
        return self.headers.get("ieum-device", "")


@dataclass
class Doorkeeper:
    """Lets signed requests in, each once. now: seconds since 1970."""

    now: Callable[[], float] = time.time
    _nonces: dict[tuple[str, str], float] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def check(self, request: Signed, device: Device) -> None:
        """Let the request in, once.

        Raises ClockError, WrongSignatureError.
        """
        at = request.headers.get("ieum-at", "")
        nonce = request.headers.get("ieum-nonce", "")
        signature = request.headers.get("ieum-signature", "")
        now = self.now()
        if not at.isdigit() or abs(int(at[:15]) - now) > CLOCK_SECONDS:
            raise ClockError(int(now))
        told = words(request.method, request.target, at, nonce, request.body)
        if not 8 <= len(nonce) <= 64 or not is_signed(told, _bytes(signature), device.public):
            raise WrongSignatureError(name=request.target, signer=request.device)
        with self._lock:
            self._forget(now)
            if (request.device, nonce) in self._nonces:
                raise WrongSignatureError(name=request.target, signer=request.device)
            self._nonces[request.device, nonce] = now

    def _forget(self, now: float) -> None:
        if len(self._nonces) > _MOST_NONCES or (
            self._nonces and now - next(iter(self._nonces.values())) > 4 * CLOCK_SECONDS
        ):
            limit = now - 2 * CLOCK_SECONDS
            self._nonces = {key: at for key, at in self._nonces.items() if at > limit}


def words(method: str, target: str, at: str, nonce: str, body: bytes) -> bytes:
    """Return what a request's signature covers."""
    digest = hashlib.sha256(body).hexdigest()
    return "\n".join((method, target, at, nonce, digest)).encode()


def _bytes(text: str) -> bytes:
    try:
        return bytes.fromhex(text)
    except ValueError:
        return b""


@dataclass
class Buckets:
    """Counts requests by who makes them. burst: at once. each: seconds for one more."""

    burst: int
    each: float
    now: Callable[[], float] = time.monotonic
    _left: dict[str, tuple[float, float]] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def take(self, who: str) -> None:
        """Count one request. Raises HubBusyError with the seconds to wait."""
        now = self.now()
        with self._lock:
            if len(self._left) > _MOST_NONCES:
                self._left.clear()
            left, at = self._left.get(who, (float(self.burst), now))
            left = min(self.burst, left + (now - at) / self.each)
            self._left[who] = (max(left - 1, left if left < 1 else 0), now)
        if left < 1:
            raise HubBusyError(name="", seconds=max(1, round((1 - left) * self.each)))
