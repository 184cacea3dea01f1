"""Invariant: the comparison's six rows are told on the same assumptions for both paths, in the words of this brief."""

from __future__ import annotations

from assistant.models.offline.job import Job
from assistant.models.offline.phrases import lower
from assistant.planning.draft import DraftComparison, DraftRow
from assistant.planning.purpose import Path


def comparison(job: Job, path: Path) -> DraftComparison:
    """Both paths beside each other."""
    return _classical(job) if path == "classical" else _product_first(job, path)


def _product_first(job: Job, path: Path) -> DraftComparison:
    s = job.slots
    live = job.facts.phase in ("live", "scaling")
    first = (
        "the product that already runs, with an eval set"
        if live
        else lower(s.fill("a slice {user} can use, by {ship}"))
    )
    if path in ("clarify", "stop"):
        first = "one job with a user and a number to beat"
    return DraftComparison(
        starting_point=DraftRow(
            ours=lower(s.fill("a {unit} somebody has today")),
            other=lower(s.fill("a data set of past {units} to be labelled")),
        ),
        first_milestone=DraftRow(ours=first, other="a trained model's test score, months in (assumed)"),
        data_matters=DraftRow(ours="day one to measure, after eight good weeks to train", other="day one, blocking"),
        custom_model_matters=DraftRow(ours="above break-even, if prompting plateaus", other="day one, blocking"),
        risk_profile=DraftRow(
            ours="small spend, a visible mistake now and then",
            other="large spend before any use",
        ),
        failure_mode=DraftRow(ours="it ships and is easy to copy", other="it never reaches a user"),
        other_wins=job.text(job.task.other_wins),
    )


def _classical(job: Job) -> DraftComparison:
    s = job.slots
    exact = job.task.family == "code"
    return DraftComparison(
        starting_point=DraftRow(
            ours="a rule and the tables you own" if exact else lower(s.fill("{material} and a simple rule")),
            other="a prompt over the same tables",
        ),
        first_milestone=DraftRow(
            ours=lower(s.fill("the rule in use by the first {user}, by {ship}")),
            other="a demo that answers a few examples",
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
