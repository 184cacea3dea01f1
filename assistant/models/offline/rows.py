"""Invariant: the comparison's six rows are told on the same assumptions for both paths, in the words of this brief."""

from __future__ import annotations

from assistant.models.offline.job import Job
from assistant.planning.draft import DraftComparison, DraftRow
from assistant.planning.purpose import Path


def comparison(job: Job, path: Path) -> DraftComparison:
    """Both paths beside each other."""
    return _classical(job) if path == "classical" else _product_first(job, path)


def _product_first(job: Job, path: Path) -> DraftComparison:
    s = job.slots
    live = job.facts.phase in ("live", "scaling")
    first = "the product that already runs, with an eval set" if live else f"a slice {s.user} can use, by {s.ship}"
    if path in ("clarify", "stop"):
        first = "one job with a user and a number to beat"
    return DraftComparison(
        starting_point=DraftRow(
            ours=f"a {s.unit} somebody has today", other=f"a data set of past {s.units} to be labelled"
        ),
        first_milestone=DraftRow(ours=first, other="a test score of a trained model, months in (assumed)"),
        data_matters=DraftRow(
            ours="for measuring from day one; for training only after eight good weeks", other="on day one, blocking"
        ),
        custom_model_matters=DraftRow(
            ours="only above the break-even volume, if prompting plateaus", other="on day one, blocking"
        ),
        risk_profile=DraftRow(
            ours="small spend, early feedback, a visible mistake now and then",
            other="large spend before anybody has used it",
        ),
        failure_mode=DraftRow(ours="it ships and is easy to copy", other="it never reaches a user"),
        other_wins=job.text(job.task.other_wins),
    )


def _classical(job: Job) -> DraftComparison:
    s = job.slots
    exact = job.task.family == "code"
    return DraftComparison(
        starting_point=DraftRow(
            ours="a rule and the tables you own" if exact else f"{s.material} and a simple rule",
            other="a prompt over the same tables",
        ),
        first_milestone=DraftRow(
            ours=f"the rule in use by the first {s.user}, by {s.ship}", other="a demo that answers a few examples"
        ),
        data_matters=DraftRow(
            ours="only as test cases" if exact else "day one: audit and back-test come first",
            other="day one anyway, but hidden",
        ),
        custom_model_matters=DraftRow(
            ours="never" if exact else "a small model, once it beats the rule", other="never pays at this volume"
        ),
        risk_profile=DraftRow(
            ours="dull and testable" if exact else "weeks of data work before the first gain",
            other="a bill per call and errors nobody can explain",
        ),
        failure_mode=DraftRow(
            ours="a case the rule forgot" if exact else "stalling on data; the rule keeps something in use",
            other="confident, costly and no better than the rule",
        ),
        other_wins=job.text(job.task.other_wins),
    )
