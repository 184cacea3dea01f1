"""Invariant: `Assistant.turn` is the one path for chat, plan(), evals and replay; only the model behind it differs.

Whatever ends a turn, the record hears of its end, and the next turn starts from a well-formed conversation.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from assistant.agent import briefs
from assistant.agent.memory import Memory
from assistant.agent.parts import Parts
from assistant.agent.run import Run
from assistant.agent.turn import Event, OnEvent, Record, Turn
from assistant.errors import AssistantError, Interrupted
from assistant.models.base import Message


@dataclass(eq=False)
class Assistant(Parts):
    """Model, knowledge and prompts wired together; holds one conversation, for one thread. Made by `app.build`."""

    record: Record | None = None

    @property
    def history(self) -> list[Message]:
        """What the model is told of earlier turns: user and assistant, alternating. Setting it begins another story."""
        return self.memory.messages

    @history.setter
    def history(self, messages: list[Message]) -> None:
        if messages is not self.memory.messages:
            self.memory = Memory(messages)

    def turn(
        self,
        text: str,
        on_event: OnEvent | None = None,
        *,
        want: Literal["plan", "any"] = "any",
        shows_text: bool = True,
    ) -> Turn:
        """One exchange. `want="plan"` asks for a plan; "any" lets the model answer a question in prose.

        `shows_text` off says that `on_event` shows nobody the model's text, so that an answer that breaks off may be
        asked for again; without `on_event` nobody sees it.

        An interrupted turn is returned with status `interrupted`; limits and a failing model return the best draft
        there is, with the reason in `error`. Raises BriefError for unreadable text; ProviderError or KeyMissing when
        there is no draft to return, and whatever else went wrong, after the turn has been recorded as failed.
        """
        run = Run(self, briefs.read(text), on_event or _ignore, want)
        run.shows_text = shows_text and on_event is not None
        try:
            self._note("started", run.turn)
            run.go()
        except (Interrupted, KeyboardInterrupt):
            run.ended("interrupted", "interrupted")
        except AssistantError as error:
            run.ended("failed", error.sentence())
            raise
        except BaseException as error:
            run.ended("failed", f"our own fault: {type(error).__name__}")
            raise
        finally:
            self._note("finished", run.turn)
        run.remember(self.memory)
        run.on_event(Event("done", run.turn.status))
        return run.turn

    def _note(self, stage: Literal["started", "finished"], turn: Turn) -> None:
        if self.record is not None:
            self.record(stage, turn)


def _ignore(event: Event) -> None:
    del event
