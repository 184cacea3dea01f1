"""Invariant: a case is taken through the product's one path, the turn; a turn that broke is data when that was asked.

Whatever ends a turn, its last state is what the record of the assistant heard, so that even a failed one is scored.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from assistant.errors import AssistantError
from assistant.evals import scripted
from assistant.evals.scoring import Taken

if TYPE_CHECKING:
    from assistant.agent.assistant import Assistant
    from assistant.agent.turn import Turn
    from assistant.evals.cases import Case, Placed
    from assistant.evals.suites import Suite
    from assistant.models.base import ChatModel

MakeAssistant = Callable[["str | ChatModel", tuple[Path, ...]], "Assistant"]
"""Gives a fresh Assistant for a model (a name, or a scripted one) and the case's notes. Called from several threads."""

Teach = Callable[["Case", "Turn"], str]
"""What a turn becomes in a log of its own, under the case's consent and judgement: `example`, or why it does not."""

Task = Callable[["Placed", str], Taken]
"""What is done with one case on the model of that name."""

EXPECTS_FAULT = "fails_with"


@dataclass(frozen=True)
class Turns:
    """The task of a suite: turns of the assistant that `make` gives."""

    suite: Suite
    make: MakeAssistant
    teach: Teach | None = None

    def __call__(self, placed: Placed, model: str) -> Taken:
        """Takes the case. Raises what ended the turn, unless the case expects a failure."""
        case = placed.case
        taken = self._talk(case, model, self.suite.notes_of(case.notes))
        if case.twin_notes is not None:
            taken = replace(taken, twin=self._talk(case, model, self.suite.notes_of(case.twin_notes)).turn)
        if case.judged is not None and self.teach is not None:
            taken = replace(taken, lesson=self.teach(case, taken.turn))
        return taken

    def _talk(self, case: Case, model: str, notes: tuple[Path, ...]) -> Taken:
        is_scripted = model.partition(":")[0] == scripted.PREFIX
        assistant = self.make(scripted.open_scripted(model, case) if is_scripted else model, notes)
        heard: list[Turn] = []

        def hear(stage: Literal["started", "finished"], turn: Turn) -> None:
            if stage == "finished":
                heard.append(turn)

        assistant.record = hear
        if case.max_cost_usd is not None:
            assistant.limits = replace(assistant.limits, max_cost_usd=case.max_cost_usd)
        earlier: list[Turn] = []
        try:
            turn = assistant.turn(case.brief, want=case.want)
            for then in case.then:
                earlier.append(turn)
                turn = assistant.turn(then.say, want="plan")
        except AssistantError as error:
            if EXPECTS_FAULT not in case.expect or not heard:
                raise
            return Taken(heard[-1], tuple(earlier), fault=error.code)
        return Taken(turn, tuple(earlier))
