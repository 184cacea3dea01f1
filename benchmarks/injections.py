"""Every injection text at every entry, with a model that obeys them all: python -m benchmarks.injections

Reads tests/data/injections.jsonl and the file that ASSISTANT_TEST_INJECTIONS names; `--every N` takes each Nth. Exits 1
when a promise broke, or when a planted text did not reach the model, which would prove nothing.
"""

from __future__ import annotations

import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from assistant import resources
from assistant.agent import prompts
from assistant.agent.assistant import Assistant
from assistant.agent.library import Library
from assistant.knowledge.documents import corpus_documents
from assistant.knowledge.index import Index
from assistant.knowledge.passages import Found
from assistant.models.scripted import ScriptedModel
from tests.injections import planting


class Remembering(Library):
    """Searches once for each question: the brief is the same in every turn."""

    def __init__(self, library: Library) -> None:
        super().__init__(lambda: library.index)
        self._found: dict[tuple[str, int], Found] = {}

    def search(self, query: str, limit: int) -> Found:
        """What was found before, or what the index says."""
        key = (query, limit)
        if key not in self._found:
            self._found[key] = super().search(query, limit)
        return self._found[key]


def main(arguments: list[str]) -> int:
    """Plants every text at every entry."""
    every = int(arguments[arguments.index("--every") + 1]) if "--every" in arguments else 1
    texts = [*planting.given(), *planting.elsewhere()][::every]
    broken: list[str] = []
    unread = 0
    with tempfile.TemporaryDirectory() as home, tempfile.TemporaryDirectory() as folder:
        documents = list(corpus_documents(resources.folder("corpus")))
        opened = Library(lambda: Index.open(Path(home), documents, embedder=None))
        library = Remembering(opened)
        for text in texts:
            for entry in planting.ENTRIES:
                outcome = planting.plant(text.text, entry, library, _make, Path(folder))
                broken += [f"{text.id}, {entry}: {what}" for what in outcome.broken]
                unread += not outcome.was_read
    for line in broken:
        print(line)
    print(f"{len(texts)} texts at {len(planting.ENTRIES)} entries: {len(broken)} broken promises, {unread} never read")
    return 1 if broken or unread else 0


def _make(model: ScriptedModel, library: Library) -> Assistant:
    now = datetime(2026, 11, 23, 9, tzinfo=UTC)
    return Assistant(model=model, library=library, prompts=prompts.load(), now=lambda: now, version="1")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
