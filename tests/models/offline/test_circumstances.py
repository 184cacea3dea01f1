"""A circumstance is recognised by a property of the brief, in several languages, and near misses do not raise it."""

from __future__ import annotations

import re
from datetime import date

import pytest

from assistant import resources
from assistant.models.offline.model import job_of
from assistant.models.offline.patterns import Circumstance, circumstances
from assistant.models.offline.recognise import MATCH, recognise
from assistant.planning.content import work_in

STAGES = {"", "shadow", "on_device", "self_hosted", "batch", "live", "retire", "scale", "pressure"}

MATCHING: list[tuple[str, set[str]]] = [
    ("Shortlist the candidates for our apprenticeships by their CVs.", {"people-decisions"}),
    ("Bewerber sollen automatisch bewertet werden.", {"people-decisions"}),
    ("Classer les candidatures reçues pour chaque poste.", {"people-decisions"}),
    ("Ocena kandydatów, potem ranking kandydatów na stanowisko.", {"people-decisions"}),
    ("The model decides who gets a flat in our housing association.", {"people-decisions"}),
    ("Predict loan repayment of small firms.", {"people-decisions"}),
    ("The answer is posted straight to the customer and nobody reads it.", {"acts-alone"}),
    ("Fines are sent without anyone checking them.", {"acts-alone"}),
    ("Die Bescheide gehen direkt raus, ohne dass jemand sie sieht.", {"acts-alone"}),
    ("Les réponses partent sans relecture.", {"acts-alone"}),
    ("Once filed, the notice cannot be taken back.", {"acts-alone"}),
    ("It calculates the insulin dose for people at home.", {"body-harm"}),
    ("A symptom checker for tired parents.", {"body-harm"}),
    ("The crane is controlled by the model.", {"body-harm"}),
    ("Das System soll Diagnosen stellen und die Dosis ändern.", {"body-harm"}),
    ("The director wants exactly this: no suggestion mode.", {"no-milder-slice"}),
    ("Advisory use was ruled out.", {"no-milder-slice"}),
    ("Ein Pilot kommt nicht in Frage.", {"no-milder-slice"}),
    ("Monitor what the agents do without telling them.", {"covert-scoring"}),
    ("Score the mood of employees in video meetings.", {"covert-scoring"}),
    ("Die Mitarbeiter sollen heimlich beobachtet werden.", {"covert-scoring"}),
    ("Forest rangers name mushrooms where there is no signal.", {"no-network"}),
    ("Auf der Alm ohne Empfang soll das Handy Pflanzen erkennen.", {"no-network"}),
    ("L'application doit marcher hors ligne dans les grottes.", {"no-network"}),
    ("It must run on-device on old tablets.", {"no-network"}),
    ("Each bid is answered in 20 ms.", {"hard-latency"}),
    ("40,000 log lines a second pass the gateway.", {"hard-latency"}),
    ("The drawings must not leave our network.", {"data-stays"}),
    ("Cloud services are forbidden for these minutes.", {"data-stays"}),
    ("Die Daten dürfen das Haus nicht verlassen.", {"data-stays"}),
    ("Les données ne doivent pas sortir de l'établissement.", {"data-stays"}),
    ("We have a signed contract with a hosted provider and may send the minutes.", {"data-may-leave"}),
    ("Cloud hosting is allowed by our rules.", {"data-may-leave"}),
    ("The officer decides each case, we only sort the papers.", {"person-decides"}),
    ("Paramedics write the report of each ride.", {"clinical-work"}),
    ("We will first collect 20,000 poems and train a model.", {"train-first-pressure"}),
    ("Wir wollen zuerst 3.000 Protokolle sammeln und ein Modell trainieren.", {"train-first-pressure"}),
    ("Najpierw zebrać dane, potem wytrenować model.", {"train-first-pressure"}),
    ("The vendor turns off our version in a month.", {"model-retires"}),
    ("Das Modell wird im Februar abgeschaltet.", {"model-retires"}),
    ("12 million messages a month, and finance says halve the bill.", {"scale-bill"}),
    ("60 weekly users; we want to fine-tune on the logged chats next month.", {"tune-too-early"}),
    ("Complaints tripled since spring.", {"live-quality-problem"}),
    ("The service got worse after the update.", {"live-quality-problem"}),
    ("It is finished, but nobody has used it.", {"built-not-launched"}),
    ("Der Assistent ist fertig programmiert und liegt auf dem Testserver.", {"built-not-launched"}),
    ("Part one: which boilers will fail. Part two: a note for the fitter.", {"two-part-score-and-text"}),
    ("Just for fun: limericks about my garden.", {"hobby"}),
    ("Letters that explain the refusal of a claim.", {"money-or-legal-terms"}),
    ("Our clerks spend two hours a day on the minutes.", {"internal-staff"}),
    ("Our notary drafts deeds, and the clients' documents are confidential.", {"confidential-clients"}),
    ("Wer was sehen darf, regeln Zugriffsrechte.", {"permissions"}),
    ("The bot orders spare parts for the ship.", {"payments-and-bookings"}),
    ("It reads what strangers write on web pages.", {"outside-web-content"}),
    ("Meetings are recorded and summed up.", {"recordings-of-people"}),
    ("Take a photo of your kitchen and get ideas.", {"photos-of-people-or-homes"}),
    ("Rezepte ohne Gluten.", {"allergies-and-diet"}),
    ("Pupils get help with fractions.", {"minors"}),
    ("It remembers what each guest likes.", {"personal-memory"}),
    ("Real-estate adverts from the data of each flat.", {"advertising-and-discrimination"}),
    ("Alt text for 45,000 images.", {"large-batch"}),
    ("Notices in seven languages.", {"many-languages"}),
    ("Drafts of patent applications; the office decides a year later.", {"outcome-lag"}),
    ("Independent authors get a cover blurb.", {"many-copies"}),
    ("A bank wants minutes of credit talks written.", {"regulated-field"}),
    ("Suggestions while the caller speaks, in under 2 seconds.", {"latency-felt"}),
]
"""Briefs of one sentence and all circumstances they show; none of them stands in a suite."""

