"""Notes can be embedded by OpenAI or a compatible server; a failure costs the vectors and never the answer."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
import respx

from assistant.errors import ProviderError
from assistant.knowledge.index import Index
from assistant.models.openai_embeddings import OpenAIEmbedder
from tests.knowledge.shelf import SHELF, Hashed
from tests.models.wire import LOCAL_BASE, settings

URL = "https://api.openai.com/v1/embeddings"
HASHED = Hashed()


@pytest.fixture
def wire() -> Iterator[respx.MockRouter]:
    """The provider's side, by script."""
    with respx.mock(using="httpcore2") as router:
        yield router


def served(request: httpx.Request) -> httpx.Response:
    """The fake server: the rows come in another order than asked."""
    asked = json.loads(request.content)["input"]
    rows = [
        {"object": "embedding", "index": place, "embedding": vector} for place, vector in enumerate(HASHED.embed(asked))
    ]
    usage = {"prompt_tokens": 1, "total_tokens": 1}
    return httpx.Response(200, json={"object": "list", "data": rows[::-1], "model": "m", "usage": usage})


def embedder(address: str | None = None) -> OpenAIEmbedder:
    return OpenAIEmbedder(settings(openai_base_url=address), dimension=8)


def test_texts_are_sent_in_batches_and_vectors_come_back_in_order(wire: respx.MockRouter) -> None:
    route = wire.post(URL).mock(side_effect=served)
    texts = [f"text {number}" for number in range(200)]
    made = embedder().embed(texts)
    assert len(route.calls) == 2
    assert [vector[0] for vector in made] == pytest.approx([vector[0] for vector in HASHED.embed(texts)])
    body = json.loads(route.calls[0].request.content)
    assert (body["model"], body["encoding_format"], len(body["input"])) == ("text-embedding-3-small", "float", 128)


def test_an_index_is_built_and_asked_with_it(wire: respx.MockRouter, own_home: Path) -> None:
    wire.post(URL).mock(side_effect=served)
    with Index.open(own_home, SHELF, embedder=embedder()) as index:
        assert not index.search("when is a customer refunded").lexical_only


def test_a_server_that_fails_costs_the_vectors_only(wire: respx.MockRouter, own_home: Path) -> None:
    wire.post(URL).mock(return_value=httpx.Response(500, json={"error": {"message": "down"}}))
    with pytest.raises(ProviderError):
        embedder().embed(["a"])
    with Index.open(own_home, SHELF, embedder=embedder()) as index:
        found = index.search("when is a customer refunded")
        assert (found.passages[0].chunk.note, found.lexical_only) == ("refunds.md", True)
        assert found.why


def test_address_name_and_size_are_its_identity() -> None:
    one = embedder()
    others = [
        embedder(LOCAL_BASE),
        OpenAIEmbedder(settings(), dimension=9),
        OpenAIEmbedder(settings(), model="text-embedding-3-large", dimension=8),
    ]
    assert len({one.fingerprint, *(other.fingerprint for other in others)}) == 4
    assert one.fingerprint == embedder().fingerprint
