"""Invariant: the agent reads knowledge through this one window: search, read a note, prices, and what can be cited.

One library may serve several threads: its index is opened once, by the first that needs it.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from functools import cached_property

from assistant.agent.shelf import known
from assistant.knowledge import provider_facts
from assistant.knowledge.index import Index
from assistant.knowledge.passages import Document, Found, content_hash
from assistant.models.base import Tokens
from assistant.planning.evidence import KnownChunk, ProviderFact

_KEPT = 1_000
"""Searches whose result is remembered (project rule): an open index does not change, and drafts ask alike."""


class Library:
    """The index, opened when first needed, and the dated provider facts."""

    def __init__(self, open_index: Callable[[], Index]) -> None:
        self._open_index = open_index
        self._lock = threading.Lock()
        self.opened: Index | None = None
        self._searched: Index | None = None
        self._found: dict[tuple[str, int], Found] = {}
        self._known: tuple[Index, Mapping[str, KnownChunk]] | None = None

    @property
    def index(self) -> Index:
        """The open index; building it on first use may take some seconds. Raises InputError when the disk refuses."""
        with self._lock:
            if self.opened is None:
                self.opened = self._open_index()
            return self.opened

    def refresh(self) -> None:
        """Opens the index anew when another process has switched to another one; call it between turns.

        Within a turn everything cited comes from one state of the notes.
        """
        with self._lock:
            if self.opened is not None and self.opened.switched():
                self.opened = self._open_index()

    @cached_property
    def facts(self) -> Mapping[str, ProviderFact]:
        """Provider facts by id."""
        return provider_facts.load()

    @cached_property
    def prices_version(self) -> str:
        """Names the price table in force: the first 16 digits of a hash over every fact and its value."""
        return content_hash(*(f"{name} {fact.value}" for name, fact in sorted(self.facts.items())))[:16]

    def search(self, query: str, limit: int) -> Found:
        """The best passages for a query over corpus and notes."""
        index = self.index
        with self._lock:
            if self._searched is not index or len(self._found) >= _KEPT:
                self._searched, self._found = index, {}
            known = self._found.get((query, limit))
        if known is None:
            known = index.search(query, limit=limit)
            if not known.lexical_only:  # what trouble with the vectors left out is looked for again
                self._found[query, limit] = known
        return known

    def note(self, note_id: str) -> Document | None:
        """A whole note, or None."""
        return self.index.document(note_id)

    @property
    def chunks(self) -> Mapping[str, KnownChunk]:
        """Every chunk on this machine, by hash, for verifying citations."""
        index = self.index
        if self._known is None or self._known[0] is not index:
            self._known = index, {name: known(chunk) for name, chunk in index.chunks().items()}
        return self._known[1]

    def cost(self, model: str, tokens: Tokens) -> float | None:
        """Dollars of `tokens` on `vendor:model`; 0 for models that bill nothing, None without a known price."""
        vendor, _, name = model.partition(":")
        if vendor in ("offline", "scripted"):
            return 0.0
        return provider_facts.call_cost(
            self.facts, name, input=tokens.input, cached=tokens.cached, written=tokens.written, output=tokens.output
        )
