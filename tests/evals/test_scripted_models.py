"""Each scripted model behaves as its name says, the same every time, and meets what our code promises."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from assistant import app
from assistant.agent.turn import Turn
from assistant.evals import scripted
from assistant.evals.cases import Case
from assistant.knowledge import embedding
from assistant.models.base import ChatModel, Request
from assistant.settings import Settings
from tests.evals.bench import BRIEF
from tests.usage import made

Play = Callable[[ChatModel], Turn]


@pytest.fixture
def play(own_home: Path, monkeypatch: pytest.MonkeyPatch) -> Play:
    """One turn of the whole assistant on a model, with a search by words only."""
    monkeypatch.setattr(embedding, "packaged", lambda: None)

    def one(model: ChatModel) -> Turn:
        wiring = app.Wiring(recorded=False, now=made.noon)
        return app.build(Settings(home=own_home), model=model, wiring=wiring).turn(BRIEF, want="plan")

    return one


def errors(turn: Turn) -> set[str]:
    return {finding.code for finding in turn.findings if finding.severity == "error"}


def test_the_faithful_one_holds_at_once(play: Play) -> None:
    turn = play(scripted.open_scripted("scripted:faithful"))
    assert (turn.status, turn.repairs, turn.model, turn.cost_usd) == ("complete", 0, "scripted:faithful", 0.0)
    assert turn.plan is not None
    assert not turn.plan.generator.offline


def test_the_one_that_trains_first_is_refused_for_its_order(play: Play) -> None:
    turn = play(scripted.open_scripted("scripted:ml_first"))
    assert (turn.status, turn.repairs) == ("draft", 2)
    assert {"PF101", "PF102"} <= errors(turn)


def test_false_quotes_are_found_and_can_be_mended(play: Play) -> None:
    false = play(scripted.open_scripted("scripted:citation_faker"))
    assert (false.status, errors(false) & {"PF402"}) == ("draft", {"PF402"})
    mended = play(scripted.open_scripted("scripted:fixes_after_repair"))
    assert (mended.status, mended.repairs, errors(mended)) == ("complete", 1, set())


@pytest.mark.parametrize("name", ["silent", "looper", "never_holds"])
def test_the_hopeless_ones_end_with_a_reason(play: Play, name: str) -> None:
    turn = play(scripted.open_scripted(f"scripted:{name}"))
    assert turn.status == ("draft" if name == "never_holds" else "failed")
    assert turn.error
    assert len(turn.calls) <= 14


def test_a_script_gives_the_same_draft_each_time(play: Play) -> None:
    drafts = [play(scripted.open_scripted("scripted:faithful")).calls[-1].reply.calls[0].arguments for _ in range(2)]
    assert drafts[0] == drafts[1]


def test_a_case_can_bring_replies_of_its_own() -> None:
    replies = [{"calls": [{"name": "search_notes", "arguments": {"query": "gates"}}]}, {"text": "That is all."}]
    case = Case.model_validate({"id": "a", "brief": "Why?", "model": "scripted", "replies": replies})
    model = scripted.open_scripted("scripted", case)
    reply = model.reply(anything())
    assert (reply.stop, reply.calls[0].name, reply.calls[0].arguments) == ("tools", "search_notes", {"query": "gates"})
    assert (model.reply(anything()).text, model.name) == ("That is all.", "scripted")


def anything() -> Request:
    return Request(system="", messages=())


@pytest.mark.parametrize(
    ("model", "live"),
    [
        ("offline", False),
        ("scripted", False),
        ("scripted:looper", False),
        ("openai:gpt-6.1-sol", True),
        ("mine:Model", True),
    ],
)
def test_only_what_may_need_the_network_is_live(model: str, live: bool) -> None:
    assert scripted.is_live(model) is live
