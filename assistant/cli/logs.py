"""Invariant: what the log has to tell of itself, such as its damage, is said once by the command that met it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from assistant import terminal

if TYPE_CHECKING:
    from assistant.settings import Settings
    from assistant.usage.log import UsageLog


@contextmanager
def opened(settings: Settings) -> Iterator[UsageLog]:
    """The log of the settings; its notices go to stderr when the command is done with it, or failed."""
    from assistant import app

    with app.open_log(settings) as log:
        try:
            yield log
        finally:
            for notice in log.notices:
                terminal.say(notice)
