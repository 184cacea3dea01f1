"""Invariant: each list of an offline plan holds the few entries that matter most, circumstances before the task."""

from __future__ import annotations

import re

from assistant.models.offline.amounts import numbers
from assistant.models.offline.asking import about, put
from assistant.models.offline.job import Job
from assistant.models.offline.patterns import Additions, Edge, Measured, RiskItem
from assistant.models.offline.phrases import clipped, lower, says_the_same
from assistant.planning.draft import DraftAction, DraftEdge, DraftEvent, DraftMeasure, DraftQuestion, DraftRisk
from assistant.planning.purpose import Path

LIMITS = {
    "week": 3,
    "guardrail": 5,
    "measure": 5,
    "event": 3,
    "risk": 3,
    "question": 3,
    "non_goal": 3,
    "eval_case": 5,
    "decision": 2,
}
"""How many entries of each list two pages hold (project rule)."""
HOBBY_LIMITS = {**LIMITS, "week": 2, "guardrail": 3, "measure": 2, "event": 1, "risk": 1, "question": 2, "eval_case": 3}
"""A plan for an evening says less (project rule)."""
SPARE_LIMITS = {"guardrail": 3, "measure": 4, "event": 2, "risk": 2, "non_goal": 2, "eval_case": 3, "decision": 1}
"""What is kept of a plan that would be longer than it is read (project rule)."""
_LEAVE = re.compile(r"\bmay\b.*\b(?:leave|provider|contract)\b", re.I)
_CONSENT = "stored to run the service; improvement only with a separate yes"


def limit(job: Job, name: str) -> int:
    """How many entries of that list this plan holds."""
    usual = (HOBBY_LIMITS if job.facts.stakes == "hobby" else LIMITS)[name]
    return min(usual, SPARE_LIMITS.get(name, usual)) if job.spare else usual


def week(job: Job) -> list[DraftAction]:
    """This week's actions, the most urgent first."""
    entries = [(source, item) for source in job.sources for item in source.week]
    entries.sort(key=lambda pair: pair[1].order)
    return [
        DraftAction(
            role=lower(job.text(item.role, s)),
            hours=item.hours,
            what=job.text(item.what, s),
            done_when=job.text(item.done_when, s),
        )
        for s, item in entries[: limit(job, "week")]
    ]


def measures(job: Job) -> list[DraftMeasure]:
    """The outcome first, then quality, guardrails and cost."""
    entries = [(source, item) for source in job.sources for item in source.measure]
    outcome = next(pair for pair in entries if pair[1].kind == "outcome")
    rest = [pair for pair in entries if pair[1].kind != "outcome"]
    chosen: list[tuple[Additions, Measured]] = [outcome]
    for kind in ("quality", "guardrail", "cost"):
        chosen += _apart([pair for pair in rest if pair[1].kind == kind])[: 2 if kind == "guardrail" else 1]
    return [_measure(job, source, item) for source, item in chosen[: limit(job, "measure")]]


def _apart(entries: list[tuple[Additions, Measured]]) -> list[tuple[Additions, Measured]]:
    """The entries one by one from each source in turn, so that one circumstance does not fill the table."""
    turns: dict[int, int] = {}
    placed: list[tuple[int, int]] = []
    for at, (source, _) in enumerate(entries):
        turns[id(source)] = turns.get(id(source), 0) + 1
        placed.append((turns[id(source)], at))
    return [entries[at] for _, at in sorted(placed)]


def _measure(job: Job, source: Additions, item: Measured) -> DraftMeasure:
    name = job.text(item.name, source)
    return DraftMeasure(
        kind=item.kind,
        metric=clipped(name),
        name=name,
        today=job.text(item.today, source),
        target=item.target,
        target_low=item.low,
        target_high=item.high,
        stop=item.stop,
        unit=item.unit,
        read_week=max(1.0, job.ship_week + item.read_after),
        definition=job.text(item.definition, source),
        source=item.source,
    )


def events(job: Job) -> list[DraftEvent]:
    """What is recorded."""
    merged = [(source, item) for source in (job.task, *job.recognised.circumstances) for item in source.event]
    return [
        DraftEvent(
            name=job.text(item.name, s),
            fields=list(item.fields),
            holds_content=item.holds_content,
            consent=job.text(item.consent, s) or (_CONSENT if item.holds_content else ""),
            retention_days=item.retention_days or (90 if item.holds_content else 400),
        )
        for s, item in merged[: limit(job, "event")]
    ]


def risks(job: Job) -> list[DraftRisk]:
    """Risks, circumstances' first."""
    merged: list[tuple[Additions, RiskItem]] = []
    for source in job.sources:
        for item in source.risk:
            if not any(says_the_same(item.text, earlier.text) for _, earlier in merged):
                merged.append((source, item))
    return [
        DraftRisk(
            text=job.text(r.text, s),
            trigger=job.text(r.trigger, s),
            mitigation=job.text(r.mitigation, s),
            role=lower(job.text(r.role, s)),
        )
        for s, r in merged[: limit(job, "risk")]
    ]


def questions(job: Job) -> list[DraftQuestion]:
    """The questions that would move most."""
    leaving = next(f.answer for _, f in job.fit() if f.question == 4)
    entries = [(s, q) for s in job.sources for q in s.question if leaving == "unknown" or not _LEAVE.search(q.text)]
    entries.sort(key=lambda pair: pair[1].order)
    given = {number.name: number for number in numbers(job)}
    kept = [(s, asked) for s, q in entries if (asked := put(q, given)) is not None]
    return [
        DraftQuestion(
            text=job.text(q.text, s), default=job.text(q.default, s), changes=job.text(q.changes, s), about=about(q)
        )
        for s, q in kept[: limit(job, "question")]
    ]


def decisions(job: Job, path: Path) -> list[str]:
    """Choices made for the user."""
    made: list[str] = []
    if job.facts.deadline is None and job.facts.phase == "idea" and path not in ("clarify", "stop"):
        made.append(f"No deadline is named; {job.slots.ship} is ours.")
    room = LIMITS["decision"] if path == "clarify" else LIMITS["decision"] - 1
    return [*job.texts("decision", 0 if made and job.spare else room), *made]


def edge(job: Job) -> DraftEdge:
    """The edge that can fail."""
    source: Additions = job.task
    edge: Edge = job.task.edge
    for circumstance in job.recognised.circumstances:
        if circumstance.edge is not None:
            source, edge = circumstance, circumstance.edge
            break
    return DraftEdge(
        asset=edge.asset,
        claim=job.text(edge.claim, source),
        because=job.text(edge.because, source),
        indicator=job.text(edge.indicator, source),
        check_week=job.ship_week + 16,
        if_flat=job.text(edge.if_flat, source),
    )
