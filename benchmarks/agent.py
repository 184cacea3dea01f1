"""What a turn costs beside one bare call of the provider's package, on one mocked wire: python -m benchmarks.agent

Both stream the same scripted answer; CPU time of this process, the median of several rounds taken in turn, so that a
busy machine slows both alike. The turn besides searches the corpus, renders the prompts and reads the stream; a plan
also drafts, assembles and reviews. Exits 1 when a ratio passes its budget.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import anthropic
import httpx
import pytest_httpx2  # noqa: F401 - teaches respx the transport of the packages
import respx

from assistant import resources
from assistant.agent import prompts
from assistant.agent.assistant import Assistant
from assistant.agent.library import Library
from assistant.knowledge.documents import corpus_documents
from assistant.knowledge.index import Index
from assistant.models.registry import open_model
from tests.models import wire
from tests.models.wire import ANTHROPIC_URL, KEY, MESSAGES, stream

QUESTION = "When is tuning a model worth its price?"
ANSWER = "Only when logged use proves that it pays. " * 40
BUDGET = 3.0
"""A turn may take this many times the CPU of one bare call (project rule, about twice what was measured)."""


def bare() -> None:
    """One streamed call with the package alone."""
    client = anthropic.Anthropic(api_key=KEY, max_retries=0)
    sent = client.messages.create(
        model="claude-sonnet-5-5", max_tokens=1_000, messages=[{"role": "user", "content": QUESTION}], stream=True
    )
    text = "".join(getattr(getattr(event, "delta", None), "text", "") or "" for event in sent)
    assert text == ANSWER


def turning(library: Library) -> Callable[[], None]:
    """One whole turn that ends with the same answer, with a client of its own."""

    def one() -> None:
        model = open_model(MESSAGES.model, wire.settings())
        now = datetime(2026, 11, 23, 9, tzinfo=UTC)
        assistant = Assistant(model=model, library=library, prompts=prompts.load(), now=lambda: now, version="1")
        assert assistant.turn(QUESTION).answer == ANSWER

    return one


def ratio(rounds: int = 15) -> float:
    """CPU of a turn over CPU of a bare call, medians of `rounds`."""
    with tempfile.TemporaryDirectory() as folder, respx.mock(using="httpcore2", assert_all_called=False) as router:
        router.post(ANTHROPIC_URL).mock(side_effect=lambda _: stream(MESSAGES.text(ANSWER)))
        count = {"input_tokens": 9_000}
        router.post(f"{ANTHROPIC_URL}/count_tokens").mock(side_effect=lambda _: httpx.Response(200, json=count))
        documents = list(corpus_documents(resources.folder("corpus")))
        index = Index.open(Path(folder), documents, embedder=None)
        turn = turning(Library(lambda: index))
        bare()
        turn()
        taken = [(_cpu(bare), _cpu(turn)) for _ in range(rounds)]
    return statistics.median(t for _, t in taken) / statistics.median(b for b, _ in taken)


def _cpu(work: Callable[[], None]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began


if __name__ == "__main__":
    found = ratio()
    print(f"one turn costs {found:.1f} times one bare call of the package (budget {BUDGET:g})")
    sys.exit(1 if found > BUDGET else 0)
