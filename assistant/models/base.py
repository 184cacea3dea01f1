"""Invariant: the product talks to every model through one method, `reply`, and plain frozen values.

A model is any object with `name` and `reply(request, on_text) -> Reply`. A reply that was cut short says so in
`stop`: it is never complete, and no tool is run from it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol, runtime_checkable

Stop = Literal["end", "tools", "length", "refusal", "cut"]
"""Why the model stopped: done, wants tools, out of tokens, refused, or the stream ended early."""


@dataclass(frozen=True)
class ToolSpec:
    """A tool as the model sees it. `parameters` is a JSON Schema object."""

    name: str
    description: str
    parameters: Mapping[str, Any]


@dataclass(frozen=True)
class ToolCall:
    """A tool the model asks for. `arguments` is the parsed object, or None when it was not one (see `raw`)."""

    id: str
    name: str
    arguments: Mapping[str, Any] | None
    raw: str = ""


@dataclass(frozen=True)
class ToolResult:
    """What a tool gave back, as text for the model."""

    call_id: str
    content: str
    is_error: bool = False


@dataclass(frozen=True)
class Source:
    """A passage as a model that cites is given it: our key, its note and text; `call_id` names the search it is of."""

    key: str
    title: str
    note: str
    text: str
    call_id: str = ""


@dataclass(frozen=True)
class Quoted:
    """Words that a provider says a reply cites from the passage with that key; nobody has verified them yet."""

    key: str
    text: str


@dataclass(frozen=True)
class Message:
    """One message of the exchange: a user's text, a model's text and calls, or the results of those calls.

    `sources` are the passages that stand in the text or the results, for providers that take them apart and cite
    them; those send `bare`, the text without them, in place of the text.
    """

    role: Literal["user", "assistant", "tool"]
    text: str = ""
    calls: tuple[ToolCall, ...] = ()
    results: tuple[ToolResult, ...] = ()
    sources: tuple[Source, ...] = field(default=(), repr=False)
    bare: str = field(default="", repr=False)


@dataclass(frozen=True)
class Tokens:
    """Tokens of one or more calls, as the provider counted them.

    `input` excludes cached and written ones; `reasoning` is the part of `output` that was thought and not said, None
    when the provider does not tell. `estimated` are those among all of these that no provider counted.
    """

    input: int = 0
    cached: int = 0
    written: int = 0
    output: int = 0
    reasoning: int | None = None
    estimated: int = 0

    def __add__(self, other: Tokens) -> Tokens:
        return Tokens(
            self.input + other.input,
            self.cached + other.cached,
            self.written + other.written,
            self.output + other.output,
            None if self.reasoning is other.reasoning is None else (self.reasoning or 0) + (other.reasoning or 0),
            self.estimated + other.estimated,
        )

    @property
    def total(self) -> int:
        """All tokens, in and out."""
        return self.input + self.cached + self.written + self.output


@dataclass(frozen=True)
class Request:
    """Everything one model call needs. `system` is the stable prefix; providers may cache it."""

    system: str
    messages: tuple[Message, ...]
    tools: tuple[ToolSpec, ...] = ()
    must_call: str | None = None
    max_output_tokens: int = 16_000


@dataclass(frozen=True)
class Reply:
    """What came back, complete or not (see `stop`). `model` is the name the provider answered with.

    `rung` is the way a compatible server was asked for tools (see rungs.py), '' elsewhere. `notice` is what a person is
    to be told of how it was asked, '' for nothing.
    """

    text: str = ""
    calls: tuple[ToolCall, ...] = ()
    stop: Stop = "end"
    tokens: Tokens = field(default_factory=Tokens)
    model: str = ""
    response_id: str = ""
    retries: int = 0
    rung: str = ""
    notice: str = ""
    quoted: tuple[Quoted, ...] = ()


OnText = Callable[[str], None]
"""Called with each piece of text as it arrives."""


@runtime_checkable
class ChatModel(Protocol):
    """The seam. `name` is what the log and the plan show, e.g. `anthropic:claude-sonnet-5-5`."""

    @property
    def name(self) -> str: ...

    def reply(self, request: Request, on_text: OnText | None = None) -> Reply:
        """One model call. Raises KeyMissing, ProviderError, or Interrupted with the partial text."""
        ...
