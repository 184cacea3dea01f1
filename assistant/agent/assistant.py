"""Invariant: `Assistant.turn` is the one path for chat, plan(), evals and replay; only the model behind it differs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Literal

from pydantic_core import to_json

from assistant.agent import briefs, tools
from assistant.agent.ids import uuid7
from assistant.agent.library import Library
from assistant.agent.loop import Limits, Loop, Progress
from assistant.agent.prompts import Prompt
from assistant.agent.shelf import Shelf
from assistant.agent.turn import Event, OnEvent, Record, Status, Turn
from assistant.errors import AssistantError, Interrupted
from assistant.models.base import ChatModel, Message
from assistant.planning.assemble import Frame, assemble
from assistant.planning.brief_reader import BriefFacts, read_brief
from assistant.planning.elements import Generator
from assistant.planning.evidence import Evidence
from assistant.planning.findings import Finding
from assistant.planning.language import name_of
from assistant.planning.provenance import line_counts
from assistant.planning.review import review
from assistant.planning.schema import Plan

FIRST_PASSAGES = 6
"""Passages put before the model unasked (project rule: about 1,500 tokens)."""


@dataclass
class Assistant:
    """Model, knowledge and prompts wired together; holds one conversation. Made by `app.build`."""

    model: ChatModel
    library: Library
    prompts: Mapping[str, Prompt]
    now: Callable[[], datetime]
    version: str
    record: Record | None = None
    limits: Limits = field(default_factory=Limits)
    session: str = field(default_factory=uuid7)
    history: list[Message] = field(default_factory=list)

    def turn(self, text: str, on_event: OnEvent | None = None, *, want: Literal["plan", "any"] = "any") -> Turn:
        """One exchange. `want="plan"` asks for a plan; "any" lets the model answer a question in prose.

        An interrupted turn is returned with status `interrupted`. Raises BriefError for unreadable text, and
        ProviderError or KeyMissing after the turn has been recorded as failed.
        """
        run = _Run(self, briefs.read(text), on_event or _ignore, want)
        self._note("started", run.turn)
        try:
            run.go()
        except (Interrupted, KeyboardInterrupt):
            run.ended("interrupted", "interrupted")
        except AssistantError as error:
            run.ended("failed", error.sentence())
            raise
        finally:
            self._note("finished", run.turn)
        self.history = run.progress.messages
        run.on_event(Event("done", run.turn.status))
        return run.turn

    def _note(self, stage: Literal["started", "finished"], turn: Turn) -> None:
        if self.record is not None:
            self.record(stage, turn)


class _Run:
    """One turn under way."""

    def __init__(self, assistant: Assistant, text: str, on_event: OnEvent, want: Literal["plan", "any"]) -> None:
        self.assistant = assistant
        self.on_event = on_event
        self.want = want
        self.created_at = assistant.now()
        self.facts: BriefFacts = read_brief(text, self.created_at.date())
        self.shelf = Shelf()
        self.progress = Progress(messages=list(assistant.history))
        self.notices: tuple[str, ...] = ()
        self.turn = Turn(
            id=uuid7(),
            session=assistant.session,
            started_at=self.created_at.isoformat(),
            text=text,
            status="interrupted",
            model=assistant.model.name,
            prompts={name: prompt.fingerprint for name, prompt in assistant.prompts.items()},
        )

    def go(self) -> None:
        """Retrieves, runs the loop, and closes the turn with what came of it."""
        assistant = self.assistant
        system = assistant.prompts["system"].render()
        specs = tools.specs()
        self.turn = replace(self.turn, system=system, tools=specs)
        self.progress.messages.append(Message("user", text=self._first_message()))
        toolbox = tools.Toolbox(assistant.library, self.shelf, self._searched)
        self.on_event(Event("drafting", f"drafting with {assistant.model.name}"))
        Loop(
            model=assistant.model,
            system=system,
            tools=specs,
            toolbox=toolbox,
            judge=lambda outcome: self._judge(outcome),
            repair_text=lambda findings: assistant.prompts["repair"].render(findings=findings),
            price=lambda tokens: assistant.library.cost(assistant.model.name, tokens),
            on_event=self.on_event,
            limits=assistant.limits,
            must_plan=self.want == "plan",
        ).run(self.progress)
        self._close()

    def ended(self, status: Status, error: str) -> None:
        """Closes the turn as interrupted or failed, keeping what it had."""
        self.turn = replace(self._filled(), status=status, error=error)

    def _first_message(self) -> str:
        library = self.assistant.library
        self.on_event(Event("searching", "searching the notes"))
        found = library.search(self.turn.text[:600], FIRST_PASSAGES)
        passages = self.shelf.put(found.passages)
        self.on_event(Event("found", f"{len(passages)} passages"))
        self._notices(found.lexical_only, found.why)
        return self.assistant.prompts["brief"].render(
            want=self.want,
            today=self.created_at.date().isoformat(),
            brief=self.turn.text.replace("</brief>", "<\\/brief>"),
            constraints="\n".join(f"- {c.id} ({c.kind}): {c.text}" for c in self.facts.constraints) or "- none found",
            passages=to_json([tools.as_json(passage) for passage in passages], indent=1).decode(),
        )

    def _notices(self, lexical_only: bool, why: str) -> None:
        notices = list(self.assistant.library.index.notices)
        if lexical_only:
            notices.append(f"Search used words only, not meaning: {why}")
        if self.facts.language != "en":
            notices.append(
                f"The brief reads as {name_of(self.facts.language)}; the corpus is English, so search finds less "
                "and the offline drafter writes English."
            )
        self.notices = tuple(notices)
        for notice in notices:
            self.on_event(Event("notice", notice))

    def _searched(self, query: str, count: int) -> None:
        self.on_event(Event("searching", query))
        self.on_event(Event("found", f"{count} passages"))

    def _judge(self, outcome: tools.Outcome) -> tuple[Plan, tuple[Finding, ...]]:
        assert outcome.draft is not None
        library = self.assistant.library
        frame = Frame(
            plan_id=self.turn.id,
            created_at=self.created_at,
            facts=self.facts,
            passages=self.shelf.citable(),
            prices=library.facts,
            generator=self._generator(outcome),
        )
        plan, quote_findings = assemble(outcome.draft, frame)
        evidence = Evidence(today=self.created_at.date(), facts=library.facts, chunks=library.chunks)
        return plan, quote_findings + review(plan, evidence)

    def _generator(self, outcome: tools.Outcome) -> Generator:
        assert outcome.draft is not None
        assistant = self.assistant
        return Generator(
            tool_version=assistant.version,
            model=assistant.model.name,
            offline=assistant.model.name == "offline",
            prompts=self.turn.prompts,
            corpus_version=assistant.library.index.version,
            retrieved=tuple(passage.chunk.hash for passage in self.shelf.passages()),
            tokens=sum(call.reply.tokens.total for call in self.progress.calls),
            cost_usd=self._filled().cost_usd,
            notices=self.notices,
            **(line_counts(outcome.draft, self.turn.text) if assistant.model.name == "offline" else {}),
        )

    def _close(self) -> None:
        progress = self.progress
        if progress.plan is not None:
            broken = any(finding.severity == "error" for finding in progress.findings)
            status: Status = "draft" if broken else "complete"
        else:
            status = "answered" if progress.ended == "answered" else "failed"
        reason = "" if progress.ended in ("done", "answered") else progress.ended
        self.turn = replace(self._filled(), status=status, error=reason)

    def _filled(self) -> Turn:
        progress = self.progress
        opened = "index" in self.assistant.library.__dict__
        return replace(
            self.turn,
            plan=progress.plan,
            findings=progress.findings,
            answer=progress.answer,
            calls=tuple(progress.calls),
            passages=self.shelf.passages(),
            corpus_version=self.assistant.library.index.version if opened else "",
            repairs=progress.repairs,
            notices=self.notices,
        )


def _ignore(event: Event) -> None:
    del event
