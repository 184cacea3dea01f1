"""Invariant: a turn is made of these parts and of nothing global, so that every one of them can be put in by a test."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from assistant.agent.ids import uuid7
from assistant.agent.library import Library
from assistant.agent.limits import Limits
from assistant.agent.memory import Memory
from assistant.agent.prompts import Prompt
from assistant.models.base import ChatModel

Context = Literal["retrieved", "all"]


@dataclass(eq=False, kw_only=True)
class Parts:
    """What turns are made of. `now` gives a time that knows its zone; `version` is the tool's own.

    `clock` counts the seconds a turn may take.

    `second` is asked when the provider of `model` fails.
    `context`: passages are searched for, or all of them stand in the part of the request that providers cache.
    """

    model: ChatModel
    library: Library
    prompts: Mapping[str, Prompt]
    now: Callable[[], datetime]
    version: str
    second: ChatModel | None = None
    context: Context = "retrieved"
    limits: Limits = field(default_factory=Limits)
    clock: Callable[[], float] = time.monotonic
    session: str = field(default_factory=uuid7)
    memory: Memory = field(default_factory=Memory)
