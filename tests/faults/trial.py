"""One cell of the fault table: a whole turn over a real socket, and in a few words how it ended."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from assistant.agent.assistant import Assistant
from assistant.agent.turn import Event, Turn
from assistant.errors import AssistantError
from assistant.models import anthropic_client, openai_client
from assistant.models.base import ChatModel, OnText, Reply, Request
from assistant.models.retry import PatientModel
from assistant.settings import Secret, Settings
from tests.faults.rows import FAULTS, good
from tests.faults.server import Behaviour, FaultServer
from tests.models.wire import CHAT, KEY, MESSAGES, RESPONSES, Clock, Shape

SHAPES = {"anthropic": MESSAGES, "openai": RESPONSES, "compatible": CHAT}
QUESTION = "When is tuning a model worth its price?"
WAIT_CAP = 60.0
MOST_ATTEMPTS = 3
INTERRUPTED = "43"
"""The row in which the user stops the answer when its first words are there."""
Make = Callable[[ChatModel, Callable[[str, Turn], None]], Assistant]
"""An assistant around a model, recording with the function."""


@dataclass
class Watched:
    """A model whose calls are counted apart."""

    model: ChatModel
    server: FaultServer
    per_call: list[int] = field(default_factory=list)

    @property
    def name(self) -> str:
        return self.model.name

    def reply(self, request: Request, on_text: OnText | None = None) -> Reply:
        before = self.server.requests
        try:
            return self.model.reply(request, on_text)
        finally:
            self.per_call.append(self.server.requests - before)


@dataclass
class Outcome:
    """How a cell ended, and whatever it did that no cell may do."""

    words: str
    wrong: list[str]


def cell(row: str, sdk: str, seen: bool, make: Make) -> Outcome:
    """The cell, in every variant of its row: the fault once and then an answer, and the fault for ever.

    Words are `-` where the row cannot happen, else `END·requests`, and both ends when they differ.
    """
    shape = SHAPES[sdk]
    variants = FAULTS[row](shape) if seen or row != INTERRUPTED else ()
    if not variants:
        return Outcome("-", [])
    stop = row == INTERRUPTED
    passing = [_run(shape, (fault, good(shape)), seen, make, stop) for fault in variants if fault.end != "refuse"]
    staying = [_run(shape, (fault,), seen, make, stop) for fault in variants]
    ends = [" or ".join(sorted({outcome.words for outcome in outcomes})) for outcomes in (passing, staying) if outcomes]
    words = " / ".join(dict.fromkeys(ends))
    return Outcome(words, [wrong for outcome in (*passing, *staying) for wrong in outcome.wrong])


def _run(shape: Shape, behaviours: tuple[Behaviour, ...], seen: bool, make: Make, stop: bool) -> Outcome:
    clock = Clock()
    told: list[tuple[str, Turn]] = []
    wrong: list[str] = []
    with FaultServer(behaviours) as server:
        model = Watched(open_at(shape, f"http://127.0.0.1:{server.port}", clock), server)
        words = _ending(make(model, lambda stage, turn: told.append((stage, turn))), wrong, seen, stop)
    if [stage for stage, _ in told] != ["started", "finished"] or told[0][1].text != QUESTION:
        wrong.append("the user's turn was not recorded first and closed last")
    if max(model.per_call, default=0) > MOST_ATTEMPTS:
        wrong.append(f"{max(model.per_call)} requests in one model call")
    if sum(clock.slept) > WAIT_CAP * len(model.per_call):
        wrong.append(f"waited {sum(clock.slept):.0f} seconds")
    return Outcome(f"{words}·{server.requests or len(clock.slept) + 1}", wrong)


def _ending(assistant: Assistant, wrong: list[str], seen: bool, stop: bool) -> str:
    def hear(event: Event) -> None:
        if stop and event.kind == "text":
            raise KeyboardInterrupt

    try:
        turn = assistant.turn(QUESTION, hear if seen else None)
    except AssistantError as error:
        said = error.sentence()
        if KEY in said or "\n" in said or "Traceback" in said or not error.fix:
            wrong.append(f"not one clear sentence: {said!r}")
        return error.code
    except Exception as error:  # noqa: BLE001 - whatever escapes is what this looks for
        wrong.append(f"a traceback: {type(error).__name__}: {error}")
        return type(error).__name__
    return turn.status if turn.status == "answered" else turn.error.removeprefix("the model").removeprefix("'s").strip()


def open_at(shape: Shape, address: str, clock: Clock) -> ChatModel:
    """The model at that address; a server that hangs costs a blink."""
    settings = Settings(
        anthropic_api_key=Secret(KEY),
        openai_api_key=Secret(KEY),
        anthropic_base_url=address,
        openai_base_url=f"{address}/v1",
        call_seconds=0.2,
    )
    name = shape.model.partition(":")[2]
    kinds: dict[str, Callable[[str, Settings], ChatModel]] = {
        "messages": anthropic_client.AnthropicModel,
        "responses": openai_client.OpenAIModel,
        "chat": openai_client.compatible,
    }
    return PatientModel(kinds[shape.name](name, settings), clock.policy())
