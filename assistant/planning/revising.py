"""Invariant: a revision keeps the plan's id and what nobody touched, and its history holds the patch that made it.

`apply(before, after.history[-1].changes)` gives the new plan but for that last entry of its history. Nothing is
written here: a proposal becomes a revision when somebody accepts it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from assistant.errors import InputError
from assistant.planning import impact, plan_diff
from assistant.planning.answers import Answer, is_idle, moves_nothing, read_answers, read_note, takes_the_default
from assistant.planning.change_words import answer_line, change_line
from assistant.planning.course import Gate, Stage
from assistant.planning.elements import Decision, Patch
from assistant.planning.eval_results import carried
from assistant.planning.impact import Affected
from assistant.planning.patches import Change, Changes, apply, diff
from assistant.planning.progress import GO_ON
from assistant.planning.purpose import PHASES
from assistant.planning.schema import Plan
from assistant.planning.stopping import still_stopped

__all__ = [
    "Answer",
    "Proposal",
    "answer_line",
    "brief_with",
    "change_line",
    "merge",
    "propose",
    "read_answers",
    "read_note",
    "replay",
    "revision_name",
]
_STATES = ("planned", "active", "done")
_QUIET = re.compile(r"^questions\b|\.(?:state|done_on|review_on|role)$|^stages\[.*\]\.when\.(?:start|text)$")
"""Changes that nothing else in a plan rests on: progress is no doubt."""
_SAID = re.compile(r"^(?:brief|questions|decisions|generator|history|parent|revision|product\.job)\b")
"""Where an answer stands in the plan without moving anything."""
_IDENTITY = ("id", "revision", "parent", "created_at", "history", "schema_version")


@dataclass(frozen=True)
class Proposal:
    """A revision nobody has accepted yet: the plan before and after, the patch, and what the change bears on.

    `idle` has a sentence for each answer that is recorded and moves nothing.
    """

    before: Plan
    after: Plan
    reason: str
    changes: Changes
    impact: tuple[Affected, ...]
    idle: tuple[str, ...] = ()

    @property
    def words(self) -> tuple[str, ...]:
        """The patch in the language of the plan."""
        return (*plan_diff.in_words(self.before, self.after), *self.idle)

    def as_json(self) -> dict[str, Any]:
        """For `revise --json`."""
        return {
            "id": self.after.id,
            "revision": self.after.revision,
            "parent": self.after.parent,
            "reason": self.reason,
            "words": list(self.words),
            "changes": [change.as_json() for change in self.changes],
            "impact": [each.as_json() for each in self.impact],
            "moves_nothing": list(self.idle),
        }


def brief_with(plan: Plan, answers: Sequence[Answer], notes: Sequence[str]) -> str:
    """The plan's brief with answers and notes written below it, as the user's words."""
    lines = [answer_line(answer.question, answer.words) for answer in answers] + [change_line(note) for note in notes]
    gap = "\n" if plan.brief.text.rstrip().splitlines()[-1:] and not _has_lines(plan) else ""
    return "\n".join([plan.brief.text.rstrip() + gap, *lines])


def merge(before: Plan, drafted: Plan, answers: Sequence[Answer], brief: str) -> Plan:
    """A new draft taken over into the plan: its identity, progress, decisions and dates of decision stay.

    A stage of the same id keeps its state, unless the draft knows of a further one; a kill criterion of the same words
    keeps the day it was decided on; what somebody decided stays decided; an answered question is not asked again; how
    options did in the eval stays known.
    """
    done = {stage.id: stage for stage in before.stages}
    decided_on = {criterion.text: criterion.decided_on for criterion in before.kill_criteria}
    answered = {answer.question.text for answer in answers} | _answered_before(before)
    decided = [d for d in before.decisions if not d.inferred]
    recorded = [Decision(id=_free(f"a{i}", decided), text=answer_line(a.question, a.words),
                         alternative=f"the default: {a.question.default}", inferred=False)
                for i, a in enumerate(answers, len(decided) + 1)]  # fmt: skip
    merged = drafted.model_copy(
        update={
            **{name: getattr(before, name) for name in _IDENTITY},
            "brief": drafted.brief.model_copy(update={"text": brief}),
            "product": drafted.product.model_copy(update={"job": _job(before, drafted)}),
            "stages": tuple(_furthest(done.get(stage.id), stage) for stage in drafted.stages),
            "kill_criteria": tuple(
                criterion.model_copy(update={"decided_on": decided_on.get(criterion.text, criterion.decided_on)})
                for criterion in drafted.kill_criteria
            ),
            "gates": tuple(_reviewed(before, gate) for gate in drafted.gates),
            "questions": tuple(question for question in drafted.questions if question.text not in answered),
            "decisions": (*decided, *recorded, *(d for d in drafted.decisions if d.inferred)),
            "phase": max(before.phase, drafted.phase, key=PHASES.index) if _shipped(before) else drafted.phase,
            "waivers": tuple(dict.fromkeys((*before.waivers, *drafted.waivers))),
        }
    )
    return still_stopped(before, carried(before, merged))


def _job(before: Plan, drafted: Plan) -> str:
    """The job in the brief's own words as first read: what is said later is no other job, unless it was unclear."""
    quoted = before.product.job.rstrip(" ….") in " ".join(before.brief.text.split())
    return before.product.job if quoted and before.verdict.path != "clarify" else drafted.product.job


