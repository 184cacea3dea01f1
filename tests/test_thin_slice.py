"""The whole way once, without a key: chat, plan, say yes, see the turn, export it, and run the smoke suite."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from click.testing import CliRunner, Result
from pydantic_core import from_json

from assistant.cli.tree import root
from assistant.knowledge import embedding

BRIEF = "Support bot for our returns policy: 2,600 questions a month, 70 help pages; two engineers, eight weeks"
Run = Callable[..., Result]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Run:
    """The command, with a search by words only (the index of meanings takes half a minute to build)."""
    monkeypatch.setattr(embedding, "packaged", lambda: None)

    def invoke(*args: str, typed: str = "", code: int = 0) -> Result:
        result = CliRunner().invoke(root, list(args), input=typed)
        assert result.exit_code == code, result.output
        return result

    return invoke


def test_the_thin_slice_is_whole_without_a_key(run: Run) -> None:
    run("usage", "consent", "training")
    answered = run("chat", typed="What comes first, the data or the product?\n")
    assert "these are the notes' own words" in answered.stdout
    planned = from_json(run("plan", BRIEF, "--json").stdout)
    assert planned["verdict"]["path"] == "product_first"
    none_yet = run("usage", "export", "--to", "chat-jsonl")
    assert none_yet.stdout == ""
    run("feedback", "last", "--accept")

    shown = from_json(run("usage", "show", "last", "--json").stdout)
    assert (shown["text"], shown["plan"]["id"]) == (BRIEF, planned["id"])
    assert [entry["kind"] for entry in shown["feedback"]] == ["accept"]
    assert from_json(run("usage", "stats", "--json").stdout)["turns"] == 2

    exported = run("usage", "export", "--to", "chat-jsonl")
    (row,) = exported.stdout.splitlines()
    messages = from_json(row)["messages"]
    assert [messages[0]["role"], messages[-1]["role"]] == ["system", "assistant"]
    assert BRIEF in messages[1]["content"]

    smoke = run("eval", "run", "smoke")
    assert smoke.stdout.startswith("smoke: passed")
    assert "model quality: not measured (scripted model)" in smoke.stdout
    assert from_json(run("usage", "stats", "--json").stdout)["turns"] == 2
