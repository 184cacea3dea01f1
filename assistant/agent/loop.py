"""Invariant: a turn always ends, with the best draft it had and the reason, and every model call is accounted for.

retrieve → prompt → tools → validate → repair (at most twice, with the exact findings) → review → record.
Drafts are asked for nowhere else; plan_reader.py asks about plans of others.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from assistant.agent import asking, quoting
from assistant.agent.calling import Calling
from assistant.agent.limits import OUT_OF_TIME, Limits, Price, affordable, out_of_time, reached, unrun
from assistant.agent.progress import Progress
from assistant.agent.tools import MEND, SUBMIT, Outcome, Toolbox
from assistant.agent.trimming import trimmed
from assistant.agent.turn import Event, OnEvent
from assistant.errors import KeyMissing, ProviderError
from assistant.models.base import ChatModel, Message, Reply, Request, Source, ToolCall, ToolResult, ToolSpec
from assistant.planning.draft import Draft

_RIDES_ALONG = "PF603"
"""A warning told beside errors: a plan that is mended anyway may be cut in the same round."""


@dataclass(frozen=True)
class Loop:
    """One turn's loop over a model. `say` renders a prompt by name; `must_plan`: prose is no answer.

    `sketch` drafts what questions are weighed by while the model has drafted nothing.
    `shows_text` tells whether a person reads the model's text as it comes.
    """

    model: ChatModel
    system: str
    tools: tuple[ToolSpec, ...]
    toolbox: Toolbox
    judge: asking.Judge
    sketch: Callable[[], Draft]
    say: Callable[..., str]
    price: Price
    on_event: OnEvent
    limits: Limits
    must_plan: bool
    clock: Callable[[], float] = time.monotonic
    second: ChatModel | None = None
    shows_text: bool = True

    def run(self, progress: Progress) -> None:
        """Steps until a plan holds, an answer stands, or a limit is reached.

        Raises what the model raises while there is no draft to fall back on; an interruption always.
        """
        while not progress.end:
            request = Request(self.system, tuple(progress.messages), self.tools, progress.must_call)
            limit = reached(self.limits, progress.calls, self.clock() - progress.began)
            allowed = limit or affordable(self.limits, progress.calls, request, self.price)
            if isinstance(allowed, str):
                progress.stop(allowed)
                return
            try:
                reply = self._calling.ask(self.at_work(progress), progress, allowed)
            except (ProviderError, KeyMissing) as error:
                self._recover(progress, error)
            else:
                self._take(progress, reply)

    def _recover(self, progress: Progress, error: ProviderError | KeyMissing) -> None:
        """Once with less to read, once by the second model, else with the draft there is."""
        if error.code == "too_long" and not progress.is_trimmed:
            progress.is_trimmed = True
            kept, dropped = trimmed(progress.messages)
            if dropped:
                progress.earlier -= len(progress.messages) - len(kept)
                progress.messages = kept
                self.on_event(Event("notice", f"Too long for the model; asking again without {dropped}."))
                return
        if self.second is not None and not progress.switched and self._calling.hands_on(progress, error):
            progress.switched = True
            self._calling.switch(self.model, self.second, error)
            return
        if error.code == OUT_OF_TIME:
            progress.stop(out_of_time(self.limits))
            return
        if progress.plan is None:
            raise error
        progress.stop(error.sentence())

    @property
    def _calling(self) -> Calling:
        return Calling(self.price, self.on_event, self.limits, self.clock, self.shows_text)

    def at_work(self, progress: Progress) -> ChatModel:
        """The model that is asked now."""
        return self.second if progress.switched and self.second is not None else self.model

    def _take(self, progress: Progress, reply: Reply) -> None:
        if reply.stop == "refusal":
            progress.answer = reply.text
            progress.stop("the model refused")
        elif reply.stop == "length":
            self._again(progress, reply, "length", "the model ran out of output tokens")
        elif reply.calls:
            self._run_tools(progress, reply)
        elif not reply.text.strip():
            self._again(progress, reply, "empty", "the model's answer was empty")
        elif self.must_plan:
            self._again(progress, reply, "no-plan", "the model answered in prose and submitted no plan")
        else:
            progress.answer, progress.end, progress.quoted = reply.text, "answered", reply.quoted

    def _again(self, progress: Progress, reply: Reply, prompt: str, why: str) -> None:
        """Asks again, saying what was wrong, unless it was said often enough or the same came back."""
        said_before = bool(reply.text.strip()) and reply.text == progress.answer
        progress.answer = reply.text
        if progress.nudges >= self.limits.nudges or said_before:
            progress.stop(why)
            return
        progress.nudges += 1
        progress.must_call = SUBMIT if prompt == "no-plan" else None
        progress.messages.append(Message("assistant", text=reply.text if reply.text.strip() else "(nothing)"))
        progress.messages.append(Message("user", text=self.say(prompt)))

    def _run_tools(self, progress: Progress, reply: Reply) -> None:
        progress.messages.append(Message("assistant", text=reply.text, calls=reply.calls))
        seen: set[str] = set()
        results, found = [], list[Source]()
        for place, call in enumerate(reply.calls):
            if call.id in seen:
                outcome = Outcome("A second call of that id.", True)
            else:
                outcome = self._one(progress, call, place)
            seen.add(call.id)
            results.append(ToolResult(call.id, outcome.content, outcome.is_error))
            found += () if self.must_plan else quoting.sources(outcome.passages, call.id)
        progress.messages.append(Message("tool", results=tuple(results), sources=tuple(found)))
        nothing_worked = all(result.is_error for result in results) and not any(
            c.name in (SUBMIT, MEND) for c in reply.calls
        )
        progress.failed_replies = progress.failed_replies + 1 if nothing_worked else 0
        if progress.failed_replies > self.limits.failed_replies:
            progress.stop("the model kept calling tools in ways that do not work")

    def _one(self, progress: Progress, call: ToolCall, place: int) -> Outcome:
        if progress.end:
            return Outcome("The turn has ended.", True)
        if call.name in (SUBMIT, MEND):
            self.on_event(Event("checking", "checking order, gates, costs and citations"))
            return self._submitted(progress, self.toolbox.run(call))
        if not_run := unrun(self.limits, place, self.clock() - progress.began):
            return Outcome(not_run, True)
        same = f"{call.name} {sorted((call.arguments or {}).items(), key=str)} {call.raw if not call.arguments else ''}"
        progress.asked[same] += 1
        if progress.asked[same] > self.limits.identical_calls:
            return Outcome("This call was made before; use its result.", True)
        outcome = self.toolbox.run(call)
        if outcome.questions:
            return self._asked(progress, outcome)
        return self._checked(progress, outcome) if outcome.draft is not None else outcome

    def _asked(self, progress: Progress, outcome: Outcome) -> Outcome:
        """Where somebody is there, the questions end the turn; else their defaults are taken."""
        room = asking.MOST_QUESTIONS - len(progress.asked_user)
        asked = asking.asked(outcome.questions, room, progress.draft, self.judge, self.sketch)
        progress.asked_user += asked.put
        if not self.must_plan and asked.put:
            progress.answer, progress.end = asked.in_words(), "answered"
            return Outcome("The user is asked.")
        progress.taken += outcome.questions if asked.put else ()
        return Outcome(asked.defaults_taken(), not asked.put)

    def _checked(self, progress: Progress, outcome: Outcome) -> Outcome:
        assert outcome.draft is not None
        plan, findings = self.judge(outcome.draft)
        errors = progress.keep(outcome.draft, plan, findings)
        told = "\n".join([*(str(finding) for finding in findings), *asking.unasked(plan)])
        return Outcome(f"{errors} errors; this was a check, nothing was submitted.\n{told}".strip())

    def _submitted(self, progress: Progress, outcome: Outcome) -> Outcome:
        problems = outcome.content
        if outcome.draft is not None:
            plan, findings = self.judge(outcome.draft)
            if not progress.keep(outcome.draft, plan, findings):
                progress.end = "planned"
                return Outcome("The plan holds.")
            problems = "\n".join(str(f) for f in findings if f.severity == "error" or f.code == _RIDES_ALONG)
            problems = "\n".join([problems, *asking.unasked(plan)])
        if progress.repairs >= self.limits.repairs:
            progress.stop(f"the draft still breaks rules after {self.limits.repairs} repairs")
            return Outcome(problems, True)
        progress.repairs += 1
        self.on_event(Event("repairing", f"repair {progress.repairs} of {self.limits.repairs}"))
        return Outcome(self.say("repair", findings=problems), True)
