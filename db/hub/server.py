"""The hub over HTTP: what SYNC knows as files, asked for by signed requests (docs/adr/0010, 0011).

Each answer is a file of the envelope or a small JSON; refusals name the failure and its facts.
"""

from __future__ import annotations

import asyncio
import json
import logging
import time
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING
from uuid import UUID

import psycopg
from fastapi import FastAPI, Request, Response
from fastapi.responses import FileResponse, JSONResponse

from db import engine as engines
from db import sync_errors as errors
from db.errors import DeskError
from db.hub.doorkeeper import Buckets, ClockError, Doorkeeper, Signed
from db.hub.measures import Measures
from db.hub.shelf import CHUNK, Offset

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable
    from pathlib import Path

    from db.hub.receive import Device
    from db.hub.shelf import Shelf
    from db.hub.store import Hub

log = logging.getLogger("ieum.hub")

BINARY = "application/octet-stream"
SNAPSHOT_SECONDS = 600  # so long a snapshot may be gone on with, and is not made anew
_MERGES_THAT_MAY_WAIT = 16
_SMALL_BODY = 64 * 1024
_AWAY = (psycopg.Error, OSError, TimeoutError)  # what it looks like when the database is away
_STATUS: tuple[tuple[type[DeskError], int], ...] = (
    (errors.HubBusyError, 429),
    (errors.UnknownDeviceError, 403),
    (errors.CodeRefusedError, 403),
    (errors.NotForUsError, 403),
    (errors.WrongSignatureError, 401),
    (errors.BatchTooLargeError, 413),
    (errors.BatchBrokenError, 400),
    (errors.BatchTooNewError, 400),
    (errors.FutureClockError, 400),
    (DeskError, 409),
)


@dataclass
class Limits:
    """How often somebody may ask: a computer, an address that is not proven, a code that is tried.

    merges: batches that may wait for their turn; more are asked to come again.
    """

    computer: Buckets = field(default_factory=lambda: Buckets(burst=300, each=0.05))
    address: Buckets = field(default_factory=lambda: Buckets(burst=600, each=0.02))
    codes: Buckets = field(default_factory=lambda: Buckets(burst=10, each=30))
    merges: int = _MERGES_THAT_MAY_WAIT


def build(hub: Hub, *, version: str = "", limits: Limits | None = None) -> FastAPI:
    """Return the application that serves a hub, which has begun."""
    desk = Desk(hub, version, limits or Limits())
    app = FastAPI(
        title="ieum hub", docs_url=None, redoc_url=None, openapi_url=None, lifespan=desk.lifespan
    )
    app.middleware("http")(desk.watch)
    app.add_exception_handler(DeskError, desk.refuse)
    app.add_exception_handler(ClockError, desk.correct)
    app.add_exception_handler(Offset, desk.go_on_at)
    for method, path, serve in (
        ("GET", "/v1/hub", desk.tell_hub),
        ("POST", "/v1/enrol", desk.enrol),
        ("POST", "/v1/batches", desk.take_batch),
        ("POST", "/v1/batches/{digest}", desk.take_uploaded),
        ("HEAD", "/v1/uploads/{digest}", desk.tell_upload),
        ("PATCH", "/v1/uploads/{digest}", desk.add_upload),
        ("GET", "/v1/feed", desk.give_feed),
        ("GET", "/v1/snapshot", desk.give_snapshot),
        ("GET", "/v1/slate", desk.give_slate),
        ("HEAD", "/v1/blobs/{digest}", desk.tell_blob),
        ("GET", "/v1/blobs/{digest}", desk.give_blob),
        ("PATCH", "/v1/blobs/{digest}", desk.add_blob),
        ("GET", "/health", desk.tell_health),
        ("GET", "/metrics", desk.tell_measures),
    ):
        app.add_api_route(path, serve, methods=[method], response_model=None)
    return app