NEAR_MISSES: list[tuple[str, str]] = [
    ("A practice interview for applicants; nothing is recorded and a coach evaluates candidates.", "people-decisions"),
    ("Rank products for shoppers.", "people-decisions"),
    ("Select passages; candidate answers are scored.", "people-decisions"),
    ("Nobody reads these reports today.", "acts-alone"),
    ("Nothing is sent automatically.", "acts-alone"),
    ("The editor reads every text before it goes out, never automatically sent.", "acts-alone"),
    ("Triage of bugs in our tracker.", "body-harm"),
    ("Billing staff assign diagnosis codes.", "body-harm"),
    ("The doctor reads a summary of the letters.", "body-harm"),
    ("There was no pilot so far.", "no-milder-slice"),
    ("We are happy to begin with a draft.", "no-milder-slice"),
    ("The sentiment of hotel reviews.", "covert-scoring"),
    ("Orders from offline shops and online.", "no-network"),
    ("The network desk reads alarms.", "no-network"),
    ("Answers within a minute are fine.", "hard-latency"),
    ("4,000 tickets a month.", "hard-latency"),
    ("Project-level permissions; some papers are confidential.", "data-stays"),
    ("The notes may leave under a contract.", "data-stays"),
    ("The notes may not leave the hospital under any contract.", "data-may-leave"),
    ("The monthly roster of our staff must be trained staff only.", "train-first-pressure"),
    ("It books hotels and trains first.", "train-first-pressure"),
    ("Help for people who retire next year.", "model-retires"),
    ("The bill is fine.", "scale-bill"),
    ("Cancellations cost us €2.3 million a year.", "scale-bill"),
    ("5 million calls a month and 2 million consented labels, fine-tune now?", "tune-too-early"),
    ("Sort 400 complaints a week by reason.", "live-quality-problem"),
    ("Live since June with 35 estimators.", "built-not-launched"),
    ("A hobby shop with 40 employees wants answers for customers.", "hobby"),
    ("Planning permissions of the town, explained.", "permissions"),
    ("Chance that guests cancel the rooms they book.", "payments-and-bookings"),
    ("5 million model calls are summarised.", "recordings-of-people"),
    ("Publisher of school books.", "minors"),
    ("Demand of meals, to plan waste: a forecast of sold dishes.", "allergies-and-diet"),
    ("A food bank wants volunteers planned.", "regulated-field"),
    ("Flag ad clicks.", "advertising-and-discrimination"),
]
"""Sentences with a word of the circumstance but without its property."""


def found(text: str) -> set[str]:
    """The ids of all circumstances a text shows, whatever its kind of work."""
    return {c.id for c in circumstances() if c.cues.score(text) >= MATCH}


def named(pattern: Circumstance) -> str:
    """A test's name is its pattern's."""
    return pattern.id


each = pytest.mark.parametrize("pattern", circumstances(), ids=named)


@pytest.mark.parametrize(("text", "expected"), MATCHING)
def test_a_sentence_shows_exactly_its_circumstances(text: str, expected: set[str]) -> None:
    assert found(text) == expected