def _shipped(plan: Plan) -> bool:
    return any(stage.kind == "ship" and stage.state == "done" for stage in plan.stages)


def _furthest(before: Stage | None, stage: Stage) -> Stage:
    """The stage in the further of its two states: a draft knows nothing of what was done since, and may know more."""
    if before is None or before.kind != stage.kind or _STATES.index(before.state) <= _STATES.index(stage.state):
        return stage
    return stage.model_copy(update={"state": before.state, "done_on": before.done_on})


def _reviewed(before: Plan, gate: Gate) -> Gate:
    """The gate with the review that a decision to go on has set for it."""
    went_on = any(decision.id.startswith(f"{GO_ON}{gate.id}-") for decision in before.decisions)
    old = next((known for known in before.gates if known.id == gate.id), None)
    return gate.model_copy(update={"review_on": old.review_on}) if went_on and old is not None else gate


def propose(
    before: Plan, after: Plan, *, reason: str, now: datetime, answers: Sequence[Answer] = ()
) -> Proposal | None:
    """The next revision of `before`, saying what `after` says; None when both say the same.

    Its id is that of `before`, its parent `ID/rN`, and its history ends with the patch, the reason and `now`.
    """
    next_one = after.model_copy(
        update={
            **{name: getattr(before, name) for name in _IDENTITY},
            "parent": revision_name(before),
            "revision": before.revision + 1,
        }
    )
    content = next_one.model_copy(update={"parent": before.parent, "revision": before.revision})
    if plan_diff.in_words(before, content) == ():
        return None
    changes = diff(before, next_one)
    entry = Patch(revision=next_one.revision, reason=reason, changes=_written(changes), made_at=now)
    next_one = next_one.model_copy(update={"history": (*before.history, entry)})
    idle = _idle(answers, changes, offline=after.generator.offline)
    seeds = [f"questions[{answer.question.id}]" for answer in answers if answer not in idle]
    seeds += [change.path for change in changes if not _QUIET.search(change.path)]
    bears = impact.affected(before, seeds)
    return Proposal(before, next_one, reason, changes, bears, tuple(map(moves_nothing, idle)))


def _idle(answers: Sequence[Answer], changes: Changes, *, offline: bool) -> tuple[Answer, ...]:
    """The answers that move nothing: all where nothing moved, else those of several that left no trace in it."""
    moved = [change for change in changes if not _SAID.match(change.path)]
    if not moved:
        return tuple(answers)
    if len(answers) < 2:
        return ()
    text = " ".join(str(change.after) for change in moved).lower()
    return tuple(each for each in answers if (is_idle(each, text) if offline else takes_the_default(each)))


def revision_name(plan: Plan) -> str:
    """How a revision is named where the id alone would not do: `ID/rN`."""
    return f"{plan.id}/r{plan.revision}"


def replay(before: Plan, after: Plan) -> Plan:
    """`before` with the patch of `after`'s last history entry applied, and that entry added.

    Raises InputError when `after` has no history or its patch was made for another plan.
    """
    if not after.history:
        raise InputError("The plan has no history", where=revision_name(after), fix="Give a revised plan.")
    entry = after.history[-1]
    made = apply(before, [Change.from_json(raw) for raw in entry.changes])
    return made.model_copy(update={"history": (*made.history, entry)})


def _written(changes: Changes) -> tuple[dict[str, object], ...]:
    return tuple(change.as_json() for change in changes)


def _has_lines(plan: Plan) -> bool:
    return bool(re.search(r"^(?:Answer to “|Change: )", plan.brief.text, re.M))


def _answered_before(plan: Plan) -> set[str]:
    texts = [decision.text for decision in plan.decisions if not decision.inferred]
    return {found[1] for text in texts if (found := re.match(r"Answer to “(.+?)”: ", text))}


def _free(wanted: str, taken: Sequence[Decision]) -> str:
    ids = {decision.id for decision in taken}
    return wanted if wanted not in ids else f"{wanted}-{len(taken) + 1}"
