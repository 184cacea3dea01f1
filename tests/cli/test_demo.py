"""The tour computes what it shows: with another idea it shows another plan, and the rules really find the damage."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic_core import from_json

from assistant.knowledge import embedding
from assistant.usage.log import LOG_NAME
from tests.cli.conftest import Run


@pytest.fixture(autouse=True)
def by_words_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedding, "packaged", lambda: None)


def test_the_tour_shows_a_plan_a_broken_order_gates_and_a_forged_quote(run: Run, own_home: Path) -> None:
    result = run("demo")
    assert result.exit_code == 0
    for part in ("1. A brief", "2. Somebody", "3. Gates", "4. One word", "✗ PF101", "✗ PF402", "made up"):
        assert part in result.stdout
    assert "assistant plan" in result.stderr
    assert not (own_home / LOG_NAME).exists(), "the tour is no use, so it is not logged"


def test_the_tour_as_data_rests_on_the_rules(run: Run) -> None:
    shown = from_json(run("demo", "--json").stdout)
    assert {"PF101", "PF102"} <= {finding["code"] for finding in shown["broken_order"]}
    quote = shown["changed_quote"]
    assert quote["quote"] != quote["changed"]
    assert {finding["code"] for finding in quote["findings"]} == {"PF402"}
    assert {"open", "insufficient data"} <= {gate["state"] for gate in shown["gates_on_made_up_numbers"]}
    assert shown["seconds"] > 0


def test_an_idea_of_ones_own_gets_its_own_tour(run: Run) -> None:
    own = from_json(run("demo", "Sort incoming invoices for our bookkeeper, 2,000 a month", "--json").stdout)
    assert "invoices" in own["brief"]
    assert own["title"] != from_json(run("demo", "--json").stdout)["title"]


def test_what_is_no_idea_is_one_sentence(run: Run) -> None:
    result = run("demo", "   ")
    assert result.exit_code == 2
    assert "Traceback" not in result.output
