"""A chat answer cites passages in the provider's own way, and each cited word is looked for where it should be."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
import respx

from assistant.agent import quoting
from assistant.agent.trimming import trimmed
from assistant.agent.turn import Event, Turn
from assistant.models.anthropic_sources import parts
from assistant.models.base import Message, Quoted, Source, ToolCall, ToolResult
from assistant.planning.evidence import KnownChunk
from tests.agent.conftest import Make
from tests.models.wire import ANTHROPIC_URL, MESSAGES, Events, anthropic_call, anthropic_events, named, pieces, stream

QUESTION = "When is tuning a model worth its price?"
Body = dict[str, Any]
Answer = Callable[[Body], httpx.Response]


def cited_text(text: str, *citations: dict[str, Any]) -> Events:
    """A text block with its citations, as the provider streams it."""
    return [
        {"type": "content_block_start", "content_block": {"type": "text", "text": "", "citations": []}},
        *({"type": "content_block_delta", "delta": {"type": "text_delta", "text": piece}} for piece in pieces(text)),
        *({"type": "content_block_delta", "delta": {"type": "citations_delta", "citation": c}} for c in citations),
        {"type": "content_block_stop"},
    ]


def citation(block: Body, **changed: object) -> dict[str, Any]:
    """A citation of these parts of a search result, as the provider makes it."""
    words = "".join(part["text"] for part in block["content"][:1])
    place = {"search_result_index": 0, "start_block_index": 0, "end_block_index": 1}
    return {"type": "search_result_location", "cited_text": words, "title": block["title"], "source": block["source"],
            **place, **changed}  # fmt: skip


def given(body: Body) -> list[Body]:
    """Every search result of a request, in its order."""
    found: list[Body] = []
    for message in body["messages"]:
        for block in message["content"]:
            inside = block.get("content")
            found += [each for each in [block, *(inside if isinstance(inside, list) else [])]
                      if each["type"] == "search_result"]  # fmt: skip
    return found


def asked(make: Make, *answers: Answer, want: str = "any") -> tuple[Turn, list[Body], str]:
    """The turn, the bodies sent, the text a person saw."""
    bodies: list[Body] = []

    def serve(request: httpx.Request) -> httpx.Response:
        bodies.append(json.loads(request.content))
        return answers[len(bodies) - 1](bodies[-1])

    events: list[Event] = []
    with respx.mock(using="httpcore2") as router:
        router.post(ANTHROPIC_URL).mock(side_effect=serve)
        assistant = make(MESSAGES.open())
        turn = assistant.turn(QUESTION, events.append, want="plan" if want == "plan" else "any")
    return turn, bodies, "".join(event.text for event in events if event.kind == "text")


def citing(**changed: object) -> Answer:
    """Answers with one statement that cites the first search result, and one that cites nothing."""

    def answer(body: Body) -> httpx.Response:
        block = given(body)[0]
        blocks = cited_text("Tune late", citation(block, **changed)), cited_text(". Measure first.")
        return stream(named(anthropic_events(*blocks)))

    return answer


def test_passages_go_in_as_search_results_and_what_is_cited_comes_back_verified(make: Make) -> None:
    turn, [body], shown = asked(make, citing())
    blocks = given(body)

    assert [block["title"].partition(" ")[0] for block in blocks] == ["p1", "p2", "p3", "p4", "p5", "p6"]
    assert all(block["citations"] == {"enabled": True} for block in blocks)
    assert "format" not in body.get("output_config", {})
    assert any(tool.get("strict") for tool in body["tools"])
    text = body["messages"][-1]["content"][-1]["text"]
    assert "the search results above" in text and blocks[0]["content"][0]["text"].strip() not in text
    assert turn.answer.startswith("Tune late [p1]. Measure first.")
    quote = " ".join(blocks[0]["content"][0]["text"].split())
    assert f"- [p1] {turn.passages[0].chunk.title} ({turn.passages[0].chunk.note}): “{quote}”" in turn.answer
    assert shown == turn.answer


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"cited_text": "Everyone should train a model today."}, "the words cited do not stand there; not verified"),
        ({"title": "p99 A note that is not there"}, "[p99] cites a passage that was not given; not verified"),
    ],
)
def test_a_citation_that_does_not_hold_is_told_as_such_and_never_shown_as_a_quote(
    make: Make, changed: dict[str, str], said: str
) -> None:
    turn, _, shown = asked(make, citing(**changed))
    assert said in turn.answer and said in shown
    assert "“" not in turn.answer.partition("Quoted, and found")[2]


@pytest.mark.parametrize("kind", [{"type": "char_location"}, {"cited_text": ""}, {"title": None}])
def test_citations_of_another_kind_are_passed_over(make: Make, kind: dict[str, object]) -> None:
    turn, _, _ = asked(make, citing(**kind))
    assert turn.answer == "Tune late. Measure first."


def test_what_a_search_finds_is_cited_too(make: Make) -> None:
    def searching(body: Body) -> httpx.Response:
        call = anthropic_call(json.dumps({"query": "break-even of tuning", "limit": 2}))
        return stream(named(anthropic_events(call, stop="tool_use")))

    def answer(body: Body) -> httpx.Response:
        result = body["messages"][-1]["content"][0]
        assert result["type"] == "tool_result" and len(result["content"]) == 2
        return stream(named(anthropic_events(cited_text("So", citation(result["content"][1])))))

    turn, bodies, _ = asked(make, searching, answer)
    key = given(bodies[1])[-1]["title"].partition(" ")[0]
    assert turn.answer.startswith(f"So [{key}]") and f"- [{key}] " in turn.answer and "“" in turn.answer


def test_a_provider_that_refuses_them_gets_the_passages_as_text_from_then_on(make: Make) -> None:
    def refuse(body: Body) -> httpx.Response:
        said = {"type": "invalid_request_error", "message": "messages.0: search_result blocks are not supported"}
        return httpx.Response(400, json={"type": "error", "error": said})

    turn, bodies, _ = asked(make, refuse, lambda body: stream(MESSAGES.text("Late.")))
    assert turn.answer == "Late."
    assert given(bodies[0]) and not given(bodies[1])
    assert '"key":"p1"' in bodies[1]["messages"][-1]["content"][-1]["text"]


def test_a_plan_is_drafted_from_text_since_code_finds_its_quotes_itself(make: Make) -> None:
    prose = [lambda body: stream(MESSAGES.text(f"No plan {len(body['messages'])}."))] * 3
    _, bodies, _ = asked(make, *prose, want="plan")
    assert not any(given(body) for body in bodies)


def test_the_parts_of_a_text_are_its_sentences_and_together_the_text() -> None:
    text = "# Head\n\nOne. Two!  Three?\n| a | b |\n\n- e.g. this\n"
    assert "".join(parts(text)) == text.strip()
    assert [part.strip() for part in parts(text)][:4] == ["# Head", "One.", "Two!", "Three?"]
    assert parts(" \n ") == []


def test_a_long_quote_is_cut_at_a_word_and_the_words_shown_are_those_verified() -> None:
    chunk = KnownChunk(hash="h", note="n", text="word " * 200, document="d", title="T", heading="", path="p")
    told = quoting.told([Quoted("p1", ("word " * 200).strip())] * 2, {"p1": chunk})
    assert told.count("[p1]") == 1 and told.endswith("word …”") and len(told) < 550


def test_what_is_dropped_to_make_room_is_not_sent_as_search_results_either() -> None:
    def source(call_id: str) -> Source:
        return Source("p1", "T", "n", "x", call_id)

    search = Message("assistant", calls=(ToolCall("a", "search_notes", {}),))
    found = Message("tool", results=(ToolResult("a", "x" * 600),), sources=(source("a"),))
    last = Message("tool", results=(ToolResult("b", "y" * 600),), sources=(source("b"),))
    first = Message("user", "<brief>\nb\n</brief>\n<passages>\nlong\n</passages>", sources=(source(""),), bare="b")
    kept, _ = trimmed([first, search, found, search, last])
    assert [message.sources for message in kept] == [first.sources, (), (), (), last.sources]
    again, dropped = trimmed([first])
    assert (again[0].sources, dropped) == ((), "the first passages")


def test_the_log_keeps_what_was_said_in_words(make: Make, tmp_path: Path) -> None:
    turn, _, _ = asked(make, citing())
    first = turn.calls[0].messages[0]
    assert '"key":"p1"' in first.text and first.sources and "sources" not in repr(first)
    assert turn.calls[0].reply.text == "Tune late [p1]. Measure first."
