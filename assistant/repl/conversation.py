"""Invariant: one conversation is one session in the log, whichever models answer in it."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Literal

from assistant import terminal
from assistant.agent.narration import Narrator
from assistant.repl.blocks import BlockPrinter
from assistant.repl.warming import Warming

if TYPE_CHECKING:
    from assistant.agent.assistant import Assistant
    from assistant.agent.memory import Memory
    from assistant.agent.turn import Event, Turn
    from assistant.models.base import Message
    from assistant.settings import Settings
    from assistant.usage.log import UsageLog


class Conversation:
    """The state of a chat: the settings in force, the assistant being opened, the last turn, what it has cost."""

    def __init__(self, settings: Settings, log: UsageLog, session: str, history: list[Message] | None = None) -> None:
        self.settings = settings
        self.log = log
        self.session = session
        self.last: Turn | None = None
        self.turns = 0
        self.cost_usd: float | None = 0.0
        self._told = 0
        self._told_before = history or []
        self._memory: Memory | None = None
        self._warming = self._open()

    def warm(self) -> None:
        """Starts loading model and index in the background."""
        self._warming.start()

    def use(self, model: str) -> None:
        """Another model from the next message on; what was said so far is kept."""
        self.settings = replace(self.settings, model=model, model_chosen=True)
        self._warming = self._open()
        self.warm()

    def send(self, text: str, want: Literal["plan", "any"] = "any") -> Turn:
        """One turn, shown as it happens. Raises what `Assistant.turn` raises."""
        show = _Show()
        assistant = self._warming.result(show.waiting)
        if self._memory is None:
            assistant.history = self._told_before
        else:
            assistant.memory = self._memory
        try:
            turn = assistant.turn(text, show.event, want=want)
        finally:
            show.finish()
        self._memory = assistant.memory
        self._count(turn)
        show.outcome(turn)
        self._tell_of_the_log()
        return turn

    def _open(self) -> Warming[Assistant]:
        settings, log, session = self.settings, self.log, self.session

        def make(on_progress: Callable[[int, int], None]) -> Assistant:
            from assistant import app
            from assistant.models import registry

            registry.warm_up(settings.model)
            assistant = app.build(settings, wiring=app.Wiring(on_progress=on_progress, log=log, session=session))
            assistant.library.index  # noqa: B018 - opened here, while the user types
            return assistant

        return Warming(make)

    def _tell_of_the_log(self) -> None:
        troubles = [*self.log.notices, *[f"not recorded: {self.log.last_error}"] * self.log.not_recorded]
        for trouble in troubles[self._told :]:
            terminal.say(trouble)
        self._told = len(troubles)

    def _count(self, turn: Turn) -> None:
        self.last = turn
        self.turns += 1
        known = self.cost_usd is not None and turn.cost_usd is not None
        self.cost_usd = (self.cost_usd or 0.0) + (turn.cost_usd or 0.0) if known else None


class _Show:
    """What a turn looks like while it runs: the model's text on stdout by blocks, one line an event on stderr."""

    def __init__(self) -> None:
        self._narrator = Narrator()
        self._blocks = BlockPrinter(terminal.write)
        self._said = ""
        self._told_wait = False

    def waiting(self, done_of: tuple[int, int]) -> None:
        """The user waits for model and index."""
        done, total = done_of
        if total and not self._told_wait:
            self._told_wait = True
            terminal.say(f"· indexing the notes, once ({done} of {total} passages)")

    def event(self, event: Event) -> None:
        """One step of the turn."""
        if event.kind == "text":
            self._said += event.text
            self._blocks.feed(event.text)
            return
        for line in self._narrator.lines(event):
            self._blocks.finish()
            terminal.say(line)

    def finish(self) -> None:
        """The end of the text, whole or not."""
        self._blocks.finish()

    def outcome(self, turn: Turn) -> None:
        """What came of the turn: the plan, an answer that was not streamed, findings, and one status line."""
        if turn.plan is not None:
            from assistant.planning.markdown import render

            terminal.show(render(turn.plan, turn.findings))
        elif turn.answer.strip() and turn.answer.strip() not in self._said:
            terminal.show(turn.answer)
        errors = [finding for finding in turn.findings if finding.severity == "error"]
        for finding in errors:
            terminal.say(str(finding))
        terminal.say(_status(turn))
        sys.stdout.flush()


def _status(turn: Turn) -> str:
    cost = "price unknown" if turn.cost_usd is None else f"${turn.cost_usd:.4f}"
    reason = f": {turn.error}" if turn.error and turn.status in ("failed", "draft") else ""
    if turn.status == "interrupted":
        return f"\nstopped; kept as turn {turn.id}"
    after = " · /accept or /bad WHY" if turn.plan is not None else ""
    return f"— {turn.status}{reason} · turn {turn.id[:13]} · {cost}{after}"
