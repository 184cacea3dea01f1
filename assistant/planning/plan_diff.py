"""Invariant: what changed between two plans is told in the words of the plan, most important first, and nothing twice.

What no sentence covers is still named by its part of the plan, so an empty answer means that nothing changed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

from assistant.planning.diff_course import gates, stages
from assistant.planning.diff_money import money
from assistant.planning.patches import diff
from assistant.planning.prose import day, shorten
from assistant.planning.purpose import FIT_QUESTIONS, FitAnswer, Path
from assistant.planning.schema import Plan

PATH_WORDS: dict[Path, str] = {
    "product_first": "product first",
    "adapted": "product first, adapted",
    "classical": "classical",
    "clarify": "clarify first",
    "stop": "stop",
}
_TOLD = ("verdict.path", "brief", "fit", "stages", "gates", "costs", "citations", "questions", "decisions", "waivers")
_REWORDED = re.compile(r"fit\[[^\]]*\]\.(?!answer$|default$)")
"""Places in a told part whose change no sentence names."""
_SILENT = ("id", "revision", "parent", "created_at", "schema_version", "history", "generator", "verdict.because")
"""What tells who made a plan and when, not what it says."""
_PARTS = {
    "answer": "the answer for your boss",
    "against": "the case against it",
    "comparison": "the comparison",
    "counter_metrics": "counter-metrics",
    "data": "events and metrics",
    "differentiation": "the edge",
    "fit": "the reasons of the fit test",
    "model": "options beyond prompting",
    "product": "what we ship",
    "success": "how we know",
    "verdict": "the reasons",
}
"""Part of a plan → what a reader calls it, where that is another word."""


def in_words(a: Plan, b: Plan) -> tuple[str, ...]:
    """What changed from plan `a` to plan `b`, a sentence a change; empty when both say the same."""
    tell: tuple[Callable[[Plan, Plan], Iterable[str]], ...] = (
        _verdict, _questions, _brief, stages, gates, money, _dates, _citations, _decisions, _rest,
    )  # fmt: skip
    told = tuple(dict.fromkeys(sentence for part in tell for sentence in part(a, b)))
    return told or _also(_loud(a, b))


def as_json(a: Plan, b: Plan) -> dict[str, Any]:
    """For `diff --json`: both plans' identity, the sentences, and the patch that leads from one to the other."""
    return {
        "from": {"id": a.id, "revision": a.revision, "title": a.title},
        "to": {"id": b.id, "revision": b.revision, "title": b.title},
        "words": list(in_words(a, b)),
        "changes": [change.as_json() for change in diff(a, b)],
    }


def _verdict(a: Plan, b: Plan) -> Iterable[str]:
    if a.title != b.title:
        yield f"Title: “{a.title}” is now “{b.title}”."
    if a.verdict.path != b.verdict.path:
        yield f"Verdict: {PATH_WORDS[a.verdict.path]} → {PATH_WORDS[b.verdict.path]}."
    for name in ("phase", "stakes"):
        if getattr(a, name) != getattr(b, name):
            yield f"{name.capitalize()}: {getattr(a, name)} → {getattr(b, name)}."
    before = {answer.question: answer for answer in a.fit}
    for answer in b.fit:
        old = before.get(answer.question)
        if old is not None and _choice(old) != _choice(answer):
            yield f"Fit, {FIT_QUESTIONS[answer.question].rstrip('?').lower()}: {_choice(old)} → {_choice(answer)}."


def _choice(answer: FitAnswer) -> str:
    default = f" (taken as {answer.default})" if answer.answer == "unknown" and answer.default else ""
    return answer.answer.replace("_", " ") + default


def _questions(a: Plan, b: Plan) -> Iterable[str]:
    asked, old = {question.text for question in b.questions}, {question.text for question in a.questions}
    answers = {d.text for d in b.decisions if not d.inferred} - {d.text for d in a.decisions}
    for question in a.questions:
        if question.text in asked:
            continue
        answer = next((text for text in answers if question.text in text), "")
        yield f"Answered: {answer.removeprefix('Answer to ')}." if answer else f"No longer asked: {question.text}"
    defaults = {question.text: question.default for question in a.questions}
    for question in b.questions:
        if defaults.get(question.text, question.default) != question.default:
            yield f"Until answered ({question.text}): {defaults[question.text]} → {question.default}."
        if question.text not in old:
            yield f"New question: {question.text} Until then: {question.default}."


