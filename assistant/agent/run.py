"""Invariant: a turn under way can be closed at any moment, and then holds all that was seen, said and spent so far."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Literal

from assistant.agent import asking, briefs, quoting, tools, whole, wording
from assistant.agent.calling import prepare
from assistant.agent.forecast import forecast
from assistant.agent.ids import uuid7
from assistant.agent.limits import held_to_time
from assistant.agent.loop import Loop
from assistant.agent.memory import Memory
from assistant.agent.parts import Parts
from assistant.agent.progress import Progress
from assistant.agent.shelf import Shelf
from assistant.agent.sketching import sketch
from assistant.agent.turn import Event, OnEvent, Status, Turn
from assistant.knowledge.passages import Passage
from assistant.models.base import Message, Request
from assistant.planning.assemble import Frame, assemble
from assistant.planning.brief_reader import BriefFacts, read_brief
from assistant.planning.draft import Draft
from assistant.planning.elements import Generator
from assistant.planning.evidence import Evidence
from assistant.planning.findings import Finding
from assistant.planning.markdown import render
from assistant.planning.provenance import line_counts
from assistant.planning.review import review
from assistant.planning.schema import Plan

FIRST_PASSAGES = 6
"""Passages put before the model unasked (project rule: about 1,500 tokens)."""
_QUERY_CHARACTERS = 600


class Run:
    """One turn of an assistant. `turn` is its state so far; `go` runs it, `ended` closes it early."""

    shows_text = True

    def __init__(self, assistant: Parts, text: str, on_event: OnEvent, want: Literal["plan", "any"]) -> None:
        self.assistant = assistant
        self.on_event = on_event
        self.want = want
        self.created_at = assistant.now()
        self.facts: BriefFacts = read_brief(text, self.created_at.date())
        self.shelf = Shelf(assistant.memory.passages)
        self.progress = Progress(messages=[])
        self.notices: tuple[str, ...] = ()
        self.turn = Turn(
            id=uuid7(),
            session=assistant.session,
            started_at=self.created_at.isoformat(),
            text=text,
            status="interrupted",
            model=assistant.model.name,
            prompts={name: prompt.fingerprint for name, prompt in assistant.prompts.items()},
            templates=tuple(assistant.prompts.values()),
            version=assistant.version,
        )

    def go(self) -> None:
        """Retrieves, runs the loop, and closes the turn with what came of it. Raises what the model raises."""
        assistant, library = self.assistant, self.assistant.library
        library.refresh()
        system = assistant.prompts["system"].render() + self._whole_corpus()
        specs, about = tools.specs(), assistant.memory.about(self.turn.text, self.want)
        self.turn = replace(self.turn, system=system, tools=specs)
        self.progress = Progress([*assistant.memory.messages, self._first_message()], began=assistant.clock())
        with held_to_time(assistant.limits, assistant.clock, self.progress.began):
            self._forecast(Request(system, tuple(self.progress.messages), specs))
            prepare(assistant.model, self._heard)
        self.on_event(Event("drafting", f"drafting with {assistant.model.name}"))
        Loop(
            model=assistant.model,
            system=system,
            tools=specs,
            toolbox=tools.Toolbox(library, self.shelf, self._searched, last=assistant.memory.draft, brief=about),
            judge=self._judge,
            sketch=lambda: assistant.memory.planned(self.want) or sketch(about, self.created_at.date()),
            say=lambda name, **values: assistant.prompts[name].render(**values),
            price=lambda tokens: assistant.library.cost(self._at_work, tokens),
            on_event=self._heard,
            limits=assistant.limits,
            must_plan=self.want == "plan",
            clock=assistant.clock,
            second=assistant.second,
            shows_text=self.shows_text,
        ).run(self.progress)
        self._quoted()
        self.turn = replace(self._filled(), status=self._status(), error=self.progress.why)

    def ended(self, status: Status, error: str) -> None:
        """Closes the turn as interrupted or failed, keeping what it had."""
        self.turn = replace(self._filled(), status=status, error=error)

    def remember(self, memory: Memory) -> None:
        """Adds this turn to what the conversation remembers."""
        progress, turn = self.progress, self.turn
        if progress.draft is not None and progress.plan is not None:
            problems = "\n".join(str(finding) for finding in progress.findings if finding.severity == "error")
            memory.add_plan(turn.text, progress.draft, progress.plan, self.shelf.passages(), problems)
        else:
            unfinished = f"({turn.error})" if turn.error else ""
            memory.add(turn.text, "\n".join(part for part in (turn.answer.strip(), unfinished) if part))

    def _quoted(self) -> None:
        """Ends an answer with the words it cites, as far as they stand in the passages."""
        if self.progress.end == "answered" and (told := quoting.told(self.progress.quoted, self.shelf.citable())):
            self.progress.answer += told
            self.on_event(Event("text", told))

    def _first_message(self) -> Message:
        passages = self._first_passages()
        constraints = "\n".join(f"- {c.id} ({c.kind}): {c.text}" for c in self.facts.constraints) or "- none found"
        today = self.created_at.date().isoformat()
        plan = self._plan_so_far()
        variables = {"want": self.want, "today": today, "constraints": constraints, "plan": plan}
        self.turn = replace(self.turn, variables=variables)
        brief = partial(
            self.assistant.prompts["brief"].render,
            want=self.want,
            today=today,
            brief=wording.enclosed(self.turn.text),
            constraints=wording.enclosed(constraints),
            plan=plan,
        )
        text = brief(passages=wording.as_data([wording.passage(passage) for passage in passages.values()]))
        if self.want == "plan" or not passages:
            return Message("user", text)
        bare = brief(passages="(the search results above; the title of each begins with its key)")
        return Message("user", text, sources=quoting.sources(tuple(passages.values())), bare=bare)

    def _plan_so_far(self) -> str:
        """The plan this conversation is about, as people read it; what is to be planned anew is told of none."""
        plan = self.assistant.memory.plan if self.want == "any" else None
        return wording.enclosed(render(plan).strip()) if plan is not None else ""

    def _first_passages(self) -> Mapping[str, Passage]:
        if self.assistant.context == "all":
            self._notices(lexical_only=False, why="")
            return {}
        carried = self.shelf.passages()
        self.on_event(Event("searching", "searching the notes"))
        found = self.assistant.library.search(self.turn.text[:_QUERY_CHARACTERS], FIRST_PASSAGES)
        self.on_event(Event("found", f"{len(found.passages)} passages"))
        self._notices(found.lexical_only, found.why)
        return {passage.cite: passage for passage in (*carried, *self.shelf.put(found.passages))}

    def _whole_corpus(self) -> str:
        """With `context="all"`, every passage there is, for the prefix that providers cache; else nothing."""
        if self.assistant.context != "all":
            return ""
        return "\n" + whole.block(self.shelf.put(whole.passages(self.assistant.library.index)))

    def _notices(self, lexical_only: bool, why: str) -> None:
        found = f"Search used words only, not meaning: {why}" if lexical_only else ""
        own = (*self.assistant.library.index.notices, *((found,) if found else ()))
        self.notices = (*own, *briefs.notices(self.turn.text, self.facts.language))
        for notice in self.notices:
            self.on_event(Event("notice", notice))

    @property
    def _at_work(self) -> str:
        """The name of the model that is asked now."""
        second = self.assistant.second
        return second.name if second is not None and self.progress.switched else self.assistant.model.name

    def _forecast(self, request: Request) -> None:
        assistant = self.assistant
        expected = forecast(request, lambda tokens: assistant.library.cost(self._at_work, tokens), assistant.model)
        if sentence := expected.sentence(assistant.limits.max_cost_usd):
            self.on_event(Event("notice", sentence))

    def _heard(self, event: Event) -> None:
        """What the loop tells; notices stay with the turn."""
        if event.kind == "notice":
            self.notices = (*self.notices, event.text)
        self.on_event(event)

    def _searched(self, query: str, count: int) -> None:
        self.on_event(Event("searching", query))
        self.on_event(Event("found", f"{count} passages"))

    def _judge(self, draft: Draft) -> tuple[Plan, tuple[Finding, ...]]:
        library, former = self.assistant.library, self.assistant.memory.plan
        draft = asking.with_defaults(draft, self.progress.taken)
        revised = former if draft.revises else None
        facts = self.facts
        if revised is not None:
            facts = read_brief(f"{revised.brief.text}\n\n{self.turn.text}", self.created_at.date())
        frame = Frame(
            plan_id=self.turn.id,
            created_at=self.created_at,
            facts=facts,
            passages=self.shelf.citable(),
            prices=library.facts,
            generator=self._generator(draft),
        )
        plan, quotes = assemble(draft, frame)
        if revised is not None:
            plan = plan.model_copy(update={"parent": revised.id, "revision": revised.revision + 1})
        evidence = Evidence(today=self.created_at.date(), facts=library.facts, chunks=library.chunks)
        told = {finding.path for finding in quotes}
        reviewed = tuple(f for f in review(plan, evidence) if not (f.code == "PF401" and f.path in told))
        return plan, quotes + reviewed

    def _generator(self, draft: Draft) -> Generator:
        assistant = self.assistant
        is_offline = assistant.model.name == "offline"
        sofar = self._filled()
        return Generator(
            tool_version=assistant.version,
            model=self._at_work,
            offline=is_offline,
            prompts=self.turn.prompts,
            corpus_version=assistant.library.index.version,
            retrieved=tuple(passage.chunk.hash for passage in self.shelf.passages()),
            tokens=sofar.tokens.total,
            cost_usd=sofar.cost_usd,
            notices=self.notices,
            **(line_counts(draft, self.turn.text) if is_offline else {}),
        )

    def _status(self) -> Status:
        if self.progress.plan is not None:
            return "complete" if not self.progress.errors else "draft"
        return "answered" if self.progress.end == "answered" else "failed"

    def _filled(self) -> Turn:
        progress, opened = self.progress, self.assistant.library.opened
        return replace(
            self.turn,
            plan=progress.plan,
            findings=progress.findings,
            answer=progress.answer,
            calls=tuple(progress.calls),
            passages=self.shelf.passages(),
            corpus_version=opened.version if opened else "",
            repairs=progress.repairs,
            notices=self.notices,
            prices=self.assistant.library.prices_version,
        )
