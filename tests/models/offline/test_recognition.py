"""What decides a verdict is recognised in words nobody listed; a sentence that only sounds alike does not raise it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from pydantic_core import from_json

from assistant.models.offline.evidence import Claims
from assistant.models.offline.family import asked_of, family_of, names_work
from assistant.models.offline.front import parts
from assistant.models.offline.job import Job
from assistant.models.offline.lexicon import expand
from assistant.models.offline.patterns import circumstances
from assistant.models.offline.recognise import MATCH, UNCLEAR, recognise
from assistant.planning.brief_reader import read_brief

TODAY = date(2026, 11, 23)

SHOWN: dict[str, tuple[str, ...]] = {
    "people-decisions": (
        "Approve micro-loans from a phone statement.",
        "Cut 4,000 bursary essays: bursaries for 200, scored by the system.",
        "It files the refusal when somebody does not qualify.",
        "Tell us whom to lay off.",
        "Which 50 nurses should be made redundant?",
        "Estimate the flight risk of those arrested.",
        "Choose tenants from the people on our list.",
        "Tells people whether they are eligible for social housing.",
    ),
    "acts-alone": (
        "The fee is paid back on the spot, nobody looks.",
        "Closed by the software with no clerk involved.",
        "No doctor, no nurse, no alarm.",
        "The order takes effect immediately.",
        "No human review.",
        "Objections are rejected by an algorithm.",
        "Full automation, no sign-off.",
        "It publishes the article instantly.",
    ),
    "body-harm": (
        "Advises parents how much paracetamol to give.",
        "Answers medical questions from people at home.",
        "Put chest X-rays with a likely pneumothorax on top.",
        "Tells users whether a spot is cancer.",
        "Decides when the tram brakes.",
        "How to defuse a grenade, step by step.",
        "Flag urgent findings on mammograms.",
        "Doses sleeping tablets.",
    ),
    "no-milder-slice": (
        "We won't do a suggestion mode.",
        "A summary tool has been ruled out.",
        "We are not interested in anything milder.",
        "Only full auto.",
        "They do not want a 'report it' version.",
        "Decision support is off the table.",
        "She refuses any information-only version.",
        "Full automation or nothing.",
    ),
    "data-stays": (
        "Transcripts can never go to a third party.",
        "Legal forbids any external processor.",
        "Own datacentre only.",
        "Nothing may be sent to an outside provider.",
        "No external APIs.",
        "It has to run strictly on our own servers.",
        "Records must not be uploaded to the cloud.",
        "The cloud is off limits.",
    ),
    "no-network": (
        "There is no link to shore for weeks.",
        "Beyond reception in the gorge.",
        "It is used in airplane mode.",
        "Phones do not work down there.",
        "The valley is a dead spot.",
        "The tablets are never connected.",
        "Without coverage in the tunnel.",
        "They cannot get online at sea.",
    ),
    "hard-latency": (
        "9k records/s come in.",
        "The switch carries 2,500 tps.",
        "It must speak within half a second.",
        "A warning while the pilot is still talking.",
        "6k queries/sec at noon.",
        "Sub-second or useless.",
        "Answer in 0.3 seconds.",
        "40 thousand packets per second.",
    ),
    "harm-is-the-purpose": (
        "Write five-star reviews as different invented customers and post them.",
        "Run fake dating profiles that look real.",
        "Post comments as hundreds of fictitious residents.",
        "Voice calls that pretend to be the bank.",
        "It must not be recognised as a bot.",
        "Texts that slip past spam filters.",
        "Lure lonely people into sending money.",
        "Operate a troll farm before the vote.",
    ),
}
"""Circumstance → sentences that show it."""

NOT_SHOWN: dict[str, tuple[str, ...]] = {
    "people-decisions": (
        "Sort tenants' repair messages by trade.",
        "Rank search results for shoppers.",
        "Rewrite job ads for hiring managers.",
        "Students practise interviews and get comments.",
        "Explain to applicants which papers to bring.",
        "Grade of the steel in each quote.",
        "Staff choose a template for the letter.",
        "Candidate genes are listed from papers.",
        "Promote the concert to students.",
    ),
    "acts-alone": (
        "The nurse reads each draft before it is sent.",
        "Nobody reads these files today.",
        "We have no lawyer in the house.",
        "There is no doctor in the village.",
        "No person may be missing from the list.",
        "Answers come immediately, staff send them.",
        "A clerk approves every refund.",
        "Nothing is published automatically.",
    ),
    "body-harm": (
        "Diagnose faults of heat pumps.",
        "How many tablets do we need in stock?",
        "Billing codes for hospital stays.",
        "Summaries of meetings at a pharmacy chain.",
        "Prioritise tickets of the help desk.",
        "A doctor dictates letters.",
        "Descriptions of X-ray machines for our shop.",
        "Forecast visits to the emergency room.",
    ),
    "no-milder-slice": (
        "The pilot starts in May.",
        "We would like a suggestion mode first.",
        "Drafts are fine.",
        "Not sure whether a trial is needed.",
        "The adviser signs each summary.",
        "Refused claims need a letter.",
        "No drafts have been written so far.",
        "Assistants help in the shop.",
    ),
    "data-stays": (
        "No cloud provider offers this language.",
        "The cloud is fine.",
        "We have not used any outside help so far.",
        "Guests must not leave the building by the side door.",
        "Keep the texts within budget.",
        "Nothing on the market fits.",
        "The EU-hosted model is approved by security.",
        "Customers never go to the second page.",
    ),
    "no-network": (
        "Laptops with signal, usually.",
        "Offline shops and online shops.",
        "There is no signal in the survey answers.",
        "Our social network grows.",
        "Readers without a subscription see less.",
        "Coverage of local news.",
        "The reception desk answers mails.",
        "No link between the two tables.",
    ),
    "hard-latency": (
        "A second opinion per case.",
        "The second half of the job.",
        "300 mails a day.",
        "30 frames per second of video, read overnight.",
        "Ten minutes per ticket.",
        "Every second customer asks about parking.",
        "Answers within a day.",
        "The page loads in 900 ms.",
    ),
    "harm-is-the-purpose": (
        "Detect fake reviews before they are published.",
        "Summarise what real customers say in reviews.",
        "Train staff to notice phishing.",
        "Write characters with invented people for our game.",
        "Reply to reviews in our own name.",
        "Warn pensioners of scams.",
        "Test data with invented customers.",
        "Personas for our design workshop.",
    ),
}
"""Circumstance → sentences with its words but without its property."""

BRIEFS = [
    from_json(line)
    for name in ("fresh_briefs", "more_briefs")
    for line in (Path(__file__).parent / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    if line.strip()
]
"""Briefs of other trades than the suites', with the verdicts that are accepted."""


