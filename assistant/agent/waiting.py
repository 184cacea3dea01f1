"""Invariant: work that does not end in its time is left behind, and whoever waited for it goes on."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")


def bounded(work: Callable[[], T], seconds: float) -> T:
    """What `work` returns or raises. Raises TimeoutError after `seconds`; the thread it ran in is then left alone."""
    worker = ThreadPoolExecutor(1, thread_name_prefix="tool")
    try:
        return worker.submit(work).result(timeout=seconds)
    finally:
        worker.shutdown(wait=False, cancel_futures=True)
