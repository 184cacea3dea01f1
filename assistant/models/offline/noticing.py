"""Invariant: a note that changes nothing the drafter reads is known before anything is drafted, and never kept as read.

What is read of a text: its facts (amounts, dates, phase, stakes), the kind of work, the circumstances, and the money.
"""

from __future__ import annotations

from datetime import date

from assistant.models.offline.amounts import numbers
from assistant.models.offline.answered import with_answers
from assistant.models.offline.model import job_of
from assistant.models.offline.recognise import recognise
from assistant.planning.brief_reader import read_brief


def takes_in(before: str, after: str, today: date) -> bool:
    """Whether the drafter reads anything in `after`, a text to be drafted from, that it does not read in `before`."""
    return _read(before, today) != _read(after, today)


def _read(text: str, today: date) -> tuple[object, ...]:
    facts, recognised = read_brief(text, today), with_answers(text, recognise(text))
    job = job_of(text, today, recognised, {})
    return (
        facts.deadline, facts.people, facts.money, facts.money_words, facts.phase, facts.stakes,
        [(count.value, count.noun, count.period) for count in facts.counts],
        [(constraint.kind, constraint.text) for constraint in facts.constraints],
        recognised.task.id, recognised.second.id if recognised.second else "",
        recognised.circumstances,
        [(number.name, number.value) for number in numbers(job)], job.slots.user, job.slots.material,
    )  # fmt: skip
