"""The real corpus, searched by words alone (quick, and no model to load), and assistants around scripted models."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest

from assistant import resources
from assistant.agent import prompts
from assistant.agent.assistant import Assistant
from assistant.agent.library import Library
from assistant.agent.turn import Turn
from assistant.knowledge.documents import corpus_documents
from assistant.knowledge.index import Index
from assistant.knowledge.passages import Found
from assistant.models.base import ChatModel, Reply
from assistant.models.scripted import Answer, ScriptedModel

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
Make = Callable[..., Assistant]


@pytest.fixture(scope="session")
def index(tmp_path_factory: pytest.TempPathFactory) -> Index:
    """The corpus, indexed once."""
    documents = list(corpus_documents(resources.folder("corpus")))
    return Index.open(tmp_path_factory.mktemp("index"), documents, embedder=None)


class RememberedSearches(Library):
    """The library, which asks the index the same question only once: many tests draft the same brief."""

    @functools.cache  # noqa: B019 - lives as long as the session's one library
    def search(self, query: str, limit: int) -> Found:
        """What the index says."""
        return super().search(query, limit)


@pytest.fixture(scope="session")
def library(index: Index) -> Library:
    """The knowledge of these assistants."""
    return RememberedSearches(lambda: index)


@dataclass
class Recorder:
    """Stands where the usage log would."""

    told: list[tuple[str, Turn]] = field(default_factory=list)

    def __call__(self, stage: str, turn: Turn) -> None:
        self.told.append((stage, turn))

    @property
    def stages(self) -> list[str]:
        """What was recorded, in order."""
        return [f"{stage} {turn.status}" for stage, turn in self.told]


@pytest.fixture
def recorder() -> Recorder:
    """What the assistants of this test recorded."""
    return Recorder()


@pytest.fixture
def make(library: Library, recorder: Recorder) -> Make:
    """`make(replies or function or model, **parts)` → an assistant with the clock stopped at NOW."""

    def made(model: ChatModel | list[Reply | Answer] | Answer, **parts: Any) -> Assistant:  # noqa: ANN401
        opened = model if isinstance(model, ChatModel) else ScriptedModel(model)
        given: dict[str, Any] = {"library": library, "record": recorder, **parts}
        return Assistant(model=opened, prompts=prompts.load(), now=lambda: NOW, version="1", **given)

    return made
