"""The patterns keep their format's promises: cues that generalise, texts whose slots and citations exist."""

from __future__ import annotations

import os
import re
from functools import lru_cache
from pathlib import Path

import pytest
from pydantic_core import from_json

from assistant import resources
from assistant.models.offline.patterns import Task, base_evidence, circumstances, tasks
from assistant.models.offline.recognise import FALLBACK, MATCH, UNCLEAR, recognise
from assistant.planning.content import work_in
from assistant.planning.money import INPUTS

GIVEN = os.environ.get("ASSISTANT_TEST_DATA", "")
"""A folder with further briefs (briefs.jsonl); read before the fixtures clear the environment."""
SLOTS = {"user", "unit", "units", "material", "volume", "owner", "ship"}
LANGUAGE = [task for task in tasks() if task.family == "language"]

OTHERS = [
    ("Substitute teachers get lesson plans, drafted from our curriculum notes.", "draft-a-plan"),
    ("Product managers need specifications drafted from interview notes, which they edit and accept.", "draft-a-plan"),
    ("Riders write to us 3,000 times a month; most answers are in our 80 FAQ pages.", "answer-from-documents"),
    ("Studierende fragen, und ein Assistent soll aus den Hilfeseiten antworten.", "answer-from-documents"),
    ("Scientists want to ask over 2 million lab reports on file shares.", "find-in-large-collection"),
    ("Ingenieurbüro mit 300.000 Dokumenten auf SharePoint, Fragen in Worten.", "find-in-large-collection"),
    ("We check 60 NDAs a month against our standard positions.", "review-against-rules"),
    ("Kanzlei will Mietverträge gegen eigene Musterklauseln prüfen lassen.", "review-against-rules"),
    ("Business users ask in plain words and get a SQL query to edit and run.", "write-query-or-code"),
    ("Clerks key twelve values from each invoice into the form.", "fill-fields-from-talk-or-text"),
    ("Pracownicy przepisują dane ze zgłoszeń szkód do formularza.", "fill-fields-from-talk-or-text"),
    ("Reiseportal: 60.000 Hotelbeschreibungen aus Stammdaten.", "write-many-items"),
    ("We help small farms apply for EU subsidies with a first draft.", "draft-for-an-outside-decider"),
    ("Eine Plattform plant Reisen und bucht Hotels über Partner.", "act-through-tools"),
    ("Inside their CRM an assistant finds policies and drafts emails.", "assist-inside-a-tool"),
    ("Detective game: 12 characters who should talk freely.", "play-a-character"),
    ("Highlight clips from 300 match videos for social media.", "pick-and-cut-media"),
    ("Take a picture of your wardrobe and get outfits suggested.", "recognise-and-suggest-from-photos"),
    ("Dolmetsch-App für Sanitäter, Arabisch und Dari.", "translate-or-simplify"),
    ("Physicians want discharge letters drafted from the chart.", "summarise-and-hand-over"),
    ("Complaints, 1,200 a day, need one of 35 categories.", "sort-and-label-text"),
    ("Learners hand in a text and want comments on grammar.", "feedback-on-somebodys-work"),
    ("Nous voulons un brouillon de réponse aux courriers que l'agent relit.", "write-letters"),
    ("Klinikum will 300 Bewerbungen für Pflegestellen vorsortieren.", "prepare-case-for-decision"),
    ("Every week: what do 2,000 app reviews complain about?", "themes-from-many-texts"),
    ("Monthly newsletter from reports the team leaders send.", "compile-regular-document"),
    ("Court hearings need transcripts; names come out wrong.", "transcribe-speech"),
    ("Tax lawyers want legal research over rulings with sources.", "research-for-experts"),
    ("A bot that comments on merge requests for our developers.", "help-with-code-changes"),
    ("Our board wants an AI strategy.", "unclear-job"),
    ("Wir wollen irgendwas mit KI machen.", "unclear-job"),
    ("Il faut faire de l'IA dans notre coopérative, dit le directeur.", "unclear-job"),
]
"""Briefs in no suite, in several languages, with the pattern that fits."""


def name(task: Task) -> str:
    """A test's name is its pattern's."""
    return task.id


each = pytest.mark.parametrize("task", tasks(), ids=name)
each_language = pytest.mark.parametrize("task", LANGUAGE, ids=name)


@lru_cache(maxsize=1)
def briefs() -> dict[str, str]:
    """Id → brief of the suites in the repository, and of the given ones where they are at hand."""
    suites = resources.folder("evals") / "suites" / "fit"
    texts = [(suites / f"{suite}.jsonl").read_text(encoding="utf-8") for suite in ("own", "paraphrased")]
    if GIVEN:
        texts.append((Path(GIVEN) / "briefs.jsonl").read_text(encoding="utf-8"))
    rows = [from_json(line) for text in texts for line in text.splitlines() if line.strip()]
    return {row["id"]: row["brief"] for row in rows}


