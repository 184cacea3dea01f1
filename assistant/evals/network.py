"""Invariant: while a suite runs on scripted or offline models, no connection leaves this process, in any thread.

A model that was to be mocked and is not fails loudly instead of being paid for. Sockets between parts of this machine's
own processes (unix sockets) are let through; names are not looked up either. What Python's `socket` does not see is not
covered: other processes that are started, and libraries that open sockets in C.
"""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from assistant.errors import ProviderError

_LOCK = threading.Lock()
_METHODS = ("connect", "connect_ex", "sendto", "sendmsg")
_LOOK_UPS = ("getaddrinfo", "gethostbyname", "gethostbyname_ex", "gethostbyaddr", "getnameinfo")


class Blocked(ProviderError):
    """Something tried to reach the network while an offline suite ran."""

    code = "network_blocked"


@contextmanager
def blocked() -> Iterator[None]:
    """Refuses every connection with Blocked until the block is left; then everything is as it was.

    One block at a time: a second one waits for the first.
    """
    with _LOCK:
        sockets: Any = socket.socket
        module: Any = socket
        inherited = {name: sockets.__dict__.get(name) for name in _METHODS}
        look_ups = {name: getattr(module, name) for name in _LOOK_UPS}
        for name in _METHODS:
            setattr(sockets, name, _guard(getattr(sockets, name)))
        for name in _LOOK_UPS:
            setattr(module, name, _refuse)
        try:
            yield
        finally:
            for name, look_up in look_ups.items():
                setattr(module, name, look_up)
            for name, own in inherited.items():
                if own is None:
                    delattr(sockets, name)
                else:
                    setattr(sockets, name, own)


def _guard(method: Any) -> Any:  # noqa: ANN401 - the methods of socket.socket
    def guarded(self: socket.socket, *args: Any) -> Any:  # noqa: ANN401
        if self.family != getattr(socket, "AF_UNIX", None):
            _refuse(*args[-1:])
        return method(self, *args)

    return guarded


def _refuse(*where: Any, **more: Any) -> Any:  # noqa: ANN401 - as socket.getaddrinfo
    del more
    raise Blocked(
        "The network is blocked while a suite runs on scripted or offline models",
        where=str(where[0] if where else ""),
        fix="Give a live model with --model, or mend the case that reaches out.",
    )
