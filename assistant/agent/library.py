"""Invariant: the agent reads knowledge through this one window: search, read a note, prices, and what can be cited.

One library may serve several threads: its index is opened once, by the first that needs it.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cached_property

from assistant.agent.shelf import known
from assistant.knowledge import provider_facts
from assistant.knowledge.dense import NO_EMBEDDER
from assistant.knowledge.index import Index
from assistant.knowledge.passages import Document, Found, Passage, content_hash
from assistant.knowledge.scope import Scope
from assistant.models.base import Tokens
from assistant.planning.evidence import KnownChunk, ProviderFact

_KEPT = 1_000
"""Searches whose result is remembered (project rule): an open index does not change, and drafts ask alike."""
_SEVERAL, _WIDER = 3, 12
"""Passages by which a note is what the search is about (as many as a search shows of one), and how many to look
through for its facts (project rule)."""


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
        """The best passages for a query over corpus and notes, and the facts of a note that speaks of it otherwise."""
        index = self.index
        known = self.remembered(query, limit)
        if known is None:
            known = _with_facts(index, query, index.search(query, limit=limit))
            with self._lock:
                # What trouble with the vectors left out is looked for again, what another index found is not kept.
                if (not known.lexical_only or known.why == NO_EMBEDDER) and self._searched is index:
                    self._found[query, limit] = known
                    if len(self._found) > _KEPT:
                        del self._found[next(iter(self._found))]
        return known

    def remembered(self, query: str, limit: int) -> Found | None:
        """What that search found before in the index that is open now; None when it has to be made. Opens nothing."""
        if self.opened is None:
            return None
        with self._lock:
            if self._searched is not self.opened:
                self._searched, self._found = self.opened, {}
            known = self._found.pop((query, limit), None)
            if known is not None:
                self._found[query, limit] = known  # asked for last, so forgotten last
            return known

    @property
    def has_notes(self) -> bool:
        """Whether the user has notes of their own that can be searched."""
        return self.index.has_notes

    def search_notes(self, query: str, limit: int) -> Found:
        """The best passages for a query over the user's notes alone; none when nothing there is relevant."""
        return self.index.search(query, limit=limit, scope=Scope(source="notes"))

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


def _with_facts(index: Index, query: str, found: Found) -> Found:
    """For each note of the corpus with three passages, none of them facts, its facts in the place of the third.

    A search shows at most three passages of a note, and advice ranks above the evidence for it when it uses the
    question's words; what can be cited is the evidence.
    """
    count = Counter(passage.chunk.note for passage in found.passages)
    stated = {passage.chunk.note for passage in found.passages if _states_facts(passage)}
    lacking = {note for note, times in count.items() if times >= _SEVERAL and note not in stated}
    if not lacking:
        return found
    confined = Scope(source="corpus", notes=tuple(sorted(lacking)))
    facts: dict[str, Passage] = {}
    for passage in index.search(query, limit=_WIDER, scope=confined).passages:
        if _states_facts(passage):
            facts.setdefault(passage.chunk.note, passage)
    last = {passage.chunk.note: passage for passage in found.passages}
    shown = (facts.get(p.chunk.note, p) if last[p.chunk.note] is p else p for p in found.passages)
    return replace(found, passages=tuple(shown))


def _states_facts(passage: Passage) -> bool:
    return passage.chunk.heading.partition(" > ")[0] == "Facts"
