"""Invariant: the offline draft is made of the brief's words and numbers, the patterns' lines and the notes' sentences.

No sentence is invented: what none of the three holds is left out or marked as an assumption.
"""

from __future__ import annotations

from assistant.models.offline import courses, rows
from assistant.models.offline.job import BASE_EVIDENCE, Job
from assistant.models.offline.patterns import Additions, Edge, Measured
from assistant.models.offline.words import lower, short, volume_count
from assistant.planning.brief_reader import Count
from assistant.planning.draft import (
    Draft,
    DraftAction,
    DraftEdge,
    DraftEvent,
    DraftFit,
    DraftMeasure,
    DraftNumber,
    DraftOption,
    DraftPart,
    DraftQuestion,
    DraftRisk,
)
from assistant.planning.money import INPUTS
from assistant.planning.purpose import Path, Technique

LIMITS = {
    "week": 3,
    "guardrail": 5,
    "measure": 4,
    "event": 3,
    "risk": 4,
    "question": 3,
    "non_goal": 3,
    "eval_case": 6,
    "decision": 4,
}
"""How many entries of each list two pages hold (project rule)."""

_STOCK = 10_000

_HEADS: dict[Path, str] = {
    "product_first": "Ship first, train nothing.",
    "adapted": "Product first, adapted.",
    "classical": "No language model at the core.",
    "clarify": "Not a plan yet: first a user and a job.",
    "stop": "Do not build this as described.",
}


def compose(job: Job) -> Draft:
    """The draft of a job."""
    path = job.path()
    task = job.task
    measures = _measures(job)
    shared = {
        "title": job.text(task.title), "stakes": job.facts.stakes, "phase": job.facts.phase,
        "answer": _answer(job, path, measures), "against": job.text(task.against),
        "unknown": ["user", "job"] if job.recognised.unclear else [], "low_risk_slice": job.low_risk_slice(),
        "confidence": "low" if path == "clarify" else "medium",
        "fit": [DraftFit(question=f.question, answer=f.answer, default=f.default, reason=job.text(f.reason, s)) for s, f in job.fit()],
        "verdict_reason": _reason(job, path), "verdict_claims": _because(job, path), "parts": _parts(job),
        "this_week": _week(job), "measures": measures, "events": _events(job), "stages": courses.stages(job, path),
        "numbers": _numbers(job), "comparison": rows.comparison(job, path), "risks": _risks(job),
        "questions": _questions(job), "edge": _edge(job),
    }  # fmt: skip
    product = _product(job, path)
    learning = _learning(job, path, measures)
    return Draft.model_validate({**shared, **product, **learning, "claims": job.claims.drafts()})


def _product(job: Job, path: Path) -> dict[str, object]:
    task = job.task
    slice_text = f"{job.text(task.slice)} {job.lead('slice')}".strip()
    if path == "adapted" and job.low_risk_slice() and not (job.has("on_device") or job.has("self_hosted")):
        slice_text = f"First only the low-risk slice: {lower(job.low_risk_slice())} {job.lead('slice')}".strip()
    return {
        "user": job.slots.user,
        "job": job.asked,
        "today": job.text(task.today),
        "work_unit": job.slots.unit,
        "slice": slice_text,
        "surface": f"{job.text(task.surface)} {job.lead('surface')}".strip(),
        "techniques": _techniques(job, path),
        "guardrails": job.texts("guardrail", LIMITS["guardrail"]),
        "when_model_fails": job.text(task.when_model_fails),
        "hand_over": job.text(task.hand_over),
        "last_fifth": job.text(task.last_fifth),
        "ship_week": job.ship_week,
        "non_goals": job.texts("non_goal", LIMITS["non_goal"]),
        "buy_note": job.text(task.buy_note),
        "buy_fact": task.buy_fact,
    }


def _techniques(job: Job, path: Path) -> list[Technique]:
    if path == "classical":
        return list(job.task.techniques)
    return [t for t in job.task.techniques if t != "classical_baseline"] or ["prompting"]


def _learning(job: Job, path: Path, measures: list[DraftMeasure]) -> dict[str, object]:
    task = job.task
    outcome = measures[0]
    cases = job.texts("eval_case", LIMITS["eval_case"])
    source = job.text(task.eval.source)
    return {
        "eval_size": task.eval.size,
        "eval_source": f"{source}: {'; '.join(cases)}" if cases else source,
        "eval_bar": job.text(task.eval.bar),
        "feedback": job.text(task.feedback),
        "curation": job.text(task.curation),
        "options": _options(job, path),
        "way_back": "The untuned version stays one setting away, warm, on 5% of the traffic."
        if path not in ("classical", "stop")
        else "The simple rule stays in use beside whatever follows.",
        "riskiest_assumption": job.text(task.riskiest_assumption),
        "cheapest_test": job.text(task.cheapest_test),
        "kill_criteria": [
            f"{'Below' if outcome.target >= outcome.stop else 'Above'} {outcome.stop:g}{_unit(outcome.unit)} "
            f"{short(outcome.name)} at its reading we stop, or record who decides to go on and why.",
        ],
        "counter_metrics": [m.name for m in measures if m.kind == "guardrail"][:3] or [measures[-1].name],
        "decisions": _decisions(job, path),
    }


