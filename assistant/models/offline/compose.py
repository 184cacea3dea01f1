"""Invariant: the offline draft is made of the brief's words and numbers, the patterns' lines and the notes' sentences.

No sentence is invented: what none of the three holds is left out or marked as an assumption.
"""

from __future__ import annotations

from assistant.models.offline import courses, rows
from assistant.models.offline.amounts import numbers
from assistant.models.offline.backing import backed
from assistant.models.offline.eval_cases import eval_size
from assistant.models.offline.front import (
    AGAINST_STOP,
    CHEAPEST_STOP,
    REOPENS,
    RISKIEST_STOP,
    answer,
    because,
    parts,
    reason,
    title,
)
from assistant.models.offline.job import Job
from assistant.models.offline.lists import decisions, edge, events, limit, measures, questions, risks, week
from assistant.models.offline.noted import noted
from assistant.models.offline.patterns import base_evidence
from assistant.models.offline.phrases import amount, lower, short
from assistant.planning.draft import (
    Draft,
    DraftFit,
    DraftMeasure,
    DraftOption,
)
from assistant.planning.purpose import Path, Technique


def compose(job: Job) -> Draft:
    """The draft of a job."""
    path = job.path()
    task = job.task
    found = measures(job)
    shared = {
        "title": title(job, path), "stakes": job.facts.stakes, "phase": job.facts.phase,
        "answer": answer(job, path, found), "against": AGAINST_STOP if path == "stop" else job.text(task.against),
        "unknown": ["user", "job"] if job.recognised.unclear else [], "low_risk_slice": job.low_risk_slice(),
        "confidence": "low" if path == "clarify" or job.recognised.likeness else "medium",
        "fit": _fit(job),
        "verdict_reason": reason(job, path), "verdict_claims": because(job, path), "parts": parts(job),
        "this_week": week(job), "measures": found, "events": events(job), "stages": courses.stages(job, path),
        "numbers": numbers(job), "comparison": rows.comparison(job, path), "risks": risks(job),
        "questions": questions(job), "edge": edge(job),
    }  # fmt: skip
    product = _product(job, path)
    learning = _learning(job, path, found)
    return Draft.model_validate({**shared, **product, **learning, "claims": job.claims.drafts()})


def _fails(outcome: DraftMeasure) -> str:
    stop = amount(outcome.stop, outcome.unit)
    return f"stays below {stop}" if outcome.target >= outcome.stop else f"stays above {stop}"


def _fit(job: Job) -> list[DraftFit]:
    return [
        DraftFit(question=f.question, answer=f.answer, default=f.default, reason=backed(job, source, f))
        for source, f in job.fit()
    ]


def _product(job: Job, path: Path) -> dict[str, object]:
    task = job.task
    slice_text = f"{job.text(task.slice)} {job.lead('slice')}".strip()
    if path == "adapted" and job.low_risk_slice() and not (job.has("on_device") or job.has("self_hosted")):
        slice_text = (
            f"First only the low-risk slice: {lower(job.low_risk_slice()).rstrip('.')}. {job.lead('slice')}".strip()
        )
    if job.next_release:
        slice_text = job.next_release
    if job.recognised.second is not None:
        second = job.recognised.second
        slice_text = f"{slice_text} Its second part: {lower(job.text(second.slice.replace('{unit}', second.unit)))}"
    if path == "stop":
        slice_text = "Nothing ships as described."
    return {
        "reopens": REOPENS if path == "stop" else "",
        "user": job.slots.user,
        "job": job.asked,
        "today": job.text(task.today),
        "work_unit": f"{job.slots.unit} a month" if job.task.counts_own_units else job.slots.unit,
        "slice": slice_text,
        "surface": f"{job.text(task.surface)} {job.lead('surface')}".strip(),
        "techniques": [] if path in ("stop", "clarify") else _techniques(job, path),
        "guardrails": [*job.texts("guardrail", limit(job, "guardrail")), *noted(job)],
        "when_model_fails": job.text(task.when_model_fails),
        "hand_over": job.text(task.hand_over),
        "last_fifth": job.text(task.last_fifth),
        "ship_week": job.ship_week,
        "non_goals": job.texts("non_goal", limit(job, "non_goal")),
        "buy_note": "" if job.facts.stakes == "hobby" else job.text(task.buy_note),
        "buy_fact": task.buy_fact,
    }


def _techniques(job: Job, path: Path) -> list[Technique]:
    if path == "classical":
        return list(job.task.techniques)
    return [t for t in job.task.techniques if t != "classical_baseline"] or ["prompting"]


def _learning(job: Job, path: Path, found: list[DraftMeasure]) -> dict[str, object]:
    task = job.task
    outcome = found[0]
    cases = [] if job.facts.stakes == "hobby" else job.texts("eval_case", limit(job, "eval_case"))
    source = job.text(task.eval.source)
    return {
        "eval_size": eval_size(task.eval.size, cases),
        "eval_source": f"{source}. Among them: {'; '.join(map(lower, cases))}" if cases else source,
        "eval_bar": job.text(task.eval.bar),
        "feedback": job.text(task.feedback),
        "curation": job.text(task.curation),
        "options": _options(job, path),
        "way_back": _way_back(job, path),
        "riskiest_assumption": RISKIEST_STOP if path == "stop" else job.text(task.riskiest_assumption),
        "cheapest_test": CHEAPEST_STOP if path == "stop" else job.text(task.cheapest_test),
        "kill_criteria": [
            f"We stop when {short(outcome.name)} {_fails(outcome)} at its reading; going on needs a name and a reason.",
        ],
        "counter_metrics": [m.name for m in found if m.kind == "guardrail"][:3] or [found[-1].name],
        "decisions": decisions(job, path),
    }


def _way_back(job: Job, path: Path) -> str:
    if path in ("clarify", "stop") or job.facts.stakes == "hobby":
        return "Nothing is replaced: today's way stays as it is."
    if path == "classical":
        return "The simple rule stays in use beside whatever follows."
    return "The untuned version stays warm, one setting away."


def _options(job: Job, path: Path) -> list[DraftOption]:
    if path == "stop":
        return []
    gate = job.claims.claim(base_evidence()["gate"])
    proof = job.text(job.task.later)
    if gate and f"[{gate}]" not in proof:
        proof = f"{proof.rstrip('.')} [{gate}]."
    later = DraftOption(name="later", must_prove=proof)
    if path == "classical":
        return [later]
    return [
        DraftOption(
            name="smaller model, cached prefix, batch",
            must_prove="the same eval score for less, before any tuning",
        ),
        later,
    ]