def _brief(a: Plan, b: Plan) -> Iterable[str]:
    had = {constraint.kind: constraint.text for constraint in reversed(a.brief.constraints)}
    has = {constraint.kind: constraint.text for constraint in reversed(b.brief.constraints)}
    for kind in dict.fromkeys((*had, *has)):
        if had.get(kind) != has.get(kind):
            yield f"Brief, {kind}: {had.get(kind, 'not said')} → {has.get(kind, 'no longer said')}."
    if a.brief.text != b.brief.text:
        said = [line for line in b.brief.text.splitlines() if line not in a.brief.text.splitlines()]
        new = [line.removeprefix("Change: ") for line in said if line.startswith("Change: ")]
        yield from (f"You said: {note}" for note in new)
        if not any(line.startswith(("Change: ", "Answer to “")) for line in said):
            yield "The words of the brief changed."


def _dates(a: Plan, b: Plan) -> Iterable[str]:
    if a.product.ship_by != b.product.ship_by:
        yield f"Ship by: {day(a.product.ship_by)} → {day(b.product.ship_by)}."
    old = {measure.metric: measure for measure in a.success.measures}
    for measure in b.success.measures:
        before = old.get(measure.metric)
        if before is not None and before.read_on != measure.read_on:
            yield f"“{measure.name}” is read on {day(measure.read_on)}, no longer on {day(before.read_on)}."
    due = [plan.success.eval_set.due if plan.success.eval_set else None for plan in (a, b)]
    if due[0] and due[1] and due[0] != due[1]:
        yield f"The eval set is due on {day(due[1])}, no longer on {day(due[0])}."


def _citations(a: Plan, b: Plan) -> Iterable[str]:
    kept, had = {c.quote for c in b.citations}, {c.quote for c in a.citations}
    for citation in a.citations:
        if citation.quote not in kept:
            yield f"Citation lost: [{citation.note}] “{shorten(citation.quote)}”."
    gained = sum(citation.quote not in had for citation in b.citations)
    if gained:
        yield f"{gained} new citation{'s' * (gained != 1)}."


def _decisions(a: Plan, b: Plan) -> Iterable[str]:
    had, has = {decision.text for decision in a.decisions}, {decision.text for decision in b.decisions}
    asked = {question.text for question in a.questions}
    for decision in b.decisions:
        if decision.text not in had and not any(text in decision.text for text in asked):
            yield f"{'Assumed for you' if decision.inferred else 'Decided'}: {decision.text}"
    for decision in a.decisions:
        if decision.text not in has:
            yield f"No longer {'assumed' if decision.inferred else 'decided'}: {decision.text}"
    for waiver in b.waivers:
        if waiver not in a.waivers:
            yield f"Waived: {waiver.rule} until {day(waiver.expires)} by {waiver.role}: {waiver.reason}"
    for waiver in a.waivers:
        if waiver not in b.waivers:
            yield f"No longer waived: {waiver.rule}."


def _rest(a: Plan, b: Plan) -> Iterable[str]:
    """The parts that changed in words no sentence above tells."""
    heads = (*_TOLD, "title", "phase", "stakes", "product.ship_by")
    return _also(path for path in _loud(a, b) if _REWORDED.match(path) or not _starts(path, heads))


def _loud(a: Plan, b: Plan) -> list[str]:
    return [change.path for change in diff(a, b) if not _starts(change.path, _SILENT)]


def _also(paths: Iterable[str]) -> tuple[str, ...]:
    heads = dict.fromkeys(path.partition("[")[0].partition(".")[0] for path in paths)
    parts = ", ".join(_PARTS.get(head, head.replace("_", " ")) for head in heads)
    return (f"Also changed: {parts}.",) if parts else ()


def _starts(path: str, heads: Iterable[str]) -> bool:
    return any(path == head or path.startswith((f"{head}.", f"{head}[")) for head in heads)
