"""A server on loopback that speaks raw bytes: it can answer, stop in the middle, reset the line, or never answer."""

from __future__ import annotations

import re
import socket
import struct
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Literal, Self

End = Literal["close", "reset", "hang", "refuse"]


@dataclass(frozen=True)
class Behaviour:
    """What one connection gets: bytes, then how it ends.

    `hang` keeps it open and silent until the server stops; with `refuse` as the first nobody listens at all. What is
    `repeated` follows for ever, with a pause of so many seconds before each time.
    """

    sent: bytes = b""
    end: End = "close"
    repeated: bytes = b""
    pause: float = 0.0


class FaultServer:
    """Behaves to the nth request as the nth behaviour says, and to all later ones as the last. `requests` counts."""

    def __init__(self, behaviours: Sequence[Behaviour]) -> None:
        self._behaviours = tuple(behaviours)
        self._lock = threading.Lock()
        self._stopping = threading.Event()
        self._open: list[socket.socket] = []
        self.requests = 0
        self.bodies: list[bytes] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]

    def __enter__(self) -> Self:
        if self._behaviours[0].end == "refuse":
            self._listener.close()
            return self
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stopping.set()
        self._listener.close()
        with self._lock:
            for connection in self._open:
                connection.close()

    def _accept(self) -> None:
        while not self._stopping.is_set():
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            with self._lock:
                self._open.append(connection)
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        try:
            body = _read_request(connection)
            with self._lock:
                self.bodies.append(body)
                behaviour = self._behaviours[min(self.requests, len(self._behaviours) - 1)]
                self.requests += 1
            connection.sendall(behaviour.sent)
            while behaviour.repeated and not self._stopping.wait(behaviour.pause):
                connection.sendall(behaviour.repeated)
            if behaviour.end == "hang":
                self._stopping.wait(20)
            if behaviour.end == "reset":
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        except OSError:
            return
        finally:
            connection.close()


def _read_request(connection: socket.socket) -> bytes:
    data = b""
    while b"\r\n\r\n" not in data:
        data += _some(connection)
    head, _, body = data.partition(b"\r\n\r\n")
    length = re.search(rb"(?i)content-length:\s*(\d+)", head)
    while length is not None and len(body) < int(length[1]):
        body += _some(connection)
    return body


def _some(connection: socket.socket) -> bytes:
    data = connection.recv(65_536)
    if not data:
        raise ConnectionResetError
    return data


def http(
    status: int,
    body: bytes,
    *,
    kind: str = "application/json",
    headers: Sequence[str] = (),
    length: int | None = None,
) -> bytes:
    """A whole HTTP answer; `length` states another length than the body's."""
    lines = [
        f"HTTP/1.1 {status} X", f"content-type: {kind}", f"content-length: {len(body) if length is None else length}",
        "connection: close", "request-id: req_7", *headers,
    ]  # fmt: skip
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def sse(body: bytes, *, terminated: bool = True) -> bytes:
    """An event stream in one chunk; not terminated, it lacks the chunk that ends it."""
    head = (
        "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: close\r\ntransfer-encoding: chunked\r\n\r\n"
    )
    chunk = f"{len(body):x}\r\n".encode() + body + b"\r\n" if body else b""
    return head.encode() + chunk + (b"0\r\n\r\n" if terminated else b"")
