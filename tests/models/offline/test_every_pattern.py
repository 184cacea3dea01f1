"""No pattern is there for one brief: each recognises jobs of at least two briefs of the `fit` suite.

A paraphrase is the same job in other words, so a brief and its paraphrase count as one. The group `sixth` was written
for the properties that hardly any brief had (covert scoring, themes, drafts of plans, permissions, late outcomes).
The group `eighth` is left out: nobody who tunes reads it, so no pattern may live by it.
"""

from __future__ import annotations

import pytest

from assistant.evals import suites
from assistant.models.offline.glossary import with_english
from assistant.models.offline.patterns import Circumstance, Task, circumstances, tasks
from assistant.models.offline.recognise import MATCH

PATTERNS: tuple[Task | Circumstance, ...] = (*tasks(), *circumstances())
LEAST = 2


def jobs_met(pattern: Task | Circumstance) -> set[str]:
    """The jobs whose brief or paraphrase the cues recognise."""
    cases = [placed.case for placed in suites.find("fit").cases if placed.group != "eighth"]
    return {case.id.removesuffix("-p") for case in cases if pattern.cues.score(with_english(case.brief)) >= MATCH}


@pytest.mark.parametrize("pattern", PATTERNS, ids=lambda pattern: str(pattern.id))
def test_a_pattern_recognises_more_than_one_job(pattern: Task | Circumstance) -> None:
    assert len(jobs_met(pattern)) >= LEAST, f"only {jobs_met(pattern)}"


@pytest.mark.parametrize(
    ("id", "least"),
    [("covert-scoring", 4), ("themes-from-many-texts", 4), ("draft-a-plan", 3), ("permissions", 3)],
)
def test_the_briefs_written_for_a_rare_property_are_recognised(id: str, least: int) -> None:
    (pattern,) = (each for each in PATTERNS if each.id == id)
    assert len(jobs_met(pattern)) >= least, jobs_met(pattern)


@pytest.mark.parametrize(
    ("text", "id"),
    [
        ("The cab camera is agreed with the drivers, who see each recording first.", "covert-scoring"),
        ("Sensors in the floor that the builder did not know about are to be mapped.", "covert-scoring"),
        ("We answer the letters of tenants one by one.", "themes-from-many-texts"),
        ("The floor plan is drawn by the architect.", "draft-a-plan"),
        ("All documents are open to everybody.", "permissions"),
    ],
)
def test_a_near_miss_is_not_taken_for_it(text: str, id: str) -> None:
    (pattern,) = (each for each in PATTERNS if each.id == id)
    assert pattern.cues.score(text) < MATCH