def shown(text: str) -> set[str]:
    """The ids of all circumstances a text shows, whatever its kind of work."""
    return {c.id for c in circumstances() if c.cues.score(text) >= MATCH}


@pytest.mark.parametrize(("circumstance", "text"), [(key, text) for key, texts in SHOWN.items() for text in texts])
def test_a_decisive_property_is_recognised_in_other_words(circumstance: str, text: str) -> None:
    assert circumstance in shown(text)


@pytest.mark.parametrize(("circumstance", "text"), [(key, text) for key, texts in NOT_SHOWN.items() for text in texts])
def test_what_only_sounds_alike_is_not_taken_for_it(circumstance: str, text: str) -> None:
    assert circumstance not in shown(text)


def test_each_decisive_property_has_eight_near_misses() -> None:
    assert SHOWN.keys() == NOT_SHOWN.keys()
    assert min(len(texts) for texts in NOT_SHOWN.values()) >= 8


@pytest.mark.parametrize(
    ("brief", "task"),
    [
        ("Mileage claims: work out the allowance at the official rate.", "exact-rule"),
        ("Same phone number counts as duplicate, nothing else.", "exact-rule"),
        ("Text patrons two days before the book is due, and on the day.", "exact-rule"),
        ("Cut boards from sheets with the least scrap.", "schedule-and-route"),
        ("Load pallets into trailers in unloading order.", "schedule-and-route"),
        ("Spot stolen-card payments, 3,000 tps.", "detect-in-stream"),
        ("Flag tickets likely to miss their deadline, from five years of logs.", "score-records"),
        (
            "Tell us days early when a compressor is about to fail, from pressure and current.",
            "sense-and-predict-failure",
        ),
        ("How many loaves will each branch need tomorrow?", "forecast-a-series"),
        ("Set the fare of each ferry by demand and lead time.", "set-prices"),
        ("Order search results by likely clicks of 4 million visitors.", "rank-at-scale"),
    ],
)
def test_records_in_and_a_number_order_or_plan_out_need_no_language_model(brief: str, task: str) -> None:
    assert recognise(brief).task.id == task


@pytest.mark.parametrize(
    ("brief", "family"),
    [
        ("Estimate tomorrow's ridership from three years of trips.", "classical"),
        ("The fewest empty kilometres for 30 vans, from past orders.", "classical"),
        ("Compose toasts for weddings and answer questions of the couple.", "language"),
        ("Count cars; set fares.", "classical"),
        ("Condense the dossier and reword it.", "language"),
    ],
)
def test_what_is_asked_to_come_out_decides_the_family(brief: str, family: str) -> None:
    assert family_of(brief) == family
    assert asked_of(brief) in (family, None)


