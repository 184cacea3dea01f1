"""Invariant: page one of an offline plan says what ships, by when, for whom, and what decided the path."""

from __future__ import annotations

from assistant.models.offline.job import Job
from assistant.models.offline.patterns import base_evidence
from assistant.models.offline.phrases import amount, lower, short
from assistant.planning.draft import DraftMeasure, DraftPart
from assistant.planning.purpose import Path

_HEADS: dict[Path, str] = {
    "product_first": "Ship first, train nothing.",
    "adapted": "Product first, adapted.",
    "classical": "No language model at the core.",
    "clarify": "Not a plan yet: first a user and a job.",
    "stop": "Do not build this as described.",
}
_CLARIFY = "This week: watch five people, write down three jobs, pick one. Default until then:"
_UNDECIDED = (
    "Not a plan yet: first settle what the brief leaves open. This week: get the answer in writing. Default until then:"
)
_LONGEST = 600
"""Characters of a reason (project rule)."""
REOPENS = (
    "A mode agreed in writing in which a person sees each result before it counts, can change it, and answers for it, "
    "tried on past cases first."
)
AGAINST_STOP = "People make mistakes too, and waiting harms as well; but theirs are seen and stopped."
RISKIEST_STOP = "That somebody would see and undo each mistake in time; the brief says nobody would."
CHEAPEST_STOP = (
    "Replay 50 closed cases, with nobody affected, and let two of those who answer for it mark what would have harmed."
)
_STOP = (
    "Nobody could check or undo its mistakes, and early ones are not acceptable. What would reopen it: a slice whose "
    "mistakes people see and undo, such as advice to the person who decides. The cheapest test: four weeks of "
    "reading past cases, with no effect on anybody."
)


def answer(job: Job, path: Path, measures: list[DraftMeasure]) -> str:
    """The plan in at most 80 words."""
    s, outcome = job.slots, measures[0]
    sign = "reaches" if outcome.target >= outcome.stop else "falls to"
    if job.next_release:
        outcome = next((m for m in measures if m.source == "eval" and m.kind == "guardrail"), outcome)
    target, stop = (amount(value, outcome.unit) for value in (outcome.target, outcome.stop))
    go_on = f"We go on when {short(outcome.name)} {sign} {target} and stop at {stop}."
    if path == "clarify":
        lead = f"{_HEADS[path]} {_CLARIFY}" if job.recognised.unclear else _UNDECIDED
        return f"{lead} {lower(_first_sentence(job.text(job.task.slice)))} {go_on}"
    if path == "stop":
        return f"{_HEADS[path]} {_STOP}"
    lead = {
        "idea": s.fill("By {ship} the first {user} use it"),
        "built": s.fill("It is built, so by {ship} the first {user} use it"),
        "live": "It runs already, so measure before the next change",
        "scaling": "It runs at scale, so try cheaper untuned options first",
    }[job.facts.phase]
    if s.user == "you":
        lead = f"By {s.ship} you use it"
    what = job.low_risk_slice() if path == "adapted" and job.low_risk_slice() else job.text(job.task.slice)
    if job.next_release:
        what = job.next_release
    what = _first_sentence(what)
    joined = f"{lead}. {what}" if ":" in what else f"{lead}: {lower(what)}"
    head = "Train nothing yet." if path == "product_first" and job.next_release else _HEADS[path]
    text = f"{head} {joined} {go_on}"
    return text if len(text.split()) <= 80 else f"{head} {lead}. {go_on}"


def title(job: Job, path: Path) -> str:
    """The plan's name: the task's, or that it should not be built as described."""
    return "Not to be built as described" if path == "stop" else job.text(job.task.title)


def reason(job: Job, path: Path) -> str:
    """Why the path is what it is, and whether likeness had a part in it."""
    told = job.recognised.likeness.told if job.recognised.likeness else ""
    return f"{_decided_by(job, path)[: _LONGEST - len(told)]} {told}".strip()


def _decided_by(job: Job, path: Path) -> str:
    decisive = [f for _, f in job.fit() if f.answer == "no"]
    if path == "clarify" and not job.recognised.unclear:
        return " ".join(job.text(f.reason, s) for s, f in job.fit() if f.answer == "unknown" and not f.default)
    if path == "clarify":
        return "The brief names neither a user nor a job, so no order of work can be judged yet."
    if not decisive and path == "classical":
        return job.task.property
    if not decisive:
        return "No fit question is answered no, so the product comes first."
    return " ".join(job.text(f.reason, s) for s, f in job.fit() if f.answer == "no")


def because(job: Job, path: Path) -> list[str]:
    """Claims the verdict rests on."""
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
    found = [job.claims.claim(base_evidence()[key]) for key in wanted]
    return [claim for claim in found if claim][:4]


def parts(job: Job) -> list[DraftPart]:
    """The two parts of a two-part job."""
    second = job.recognised.second
    if second is None:
        return []
    paths: dict[str, Path] = {"classical": "classical", "code": "classical", "language": "product_first"}
    return [
        DraftPart(part=job.text(task.title), path=paths[task.family], reason=task.property)
        for task in (job.task, second)
    ]


def _first_sentence(text: str) -> str:
    return text.split(". ")[0].rstrip(".") + "."
