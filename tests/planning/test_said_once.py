"""A page says a thing once, and no share of the work above all of it as a percentage."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

from assistant import app
from assistant.planning.markdown import body
from assistant.planning.markdown_money import money
from assistant.planning.renderings import html
from assistant.settings import Settings
from tests.planning.changes import changed
from tests.planning.plans import hobby, support
from tests.planning.renderings.hostile import read

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)


def test_what_the_fit_table_says_is_not_said_again_as_the_reason_of_an_unclear_brief() -> None:
    plan = support()
    notice = "No sign of a known kind of work was found."
    unclear = changed(
        plan,
        {
            "verdict.path": "clarify",
            "verdict.reason": f"The brief names neither a user nor a job. {notice}",
            "fit[4].reason": f"{notice} A form may do it.",
            "fit[4].answer": "unknown",
        },
    )
    page = body(unclear)
    assert "The brief names neither a user nor a job." in page
    assert page.count(notice) == 1


def test_a_hobby_is_not_told_what_its_owner_s_evenings_would_be_worth() -> None:
    plan = hobby()
    today = [option.name for option in plan.costs.options if option.kind == "today"]
    assert today
    assert not any(name in money(plan) for name in today)
    costs = read(html.render(plan)).text.partition("What each option costs")[2].partition("Both paths")[0]
    assert costs and not any(name in costs for name in today)


def test_a_share_above_all_of_the_work_is_told_in_words() -> None:
    plan = changed(
        support(), {"costs.sensitivity[0].at_low": 1_037.5, "costs.sensitivity[0].result": support().costs.stop_line}
    )
    assert "more than all the work to" in money(plan)
    assert not re.search(r"\d[\d,]{3,}%", money(plan))


def test_a_question_tells_a_stop_line_above_all_of_the_work_in_words(tmp_path: Path) -> None:
    drafter = app.build(Settings(home=tmp_path), model="offline", wiring=app.Wiring(recorded=False, now=lambda: NOW))
    firm = "A five-lawyer firm wants first-pass review of supplier contracts against its own playbook of 40 clauses."
    plan = drafter.turn(firm, want="plan").plan
    assert plan is not None
    asked = " ".join(question.changes for question in plan.questions)
    assert "more than all the work" in asked
    assert not re.search(r"stop line[^.;]*\b\d{3,}%", asked)
