"""Invariant: these models search honestly and then draft; what is wrong with the draft is what their name says."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace

from assistant.models.base import Reply, Request
from assistant.models.offline import OfflineModel
from assistant.models.scripted import call
from assistant.models.zoo import spoiling
from assistant.models.zoo.spoiling import Draft

SUBMIT = "submit_plan"
Change = Callable[[Draft], Draft]


def faithful(request: Request) -> Reply:
    """Searches, then submits a draft that holds."""
    return drafted(request)


def fixes_after_repair(request: Request) -> Reply:
    """Quotes falsely at first, and submits a good draft once it is told."""
    return drafted(request, spoiling.unchanged if submissions(request) else spoiling.false_quotes)


def ml_first(request: Request) -> Reply:
    """Collects data and trains a model, and ships last; does not mend it when told."""
    return drafted(request, spoiling.data_and_training_first)


def citation_faker(request: Request) -> Reply:
    """Quotes words that do not stand in the passage it names; does not mend it when told."""
    return drafted(request, spoiling.false_quotes)


def number_inventor(request: Request) -> Reply:
    """Says that the brief gives numbers which it does not; does not mend it when told."""
    return drafted(request, spoiling.invented_numbers)


def placeholder(request: Request) -> Reply:
    """Leaves blanks where the plan should speak; does not mend it when told."""
    return drafted(request, spoiling.placeholders)


def contradictory(request: Request) -> Reply:
    """Answers a fit question both ways; does not mend it when told."""
    return drafted(request, spoiling.contradictions)


def under_asker(request: Request) -> Reply:
    """Plans whatever it was given and never asks."""
    return drafted(request, spoiling.no_questions)


def never_holds(request: Request) -> Reply:
    """Breaks another rule each time it is told to mend the last."""
    broken = (spoiling.nothing_this_week, spoiling.false_quotes, spoiling.unchecked_answer)
    return drafted(request, broken[submissions(request) % len(broken)])


def drafted(request: Request, change: Change | None = None) -> Reply:
    """What the offline drafter says before its draft was judged; a draft is changed on the way."""
    reply = OfflineModel().reply(replace(request, messages=request.messages[: _first_submission(request)]))
    submitted = next((each for each in reply.calls if each.name == SUBMIT), None)
    if submitted is None or submitted.arguments is None:
        return replace(reply, model="")
    draft = deepcopy(dict(submitted.arguments))
    return call(SUBMIT, change(draft) if change else draft)


def submissions(request: Request) -> int:
    """How often a plan was submitted so far."""
    return sum(each.name == SUBMIT for message in request.messages for each in message.calls)


def _first_submission(request: Request) -> int:
    places = (i for i, message in enumerate(request.messages) if any(c.name == SUBMIT for c in message.calls))
    return next(places, len(request.messages))
