"""Invariant: run as `python -m assistant.knowledge.parsing_child`, it answers each file with one line, and holds
nothing that is worth stealing: no key, no writable file, little memory.

A request is `kind length` on a line, then so many bytes. An answer is one line of JSON: {"text", "reservation"} or
{"refused"}. Whatever a parser raises that nobody foresaw ends the process, after it was told as a refusal that says
it is the `last`.
"""

from __future__ import annotations

import json
import resource
import sys
from types import TracebackType
from typing import BinaryIO

from assistant.knowledge.parsers import PARSERS, Refused

_MEMORY = 1_500_000_000  # bytes of address space; a 30 MB PDF needs some 300 MB


def answer(document: dict[str, str | bool]) -> None:
    """Writes one answer."""
    sys.stdout.buffer.write(json.dumps(document).encode("ascii") + b"\n")
    sys.stdout.buffer.flush()


def serve(requests: BinaryIO) -> None:
    """Answers requests until there are no more."""
    while line := requests.readline():
        kind, length = line.split()
        data = requests.read(int(length))
        try:
            text, reservation = PARSERS[kind.decode()](data)
        except Refused as refused:
            answer({"refused": str(refused)})
        else:
            answer({"text": text.encode("utf-8", "replace").decode(), "reservation": reservation})


def _last_word(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    reason = "it needs too much memory" if issubclass(kind, MemoryError) else f"damaged ({kind.__name__})"
    answer({"refused": reason, "last": True})


def _confine() -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":  # elsewhere the limit counts what the system maps by itself
        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))


if __name__ == "__main__":
    _confine()
    sys.excepthook = _last_word
    serve(sys.stdin.buffer)
