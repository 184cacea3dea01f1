"""Who uses it is a group of people, never the verb of the sentence that names them."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.models.offline.model import job_of
from assistant.models.offline.patterns import Task, tasks
from assistant.models.offline.recognise import recognise
from assistant.models.offline.whom import whom

# fmt: off
VERBS = (
    "Answer", "Transcribe", "Summarise", "Summarize", "Sort", "Classify", "Translate", "Draft", "Route", "Check",
    "Extract", "Review", "Rewrite", "Label", "Tag", "Rank", "Triage", "Proofread", "Grade", "Handle", "Read",
    "Explain", "Forecast", "Digest", "Untangle", "Score", "Search", "Help with", "Write up", "Correct",
)
# fmt: on
GROUPS = {
    "answer-from-documents": ("customers", "tenants", "employees", "patients", "members"),
    "transcribe-speech": ("doctors", "nurses", "lawyers", "journalists"),
}


@pytest.mark.parametrize(
    "opening", ["{} {}' questions", "We run a call centre. {} {}’ letters", "We want to {} {}' notes"]
)
@pytest.mark.parametrize("verb", VERBS)
def test_the_verb_a_sentence_opens_with_is_no_part_of_the_people(verb: str, opening: str) -> None:
    for task, groups in GROUPS.items():
        for group in groups:
            verb_there = verb.lower() if "want to" in opening else verb
            text = f"{opening.format(verb_there, group)} from our policy, 900 a month."
            found = whom(text, _task(task))
            assert not found.startswith(verb.lower().split()[0] + " " + group), (text, found)


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("Answer customers' questions from our returns policy.", "customers"),
        ("Answer tenants’ questions about repairs from our handbook.", "tenants"),
        ("Please answer customer questions from our returns policy.", "customers"),
        ("Help tenants find answers in our handbook.", "tenants"),
        ("Retail customers ask what our handbook says.", "retail customers"),
    ],
)
def test_the_people_are_named_as_the_brief_names_them(text: str, people: str) -> None:
    assert whom(text, _task("answer-from-documents")) == people


def test_material_is_named_without_the_verb_before_its_owners() -> None:
    text = "Answer questions. Search doctors' notes for it."
    job = job_of(text, date(2026, 11, 23), recognise("Answer customers' questions from our returns policy."), {})
    assert job.slots.material == "the doctors' notes"


def _task(name: str) -> Task:
    return next(task for task in tasks() if task.id == name)


@pytest.mark.parametrize(
    ("idea", "user"),
    [
        ("an app that tells farmers when to spray their orchards", "farmers"),
        ("summarise long legal contracts for small business owners", "business owners"),
        ("an app for dog owners that recognises breeds from photos", "dog owners"),
        ("a tool that helps bakers plan tomorrow's dough", "bakers"),
        ("a bot that reminds parents of school dates", "parents"),
        ("an app for filters and folders", "people who do this today"),
        ("a tool that gives answers", "people who do this today"),
        ("a tool that helps people", "people who do this today"),
    ],
)
def test_a_short_idea_names_whom_it_is_for(idea: str, user: str) -> None:
    job = job_of(idea, date(2026, 11, 24), recognise(idea), {})
    people = whom(idea, job.task) if "people" not in user else whom(idea, _task("general-assist"))
    assert people == user


def test_a_unit_is_named_without_the_verb_before_it() -> None:
    idea = "AI that writes product descriptions for our web shop"
    assert job_of(idea, date(2026, 11, 24), recognise(idea), {}).slots.unit == "product"


@pytest.mark.parametrize(
    ("idea", "job"),
    [
        ("I want to build an AI tutor for chemistry students", "An AI tutor for chemistry students"),
        ("We'd like to create a recipe generator.", "A recipe generator."),
        ("We want to build on what we have.", "We want to build on what we have."),
    ],
)
def test_the_job_is_what_is_wished_for(idea: str, job: str) -> None:
    assert job_of(idea, date(2026, 11, 24), recognise(idea), {}).asked == job
