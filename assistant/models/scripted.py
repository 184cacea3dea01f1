"""Invariant: a scripted model says exactly what it was given, in order, and complains when asked for more.

It is a model like any other behind the seam: for tests, demos and replays, with no key and no network.
"""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from assistant.errors import InputError
from assistant.models.base import OnText, Reply, Request, Stop, Tokens, ToolCall
from assistant.models.stream import interruptible

_PIECE = 400
"""Characters of a call's arguments that arrive at once."""
Answer = Callable[[Request], Reply]
"""Looks at the request and gives the reply; may raise what a real model raises."""


class ScriptedModel:
    """Replays a script: a sequence of replies (or functions making one), or one function that answers every request.

    `requests` holds every request received. Safe to share between threads. `reply` raises InputError when the
    sequence is used up.
    """

    def __init__(self, replies: Sequence[Reply | Answer] | Answer, name: str = "scripted") -> None:
        self._answer = replies if callable(replies) else None
        self._replies = () if callable(replies) else tuple(replies)
        self._name = name
        self._lock = threading.Lock()
        self.requests: list[Request] = []

    @property
    def name(self) -> str:
        """What the log shows."""
        return self._name

    def reply(self, request: Request, on_text: OnText | None = None) -> Reply:
        """The next reply of the script; its text arrives word by word through `on_text`."""
        with self._lock:
            self.requests.append(request)
            number = len(self.requests)
        with interruptible(on_text) as heard:
            answer = self._next(number)
            said = answer(request) if callable(answer) else answer
            for piece in re.findall(r"\S*\s*", said.text):
                heard(piece)
            for place, asked in enumerate(said.calls):
                for start in range(0, len(asked.raw), _PIECE):
                    heard.arguments(place, asked.name, asked.raw[start : start + _PIECE])
        return replace(
            said,
            model=said.model or self._name,
            calls=tuple(
                replace(call, id=call.id or f"call_{number}_{place}") for place, call in enumerate(said.calls, start=1)
            ),
        )

    def _next(self, number: int) -> Reply | Answer:
        if self._answer is not None:
            return self._answer
        if number > len(self._replies):
            raise InputError(
                f"The script of {self._name!r} has {len(self._replies)} replies and was asked for number {number}",
                fix="Give it one more reply, or a function that answers every request.",
                code="script_ended",
            )
        return self._replies[number - 1]


def say(text: str, *, stop: Stop = "end", tokens: Tokens | None = None) -> Reply:
    """A reply of plain text."""
    return Reply(text=text, stop=stop, tokens=tokens or Tokens())


def call(
    tool_name: str, arguments: Mapping[str, Any] | str, *, text: str = "", id: str = "", tokens: Tokens | None = None
) -> Reply:
    """A reply that asks for one tool. `arguments` given as a string stands for JSON that could not be read.

    Without an `id` the scripted model gives the call one of its own.
    """
    if isinstance(arguments, str):
        asked = ToolCall(id=id, name=tool_name, arguments=None, raw=arguments)
    else:
        asked = ToolCall(
            id=id, name=tool_name, arguments=dict(arguments), raw=json.dumps(arguments, ensure_ascii=False)
        )
    return Reply(text=text, calls=(asked,), stop="tools", tokens=tokens or Tokens())
