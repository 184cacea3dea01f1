"""Invariant: a long rebuild keeps nobody waiting for an answer, and a short-lived process still gets it done.

The rebuild runs in a thread of its own while words alone are searched. The process waits for it at its end, so that
a damaged index is mended by whoever met the damage; Ctrl-C ends that wait, and the next start begins where the kept
embeddings end.
"""

from __future__ import annotations

import atexit
import threading
from collections.abc import Callable

from assistant.errors import AssistantError
from assistant.knowledge import vectors
from assistant.knowledge.building import Built

REBUILDING = "the index was {} and is being built anew; until then words alone are searched"


class Rebuild:
    """A build under way. Its result is taken by whoever searches next."""

    def __init__(self, build: Callable[[], Built]) -> None:
        vectors.load()  # in the thread it may come too late
        self._build = build
        self._built: Built | None = None
        self._thread = threading.Thread(target=self._run, name="rebuild", daemon=True)
        atexit.register(self._finish)
        self._thread.start()

    def result(self) -> Built | None:
        """What was built, or None while it is being built. A build that failed has the reason in `without`."""
        return self._built

    def wait(self) -> None:
        """Returns when the build has ended, one way or the other."""
        self._thread.join()
        atexit.unregister(self._finish)

    def _run(self) -> None:
        try:
            self._built = self._build()
        except AssistantError as error:
            self._built = Built(None, without=error.sentence())

    def _finish(self) -> None:
        try:
            self._thread.join()
        except KeyboardInterrupt:
            return
