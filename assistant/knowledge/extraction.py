"""Invariant: a foreign file costs at most SECONDS, whatever is in it: its parser is stopped for good, with a reason.

One child process parses file after file and is replaced when it dies or is stopped. It is started with no key in its
environment, and only when there is something to parse.
"""

from __future__ import annotations

import contextlib
import os
import selectors
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Self

import pydantic_core

from assistant.knowledge.formats import LIBRARY, Kind

VERSION = "2"  # part of what is kept of a file that was read: raise it when the same bytes would give another text
SECONDS = 30.0  # per file; project rule: the slowest of a hundred ordinary papers and manuals took a tenth of it
_ANSWER_LIMIT = 26_000_000  # bytes: 2,000,000 characters, each escaped twice over, and change
_PASSED_ON = ("PATH", "LANG", "LC_ALL", "SYSTEMROOT")


@dataclass(frozen=True)
class Extracted:
    """The text of a file, and what to say about it; or, with no text, why it could not be read.

    `lasting` tells a verdict on the bytes, which is kept, from a package that is missing today. That a file took too
    long is kept as well: else every plan would wait for it again.
    """

    text: str = ""
    reservation: str = ""
    refused: str = ""
    lasting: bool = True


class Extractor:
    """Takes HTML, PDF and Word files apart, one at a time. Close it, or use it in a `with`."""

    def __init__(self, seconds: float = SECONDS) -> None:
        self._seconds = seconds
        self._child: subprocess.Popen[bytes] | None = None
        self._sender: threading.Thread | None = None

    def extract(self, kind: Kind, data: bytes) -> Extracted:
        """The text of the file with these bytes. Raises OSError when no process can be started."""
        module, distribution = LIBRARY[kind]
        if find_spec(module) is None:
            reason = f"reading it needs a package that is not installed: pip install {distribution}"
            return Extracted(refused=reason, lasting=False)
        child = self._running()
        self._sender = threading.Thread(target=_send, args=(child, kind, data), daemon=True)
        self._sender.start()
        line = _answer(child, time.monotonic() + self._seconds)
        if not line:
            self.close()
        self._sender.join()
        if line is None:
            return Extracted(refused=f"it took longer than {self._seconds:g} seconds to read")
        try:
            said = pydantic_core.from_json(line, allow_inf_nan=False)
            if said.pop("last", False):
                self.close()
            return Extracted(**said)
        except (ValueError, TypeError, AttributeError):
            return Extracted(refused="damaged: its parser gave up on it")

    def close(self) -> None:
        """Ends the child, however busy it is."""
        child, self._child = self._child, None
        if child is not None:
            child.kill()
            child.wait()
            if self._sender is not None:
                self._sender.join()  # its pipe is broken now, and must not be closed under its hands
            for pipe in (child.stdin, child.stdout):
                if pipe is not None:
                    pipe.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _running(self) -> subprocess.Popen[bytes]:
        if self._child is not None and self._child.poll() is None:
            return self._child
        self.close()
        environment = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
        self._child = subprocess.Popen(
            [sys.executable, "-m", "assistant.knowledge.parsing_child"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**environment, "PYTHONPATH": os.pathsep.join(sys.path)},
            bufsize=0,
        )
        return self._child


def _send(child: subprocess.Popen[bytes], kind: Kind, data: bytes) -> None:
    assert child.stdin is not None
    rest = memoryview(f"{kind} {len(data)}\n".encode() + data)
    with contextlib.suppress(OSError):  # it died: whoever waits for its answer sees that
        while rest:
            rest = rest[child.stdin.write(rest) or 0 :]


def _answer(child: subprocess.Popen[bytes], deadline: float) -> bytes | None:
    """One line from the child; b"" when it died or talks without end, None when the time is up."""
    assert child.stdout is not None
    found = bytearray()
    with selectors.DefaultSelector() as ready:
        ready.register(child.stdout, selectors.EVENT_READ)
        while not found.endswith(b"\n"):
            if not ready.select(max(deadline - time.monotonic(), 0)):
                return None
            piece = os.read(child.stdout.fileno(), 1 << 20)
            found += piece
            if not piece or len(found) > _ANSWER_LIMIT:
                return bytes(found) if found.endswith(b"\n") else b""
    return bytes(found)