def test_ids_are_the_file_names() -> None:
    folder = resources.folder("corpus") / "patterns" / "tasks"
    assert {task.id for task in tasks()} == {item.name.removesuffix(".toml") for item in folder.iterdir()}
    assert {UNCLEAR, FALLBACK} <= {task.id for task in tasks()}


@pytest.mark.parametrize("pattern", [*tasks(), *circumstances()], ids=lambda pattern: pattern.id)
def test_slots_and_citations_exist(pattern: Task) -> None:
    text = pattern.model_dump_json()
    assert set(re.findall(r"\{e:([\w-]+)\}", text)) <= {wanted.key for wanted in pattern.evidence} | set(
        base_evidence()
    )
    braces = re.findall(r"\{([a-z_]+)\}", pattern.model_dump_json(exclude={"cues"}))
    assert set(braces) <= SLOTS
    notes = {item.name.removesuffix(".md") for item in (resources.folder("corpus") / "notes").iterdir()}
    assert {wanted.note for wanted in pattern.evidence} <= notes
    assert set(pattern.numbers) <= {*INPUTS, "buy_unit_price"}


@each
def test_a_task_answers_all_six_fit_questions(task: Task) -> None:
    assert sorted(fit.question for fit in task.fit) == [1, 2, 3, 4, 5, 6]
    unsaid = [fit for fit in task.fit if fit.answer == "unknown" and not fit.default]
    assert not unsaid or task.id == UNCLEAR


@each
def test_a_task_fills_two_pages_and_starts_with_an_outcome(task: Task) -> None:
    assert len(task.week) == 3
    assert task.measure[0].kind == "outcome"
    assert len(task.measure) >= 4
    kinds = {measure.kind for measure in task.measure}
    assert "guardrail" in kinds
    assert "quality" in kinds or task.family != "language"
    assert len(task.eval_case) >= 4
    assert len(task.risk) >= 2
    assert len(task.question) in (2, 3)


@each
def test_a_measure_can_stop_the_product(task: Task) -> None:
    for measure in task.measure:
        assert measure.target != measure.stop, measure.name
        if measure.low is not None and measure.high is not None:
            assert measure.low <= measure.target <= measure.high, measure.name


@each_language
def test_a_language_task_rests_on_three_notes_and_cites_all_of_them(task: Task) -> None:
    assert len({wanted.note for wanted in task.evidence}) >= 3
    used = set(re.findall(r"\{e:([\w-]+)\}", task.model_dump_json()))
    assert {wanted.key for wanted in task.evidence} == used - (set(base_evidence()) - {e.key for e in task.evidence})


@each_language
def test_what_ships_describes_no_data_or_model_work(task: Task) -> None:
    for text in (task.title, task.slice, task.surface, task.exit_test, task.when_model_fails, task.low_risk_slice):
        assert work_in(text) == (), text


@each_language
def test_content_is_kept_with_consent_and_an_end(task: Task) -> None:
    for event in task.event:
        if event.holds_content:
            assert event.consent
            assert event.retention_days


@pytest.mark.parametrize(("brief", "expected"), OTHERS)
def test_a_brief_nobody_wrote_a_pattern_for_is_recognised_by_its_kind(brief: str, expected: str) -> None:
    assert recognise(brief).task.id == expected


@pytest.mark.parametrize(
    "brief",
    [
        "Forecast the number of calls for our call centre by half-hour.",
        "Predict which machines fail next week from vibration sensors.",
        "Which of our 200,000 gym members will cancel next month? We have visits and payments for five years.",
        "Detect card fraud in real time at 3,000 transactions a second.",
    ],
)
def test_numbers_are_not_mistaken_for_language(brief: str) -> None:
    best = max(LANGUAGE, key=lambda task: task.cues.score(brief))
    assert best.cues.score(brief) < MATCH, best.id


@pytest.mark.parametrize("task", [task for task in LANGUAGE if task.cues.strong], ids=name)
def test_no_pattern_is_made_for_one_brief(task: Task) -> None:
    texts = [*briefs().values(), *(brief for brief, _ in OTHERS)]
    hit = [text for text in texts if any(re.search(cue, text, re.I) for cue in task.cues.strong)]
    assert len(hit) >= 2, hit


def test_language_briefs_of_the_suites_find_a_pattern_of_their_own() -> None:
    vague = {key for key, text in briefs().items() if recognise(text).task.id == FALLBACK}
    assert len(vague) <= 0.05 * len(briefs()), sorted(vague)