class Desk:
    """Answers requests; whatever touches database or disk runs beside the loop."""

    def __init__(self, hub: Hub, version: str, limits: Limits) -> None:
        self.hub = hub
        self.version = version
        self.limits = limits
        self.measures = Measures()
        self.doorkeeper = Doorkeeper()
        self._merging = 0
        self._snapshots = asyncio.Lock()

    @asynccontextmanager
    async def lifespan(self, _app: FastAPI) -> AsyncIterator[None]:
        """Sweep what was left behind; close the connections in the end."""
        await asyncio.to_thread(self._sweep)
        yield
        self.hub.close()

    def _sweep(self) -> None:
        self.hub.blobs.sweep()
        self.hub.uploads.sweep()
        for old in self._snapshot_folder().glob("*"):
            old.unlink(missing_ok=True)

    # Around every request

    async def watch(
        self, request: Request, serve: Callable[[Request], Awaitable[Response]]
    ) -> Response:
        """Log and count what was asked, by route; no addresses, no names, no values."""
        began = time.perf_counter()
        answer = await serve(request)
        failure = answer.headers.get("ieum-failure", "")
        if request.url.path not in ("/health", "/metrics"):
            log.info(_line(request, answer.status_code, began, failure=failure))
        self.measures.asked(request.method, answer.status_code, failure)
        return answer

    async def refuse(self, _request: Request, error: Exception) -> Response:
        """Answer with the name of a failure and its facts."""
        assert isinstance(error, DeskError)
        status = next(code for kind, code in _STATUS if isinstance(error, kind))
        name = type(error).__name__
        facts = {key: _plain(value) for key, value in error.facts.items()}
        headers = {"Ieum-Failure": name}
        if status == HTTPStatus.TOO_MANY_REQUESTS:
            headers["Retry-After"] = str(facts.get("seconds", 1))
        return JSONResponse({"error": name, "facts": facts}, status, headers)

    async def correct(self, _request: Request, error: Exception) -> Response:
        """Tell a computer what time it is here."""
        assert isinstance(error, ClockError)
        return JSONResponse(
            {"error": "clock", "now": error.now}, 401, {"Ieum-Failure": "ClockError"}
        )

    async def go_on_at(self, _request: Request, error: Exception) -> Response:
        """Tell where the next piece has to begin."""
        assert isinstance(error, Offset)
        facts = {"error": "offset", "facts": {"at": error.at}}
        return JSONResponse(facts, 409, {"Upload-Offset": str(error.at)})

    async def _signed(
        self, request: Request, largest: int = _SMALL_BODY, *, shut_out: bool = False
    ) -> tuple[Device, bytes]:
        """Return who asks and the body, proven."""
        self.limits.address.take(_address(request))
        body = await _body(request, largest)
        target = request.scope["raw_path"].decode("ascii")
        if request.scope["query_string"]:
            target += "?" + request.scope["query_string"].decode("ascii")
        signed = Signed(request.method, target, body, request.headers)
        device = await asyncio.to_thread(self.hub.device, _hex(signed.device), shut_out=shut_out)
        self.doorkeeper.check(signed, device)
        self.limits.computer.take(signed.device)
        return device, body

    # Open to everybody

    async def tell_hub(self, request: Request) -> Response:
        """Tell who this hub is."""
        self.limits.address.take(_address(request))
        standing = await asyncio.to_thread(self.hub.standing)
        keys = self.hub.keys
        return JSONResponse(
            {
                "epoch": standing.epoch.hex,
                "base": standing.base,
                "key": keys.public,
                "seal": keys.recipient,
                "revision": engines.HEAD,
                "version": self.version,
                "now": int(self.doorkeeper.now()),
            }
        )

    async def enrol(self, request: Request) -> Response:
        """Let a computer in that has a one-time code."""
        self.limits.codes.take(_address(request))
        asked = _asked(await _body(request, _SMALL_BODY))
        told = await asyncio.to_thread(
            self.hub.enrol,
            asked["code"],
            _hex(asked["device"]),
            asked["public"],
            asked["recipient"],
            asked["label"][:120],
            asked["revision"],
        )
        self.measures.enrolled.inc()
        return JSONResponse(
            {
                "centre": told.centre,
                "epoch": told.epoch.hex,
                "base": told.base,
                "key": told.key,
                "seal": told.seal,
                "partner": told.partner and told.partner.hex,
            }
        )

    async def tell_health(self) -> Response:
        """Tell whether the hub can take something in."""
        try:
            n = await asyncio.wait_for(asyncio.to_thread(self.hub.newest), 5)
        except _AWAY as error:
            log.warning(json.dumps({"event": "health", "failure": type(error).__name__}))
            return JSONResponse({"ok": False}, 503)
        self.measures.newest.set(n)
        return JSONResponse({"ok": True})

    async def tell_measures(self, request: Request) -> Response:
        """Tell what was counted, to this computer only."""
        if _address(request) not in ("127.0.0.1", "::1", "unix"):
            return Response(status_code=404)
        with suppress(*_AWAY):  # the counts are told all the same
            self.measures.newest.set(await asyncio.to_thread(self.hub.newest))
        body, kind = self.measures.told()
        return Response(body, media_type=kind)

    # Changes

    async def take_batch(self, request: Request) -> Response:
        """Merge the batch in the body."""
        device, body = await self._signed(request, CHUNK)
        return await self._merge(device, body)

    async def take_uploaded(self, request: Request, digest: str) -> Response:
        """Merge a batch that came in pieces."""
        device, _body = await self._signed(request)
        file = self.hub.uploads.path(digest)
        if not file.is_file():
            raise errors.BatchBrokenError(name=digest, why="half")
        content = await asyncio.to_thread(file.read_bytes)
        answer = await self._merge(device, content)
        self.hub.uploads.remove(digest)
        return answer

    async def _merge(self, device: Device, content: bytes) -> Response:
        if self._merging >= self.limits.merges:
            raise errors.HubBusyError(name="", seconds=5)
        self._merging += 1
        try:
            began = time.perf_counter()
            taken = await asyncio.to_thread(self.hub.take, content)
            self.measures.merged(taken, time.perf_counter() - began)
            # Another's batch may be carried, but the answer is for who made it.
            receipt = await asyncio.to_thread(self.hub.receipt, taken)
        finally:
            self._merging -= 1
        if taken.refused or taken.conflicts:
            told = {"event": "merged", "device": device.device.hex[:8], "n": taken.n}
            log.info(json.dumps(told | {"refused": len(taken.refused)}))
        return Response(receipt, media_type=BINARY)

    async def give_feed(self, request: Request, after: int = 0, limit: int = 50_000) -> Response:
        """Give what comes after a number."""
        device, _body = await self._signed(request)
        limit = max(1, min(limit, 200_000))
        content = await asyncio.to_thread(
            self.hub.feed, device.device.hex, max(0, after), limit_ops=limit
        )
        self.measures.fed.inc(len(content))
        return Response(content, media_type=BINARY)

    async def give_slate(self, request: Request, after: int = 0) -> Response:
        """Give a large firm's computer what it may see."""
        # Also one that was shut out: it has to hear that it must remove what it has.
        device, _body = await self._signed(request, shut_out=True)
        content = await asyncio.to_thread(self.hub.slate, device.device.hex, max(0, after))
        self.measures.fed.inc(len(content))
        return Response(content, media_type=BINARY)

    async def give_snapshot(self, request: Request) -> Response:
        """Give everything that stands; who was cut off goes on in the same file for a while."""
        device, _body = await self._signed(request)
        file = self._snapshot_folder() / f"{device.device.hex}.ieum-sync"
        async with self._snapshots:
            fresh = file.is_file() and time.time() - file.stat().st_mtime < SNAPSHOT_SECONDS
            if not (fresh and "range" in request.headers):
                await asyncio.to_thread(self.hub.write_snapshot, device.device.hex, file)
        return FileResponse(file, media_type=BINARY)

    def _snapshot_folder(self) -> Path:
        return self.hub.folder / "snapshots"

    # Pieces of batches, and attachments

    async def tell_upload(self, request: Request, digest: str) -> Response:
        """Tell how much of a batch has come."""
        return await self._tell(request, self.hub.uploads, digest)

    async def add_upload(self, request: Request, digest: str) -> Response:
        """Take a piece of a batch."""
        return await self._add(request, self.hub.uploads, digest)

    async def tell_blob(self, request: Request, digest: str) -> Response:
        """Tell how much of an attachment has come, or how large it is."""
        return await self._tell(request, self.hub.blobs, digest)

    async def add_blob(self, request: Request, digest: str) -> Response:
        """Take a piece of an attachment."""
        return await self._add(request, self.hub.blobs, digest)

    async def give_blob(self, request: Request, digest: str) -> Response:
        """Give an attachment, or a range of it."""
        device, _body = await self._signed(request)
        file = self.hub.blobs.path(digest)
        if device.partner is not None or not file.is_file():
            return JSONResponse({"error": "NotFoundError", "facts": {"id": digest}}, 404)
        return FileResponse(file, media_type=BINARY)

    async def _tell(self, request: Request, shelf: Shelf, digest: str) -> Response:
        device, _body = await self._signed(request)
        have = await asyncio.to_thread(shelf.offset, device.device.hex, digest)
        headers = {"Upload-Offset": str(have)}
        if shelf.has(digest):
            headers["Upload-Length"] = str(have)
        return Response(status_code=200, headers=headers)

    async def _add(self, request: Request, shelf: Shelf, digest: str) -> Response:
        device, piece = await self._signed(request, CHUNK)
        if device.partner is not None and shelf is self.hub.blobs:
            raise errors.NotForUsError(name=digest, to=device.label)
        at = _number(request, "upload-offset")
        length = _number(request, "upload-length")
        have = await asyncio.to_thread(shelf.add, device.device.hex, digest, at, length, piece)
        self.measures.uploaded.inc(len(piece))
        return Response(status_code=204, headers={"Upload-Offset": str(have)})


