"""Invariant: one conversation is one session in the log, whichever models answer in it; words are kept before deeds."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Literal

from assistant import terminal
from assistant.repl.showing import Show
from assistant.repl.trail import Trail
from assistant.repl.warming import Warming

if TYPE_CHECKING:
    from assistant.agent.assistant import Assistant
    from assistant.agent.memory import Memory
    from assistant.agent.turn import Turn
    from assistant.errors import AssistantError
    from assistant.models.base import Message
    from assistant.planning.findings import Finding
    from assistant.planning.schema import Plan
    from assistant.settings import Settings
    from assistant.usage.log import UsageLog

Want = Literal["plan", "any"]
Becomes = Literal["asked", "change", "new"]


@dataclass(frozen=True)
class Pending:
    """A yes-or-no question the user has not answered yet; whatever else they say means no, a command aside.

    `declined` is called besides, before `no`, when they said no in so many words. What is asked `once` is not asked
    again: a command means no to it, too.
    """

    question: str
    yes: Callable[[], None]
    no: Callable[[], None]
    declined: Callable[[], None] = field(default=lambda: None)
    once: bool = False


@dataclass(frozen=True)
class Refused:
    """A change that breaks rules, kept until it is waived or forgotten. `turn` is that of the proposal, or ''."""

    after: Plan
    reason: str
    broken: tuple[Finding, ...]
    turn: str = ""


class Conversation:
    """The state of a chat: settings, the assistant being opened, the last turn, the plan, and what it has cost."""

    def __init__(
        self,
        settings: Settings,
        log: UsageLog,
        session: str,
        history: list[Message] | None = None,
        *,
        interactive: bool = False,
    ) -> None:
        self.settings = settings
        self.log = log
        self.session = session
        self.interactive = interactive
        self.trail = Trail()
        self.last: Turn | None = None
        self.last_id = ""
        self.asked: tuple[str, Want] | None = None
        self.pending: Pending | None = None
        self.refused: Refused | None = None
        self.costs: list[float | None] = []
        self.heard: list[Turn] = []
        self.failed: AssistantError | None = None
        self.released: Callable[[], AbstractContextManager[None]] = nullcontext
        self._told = 0
        self._told_before = history or []
        self._memory: Memory | None = None
        self._warming = self._open()

    @property
    def turns(self) -> int:
        """Turns of this run."""
        return len(self.costs)

    @property
    def cost_usd(self) -> float | None:
        """Dollars of this run; None when one price is not known."""
        return None if None in self.costs else sum(cost for cost in self.costs if cost is not None)

    def now(self) -> datetime:
        """The moment, with its zone."""
        return datetime.now(UTC)

    def warm(self) -> None:
        """Starts loading model and index in the background."""
        self._warming.start()

    def use(self, model: str) -> None:
        """Another model from the next message on; what was said so far is kept."""
        self.settings = replace(self.settings, model=model, model_chosen=True)
        self._warming = self._open()
        self.warm()

    def begin(self, session: str, history: list[Message]) -> None:
        """Another session: what was said in it is told to the model, and nothing of the one before."""
        self.session, self.trail, self.last, self.last_id, self.asked = session, Trail(), None, "", None
        self.pending = self.refused = None
        self._told_before, self._memory = history, None
        self._warming = self._open()
        self.warm()

    def assistant(self, show: Show | None = None) -> Assistant:
        """The assistant with this conversation's memory, waiting for it if need be."""
        found = self._warming.result((show or Show()).waiting)
        if self._memory is None:
            found.history = self._told_before
        else:
            found.memory = self._memory
        if self.trail.current is not None:
            found.memory.plan = self.trail.current
        return found

    def send(self, text: str, want: Want = "any", *, becomes: Becomes = "asked") -> Turn:
        """One turn, shown as it happens. Raises what `Assistant.turn` raises.

        `becomes` says what a plan that revises none is where there is one already: a new plan at once, a change of
        the plan there is, or (asked) a new plan only when the user says so.
        """
        self.asked = (text, want)
        show = Show()
        assistant = self.assistant(show)
        try:
            turn = assistant.turn(text, show.event, want=want)
        finally:
            show.finish()
        self._memory = assistant.memory
        before = self.trail.current
        revises = before is not None and (
            becomes == "change" or (turn.plan is not None and turn.plan.parent == before.id)
        )
        self.took(turn)
        show.outcome(turn, with_plan=not revises)
        if turn.plan is not None:
            self._take_up(turn.plan, turn.id, text, "change" if revises else becomes)
        self.tell_of_the_log()
        return turn

    def _take_up(self, plan: Plan, turn: str, text: str, becomes: Becomes) -> None:
        from assistant.repl import beginning, changing

        before = self.trail.current
        if before is None:
            self.trail.begin(plan, turn)
        elif becomes == "change":
            changing.offer(self, changing.merged(before, plan), reason=text, turn=turn)
        elif becomes == "new":
            beginning.begin(self, plan, turn)
        else:
            beginning.offer(self, plan, turn)

    def took(self, turn: Turn) -> None:
        """Counts a turn and remembers it as the last."""
        self.last, self.last_id = turn, turn.id
        self.costs.append(turn.cost_usd)
        self.heard.append(turn)

    def tell_of_the_log(self) -> None:
        """What the log could not do since it was last told."""
        troubles = [*self.log.notices, *[f"not recorded: {self.log.last_error}"] * self.log.not_recorded]
        for trouble in troubles[self._told :]:
            terminal.say(trouble)
        self._told = len(troubles)

    def ask(self, asked: Pending) -> None:
        """Asks for a yes or a no; the next thing the user says is the answer, unless it is a command."""
        self.pending = asked
        terminal.say(asked.question)

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
