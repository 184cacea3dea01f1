"""What a stranger stumbled over once must not come back."""

from __future__ import annotations

from datetime import date

import click
import pytest

from assistant.cli.failure import run
from assistant.models.offline.model import job_of
from assistant.models.offline.recognise import recognise
from assistant.planning import plan_diff
from tests.planning.plans import support

TODAY = date(2026, 11, 23)


def test_a_package_interrupted_while_it_loads_is_an_interrupt(capsys: pytest.CaptureFixture[str]) -> None:
    @click.command()
    def loads() -> None:
        try:
            raise KeyboardInterrupt
        except KeyboardInterrupt as stopped:
            raise ImportError("half loaded") from stopped

    assert run(loads, [], "assistant") == 130
    assert capsys.readouterr().err.startswith("interrupted;")


def test_the_builders_are_not_the_users() -> None:
    brief = "Support bot for our returns policy; two engineers, eight weeks"
    slots = job_of(brief, TODAY, recognise(brief), {}).slots
    assert "engineer" not in slots.user
    assert slots.material == "the returns policy"


def test_two_words_name_no_job() -> None:
    assert recognise("chatbot").unclear
    assert not recognise("Draft replies to our customers' questions").unclear


def test_plans_whose_stages_share_an_id_can_be_compared() -> None:
    plan = support()
    doubled = plan.model_copy(update={"stages": (*plan.stages, plan.stages[0])})
    assert plan_diff.in_words(plan, doubled) != ()