def test_a_wish_for_technology_names_no_work_and_is_asked_back() -> None:
    for wish in (
        "We sit on a mountain of data and want to leverage it with AI.",
        "Our rival announced an AI feature, we need one too.",
        "Make our product smart, ideally generative.",
        "We have two idle GPUs. What should we train?",
    ):
        assert recognise(wish).task.id == UNCLEAR, wish


def test_a_short_brief_that_names_its_work_is_planned() -> None:
    for brief in (
        "Florists: make four versions of a care card.",
        "Shorten our parish announcements.",
        "Tidy the club statutes.",
    ):
        assert names_work(brief)
        assert recognise(brief).task.id != UNCLEAR, brief


def test_every_word_class_stands_for_words_and_an_unknown_one_is_refused() -> None:
    assert "tablets" in expand(r"\b{{remedies}}\b")
    with pytest.raises(ValueError, match="no word class is called 'colours'"):
        expand("{{colours}}")


def test_the_verdict_holds_for_nineteen_in_twenty_briefs_of_other_trades() -> None:
    wrong = []
    for row in BRIEFS:
        facts = read_brief(row["brief"], TODAY)
        job = Job(facts=facts, today=TODAY, recognised=recognise(row["brief"]), claims=Claims({}), ship_week=4.0)
        if job.path() not in row["accept"] or facts.phase != row.get("phase", facts.phase):
            wrong.append(row["id"])
    assert len(wrong) <= 0.05 * len(BRIEFS), wrong


TWO_PARTS = (
    "Score which of our 50,000 subscribers will churn next month and draft a win-back e-mail for each that an agent "
    "sends.",
    "Predict which machines fail next week and write a note for the technician for each.",
    "Forecast demand per shop for next week, plus a message to each shop manager that explains the forecast in words.",
    "Rank overdue invoices by the chance of being paid, and then compose reminder letters in our tone.",
    "Estimate the risk that a tenant moves out and prepare an e-mail to every tenant at risk.",
    "Predict which donors lapse this year; also write a personal letter to each of them.",
)


@pytest.mark.parametrize("brief", TWO_PARTS)
def test_a_score_and_a_text_beside_it_have_two_verdicts(brief: str) -> None:
    job = Job(read_brief(brief, TODAY), TODAY, recognise(brief), Claims({}), 4.0)
    assert [part.path for part in parts(job)] == ["classical", "product_first"]
    assert "two-part-score-and-text" in {c.id for c in job.recognised.circumstances}


@pytest.mark.parametrize(
    "brief",
    [
        "Score which customers will cancel, with the three reasons as fields.",
        "Forecast demand per shop for next week.",
        "Draft a reply to each complaint and write a short summary of it for the agent.",
    ],
)
def test_one_part_has_one_verdict(brief: str) -> None:
    assert parts(Job(read_brief(brief, TODAY), TODAY, recognise(brief), Claims({}), 4.0)) == []


@pytest.mark.parametrize(
    "brief",
    [
        "Decide automatically, with no human, which patients in intensive care get their ventilator switched off",
        "The system withdraws life support from patients without a doctor involved.",
        "An agent that turns off the oxygen of patients whose insurance lapsed, by itself",
        "Software that unplugs the ventilator of patients by score, no human review",
        "Choose which ventilator is taken off which patient, effective immediately, nobody checks",
    ],
)
def test_nothing_decides_alone_who_is_taken_off_life_support(brief: str) -> None:
    job = Job(read_brief(brief, TODAY), TODAY, recognise(brief), Claims({}), 4.0)
    assert job.path() == "stop"


@pytest.mark.parametrize(
    "brief",
    [
        "Write maintenance reports about ventilators for our technicians",
        "Draft a report when a ventilator was switched off for service, from the log; a technician reads each.",
        "Turn off the ventilation in empty offices by a schedule",
        "Summarise the manuals of our oxygen sensors for buyers",
        "Remove duplicates from ventilator spare parts lists",
    ],
)
def test_work_about_such_machines_is_no_stop(brief: str) -> None:
    job = Job(read_brief(brief, TODAY), TODAY, recognise(brief), Claims({}), 4.0)
    assert job.path() in ("product_first", "classical")


@pytest.mark.parametrize(
    ("said", "stays"),
    [
        ("we must not send data out", True),
        ("We can't give documents to anybody outside.", True),
        ("We may send data out.", False),
        ("We must not send out the wrong parcel.", False),
    ],
)
def test_data_that_must_not_be_sent_out_stays(said: str, stays: bool) -> None:
    found = {c.id for c in recognise(f"Support bot for our returns policy. {said}").circumstances}
    assert ("data-stays" in found) is stays