def _options(job: Job, path: Path) -> list[DraftOption]:
    if path == "stop":
        return []
    gate = job.claims.claim(BASE_EVIDENCE["gate"])
    cite = f" [{gate}]" if gate else ""
    later = DraftOption(name="later", must_prove=f"{job.text(job.task.later)}{cite}")
    if path == "classical":
        return [later]
    return [
        DraftOption(
            name="smaller model, cached prefix, batch",
            must_prove="the same eval score at a lower price; tried before any tuning",
        ),
        later,
    ]


def _answer(job: Job, path: Path, measures: list[DraftMeasure]) -> str:
    s, outcome = job.slots, measures[0]
    sign = "reaches" if outcome.target >= outcome.stop else "falls to"
    go_on = f"We go on when {short(outcome.name)} {sign} {outcome.target:g}{_unit(outcome.unit)} and stop at {outcome.stop:g}{_unit(outcome.unit)}."
    if path == "clarify":
        return f"{_HEADS[path]} This week: watch five people, write down three jobs, pick one. Default until then: {lower(_first_sentence(job.text(job.task.slice)))} {go_on}"
    if path == "stop":
        return f"{_HEADS[path]} Nobody could check or undo its mistakes, and early ones are not acceptable. What would reopen it: a slice whose mistakes people see and undo, such as advice to the person who decides. The cheapest test costs four weeks of reading past cases."
    lead = {
        "idea": f"By {s.ship} the first {s.user} use it",
        "built": f"It is built, so by {s.ship} the first {s.user} use it",
        "live": "It runs already, so measure before the next change",
        "scaling": "It runs at scale, so try cheaper untuned options first",
    }[job.facts.phase]
    what = job.low_risk_slice() if path == "adapted" and job.low_risk_slice() else job.text(job.task.slice)
    text = f"{_HEADS[path]} {lead}: {lower(_first_sentence(what))} {go_on}"
    return text if len(text.split()) <= 80 else f"{_HEADS[path]} {lead}. {go_on}"


def _reason(job: Job, path: Path) -> str:
    decisive = [f for _, f in job.fit() if f.answer == "no"]
    if path == "clarify":
        return "The brief names neither a user nor a job, so no order of work can be judged yet."
    if not decisive:
        return "No fit question is answered no, so the product comes first."
    return " ".join(job.text(f.reason, s) for s, f in job.fit() if f.answer == "no")[:600]


def _because(job: Job, path: Path) -> list[str]:
    wanted = {
        "product_first": ("order", "fit", "evals", "gate", "log", "last", "moat", "prices"),
        "adapted": (
            "fit",
            "edge" if job.has("on_device") or job.has("self_hosted") else "risk",
            "evals",
            "gate",
            "log",
        ),
        "classical": ("fit", "classical", "stages", "evals"),
        "clarify": ("frame", "fit", "order", "stages"),
        "stop": ("fit", "risk", "frame"),
    }[path]
    found = [job.claims.claim(BASE_EVIDENCE[key]) for key in wanted]
    return [claim for claim in found if claim][:4]


def _parts(job: Job) -> list[DraftPart]:
    second = job.recognised.second
    if second is None:
        return []
    paths: dict[str, Path] = {"classical": "classical", "code": "classical", "language": "product_first"}
    return [
        DraftPart(part=job.text(task.title), path=paths[task.family], reason=task.property)
        for task in (job.task, second)
    ]


def _week(job: Job) -> list[DraftAction]:
    entries = [(source, item) for source in job.sources for item in source.week]
    entries.sort(key=lambda pair: pair[1].order)
    return [
        DraftAction(
            role=item.role, hours=item.hours, what=job.text(item.what, s), done_when=job.text(item.done_when, s)
        )
        for s, item in entries[: LIMITS["week"]]
    ]


def _measures(job: Job) -> list[DraftMeasure]:
    entries = [(source, item) for source in job.sources for item in source.measure]
    outcome = next(pair for pair in entries if pair[1].kind == "outcome")
    rest = [pair for pair in entries if pair[1].kind != "outcome"]
    chosen: list[tuple[Additions, Measured]] = [outcome]
    for kind in ("quality", "guardrail", "cost"):
        chosen += [pair for pair in rest if pair[1].kind == kind][: 3 if kind == "guardrail" else 1]
    return [_measure(job, source, item) for source, item in chosen[: LIMITS["measure"]]]


