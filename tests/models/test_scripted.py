from __future__ import annotations

import pytest

from assistant.errors import InputError, Interrupted
from assistant.models.base import ChatModel, Message, Reply, Request
from assistant.models.scripted import ScriptedModel, call, say


def asking(text: str) -> Request:
    return Request(system="Be brief.", messages=(Message("user", text),))


def test_a_script_is_answered_in_order_and_every_request_is_kept() -> None:
    model = ScriptedModel([call("search_notes", {"query": "evals"}), say("Ship it.")])

    first = model.reply(asking("one"))
    second = model.reply(asking("two"))

    assert isinstance(model, ChatModel)
    assert first.stop == "tools"
    assert first.calls[0].name == "search_notes"
    assert first.calls[0].arguments == {"query": "evals"}
    assert second.text == "Ship it."
    assert [request.messages[0].text for request in model.requests] == ["one", "two"]


def test_text_arrives_in_pieces_that_add_up_to_the_reply() -> None:
    pieces: list[str] = []

    reply = ScriptedModel([say("  Ship the slice,\nthen measure. ")]).reply(asking("go"), pieces.append)

    assert len(pieces) > 2
    assert "".join(pieces) == reply.text == "  Ship the slice,\nthen measure. "


def test_a_used_up_script_says_how_many_replies_it_had() -> None:
    model = ScriptedModel([say("only one")], name="short")
    model.reply(asking("one"))

    with pytest.raises(InputError, match=r"'short' has 1 replies and was asked for number 2"):
        model.reply(asking("two"))


def test_one_function_can_answer_every_request() -> None:
    def echo(request: Request) -> Reply:
        return say(request.messages[-1].text.upper())

    model = ScriptedModel(echo)

    assert [model.reply(asking(word)).text for word in ("a", "b", "c")] == ["A", "B", "C"]


def test_equal_calls_get_different_ids() -> None:
    model = ScriptedModel([call("search_notes", {"query": "a"}), call("search_notes", {"query": "a"})])

    assert model.reply(asking("one")).calls[0].id != model.reply(asking("two")).calls[0].id


def test_a_scripted_call_can_have_unreadable_arguments() -> None:
    asked = ScriptedModel([call("submit_plan", '{"title": ')]).reply(asking("go")).calls[0]

    assert asked.arguments is None
    assert asked.raw == '{"title": '


def test_an_interruption_keeps_what_was_said() -> None:
    def impatient(piece: str) -> None:
        if "two" in piece:
            raise KeyboardInterrupt

    with pytest.raises(Interrupted) as stopped:
        ScriptedModel([say("one two three")]).reply(asking("go"), impatient)

    assert stopped.value.partial == "one two "
