"""When nothing is answered: the questions a note answers get their note, those that only sound like it get silence."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from assistant import resources
from assistant.knowledge import evidence
from assistant.knowledge.documents import corpus_documents
from assistant.knowledge.embedding import MiniLM
from assistant.knowledge.evidence import Grounds
from assistant.knowledge.index import Index
from assistant.knowledge.lexical import Term
from assistant.knowledge.stop_words import says_something
from benchmarks.abstention import calibrate
from benchmarks.questions import ask, questions
from tests.knowledge.shelf import MINILM

FAIR = Grounds(cosine=0.6, coverage=0.8, plain=0.7, absent=0.0, names=(), asks=True)
MANY = 1000


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    """The shipped notes, searched by words and meaning."""
    documents = corpus_documents(resources.folder("corpus"))
    with Index.open(tmp_path_factory.mktemp("shipped"), documents, embedder=MINILM) as index:
        yield index


def test_the_given_questions_are_answered_and_withheld_as_promised(shipped: Index) -> None:
    answers = ask(shipped, questions("given"))
    assert (answers.of_one, answers.of_several, answers.of_unanswerable) == (30, 6, 5)
    assert answers.found >= 0.95 * answers.of_one
    assert answers.complete >= 5
    assert answers.rightly_silent >= 4
    assert answers.falsely_silent <= 2


@pytest.mark.parametrize("name", ["titles", "blind"])
def test_the_questions_from_the_titles_are_many_and_mostly_told_apart(shipped: Index, name: str) -> None:
    asked = questions(name)
    answers = ask(shipped, asked)
    assert len({question.question for question in asked}) == len(asked) >= 60
    assert answers.of_unanswerable >= 30
    assert answers.rightly_silent >= 0.75 * answers.of_unanswerable
    assert answers.falsely_silent <= 0.08 * answers.of_one
    assert {note for q in asked for note in q.note} <= {d.id for d in corpus_documents(resources.folder("corpus"))}


def test_the_rule_that_ships_is_the_one_its_command_finds(shipped: Index) -> None:
    asked = (*questions("titles"), *questions("blind"))
    rows = [(shipped.grounds(question.question), bool(question.note)) for question in asked]
    found, (falsely, rightly) = calibrate(rows, ("cosine", "coverage", "absent", "name"))
    embedder, by_name = evidence.rules()
    ships = by_name[evidence.WITH_MEANING]
    assert embedder == MiniLM.fingerprint
    assert falsely <= 6 and rightly >= 70
    changed = sum((found.chance(g) >= found.threshold) != (ships.chance(g) >= ships.threshold) for g, _ in rows)
    assert changed <= 8, "the notes have changed: run python -m benchmarks.abstention --write"


@pytest.mark.parametrize(
    ("question", "note"),
    [
        ("What is a champion and challenger setup?", "classical-project-shape"),
        ("What is a kill criterion?", "success-metrics-and-guardrails"),
        ("How do I set a kill criterion?", "success-metrics-and-guardrails"),
        ("define distillation", "training-methods"),
    ],
)
def test_what_a_term_of_the_notes_means_is_answered(shipped: Index, question: str, note: str) -> None:
    assert note in {passage.chunk.note for passage in shipped.search(question, limit=5, asked=True).passages}


@pytest.mark.parametrize(
    "question", ["What is a blockchain setup?", "what is a kidney", "terraform module for a cluster"]
)
def test_what_no_note_speaks_of_is_not(shipped: Index, question: str) -> None:
    assert shipped.search(question, asked=True).abstained


@pytest.mark.parametrize("name", [evidence.WITH_MEANING, evidence.WORDS_ONLY])
@pytest.mark.parametrize(
    "better",
    [{"cosine": 0.9}, {"coverage": 1.0}, {"absent": 0.0}, {"names": ()}],
    ids=lambda change: next(iter(change)),
)
def test_a_better_sign_never_withholds_more(name: str, better: dict[str, object]) -> None:
    rule = evidence.rules()[1][name]
    poor = replace(FAIR, cosine=0.3, coverage=0.3, absent=0.4, names=("Berlin",))
    assert rule.chance(replace(poor, **better)) >= rule.chance(poor)  # type: ignore[arg-type]


def test_what_is_missing_is_named() -> None:
    poor = replace(FAIR, cosine=0.3, coverage=0.2, absent=0.5, names=("Gemini", "4"))
    assert evidence.withheld(FAIR, MANY, MiniLM.fingerprint) == ""
    assert evidence.withheld(poor, MANY, MiniLM.fingerprint).endswith("they do not mention Gemini, 4")
    assert "close to this question" in evidence.withheld(replace(poor, names=()), MANY, MiniLM.fingerprint)


def test_cosines_of_another_model_do_not_count() -> None:
    foreign = replace(FAIR, cosine=0.95, coverage=0.05, absent=0.6)
    assert evidence.withheld(foreign, MANY, MiniLM.fingerprint) == ""
    assert evidence.withheld(foreign, MANY, "another model") != ""


def test_a_brief_and_a_handful_of_notes_are_withheld_only_without_any_witness() -> None:
    for grounds, chunks in ((replace(FAIR, asks=False), MANY), (FAIR, 10)):
        poor = replace(grounds, cosine=0.26, coverage=0.1, plain=0.1, absent=0.9, names=("Berlin",))
        assert evidence.withheld(poor, chunks, MiniLM.fingerprint) == ""
        assert evidence.withheld(replace(poor, cosine=0.1), chunks, MiniLM.fingerprint) != ""
        assert evidence.withheld(replace(poor, cosine=0.1, plain=0.6), chunks, MiniLM.fingerprint) == ""
        assert evidence.withheld(replace(poor, cosine=None), chunks, MiniLM.fingerprint) != ""


def test_words_are_weighed_by_how_rare_they_are() -> None:
    rare, common, gone = Term("rare", 1, 3.0), Term("common", 9, 1.0), Term("gemini", 0, 4.0)
    held = {"rare": {"x"}, "common": {"x", "y"}}
    grounds = evidence.weigh("What about common and rare Gemini?", [rare, common, gone], held, 0.1)
    assert grounds == Grounds(0.1, 10 / 26, 0.5, 0.5, ("Gemini",), True)
    assert evidence.weigh("", [], {}, None) == Grounds(None, 0.0, 0.0, 0.0, (), True, says=False)


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("How do we price this", True),
        ("Gemini price", True),
        ("Customers leave. Why?", True),
        ("List the OWASP LLM Top 10 of 2025.", True),
        ("Offline speech translation for field medics on a rugged phone.", False),
        ("We sell shoes " * 12 + "What now?", False),
    ],
)
def test_a_question_is_told_from_a_description(text: str, asked: bool) -> None:
    assert evidence.asks(text) is asked


def test_on_a_search_line_keywords_ask_and_a_long_text_does_not() -> None:
    keywords = "terraform module for deploying an endpoint"
    assert (evidence.asks(keywords), evidence.asks(keywords, searching=True)) == (False, True)
    assert not evidence.asks("We sell shoes " * 12, searching=True)


def test_the_kind_of_thing_asked_for_may_be_missing() -> None:
    terms = [Term("setup", 0, 4.0), Term("challenger", 3, 4.0)]
    held = {"challenger": {"x"}}
    assert evidence.weigh("What is a challenger setup?", terms, held, 0.2).absent == 0
    assert evidence.weigh("Who sells a challenger setup?", terms, held, 0.2).absent == 0.5


def test_names_have_a_capital_inside_a_sentence_or_a_digit() -> None:
    assert evidence.names("What did I pay GPT4 in Berlin? Nothing in 2025.") == ("GPT4", "Berlin", "2025")


@pytest.mark.parametrize("query", ["what is the", "and of it", "how is it", "who are you?", "the a an", "???"])
def test_words_that_stand_everywhere_ask_for_nothing(shipped: Index, query: str) -> None:
    found = shipped.search(query, asked=True)
    assert (found.abstained, "words that stand everywhere" in found.why) == (True, True)


def test_a_name_in_capitals_is_no_such_word() -> None:
    assert says_something("what is IT")
    assert not says_something("what is it")
    assert says_something("\u4f55")


@pytest.mark.parametrize("asked", ["what is a guardrail metric", "counter-metrics", "what is a counter metric"])
def test_guardrails_are_found_by_the_names_they_go_by(shipped: Index, asked: str) -> None:
    notes = {passage.chunk.note for passage in shipped.search(asked, asked=True, limit=3).passages}
    assert "success-metrics-and-guardrails" in notes
