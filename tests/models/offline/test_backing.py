"""What backs the fit answers of an offline plan: the brief letter for letter, or a note; never what is not there."""

from __future__ import annotations

from statistics import median

import pytest
from pydantic_core import from_json

from assistant import plan, resources
from assistant.planning.evidence import Evidence
from assistant.planning.fit_evidence import because, of_brief, stands_in
from assistant.planning.review import review
from assistant.planning.schema import Plan
from tests.planning.changes import changed
from tests.planning.plans import support
from tests.planning.plans.parts import TODAY

GIVEN = (resources.folder("evals") / "suites" / "fit" / "given.jsonl").read_text(encoding="utf-8").splitlines()
SUPPORT = (
    "A B2B billing SaaS with 4,000 tickets a month and a 300-page help centre wants an assistant that answers customers"
    " and hands over when unsure. Two engineers, eight weeks."
)


def without(made: Plan) -> int:
    """Fit answers that show no evidence."""
    return sum("No evidence yet" in because(made, answer) for answer in made.fit)


def test_of_the_given_briefs_at_most_two_answers_lack_evidence_at_the_median() -> None:
    made = [plan(from_json(line)["brief"], model="offline") for line in GIVEN[::3]]
    assert median(without(each) for each in made) <= 2
    for each in made:
        assert all(stands_in(each, words) for answer in each.fit for words in of_brief(answer.reason))


def test_the_brief_is_quoted_where_it_says_something_about_the_question() -> None:
    made = plan(SUPPORT, model="offline")
    assert "Your brief: “hands over when unsure”." in because(made, made.fit[5])
    assert without(made) == 0


@pytest.mark.parametrize("said", ["nobody drafts anything", "without a human in the loop", "never reviewed by anyone"])
def test_words_that_deny_what_is_asked_back_nothing(said: str) -> None:
    made = plan(f"Our agency writes 200 letters a month to clients, {said}. Two months.", model="offline")
    good = [answer for answer in made.fit if answer.answer in ("yes", "partly")]
    assert all(said not in words for answer in good for words in of_brief(answer.reason))


def test_words_given_as_the_briefs_that_it_does_not_hold_are_an_error_and_no_evidence() -> None:
    reason = "A person reads it first. Your brief: “everything is signed by the head of service”."
    made = changed(support(), {"fit[0].reason": reason, "fit[0].claims": []})
    assert "No evidence yet" in because(made, made.fit[0])
    found = [each for each in review(made, Evidence(today=TODAY)) if each.path == "fit[0].reason"]
    assert [each.code for each in found] == ["PF401"]
    assert "signed by the head of service" in found[0].message


def test_a_job_nobody_knows_is_backed_by_nothing() -> None:
    assert without(plan("We want to add AI to our app this quarter.", model="offline")) >= 4