async def _body(request: Request, largest: int) -> bytes:
    """Return the body; more than `largest` is not even read."""
    size, parts = 0, []
    async for part in request.stream():
        size += len(part)
        if size > largest:
            raise errors.BatchTooLargeError(name=request.url.path, size=size, limit=largest)
        parts.append(part)
    return b"".join(parts)


def _asked(body: bytes) -> dict[str, str]:
    try:
        asked = json.loads(body)
        told = {
            name: str(asked[name])
            for name in ("code", "device", "public", "recipient", "label", "revision")
        }
        if len(bytes.fromhex(told["public"])) != 32:
            raise ValueError(told["public"])
    except (ValueError, KeyError, TypeError) as error:
        raise errors.BatchBrokenError(name="enrol", why="shape") from error
    return told


def _hex(device: str) -> str:
    try:
        return UUID(device).hex
    except ValueError:
        raise errors.UnknownDeviceError(device=device[:36], name="") from None


def _number(request: Request, header: str) -> int:
    value = request.headers.get(header, "")
    if not value.isdigit() or len(value) > 15:
        raise errors.BatchBrokenError(name=header, why="header")
    return int(value)


def _address(request: Request) -> str:
    return request.client.host if request.client else "unix"


def _plain(value: object) -> object:
    return value if isinstance(value, (str, int, float, bool, type(None))) else str(value)


def _line(request: Request, status: int, began: float, *, failure: str) -> str:
    route = request.scope.get("route")
    told = {
        "event": "asked",
        "method": request.method,
        "route": getattr(route, "path", "?"),
        "device": request.headers.get("ieum-device", "")[:8],
        "status": status,
        "ms": round((time.perf_counter() - began) * 1000),
    }
    return json.dumps(told | ({"failure": failure} if failure else {}))
