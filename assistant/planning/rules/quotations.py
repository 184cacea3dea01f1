"""Invariant: a quotation's state follows from the plan and today's documents alone; no index and no model is asked.

Code proves that words stand where a citation says, or where they stand now. It does not prove that they are true.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from assistant.planning.elements import Citation, Claim
from assistant.planning.evidence import Evidence, KnownChunk
from assistant.planning.rules.terms import missing_terms
from assistant.planning.schema import Plan

QuoteState = Literal["verified", "moved", "missing", "stale", "not_measured"]
STATES: tuple[QuoteState, ...] = ("verified", "moved", "stale", "missing", "not_measured")
Standing = Literal["supported", "quoted", "unverified"]
_Place = tuple[KnownChunk, int, int]


@dataclass(frozen=True)
class Found:
    """The state of a quotation. `now` is the passage its words stand in today, `start` and `end` where in its text.

    `verified`: at its offsets in its passage. `moved`: its words elsewhere in its note, or in its note renamed; without
    `now`, across two passages. `stale`: the note has changed, and the words are gone. `missing`: the words do not stand
    there, or the note is gone. `not_measured`: the note is not on this machine. White space may differ, words may not.
    `why` is told of a note that is not among those read today; `deleted` that its file is gone.
    """

    state: QuoteState
    now: KnownChunk | None = None
    start: int = 0
    end: int = 0
    deleted: bool = False
    why: str = ""


@dataclass(frozen=True)
class Backed:
    """A claim that a citation is to back: *supported* when the quote holds its numbers and key terms, else *quoted*
    with what the quote `lacks`; *unverified* when the quote itself does not stand in today's documents."""

    claim: Claim
    standing: Standing
    lacks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Quoted:
    """A citation of the plan, its state today, and the claims it is to back."""

    citation: Citation
    found: Found
    backed: tuple[Backed, ...] = ()

    def as_json(self) -> dict[str, object]:
        """The citation with its state; offsets are characters within the passage."""
        cited, found, now = self.citation, self.found, self.found.now
        place = {"heading": cited.heading, "chunk": cited.chunk, "start": cited.start, "end": cited.end}
        today = now and {"heading": now.heading, "chunk": now.hash, "start": found.start, "end": found.end}
        return {
            "id": cited.id,
            "state": found.state,
            "note": cited.note,
            "path": cited.path,
            "quote": cited.quote,
            **place,
            "now": now and {"note": now.note, "path": now.path, **(today or {})},
            "deleted": found.deleted,
            "why": found.why,
            "claims": [
                {"id": each.claim.id, "text": each.claim.text, "standing": each.standing, "lacks": list(each.lacks)}
                for each in self.backed
            ],
        }


def quotations(plan: Plan, evidence: Evidence) -> tuple[Quoted, ...]:
    """Every citation of the plan with its state against the documents of `evidence`."""
    found = {citation.id: find(citation, evidence) for citation in plan.citations}
    return tuple(
        Quoted(citation, found[citation.id], tuple(_backed(plan, citation, found[citation.id])))
        for citation in plan.citations
    )


def find(citation: Citation, evidence: Evidence) -> Found:
    """The state of one quotation, and where its words stand now."""
    if evidence.chunks is None:
        return Found("not_measured")
    chunk = evidence.chunks.get(citation.chunk)
    quote = citation.quote
    if chunk is not None and chunk.note == citation.note and chunk.text[citation.start : citation.end] == quote:
        return Found("verified", chunk, citation.start, citation.end)
    absent = evidence.absent.get(citation.path)
    note = [] if absent else _note(citation, evidence.chunks)
    renamed = [] if note else [other for other in evidence.chunks.values() if other.document == citation.document]
    place = _standing(quote, (*note, *renamed))
    if place is not None:
        return Found("moved", *place)
    if not note and not renamed:
        return Found(absent.state, deleted=absent.deleted, why=absent.why) if absent else Found("not_measured")
    if _span(quote, _joined(note or renamed)) is not None:
        return Found("moved")
    return Found("stale" if all(other.document != citation.document for other in note or renamed) else "missing")


def _note(citation: Citation, chunks: Mapping[str, KnownChunk]) -> list[KnownChunk]:
    """The passages of the note as it is today; two folders may hold notes of one name, and the path tells them apart"""
    siblings = [chunk for chunk in chunks.values() if chunk.note == citation.note]
    placed = [chunk for chunk in chunks.values() if citation.path and chunk.path == citation.path]
    return placed or siblings


def _standing(quote: str, passages: tuple[KnownChunk, ...]) -> _Place | None:
    for chunk in passages:
        span = _span(quote, chunk.text)
        if span is not None:
            return chunk, *span
    return None


def _joined(passages: list[KnownChunk]) -> str:
    return " ".join(chunk.text for chunk in sorted(passages, key=lambda chunk: chunk.offset))


def _span(quote: str, text: str) -> tuple[int, int] | None:
    start = text.find(quote) if quote.strip() else -1
    if start >= 0:
        return start, start + len(quote)
    words = quote.split()
    if not words or words[0] not in text:
        return None
    match = re.search(r"\s+".join(map(re.escape, words)), text)
    return match.span() if match else None


def _backed(plan: Plan, citation: Citation, found: Found) -> Iterator[Backed]:
    for claim in plan.claims:
        if claim.origin == "corpus" and claim.citation == citation.id:
            lacks = lacking(claim, citation)
            if found.state not in ("verified", "moved"):
                yield Backed(claim, "unverified", lacks)
            else:
                yield Backed(claim, "quoted" if lacks else "supported", lacks)


def lacking(claim: Claim, citation: Citation) -> tuple[str, ...]:
    """Numbers and key terms of the claim that its quote, with the note's title and heading, does not say."""
    return missing_terms(claim.text, f"{citation.quote} {citation.title} {citation.heading}")
