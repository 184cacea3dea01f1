"""Invariant: code of others that a run calls ends itself at the most, never the run, and writes into no result.

Whatever it raises is data, `SystemExit` and `KeyboardInterrupt` too: a true Ctrl-C reaches the main thread alone. In
this process `os._exit` raises `SystemExit`, and what is printed goes to stderr. What ends the process from C, and
processes that are started, are not covered; a run that ends so exits by no gate, and can be resumed.
"""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stdout
from typing import Any, TypeVar

T = TypeVar("T")
_LOCK = threading.RLock()


def caught(work: Callable[[], T]) -> tuple[T, None] | tuple[None, BaseException]:
    """What it returned, or what it raised."""
    try:
        return work(), None
    except BaseException as error:  # noqa: BLE001 - of a user's own product and scorers: every one of them is data
        return None, error


@contextmanager
def held() -> Iterator[None]:
    """Inside the block nobody in this process ends it at once, and stdout is stderr. One block at a time."""
    with _LOCK:
        module: Any = os
        true_exit, here = os._exit, os.getpid()

        def refused(status: int) -> None:
            if os.getpid() != here:
                true_exit(status)
            raise SystemExit(f"it called os._exit({status})")

        module._exit = refused
        try:
            with redirect_stdout(sys.stderr):
                yield
        finally:
            module._exit = true_exit