@pytest.mark.parametrize(("text", "other"), NEAR_MISSES)
def test_a_near_miss_raises_no_false_alarm(text: str, other: str) -> None:
    assert other in {c.id for c in circumstances()}
    assert other not in found(text)


@pytest.mark.parametrize(
    ("text", "question", "answer"),
    [
        ("A fine is sent and nobody reviews it.", 2, "no"),
        ("Rank the applicants for each vacancy.", 6, "no"),
        ("The officer decides each case as today; we list missing papers of applicants.", 6, "partly"),
        ("It sets the dose of each patient.", 6, "no"),
        ("Nurses dictate notes about patients and sign them.", 6, "partly"),
        ("There is no signal in the mine.", 3, "no"),
        ("The label is needed within 4 ms.", 3, "no"),
        ("The files must never leave the building.", 4, "no"),
        ("We may send the files to a hosted provider.", 4, "yes"),
        ("Watch the staff without their knowledge.", 2, "no"),
    ],
)
def test_the_property_that_decides_a_verdict_answers_its_fit_question(text: str, question: int, answer: str) -> None:
    rank = {"no": 3, "partly": 2, "yes": 1, "unknown": 0}
    answers = [f.answer for c in circumstances() if c.id in found(text) for f in c.fit if f.question == question]
    assert max(answers, key=rank.__getitem__) == answer


def test_rejecting_every_harmless_form_a_harmful_purpose_and_secret_scoring_take_the_slice_away() -> None:
    taken = {"no-milder-slice", "harm-is-the-purpose", "covert-scoring"}
    assert {c.id for c in circumstances() if c.no_milder_slice} == taken


@pytest.mark.parametrize(
    "brief",
    [
        "Score our employees from their chat messages without their knowledge, and list who is disloyal.",
        "A property manager wants to secretly score tenants from their messages for how much trouble they will be.",
        "Watch the staff without telling them and rate each one's mood from webcams.",
        "Score employees secretly by their Slack messages.",
        "An app that covertly rates tenants by their messages.",
        "Rate candidates from covert recordings of their video calls; they must not know.",
    ],
)
def test_scoring_people_in_secret_is_stopped(brief: str) -> None:
    today = date(2026, 11, 23)
    assert job_of(brief, today, recognise(brief), {}).path() == "stop"


@pytest.mark.parametrize(
    "brief",
    [
        "Score support calls for coaching; agents see every score first and agreed to it with the works council.",
        "Summarise what our tenants write about repairs, so that the caretaker knows what to mend first.",
    ],
)
def test_open_feedback_agreed_with_those_concerned_is_not_stopped(brief: str) -> None:
    today = date(2026, 11, 23)
    assert job_of(brief, today, recognise(brief), {}).path() != "stop"


def test_ids_are_the_file_names() -> None:
    folder = resources.folder("corpus") / "patterns" / "circumstances"
    names = {item.name.removesuffix(".toml") for item in folder.iterdir() if item.name.endswith(".toml")}
    assert {c.id for c in circumstances()} == names


@each
def test_every_cue_compiles_and_none_matches_nothing_at_all(pattern: Circumstance) -> None:
    assert pattern.cues.strong or pattern.cues.together
    met = (part for parts in pattern.cues.together for part in parts)
    for cue in (*pattern.cues.strong, *pattern.cues.weak, *pattern.cues.against, *met):
        assert re.compile(cue, re.I).search("") is None, cue


@each
def test_evidence_is_used_and_its_notes_exist(pattern: Circumstance) -> None:
    text = pattern.model_dump_json(exclude={"evidence"})
    assert {wanted.key for wanted in pattern.evidence} == set(re.findall(r"\{e:([\w-]+)\}", text))
    notes = {item.name.removesuffix(".md") for item in (resources.folder("corpus") / "notes").iterdir()}
    assert pattern.evidence
    assert {wanted.note for wanted in pattern.evidence} <= notes


@each
def test_what_ships_describes_no_data_or_model_work(pattern: Circumstance) -> None:
    for text in (pattern.slice, pattern.surface, pattern.low_risk_slice):
        assert work_in(text) == (), text


@each
def test_only_what_matters_is_added(pattern: Circumstance) -> None:
    assert pattern.stage in STAGES
    assert 1 <= pattern.priority <= 9
    assert len(pattern.guardrail) <= (3 if pattern.priority <= 2 else 2)
    assert len(pattern.week) <= 2
    assert len(pattern.measure) <= 2
    assert "outcome" not in {measure.kind for measure in pattern.measure}


@each
def test_a_measure_can_stop_the_product(pattern: Circumstance) -> None:
    for measure in pattern.measure:
        assert measure.target != measure.stop, measure.name
