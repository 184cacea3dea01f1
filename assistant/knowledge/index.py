"""Invariant: a search always answers. Damage, a missing model or a broken Chroma cost vectors and say so, no crash.

Documents are the truth; the index folder is a cache of them that can be deleted at any time. Chroma and the embedding
model load at the first search, not before. One index may be searched from several threads.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Mapping, Sequence, Set
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Self

from assistant.errors import InputError
from assistant.knowledge import building, evidence, front_matter, generation, manifest
from assistant.knowledge.building import Built
from assistant.knowledge.choosing import choose, relevant
from assistant.knowledge.dense import Dense
from assistant.knowledge.embedding import Embedder
from assistant.knowledge.embedding_cache import OnProgress
from assistant.knowledge.fusion import CANDIDATES, fuse
from assistant.knowledge.lexical import Lexical, Term
from assistant.knowledge.material import Material, gather
from assistant.knowledge.meanwhile import REBUILDING, Rebuild
from assistant.knowledge.opening import probe
from assistant.knowledge.passages import Chunk, Document, Found, Passage, Source
from assistant.knowledge.scope import EVERYWHERE, Scope, key_of
from assistant.knowledge.searchable import visible

if TYPE_CHECKING:
    from assistant.knowledge.langchain_bridge import IndexRetriever

Ranked = Sequence[tuple[str, float]]
_UNREADABLE = "The stored word index cannot be read; this run searches in memory."
_QUERY_LIMIT = 8_000  # characters; the model reads 256 tokens and the word search 64 words, whatever comes after


class Index:
    """Finds passages in the corpus and the user's notes. Make one with `Index.open`."""

    def __init__(
        self,
        home: Path,
        material: Material,
        embedder: Embedder | None,
        built: Built,
        rebuild: Rebuild | None = None,
    ) -> None:
        """Only `open` and `serving` call this."""
        self.version = material.version
        self._material = material
        self._documents = {key_of(document): document for document in material.documents}
        self._folder = built.folder
        self._notices = list(built.notices)
        self._dense = Dense(home, material, embedder, built, rebuild)
        self._lock = threading.Lock()
        self._lexical = self._stored_words(built.folder)
        self._root = home / generation.FOLDER
        self._seen = generation.current(self._root)

    @classmethod
    def open(
        cls,
        home: Path,
        documents: Sequence[Document],
        *,
        embedder: Embedder | None,
        on_progress: OnProgress | None = None,
        headings: bool = True,
        patient: bool = True,
    ) -> Index:
        """The index of these documents below `home`: the one that is there when nothing changed, else a new one.

        Only chunks that changed are embedded again; `on_progress` is told (done, all) of those. A second process
        waits for the first and takes its result. When a large one was damaged or made by another version, it is built
        anew in the background, and words alone are searched until then. Without `headings` the chunks are indexed
        without the line of title and headings (for measuring). Without `patient`, when many chunks were never
        embedded, words alone are searched and nothing is built; so it is too in a folder that is there and cannot be
        written. Raises InputError when the disk refuses otherwise.
        """
        material = gather(documents, headings=headings)
        folder = generation.find(home / generation.FOLDER, manifest.identity(material, embedder))
        if folder:
            return cls(home, material, embedder, Built(folder))
        if embedder and not patient and (rest := building.rest(home, material, embedder)) > building.SOON:
            return cls(home, material, embedder, Built(None, without=building.UNINDEXED.format(rest)))
        build = partial(building.build, home, material, embedder, on_progress)
        why = building.waits(home, material, embedder) if embedder else ""
        if why:
            return cls(home, material, embedder, Built(None, without=REBUILDING.format(why)), Rebuild(build))
        try:
            built = build()
        except InputError as error:
            if not generation.only_reads(home):
                raise
            built = Built(None, without=error.sentence())
        return cls(home, material, embedder, built)

    @property
    def notices(self) -> tuple[str, ...]:
        """What the user should know about this index, one sentence each; the first search may add to it."""
        return (*self._notices, self._dense.notice) if self._dense.notice else tuple(self._notices)

    def chunks(self) -> Mapping[str, Chunk]:
        """Every chunk by its hash."""
        return MappingProxyType(dict(self._material.chunks))

    @property
    def misdated(self) -> tuple[str, ...]:
        """Notes whose `as_of` is no day, so that they lie in no span of time."""
        return tuple(each.id for each in self._documents.values() if each.as_of and not front_matter.day(each.as_of))

    @property
    def has_notes(self) -> bool:
        """Whether any document is the user's own."""
        return any(source == "notes" for source, _ in self._documents)

    def document(self, note_id: str) -> Document | None:
        """The document with this id, or None."""
        return self._documents.get(("corpus", note_id)) or self._documents.get(("notes", note_id))

    def search(
        self,
        query: str,
        *,
        limit: int = 8,
        scope: Scope = EVERYWHERE,
        budget: int | None = None,
        suppress: bool = True,
        asked: bool = False,
    ) -> Found:
        """The best passages for a question, cited `p1`, `p2`, …; none, and `abstained`, when nothing is relevant.

        Word search and vector search are fused as `fusion` says, `choosing` picks among them, and `evidence` decides
        whether anything relevant was found. `scope` confines the search; `budget` is the most tokens the passages may
        have together. `asked` calls even keywords a question, as on a search line. Without `suppress` the chunks come
        as ranked: near-duplicates, many of one note, whatever was asked (for measuring).
        """
        text = visible(query).strip()[:_QUERY_LIMIT]
        if not text:
            return Found((), True, False, "the question is empty", self.version)
        inside = scope.chunks(self._documents, self._material.chunks.items())
        near, without = self._dense.near(text, CANDIDATES, scope.source, inside)
        ranked, grounds = self._weighed(text, near, scope.source, inside, asked)
        withheld = evidence.withheld(grounds, len(self._material.chunks), self._dense.fingerprint) if suppress else ""
        passages = () if withheld else self._passages(ranked, near, max(limit, 1), budget, suppress)
        why = without if near is None else withheld
        return Found(passages, not passages, near is None, why, self.version)

    def halves(self, query: str) -> tuple[Ranked, Ranked | None]:
        """What words and vectors find alone, (chunk hash, score), best first; None without vectors (for measuring)."""
        text = visible(query).strip()[:_QUERY_LIMIT]
        near, _ = self._dense.near(text, CANDIDATES, None, None)
        return self._by_words(text, None, None)[1], near

    def grounds(self, query: str) -> evidence.Grounds:
        """What speaks for an answer to this question: what `search` abstains by."""
        text = visible(query).strip()[:_QUERY_LIMIT]
        return self._weighed(text, self._dense.near(text, CANDIDATES, None, None)[0], None, None, True)[1]

    def neighbours(self, chunk: Chunk, before: int = 1, after: int = 1) -> tuple[tuple[Chunk, ...], tuple[Chunk, ...]]:
        """(the chunks just before, those just after) in the same note, in the note's order; fewer at its ends."""
        note = [other for other in self._material.chunks.values() if key_of(other) == key_of(chunk)]
        note.sort(key=lambda other: other.start)
        place = next((at for at, other in enumerate(note) if other.start == chunk.start), None)
        if place is None:
            return (), ()
        return tuple(note[max(0, place - before) : place]), tuple(note[place + 1 : place + 1 + after])

    def warm(self) -> None:
        """Loads the embedding model and the vectors now, for instance in a thread while the prompt is shown."""
        self._dense.near("warm", 1, None, None)

    def switched(self) -> bool:
        """Whether another process has built another index since this was opened or last asked.

        This one goes on answering from its own documents; whoever wants today's opens the index again.
        """
        now = generation.current(self._root)
        before, self._seen = self._seen, now
        return now != before

    def probe(self) -> str:
        """Examines the stored vectors in a child process (about 2 s): "" when they are sound or there are none."""
        folder = self._folder / manifest.VECTORS if self._folder else None
        return probe(folder) if folder is not None and folder.is_dir() else ""

    def as_retriever(self, limit: int = 8) -> IndexRetriever:
        """This index as a LangChain retriever."""
        from assistant.knowledge.langchain_bridge import as_retriever

        return as_retriever(self, limit)

    def close(self) -> None:
        """Lets go of files and memory."""
        self._dense.close()
        self._lexical.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _weighed(
        self, text: str, near: Ranked | None, source: Source | None, inside: Set[str] | None, asked: bool
    ) -> tuple[Ranked, evidence.Grounds]:
        terms, by_words = self._by_words(text, source, inside)
        ranked = fuse(by_words, near)
        best = [name for name, _ in ranked[: evidence.LOOKED_AT]]
        holders = self._lexical.holders(terms, best)
        cosine = near[0][1] if near else None if near is None else 0.0
        return ranked, evidence.weigh(text, terms, holders, cosine, asked=asked)

    def _passages(
        self, ranked: Ranked, near: Ranked | None, limit: int, budget: int | None, suppress: bool
    ) -> tuple[Passage, ...]:
        scored = [(self._material.chunks[name], score) for name, score in ranked]
        chosen = choose(relevant(scored, dict(near or ())), limit, budget) if suppress else scored[:limit]
        return tuple(Passage(chunk, score, f"p{place}") for place, (chunk, score) in enumerate(chosen, 1))

    def _by_words(
        self, text: str, source: Source | None, inside: Set[str] | None
    ) -> tuple[list[Term], list[tuple[str, float]]]:
        try:
            terms = self._lexical.terms(text)
            return terms, self._lexical.search(terms, CANDIDATES, source, inside)
        except sqlite3.Error:
            self._lexical = self._words_in_memory()
            terms = self._lexical.terms(text)
            return terms, self._lexical.search(terms, CANDIDATES, source, inside)

    def _stored_words(self, folder: Path | None) -> Lexical:
        if folder is None:
            return Lexical.in_memory(self._material)
        try:
            return Lexical.open(folder / manifest.LEXICAL)
        except sqlite3.Error:
            return self._words_in_memory()

    def _words_in_memory(self) -> Lexical:
        with self._lock:
            if _UNREADABLE not in self._notices:
                self._notices.append(_UNREADABLE)
        return Lexical.in_memory(self._material)
