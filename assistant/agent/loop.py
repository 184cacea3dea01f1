"""Invariant: a turn always ends, with the best draft it had and the reason, and every model call is accounted for.

retrieve → prompt → tools → validate → repair (at most twice, with the exact findings) → review → record.
This is the only place where a model is called.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from assistant.agent.limits import Limits, Price, affordable, reached
from assistant.agent.tools import SUBMIT, Outcome, Toolbox
from assistant.agent.trimming import trimmed
from assistant.agent.turn import Call, Event, OnEvent
from assistant.errors import AssistantError, KeyMissing, ProviderError
from assistant.models.base import ChatModel, Message, Reply, Request, Tokens, ToolCall, ToolResult, ToolSpec
from assistant.planning.draft import Draft
from assistant.planning.findings import Finding
from assistant.planning.schema import Plan

Judge = Callable[[Draft], tuple[Plan, tuple[Finding, ...]]]
"""Assembles and reviews a submitted draft."""


@dataclass
class Progress:
    """What the loop has so far; it survives whatever ends the loop.

    `messages` starts with what was said in earlier turns and this turn's first message. `plan` is the best submitted
    so far: the one with the fewest errors. `end` says what ended the turn, `why` the reason when it is neither a
    plan that holds nor an answer.
    """

    messages: list[Message]
    calls: list[Call] = field(default_factory=list)
    draft: Draft | None = None
    plan: Plan | None = None
    findings: tuple[Finding, ...] = ()
    answer: str = ""
    repairs: int = 0
    nudges: int = 0
    failed_replies: int = 0
    end: str = ""
    why: str = ""
    asked: Counter[str] = field(default_factory=Counter)
    told: int = 0
    is_trimmed: bool = False

    def __post_init__(self) -> None:
        self.told = len(self.messages) - 1

    def stop(self, why: str) -> None:
        """Ends the turn for a reason that is no success."""
        self.end, self.why = "stopped", why

    @property
    def errors(self) -> int:
        """Error findings of the best plan so far."""
        return sum(finding.severity == "error" for finding in self.findings)


@dataclass(frozen=True)
class Loop:
    """One turn's loop over a model. `say` renders a prompt by name; `must_plan`: prose is no answer."""

    model: ChatModel
    system: str
    tools: tuple[ToolSpec, ...]
    toolbox: Toolbox
    judge: Judge
    say: Callable[..., str]
    price: Price
    on_event: OnEvent
    limits: Limits
    must_plan: bool
    clock: Callable[[], float] = time.monotonic

    def run(self, progress: Progress) -> None:
        """Steps until a plan holds, an answer stands, or a limit is reached.

        Raises what the model raises while there is no draft to fall back on; an interruption always.
        """
        began = self.clock()
        while not progress.end:
            request = Request(self.system, tuple(progress.messages), self.tools)
            limit = reached(self.limits, progress.calls, self.clock() - began)
            allowed = limit or affordable(self.limits, progress.calls, request, self.price)
            if isinstance(allowed, str):
                progress.stop(allowed)
                return
            try:
                reply = self._ask(progress, allowed)
            except (ProviderError, KeyMissing) as error:
                self._recover(progress, error)
            else:
                self._take(progress, reply)

    def _ask(self, progress: Progress, request: Request) -> Reply:
        heard: list[str] = []
        first: list[int] = []

        def hear(piece: str) -> None:
            if not heard:
                first.append(self._since(before))
            heard.append(piece)
            self.on_event(Event("text", piece))

        sent = tuple(message for message in request.messages[progress.told :] if message.role != "assistant")
        before = self.clock()
        try:
            reply = self.model.reply(request, hear)
        except BaseException as error:
            partial = "".join(heard)
            cost = self.price(Tokens()) if isinstance(error, AssistantError) and not partial else None
            cause = error.sentence() if isinstance(error, AssistantError) else type(error).__name__
            cut = Reply(text=partial, stop="cut")
            progress.calls.append(
                Call(sent, cut, self._since(before), cost, cause, next(iter(first), None), _params(request))
            )
            progress.answer = partial
            raise
        price = self.price(reply.tokens)
        progress.calls.append(
            Call(sent, reply, self._since(before), price, "", next(iter(first), None), _params(request))
        )
        progress.told = len(progress.messages)
        if reply.stop == "cut":
            progress.answer = reply.text
            raise ProviderError(
                "The model's answer was cut short", fix="Try again; what had arrived is kept.", code="broken_stream"
            )
        return reply

    def _since(self, before: float) -> int:
        return round((self.clock() - before) * 1000)

    def _recover(self, progress: Progress, error: ProviderError | KeyMissing) -> None:
        """Once with less to read when the request was too long; with the draft there is, else not at all."""
        if error.code == "too_long" and not progress.is_trimmed:
            progress.is_trimmed = True
            kept, dropped = trimmed(progress.messages)
            if dropped:
                progress.told -= len(progress.messages) - len(kept)
                progress.messages = kept
                self.on_event(Event("notice", f"Too long for the model; asking again without {dropped}."))
                return
        if progress.plan is None:
            raise error
        progress.stop(error.sentence())

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
            progress.answer, progress.end = reply.text, "answered"

    def _again(self, progress: Progress, reply: Reply, prompt: str, why: str) -> None:
        """Asks again, saying what was wrong, unless it was said often enough or the same came back."""
        said_before = bool(reply.text.strip()) and reply.text == progress.answer
        progress.answer = reply.text
        if progress.nudges >= self.limits.nudges or said_before:
            progress.stop(why)
            return
        progress.nudges += 1
        progress.messages.append(Message("assistant", text=reply.text if reply.text.strip() else "(nothing)"))
        progress.messages.append(Message("user", text=self.say(prompt)))

    def _run_tools(self, progress: Progress, reply: Reply) -> None:
        progress.messages.append(Message("assistant", text=reply.text, calls=reply.calls))
        seen: set[str] = set()
        results = []
        for call in reply.calls:
            outcome = self._one(progress, call) if call.id not in seen else Outcome("A second call of that id.", True)
            seen.add(call.id)
            results.append(ToolResult(call.id, outcome.content, outcome.is_error))
        progress.messages.append(Message("tool", results=tuple(results)))
        nothing_worked = all(result.is_error for result in results) and not any(c.name == SUBMIT for c in reply.calls)
        progress.failed_replies = progress.failed_replies + 1 if nothing_worked else 0
        if progress.failed_replies > self.limits.failed_replies:
            progress.stop("the model kept calling tools in ways that do not work")

    def _one(self, progress: Progress, call: ToolCall) -> Outcome:
        if progress.end:
            return Outcome("The turn has ended.", True)
        if call.name == SUBMIT:
            self.on_event(Event("checking", "checking order, gates, costs and citations"))
            return self._submitted(progress, self.toolbox.run(call))
        same = f"{call.name} {sorted((call.arguments or {}).items(), key=str)} {call.raw if not call.arguments else ''}"
        progress.asked[same] += 1
        if progress.asked[same] > self.limits.identical_calls:
            return Outcome("This call was made before; use its result.", True)
        return self.toolbox.run(call)

    def _submitted(self, progress: Progress, outcome: Outcome) -> Outcome:
        problems = outcome.content
        if outcome.draft is not None:
            plan, findings = self.judge(outcome.draft)
            errors = [finding for finding in findings if finding.severity == "error"]
            if progress.plan is None or len(errors) <= progress.errors:
                progress.draft, progress.plan, progress.findings = outcome.draft, plan, findings
            if not errors:
                progress.end = "planned"
                return Outcome("The plan holds.")
            problems = "\n".join(str(finding) for finding in errors)
        if progress.repairs >= self.limits.repairs:
            progress.stop(f"the draft still breaks rules after {self.limits.repairs} repairs")
            return Outcome(problems, True)
        progress.repairs += 1
        self.on_event(Event("repairing", f"repair {progress.repairs} of {self.limits.repairs}"))
        return Outcome(self.say("repair", findings=problems), True)


def _params(request: Request) -> dict[str, int | str | None]:
    return {"max_output_tokens": request.max_output_tokens, "must_call": request.must_call}
