"""Invariant: the offline drafter sees exactly what any model sees, calls the same tools, and submits the same Draft.

It needs no key and no network, gives the same draft for the same request, and is the baseline a model has to beat.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

from assistant.models.base import Message, OnText, Reply, Request, ToolCall
from assistant.models.offline.answered import with_answers
from assistant.models.offline.answering import answer
from assistant.models.offline.compose import compose
from assistant.models.offline.evidence import Claims, Hit, best_sentence, hits
from assistant.models.offline.job import Job
from assistant.models.offline.length import is_long
from assistant.models.offline.likeness import Embedder
from assistant.models.offline.patterns import base_evidence
from assistant.models.offline.recognise import Recognised, recognise
from assistant.models.offline.words import ask
from assistant.planning import intent
from assistant.planning.brief_reader import BriefFacts, read_brief

_HELP = "Describe a project in a sentence or two (who does what with it, by when) and I will plan it."
_OWN = "own"
_ABOUT_PLAN = "Ask about the plan, or say what should change in it."


class OfflineModel:
    """The deterministic drafter. `settings` is accepted because every model is opened with it; nothing is read.

    `embedder` gives this machine's embedder when it is first needed, or None; without one no brief is read by likeness.
    """

    name = "offline"

    def __init__(self, settings: object = None, embedder: Callable[[], Embedder | None] | None = None) -> None:
        del settings
        self._embedder = embedder or (lambda: None)

    def reply(self, request: Request, on_text: OnText | None = None) -> Reply:
        """Searches first, then submits a draft; answers a plain question with what the notes say."""
        start = _last_brief(request.messages)
        if start is None:
            return _say(_HELP, on_text)
        message = request.messages[start].text
        brief, today, want = _read(message)
        plan = _plan(message)
        later = request.messages[start + 1 :]
        if want == "any" and intent.is_greeting(brief):
            return _say(_ABOUT_PLAN if plan else _HELP, on_text)
        if want == "any" and _asks(brief, with_plan=bool(plan)):
            return self._answer(brief, plan, later, on_text)
        recognised = with_answers(brief, recognise(brief, self._embedder()))
        if not later:
            return Reply(calls=_searches(recognised), stop="tools", model=self.name)
        if (further := _search_of_notes(brief, later)) is not None:
            return Reply(calls=(further,), stop="tools", model=self.name)
        if any(call.name == "submit_plan" for message in later for call in message.calls):
            return _say("The offline drafter cannot mend this draft; a language model could.", on_text)
        job = job_of(brief, today, recognised, hits(later))
        draft = compose(job)
        if is_long(draft):
            draft = compose(replace(job, claims=Claims(hits(later)), spare=True))
        arguments = draft.model_dump(mode="json")
        return Reply(calls=(ToolCall("submit", "submit_plan", arguments),), stop="tools", model=self.name)

    def _answer(self, question: str, plan: str, later: Sequence[Message], on_text: OnText | None) -> Reply:
        from_plan = answer(question, plan) if plan else ""
        if from_plan:
            return _say(from_plan, on_text)
        if not later:
            return Reply(
                calls=(ToolCall("s1", "search_notes", {"query": question, "limit": 5}),), stop="tools", model=self.name
            )
        found = [hit for passages in hits(later).values() for hit in passages]
        if not found:
            return _say("The notes say nothing relevant to that. " + _HELP, on_text)
        quotes = "\n\n".join(f"- {best_sentence(hit.text, question)} [{hit.note}]" for hit in found[:3])
        return _say(f"No language model is at work; these are the notes' own words:\n\n{quotes}\n", on_text)


def job_of(brief: str, today: date, recognised: Recognised, found: dict[str, list[Hit]]) -> Job:
    """The recognised brief with what was found for it; `today` is the day its weeks count from."""
    facts = read_brief(brief, today)
    return Job(
        facts=facts,
        today=today,
        recognised=recognised,
        claims=Claims(found),
        ship_week=_ship_week(facts, today, recognised),
        noted=tuple(hit for hit in found.get(ask(brief), ()) if hit.own),
    )


def _ship_week(facts: BriefFacts, today: date, recognised: Recognised) -> float:
    weeks = facts.weeks_left(today)
    if facts.phase in ("live", "scaling"):
        return 0.0
    usual = 2.0 if facts.phase == "built" or facts.stakes == "hobby" or recognised.task.family == "code" else 4.0
    return usual if weeks is None else max(min(1.0, weeks), min(usual, weeks * 0.5))


def _searches(recognised: Recognised) -> tuple[ToolCall, ...]:
    wanted = [*base_evidence().values(), *recognised.task.evidence]
    wanted += [evidence for c in recognised.circumstances for evidence in c.evidence]
    queries = dict.fromkeys(evidence.query for evidence in wanted)
    return tuple(ToolCall(f"s{i}", "search_notes", {"query": q, "limit": 6}) for i, q in enumerate(queries, 1))


def _search_of_notes(brief: str, later: Sequence[Message]) -> ToolCall | None:
    """The search of the user's own notes, once it is known that there are some and until it was made."""
    asked = any(call.id == _OWN for message in later for call in message.calls)
    if asked or not any('"own_notes"' in result.content for message in later for result in message.results):
        return None
    return ToolCall(_OWN, "search_notes", {"query": ask(brief), "limit": 5, "only_notes": True})


def _last_brief(messages: Sequence[Message]) -> int | None:
    places = [i for i, message in enumerate(messages) if message.role == "user" and "<brief>" in message.text]
    return places[-1] if places else None


def _read(text: str) -> tuple[str, date, str]:
    brief = re.search(r"<brief>\n(.*)\n</brief>", text, re.S)
    today = re.search(r"<today>(\d{4}-\d\d-\d\d)</today>", text)
    want = re.search(r"<want>(\w+)</want>", text)
    return (
        brief[1].strip() if brief else text.strip(),
        date.fromisoformat(today[1]) if today else date(1970, 1, 1),
        want[1] if want else "plan",
    )


def _plan(text: str) -> str:
    found = re.search(r"<plan>\n(.*?)\n</plan>", text, re.S)
    return found[1].strip() if found else ""


def _asks(brief: str, *, with_plan: bool) -> bool:
    """A question about the plan there is; without one, a line that ends in its mark and speaks of no project."""
    if with_plan:
        return intent.is_question(brief)
    return intent.is_question(brief) and brief.endswith("?") and "\n" not in brief and not _is_project(brief)


def _is_project(brief: str) -> bool:
    return bool(
        re.search(r"\b(we|our|my|i)\b[^?]{0,120}\b(want|need|build|plan|ship|launch|would like)\b", brief, re.I)
    )


def _say(text: str, on_text: OnText | None) -> Reply:
    if on_text is not None:
        on_text(text)
    return Reply(text=text, stop="end", model=OfflineModel.name)
