"""The whole corpus in the prefix: every passage can be cited, nothing is searched first, the prefix stays the same."""

from __future__ import annotations

import pytest

from assistant.agent import whole
from assistant.errors import InputError
from assistant.models.base import OnText, Reply, Request
from assistant.models.scripted import say
from tests.agent.conftest import Make


class Listening:
    """A model that keeps what it was sent."""

    name = "scripted"

    def __init__(self) -> None:
        self.asked: list[Request] = []

    def reply(self, request: Request, on_text: OnText | None = None) -> Reply:
        self.asked.append(request)
        return say("Ship first.")


def test_every_passage_stands_in_the_cached_prefix_and_the_message_repeats_none(make: Make) -> None:
    model = Listening()
    assistant = make(model, context="all")
    turn = assistant.turn("What comes first?")
    (request,) = model.asked
    chunks = assistant.library.index.chunks()
    assert request.system.count('"key":"p') == len(chunks) == len(turn.passages) > 100
    assert request.messages[0].text.count('"key":"p') == 0
    assert request.system.count("</passages>") == 1
    assert [passage.cite for passage in turn.passages] == [f"p{n}" for n in range(1, len(chunks) + 1)]


def test_the_prefix_is_the_same_at_the_next_turn(make: Make) -> None:
    model = Listening()
    assistant = make(model, context="all")
    assistant.turn("What comes first?")
    assistant.turn("And then?")
    assert model.asked[0].system == model.asked[1].system


def test_without_it_the_prefix_holds_no_passage(make: Make) -> None:
    model = Listening()
    make(model).turn("What comes first?")
    assert '"key":"p' not in model.asked[0].system


def test_more_notes_than_fit_are_refused_in_one_sentence(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(whole, "LIMIT", 1000)
    with pytest.raises(InputError, match="fit a request whole"):
        make(Listening(), context="all").turn("What comes first?")