def _measure(job: Job, source: Additions, item: Measured) -> DraftMeasure:
    name = job.text(item.name, source)
    return DraftMeasure(
        kind=item.kind, metric=short(name), name=name, today=job.text(item.today, source), target=item.target, target_low=item.low,
        target_high=item.high, stop=item.stop, unit=item.unit, read_week=max(1.0, job.ship_week + item.read_after),
        definition=job.text(item.definition, source), source=item.source,
    )  # fmt: skip


def _events(job: Job) -> list[DraftEvent]:
    merged = [(source, item) for source in (job.task, *job.recognised.circumstances) for item in source.event]
    return [
        DraftEvent(
            name=job.text(item.name, s), fields=list(item.fields), holds_content=item.holds_content,
            consent=job.text(item.consent, s) or ("stored to run the service; improvement only with a separate yes" if item.holds_content else ""),
            retention_days=item.retention_days or (90 if item.holds_content else 400),
        )
        for s, item in merged[: LIMITS["event"]]
    ]  # fmt: skip


def _risks(job: Job) -> list[DraftRisk]:
    merged = [(source, item) for source in job.sources for item in source.risk]
    return [
        DraftRisk(
            text=job.text(r.text, s), trigger=job.text(r.trigger, s), mitigation=job.text(r.mitigation, s), role=r.role
        )
        for s, r in merged[: LIMITS["risk"]]
    ]


def _questions(job: Job) -> list[DraftQuestion]:
    entries = sorted(((s, q) for s in job.sources for q in s.question), key=lambda pair: pair[1].order)
    return [
        DraftQuestion(text=job.text(q.text, s), default=job.text(q.default, s), changes=job.text(q.changes, s))
        for s, q in entries[: LIMITS["question"]]
    ]


def _decisions(job: Job, path: Path) -> list[str]:
    made = job.texts("decision", LIMITS["decision"] - 2)
    if volume_count(job.facts, job.task) is None:
        made.append(f"Volume is assumed: {job.slots.volume}.")
    if job.facts.deadline is None and job.facts.phase == "idea" and path not in ("clarify", "stop"):
        made.append(f"No deadline is named; {job.slots.ship} is ours.")
    return made


def _edge(job: Job) -> DraftEdge:
    source: Additions = job.task
    edge: Edge = job.task.edge
    for circumstance in job.recognised.circumstances:
        if circumstance.edge is not None:
            source, edge = circumstance, circumstance.edge
            break
    return DraftEdge(
        asset=edge.asset, claim=job.text(edge.claim, source), because=job.text(edge.because, source),
        indicator=job.text(edge.indicator, source), check_week=job.ship_week + 16, if_flat=job.text(edge.if_flat, source),
    )  # fmt: skip


def _numbers(job: Job) -> list[DraftNumber]:
    assumed = {name: triple for source in reversed(job.sources) for name, triple in source.numbers.items()}
    numbers = {
        name: DraftNumber(name=name, value=value, low=low, high=high)
        for name, (value, low, high) in assumed.items()
        if name in INPUTS or name == "buy_unit_price"
    }
    count = volume_count(job.facts, job.task)
    if count is not None and count.period:
        numbers["volume_month"] = DraftNumber(
            name="volume_month", value=count.per_month, origin="brief", words=count.words
        )
    elif count is not None:
        numbers["volume_month"] = _undated_volume(count)
    if job.facts.people is not None:
        numbers["people"] = DraftNumber(name="people", value=job.facts.people, origin="brief")
    weeks = job.facts.weeks_left(job.today)
    if weeks is not None and 1 <= weeks <= 30:
        numbers["weeks"] = DraftNumber(name="weeks", value=round(weeks), origin="brief")
    if job.facts.stakes == "hobby":
        numbers["week_cost"] = DraftNumber(name="week_cost", value=200, low=0, high=800)
        numbers.setdefault("weeks", DraftNumber(name="weeks", value=2, low=1, high=4))
    return list(numbers.values())


def _undated_volume(count: Count) -> DraftNumber:
    """A count without a period: a stock of many is worked off in a year, a small one comes every month (assumed)."""
    value = count.value / 12 if count.value >= _STOCK else count.value
    return DraftNumber(name="volume_month", value=value, low=value / 4, high=value * 4, words=count.words)


def _unit(unit: str) -> str:
    return unit if unit == "%" else f" {unit}"


def _first_sentence(text: str) -> str:
    return text.split(". ")[0].rstrip(".") + "."
