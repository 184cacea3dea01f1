"""Invariant: there is always a draft to weigh a question by; before a model's own it is made of the words alone."""

from __future__ import annotations

from datetime import date

from assistant.planning.draft import Draft


def sketch(brief: str, today: date) -> Draft:
    """The offline drafter's draft of `brief`, as if every search had found nothing; weeks count from `today`."""
    from assistant.models.offline.answered import with_answers
    from assistant.models.offline.compose import compose
    from assistant.models.offline.model import job_of
    from assistant.models.offline.recognise import recognise

    return compose(job_of(brief, today, with_answers(brief, recognise(brief, None)), {}))
