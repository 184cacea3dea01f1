"""What page one owes its reader: what each fit answer rests on, and whether this is a draft."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from assistant.planning import markdown
from assistant.planning.evidence import Evidence
from assistant.planning.findings import Finding
from assistant.planning.fit_evidence import because
from assistant.planning.markdown_course import sources
from assistant.planning.purpose import FIT_QUESTIONS
from assistant.planning.renderings import html
from assistant.planning.review import is_draft, review
from assistant.planning.schema import Plan
from tests.planning.changes import changed
from tests.planning.plans import GOOD, support
from tests.planning.plans.parts import TODAY
from tests.planning.renderings.hostile import read

BROKEN: dict[str, object] = {"stages[3].gates": [], "gates[1].guards": [], "against": ""}


def row(text: str, question: int) -> str:
    return next(line for line in text.splitlines() if line.startswith(f"|{FIT_QUESTIONS[question]}|"))


def test_an_answer_shows_the_claims_beside_those_in_its_reason() -> None:
    plan = changed(support(), {"fit[1].claims": ["c2", "c1"]})
    assert because(plan, plan.fit[1]) == "Refunds and legal terms go to people [c2] [c1]."
    assert "go to people [case-support] [order-of-operations]." in row(plan.to_markdown(), 2)
    page = html.render(plan)
    assert page.count('href="#claim-2"') >= 2


def test_an_answer_shows_the_users_own_words_about_what_it_asks() -> None:
    assert "Your brief: “4,000 tickets a month”." in row(support().to_markdown(), 3)
    assert "Your brief: “4,000 tickets a month”." in read(html.render(support())).text


@pytest.mark.parametrize(("words", "few", "shown"), [("30 families", 30, False), ("30 families a day", 30, True)])
def test_a_few_things_without_a_period_are_no_evidence_of_load(words: str, few: float, shown: bool) -> None:
    quantity = {"label": "families", "value": few, "unit": "families", "origin": "brief"}
    volume = {"kind": "volume", "text": words, "quantity": quantity}
    changes: dict[str, object] = {f"brief.constraints[0].{name}": value for name, value in volume.items()}
    plan = changed(support(), {**changes, "brief.text": words})
    assert (words in because(plan, plan.fit[2])) is shown


def test_an_answer_without_evidence_says_so_and_one_with_a_doubt_is_checked_this_week() -> None:
    text = support().to_markdown()
    assert "No evidence yet." in row(text, 1)
    assert "No evidence yet; checked this week." in row(text, 4)
    assert "No evidence yet" in read(html.render(support())).text


def test_a_check_is_promised_for_this_week_only_where_an_action_speaks_of_it() -> None:
    other = "Run the 60 through search and retrieval."
    made = changed(
        support(), {"this_week[2].what": other, "this_week[2].done_when": "One table counts right and wrong."}
    )
    assert "No evidence yet; no action of this week checks it." in row(made.to_markdown(), 4)
    assert "checked this week" not in row(made.to_markdown(), 4)


@pytest.mark.parametrize("build", GOOD)
def test_every_answer_of_a_good_plan_shows_its_evidence_or_that_there_is_none(build: Callable[[], Plan]) -> None:
    plan = build()
    for answer in plan.fit:
        shown = because(plan, answer)
        marks = ("[c", "Your brief:", "No evidence yet")
        assert any(mark in shown for mark in marks) or answer.answer == "not_applicable"


@pytest.mark.parametrize("build", GOOD)
def test_a_good_plan_is_called_a_draft_nowhere(build: Callable[[], Plan]) -> None:
    assert "This is a draft" not in build().to_markdown()
    assert "This is a draft" not in html.render(build())


def test_a_plan_that_breaks_rules_says_so_on_top_in_markdown_and_html() -> None:
    plan = changed(support(), BROKEN)
    assert is_draft(review(plan, Evidence(today=TODAY)))
    note = "This is a draft, not to be acted on: it breaks PF104 and PF605. What that means: assistant rule PF104"
    assert plan.to_markdown().splitlines()[2] == f"> **{note}**"
    page = read(html.render(plan))
    assert note in page.text
    assert page.text.index(note) < page.text.index("The answer, for your boss")


def test_findings_that_are_known_decide_whether_it_is_a_draft() -> None:
    quote = Finding("PF402", "error", "citations[0]", "The quote is not there.", "Quote it.")
    for page in (markdown.render(support(), [quote]), html.render(support(), findings=[quote])):
        assert "it breaks PF402." in page
    warned = Finding("PF303", "warning", "costs", "A price expired.", "Look it up.")
    assert "This is a draft" not in markdown.render(support(), [warned])
    assert "This is a draft" not in markdown.render(changed(support(), BROKEN), [])


def test_the_source_shown_of_a_note_is_the_one_that_a_no_stands_on() -> None:
    plan = support()
    first = plan.citations[0]
    other = first.model_copy(update={"id": "s99", "quote": "The other sentence."})
    claim = plan.claims[0].model_copy(update={"id": "c99", "origin": "corpus", "citation": "s99"})
    cited = plan.model_copy(update={"citations": (*plan.citations, other), "claims": (*plan.claims, claim)})
    assert "The other sentence." not in sources(cited)
    answer = cited.fit[0].model_copy(update={"answer": "no", "claims": ("c99",)})
    told = sources(cited.model_copy(update={"fit": (answer, *cited.fit[1:])}))
    assert f"[{first.note}] {first.title}: “The other sentence.”" in told
    assert told.count(f"[{first.note}]") == 1
