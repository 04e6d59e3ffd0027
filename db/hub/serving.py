"""Runs the hub's server: address, TLS, log, and an end that lets everybody finish."""

from __future__ import annotations

import ipaddress
import json
import logging
import signal
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from typing_extensions import override

from db.sync_errors import InsecureError

if TYPE_CHECKING:
    from pathlib import Path

    from uvicorn import Server

    from db.hub.store import Hub

log = logging.getLogger("ieum.hub")

GRACE_SECONDS = 30
PORT = 8733


@dataclass(frozen=True)
class Address:
    """Where the hub listens.

    insecure: plain HTTP off this computer was asked for in so many words, because a proxy in front
    of it speaks TLS.
    """

    host: str = "127.0.0.1"
    port: int = PORT
    certificate: Path | None = None
    key: Path | None = None
    insecure: bool = False

    def check(self) -> None:
        """Refuse to send anything readable over a network.

        Raises InsecureError.
        """
        if self.certificate is None and not self.insecure and not _is_loopback(self.host):
            raise InsecureError(name=self.host)


def server(hub: Hub, address: Address, *, version: str = "") -> Server:
    """Return a server that is ready to run; `run()` blocks until it is asked to end.

    Raises InsecureError.
    """
    address.check()
    import uvicorn

    from db.hub.server import build

    return uvicorn.Server(
        uvicorn.Config(
            build(hub, version=version),
            host=address.host,
            port=address.port,
            ssl_certfile=address.certificate and str(address.certificate),
            ssl_keyfile=address.key and str(address.key),
            timeout_graceful_shutdown=GRACE_SECONDS,
            timeout_keep_alive=30,
            limit_concurrency=200,
            access_log=False,  # it would name addresses; ours names routes
            server_header=False,
            log_config=None,
        )
    )


def run(hub: Hub, address: Address, *, version: str = "") -> None:
    """Serve until this process is asked to end, and come back: what is open wants to be closed.

    Raises InsecureError.
    """
    ready = server(hub, address, version=version)
    # The server passes the signal on when it is done, which would end the process on the spot.
    before = signal.signal(signal.SIGTERM, _come_back)
    try:
        ready.run()
    except KeyboardInterrupt:
        log.info(json.dumps({"event": "ended"}))
    finally:
        signal.signal(signal.SIGTERM, before)


def _come_back(_signal: int, _frame: object) -> None:
    raise KeyboardInterrupt


def log_to_stderr(level: int = logging.INFO) -> None:
    """Write one JSON object a line, for whatever collects the service's output."""
    handler = logging.StreamHandler()
    handler.setFormatter(_AsJson())
    for name in ("ieum.hub", "uvicorn"):
        logger = logging.getLogger(name)
        logger.handlers[:] = [handler]
        logger.setLevel(level)
        logger.propagate = False


class _AsJson(logging.Formatter):
    @override
    def format(self, record: logging.LogRecord) -> str:
        """Return the record as JSON; what is JSON already is laid into it."""
        told: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
        }
        message = record.getMessage()
        try:
            inner = json.loads(message)
        except ValueError:
            inner = message
        told |= inner if isinstance(inner, dict) else {"event": message}
        if record.exc_info:
            # Where it happened, not with which values: those may be personal.
            told["trace"] = [line.strip().split("\n")[0] for line in self._frames(record)]
        return json.dumps(told, ensure_ascii=False)

    @staticmethod
    def _frames(record: logging.LogRecord) -> list[str]:
        import traceback

        assert record.exc_info is not None
        return traceback.format_tb(record.exc_info[2])


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
